/** Each rule across the records of a commit, by its id. */
import { describe, expect, test } from 'vitest';
import { EMPTY_REGISTRY_FILE, type RegistryFile } from '../../src/resource/registry-file.ts';
import { SET_RULES, type SetFacts, type SetMember, setFindings } from '../../src/validate/set.ts';

const FILE = 'records/registry.json';
const member = (ivoid: string, more: Partial<SetMember> = {}): SetMember => ({
  ivoid,
  key: ivoid.toLowerCase(),
  authority: ivoid.split('/')[2] ?? '',
  isAuthority: ivoid.split('/').length === 3,
  path: `records/${ivoid.split('/').at(-1)}.xml`,
  line: 2,
  status: 'active',
  registry: null,
  ...more,
});
const registry = (managedAuthorities: string[], ivoid = 'ivo://a.example/registry') =>
  member(ivoid, {
    registry: {
      ivoid,
      repositoryName: 'R',
      baseURL: 'https://a.example/oai',
      adminEmails: [],
      maxRecords: 3,
      managedAuthorities,
    },
  });
const REGISTRY = registry(['a.example']);
const AUTHORITY = member('ivo://a.example');
const RECORD = member('ivo://a.example/x');

/** A first publication of the registry, its authority, and these. */
const facts = (changed: SetMember[], more: Partial<SetFacts> = {}): SetFacts => ({
  changed: [REGISTRY, AUTHORITY, ...changed],
  untouched: new Map(),
  registry: null,
  untouchedAuthorities: new Set(),
  abandoned: [],
  retired: [],
  registryFile: EMPTY_REGISTRY_FILE,
  registryFilePath: FILE,
  formerRegistry: null,
  acceptNewIdentity: false,
  ...more,
});
/** A later commit with these changes, on top of the registry and its authority. */
const later = (changed: SetMember[], more: Partial<SetFacts> = {}): SetFacts =>
  facts([], {
    changed,
    registry: REGISTRY,
    untouchedAuthorities: new Set(['ivo://a.example']),
    formerRegistry: REGISTRY,
    ...more,
  });
const file = (more: Partial<RegistryFile>): RegistryFile => ({ ...EMPTY_REGISTRY_FILE, ...more });
const transfer = {
  authority: 'A.example',
  to: 'ivo://b.example/r',
  direction: 'out' as const,
  on: '2026-11-20',
  reason: 'r',
};

describe('nothing is wrong with', () => {
  test.each<[string, SetFacts]>([
    ['a first publication', facts([RECORD])],
    ['a later change', later([RECORD])],
    ['an authority in another case', facts([member('ivo://A.EXAMPLE/x')])],
    ['the registry’s record changed', later([registry(['A.example'])])],
    [
      'a new identity that is accepted',
      later([registry(['a.example'], 'ivo://a.example/new')], { registry: null, acceptNewIdentity: true }),
    ],
    [
      'a retired ivoid without a record',
      facts([RECORD], {
        registryFile: file({ retired: [{ ivoid: 'ivo://a.example/y', on: '2026-11-20', reason: 'r' }] }),
      }),
    ],
    [
      'a retired ivoid whose record says deleted',
      facts([{ ...RECORD, status: 'deleted' }], {
        registryFile: file({ retired: [{ ivoid: RECORD.ivoid, on: '2026-11-20', reason: 'r' }] }),
      }),
    ],
    [
      'a transfer in',
      facts([RECORD], { registryFile: file({ transfers: [{ ...transfer, direction: 'in' }] }) }),
    ],
  ])('%s', (_case, given) => {
    expect(setFindings(given)).toEqual([]);
  });
});

