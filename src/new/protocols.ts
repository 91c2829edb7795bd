/** Skeletons by protocol: what the capability of each standard must have (vocabularies/standards.json). */
import { withoutSlashAtEnd } from '../resource/address.ts';
import { type Tag, tag } from '../xml/write.ts';
import { EPN_UTYPE, epnColumns } from './epn-columns.ts';
import { isMarked, markAddress, markText } from './mark.ts';
import { OBSCORE_COLUMNS, OBSCORE_UTYPE } from './obscore-columns.ts';
import {
  accessURL,
  capability,
  IVOA,
  relationship,
  standardColumn,
  standardInterface,
  tableset,
  texts,
  vosi,
} from './parts.ts';
import type { Body } from './record.ts';
import { derived, type Values } from './values.ts';

const VOTABLE = 'application/x-votable+xml';
const WAVEBANDS = 'Radio, Millimeter, Infrared, Optical, UV, EUV, X-ray or Gamma-ray';

/** Coverage with what searches use most; the curator adds spatial, temporal and spectral. */
export function coverage(): Tag {
  return tag('coverage', {}, tag('waveband', {}, markText(`${WAVEBANDS}; or remove coverage`)));
}

/** A table of which nothing is known yet. */
export function unknownTables(): Tag {
  return tableset(
    tag(
      'schema',
      {},
      ...texts({
        name: markText('the name of the schema'),
        description: markText('what its tables are about'),
      }),
      tag(
        'table',
        { type: 'table' },
        ...texts({
          name: markText('the name of the table as in queries, schema.table'),
          description: markText('what a row of the table is'),
        }),
        tag(
          'column',
          {},
          ...texts({ name: markText('the name of a column; one column element for each') }),
          ...texts({ description: markText('what it holds'), ucd: markText('its UCD, such as pos.eq.ra') }),
          tag('dataType', { 'xsi:type': 'vs:VOTableType' }, markText('its type, such as double or int')),
        ),
      ),
    ),
  );
}

/** A service of one of the older protocols: GET, a VOTable, then what the capability has of its own. */
function simpleAccess(type: string, standardID: string, values: Values, own: Tag[]): Body {
  const access = standardInterface(accessURL('base', values.accessURL), null, [
    ...texts({ queryType: 'GET', resultType: VOTABLE }),
  ]);
  return {
    contentTypes: ['Catalog'],
    dateRole: 'Created',
    parts: [rights(values), capability(type, standardID, access, ...own), coverage(), unknownTables()],
  };
}

export function rights({ rights: terms }: Values): Tag {
  return tag('rights', {}, terms);
}

/** A marked number. */
const number = (hint: string) => markText(`a number, ${hint}`);

export function cone(values: Values): Body {
  const testQuery = {
    ra: number('the right ascension in degrees of a query that finds something'),
    dec: number('its declination in degrees'),
    sr: number('its radius in degrees'),
  };
  return simpleAccess('cs:ConeSearch', `${IVOA}ConeSearch`, values, [
    ...texts({ verbosity: markText('true if the service knows the parameter VERB, else false') }),
    tag('testQuery', {}, ...texts(testQuery)),
  ]);
}

export function sia1(values: Values): Body {
  const body = simpleAccess('sia:SimpleImageAccess', `${IVOA}SIA`, values, [
    ...texts({ imageServiceType: markText('Cutout, Mosaic, Atlas or Pointed') }),
    tag(
      'testQuery',
      {},
      skyPlace('pos', 'right ascension', 'declination', 'of a query that finds something'),
      skyPlace('size', 'width', 'height', 'of its field'),
    ),
  ]);
  return { ...body, contentTypes: ['Archive'] };
}

function skyPlace(name: string, long: string, lat: string, of: string): Tag {
  const values = { long: number(`the ${long} in degrees ${of}`), lat: number(`the ${lat} in degrees ${of}`) };
  return tag(name, {}, ...texts(values));
}

export function ssa(values: Values): Body {
  const place = skyPlace('pos', 'right ascension', 'declination', 'of a query that finds something');
  const body = simpleAccess('ssap:SimpleSpectralAccess', `${IVOA}SSA`, values, [
    ...texts({
      complianceLevel: markText('query, minimal or full'),
      dataSource: markText('survey, pointed, custom, theory or artificial'),
      creationType: markText(
        'archival, cutout, filtered, mosaic, projection, spectralExtraction or catalogExtraction',
      ),
      supportedFrame: 'ICRS',
    }),
    tag(
      'testQuery',
      {},
      tag('pos', {}, ...place.content, ...texts({ refframe: 'ICRS' })),
      ...texts({ size: number('the diameter in degrees of its field') }),
    ),
  ]);
  return { ...body, contentTypes: ['Archive'] };
}

export function slap(values: Values): Body {
  const range = {
    minWavelength: number('the shortest wavelength in meters of a query that finds something'),
    maxWavelength: number('its longest wavelength in meters'),
  };
  return simpleAccess('slap:SimpleLineAccess', `${IVOA}SLAP`, values, [
    ...texts({
      complianceLevel: markText('minimal or full'),
      dataSource: markText('observational/astrophysical, observational/laboratory or theoretical'),
    }),
    tag('testQuery', {}, tag('wavelength', {}, ...texts(range))),
  ]);
}

