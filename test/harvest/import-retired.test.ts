import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Retired, withRetired } from '../../src/harvest/import-retired.ts';
import { parseRegistryFile } from '../../src/resource/registry-file.ts';

const entry = (ivoid: string): Retired => ({ ivoid, on: '2026-11-20', reason: 'deleted at the source' });

function lines(text: string): string[] {
  return text.split('\n');
}

describe('withRetired', () => {
  it('adds lines to the file of this project and changes no other', () => {
    const before = readFileSync('records/registry.json', 'utf8');
    const after = withRetired(before, [entry('ivo://padc.example/b'), entry('ivo://padc.example/a')]);
    const at = lines(before).findIndex((line) => line.includes('"retired"'));
    expect(lines(after).slice(0, at)).toEqual(lines(before).slice(0, at));
    expect(lines(after).slice(at, at + 12)).toEqual([
      '  "retired": [',
      '    {',
      '      "ivoid": "ivo://padc.example/a",',
      '      "on": "2026-11-20",',
      '      "reason": "deleted at the source"',
      '    },',
      '    {',
      '      "ivoid": "ivo://padc.example/b",',
      '      "on": "2026-11-20",',
      '      "reason": "deleted at the source"',
      '    }',
      '  ],',
    ]);
    expect(lines(after).slice(at + 12)).toEqual(lines(before).slice(at + 1));
  });

  it('writes entries like those that are there, in the order of ivoids, once each', () => {
    const before =
      '{ "version": 1,\r\n "retired": [\r\n   {"ivoid": "ivo://a.bc/M", "on":"2020-01-01", "reason": "\\u00e9, ]"} ],\r\n "sets": [] }';
    const after = withRetired(before, [entry('ivo://a.bc/z'), entry('ivo://A.bc/m'), entry('ivo://a.bc/B')]);
    expect(after).toBe(
      '{ "version": 1,\r\n "retired": [\r\n   {"ivoid": "ivo://a.bc/B", "on": "2026-11-20", "reason": "deleted at the source"},' +
        '\r\n   {"ivoid": "ivo://a.bc/M", "on":"2020-01-01", "reason": "\\u00e9, ]"},' +
        '\r\n   {"ivoid": "ivo://a.bc/z", "on": "2026-11-20", "reason": "deleted at the source"}\r\n ],\r\n "sets": [] }',
    );
  });

  it('leaves the text alone if there is nothing to add', () => {
    const before = '{"version":1,"retired":[{"ivoid":"ivo://a.bc/m","on":"2020-01-01","reason":"x"}]}';
    expect(withRetired(before, [entry('ivo://a.bc/M')])).toBe(before);
  });

  it.each([
    ['no file', null],
    ['no member', '{\n\t"version": 1\n}\n'],
    ['one line', '{"version":1,"sets":[]}'],
  ])('makes what is lacking: %s', (_, before) => {
    const parsed = parseRegistryFile(withRetired(before, [entry('ivo://a.bc/m')]));
    expect(parsed).toMatchObject({ file: { version: 1, retired: [entry('ivo://a.bc/m')] } });
  });

  it('keeps every other value, in any layout', () => {
    const layouts = fc.constantFrom<string | number>('  ', '\t', 4, 0);
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z0-9.]{1,8}$/), { maxLength: 6 });
    fc.assert(
      fc.property(layouts, ids, ids, fc.string(), (layout, old, added, odd) => {
        const file = {
          version: 1,
          retired: old.map((id) => ({ ...entry(`ivo://old.x/k${id}`), reason: `${odd}.` })),
          sources: [{ id: 'x', kind: 'oai', url: `u${odd}` }],
        };
        const after = withRetired(
          JSON.stringify(file, null, layout),
          added.map((id) => entry(`ivo://new.x/k${id}`)),
        );
        const parsed = JSON.parse(after) as typeof file;
        expect(parsed.sources).toEqual(file.sources);
        const ivoids = parsed.retired.map(({ ivoid }) => ivoid);
        expect([...ivoids].sort()).toEqual(
          [...old.map((id) => `ivo://old.x/k${id}`), ...added.map((id) => `ivo://new.x/k${id}`)].sort(),
        );
        if (added.length > 0) expect(ivoids).toEqual([...ivoids].sort());
      }),
    );
  });
});
