/** SPASE drafts of VOResource records: what is filled in, what is marked, in which order; valid once it is filled. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NotExported } from '../../../src/reconcile/crosswalk/spase-to-vor.ts';
import {
  DRAFT_TYPES,
  type DraftType,
  marksIn,
  SPASE_VERSION,
  vorToSpase,
} from '../../../src/reconcile/crosswalk/vor-to-spase.ts';
import { loadSpaseSchema } from '../../../src/reconcile/spase-schema.ts';
import type { Element } from '../../../src/resource/element.ts';
import { spaseFields } from '../../../src/resource/spase-fields.ts';
import { decodeXml } from '../../../src/xml/decode.ts';
import { parseXml } from '../../../src/xml/tree.ts';
import { flat, NOW, vor } from './records.ts';

const draft = (parts: Parameters<typeof vor>[0] = {}, options = {}) =>
  vorToSpase(parseXml(vor(parts)).root, { now: NOW, ...options });

const EPN = `<capability standardID="ivo://ivoa.net/std/VOSI#availability"><interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://tap.example/availability</accessURL></interface></capability>
  <capability standardID="ivo://ivoa.net/std/TAP#aux"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">https://tap.example/tap</accessURL></interface></capability>
  <capability><description>Browse</description><interface xsi:type="vr:WebBrowser"><accessURL use="full">https://page.example/q</accessURL></interface></capability>
  <facility>Hubble</facility><instrument altIdentifier="spase://SMWG/Instrument/HST/STIS">STIS</instrument><instrument>ACS</instrument>
  <coverage><temporal>50000 50001</temporal><temporal>51000 51001.5</temporal><spectral>1e-19 2e-19</spectral><waveband>UV</waveband></coverage>
  <tableset><schema><name>apis</name><table><name>apis.epn_core</name><utype>ivo://ivoa.net/std/epntap#table-2.0</utype><column><name>a</name><ucd>phys.magField</ucd></column></table></schema></tableset>`;

/** Content models of SPASE 2.7.1, as far as drafts go: names in their order. */
const ORDER: Record<string, string[]> = {
  Spase: ['Version', 'Status', 'MetadataRightsList', ...DRAFT_TYPES],
  ResourceHeader: [
    'ResourceName',
    'AlternateName',
    'DOI',
    'ReleaseDate',
    'RevisionHistory',
    'ExpirationDate',
    'Description',
    'Acknowledgement',
    'PublicationInfo',
    'Funding',
    'Contact',
    'InformationURL',
    'Association',
    'PriorID',
  ],
  PublicationInfo: ['Title', 'Authors', 'PublicationDate', 'PublishedBy', 'LandingPageURL'],
  AccessInformation: [
    'RepositoryID',
    'Availability',
    'AccessRights',
    'RightsList',
    'AccessURL',
    'Format',
    'Encoding',
  ],
  AccessURL: ['Name', 'URL', 'Style', 'ProductKey', 'Description', 'Language'],
  RevisionEvent: ['ReleaseDate', 'Note'],
  Contact: ['PersonID', 'Role'],
  Association: ['AssociationID', 'AssociationType', 'Note'],
  Member: ['ResourceName', 'Description', 'MemberID'],
  NumericalData: [
    'ResourceID',
    'NamingAuthority',
    'ResourceType',
    'ResourceHeader',
    'AccessInformation',
    'ProcessingLevel',
    'ProviderName',
    'ProviderResourceName',
    'ProviderProcessingLevel',
    'ProviderVersion',
    'InstrumentID',
    'MeasurementType',
    'TemporalDescription',
    'SpectralRange',
    'ObservedRegion',
    'SpatialCoverage',
    'Caveats',
    'Keyword',
    'InputResourceID',
    'Parameter',
  ],
  NumericalOutput: [
    'ResourceID',
    'NamingAuthority',
    'ResourceType',
    'ResourceHeader',
    'AccessInformation',
    'ProcessingLevel',
    'ProviderVersion',
    'ModeledInstrumentID',
    'MeasurementType',
    'TemporalDescription',
    'SpectralRange',
    'ModeledRegion',
    'Caveats',
    'Keyword',
  ],
  Catalog: [
    'ResourceID',
    'NamingAuthority',
    'ResourceType',
    'ResourceHeader',
    'AccessInformation',
    'ProviderName',
    'ProviderResourceName',
    'ProviderVersion',
    'InstrumentID',
    'PhenomenonType',
    'TimeSpan',
    'Caveats',
    'Keyword',
  ],
  Collection: [
    'ResourceID',
    'NamingAuthority',
    'ResourceType',
    'ResourceHeader',
    'AccessInformation',
    'Member',
  ],
  Service: ['ResourceID', 'NamingAuthority', 'ResourceType', 'ResourceHeader', 'AccessURL'],
  Repository: [
    'ResourceID',
    'NamingAuthority',
    'ResourceType',
    'ResourceHeader',
    'AccessURL',
    'RORIdentifier',
  ],
};
ORDER.DisplayData = ORDER.NumericalData ?? [];
ORDER.Registry = ORDER.Repository ?? [];

