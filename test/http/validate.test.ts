import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openValidating } from '../../src/validating.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';
import { expectGoodPage } from '../pages/valid-html.ts';

const RECORD = readFileSync('records/padc.example/bess/cone.xml', 'utf8');
const BAD = RECORD.replace('<identifier>', '<identifier> ');
const HTML = { accept: 'text/html' };
const XML = { 'content-type': 'application/xml' };

/** What others serve: by path. */
const ELSEWHERE: Record<string, string> = {
  '/record.xml': BAD,
  '/page.html': '<html><body><script>alert(1)</script></body></html>',
  '/oai':
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badVerb">no verb</error></OAI-PMH>',
  '/oai?verb=Identify': '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><Identify/></OAI-PMH>',
  '/oai?verb=ListRecords&metadataPrefix=ivo_vor': `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>ivo://padc.example/bess/cone</identifier></header><metadata>${BAD.replace(/<\?xml.*?\?>/, '')}</metadata></record></ListRecords></OAI-PMH>`,
};

let service: Service;
let strict: Service;
let elsewhere: Server;
let there: string;
const asked: string[] = [];
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  elsewhere = createServer((req, res) => {
    asked.push(`${req.headers['user-agent']} ${req.url}`);
    const body = ELSEWHERE[req.url ?? ''];
    res.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/xml' }).end(body ?? '');
  });
  await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
  there = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const options = { xsdDir: 'xsd', version: 'test', pauseMs: 0 };
  const [open, careful] = [openValidating({ ...options, allowPrivate: true }), openValidating(options)];
  const published = new FakePublished();
  service = await startService(published, {}, { validating: open });
  strict = await startService(published, {}, { validating: careful });
  closers.push(service.close, strict.close, open.stop, careful.stop);
});
afterAll(async () => {
  for (const close of closers) await close();
  elsewhere.close();
});

const post = (body: string | Blob | FormData, headers: Record<string, string> = {}, root = service.root) =>
  fetch(`${root}/validate`, { method: 'POST', body, headers });
const form = (fields: Record<string, string | Blob>, headers = HTML, root = service.root) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return post(data, headers, root);
};

describe('/validate', () => {
  it.each(['en', 'fr'])('the forms, which take an address along (%s)', async (lang) => {
    const response = await fetch(
      `${service.root}/validate?lang=${lang}&url=https://a.example/"><b>&what=registry`,
      { headers: HTML },
    );
    const page = await response.text();
    await expectGoodPage(page);
    expect(page).toContain('value="https://a.example/&#34;&#62;&#60;b&#62;"');
    expect(page).toContain('<option value="registry" selected>');
    expect(page).toContain('enctype="multipart/form-data"');
    expect(asked).toEqual([]);
  });

  it('a record as a body: the JSON of voreg validate', async () => {
    const response = await post(BAD, XML);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({
      version: 1,
      profile: 'rec',
      summary: { files: 1, records: 1, errors: 0, warnings: 1, infos: 0 },
      findings: [
        {
          rule: 'RI-10',
          severity: 'warning',
          file: 'record.xml',
          line: 14,
          ivoid: 'ivo://padc.example/bess/cone',
        },
      ],
    });
    const rofr = await fetch(`${service.root}/validate?profile=rofr`, {
      method: 'POST',
      body: BAD,
      headers: XML,
    });
    expect(await rofr.json()).toMatchObject({ profile: 'rofr' });
  });

  it('pasted: the findings beneath their lines, with the lines around them', async () => {
    const pasted = `\n\n${BAD.replace('UTF-8', 'ISO-8859-1').replaceAll('\n', '\r\n')}`;
    const page = await (await form({ text: pasted })).text();
    await expectGoodPage(page);
    expect(page).toMatch(
      /<li value="14" class="meant"><code> *&#60;identifier&#62; ivo:\/\/padc[^\n]*\n<ul class="plain">\n<li class="card"><span class="tag warn">warning<\/span> <code>RI-10<\/code>/,
    );
    expect(page).toContain('<li value="12"><code>');
    expect(page).toContain('<li value="16"><code>');
    expect(page).not.toContain('<li value="17">');
    expect(page).not.toMatch(/encoding.*ISO/);
  });

  it('uploaded: under its name, with its own encoding', async () => {
    const file = new File([Buffer.from(RECORD.replace('UTF-8', 'ISO-8859-1'), 'latin1')], '../../<i>.xml');
    const page = await (await form({ file, text: '' })).text();
    await expectGoodPage(page);
    expect(page).toContain('<bdi>&#60;i&#62;.xml</bdi>');
    expect(page).toContain('No findings: the record passes all rules.');
  });

  it('nothing, or what is none: the form again with a sentence', async () => {
    const nothing = await form({ text: ' \n', url: '' });
    expect(nothing.status).toBe(400);
    const page = await nothing.text();
    await expectGoodPage(page);
    expect(page).toContain('Paste a record, choose a file, or give an address.');
    const text = await form({ text: '' }, { accept: '*/*' });
    expect([text.status, await text.text()]).toEqual([
      400,
      'Paste a record, choose a file, or give an address.\n',
    ]);
    const noXml = await (await form({ text: '</textarea><script>alert(1)</script>' })).text();
    await expectGoodPage(noXml);
    expect(noXml).toContain('<code>XML</code>');
  });
});