/** A service of one of the protocols that follow DALI. Where its VOSI endpoint lies cannot be derived. */
function daliAccess(standardID: string, url: Tag, values: Values, more: Tag[], tables: Tag[]): Body {
  return {
    contentTypes: ['Archive'],
    dateRole: 'Created',
    parts: [
      rights(values),
      capability(null, standardID, standardInterface(url, null, more)),
      vosi('capabilities', markAddress('VOSI capabilities of the service')),
      coverage(),
      ...tables,
    ],
  };
}

export function sia2(values: Values): Body {
  const url = accessURL('base', values.accessURL);
  return daliAccess(`${IVOA}SIA#query-2.0`, url, values, texts({ resultType: VOTABLE }), [unknownTables()]);
}

export function soda(values: Values): Body {
  const url = accessURL('full', values.accessURL);
  const result = texts({ resultType: markText('the media type of the answer, such as image/fits') });
  const body = daliAccess(`${IVOA}SODA#sync-1.0`, url, values, [...result, datasetParameter('cut from')], []);
  return { ...body, contentTypes: ['Archive', 'Transformation'] };
}

export function datalink(values: Values): Body {
  const url = accessURL('base', values.accessURL);
  const result = texts({ resultType: `${VOTABLE};content=datalink` });
  const parameter = datasetParameter('list the links of');
  return daliAccess(`${IVOA}DataLink#links-1.1`, url, values, [...result, parameter], []);
}

/** Without a dataType: DALI asks for a VOTable type, which the Registry of Registries refuses (requirements.md SVC-17). */
function datasetParameter(to: string): Tag {
  return tag(
    'param',
    { use: 'required', std: 'true' },
    ...texts({
      name: 'ID',
      description: `Publisher identifier of the dataset to ${to}.`,
      ucd: 'meta.id;meta.main',
    }),
  );
}

export function hips(values: Values): Body {
  const access = standardInterface(accessURL('base', values.accessURL));
  const parts = [rights(values), capability(null, `${IVOA}hips#hips-1.0`, access), coverage()];
  return { contentTypes: ['Survey'], dateRole: 'Created', parts };
}

export function tap(values: Values): Body {
  const endpoint = (name: string) =>
    derived(values.accessURL, `VOSI ${name} of the service`, (base) => `${withoutSlashAtEnd(base)}/${name}`);
  const language = tag(
    'language',
    {},
    tag('name', {}, 'ADQL'),
    tag('version', { 'ivo-id': `${IVOA}ADQL#v2.0` }, '2.0'),
  );
  const output = { mime: VOTABLE, alias: 'votable' };
  return {
    contentTypes: ['Archive'],
    dateRole: 'Created',
    parts: [
      rights(values),
      capability(
        'tr:TableAccess',
        `${IVOA}TAP`,
        standardInterface(accessURL('base', values.accessURL), '1.1'),
        language,
        tag('outputFormat', { 'ivo-id': `${IVOA}TAPRegExt#output-votable-binary` }, ...texts(output)),
      ),
      vosi('capabilities', endpoint('capabilities')),
      vosi('availability', endpoint('availability')),
      vosi('tables-1.1', endpoint('tables')),
      coverage(),
      unknownTables(),
    ],
  };
}

/** Tables that the TAP service of another record answers queries on: an auxiliary capability and IsServedBy. */
export function servedTables(values: Values, tables: Tag): Body {
  const access = standardInterface(accessURL('base', values.accessURL), '1.1');
  return {
    contentTypes: ['Catalog'],
    dateRole: 'Created',
    relationships: [relationship('IsServedBy', values.servedBy)],
    parts: [rights(values), capability(null, `${IVOA}TAP#aux`, access), coverage(), tables],
  };
}

export function epnTap(values: Values): Body {
  const schema = /^ivo:\/\/[^/]+\/(?:.*\/)?([a-z]\w*)\/epn_core$/i.exec(values.ivoid)?.[1];
  const title = isMarked(values.title) ? markText('a title for the table') : values.title;
  const table = {
    name:
      schema === undefined
        ? markText('the name of the table as in queries, schema.epn_core')
        : `${schema}.epn_core`,
    title,
    description: markText('what a row of the table is, such as one image of a planet'),
    utype: EPN_UTYPE,
  };
  const columns = epnColumns(values.frame).map(standardColumn);
  const named = { name: schema ?? markText('the name of the schema of the table'), title };
  return servedTables(
    values,
    tableset(tag('schema', {}, ...texts(named), tag('table', { type: 'view' }, ...texts(table), ...columns))),
  );
}

export function obscore(values: Values): Body {
  const table = {
    name: 'ivoa.obscore',
    title: 'ObsCore table',
    description: 'One row for each dataset, with the mandatory columns of ObsCore 1.1.',
    utype: OBSCORE_UTYPE,
  };
  const schema = {
    name: 'ivoa',
    title: 'Standard views',
    description: 'Views that the virtual observatory prescribes.',
  };
  const columns = OBSCORE_COLUMNS.map(standardColumn);
  return servedTables(
    values,
    tableset(
      tag('schema', {}, ...texts(schema), tag('table', { type: 'view' }, ...texts(table), ...columns)),
    ),
  );
}
