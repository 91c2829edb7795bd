/** `/search`, asked as browsers, programs and feed readers ask it, of a registry that has also harvested. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cellOf } from '../../src/coverage/healpix.ts';
import { EDITION } from '../../src/search/document.ts';
import { updateSearchIndex } from '../../src/search/indexer.ts';
import type { Database } from '../../src/store/database.ts';
import { openSearching } from '../../src/store/search.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { type Service, startService } from '../helpers/service.ts';
import { expectGoodPage } from '../pages/valid-html.ts';
import { tinyRecord } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';
import { harvested, type Others } from '../search/harvests.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const TAP = 'ivo://ivoa.net/std/TAP';
const M31 = cellOf(6, 10.68, 41.27);
const OTHERS: Others[] = [
  {
    ...{
      ivoid: 'ivo://o.example/m31',
      title: 'Variable stars of M31',
      shortName: 'M31 var',
      standards: [TAP],
    },
    ...{ subjects: ['variable-stars', 'Galaxies'], description: 'Cepheids in the Andromeda galaxy.' },
    coverage: `<spatial>6/${M31}</spatial><temporal>50000 51000</temporal><waveband>Optical</waveband>`,
    datestamp: '2026-01-01T00:00:00Z',
  },
  {
    ...{ ivoid: 'ivo://o.example/hst', title: 'HST/WFC3 images of 3C 273', standards: [TAP, `${TAP}#aux`] },
    ...{
      subjects: ['variable-stars'],
      description: 'The galaxy of a quasar.',
      datestamp: '2026-01-02T00:00:00Z',
    },
    coverage:
      '<spatial>0/0-11</spatial><temporal>52000 +Inf</temporal><waveband>Optical</waveband><waveband>UV</waveband>',
  },
  {
    ...{
      ivoid: 'ivo://p.example/radio',
      title: 'Radio sources',
      type: 'CatalogResource',
      shortName: 'cepheids',
    },
    ...{ description: 'Élodie’s sources, near M 31; a star.', datestamp: '2026-01-03T00:00:00Z' },
    coverage: '<waveband>Radio</waveband>',
  },
];

async function index(db: Database): Promise<void> {
  const onFault = (message: string) => {
    throw new Error(message);
  };
  await updateSearchIndex({ db, signal: new AbortController().signal, onFault });
}

interface Answer {
  total: number;
  next: string | null;
  results: { ivoid: string; origin: string; url: string; title: string }[];
  facets: Record<string, { value: string; label: string; count: number }[]>;
}

interface Site extends Service {
  db: Database;
  /** Status and text. */
  text(query: string, accept?: string): Promise<{ status: number; type: string; text: string }>;
  json(query: string): Promise<Answer>;
  /** Last parts of the identifiers found, in order. */
  found(query: string): Promise<string[]>;
  /** Publishes and indexes what was written. */
  publish(at: number): Promise<void>;
  repository: Awaited<ReturnType<typeof memoryRegistry>>['repository'];
}