/** rule → what breaks it: [case, facts, where]. */
const BREAKS: Record<string, [string, SetFacts, string[]][]> = {
  'RI-11': [
    ['no registry record', { ...facts([]), changed: [AUTHORITY, RECORD] }, [`${FILE}:1`]],
    [
      'one that is deleted',
      { ...facts([]), changed: [{ ...REGISTRY, status: 'deleted' }, AUTHORITY] },
      [`${FILE}:1`],
    ],
    ['two', facts([registry(['a.example'], 'ivo://a.example/second')]), ['records/second.xml:2']],
    [
      'a second beside one that is not touched',
      { ...later([registry(['a.example'], 'ivo://a.example/second')]), acceptNewIdentity: true },
      ['records/second.xml:2'],
    ],
  ],
  'RI-52': [
    [
      'another identity',
      later([registry(['a.example'], 'ivo://a.example/new')], { registry: null }),
      ['records/new.xml:2'],
    ],
  ],
  'IDN-04': [
    ['the same ivoid twice', facts([RECORD, { ...RECORD, path: 'records/y.xml' }]), ['records/y.xml:2']],
    [
      'but for case',
      facts([RECORD, { ...member('ivo://a.example/X'), path: 'records/y.xml' }]),
      ['records/y.xml:2'],
    ],
    [
      'three times',
      facts([RECORD, { ...RECORD, path: 'records/y.xml' }, { ...RECORD, path: 'records/z.xml' }]),
      ['records/y.xml:2', 'records/z.xml:2'],
    ],
    [
      'the ivoid of a file that is not touched',
      later([RECORD], { untouched: new Map([[RECORD.key, { path: 'records/old.xml' }]]) }),
      ['records/x.xml:2'],
    ],
  ],
  'IDN-06': [
    ['another authority', facts([member('ivo://b.example/x')]), ['records/x.xml:2']],
    [
      'an authority that begins like a managed one',
      facts([member('ivo://a.example.org/x')]),
      ['records/x.xml:2'],
    ],
    [
      'records left under an authority that is managed no more',
      later([], { abandoned: [{ ivoid: 'ivo://b.example/x', path: 'records/old.xml' }] }),
      ['records/old.xml:1'],
    ],
  ],
  'RI-13': [
    [
      'a managed authority without a record',
      { ...facts([]), changed: [REGISTRY] },
      ['records/registry.xml:2'],
    ],
    [
      'with a deleted one',
      { ...facts([]), changed: [REGISTRY, { ...AUTHORITY, status: 'deleted' }] },
      ['records/registry.xml:2'],
    ],
    [
      'two of them',
      { ...facts([]), changed: [registry(['a.example', 'b.example', 'c.example']), AUTHORITY] },
      ['records/registry.xml:2', 'records/registry.xml:2'],
    ],
  ],
  RETIRED: [
    [
      'a retired ivoid with a record',
      facts([RECORD], {
        registryFile: file({ retired: [{ ivoid: 'ivo://A.example/X', on: '2026-11-20', reason: 'r' }] }),
      }),
      ['records/x.xml:2'],
    ],
    [
      'a retired ivoid whose record stands in a file that is not touched',
      facts([], { retired: [{ ivoid: RECORD.ivoid, path: 'records/old.xml' }] }),
      ['records/old.xml:1'],
    ],
  ],
  'RI-35': [
    [
      'a transferred authority that is still managed',
      facts([RECORD], { registryFile: file({ transfers: [transfer] }) }),
      ['records/registry.xml:2'],
    ],
  ],
};

test('every rule is tested', () => {
  expect(SET_RULES.map((rule) => rule.id)).toEqual(Object.keys(BREAKS));
});

for (const [rule, cases] of Object.entries(BREAKS)) {
  describe(rule, () => {
    test.each(cases)('%s', (_case, given, where) => {
      const found = setFindings(given);
      expect(found.map((f) => f.rule)).toEqual(where.map(() => rule));
      expect(found.map((f) => `${f.file}:${f.line}`)).toEqual(where);
      for (const { message } of found) expect(message).toMatch(/\w{3}.*[.)]$/);
    });
  });
}