describe('/validate with an address', () => {
  it('of a record', async () => {
    const page = await (await form({ url: `${there}/record.xml` })).text();
    await expectGoodPage(page);
    expect(page).toContain('RI-10');
    expect(asked.at(-1)).toMatch(/^voreg\/test .*IVOA-test\) \/record.xml$/);
  });

  it('of a registry, also where a record was said: Identify and one page, and the command for the whole', async () => {
    asked.length = 0;
    const page = await (await form({ url: `${there}/oai`, what: 'record' })).text();
    await expectGoodPage(page);
    expect(asked.map((one) => one.split(' ').at(-1))).toEqual(Object.keys(ELSEWHERE).slice(2));
    expect(page).toContain(`npx voreg check &#39;${there}/oai&#39;`);
    expect(page).toContain('RI-10');
    const json = await (
      await form({ url: `${there}/oai?verb=x`, what: 'registry' }, { accept: 'application/json' })
    ).json();
    expect(json).toMatchObject({ summary: { files: 2, records: 1 } });
  });

  it('of something else: what the rules say of it, harmlessly; of nothing: 502', async () => {
    const page = await (await form({ url: `${there}/page.html` })).text();
    await expectGoodPage(page);
    const none = await form({ url: `${there}/none` });
    expect(none.status).toBe(502);
    expect(await none.text()).toContain('answers with HTTP 404.');
  });

  it.each([
    ['http://127.0.0.1:80/', 'is in a private network'],
    ['http://[::1]/', 'is in a private network'],
    ['http://169.254.169.254/latest/meta-data', 'is in a private network'],
    ['http://0x7f.1/', 'is in a private network'],
    ['http://localhost/', 'is in a private network'],
    ['http://example.org:22/', 'port 22 is not one of the web'],
    ['file:///etc/passwd', 'Give an address that begins with http:// or https://.'],
    ['gopher://example.org/', 'Give an address that begins'],
    ['https://user:secret@example.org/', 'carries a password'],
    ['javascript:alert(1)', 'Give an address that begins'],
  ])('is not asked in the operator’s network, nor for anything but the web: %s', async (url, sentence) => {
    const response = await form({ url }, { accept: '*/*' }, strict.root);
    expect(response.status).toBe(502);
    const text = await response.text();
    expect(text).toContain(sentence);
    expect(text).not.toContain('secret');
  });
});

describe('/validate is bounded', () => {
  it.each([
    ['a body of 3 MB', new Blob([' '.repeat(3 * 1024 * 1024)]), 413],
    ['a text of a little more than 2 MB', new Blob([' '.repeat(2 * 1024 * 1024 + 1)]), 413],
  ])('%s is refused', async (_case, body, status) => {
    const response = await post(body, XML);
    expect([response.status, await response.text()]).toEqual([
      status,
      'Here a record may have 2097152 bytes; voreg validate takes larger ones.\n',
    ]);
  });

  it.each([
    ['another type', { 'content-type': 'image/png' }, 415],
    ['a compressed body', { ...XML, 'content-encoding': 'gzip' }, 415],
    ['a form that is none', { 'content-type': 'multipart/form-data; boundary=x' }, 400],
    ['a form without a boundary', { 'content-type': 'multipart/form-data' }, 400],
  ])('%s', async (_case, headers, status) => {
    const response = await post('<x/>', headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(/^[A-Z].+\.\n$/);
  });

  it('the page stays under 50 KB: one line of 2 MB, 5,000 findings, a thousand lines of faults', async () => {
    const subjects = (n: number, between: string) =>
      BAD.replace(
        '<subject>',
        `${`<subject>&lt;b&gt;${'x'.repeat(150)}</subject>${between}`.repeat(n)}<subject>`,
      );
    for (const text of [subjects(1000, '\n'), subjects(1000, ''), `<x>${'&lt;'.repeat(500_000)}</y>`]) {
      const page = await (await form({ text })).text();
      await expectGoodPage(page);
      expect(page).toContain('class="source"');
    }
  });

  it('one is checked at a time, a bounded number waits, and the rest is told to come back', async () => {
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const report = {
      ...{ profile: 'rec', findings: [], left: 0 },
      summary: { records: 0, errors: 0, warnings: 0, infos: 0 },
    };
    let atWork = 0;
    let most = 0;
    const slow = await startService(
      new FakePublished(),
      {},
      {
        validating: {
          async check() {
            atWork += 1;
            most = Math.max(most, atWork);
            await held;
            atWork -= 1;
            return { report };
          },
          fetch: async () => ({ refused: 'no' }),
        },
      },
    );
    closers.push(slow.close);
    const refused: (string | null)[] = [];
    const all = Array.from({ length: 40 }, async () => {
      const { status, headers } = await post('<x/>', XML, slow.root);
      if (status === 503) refused.push(headers.get('retry-after'));
      return status;
    });
    await expect.poll(() => refused).toEqual(Array(8).fill('5'));
    release();
    expect((await Promise.all(all)).filter((status) => status === 200)).toHaveLength(32);
    expect(most).toBe(1);
  });

  it('VALIDATE_PAGE=off: a page that names the command, for every method', async () => {
    const off = await startService(new FakePublished());
    closers.push(off.close);
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${off.root}/validate`, { method, headers: HTML });
      expect(response.status).toBe(404);
      const page = await response.text();
      await expectGoodPage(page);
      expect(page).toContain('npx voreg validate record.xml');
    }
  });
});
