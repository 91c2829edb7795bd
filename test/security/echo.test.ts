/** Whatever is in a request or in a record: what comes out is harmless, bounded, and leads nowhere that we do not know. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_IDS } from '../../src/formats/formats.ts';
import { PUBLISHED_ROOT } from '../helpers/fake-published.ts';
import type { Service } from '../helpers/service.ts';
import { askAsIs } from './ask.ts';
import { expectHarmless } from './harmless.ts';
import { GONE, HOSTILE, HOSTILE_TEXTS, hostileSite, LARGE } from './hostile-site.ts';
import { rawAnswer, statusesIn } from './raw.ts';

let site: Service;
beforeAll(async () => {
  site = await hostileSite();
});
afterAll(() => site.close());

const HTML = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const pathOf = (ivoid: string) => `/records/${ivoid.slice('ivo://'.length)}`;
const RECORD = pathOf(HOSTILE);

const LIST = 'verb=ListRecords&metadataPrefix=';
const OAI = [
  ...[
    'verb=*',
    '*',
    '*=*',
    `${LIST}*`,
    `${LIST}ivo_vor&set=*`,
    `${LIST}ivo_vor&from=*`,
    `${LIST}ivo_vor&until=*`,
  ],
  ...['verb=ListIdentifiers&resumptionToken=*', 'verb=GetRecord&metadataPrefix=ivo_vor&identifier=*'],
];
const SEARCH = [
  'q',
  'type',
  'subject',
  'waveband',
  'time',
  'pos',
  'origin',
  'sort',
  'page',
  'size',
  'format',
  'lang',
  '*',
];
/** Every address, and where in it somebody may write what he likes: at the asterisks. */
const ECHOES = [
  ...[
    '/*',
    '/?*',
    '/?lang=*',
    '//*',
    '/status?format=*',
    '/status?lang=*',
    '/metrics?*',
    '/health/*',
    '/vosi/*',
    '/hooks/*',
  ],
  ...OAI.flatMap((query) => [`/oai?${query}`, `/oai/browse?${query}`]),
  ...[
    '/records/*',
    '/records/padc.example/*',
    `${RECORD}?format=*`,
    `${RECORD}?part=*`,
    `${RECORD}?lang=*`,
    `${RECORD}?*`,
  ],
  ...[`${RECORD}?part=tables&from=*`, `${RECORD}?part=history&*=*`],
  ...['/resolve?ivoid=*', '/resolve?*', '/I/*', '/I/ivo://*', '/resolve?ivoid=ivo://elsewhere/*'],
  ...SEARCH.flatMap((name) =>
    ['html', 'json', 'atom'].map((format) => `/search?q=a&format=${format}&${name}=*`),
  ),
  ...[
    '/sitemap.xml?after=*',
    '/opensearch.xml?*',
    '/robots.txt?*',
    '/style.css?v=*',
    '/favicon.svg?*',
    '/favicon.*',
  ],
  ...['/sources?*', '/sources/*', '/validate?*', '/validate?url=*'],
];
const VALUES = [...HOSTILE_TEXTS, 'x\r\nX-Injected: 1\r\n\r\n<script>', '\0', 'é'.repeat(2_000)];