/** Elements that stand where their content model does not want them. */
function misplaced(element: Element): string[] {
  const order = ORDER[element.local];
  const places = order === undefined ? [] : element.children.map((child) => order.indexOf(child.local));
  const own = places.some((place, i) => place < 0 || place < (places[i - 1] ?? 0))
    ? [element.children.map(({ local }) => local).join(' ')]
    : [];
  return [...own, ...element.children.flatMap(misplaced)];
}

/** What a curator writes at the marked places. */
const ANSWERS: Record<string, string> = {
  MeasurementType: 'MagneticField',
  PhenomenonType: 'SolarFlare',
  RepositoryID: 'spase://SMWG/Repository/PADC',
  Format: 'VOTable',
  NamingAuthority: 'CNES',
  PublicationDate: '2020-01-01T00:00:00Z',
  ResourceName: 'A part',
};

/** The draft with every mark filled in. */
function filled(xml: string): string {
  return xml
    .replace(/ *<!-- VOREG-FILL: .* -->\n/g, '')
    .replace(/<(\w+)>VOREG-FILL<\/\1>/g, (_, name: string) => `<${name}>${ANSWERS[name] ?? 'x'}</${name}>`)
    .replaceAll('spase://VOREG-FILL/', 'spase://CNES/');
}

describe('a draft for an EPN-TAP table', () => {
  const { xml, type, losses, marks } = draft({ body: EPN });

  it('names the service and the table as IHDEA agreed', () => {
    expect(type).toBe('NumericalData');
    expect(flat(xml)).toContain(
      '<AccessURL><Name>A case (EPN-TAP)</Name><URL>https://tap.example/tap</URL><Style>EPNTAP</Style><ProductKey>apis.epn_core</ProductKey></AccessURL>',
    );
    expect(flat(xml)).toContain(
      '<AccessURL><Name>Browse</Name><URL>https://page.example/q</URL><Style>Search</Style></AccessURL>',
    );
    expect(xml).not.toContain('availability');
  });

  it('leads back to the record in the IVOA, without its ivoid as identifier', () => {
    expect(flat(xml)).toContain(
      '<Name>IVOA registry record</Name><URL>https://dc.g-vo.org/I/ivo://padc.example/case/epn_core</URL>',
    );
    expect(xml).not.toContain('<AssociationID>');
    const wanted = draft({ body: EPN }, { withIvoids: true });
    expect(flat(wanted.xml)).toContain(
      '<AssociationID>ivo://padc.example/case/epn_core</AssociationID><AssociationType>Other</AssociationType>',
    );
  });

  it('marks what only a person can say, with candidates', () => {
    const says = marks.map((mark) => mark.says).join('\n');
    for (const place of [
      'MetadataRightsList',
      'NumericalData',
      'ResourceID',
      'RevisionHistory',
      'PersonID',
      'RepositoryID',
      'Format',
      'MeasurementType',
      'ObservedRegion',
      'Parameter',
    ]) {
      expect(says).toMatch(new RegExp(`^${place}: `, 'm'));
    }
    expect(says).toMatch(/^RepositoryID: .* Candidates: spase:\/\/SMWG\/Repository\/PADC$/m);
    expect(says).toMatch(/^MeasurementType: .* Candidates: MagneticField/m);
    expect(says).toMatch(/^PersonID: .*Lamy, Laurent\. Candidates: spase:\/\/SMWG\/Person\/Laurent\.Lamy$/m);
    expect(says).toMatch(/^ObservedRegion: .* Candidates: .*Jupiter/m);
    expect(xml).toContain('<MeasurementType>VOREG-FILL</MeasurementType>');
  });

  it('shows each mark at its line', () => {
    const lines = xml.split('\n');
    for (const { line, says } of marks) expect(lines[line - 1]).toContain(`VOREG-FILL: ${says}`);
    expect(marksIn(filled(xml))).toEqual([]);
  });

  it('takes what is known', () => {
    expect(flat(xml)).toContain(
      '<TimeSpan><StartDate>1995-10-10T00:00:00Z</StartDate><StopDate>1998-07-07T12:00:00Z</StopDate></TimeSpan>',
    );
    expect(xml).toContain('<InstrumentID>spase://SMWG/Instrument/HST/STIS</InstrumentID>');
    expect(xml).toContain('<SpectralRange>Ultraviolet</SpectralRange>');
    expect(xml).toContain('<Keyword>Planetary magnetospheres</Keyword>');
    expect(flat(xml)).toContain(
      '<Authors>Lamy, Laurent</Authors><PublicationDate>2020-01-02T00:00:00Z</PublicationDate><PublishedBy>Paris Astronomical Data Centre</PublishedBy>',
    );
  });

  it('says what is lost, and no e-mail address', () => {
    const fields = losses.map(({ field }) => field);
    expect(fields).toEqual(
      expect.arrayContaining(['ivoid_back', 'temporal', 'spectral', 'facility', 'params', 'access', 'email']),
    );
    expect(JSON.stringify(losses) + xml).not.toContain('jane@example.org');
  });

  it('has its elements in the order of SPASE', () => {
    expect(misplaced(parseXml(xml).root)).toEqual([]);
    expect(xml).toContain(`<Version>${SPASE_VERSION}</Version>`);
    expect(spaseFields(parseXml(xml).root)?.access[0]?.productKey).toBe('apis.epn_core');
  });
});

