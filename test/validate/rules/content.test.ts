import { describe, expect, it } from 'vitest';
import { CONTENT_RULES } from '../../../src/validate/rules/content.ts';
import { termTrouble } from '../../../src/validate/rules/term.ts';
import { applyEdits } from '../../../src/xml/edit.ts';
import { type Case, changed, DOCUMENT, type FineCase, findingsOf, SERVICE, tryRules } from './cases.ts';

const SUBJECT = '<subject>observatories</subject>';

const subject = (written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule: 'CON-01',
  model: SERVICE,
  wrong: [[SUBJECT, `<subject>${written}</subject>`]],
  at: '<subject',
  says,
  ...extra,
});

const element = (
  rule: string,
  name: string,
  from: string,
  to: string,
  says: string,
  instead?: string,
): Case => ({
  rule,
  model: SERVICE,
  wrong: [[`<${name}>${from}<`, `<${name}>${to}<`]],
  at: `<${name}>`,
  says,
  ...(instead === undefined ? {} : { fixed: [[`<${name}>${from}<`, `<${name}>${instead}<`]] }),
});

const SOURCE = '<source format="bibcode">2018ivoa.spec.0625P</source>';
const source = (written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule: 'CON-05',
  model: SERVICE,
  wrong: [[SOURCE, written]],
  at: '<source',
  says,
  ...extra,
});

const LANDING = 'https://github.com/epn-vespa/FacilityList';
const landing = (written: string, says: string, severity: Case['severity'] = 'error'): Case => ({
  rule: 'CON-06',
  model: SERVICE,
  wrong: [[LANDING, written]],
  at: '<referenceURL',
  says,
  severity,
});

const RELATED = '<relatedResource ivo-id="ivo://padc.example/tap/planeto">PADC TAP service<';

const cases: Case[] = [
  subject('Virtual observatories', 'Write virtual-observatories', {
    fixed: [[SUBJECT, '<subject>virtual-observatories</subject>']],
  }),
  subject('http://www.ivoa.net/rdf/uat#observatories', 'Write observatories', { fixed: [] }),
  subject('OBSERVATORIES', 'Write observatories', { fixed: [] }),
  subject('Observatories, Virtual observatories', 'is a list', {
    fixed: [[SUBJECT, `${SUBJECT}\n    <subject>virtual-observatories</subject>`]],
  }),
  subject('Observatories; my own words', 'is a list'),
  subject('observatory', 'Perhaps observatories', { severity: 'info' }),
  subject('my own words', 'Choose one from', { severity: 'info' }),
  subject('constructor', 'Choose one from', { severity: 'info' }),
  subject('19521-chaos-kuiper-belt-object-', 'is a deprecated concept of the UAT. Choose another'),
  element('CON-02', 'type', 'Education', 'Database', 'type "Database" is not in the vocabulary content_type'),
  element('CON-02', 'type', 'Education', 'catalog', 'Write Catalog', 'Catalog'),
  element('CON-02', 'contentLevel', 'Research', 'University', 'Write Research, Amateur or General'),
  element('CON-02', 'contentLevel', 'Research', 'research', 'Write Research', 'Research'),
  element(
    'CON-03',
    'relationshipType',
    'Cites',
    'served-by',
    'is deprecated. Write IsServedBy',
    'IsServedBy',
  ),
  element('CON-03', 'relationshipType', 'Cites', 'related-to', 'or another term of http://www.ivoa.net/rdf/'),
  element('CON-03', 'relationshipType', 'Cites', 'isservedby', 'Write IsServedBy', 'IsServedBy'),
  {
    rule: 'CON-04',
    model: SERVICE,
    wrong: [[RELATED, '<relatedResource ivo-id="ivo://padc.example/tap/planeto"><']],
    at: '<relatedResource',
    says: 'The relatedResource of Cites is empty',
    severity: 'warning',
  },
  {
    rule: 'CON-04',
    model: SERVICE,
    wrong: [[RELATED, '<relatedResource>PADC TAP service<']],
    at: '<relatedResource',
    says: '"PADC TAP service" has no ivo-id',
  },
  source('<source format="bibcode">bibcode:2018ivoa.spec.0625P</source>', 'Write 2018ivoa.spec.0625P', {
    fixed: [],
  }),
  source('<source format="doi">https://doi.org/10.5479/ads</source>', 'Write 10.5479/ads', {
    fixed: [[SOURCE, '<source format="doi">10.5479/ads</source>']],
  }),
  source('<source format="doi">doi:10.5479/ads</source>', 'Write 10.5479/ads', {
    fixed: [[SOURCE, '<source format="doi">10.5479/ads</source>']],
  }),
  source('<source format="doi">2018ivoa.spec.0625P</source>', 'is not a DOI'),
  source('<source format="bibcode">2018ivoa.spec</source>', 'is not a bibcode of 19 characters'),
  source('<source format="Bibcode">2018ivoa.spec.0625P</source>', 'is written in lower case', { fixed: [] }),
  source('<source>2018ivoa.spec.0625P</source>', 'Say so: format="bibcode"', { severity: 'info' }),
  source('<source format="bibcode"/>', 'The source is empty'),
  landing('www.obspm.fr', 'is not an http or https address'),
  landing('ftp://ftp.obspm.fr/readme', 'is not an http or https address'),
  landing('https://', 'is not a complete address', 'warning'),
  landing('https://www.obspm.fr/a page', 'is not a complete address', 'warning'),
  landing('https://www.obspm.fr/search?', 'ends like the address of a service', 'info'),
  {
    rule: 'CON-07',
    model: SERVICE,
    wrong: [['<title>', '<validationLevel validatedBy="PADC">2</validationLevel>\n  <title>']],
    at: '<validationLevel',
    says: 'validatedBy="PADC" is not the ivoid',
  },
  {
    rule: 'CON-07',
    model: SERVICE,
    wrong: [
      [
        '<description>Names',
        '<validationLevel validatedBy="ivo://padc.example/registry">2</validationLevel>\n<description>Names',
      ],
    ],
    at: '<validationLevel',
    says: 'A publishing registry gives no validationLevel',
    severity: 'info',
  },
];

