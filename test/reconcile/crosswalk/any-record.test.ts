/** Records that nobody checked: whatever stands in them, the other side is well-formed, valid and complete. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderCandidates, folderResolve } from '../../../src/reconcile/crosswalk/spase-folder.ts';
import { NotExported, spaseToVor } from '../../../src/reconcile/crosswalk/spase-to-vor.ts';
import { anyUri, floatInterval, merged, mintIvoid } from '../../../src/reconcile/crosswalk/values.ts';
import { vorToSpase } from '../../../src/reconcile/crosswalk/vor-to-spase.ts';
import { normaliseText } from '../../../src/reconcile/normalise.ts';
import { parseIvoid } from '../../../src/resource/ivoid.ts';
import { vorFields } from '../../../src/resource/vor-fields.ts';
import { type LoadedSchema, loadSchema } from '../../../src/xml/schema.ts';
import { parseXml } from '../../../src/xml/tree.ts';
import { escapeText } from '../../../src/xml/write.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { flat, NOW, PERSON, spase, toVor, vor } from './records.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema(new URL('../../../xsd', import.meta.url).pathname);
});
afterAll(() => schema.dispose());

/** What curators may type, and what they should not. */
const anything = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
    { weight: 2, arbitrary: fc.stringMatching(/^https?:\/\/[ -~]{0,20}$/) },
    { weight: 2, arbitrary: fc.stringMatching(/^(spase|ivo):\/\/[!-~]{0,20}$/) },
    { weight: 2, arbitrary: fc.stringMatching(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?Z?$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        ' ',
        'TBD',
        '10.1/x',
        '-P1M',
        'NaN',
        '1e400',
        '\t2020-01-01\t',
        'x'.repeat(10_000),
      ),
    },
  )
  .map(escapeText);