async function site(open: OpenTestDatabase, others = OTHERS): Promise<Site> {
  const registry = await memoryRegistry(open, schema);
  const { db, repository } = registry;
  repository.write(
    'records/own.xml',
    tinyRecord({ ivoid: 'ivo://padc.example/own/Res', title: 'Planets of stars' }),
  );
  repository.commit();
  await registry.publish();
  await harvested(db, 'elsewhere', others);
  await index(db);
  const service = await startService(registry.published, {}, { searching: openSearching(db, EDITION) });
  const text = async (query: string, accept = 'application/json') => {
    const response = await fetch(`${service.root}/search?${query}`, { headers: { Accept: accept } });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  };
  const json = async (query: string): Promise<Answer> => {
    const answer = await text(query);
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as Answer;
  };
  return {
    ...service,
    ...{ db, repository, text, json },
    found: async (query) => (await json(query)).results.map(({ ivoid }) => ivoid.replace(/^.*\//, '')),
    async publish(at) {
      await registry.at(at);
      repository.commit();
      await registry.publish();
      await registry.published.look();
      await index(db);
    },
  };
}

eachDatabase('/search', (open) => {
  it('finds words, names, beginnings and phrases, the best first', async () => {
    const { found, close } = await site(open);
    // In the title before the description.
    expect(await found('q=M31')).toEqual(['m31', 'radio']);
    expect(await found('q=m+31')).toEqual(['m31', 'radio']);
    expect(await found('q=star&origin=elsewhere')).toEqual(['m31', 'hst', 'radio']);
    expect(await found('q=HST/WFC3')).toEqual(['hst']);
    expect(await found('q=3C+273')).toEqual(['hst']);
    expect(await found('q=3c273')).toEqual(['hst']);
    expect(await found('q=galaxies')).toEqual(['m31', 'hst']);
    expect(await found('q=GALAXY')).toEqual(['m31', 'hst']);
    expect(await found('q=elodie')).toEqual(['radio']);
    expect(await found('q=androm')).toEqual(['m31']);
    expect(await found('q=androm*+stars')).toEqual(['m31']);
    expect(await found('q=andro+stars')).toEqual([]);
    expect(await found('q=%22radio+sources%22')).toEqual(['radio']);
    expect(await found('q=%22sources+radio%22')).toEqual([]);
    expect(await found('q=galaxy+-quasar')).toEqual(['m31']);
    // Who writes a short name or an identifier means that record.
    expect(await found('q=Cepheids')).toEqual(['radio', 'm31']);
    expect(await found('q=ivo://O.example/HST')).toEqual(['hst']);
    expect((await found('q=stars'))[0]).toBe('Res');
    await close();
  });

  it('takes away one value of a facet and leaves the others', async () => {
    const { text, close } = await site(open);
    const page = (await text('waveband=radio&waveband=Optical&size=1&page=2', 'text/html')).text;
    expect(page).toMatch(/<a href="\?[^"]*&#38;waveband=Optical[^"]*" aria-label="Remove the filter Radio"/);
    expect(page).toMatch(/<a href="\?[^"]*waveband=Radio[^"]*" aria-label="Remove the filter Optical"/);
    expect(page).not.toMatch(/waveband=Radio[^"]*" aria-label="Remove the filter Radio"/);
    expect(page).toContain('<ol class="hits" start="2">');
    await close();
  });

  it('counts the values of each facet with the other facets applied', async () => {
    const { json, found, close } = await site(open);
    const all = await json('origin=elsewhere');
    expect(all.total).toBe(3);
    expect(all.facets.type).toEqual([
      { value: 'CatalogService', label: 'Catalogue service', count: 2 },
      { value: 'CatalogResource', label: 'Catalogue', count: 1 },
    ]);
    expect(all.facets.subject).toEqual([
      { value: 'variable-stars', label: 'Variable stars', count: 2 },
      { value: 'galaxies', label: 'Galaxies', count: 1 },
    ]);
    expect(all.facets.standard).toEqual([
      { value: 'ivo://ivoa.net/std/tap', label: 'TAP', count: 2 },
      { value: 'ivo://ivoa.net/std/tap#aux', label: 'TAP aux', count: 1 },
    ]);
    const radio = await json('origin=elsewhere&waveband=radio');
    expect([radio.total, radio.facets.type]).toMatchObject([1, [{ value: 'CatalogResource', count: 1 }]]);
    // Of its own facet: what one could have chosen.
    expect(radio.facets.waveband?.map(({ value, count }) => [value, count])).toEqual([
      ['Optical', 2],
      ['Radio', 1],
      ['UV', 1],
    ]);
    const both = await json('waveband=Radio&waveband=UV&type=CatalogService');
    expect([both.total, both.results[0]?.ivoid]).toEqual([1, 'ivo://o.example/hst']);
    expect(both.facets.type?.map(({ value, count }) => [value, count])).toEqual([
      ['CatalogResource', 1],
      ['CatalogService', 1],
    ]);
    expect(await found('subject=Variable+Stars&sort=date')).toEqual(['hst', 'm31']);
    expect(await found(`standard=${encodeURIComponent(TAP)}&authority=O.example&sort=date`)).toEqual([
      'hst',
      'm31',
    ]);
    expect(await found('subject=nothing-of-the-kind')).toEqual([]);
    await close();
  });

  it('finds coverage in time and on the sky', async () => {
    const { found, close } = await site(open);
    expect(await found('time=50500')).toEqual(['m31']);
    expect(await found('time=1997')).toEqual(['m31']);
    expect(await found('time=51000/2030')).toEqual(['hst', 'm31']);
    expect(await found('time=/1995-10-09')).toEqual([]);
    expect(await found('time=/1995-10-10')).toEqual(['m31']);
    expect(await found('time=2099-01-01T00:00:00Z/')).toEqual(['hst']);
    expect(await found('pos=10.68,41.27')).toEqual(['hst', 'm31']);
    expect(await found('pos=190,-41')).toEqual(['hst']);
    expect(await found('pos=0,90')).toEqual(['hst']);
    expect(await found('pos=12,41.3,2')).toEqual(['hst', 'm31']);
    expect(await found('pos=20+41.3+2')).toEqual(['hst']);
    expect(await found('q=stars&pos=10.68,41.27&time=1997&waveband=Optical')).toEqual(['m31']);
    await close();
  });

  it('pages and links', async () => {
    const { json, text, close } = await site(open);
    const first = await json('size=2&sort=date');
    expect([first.total, first.results.length]).toEqual([6, 2]);
    expect(first.next).toBe('https://registry.padc.example/search?size=2&sort=date&page=2&format=json');
    const last = await json('size=2&sort=date&page=3');
    expect(last.next).toBeNull();
    const own = (await json('origin=own&q=planets')).results[0];
    expect([own?.origin, own?.url]).toEqual([
      'own',
      'https://registry.padc.example/records/padc.example/own/Res',
    ]);
    const others = (await json('q=radio&origin=elsewhere')).results[0];
    expect(others?.url).toBe('https://registry.padc.example/resolve?ivoid=ivo%3A%2F%2Fp.example%2Fradio');
    const far = await text('page=501');
    expect([far.status, far.text]).toEqual([400, expect.stringContaining('first 10000 results')]);
    await close();
  });

  it.each([
    ['page=0', 'page is “0”'],
    ['size=1000', 'size is “1000”'],
    ['sort=best', 'relevance, date'],
    ['format=xml', 'html, json, atom'],
    ['nonsense=1', 'There is no argument “nonsense”'],
    ['q=a&q=b', 'Give q only once'],
    [`q=${'x'.repeat(301)}`, '301 characters'],
    [`q=${'word+'.repeat(13)}`, 'more than 12 words'],
    ['q=-word', 'no word to look for'],
    ['q=%21%22', 'no word to look for'],
    ['pos=400,0', 'RA,DEC'],
    ['pos=1,91', 'RA,DEC'],
    ['pos=1', 'RA,DEC'],
    ['pos=1,2,181', 'RA,DEC'],
    ['time=yesterday', 'time is'],
    ['time=2002/2001', 'ends before it begins'],
    ['time=/', 'time is'],
    [`subject=${'x'.repeat(301)}`, 'more than 300 characters'],
    ['type=a&'.repeat(21), 'at most 20 values of type'],
  ])('says what is wrong with %s', async (query, sentence) => {
    const { text, close } = await site(open);
    const plain = await text(query, '*/*');
    expect([plain.status, plain.type]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(plain.text).toContain(sentence);
    const page = await text(query, 'text/html');
    expect([page.status, page.type]).toEqual([400, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<form');
    await close();
  });

  it('cannot be harmed by what is asked', { timeout: 120_000 }, async () => {
    const { text, close } = await site(open);
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(
          fc.constantFrom(
            "'",
            '"',
            '\\',
            '&',
            '|',
            '!',
            '(',
            ')',
            ':*',
            '<->',
            '--',
            ';',
            '\0',
            '%00',
            '$1',
            ' ',
            'a',
            'é',
            '👩',
            '\uD800',
          ),
          { maxLength: 30 },
        )
        .map((parts) => parts.join('')),
      fc.constantFrom("'; drop table record; --", 'a:*&', '\0', '{}', '[1,2)', 'x'.repeat(10_000)),
    );
    const names = fc.constantFrom(
      'q',
      'type',
      'standard',
      'subject',
      'authority',
      'waveband',
      'origin',
      'time',
      'pos',
      'page',
      'sort',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(names, nasty), { maxLength: 4, selector: ([name]) => name }),
        async (pairs) => {
          const query = String(new URLSearchParams(pairs));
          for (const accept of ['application/json', 'text/html', 'application/atom+xml']) {
            const answer = await text(query, accept);
            expect([200, 400, 414, 431], `${query} ${answer.text}`).toContain(answer.status);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect((await text('q=stars')).status).toBe(200);
    await close();
  });

  it('is a feed of changes, deletions of ours too', async () => {
    const { repository, publish, text, close } = await site(open);
    repository.remove('records/own.xml');
    await publish(60);
    const { type, text: xml } = await text('authority=padc.example&format=atom&size=2');
    expect(type).toBe('application/atom+xml; charset=utf-8');
    const feed = readFeed(xml);
    expect(feed.id).toBe('https://registry.padc.example/search?authority=padc.example&format=atom&size=2');
    expect(feed.updated).toBe('2026-11-20T12:01:00Z');
    expect(feed.entries[0]).toEqual({
      ...{ id: 'ivo://padc.example/own/Res', title: 'Deleted: ivo://padc.example/own/Res' },
      ...{
        updated: '2026-11-20T12:01:00Z',
        link: 'https://registry.padc.example/records/padc.example/own/Res',
      },
      categories: ['Resource', 'deleted'],
    });
    expect(feed.links.next).toBe(
      'https://registry.padc.example/search?authority=padc.example&format=atom&size=2&page=2',
    );
    expect(feed.links.self).toContain('page=1');
    const last = readFeed((await text('authority=padc.example&format=atom&size=2&page=2')).text);
    expect([last.id, last.links.next, last.entries.length]).toEqual([feed.id, undefined, 1]);
    // Deleted records are in no other answer.
    expect((await text('q=own')).text).not.toContain('own/Res');
    expect(readFeed((await text('q=nothing', 'application/atom+xml')).text).entries).toEqual([]);
    // Whoever follows a link of the feed gets the feed, without the Accept header too.
    const accepted = readFeed((await text('authority=padc.example&size=2', 'application/atom+xml')).text);
    expect(accepted.links.next).toContain('format=atom');
    await close();
  });

  it('asks whether another word was meant', async () => {
    const { text, json, close } = await site(open);
    const page = await text('q=cefeids&type=CatalogResource&page=1', 'text/html');
    expect(page.text).toContain('Did you mean <a href="?q=cepheids&#38;type=CatalogResource"');
    await expectGoodPage(page.text);
    const french = (await text('lang=fr&q=cefeids', 'text/html')).text;
    expect(french).toMatch(/Vouliez-vous dire <a href="[^"]*q=cepheids[^"]*"><bdi>cepheids<\/bdi><\/a> \?/);
    expect(await json('q=cefeids')).toMatchObject({
      total: 0,
      suggestion: {
        ...{ q: 'cepheids', total: 2 },
        url: 'https://registry.padc.example/search?q=cepheids&format=json',
      },
    });
    expect(await json('q=cepheids')).toMatchObject({ total: 2, suggestion: null });
    expect((await json('')).facets.type).toContainEqual({
      ...{ value: 'CatalogService', label: 'Catalogue service', count: 2 },
    });
    await close();
  });

  it('is a page that shows what was found, safely', async () => {
    const hostile: Others = {
      ivoid: 'ivo://o.example/x',
      ...{
        title: '&lt;script&gt;alert(1)&lt;/script&gt; Étoiles',
        description: '&lt;img src=x&gt; étoiles',
        type: 'A&quot;B',
      },
    };
    const { text, root, close } = await site(open, [...OTHERS, hostile]);
    const page = await text('q=etoiles', 'text/html');
    expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).not.toContain('<img src=x');
    expect(page.text).toContain('<mark>Étoiles</mark>');
    expect(page.text).toContain('href="./resolve?ivoid=ivo%3A%2F%2Fo.example%2Fx"');
    expect(page.text).toMatch(
      /<link rel="alternate" type="application\/atom\+xml" href="\?q=etoiles&#38;format=atom"/,
    );
    await expectGoodPage(page.text);
    const french = await text('lang=fr&q=etoiles', 'text/html');
    expect(french.text).toContain('<html lang="fr"');
    expect(french.text).toContain('1 notice');
    const chosen = await text('q=stars&type=CatalogService', 'text/html');
    await expectGoodPage(chosen.text);
    await expectGoodPage((await text('', 'text/html')).text);
    await expectGoodPage((await text('page=0', 'text/html')).text);
    expect(chosen.text).toContain('aria-label="Remove the filter Catalogue service"');
    expect(chosen.text).toContain('type=CatalogResource"><bdi>Catalogue</bdi>');
    expect((await text('type=CatalogService&lang=fr', 'text/html')).text).toContain(
      '>Service de catalogues</span>',
    );
    const description = await fetch(`${root}/opensearch.xml`);
    expect(description.headers.get('content-type')).toContain('opensearchdescription+xml');
    const { root: element } = parseXml(await description.text());
    expect(element.children.map(({ local }) => local)).toEqual(
      expect.arrayContaining(['ShortName', 'Description', 'Url']),
    );
    await close();
  });
});

/** Fails where a required element of RFC 4287 is missing or empty. */
function readFeed(xml: string) {
  const { root } = parseXml(xml);
  const ATOM = 'http://www.w3.org/2005/Atom';
  expect([root.uri, root.local]).toEqual([ATOM, 'feed']);
  type Element = typeof root;
  const all = (of: Element, name: string) =>
    of.children.filter(({ local, uri }) => local === name && uri === ATOM);
  const one = (of: Element, name: string) => {
    const [found, more] = all(of, name);
    expect([found?.text === '' ? null : found?.text, more], name).toEqual([expect.any(String), undefined]);
    return found?.text ?? '';
  };
  const value = (of: Element, name: string) => of.attributes.find(({ local }) => local === name)?.value ?? '';
  const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  const [author] = all(root, 'author');
  expect(author === undefined ? '' : one(author, 'name')).not.toBe('');
  expect(one(root, 'title')).not.toBe('');
  expect(one(root, 'updated')).toMatch(DATE);
  return {
    id: one(root, 'id'),
    updated: one(root, 'updated'),
    links: Object.fromEntries(all(root, 'link').map((link) => [value(link, 'rel'), value(link, 'href')])),
    entries: all(root, 'entry').map((entry) => {
      expect(one(entry, 'updated')).toMatch(DATE);
      expect(one(entry, 'summary')).not.toBe('');
      return {
        ...{ id: one(entry, 'id'), title: one(entry, 'title'), updated: one(entry, 'updated') },
        link: all(entry, 'link').map((link) => value(link, 'href'))[0],
        categories: all(entry, 'category').map((category) => value(category, 'term')),
      };
    }),
  };
}
