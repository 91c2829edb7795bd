/** The tables of the crosswalk: dated, of current terms, and each value used in both directions. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classOf } from '../../../src/reconcile/crosswalk/spase-source.ts';
import { NotExported } from '../../../src/reconcile/crosswalk/spase-to-vor.ts';
import { table } from '../../../src/reconcile/crosswalk/table.ts';
import { formatOf } from '../../../src/reconcile/crosswalk/vor-access.ts';
import { reversed } from '../../../src/reconcile/crosswalk/vor-source.ts';
import { vorToSpase } from '../../../src/reconcile/crosswalk/vor-to-spase.ts';
import { term, type VocabularyName } from '../../../src/validate/vocabulary.ts';
import { parseXml } from '../../../src/xml/tree.ts';
import { ACCESS, flat, NOW, spase, toVor, vor } from './records.ts';

const TABLES = readdirSync(new URL('../../../src/reconcile/crosswalk/tables', import.meta.url)).map((file) =>
  file.replace('.json', ''),
);
const rows = <T>(name: string) => Object.entries(table<{ rows: Record<string, T> }>(name).rows);
const isTerm = (vocabulary: VocabularyName, value: string) => {
  const found = term(vocabulary, value);
  return found !== null && found.deprecated !== true;
};
const drafted = (text: string, as = {}) => flat(vorToSpase(parseXml(text).root, { now: NOW, ...as }).xml);

describe('every table', () => {
  it.each(TABLES)('%s says its date and source', (name) => {
    const { date, source } = table<{ date: string; source: string }>(name);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(source.length).toBeGreaterThan(30);
  });
});

describe('tables of concepts', () => {
  const CONCEPTS = [
    { name: 'region', element: 'ObservedRegion', count: 128 },
    { name: 'measurement-type', element: 'MeasurementType', count: 22 },
    { name: 'phenomenon-type', element: 'PhenomenonType', count: 19 },
  ];
  it.each(CONCEPTS)('$name: each value becomes current concepts, and is a candidate for them', ({
    name,
    element,
    count,
  }) => {
    const all = rows<{ uat: string[]; relation: string; productType?: string | null }>(name);
    expect(all).toHaveLength(count);
    for (const [value, { uat, relation, productType }] of all) {
      expect(
        uat.filter((concept) => !isTerm('uat', concept)),
        value,
      ).toEqual([]);
      expect(uat.length === 0, value).toBe(relation === 'noMapping');
      if (productType != null) expect(isTerm('product-type', productType), value).toBe(true);
      const { xml, losses } = toVor({ body: `<${element}>${value}</${element}>` });
      for (const concept of uat) expect(xml).toContain(`<subject>${concept}</subject>`);
      const isLossy = losses.some((loss) => loss.field === 'subject' && loss.value === value);
      expect(isLossy, value).toBe(relation !== 'exactMatch');
      if (uat.length > 0) expect(reversed(name, { concepts: uat })).toContain(value);
    }
  });

  it('takes an unknown finer value for what it is part of', () => {
    const { xml, losses } = toVor({ body: '<ObservedRegion>Earth.Magnetosheath.Flank</ObservedRegion>' });
    expect(xml).toContain('<subject>magnetosheath</subject>');
    expect(losses).toContainEqual(
      expect.objectContaining({ field: 'subject', value: 'Earth.Magnetosheath.Flank' }),
    );
  });

  it('says a value that it does not know', () => {
    const { losses } = toVor({ body: '<MeasurementType>Smell</MeasurementType>' });
    expect(losses).toContainEqual({
      field: 'subject',
      kind: 'lost',
      what: 'MeasurementType that is not known',
      value: 'Smell',
    });
  });
});

describe('spectral-range', () => {
  it('gives wavebands of the messenger vocabulary, and intervals only where the word says enough', () => {
    const all = rows<{ waveband: string[]; joule: [number, number] | null; emitsSpectral: boolean }>(
      'spectral-range',
    );
    expect(all).toHaveLength(20);
    for (const [value, { waveband, joule, emitsSpectral }] of all) {
      expect(waveband.filter((band) => !isTerm('messenger', band))).toEqual([]);
      if (joule !== null) expect(joule[0]).toBeLessThan(joule[1]);
      const { xml } = toVor({
        body: `<MeasurementType>Profile</MeasurementType><SpectralRange>${value}</SpectralRange>`,
      });
      for (const band of waveband) expect(xml).toContain(`<waveband>${band}</waveband>`);
      expect(xml.includes('<spectral>'), value).toBe(emitsSpectral);
    }
  });

  it('is turned round for each waveband of photons', () => {
    const { reverse } = table<{ reverse: Record<string, string> }>('spectral-range');
    for (const [band, word] of Object.entries(reverse)) {
      expect(drafted(vor({ body: `<coverage><waveband>${band}</waveband></coverage>` }))).toContain(
        `<SpectralRange>${word}</SpectralRange>`,
      );
    }
    expect(Object.keys(reverse)).toHaveLength(8);
  });
});

describe('role', () => {
  const contact = (role: string) =>
    `<Contact><PersonID>spase://SMWG/Person/Paul.Integer</PersonID><Role>${role}</Role></Contact>`;
  const general =
    '<Contact><PersonID>spase://SMWG/Person/Jane.Doe</PersonID><Role>GeneralContact</Role></Contact>';
  const authors =
    '<PublicationInfo><Authors>Roe, Richard</Authors><PublicationDate>2019-05-06T00:00:00Z</PublicationDate><PublishedBy>H</PublishedBy></PublicationInfo>';
  const places = (xml: string) =>
    ['creator', 'contributor', 'contact'].filter((place) =>
      new RegExp(`<${place}\\b[^>]*>(?:<name[^>]*>)?Paul Integer`).test(flat(xml)),
    );

  it('puts each role into its place, with and without a citation', () => {
    const all = rows<{ to: string | null; creatorIf?: string }>('role');
    expect(all).toHaveLength(29);
    for (const [role, { to, creatorIf }] of all) {
      const expected = to === null || to === 'publisher' ? [] : [to];
      const isCreator = creatorIf === 'noAuthors' || creatorIf === 'noCreator';
      expect(places(toVor({ contact: contact(role) + general }).xml), role).toEqual(
        isCreator ? ['creator'] : expected,
      );
      expect(places(toVor({ contact: contact(role) + general, publication: authors }).xml), role).toEqual(
        expected,
      );
    }
  });

  it('lets a MetadataContact answer only if nobody else does', () => {
    expect(places(toVor({ contact: contact('MetadataContact') }).xml)).toEqual(['contact']);
  });

  it('lets a Developer be creator of a Service', () => {
    const service = {
      type: 'Service',
      access: '<AccessURL><URL>https://s.example/</URL></AccessURL>',
      body: '',
    };
    expect(places(toVor({ ...service, contact: contact('Developer') + general }).xml)).toEqual(['creator']);
  });

  it('is turned round', () => {
    const draft = drafted(
      vor({
        curation:
          '<publisher>P</publisher><creator><name>A, B.</name></creator><contributor>C, D.</contributor><contact><name>E, F.</name></contact>',
      }),
    );
    for (const role of ['Author', 'Contributor', 'GeneralContact'])
      expect(draft).toContain(`<Role>${role}</Role>`);
  });
});

describe('association', () => {
  const OTHER = 'spase://CNES/NumericalData/Case/Other';
  const linked = (type: string) =>
    toVor({
      links: `<Association><AssociationID>${OTHER}</AssociationID><AssociationType>${type}</AssociationType></Association>`,
    });

  it('makes a relationship of each type that has one', () => {
    const all = rows<{ becomes: string; relationshipType: string | null }>('association');
    expect(all).toHaveLength(8);
    for (const [type, { becomes, relationshipType }] of all) {
      const { xml, losses, moved } = linked(type);
      if (relationshipType !== null) {
        expect(isTerm('relationship_type', relationshipType)).toBe(true);
        expect(xml).toContain(`<relationshipType>${relationshipType}</relationshipType>`);
      } else {
        expect(xml, type).not.toContain('<relationship>');
      }
      expect(becomes === 'moved', type).toBe(moved.supersedes.length + moved.supersededBy.length > 0);
      if (becomes === 'moved' || becomes === 'none')
        expect(losses).toContainEqual(expect.objectContaining({ field: 'assoc', value: OTHER }));
    }
  });

  it('never takes a superseded description for an older version of the data', () => {
    const { xml, moved } = linked('SupersededBy');
    expect(xml).not.toContain('VersionOf');
    expect(moved).toEqual({ supersedes: [], supersededBy: [OTHER] });
  });

  it('is turned round for each relationship type of the table', () => {
    const { reverse } = table<{
      reverse: Record<string, { becomes: string | null; associationType?: string }>;
    }>('association');
    for (const [type, { becomes, associationType }] of Object.entries(reverse)) {
      expect(isTerm('relationship_type', type), type).toBe(true);
      const content = `<subject>jupiter</subject><description>d</description><referenceURL>https://p.example/</referenceURL><relationship><relationshipType>${type}</relationshipType><relatedResource altIdentifier="${OTHER}">Other</relatedResource></relationship>`;
      const { xml, losses } = vorToSpase(parseXml(vor({ content })).root, { now: NOW });
      if (becomes === 'Association')
        expect(flat(xml)).toContain(
          `<AssociationID>${OTHER}</AssociationID><AssociationType>${associationType}</AssociationType>`,
        );
      else expect(xml, type).not.toContain(OTHER);
      if (becomes === null)
        expect(losses).toContainEqual(expect.objectContaining({ field: 'assoc', value: `Other ${OTHER}` }));
    }
  });
});

describe('access-style', () => {
  const access = (inside: string) =>
    ACCESS.replace(/<AccessURL>.*<\/AccessURL>/, `<AccessURL>${inside}</AccessURL>`);

  it('gives each Style its interface', () => {
    const all = rows<{ interface: string | null; use: string | null }>('access-style');
    expect(all).toHaveLength(10);
    for (const [style, row] of all) {
      const { xml, losses } = toVor({
        access: access(`<URL>https://a.example/b</URL><Style>${style}</Style>`),
      });
      if (row.interface === null)
        expect(losses).toContainEqual(
          expect.objectContaining({ field: 'access', what: expect.stringContaining(style) }),
        );
      else expect(flat(xml)).toContain(`xsi:type="${row.interface}"`);
      if (row.use !== null) expect(xml).toContain(`<accessURL use="${row.use}">`);
    }
  });

  it.each([
    ['https://cdaweb.gsfc.nasa.gov/cgi-bin/eval2.cgi?dataset=X', 'vr:WebBrowser', 'full'],
    ['https://amda.irap.omp.eu/service/hapi', 'vs:ParamHTTP', 'base'],
    ['ftps://spdf.gsfc.nasa.gov/pub/data', 'vr:WebBrowser', 'dir'],
    ['https://a.example/data/', 'vr:WebBrowser', 'dir'],
    ['https://a.example/data/x.cdf', 'vs:ParamHTTP', 'full'],
    ['https://a.example/', 'vr:WebBrowser', 'full'],
    ['https://a.example/page', 'vr:WebBrowser', 'full'],
  ])('guesses what %s is', (url, type, use) => {
    const { xml, losses } = toVor({ access: access(`<URL>${url}</URL>`) });
    expect(flat(xml)).toContain(`<interface xsi:type="${type}"><accessURL use="${use}">${url}</accessURL>`);
    expect(losses).toContainEqual(expect.objectContaining({ field: 'access', kind: 'assumed', value: url }));
  });
});

describe('format', () => {
  it('gives each Format its media type, and each media type a Format', () => {
    const all = rows<{ mime: string | null }>('format');
    expect(all).toHaveLength(47);
    for (const [format, { mime }] of all) {
      const access = `<AccessInformation><RepositoryID>spase://SMWG/Repository/X</RepositoryID><AccessURL><URL>https://a.example/f</URL><Style>File</Style></AccessURL><Format>${format}</Format></AccessInformation>`;
      const { xml, losses } = toVor({ access });
      if (mime === null)
        expect(losses).toContainEqual(expect.objectContaining({ field: 'format', value: format }));
      else expect(xml).toContain(`<resultType>${mime}</resultType>`);
      if (mime !== null) {
        const back = formatOf(mime);
        expect(
          table<{ rows: Record<string, { mime: string }> }>('format').rows[back ?? '']?.mime.split(';')[0],
        ).toBe(mime.split(';')[0]);
      }
    }
    expect(formatOf('application/x-votable+xml;serialization=binary2')).toBe('VOTable');
    expect(formatOf('application/x-unknown')).toBeNull();
  });
});

describe('resource-type', () => {
  it('exports what is a record, and says why the rest is none', () => {
    const all = rows<{ xsiType: string | null; contentTypes: string[]; class: string; folded: boolean }>(
      'resource-type',
    );
    expect(all).toHaveLength(18);
    for (const [type, { xsiType, contentTypes, class: group }] of all) {
      expect(contentTypes.filter((one) => !isTerm('content_type', one))).toEqual([]);
      expect(classOf(type)).toBe(group);
      if (xsiType === null) {
        expect(() => toVor({ type }), type).toThrow(NotExported);
      } else {
        const { xml } = toVor({ type });
        expect(xml).toContain(`xsi:type="${xsiType}"`);
        for (const one of contentTypes) expect(xml).toContain(`<type>${one}</type>`);
      }
    }
    expect(classOf('CatalogResource')).toBe('data');
    expect(classOf('Organisation')).toBe('organisation');
  });
});

describe('the small tables', () => {
  it('status: each value, and back', () => {
    for (const [value, status] of rows<string>('status')) {
      const root = value === '' ? '' : `<Status>${value}</Status>`;
      expect(toVor({ root }).xml).toContain(`status="${status}"`);
    }
    expect(drafted(vor({ status: 'inactive' }))).toContain('<Status>Unavailable</Status>');
    expect(drafted(vor({ status: 'deleted' }))).toContain('<Status>Withdrawn</Status>');
    expect(drafted(vor())).not.toContain('<Status>');
  });

  it('rights: each word, and back', () => {
    for (const [word, { rights }] of rows<{ rights: string }>('rights')) {
      const access = ACCESS.replace('<AccessURL>', `<AccessRights>${word}</AccessRights><AccessURL>`);
      expect(toVor({ access }).xml).toContain(`<rights>${rights}</rights>`);
    }
    expect(drafted(vor({ body: '<rights>public</rights>' }))).toContain('<AccessRights>Open</AccessRights>');
    expect(drafted(vor({ body: '<rights>secure</rights>' }))).toContain(
      '<AccessRights>Restricted</AccessRights>',
    );
  });

  it('processing-level: each is lost with its name in the IVOA', () => {
    for (const [value, { obscore }] of rows<{ obscore: string }>('processing-level')) {
      const { losses } = toVor({
        body: `<ProcessingLevel>${value}</ProcessingLevel><MeasurementType>Profile</MeasurementType>`,
      });
      expect(losses).toContainEqual({
        field: 'level2',
        kind: 'lost',
        what: `ProcessingLevel, which is ${obscore} in the IVOA`,
        value,
      });
    }
  });

  it('doi-prefix: tells DOIs of data from those of papers, and which of several goes to SPASE', () => {
    for (const [prefix] of rows('doi-prefix')) {
      const link = (doi: string) =>
        toVor({ links: `<InformationURL><URL>https://doi.org/${doi}</URL></InformationURL>` }).xml;
      expect(link(`${prefix}/x`)).not.toContain('<source');
      expect(link('10.9999/x')).toContain('<source format="doi">10.9999/x</source>');
      const identifiers = `<altIdentifier>doi:10.9999/x</altIdentifier><altIdentifier>doi:${prefix}/x</altIdentifier>`;
      expect(drafted(vor({ identifiers }))).toContain(`<DOI>https://doi.org/${prefix}/x</DOI>`);
    }
  });

  it('dates: each moving end is a day', () => {
    const { relativeStopDates } = table<{ relativeStopDates: Record<string, number> }>('dates');
    for (const duration of Object.keys(relativeStopDates)) {
      const body = `<MeasurementType>Profile</MeasurementType><TemporalDescription><TimeSpan><StartDate>1990-01-01T00:00:00Z</StartDate><RelativeStopDate>${duration}</RelativeStopDate></TimeSpan></TemporalDescription>`;
      expect(toVor({ body }).xml, duration).toMatch(/<temporal>47892 \d{5}<\/temporal>/);
    }
  });

  it('naming-authority: each is a publisher of last resort', () => {
    for (const [authority, title] of rows<string>('naming-authority')) {
      const { xml } = toVor({ id: `spase://${authority}/NumericalData/X` }, { resolve: () => null });
      expect(flat(xml)).toContain(`<publisher>${title.replaceAll('&', '&amp;')}</publisher>`);
    }
    expect(flat(toVor({ id: 'spase://NEW/NumericalData/X' }, { resolve: () => null }).xml)).toContain(
      '<publisher>NEW</publisher>',
    );
  });
});

it('a record made for tests is one', () => {
  expect(parseXml(spase()).root.local).toBe('Spase');
});
