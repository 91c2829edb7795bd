import { describe, expect, test } from 'vitest';
import { EMPTY_REGISTRY_FILE, parseRegistryFile } from '../../src/resource/registry-file.ts';

test('lists that are left out are empty', () => {
  expect(parseRegistryFile('{"version": 1}')).toEqual({ file: EMPTY_REGISTRY_FILE });
});

test('everything that design §5 shows', () => {
  const content = {
    version: 1,
    sets: [
      {
        setSpec: 'vespa',
        setName: 'VESPA',
        description: '…',
        match: { ivoid: ['*'], type: [], subject: [] },
      },
    ],
    transfers: [
      { authority: 'a.example', to: 'ivo://new/registry', direction: 'out', on: '2026-11-20', reason: 'r' },
    ],
    retired: [{ ivoid: 'ivo://a.example/x', on: '2026-11-20', reason: 'r' }],
    sources: [
      { id: 'rofr', kind: 'oai', url: 'https://x.example/', set: 's', discover: true, fullDays: 180 },
      { id: 'near', kind: 'oai', url: 'http://127.0.0.1:8080/oai', allowPrivate: true, model: 'vor' },
      { id: 'hpde.NASA', kind: 'git', url: 'https://x.example/NASA.git', ref: 'master', under: 'NASA' },
      { id: 'amda', kind: 'epn-tap', url: 'https://x.example/tap', expireDays: 30 },
      { id: 'trial', kind: 'folder', url: 'records' },
    ],
    searchable: [
      { id: 'one', tap: 'https://x.example/tap', trigger: 'https://x.example/t?r={ivoid}', method: 'POST' },
      { id: 'two', tap: 'http://127.0.0.1:8080/tap', allowPrivate: true },
    ],
  };
  expect(parseRegistryFile(JSON.stringify(content))).toEqual({
    file: { ...content, consents: [] },
  });
});

describe('what is wrong is said in a sentence each', () => {
  const folder = (id: string) => ({ id, kind: 'folder', url: 'x' });
  const seen = (more = {}) => ({ id: 's', tap: 'https://x.example/tap', ...more });
  const set = (setSpec: string) => ({ setSpec, setName: 'n', match: {} });
  test.each([
    ['no JSON', '{', [/not JSON/]],
    ['no version', '{}', [/^version: /]],
    ['an unknown key', '{"version": 1, "set": []}', [/set/]],
    ['a list', '[]', [/^registry\.json: /]],
    [
      'a reserved set (RI-42)',
      { sets: [set('ivo_mine')] },
      [/^sets\.0\.setSpec: begins with a reserved prefix/],
    ],
    ['a reserved set in other case', { sets: [set('Type.x')] }, [/reserved prefix/]],
    ['a hierarchy', { sets: [set('a:b')] }, [/characters/]],
    ['a set twice, but for case', { sets: [set('a'), set('A')] }, [/occurs twice/]],
    ['a source twice', { sources: [folder('a'), folder('A')] }, [/^sources: the id a occurs twice/]],
    ['a source of no kind', { sources: [{ id: 'a', kind: 'ftp', url: 'x' }] }, [/^sources\.0\.kind: /]],
    ['an unknown key of a source', { sources: [{ ...folder('a'), branch: 'x' }] }, [/branch/]],
    ['a key without effect', { sources: [{ ...folder('a'), set: 'x' }] }, [/set/]],
    [
      'a source without a web address',
      { sources: [{ id: 'a', kind: 'oai', url: 'ftp://x.example/' }] },
      [/^sources\.0\.url: is not an http/],
    ],
    ['a name with a slash', { sources: [folder('a/b')] }, [/^sources\.0\.id: has characters/]],
    ['a searchable registry twice', { searchable: [seen(), seen()] }, [/^searchable: the id s occurs twice/]],
    [
      'a password in an address',
      { searchable: [seen({ tap: 'https://u:p@x.example/tap' })] },
      [/^searchable\.0\.tap: is not/],
    ],
    [
      'a query in an address',
      { searchable: [seen({ tap: 'https://x.example/tap?a=b' })] },
      [/^searchable\.0\.tap: is not/],
    ],
    [
      'a trigger whose host is a template',
      { searchable: [seen({ trigger: 'https://{ivoid}.example/' })] },
      [/^searchable\.0\.trigger: is not/],
    ],
    [
      'a trigger with an unknown template',
      { searchable: [seen({ trigger: 'https://x.example/?r={url}' })] },
      [/^searchable\.0\.trigger: has braces/],
    ],
    [
      'a method without a trigger',
      { searchable: [seen({ method: 'POST' })] },
      [/^searchable\.0\.method: has no effect/],
    ],
    [
      'an unknown key of a searchable registry',
      { searchable: [seen({ url: 'x' })] },
      [/^searchable\.0: .*url/],
    ],
    [
      'no ivoid',
      { retired: [{ ivoid: 'x', on: '2026-11-20', reason: 'r' }] },
      [/^retired\.0\.ivoid: not an ivoid/],
    ],
    [
      'two faults',
      { retired: [{ ivoid: 'ivo://a.example/x', on: 'yesterday', reason: '' }] },
      [/^retired\.0\.on: not a date/, /^retired\.0\.reason: /],
    ],
  ])('%s', (_case, content, expected) => {
    const json = typeof content === 'string' ? content : JSON.stringify({ version: 1, ...content });
    const result = parseRegistryFile(json);
    const faults = 'faults' in result ? result.faults : [];
    expect(faults).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(faults[i]?.message).toMatch(pattern);
  });
});