const fine: FineCase[] = [
  // Empty subjects are for VOR-09.
  { rule: 'CON-01', model: SERVICE, fine: [[SUBJECT, '<subject/>']] },
  {
    rule: 'CON-04',
    model: SERVICE,
    fine: [[RELATED, '<relatedResource altIdentifier="doi:10.5479/ads">X<']],
  },
  // DocRegExt 1.0 §2: programs that are not registered.
  { rule: 'CON-04', model: DOCUMENT, fine: [[RELATED, '<relatedResource>topcat<']] },
  { rule: 'CON-05', model: SERVICE, fine: [[SOURCE, '<source>A catalogue in print</source>']] },
  {
    rule: 'CON-05',
    model: SERVICE,
    fine: [[SOURCE, '<source format="bibcode">2018A&amp;A...616A...1G</source>']],
  },
];

tryRules(CONTENT_RULES, cases, fine);

describe('CON-01', () => {
  it('keeps white space and comments: a subject with a comment inside has no fix', () => {
    const xml = changed(SERVICE, [[SUBJECT, '<subject><!-- ours -->Virtual observatories</subject>']]);
    const found = findingsOf(CONTENT_RULES, 'CON-01', xml);
    expect(found.map(({ fix }) => fix)).toEqual([null]);
  });

  it('splits a list with the line ends and the indentation of the file', () => {
    const crlf = changed(SERVICE, [
      [SUBJECT, '<subject>Sunspots; Solar flares; sunspots</subject>'],
    ]).replaceAll('\n', '\r\n');
    const [found] = findingsOf(CONTENT_RULES, 'CON-01', crlf);
    expect(applyEdits(crlf, found?.fix?.edits ?? [])).toContain(
      '<content>\r\n    <subject>sunspots</subject>\r\n    <subject>solar-flares</subject>\r\n    <description>',
    );
  });
});

describe('termTrouble', () => {
  it('leads from each deprecated term to a current one, or says that there is none', () => {
    expect(termTrouble('relationship_type', 'mirror-of')).toEqual({
      kind: 'deprecated',
      instead: 'IsIdenticalTo',
    });
    expect(termTrouble('relationship_type', 'related-to')).toEqual({ kind: 'deprecated', instead: null });
    expect(termTrouble('date_role', 'Representative')).toEqual({ kind: 'misspelt', instead: 'Collected' });
    expect(termTrouble('date_role', 'ExportRequested')).toBeNull();
    expect(termTrouble('date_role', 'toString')).toEqual({ kind: 'unknown', instead: null });
  });
});