describe('any SPASE record', () => {
  it('becomes a valid VOResource record that keeps its title and description', () => {
    const leaf = (name: string) => anything.map((text) => `<${name}>${text}</${name}>`);
    const leaves = (...names: string[]) => fc.tuple(...names.map(leaf)).map((all) => all.join(''));
    const parts = fc.record({
      type: fc.constantFrom(
        'NumericalData',
        'DisplayData',
        'Catalog',
        'Collection',
        'Repository',
        'Service',
        'Registry',
        'Software',
        'Model',
        'NumericalOutput',
        'DisplayOutput',
      ),
      version: fc.constantFrom('1.2.0', '2.2.0', '2.7.1', '2.7.2', '9.9.9'),
      id: anything,
      root: leaf('Status'),
      name: anything,
      names: leaves('AlternateName', 'DOI'),
      releaseDate: anything,
      history: leaves('ReleaseDate', 'Note').map(
        (event) => `<RevisionHistory><RevisionEvent>${event}</RevisionEvent></RevisionHistory>`,
      ),
      description: anything,
      publication: leaves('Title', 'Authors', 'PublicationDate', 'PublishedBy', 'LandingPageURL').map(
        (all) => `<PublicationInfo>${all}</PublicationInfo>`,
      ),
      contact: leaves('PersonID', 'Role').map((all) => `<Contact>${all}</Contact>`),
      links: fc
        .tuple(leaves('URL'), leaves('AssociationID', 'AssociationType'), leaf('PriorID'))
        .map(
          ([url, association, prior]) =>
            `<InformationURL>${url}</InformationURL><Association>${association}</Association>${prior}`,
        ),
      access: fc
        .tuple(
          leaves('RepositoryID', 'AccessRights'),
          leaves('Name', 'URL', 'Style', 'ProductKey'),
          leaf('Format'),
        )
        .map(
          ([before, url, format]) =>
            `<AccessInformation>${before}<AccessURL>${url}</AccessURL>${format}</AccessInformation>`,
        ),
      body: fc
        .tuple(
          leaves(
            'InstrumentID',
            'MeasurementType',
            'SpectralRange',
            'ObservedRegion',
            'Keyword',
            'InputResourceID',
          ),
          leaves('StartDate', 'StopDate'),
          leaves('Low', 'High', 'Units'),
          leaves('ResourceName', 'MemberID'),
        )
        .map(
          ([all, span, range, member]) =>
            `${all}<TimeSpan>${span}</TimeSpan><Parameter><Wave><FrequencyRange>${range}</FrequencyRange></Wave></Parameter><Member>${member}</Member>`,
        ),
    });
    fc.assert(
      fc.property(parts, (written) => {
        const { root } = parseXml(spase(written));
        try {
          const { xml } = spaseToVor(root, { now: NOW });
          expect(schema.validate(xml)).toEqual([]);
          const fields = vorFields(parseXml(xml).root);
          const texts = root.children.flatMap((e) => e.children).flatMap((e) => e.children);
          const said = (local: string) => normaliseText(texts.find((e) => e.local === local)?.text ?? '');
          if (
            said('ResourceName') !== '' &&
            said('ResourceName').length < 2000 &&
            !said('ResourceName').includes('@')
          ) {
            expect(normaliseText(fields?.title ?? '')).toBe(said('ResourceName'));
          }
        } catch (error) {
          // The only reason to give nothing is that it has no id.
          if (!(error instanceof NotExported)) throw error;
          expect(error.message).toContain('has no ResourceID');
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      'no header',
      '<Spase><Version>2.7.1</Version><NumericalData><ResourceID>spase://A/B</ResourceID></NumericalData></Spase>',
    ],
    ['no version', '<Spase><NumericalData><ResourceID>spase://A/B</ResourceID></NumericalData></Spase>'],
    ['a wrong namespace', spase().replace('http://www.spase-group.org', 'https://www.spase-group.org')],
    ['a title of 10,000 characters', spase({ name: 'long '.repeat(2000) })],
    ['an id that is no URI', spase({ id: 'NumericalData/X' })],
    ['an id of 1,000 characters', spase({ id: `spase://CNES/${'a/'.repeat(500)}b` })],
    [
      'a person that names no name',
      spase({ contact: '<Contact><PersonID/><Role>GeneralContact</Role></Contact>' }),
    ],
  ])('with %s is valid all the same', (_, text) => {
    const { xml, ivoid } = spaseToVor(parseXml(text).root, { now: NOW });
    expect(schema.validate(xml)).toEqual([]);
    expect(parseIvoid(ivoid)).not.toBeNull();
  });

  it('tells what no field speaks of', () => {
    const { losses } = toVor({ type: 'Model', body: '<ModelType>MHD</ModelType>' });
    expect(losses).toContainEqual({
      field: 'other',
      kind: 'lost',
      what: 'ModelType, which no field speaks of',
      value: 'MHD',
    });
  });

  it('of SPASE 1.2 has its time span', () => {
    const body =
      '<MeasurementType>MagneticField</MeasurementType><TemporalDescription><TimeSpan><StartDate>2000-01-01T00:00:00</StartDate><EndDate>2000-01-02T00:00:00</EndDate></TimeSpan></TemporalDescription><PhysicalParameter><Name>p</Name></PhysicalParameter>';
    const { xml, losses } = toVor({ version: '1.2.0', body });
    expect(xml).toContain('<temporal>51544 51545</temporal>');
    expect(losses).toContainEqual(expect.objectContaining({ field: 'params', value: '1 parameters' }));
  });

  it('keeps e-mail addresses out of the losses', () => {
    const { losses } = toVor({
      history:
        '<RevisionHistory><RevisionEvent><ReleaseDate>2018-01-01T00:00:00Z</ReleaseDate><Note>by joe@example.org</Note></RevisionEvent></RevisionHistory>',
    });
    expect(JSON.stringify(losses)).not.toMatch(/@example/);
  });
});

describe('any VOResource record', () => {
  it('becomes a well-formed draft', () => {
    const leaf = (name: string) => anything.map((text) => `<${name}>${text}</${name}>`);
    fc.assert(
      fc.property(
        fc.constantFrom(
          'vs:CatalogResource',
          'vs:DataService',
          'vr:Service',
          'vr:Organisation',
          'vg:Registry',
        ),
        fc.tuple(leaf('publisher'), leaf('version')),
        fc.tuple(leaf('subject'), leaf('description'), leaf('referenceURL'), leaf('type')),
        fc.tuple(leaf('temporal'), leaf('spectral'), leaf('waveband')),
        anything,
        (type, curation, content, coverage, title) => {
          const text = vor({
            type,
            title,
            curation: curation.join(''),
            content: content.join(''),
            body: `<coverage>${coverage.join('')}</coverage>`,
          });
          const { xml, marks } = vorToSpase(parseXml(text).root, { now: NOW, withIvoids: true });
          expect(parseXml(xml).root.local).toBe('Spase');
          expect(marks.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('without curation and content is a draft with marks', () => {
    const { xml, marks } = vorToSpase(
      parseXml(
        '<Resource xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Service"><identifier>ivo://a.b/c</identifier></Resource>',
      ).root,
      { now: NOW },
    );
    expect(flat(xml)).toContain('<URL>VOREG-FILL</URL>');
    expect(marks.map(({ says }) => says)).toContain('URL: where it is reached.');
  });
});

describe('values', () => {
  it('every path gives an ivoid that a record may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (path) => {
        const { ivoid } = mintIvoid(`spase://A/${path}`, 'spase.example');
        expect(parseIvoid(ivoid)?.authority).toBe('spase.example');
      }),
    );
  });

  it('an address that is one stays as it is', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(anyUri(anyUri(url))).toBe(anyUri(url));
      }),
    );
  });

  it('overlapping intervals become one', () => {
    expect(
      merged([
        [3, 4],
        [1, 2],
        [2, 2.5],
        [3.5, 3.6],
      ]),
    ).toEqual([
      [1, 2.5],
      [3, 4],
    ]);
    expect(floatInterval([0, 1.986445857e-25])).toBe('0 1.98645e-25');
  });
});

async function makeFolder(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe('a folder of records', () => {
  it('gives the record of an id, and nothing outside', async () => {
    const dir = await makeFolder({
      'all/SMWG/Person/Jane.Doe.xml': PERSON,
      'secret.xml': PERSON,
      'all/SMWG/Person/Broken.xml': '<Spase>',
    });
    const resolve = folderResolve(`${dir}/all`);
    expect(resolve('spase://SMWG/Person/Jane.Doe')?.local).toBe('Spase');
    expect(folderResolve(`${dir}/all/SMWG`)('spase://SMWG/Person/Jane.Doe')?.local).toBe('Spase');
    for (const id of [
      'spase://SMWG/../../secret',
      'spase://SMWG//Person',
      'spase://SMWG/Person/Nobody',
      'spase://SMWG/Person/Broken',
      'spase://SMWG/Person',
      'Jane.Doe',
    ]) {
      expect(resolve(id), id).toBeNull();
    }
  });

  it('proposes records for names', async () => {
    const names = [
      'SMWG/Person/Laurent.Lamy',
      'CNES/Person/X/Laurent.Lamy',
      'SMWG/Person/Lisa.Lamy',
      'SMWG/Person/Paul.Lamy',
      'SMWG/Instrument/SRN/NDA/Routine',
      'SMWG/Instrument/Juno/Waves',
      'SMWG/Repository/PADC',
    ];
    const dir = await makeFolder(Object.fromEntries(names.map((name) => [`${name}.xml`, 'not read'])));
    const candidates = folderCandidates(dir);
    expect(candidates('Person', 'Lamy, L.').sort()).toEqual([
      'spase://CNES/Person/X/Laurent.Lamy',
      'spase://SMWG/Person/Laurent.Lamy',
      'spase://SMWG/Person/Lisa.Lamy',
    ]);
    expect(candidates('Instrument', 'Nançay Decameter Array')).toEqual([
      'spase://SMWG/Instrument/SRN/NDA/Routine',
    ]);
    expect(candidates('Instrument', 'Juno Waves')).toEqual(['spase://SMWG/Instrument/Juno/Waves']);
    expect(candidates('Repository', 'nothing like it')).toEqual([]);
  });
});
