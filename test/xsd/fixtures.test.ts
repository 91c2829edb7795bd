import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';

const FIXTURES = 'test/xsd/fixtures';
const names = (await readdir(FIXTURES)).filter((name) => name.endsWith('.xml'));
let schema: LoadedSchema;

beforeAll(async () => {
  schema = await loadSchema('xsd');
});

afterAll(() => schema.dispose());

describe('accepted', () => {
  it.each(names)('%s', async (name) => {
    expect(schema.validate(await readFile(join(FIXTURES, name), 'utf8'))).toEqual([]);
  });
});

/**
 * refused.json: for each accepted fixture, edits that make it invalid, as [what, from, to, part of the message];
 * `from` is a regular expression if it stands between slashes.
 */
type Edit = [what: string, from: string, to: string, message: string];
const refused: Record<string, Edit[]> = JSON.parse(await readFile(join(FIXTURES, 'refused.json'), 'utf8'));
const cases = Object.entries(refused).flatMap(([fixture, edits]) =>
  edits.map((edit) => [fixture, ...edit] as const),
);

/** A text, or a regular expression as /source/flags. */
function patternOf(from: string): string | RegExp {
  const [, source, flags] = /^\/(.*)\/([gs]*)$/.exec(from) ?? [];
  return source === undefined ? from : new RegExp(source, flags);
}

describe('refused', () => {
  it.each(cases)('%s: %s', async (fixture, _what, from, to, message) => {
    const accepted = await readFile(join(FIXTURES, `${fixture}.xml`), 'utf8');
    const edited = accepted.replace(patternOf(from), to);
    expect(edited).not.toBe(accepted);
    const messages = schema.validate(edited).map((fault) => fault.message);
    expect(messages.join('\n')).toContain(message);
  });

  it('has cases for each fixture with content of its own', () => {
    const plain = ['vr-resource-plain', 'vs-catalog-resource', 'vs-data-resource', 'vs-standard-stc'];
    const untouched = names
      .map((name) => name.slice(0, -4))
      .filter((name) => !(name in refused) && !plain.includes(name));
    expect(untouched).toEqual([]);
  });
});
