import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/oai/settings.ts';
import { FakePublished, REGISTRY } from '../helpers/fake-published.ts';
import { ask, expectValid, type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;

async function start(settings: Partial<Settings> = {}): Promise<void> {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published, settings);
}
beforeEach(() => start());
afterEach(() => service.close());

const get = (path: string) => fetch(`${service.root}${path}`);
const record = (i: number) => `/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/r${i}`;

/** A promise to hold reads with, and the way to let them go. */
function barrier(): { promise: Promise<void>; open: () => void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe('P7: the database goes away', () => {
  it('Identify, ListSets, ListMetadataFormats and what was asked before are answered, the rest gets 503', async () => {
    // Nobody has asked for Identify yet: its record is read as soon as a generation is known.
    const kept = await ask(service.root, 'verb=ListRecords&metadataPrefix=ivo_vor', 'GET', {
      'Accept-Encoding': 'gzip',
    });
    published.away = true;
    for (const query of [
      'verb=Identify',
      'verb=ListSets',
      'verb=ListMetadataFormats',
      'verb=ListSets&resumptionToken=x',
    ]) {
      await ask(service.root, query);
    }
    for (const encoding of ['gzip', 'identity']) {
      const again = await ask(service.root, 'verb=ListRecords&metadataPrefix=ivo_vor', 'GET', {
        'Accept-Encoding': encoding,
      });
      expect(again.xml).toBe(kept.xml);
    }
    const response = await get(record(10));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.text()).toContain('Ask again later');
  });

  it('Identify keeps its last known record when the next generation cannot be read', async () => {
    const before = await ask(service.root, 'verb=Identify');
    published.generation = 2;
    const known = await published.look();
    published.moment = () => Promise.resolve(known);
    published.away = true;
    expect((await ask(service.root, 'verb=Identify')).xml).toBe(before.xml);
  });

  it('with nothing ever known, everything gets 503 but the pages that say so', async () => {
    published.away = true;
    expect((await get('/oai?verb=Identify')).status).toBe(503);
    expect((await get('/oai/browse')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([503, { ready: false, database: 'away' }]);
    expect(await (await get('/status')).json()).toMatchObject({
      generation: null,
      database: 'away',
      counts: null,
    });
    expect(await (await get('/vosi/availability')).text()).toContain(
      '<vosi:available>false</vosi:available>',
    );
    expect((await get('/')).status).toBe(200);
  });

  it('comes back: nothing has to be restarted', async () => {
    published.away = true;
    expect((await get('/oai?verb=Identify')).status).toBe(503);
    published.away = false;
    expect((await ask(service.root, 'verb=Identify')).errors).toEqual([]);
    expect(service.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('an empty ledger: 503, and readiness shows the commit that was refused (P3)', async () => {
    published.empty = true;
    published.refusal = { commit: 'bad', at: '2026-11-20T09:00:00Z', findings: [{ rule: 'XSD' }] };
    const response = await get('/oai?verb=Identify');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { database: 'up', lastRefusal: { commit: 'bad' } },
    ]);
    expect(await (await get('/status')).json()).toMatchObject({
      lastRefusal: { commit: 'bad' },
      counts: null,
    });
  });
});

describe('overload (OAI-07)', () => {
  it('answers what is kept, queues a bounded number, and tells the rest to come back', async () => {
    await service.close();
    await start({ coldAnswers: 2, coldQueue: 3 });
    const kept = await ask(service.root, 'verb=ListSets');
    await ask(service.root, 'verb=Identify');
    const reads = published.reads.length;
    const { promise, open } = barrier();
    published.gate = promise;
    const waiting = [10, 11, 12, 13, 14].map((i) => get(record(i)));
    await expect.poll(() => published.reads.length).toBe(reads + 2);
    // The others have arrived once the queue is full and one more is sent away.
    await expect.poll(async () => (await Promise.race([get(record(15)), slow()]))?.status).toBe(503);
    const refused = await get(record(16));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await ask(service.root, 'verb=ListSets')).xml).toBe(kept.xml);
    expect((await ask(service.root, 'verb=ListRecords&from=x')).errors).toEqual([
      'badArgument',
      'badArgument',
    ]);
    expect(published.reads.length, 'never more than two at once').toBe(reads + 2);
    open();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('the same cold request asked many times at once is made once, by GET and POST', async () => {
    await ask(service.root, 'verb=Identify');
    const reads = published.reads.length;
    const { promise, open } = barrier();
    published.gate = promise;
    const query = 'verb=ListIdentifiers&metadataPrefix=oai_dc';
    const asked = [
      ...Array.from({ length: 20 }, () => ask(service.root, query)),
      ask(service.root, 'metadataPrefix=oai_dc&verb=ListIdentifiers', 'POST'),
    ];
    await expect.poll(() => published.reads.length).toBe(reads + 1);
    open();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ xml }) => xml)).size).toBe(1);
    expect(published.reads.slice(reads)).toEqual(['page', 'listSize']);
  });

  /** Gives up on a request that is queued. */
  function slow(): Promise<null> {
    return new Promise((resolve) => setTimeout(() => resolve(null), 200));
  }
});

