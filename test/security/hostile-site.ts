/** A service in which everything that others write is hostile: its records, what harvests have seen, what a search finds. */

import type { Around } from '../../src/http/app.ts';
import type { Settings } from '../../src/oai/settings.ts';
import { findingsPage } from '../../src/pages/findings-page.ts';
import { historyPage } from '../../src/pages/history-page.ts';
import { RI, VR, VS, XSI } from '../../src/resource/namespaces.ts';
import type { Hit } from '../../src/store/search.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

export const HOSTILE_TEXTS = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  'JaVaScRiPt\t:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.example/',
  '</title></textarea></style><script src=//evil.example></script>',
  ']]><x xmlns="http://www.w3.org/1999/xhtml"/><![CDATA[',
  '<!--<script>',
  '&lt;script&gt; &#60;script&#62; &amp;quot;',
  '\u202eevil\u2066\u2028\u2029\ufeff\ufffd',
];

export const HOSTILE = 'ivo://padc.example/hostile';
export const LARGE = 'ivo://padc.example/large';
export const GONE = 'ivo://padc.example/gone';

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const ALL = escaped(HOSTILE_TEXTS.join(' '));

/** A record whose every field has all hostile texts, or as the address a script. */
function hostileRecord(ivoid: string, description: string, tables: string): string {
  return `<ri:Resource xmlns="" xmlns:ri="${RI}" xmlns:vr="${VR}" xmlns:vs="${VS}" xmlns:xsi="${XSI}" xsi:type="vs:CatalogService" created="2026-01-01T00:00:00Z" updated="2026-11-01T00:00:00Z" status="active" version="1.2">
  <title>${ALL}</title><shortName>${escaped('<b>"\'')}</shortName><identifier>${ivoid}</identifier>
  <altIdentifier>doi:10.1/${escaped('"><script>alert(1)</script>')}</altIdentifier><altIdentifier>javascript:alert(1)</altIdentifier>
  <curation><publisher ivo-id="ivo://evil.example/&quot;&gt;">${ALL}</publisher>
    <creator><name>${ALL}</name><logo>javascript:alert(1)</logo><altIdentifier>https://orcid.org/0000-0002-1825-0097${escaped('"><script>')}</altIdentifier></creator>
    <contributor>${ALL}</contributor><date role="${ALL}">2026-01-01</date><version>${ALL}</version>
    <contact><name>${ALL}</name><address>${ALL}</address><email>javascript:alert(1)//@x</email><telephone>${ALL}</telephone></contact></curation>
  <content><subject>${ALL}</subject><subject>javascript:alert(1)</subject><description>${description}</description><source format="bibcode">${ALL}</source>
    <referenceURL>javascript:alert(document.domain)</referenceURL><type>Catalog</type>
    <relationship><relationshipType>${ALL}</relationshipType><relatedResource ivo-id="ivo://x/&quot;&gt;&lt;script&gt;" altIdentifier="javascript:alert(1)">${ALL}</relatedResource></relationship></content>
  <rights rightsURI="javascript:alert(1)">${ALL}</rights><rights rightsURI="https://x.example/&quot;&gt;; rel=&quot;evil&#13;&#10;X-Injected: 1">${ALL}</rights>
  <capability standardID="ivo://x/&quot;&gt;&lt;script&gt;"><description>${ALL}</description><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">javascript:alert(1)</accessURL><mirrorURL title="${ALL}">data:text/html,x</mirrorURL><testQuery>${ALL}</testQuery></interface></capability>
  <capability><interface xsi:type="vr:WebBrowser"><accessURL use="full">vbscript:x</accessURL></interface></capability>
  <capability standardID="ivo://ivoa.net/std/TAP"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">https://x.example/${ALL}</accessURL></interface></capability>
  <facility>${ALL}</facility><instrument>${ALL}</instrument><coverage><spatial>0/0-11</spatial><waveband>${ALL}</waveband></coverage>
  <tableset>${tables}</tableset></ri:Resource>`;
}

const column = (name: string, description = '') =>
  `<column><name>${name}</name><description>${description}</description><unit>${escaped('<b>')}</unit><ucd>${escaped('"><b>')}</ucd></column>`;
const table = (name: string, columns: string) =>
  `<schema><name>s</name><table><name>${name}</name><description>${ALL}</description>${columns}</table></schema>`;

