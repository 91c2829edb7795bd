/** Every page in a real browser. Collected only with TEST_CHROMIUM (vitest.config.ts). */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../src/serve.ts';
import { focus, overflow, startBrowser, violations } from './browser.ts';
import { startSite } from './site.ts';

const RECORD = '/records/padc.example';

/** Name, address, status, and a text that its main part must have without any script; one more in French. */
const PAGES: [name: string, path: string, status: number, en: string, fr: string][] = [
  ['home', '/', 200, 'How to harvest it', 'Comment le moissonner'],
  ['a table', `${RECORD}/bass2000/epn_core`, 200, 'How to use it', 'Comment'],
  ['a record with links', `${RECORD}/apis/epn_core`, 200, 'spase://', 'spase://'],
  ['a cone search', `${RECORD}/bess/cone`, 200, 'pyvo', 'pyvo'],
  ['a collection', `${RECORD}/bess/collection`, 200, 'How to cite it', 'Comment la citer'],
  ['an organisation', `${RECORD}/org/cds`, 200, 'This record', 'Cette notice'],
  ['a standard', `${RECORD}/std/platemeta`, 200, 'This record', 'Cette notice'],
  ['a document', `${RECORD}/doc/virtis_tutorial`, 200, 'This record', 'Cette notice'],
  ['a portal', `${RECORD}/vespa`, 200, 'This record', 'Cette notice'],
  ['the registry', `${RECORD}/registry`, 200, 'OAI', 'OAI'],
  ['its tables', `${RECORD}/bass2000/epn_core?part=tables`, 200, 'granule_uid', 'granule_uid'],
  ['its history', `${RECORD}/bess/cone?part=history`, 200, 'links with SPASE', 'links with SPASE'],
  ['its findings', `${RECORD}/bess/cone?part=findings`, 200, 'ivo://', 'ivo://'],
  ['a deleted record', `${RECORD}/bess/old`, 410, 'Be stars, the old service', 'Be stars, the old service'],
  [
    'its history',
    `${RECORD}/bess/old?part=history`,
    200,
    'The old service is gone',
    'The old service is gone',
  ],
  ['no such record', `${RECORD}/none`, 404, 'ivo://padc.example/none', 'ivo://padc.example/none'],
  ['search', '/search', 200, 'Authority', ''],
  ['hits', '/search?q=tap', 200, 'PADC TAP', 'PADC TAP'],
  ['no hits', '/search?q=xyzzy', 200, 'Nothing found', 'Rien trouvé'],
  ['browse', '/oai/browse', 200, 'Identify', 'Identify'],
  ['a list', '/oai/browse?verb=ListRecords&metadataPrefix=oai_dc', 200, 'ivo://', 'ivo://'],
  ['an OAI error', '/oai/browse?verb=Nothing', 200, 'badVerb', 'badVerb'],
  ['status', '/status', 200, 'records', 'Notices d’ici'],
  ['sources', '/sources', 200, 'voreg harvest', 'voreg harvest'],
  ['validate', '/validate', 200, 'voreg validate', 'voreg validate'],
  ['anomalies', '/anomalies', 200, 'Anomalies', 'Anomalies'],
  ['reconcile', '/reconcile', 200, 'Reconciliation', 'Rapprochement'],
  ['nothing there', '/nothing', 404, '/nothing', '/nothing'],
];

let site: Service;
let browser: Browser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

