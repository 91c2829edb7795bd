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
    sources: [{ id: 'rofr', kind: 'oai', url: 'https://x.example/', set: 's', ref: 'r' }],
  };
  expect(parseRegistryFile(JSON.stringify(content))).toEqual({ file: content });
});

describe('what is wrong is said in a sentence each', () => {
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
