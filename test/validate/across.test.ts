import { describe, expect, it } from 'vitest';
import type { RegistryRecord } from '../../src/resource/registry.ts';
import { ACROSS_RULES, acrossFindings, type RecordSet } from '../../src/validate/across.ts';
import type { Access, Placed, RecordSummary, Reference } from '../../src/validate/summary.ts';

const place = (value: string, line = 3): Placed => ({ value, line, column: 5, path: '/ri:Resource/x' });

function record(key: string, parts: Partial<RecordSummary> = {}): RecordSummary {
  const ivoid = `ivo://padc.example/${key}`;
  return {
    file: `records/${key}.xml`,
    line: 2,
    identifierLine: 3,
    authorityLines: new Map(),
    ivoid,
    key: ivoid,
    authority: 'padc.example',
    type: 'CatalogService',
    status: 'active',
    isAuthority: false,
    registry: null,
    title: place(`Title of ${key}`),
    dois: [],
    references: [],
    accesses: [],
    ...parts,
  };
}

function reference(value: string, parts: Partial<Reference> = {}): Reference {
  return { ...place(value, 7), key: value.toLowerCase(), relationship: null, element: 'creator', ...parts };
}

const access = (value: string, standardID: string): Access => ({
  ...place(value, 9),
  standardID,
  isStandard: true,
});

function set(records: RecordSummary[], parts: Partial<RecordSet> = {}): RecordSet {
  const all = parts.all ?? records;
  return {
    records,
    touching: [],
    touched: new Set(records.map((r) => r.key)),
    all,
    managed: new Set(['padc.example']),
    disappeared: [],
    find: (key) => all.find((r) => r.key === key) ?? null,
    ...parts,
  };
}

const said = (of: RecordSet) => acrossFindings(of).map((f) => `${f.rule} ${f.severity} ${f.file}:${f.line}`);
const GONE = 'ivo://padc.example/gone';
const SERVED = { relationship: 'IsServedBy', element: 'relatedResource' };
const REGISTRY: RegistryRecord = {
  ivoid: 'ivo://padc.example/registry',
  repositoryName: 'PADC',
  baseURL: 'https://registry.padc.example/oai',
  adminEmails: [],
  maxRecords: 100,
  managedAuthorities: ['padc.example'],
};
const AUX = 'ivo://ivoa.net/std/TAP#aux';

