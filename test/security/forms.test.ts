/** What can be sent to /validate beside a record: forms that were made to harm. Answered soon, in a sentence. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

let service: Service;
const names: string[] = [];
beforeAll(async () => {
  const summary = { files: 1, records: 1, errors: 0, warnings: 0, infos: 0 };
  const validating = {
    async check(_bytes: Uint8Array, file: string, profile: 'rec' | 'rofr') {
      names.push(file);
      return { report: { profile, summary, findings: [], left: 0 } };
    },
    fetch: async () => ({ refused: 'Nobody is asked.' }),
  };
  service = await startService(new FakePublished(), {}, { validating });
});
afterAll(() => service.close());

const FORM = 'multipart/form-data; boundary=b';
const FIELDS = 'application/x-www-form-urlencoded';
const part = (head: string, content = 'x') => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const field = (rest: string, content?: string) => part(`Content-Disposition: form-data; ${rest}`, content);
const MB2 = 2_000_000;

/** Content-Type, body, status, and words of the answer. */
const BODIES: [string, string, string | Buffer, number, string][] = [
  ['40,000 parts', FORM, `${field('name="x"').repeat(36_000)}--b--`, 400, 'more than 20 fields'],
  ['no end', FORM, field('name="text"', '<a/>'), 400, 'its last boundary is missing'],
  ['no beginning', FORM, 'x'.repeat(MB2), 400, 'does not begin with the boundary'],
  ['what is nearly a boundary, a million times', FORM, `--b${'\r\n--'.repeat(MB2 / 4)}`, 400, 'cut off'],
  ['a boundary of dashes', `multipart/form-data; boundary=${'-'.repeat(70)}`, '-'.repeat(MB2), 400, ''],
  ['a head of 2 MB', FORM, `${part(`X: ${'y'.repeat(MB2)}`)}--b--`, 400, 'no end of its head'],
  ['a head of semicolons', FORM, `${field(`${';'.repeat(4000)}x`)}--b--`, 400, 'no name'],
  ['a head of blanks', FORM, `${field(`${' '.repeat(4000)}x`)}--b--`, 400, 'no name'],
  ['a boundary too long', `multipart/form-data; boundary=${'x'.repeat(5000)}`, 'x', 400, 'RFC 2046'],
  ['two boundaries', 'multipart/form-data; boundary=b; boundary=c', '--c--', 400, 'does not begin'],
  [
    'another type of form',
    'multipart/form-datax; boundary=b',
    field('name="text"'),
    415,
    'multipart/form-data',
  ],
  [
    'a form in parts of another',
    'multipart/mixed; boundary=b',
    field('name="text"'),
    415,
    'multipart/form-data',
  ],
  ['a million fields', FIELDS, 'a&'.repeat(MB2 / 2), 413, 'voreg validate takes larger ones'],
  ['an address of 16 kB', FIELDS, `url=${'+'.repeat(16_000)}`, 400, 'give an address'],
  ['a prototype', FIELDS, '__proto__=x&constructor=y', 400, 'give an address'],
];

const post = (type: string, body: string | Buffer) =>
  fetch(`${service.root}/validate`, { method: 'POST', headers: { 'Content-Type': type }, body });

test.each(BODIES)('%s: refused in a sentence', async (_title, type, body, status, said) => {
  const start = performance.now();
  const answer = await post(type, body);
  const text = await answer.text();
  expect(performance.now() - start).toBeLessThan(15_000);
  expect([answer.status, text]).toEqual([status, expect.stringContaining(said)]);
  expect(text.length).toBeLessThan(1000);
});

test.each([
  ['a path', '../../../etc/<i>passwd', '<i>passwd'],
  ['a path of Windows', 'C:\\x\\..\\y.xml', 'y.xml'],
  ['letters that steer', 'a\u0007\u202e\u0000\u200bb.xml', 'ab.xml'],
  ['nothing but those', '\u202e/\u0007', 'record.xml'],
  ['a kilobyte', `${'x'.repeat(1000)}.xml`, `${'x'.repeat(96)}.xml`],
])('a file called with %s is called plainly', async (_title, filename, name) => {
  names.length = 0;
  const answer = await post(FORM, `${field(`name="file"; filename="${filename}"`, '<a/>')}--b--`);
  expect([answer.status, names]).toEqual([200, [name]]);
});

test('a form within a file, and a charset that is none, are taken for the bytes they are', async () => {
  const inner = `--c\r\n\r\n${'<a/>'}\r\n--c--`;
  const head =
    'Content-Disposition: form-data; name="file"; filename="x.xml"\r\nContent-Type: multipart/mixed; boundary=c';
  expect((await post(FORM, `${part(head, inner)}--b--`)).status).toBe(200);
  expect((await post(`text/xml; charset=utf-7${'x'.repeat(5000)}`, '+ADw-a/+AD4-')).status).toBe(200);
});

test('a Content-Length that promises too much, or too little, harms nobody else', async () => {
  const url = new URL(service.root);
  const say = (length: number, body: string) =>
    new Promise<string>((done, fail) => {
      let answer = '';
      const socket = connect(Number(url.port), url.hostname);
      socket.on('data', (chunk) => {
        answer += String(chunk);
      });
      socket.on('close', () => done(answer)).on('error', fail);
      socket.end(
        `POST /validate HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/xml\r\nContent-Length: ${length}\r\n\r\n${body}`,
      );
    });
  // Too much: the body never comes whole, and nothing is checked.
  names.length = 0;
  expect(await say(1_000_000, '<a/>')).not.toContain(' 200 ');
  expect(names).toEqual([]);
  expect(await say(3, '<a/>')).toMatch(/^HTTP\/1\.1 (200|400) /);
  expect((await post('text/xml', '<a/>')).status).toBe(200);
});