describe('what a request says', () => {
  it.each(ECHOES)('%s: every answer is harmless, whatever stands there', async (address) => {
    for (const value of VALUES) {
      // As browsers encode it, and as it stands where HTTP allows that.
      const written = [encodeURIComponent(value), value.replace(/[^!-"$-~]/g, encodeURIComponent)];
      for (const path of new Set(written.map((one) => address.replaceAll('*', () => one))))
        await expectHarmless(await askAsIs(site.root, path, { headers: HTML }), path);
    }
  });

  it.each(ECHOES)('%s: so is what is no page', async (address) => {
    const path = address.replaceAll('*', encodeURIComponent(HOSTILE_TEXTS.join(' ')));
    await expectHarmless(await askAsIs(site.root, path), path);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])('by %s', async (method) => {
    for (const path of ['/', '/oai', '/status', '/search?q=<script>', RECORD, '/<script>'])
      await expectHarmless(await askAsIs(site.root, path, { method, headers: HTML }), `${method} ${path}`);
  });

  it('in headers is not repeated', async () => {
    const headers = {
      ...HTML,
      'user-agent': '<script>',
      referer: 'https://evil.example/',
      origin: 'https://evil.example',
    };
    const more = { 'accept-language': '"><script>', 'x-request-id': '<script>', cookie: 'lang=<script>' };
    for (const path of ['/', '/status', '/search?q=a', '/nowhere']) {
      const answer = await askAsIs(site.root, path, { headers: { ...headers, ...more } });
      await expectHarmless(answer, path);
      expect(JSON.stringify(answer.headers)).not.toMatch(/evil|script/);
    }
  });
});

describe('what a record says', () => {
  const parts = [
    '',
    '?part=tables',
    '?part=history',
    '?part=findings',
    ...FORMAT_IDS.map((id) => `?format=${id}`),
  ];
  it.each(
    [HOSTILE, LARGE, GONE].flatMap((ivoid) => parts.map((part) => pathOf(ivoid) + part)),
  )('%s is harmless, and as a page less than 50 kB', async (path) => {
    for (const lang of ['en', 'fr']) {
      const answer = await askAsIs(site.root, path, { headers: { ...HTML, 'accept-language': lang } });
      expect([200, 406, 410]).toContain(answer.status);
      await expectHarmless(answer, path);
    }
  });

  it.each([
    '/',
    '/status',
    '/search?q=a',
    '/search?q=a&format=atom',
    '/search?q=a&format=json',
    '/sitemap.xml',
  ])('nor on %s', async (path) => {
    const answer = await askAsIs(site.root, path, { headers: HTML });
    expect(answer.status).toBe(200);
    await expectHarmless(answer, path);
  });

  it.each([
    'ivo_vor',
    'oai_datacite',
    'dcat',
    'spase',
  ])('nor to harvesters and those who browse (%s)', async (prefix) => {
    for (const path of [`/oai?${LIST}${prefix}`, `/oai/browse?${LIST}${prefix}`])
      for (const verb of [path, path.replace(LIST, `verb=GetRecord&identifier=${HOSTILE}&metadataPrefix=`)])
        await expectHarmless(await askAsIs(site.root, verb, { headers: HTML }), verb);
  });
});

/** Everything that has addresses of our own in it. */
const LINKING = [
  ...[
    '/',
    RECORD,
    pathOf(GONE),
    `${RECORD}?part=history`,
    ...FORMAT_IDS.map((id) => `${pathOf('ivo://padc.example/registry')}?format=${id}`),
  ],
  ...[
    '/resolve?ivoid=ivo://padc.example/registry',
    '/I/padc.example/registry',
    '/resolve',
    '/search?q=a',
    '/search?q=a&format=json',
  ],
  ...[
    '/search?q=a&format=atom',
    '/opensearch.xml',
    '/sitemap.xml',
    '/robots.txt',
    '/status',
    '/status?format=html',
    '/metrics',
  ],
  ...[
    '/vosi/capabilities',
    '/vosi/availability',
    '/oai?verb=Identify',
    '/oai?verb=ListSets',
    `/oai?${LIST}ivo_vor`,
  ],
  ...[
    '/oai?verb=ListMetadataFormats',
    '/oai?verb=x',
    '/oai/browse?verb=Identify',
    '/nowhere',
    '/health/ready',
    '/hooks/gitlab',
  ],
];

describe('the name a request gives us', () => {
  let trial: Service;
  beforeAll(async () => {
    trial = await hostileSite({ localTrial: true, baseURL: 'http://127.0.0.1:8080/oai' });
  });
  afterAll(() => trial.close());

  const FORGED = {
    ...{ host: 'forged.example:666', 'x-forwarded-host': 'forged.example', 'x-host': 'forged.example' },
    ...{ forwarded: 'for=1.2.3.4;host=forged.example;proto=https', 'x-forwarded-server': 'forged.example' },
    ...{
      'x-original-url': '/forged',
      'x-rewrite-url': '/forged',
      'x-forwarded-prefix': '/forged',
      via: '1.1 forged',
    },
  };

  it.each(LINKING)('is in no address on %s', async (path) => {
    for (const { root } of [site, trial]) {
      for (const accept of [HTML.accept, '*/*']) {
        const { body, headers } = await askAsIs(root, path, { headers: { ...FORGED, accept } });
        expect(body + JSON.stringify(headers)).not.toContain('forged');
      }
    }
  });

  it.each(LINKING)('%s is not answered as of another host', async (path) => {
    const answer = await rawAnswer(
      site.root,
      `GET http://forged.example${path} HTTP/1.1\r\nHost: forged.example\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(answer)).toEqual([400]);
    expect(answer).not.toContain('forged');
  });
});

describe('redirects', () => {
  const TARGETS = [
    ...[
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      'https://evil.example',
      'https:evil.example',
      '\\\\evil.example',
    ],
    ...[
      '%2f%2fevil.example',
      'ivo://evil.example/x',
      'ivo:///evil.example',
      'ivo://padc.example@evil.example/',
      '.evil.example',
    ],
    ...[
      'javascript:alert(1)',
      'ivo://elsewhere',
      'ivo://elsewhere/x',
      'x%0d%0aLocation:%20https://evil.example',
      'ivo://padc.example/registry',
    ],
    ...[
      'ivo://padc.example/registry%0d%0aX-Injected:1',
      'ivo://padc.example/registry#//evil.example',
      'ivo://padc.example/registry?x=//evil.example',
    ],
    ...['ivo://padc.example/registry/..//evil.example', 'ivo://PADC.example/REGISTRY'],
  ];
  it.each(
    TARGETS.flatMap((to) => [
      `/resolve?ivoid=${to}`,
      `/I/${to}`,
      `/${to}`,
      `/records/${to}`,
      `/oai/${to}`,
      `/I/ivo:/${to}`,
    ]),
  )('%s leads to us, to a registry that is harvested here, or nowhere', async (path) => {
    const answer = await askAsIs(site.root, path);
    await expectHarmless(answer, path);
    const { location } = answer.headers;
    if (location === undefined) expect(answer.status).not.toBeOneOf([301, 302, 303, 307, 308]);
    else {
      expect([PUBLISHED_ROOT, 'https://other.example']).toContain(new URL(location).origin);
      expect(location).not.toContain('evil');
    }
  });

  it('lead somewhere at all', async () => {
    const to = async (ivoid: string) =>
      (await askAsIs(site.root, `/resolve?ivoid=${ivoid}`)).headers.location;
    expect(await to('ivo://padc.example/registry')).toBe(`${PUBLISHED_ROOT}/records/padc.example/registry`);
    expect(await to('ivo://elsewhere/x')).toMatch(/^https:\/\/other\.example\/oai\?/);
  });
});

describe('paths', () => {
  const UP = [
    '..',
    '.',
    '%2e%2e',
    '.%2e',
    '..%00',
    '%c0%ae%c0%ae',
    '%e0%80%ae',
    '..;',
    '..%5c..',
    '....',
    '%252e%252e',
    '\\..\\..',
  ];
  const FROM = [
    '/',
    '/records/',
    '/records/padc.example/',
    '/style.css/',
    '/I/',
    '/oai/',
    '/favicon.',
    '/vosi/',
  ];
  const FILES = ['package.json', 'etc/passwd', 'records/registry.xml', '.git/config', 'proc/self/environ'];
  it.each(FROM)('below %s lead to no file and no folder', async (from) => {
    for (const up of UP) {
      for (const file of FILES) {
        for (const between of ['/', '%2f', '%5c', '//']) {
          const path = from + `${up}${between}`.repeat(6) + file;
          const answer = await askAsIs(site.root, path);
          expect([path, answer.status]).toEqual([path, expect.toBeOneOf([400, 404, 405])]);
        }
      }
    }
  });

  it.each([
    ['2,000 folders', `/records/${'a/'.repeat(2_000)}`, 404],
    ['1,000 folders up', `/records/${'../'.repeat(1_000)}etc/passwd`, 404],
    ['only slashes', '/'.repeat(4_000), 404],
    ['too many', `/records/${'a/'.repeat(10_000)}`, 414],
    ['only percents', `/I/${'%'.repeat(3_000)}`, 400],
    ['NULs', `/records/${'%00'.repeat(1_000)}`, 404],
    ['half a character', '/records/%f0%9f', 404],
    ['a surrogate in UTF-8', '/records/%ed%a0%80', 404],
    ['a Windows device', '/records/CON', 404],
  ])('%s', async (_what, path, status) => {
    const answer = await askAsIs(site.root, path, { headers: HTML });
    expect(answer.status).toBe(status);
    await expectHarmless(answer, path.slice(0, 100));
  });
});