describe('what a draft is', () => {
  const content = (type: string) => ({
    content: `<subject>jupiter</subject><description>d</description><referenceURL>https://p.example/</referenceURL><type>${type}</type>`,
  });
  it.each([
    ['a table of EPN-TAP', { ...content('Catalog'), body: EPN }, 'NumericalData'],
    ['a catalogue', content('Catalog'), 'Catalog'],
    ['a simulation', content('Simulation'), 'NumericalOutput'],
    [
      'images',
      { type: 'vs:DataResource', body: '<productTypeServed>image</productTypeServed>' },
      'DisplayData',
    ],
    ['an old data collection', { type: 'vs:DataCollection' }, 'NumericalData'],
    ['an organisation', { type: 'vr:Organisation' }, 'Repository'],
    ['a service', { type: 'vr:Service' }, 'Service'],
    ['a registry', { type: 'vg:Registry' }, 'Registry'],
  ])('of %s', (_, parts, type) => {
    const made = draft(parts);
    expect(made.type).toBe(type);
    expect(misplaced(parseXml(made.xml).root)).toEqual([]);
  });

  it.each(['vg:Authority', 'vstd:Standard', 'doc:Document'])('is nothing of a %s', (type) => {
    expect(() => draft({ type })).toThrow(NotExported);
  });

  it('is nothing of SPASE itself', () => {
    expect(() => vorToSpase(parseXml('<Spase/>').root, { now: NOW })).toThrow(/no VOResource record/);
  });

  it.each(DRAFT_TYPES)('as %s has its elements in order', (as) => {
    const made = draft({ body: EPN }, { as });
    expect(made.type).toBe(as);
    expect(misplaced(parseXml(made.xml).root)).toEqual([]);
  });

  it('keeps a SPASE id that the record states', () => {
    const { xml, marks } = draft({
      identifiers: '<altIdentifier>spase://CNES/NumericalData/X</altIdentifier>',
    });
    expect(flat(xml)).toContain(
      '<ResourceID>spase://CNES/NumericalData/X</ResourceID><NamingAuthority>CNES</NamingAuthority>',
    );
    expect(marks.some(({ says }) => says.startsWith('ResourceID'))).toBe(false);
  });

  it('takes candidates from those who know', () => {
    const { marks } = draft(
      {},
      { candidates: (kind: string, name: string) => [`spase://SMWG/${kind}/${name.length}`] },
    );
    expect(marks.map(({ says }) => says).join('\n')).toContain(
      'PersonID: the Person record of Lamy, Laurent. Candidates: spase://SMWG/Person/13',
    );
  });
});

const XSD_DIR = process.env.SPASE_XSD_DIR;

describe.runIf(XSD_DIR)('against the published schema of SPASE 2.7.1', () => {
  const folder = new URL('../../../records', import.meta.url).pathname;
  const records = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.xml'),
  );

  it('a filled draft of each of our records, and as each type, is valid', async () => {
    const schema = await loadSpaseSchema(XSD_DIR ?? '', SPASE_VERSION);
    if (schema === null) throw new Error(`SPASE_XSD_DIR has no schema of ${SPASE_VERSION}.`);
    const drafts = new Map<DraftType, number>();
    for (const name of records) {
      const { root } = parseXml(decodeXml(readFileSync(join(folder, name))));
      for (const as of [undefined, ...DRAFT_TYPES]) {
        try {
          const { xml, type } = vorToSpase(root, {
            now: NOW,
            withIvoids: true,
            ...(as === undefined ? {} : { as }),
          });
          expect(schema.validate(filled(xml)), `${name} as ${type}`).toEqual([]);
          if (as === undefined) drafts.set(type, (drafts.get(type) ?? 0) + 1);
        } catch (error) {
          if (!(error instanceof NotExported)) throw error;
        }
      }
    }
    expect(drafts.get('NumericalData')).toBeGreaterThan(5);
    expect(drafts.get('Repository')).toBeGreaterThan(2);
    const { xml } = draft({ body: EPN });
    expect(schema.validate(xml).length).toBeGreaterThan(0);
    expect(schema.validate(filled(xml))).toEqual([]);
    schema.dispose();
  });
});
