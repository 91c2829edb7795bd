import { readFileSync } from 'node:fs';
import { expect, describe as group, it } from 'vitest';
import { describe } from '../../src/formats/described.ts';
import { FORMATS } from '../../src/formats/formats.ts';
import { framed } from '../../src/pages/frame.ts';
import { type RecordData, recordPage } from '../../src/pages/record-page.ts';
import { tablesPage } from '../../src/pages/tables.ts';
import type { View } from '../../src/pages/view.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { expectGoodPage } from './valid-html.ts';

const VIEW: View = {
  language: 'en',
  isChosen: false,
  root: '../../../',
  query: '',
  registry: 'Registry <b>of</b> PADC',
};
const FRENCH: View = { ...VIEW, language: 'fr', isChosen: true };

function page(xml: string, view: View = VIEW, more: Partial<RecordData> = {}): string {
  const { root } = parseXml(xml);
  const data: RecordData = {
    described: describe(root),
    status: 'active',
    datestamp: '2026-11-20T10:00:00Z',
    page: 'https://registry.padc.example/records/padc.example/x',
    formats: FORMATS,
    relatedFrom: [],
    counterparts: [],
    jsonLd: null,
    parts: { history: true, findings: true },
    ...more,
  };
  return framed(view, recordPage(view, data)).text;
}

function record(name: string): string {
  return readFileSync(`records/padc.example/${name}.xml`, 'utf8');
}

const NAMESPACES =
  'xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function made({ title = 'T', description = 'D', url = 'https://x.example/tap', rest = '' }): string {
  return `<ri:Resource ${NAMESPACES} xsi:type="vs:CatalogService" status="active"><title>${title}</title><identifier>ivo://padc.example/x</identifier>
<curation><publisher>P</publisher><contact><name>C</name><email>c@padc.example</email></contact></curation>
<content><subject>s</subject><description>${description}</description><referenceURL>${url}</referenceURL></content>
<capability standardID="ivo://ivoa.net/std/TAP"><interface xsi:type="vs:ParamHTTP"><accessURL>${url}</accessURL></interface></capability>${rest}</ri:Resource>`;
}

