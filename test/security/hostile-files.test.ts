/** registry.json and links files that were made to harm: a few sentences, soon, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLinks } from '../../src/reconcile/links/read.ts';
import { parseRegistryFile } from '../../src/resource/registry-file.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from '../promises/records.ts';
import { memoryRegistry, refusal } from '../promises/registry.ts';

const set = (more: string) => `{"version":1,"sets":[{"setSpec":"a","setName":"b","match":{}${more}}]}`;
const many = (count: number, of: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => of(i)).join(',\n');

/** A text, and what is said of it. */
const REGISTRY_FILES: [string, string, RegExp][] = [
  ['half a million open brackets', '['.repeat(500_000), /not JSON/],
  ['lists in lists', `{"version":1,"sets":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, /^sets\.0: /],
  [
    'objects in objects',
    `{"version":1,"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    /Unrecognized key: "x"/,
  ],
  ['a prototype', '{"version":1,"__proto__":{"sets":[1]}}', /Unrecognized key: "__proto__"/],
  ['a prototype further down', set(',"__proto__":{"setName":1}'), /Unrecognized key: "__proto__"/],
  ['a key twice', '{"version":1,\n"sets":[],\n"sets":[]}', /^The key "sets" occurs twice\./],
  ['a key twice, written in two ways', set(',"set\\u0053pec":"c"'), /^The key "setSpec" occurs twice\./],
  ['a key twice, 1 MB long', `{"${'k'.repeat(500_000)}":1,"${'k'.repeat(500_000)}":1}`, /^The key "k{280}/],
  ['100,000 numbers for sets', `{"version":1,"sets":[${many(100_000, () => '1')}]}`, /^sets\.0: /],
  ['60,000 keys', `{"version":1,${many(60_000, (i) => `"k${i}":1`)}}`, /Unrecognized keys/],
  ['a name of 900 kB', set('').replace('"a"', `"${'a'.repeat(900_000)}"`), /Too big/],
  ['a number of 900,000 digits', `{"version":${'9'.repeat(900_000)}}`, /^version: /],
  ['a NUL', set('').replace('"b"', '"b\\u0000"'), /"b\\u0000" has a character that XML/],
  ['half a letter', set('').replace('"b"', '"b\\ud800"'), /has a character that XML/],
  ['a letter that steers a terminal', set('').replace('"b"', '"\\u001b[31m"'), /has a character that XML/],
  [
    '9,000 sets, the last one twice',
    `{"version":1,"sets":[${many(9001, (i) => `{"setSpec":"a${Math.min(i, 8999)}","setName":"b","match":{}}`)}]}`,
    /^sets: the setSpec a8999 occurs twice/,
  ],
];

describe('registry.json with', () => {
  test.each(REGISTRY_FILES)('%s is refused in few words', (_title, text, expected) => {
    const start = performance.now();
    const read = parseRegistryFile(text);
    expect(performance.now() - start).toBeLessThan(15_000);
    if ('file' in read) throw new Error('taken');
    expect(read.faults[0]?.message).toMatch(expected);
    expect(read.faults.length).toBeLessThanOrEqual(101);
    for (const { message, line } of read.faults) {
      expect(message.length).toBeLessThan(400);
      expect(line).toBeGreaterThan(0);
    }
    expect({}).not.toHaveProperty('sets');
  });

  test('nothing but what is allowed twice: the same key in two objects', () => {
    const text = set('').replace('}]', '},{"setSpec":"c","setName":"\\"}{,\\\\","match":{}}]');
    expect(parseRegistryFile(text)).toMatchObject({
      file: { sets: [{ setSpec: 'a' }, { setName: '"}{,\\' }] },
    });
  });
});

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('registry.json', (open) => {
  test.each([
    ['of 100 MB', () => Buffer.alloc(100_000_000, ' '), 'The file has 100000000 bytes; 1048576 are read.'],
    ['with a NUL in a name', () => set('').replace('"b"', '"b\\u0000"'), '"b\\u0000" has a character'],
  ])('%s is refused with its commit, and the registry goes on', async (_title, content, said) => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/a' })).commit();
    await it.publish();
    it.repository.write(REGISTRY_FILE_PATH, content()).commit();
    const outcome = await it.publish();
    expect(refusal(outcome)).toEqual([`${REGISTRY_FILE_PATH}:1 CONFIG`]);
    expect(outcome).toMatchObject({ findings: [{ message: expect.stringContaining(said) }] });
    expect(await it.list()).toEqual(['ivo://padc.example/a']);
    it.repository.remove(REGISTRY_FILE_PATH).commit();
    expect(await it.publish()).toMatchObject({ kind: 'published' });
  });
});

const MB8 = 8 * 1024 * 1024;
const META =
  '#curie_map:\n#  ivo: ivo://\n#license: https://creativecommons.org/publicdomain/zero/1.0/\n#mapping_set_id: https://a.example/x\n';
const TABLE = `${META}subject_id\tpredicate_id\tobject_id\tmapping_justification\n`;
const laughs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((name, i, names) =>
  i === 0
    ? '&a [x,x]'
    : `&${name} [${Array(10)
        .fill(`*${names[i - 1]}`)
        .join(',')}]`,
);

const LINKS: [string, string, RegExp][] = [
  ['8 million empty lines', TABLE + '\n'.repeat(MB8), /empty line/],
  ['8 million tabs', TABLE + '\t'.repeat(MB8), /more than 200 values/],
  ['100,000 columns', META + Array.from({ length: 100_000 }, (_, i) => `c${i}`).join('\t'), /200 values/],
  ['one value of 8 MB', TABLE + 'x'.repeat(MB8), /The line has 1 values/],
  ['4 million lines of metadata', '#\n'.repeat(MB8 / 2), /more than 2000 lines/],
  ['brackets in brackets', `#a: ${'['.repeat(100_000)}\n${TABLE}`, /not YAML|metadata/],
  ['aliases of aliases', `#other: [${laughs.join(', ')}]\n${TABLE}`, /anchors, aliases/],
  ['a prototype', `#__proto__:\n#  license: y\n${TABLE}`, /no slot|"__proto__"|metadata/],
  [
    'one link 100,000 times',
    TABLE +
      'ivo:a.example/x\tskos:exactMatch\tivo:b.example/y\tsemapv:ManualMappingCuration\n'.repeat(100_000),
    /states the same/,
  ],
];

describe('a links file with', () => {
  test.each(LINKS)('%s is read soon, and told in at most a thousand sentences', (_title, text, expected) => {
    const start = performance.now();
    const { faults } = readLinks(Buffer.from(text));
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(faults.map(({ message }) => message).find((message) => expected.test(message))).toBeDefined();
    expect(faults.length).toBeLessThanOrEqual(1001);
    expect({}).not.toHaveProperty('license');
  });
});