function hit(title: string, i: number): Hit {
  const ivoid = i % 2 === 0 ? `ivo://x.example/${title}` : title;
  const texts = { title, shortName: title, description: title.repeat(20), publisher: title, type: title };
  return {
    ivoid,
    ...texts,
    origin: i % 3 === 0 ? '' : title,
    datestamp: '2026-01-01T00:00:00Z',
    deleted: i % 5 === 4,
  } as Hit;
}

const place = (baseURL: string, ivoid: string) => ({
  source: 's',
  ivoid,
  registry: 'R',
  baseURL,
  isManaged: true,
});

const around: Around = {
  elsewhere: async (ivoid) =>
    /elsewhere/.test(ivoid)
      ? [...HOSTILE_TEXTS.map((text) => place(text, ivoid)), place('https://other.example/oai', ivoid)]
      : [],
  searching: {
    search: async () => ({
      hits: HOSTILE_TEXTS.map(hit),
      total: 5000,
      facets: HOSTILE_TEXTS.flatMap((value) =>
        ['subject', 'type', 'waveband'].map((facet) => ({ facet, value, count: 3 })),
      ),
    }),
    state: async () => ({ indexed: 1, behind: HOSTILE_TEXTS }),
    wordsAlike: async () => [],
    countWords: async () => new Map(),
    origins: async () => HOSTILE_TEXTS,
  },
  lastLook: () => ({
    at: '2026-01-01T00:00:00Z',
    error: HOSTILE_TEXTS.join(' '),
    seenAt: null,
    awaySince: '2026-01-01T00:00:00Z',
  }),
  records: {
    relatedFrom: async () =>
      HOSTILE_TEXTS.map((text, i) => ({
        ...{ ivoid: `ivo://x.example/${text}`, isOurs: i % 2 === 0, title: text, relation: text },
      })),
    counterparts: async () =>
      HOSTILE_TEXTS.map((text) => ({ id: `spase://${text}`, title: text, predicate: text, url: text })),
    past: async () => ({ title: HOSTILE_TEXTS.join(' '), dois: [...HOSTILE_TEXTS] }),
    historyPage: async (view, ivoid) =>
      historyPage(
        view,
        ivoid,
        HOSTILE_TEXTS.map((text) => ({
          ...{
            commit: 'c0ffee',
            at: '2026-11-02T00:00:00Z',
            author: text,
            subject: text,
            kind: 'changed' as const,
          },
          hunks: [{ lines: [{ sign: '+' as const, text, at: 0 }] }],
        })),
      ),
    findingsPage: async (view, ivoid) =>
      findingsPage(
        view,
        ivoid,
        HOSTILE_TEXTS.map((text) => ({
          ...{
            rule: text,
            severity: 'error' as const,
            line: 1,
            path: text,
            message: text,
            fix: text,
            citation: text,
          },
        })),
      ),
  },
};

/** Starts it; the settings are as those of a service whose base URL is that of its record. */
export async function hostileSite(settings: Partial<Settings> = {}): Promise<Service> {
  const published = new FakePublished();
  published.put(HOSTILE, '2026-11-02T00:00:00Z', {
    ivo_vor: hostileRecord(HOSTILE, ALL, table('t', column(ALL, ALL))),
  });
  const columns = Array.from({ length: 5_000 }, (_, i) => column(`column_${i}`, ALL)).join('');
  const large = hostileRecord(
    LARGE,
    escaped('<script>\u202e a long description '.repeat(3_300)),
    table('t', columns),
  );
  published.put(LARGE, '2026-11-02T00:00:00Z', {
    // A page has 50 kB for a record that is hostile everywhere, or for one that is endless.
    ivo_vor: large.replaceAll(ALL, escaped(HOSTILE_TEXTS[0] ?? '')),
  });
  published.put(GONE, '2026-11-02T00:00:00Z');
  published.delete(GONE, '2026-11-03T00:00:00Z');
  published.refusal = {
    commit: HOSTILE_TEXTS.join(' '),
    at: '2026-11-20T09:00:00Z',
    findings: HOSTILE_TEXTS.map((text) => ({
      rule: text,
      severity: 'error',
      file: text,
      message: text,
      fix: text,
    })),
  };
  return startService(published, settings, around);
}