group('the page of a record', () => {
  it.each([
    'bess/cone',
    'plates/hips',
    'regtap',
    'registry',
    'org/padc',
    'std/platemeta',
    'tap/idoc',
  ])('%s: valid HTML, under 50 KB', (name) => expectGoodPage(page(record(name))));

  it('valid in French too', () => expectGoodPage(page(record('plates/sia2'), FRENCH)));

  it('what it is, who, how to cite and how to use it', () => {
    const text = page(record('bess/cone'));
    expect(text).toContain('<h1 dir="auto">BeSS catalog of Be stars: cone search</h1>');
    expect(text).toContain('Neiner, C.; de Batz, B. (2007): BeSS catalog of Be stars: cone search.');
    expect(text).toContain(
      'pyvo.dal.SCSService(&#34;https://voparis-demo.obspm.fr/bess/scs?&#34;).search(pos=(14.177, 60.717), radius=0.1)',
    );
    expect(text).toContain(
      'curl -L &#39;https://voparis-demo.obspm.fr/bess/scs?RA=14.177&#38;DEC=60.717&#38;SR=0.1&#39;',
    );
    expect(text).toContain('VO ▸ Cone Search');
    expect(text).toContain('https://aladin.cds.unistra.fr/AladinLite/?target=14.177+60.717&#38;fov=0.2');
    expect(text).toContain('href="../../../resolve?ivoid=ivo%3A%2F%2Fpadc.example%2Fbess%2Fcollection"');
    expect(text).toContain('the whole sky');
  });

  it('a table of a TAP service is asked by its name; an address is for a mail only in its link', () => {
    const text = page(record('apis/epn_core'));
    expect(text).toContain('QUERY=SELECT TOP 5 * FROM apis.epn_core');
    expect(text).toContain('>write an e-mail</a>');
    expect(text.replaceAll(/mailto:[^"]+/g, '')).not.toContain('vo.paris@obspm.fr');
  });

  it('in French, carried on by every link inside', () => {
    const text = page(record('bess/cone'), FRENCH);
    expect(text).toContain('<html lang="fr"');
    expect(text).toContain('Comment l’utiliser');
    const inside = Array.from(
      text.matchAll(/href="(\.\.\/\.\.\/\.\.\/(?!style|favicon|oai\?|vosi)[^"]*)"/g),
      ([, link]) => link,
    );
    expect(inside.length).toBeGreaterThan(8);
    for (const link of inside) expect(link).toContain('lang=fr');
  });

  it('who names it, and its counterparts in other worlds', () => {
    const relatedFrom = [
      { ivoid: 'ivo://padc.example/a', isOurs: true, title: 'The <A>', relation: 'IsServiceFor' },
    ];
    const counterparts = [
      { id: 'spase://X/Y', title: null, predicate: 'skos:exactMatch', url: 'javascript:alert(1)' },
    ];
    const text = page(record('bess/cone'), VIEW, { relatedFrom, counterparts });
    expect(text).toContain('href="../../../records/padc.example/a"');
    expect(text).toContain('The &#60;A&#62;');
    expect(text).not.toContain('href="javascript');
  });
});

group('hostile records are shown harmlessly', () => {
  it.each([
    [
      'a script in the title',
      made({ title: '&lt;script&gt;alert(1)&lt;/script&gt;"\'&gt;&lt;img src=x onerror=alert(1)&gt;' }),
    ],
    ['javascript: addresses', made({ url: 'javascript:alert(document.domain)//https://x.example' })],
    ['data: addresses', made({ url: 'data:text/html,&lt;script&gt;1&lt;/script&gt;' })],
    ['a quote that would end a word of the shell', made({ url: "https://x.example/'$(rm -rf ~)'`id`?" })],
    ['a description of 100,000 characters', made({ description: 'long '.repeat(20_000) })],
    ['a description of 100,000 <', made({ description: '&lt;'.repeat(100_000) })],
    ['a description of 20,000 paragraphs', made({ description: 'p\n\n'.repeat(20_000) })],
    ['a title of 100,000 characters', made({ title: '𝔸'.repeat(50_000) })],
    ['right-to-left text', made({ title: '\u202Eעברית\u202E gnp.exe', description: 'عربى ‮evil‬' })],
    [
      '500 interfaces',
      made({
        rest: `<capability>${`<interface xsi:type="vs:ParamHTTP"><accessURL>https://x.example/${'a'.repeat(300)}</accessURL></interface>`.repeat(500)}</capability>`,
      }),
    ],
    [
      '3,000 creators',
      made({}).replace(
        '<publisher>',
        `${'<creator><name>&lt;b&gt;N, O.</name></creator>'.repeat(3000)}<publisher>`,
      ),
    ],
    [
      '1,000 subjects',
      made({}).replace(
        '<subject>s',
        `${'<subject>&lt;i&gt;x'.repeat(1)}</subject>${Array.from({ length: 1000 }, (_, i) => `<subject>s${i}</subject>`).join('')}<subject>s`,
      ),
    ],
    [
      'a MOC of a megabyte',
      made({ rest: `<coverage><spatial>9/${'1,'.repeat(500_000)}2</spatial></coverage>` }),
    ],
  ])('%s', async (_case, xml) => {
    const text = page(xml);
    await expectGoodPage(text);
    expect(text).not.toMatch(/<img|<b>N/);
  });

  it('5,000 columns: some on the page, all of them in parts', async () => {
    const column = (i: number) =>
      `<column><name>c${i}</name><description>${'&lt;d&gt; '.repeat(100)}</description><unit>${'m'.repeat(300)}</unit><ucd>${'u;'.repeat(300)}</ucd></column>`;
    const columns = Array.from({ length: 5000 }, (_, i) => column(i)).join('');
    const xml = made({
      rest: `<tableset><schema><name>s</name><table><name>s.t</name>${columns}</table></schema></tableset>`,
    });
    const text = page(xml);
    await expectGoodPage(text);
    expect(text).toMatch(/4,9\d\d more columns/);
    const { root } = parseXml(xml);
    const seen = new Set<string>();
    for (let from = 0; from < 5000; ) {
      const part = framed(VIEW, tablesPage(VIEW, root, 'ivo://padc.example/x', from)).text;
      for (const [, name = ''] of part.matchAll(/<code>(c\d+)<\/code>/g)) seen.add(name);
      if (from === 0) await expectGoodPage(part);
      const next = /from=(\d+)[^"]*">Next part/.exec(part)?.[1];
      from = next === undefined ? 5000 : Number(next);
    }
    expect(seen.size).toBe(5000);
  });
});
