/** P4: the bytes are the curator's, from the commit to what is published. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { tinyRecord } from './records.ts';
import { changes, memoryRegistry } from './registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const NONE = { created: [], updated: [], deleted: [], withdrawn: [] };

/** Ways to write the same record (P4: equal canonical XML). */
const formatting: Record<string, (text: string) => string> = {
  'white space between elements': (text) => text.replace('\n  <title>', '\n\n\t  <title>'),
  'all of it on one line': (text) => text.replace(/>\s+</g, '><'),
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  comments: (text) =>
    text.replace('<title>', '<!-- a > b --><title>').replace('</ri:Resource>', '<!-- end --></ri:Resource>'),
  'processing instructions': (text) => text.replace('<title>', '<?formatter off?><title>'),
  CDATA: (text) => text.replace('<title>A record', '<title><![CDATA[A record]]>'),
  'character references': (text) => text.replace('<title>A record', '<title>A &#114;ecord'),
  'other quotes': (text) => text.replace('status="active"', "status = 'active'"),
  'owned attributes': (text) =>
    text.replace(
      ' status=',
      ' updated="2001-01-01T00:00:00Z" created="2001-01-01T00:00:00Z" xsi:schemaLocation="a b" status=',
    ),
  'no declaration': (text) => text.replace(/<\?xml.*\?>\n/, ''),
  'a file header': (text) => text.replace('?>\n', '?>\n<!-- Licence: CC0 -->\n'),
};

const encodings: Record<string, (text: string) => Buffer> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16': (text) => Buffer.from(`\uFEFF${text.replace('"UTF-8"', '"UTF-16"')}`, 'utf16le'),
  'UTF-16, big-endian': (text) =>
    Buffer.from(`\uFEFF${text.replace('"UTF-8"', '"UTF-16"')}`, 'utf16le').swap16(),
};

eachDatabase('P4', (open) => {
  const ways = fc.subarray(Object.keys(formatting));
  const written = (text: string, names: string[]) =>
    names.reduce((t, name) => formatting[name]?.(t) ?? t, text);

  test('any way of writing is served as written, re-encoded to UTF-8, and is no new version of another', async () => {
    const it = await memoryRegistry(open, schema);
    const encoding = fc.constantFrom(...Object.keys(encodings));
    it.repository.commit();
    await it.publish();
    let second = 0;
    let number = 0;
    await fc.assert(
      fc.asyncProperty(ways, ways, encoding, encoding, async (first, then, from, to) => {
        number += 1;
        const ivoid = `${A}${number}`;
        const path = `records/${number}.xml`;
        const original = tinyRecord({ ivoid, description: 'é € \u{1F600} &lt;&amp; end.' });
        const text = written(original, first);
        it.repository.write(path, encodings[from]?.(text) ?? text).commit();
        second += 10;
        await it.at(second);
        expect(changes(await it.publish()).created).toEqual([ivoid]);
        const body = (await it.body(ivoid)) ?? '';
        expect(withoutOwned(body)).toBe(withoutOwned(element(text)));
        expect(body).toContain(` updated="${(await it.records()).get(ivoid)?.datestamp}"`);

        const before = (await it.records()).get(ivoid);
        second += 10;
        await it.at(second);
        const other = written(original, then);
        it.repository.write(path, encodings[to]?.(other) ?? other).commit();
        expect(changes(await it.publish())).toEqual(NONE);
        expect((await it.records()).get(ivoid)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  test('after a change of formatting, a change of content is published with that formatting', async () => {
    const it = await memoryRegistry(open, schema);
    const text = tinyRecord({ ivoid: A });
    it.repository.write('records/a.xml', text).commit();
    await it.publish();
    it.repository.write('records/a.xml', written(text, ['comments'])).commit();
    await it.publish();
    it.repository.write('records/a.xml', written(text, ['comments']).replace('A record', 'New')).commit();
    expect(changes(await it.publish()).updated).toEqual([A]);
    expect(await it.body(A)).toContain('<!-- a > b --><title>New');
  });

  test('ISO-8859-1 comes out as UTF-8', async () => {
    const it = await memoryRegistry(open, schema);
    const text = tinyRecord({ ivoid: A, title: 'Résumé' });
    it.repository.write('records/a.xml', Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')).commit();
    await it.publish();
    expect(await it.body(A)).toContain('<title>Résumé</title>');
    it.repository.write('records/a.xml', text).commit();
    expect(changes(await it.publish())).toEqual(NONE);
  });
});

/** The root element of a file, as written. */
function element(text: string): string {
  return text.slice(
    text.indexOf('<ri:Resource'),
    text.lastIndexOf('</ri:Resource>') + '</ri:Resource>'.length,
  );
}

/** Without the attributes that the registry owns, and its xmlns="". */
function withoutOwned(text: string): string {
  const end = text.indexOf('>');
  const start = text.slice(0, end).replace(/ (?:updated|created|xsi:schemaLocation|xmlns)="[^"]*"/g, '');
  return start + text.slice(end);
}