describe('without scripts', () => {
  let page: Page;
  const said: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
    page = await context.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('request', (request) => asked.push(request.url()));
  });
  afterAll(() => page.context().close());

  it.each(PAGES)('%s can be read: %s', async (_, path, status, text) => {
    said.length = 0;
    asked.length = 0;
    const answer = await page.goto(site.url + path);
    expect(answer?.status()).toBe(status);
    expect(answer?.headers()['content-type']).toBe('text/html; charset=utf-8');
    expect((await answer?.body())?.length).toBeLessThan(50_000);
    expect(await page.locator('main h1').count()).toBe(1);
    expect(await page.locator('main h1').innerText()).not.toBe('');
    expect(await page.locator('main').textContent()).toContain(text);
    // The browser itself says that an answer was an error; a policy that is broken it says here too.
    expect(said.filter((line) => !/the server responded with a status of 4/.test(line))).toEqual([]);
    const others = asked.filter((url) => url !== site.url + path && !url.endsWith('/favicon.svg'));
    expect(others.length).toBeLessThanOrEqual(1);
    expect(others.every((url) => url.startsWith(`${site.url}/style.css?v=`))).toBe(true);
    for (const width of [360, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect([width, await overflow(page)]).toEqual([width, 0]);
    }
  });
});

describe.each([
  { locale: 'en', colorScheme: 'light', width: 1280 },
  { locale: 'fr', colorScheme: 'dark', width: 360 },
] as const)('axe, $locale, $colorScheme, $width px', ({ locale, colorScheme, width }) => {
  let page: Page;
  beforeAll(async () => {
    // The policy of the pages forbids any script, axe's too.
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ bypassCSP: true, locale, colorScheme, viewport });
    page = await context.newPage();
  });
  afterAll(() => page.context().close());

  it.each(PAGES)('%s: WCAG 2.2 AA: %s', async (_, path, _status, en, fr) => {
    await page.goto(site.url + path);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(await page.locator('main').textContent()).toContain(locale === 'fr' ? fr : en);
    expect(await violations(page)).toEqual([]);
  });
});

describe('by keyboard', () => {
  let page: Page;
  beforeAll(async () => {
    const viewport = { width: 1280, height: 900 };
    // Where pages glide to what has the focus, it is not in sight at once.
    const context = await browser.newContext({ locale: 'en', viewport, reducedMotion: 'reduce' });
    page = await context.newPage();
  });
  afterAll(() => page.context().close());

  it.each([
    '/',
    `${RECORD}/bass2000/epn_core`,
    '/search?q=tap',
  ])('%s: first past the navigation, and every stop can be seen', async (path) => {
    await page.goto(site.url + path);
    await page.keyboard.press('Tab');
    expect(await focus(page)).toEqual({ element: 'a.skip Skip to the content', isSeen: true });
    await page.keyboard.press('Tab');
    expect((await focus(page)).element).toMatch(/^a\.name /);
    await page.keyboard.press('Tab');
    expect((await focus(page)).element).toBe('a Search');
    const unseen: string[] = [];
    for (let at = await focus(page), n = 0; at.element !== 'body' && n < 150; n += 1) {
      if (!at.isSeen) unseen.push(at.element);
      await page.keyboard.press('Tab');
      at = await focus(page);
    }
    expect(unseen).toEqual([]);
  });

  it('the skip link leads into the content', async () => {
    await page.goto(`${site.url}${RECORD}/bess/cone`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
  });

  it('what is folded unfolds, and folds again', async () => {
    await page.goto(`${site.url}${RECORD}/bass2000/epn_core`);
    const summary = page.locator('main summary').first();
    const inside = page.locator('main details').first().locator('> :not(summary)').first();
    await summary.focus();
    expect(await inside.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await inside.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await inside.isVisible()).toBe(false);
  });

  it('a search is sent by Enter, and leads to a record', async () => {
    await page.goto(`${site.url}/`);
    await page.locator('main input[type=search]').focus();
    await page.keyboard.type('bass2000');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?*q=bass2000*');
    await page.locator('main h3 a').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/records/padc.example/**');
    expect(await page.locator('h1').innerText()).toContain('BASS2000');
  });
});

it('what is folded is printed', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.url}${RECORD}/bess/cone`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('main details > :not(summary)').first().isVisible()).toBe(true);
  expect(await page.locator('nav').first().isVisible()).toBe(false);
  await context.close();
});