/** Rule → a set that breaks it, what is said, and the same put right. */
const CASES: [string, RecordSet, string, RecordSet][] = [
  [
    'IDN-07',
    set([record('a', { references: [reference(GONE)] })]),
    'IDN-07 warning records/a.xml:7',
    set([record('a', { references: [reference('ivo://PADC.example/b')] }), record('b')]),
  ],
  [
    'CUR-07',
    set([
      record('a', { references: [reference('ivo://padc.example/b', { element: 'publisher' })] }),
      record('b'),
    ]),
    'CUR-07 warning records/a.xml:7',
    set([
      record('a', { references: [reference('ivo://padc.example/b', { element: 'publisher' })] }),
      record('b', { type: 'Organisation' }),
    ]),
  ],
  [
    'RI-18',
    set([
      record('a', { references: [reference('ivo://padc.example/b', { element: 'managingOrg' })] }),
      record('b', { type: 'Registry' }),
    ]),
    'RI-18 warning records/a.xml:7',
    set([
      record('a', { references: [reference('ivo://padc.example/b', { element: 'managingOrg' })] }),
      record('b', { type: 'Organisation' }),
    ]),
  ],
  [
    'RI-12',
    set([record('registry', { registry: REGISTRY }), record('b', { authority: 'other.example' })]),
    'RI-12 warning records/registry.xml:2',
    set([record('registry', { registry: REGISTRY }), record('b', { authority: 'PADC.example' })]),
  ],
  [
    'VDS-09',
    set([
      record('a', {
        accesses: [access('https://x/tap', AUX)],
        references: [reference('ivo://padc.example/b', SERVED)],
      }),
      record('b', { accesses: [access('https://y/tap', 'ivo://ivoa.net/std/TAP')] }),
    ]),
    'VDS-09 warning records/a.xml:9',
    set([
      record('a', {
        accesses: [access('https://x/tap', AUX)],
        references: [reference('ivo://padc.example/b', SERVED)],
      }),
      record('b', { accesses: [access('https://x/tap', 'ivo://ivoa.net/std/TAP')] }),
    ]),
  ],
  [
    'IDN-08',
    set([], { disappeared: [{ ivoid: GONE, file: 'records/gone.xml' }] }),
    'IDN-08 warning records/gone.xml:1',
    set([]),
  ],
  [
    'SAME-TITLE',
    set([record('a', { title: place('One') }), record('b', { title: place('ONE') })]),
    'SAME-TITLE info records/b.xml:3',
    set([record('a', { title: place('One') }), record('b', { title: place('ONE'), status: 'deleted' })]),
  ],
  [
    'SAME-DOI',
    set([record('a', { dois: [place('doi:10.1/x')] }), record('b', { dois: [place('doi:10.1/x')] })]),
    'SAME-DOI warning records/b.xml:3',
    set([record('a', { dois: [place('doi:10.1/x')] }), record('b', { dois: [place('doi:10.1/y')] })]),
  ],
  [
    'SAME-URL',
    set([
      record('a', { accesses: [access('https://x/scs?', 'ivo://ivoa.net/std/ConeSearch')] }),
      record('b', { accesses: [access('https://x/scs', 'ivo://ivoa.net/std/ConeSearch')] }),
    ]),
    'SAME-URL info records/b.xml:9',
    set([
      record('a', { accesses: [access('https://x/scs?', 'ivo://ivoa.net/std/ConeSearch')] }),
      record('b', { accesses: [access('https://x/vosi', 'ivo://ivoa.net/std/VOSI#capabilities')] }),
      record('c', { accesses: [access('https://x/vosi', 'ivo://ivoa.net/std/VOSI#capabilities')] }),
    ]),
  ],
];

it('every rule has a case', () => {
  expect(CASES.map(([id]) => id)).toEqual(ACROSS_RULES.map((rule) => rule.id));
});

it.each(CASES)('%s', (id, wrong, expected, right) => {
  expect(said(wrong).filter((s) => s.startsWith(id))).toEqual([expected]);
  expect(said(right).filter((s) => s.startsWith(id))).toEqual([]);
});

describe('references', () => {
  it('to another authority are a note, and nothing where no registry is known', () => {
    const a = record('a', { references: [reference('ivo://cds.vizier/tap')] });
    expect(said(set([a]))).toEqual(['IDN-07 info records/a.xml:7']);
    expect(said(set([a], { managed: new Set() }))).toEqual([]);
  });

  it('to a deleted record are broken, unless it is the former version', () => {
    const b = record('b', { status: 'deleted' });
    const to = (parts: Partial<Reference>) =>
      set([record('a', { references: [reference(b.key, parts)] })], { all: [b] });
    expect(said(to({ relationship: 'IsPartOf' }))).toEqual(['IDN-07 warning records/a.xml:7']);
    expect(said(to({ relationship: 'IsNewVersionOf' }))).toEqual([]);
  });

  it('of records that did not change are reported where they lead to one that did', () => {
    const other = record('other', { references: [reference(GONE), reference('ivo://padc.example/never')] });
    const touched = set([], { touching: [other], touched: new Set([GONE]), all: [other] });
    expect(acrossFindings(touched)).toMatchObject([
      { rule: 'IDN-07', file: 'records/other.xml', message: expect.stringContaining('any more') },
    ]);
  });
});

it('the later of two equal records is reported, or the one that is reported on', () => {
  const a = record('a', { dois: [place('doi:10.1/x')] });
  const b = record('b', { dois: [place('doi:10.1/x')] });
  expect(said(set([a], { all: [a, b] }))).toEqual(['SAME-DOI warning records/a.xml:3']);
});

it('a standardID of ours without a record is reported, one of others is not', () => {
  const claims = ['ivo://padc.example/std/gone', 'ivo://other.example/std/q'].map((id) =>
    reference(id, { element: 'capability' }),
  );
  expect(said(set([record('a', { references: claims })]))).toEqual(['IDN-07 warning records/a.xml:7']);
});