describe('a ledger that changes underneath (design §3)', () => {
  it('a page from a newer generation than the moment’s is given with the older responseDate, and kept as the newer', async () => {
    await ask(service.root, 'verb=ListSets');
    published.stale = true;
    published.put('ivo://padc.example/new', '2026-11-20T10:00:05Z');
    published.generation = 2;
    published.responseDate = '2026-11-20T10:00:09Z';
    const query = 'verb=ListIdentifiers&metadataPrefix=ivo_vor&from=2026-11-03';
    const early = await ask(service.root, query);
    expect(early.identifiers).toEqual(['ivo://padc.example/new']);
    expect(early.xml).toContain('<responseDate>2026-11-20T10:00:00Z');
    expect(early.headers.has('last-modified')).toBe(false);
    published.stale = false;
    const reads = published.reads.length;
    const later = await ask(service.root, query);
    expect(later.xml).toContain('<responseDate>2026-11-20T10:00:09Z');
    expect(later.headers.get('etag')).toBe(early.headers.get('etag'));
    expect(published.reads.slice(reads).filter((what) => what === 'page')).toEqual([]);
  });

  it('a restored database with the same ledger and number, but another publication: nothing kept is given', async () => {
    published.generation = 5;
    const query = 'verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/r10';
    await ask(service.root, query);
    published.generation = 4;
    published.put('ivo://padc.example/r10', '2026-11-19T00:00:00Z', {
      oai_dc:
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Restored</dc:title></oai_dc:dc>',
    });
    await ask(service.root, 'verb=ListSets');
    published.generation = 5;
    expect((await ask(service.root, query)).xml).toContain('Restored');
  });

  it('nor the registry’s own record of the ledger that is gone', async () => {
    published.generation = 5;
    await ask(service.root, 'verb=Identify');
    const { record } = await published.record('ivo_vor', REGISTRY);
    const restored = (record?.body?.toString('utf8') ?? '').replace(
      '<publisher>PADC<',
      '<publisher>Restored<',
    );
    published.put(REGISTRY, '2026-11-19T00:00:00Z', { ivo_vor: restored });
    published.generation = 4;
    expect((await ask(service.root, 'verb=Identify')).xml).toContain('<publisher>Restored<');
  });

  it('a database behind the moment: looked at again, and answered as of then', async () => {
    published.generation = 5;
    await ask(service.root, 'verb=ListSets');
    published.stale = true;
    published.generation = 3;
    published.responseDate = '2026-11-20T10:00:03Z';
    const { xml } = await ask(service.root, 'verb=ListIdentifiers&metadataPrefix=oai_dc');
    expect(xml).toContain('<responseDate>2026-11-20T10:00:03Z');
  });
});

describe('errors of our own', () => {
  it('500 with a number that leads to the stack in the log, and nothing else', async () => {
    published.record = () => Promise.reject(new TypeError('secret detail'));
    const response = await get(record(10));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret');
    const [, id] = /log: ([0-9a-f-]{36})/.exec(text) ?? [];
    const logged = service.log.find(({ correlation }) => correlation === id);
    expect(logged).toMatchObject({ level: 50, err: { type: 'TypeError', message: 'secret detail' } });
    expect(JSON.stringify(logged)).toContain('faults.test.ts');
  });

  it('the registry’s own record missing is such an error, not an Identify without it (RI-21)', async () => {
    published.delete(REGISTRY, '2026-11-20T09:59:59Z');
    expect((await get('/oai?verb=Identify')).status).toBe(500);
    await ask(service.root, 'verb=ListSets');
  });
});

describe('memory', () => {
  it('P10: a cache of no bytes keeps nothing and answers all the same', async () => {
    await service.close();
    await start({ cacheBytes: 0 });
    const query = 'verb=ListIdentifiers&metadataPrefix=oai_dc';
    const first = await ask(service.root, query);
    const reads = published.reads.length;
    const second = await ask(service.root, query);
    expect(second.xml).toBe(first.xml);
    expect(published.reads.length).toBe(reads + 2);
    await expectValid(second.xml);
  });

  it('P10: the cache holds the last answers up to its bytes', async () => {
    await service.close();
    await start({ cacheBytes: 10_000 });
    for (let i = 10; i < 34; i += 1) await get(record(i));
    const reads = published.reads.length;
    await get(record(33));
    expect(published.reads.length, 'the newest is kept').toBe(reads);
    await get(record(10));
    expect(published.reads.length, 'the oldest is not').toBe(reads + 1);
  });
});
