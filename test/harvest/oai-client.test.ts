import { describe, expect, it, onTestFinished } from 'vitest';
import { OAI_DEVIATIONS } from '../../src/harvest/deviations.ts';
import { oaiSource } from '../../src/harvest/oai-client.ts';
import type { Cursor } from '../../src/harvest/source.ts';
import { EXCHANGE_LIMITS } from '../../src/net/exchange.ts';
import {
  type Action,
  type Asked,
  type FakeOptions,
  type FakeRegistry,
  fakeRecords,
  fakeRegistry,
  fakeResource,
  type Switch,
} from '../helpers/fake-registry.ts';
import { list } from './oai-list.ts';

const IDS_25 = fakeRecords(25).map((record) => record.id);

async function registryOf(options: FakeOptions = {}): Promise<FakeRegistry> {
  return fakeRegistry({ records: fakeRecords(25), pageSize: 10, ...options });
}

describe('a list', () => {
  it('of a correct registry is whole and without deviations', async () => {
    const registry = await registryOf();
    const { parts, end, ids, codes } = await list(registry);
    expect([ids, codes]).toEqual([IDS_25, []]);
    expect(end).toEqual({ complete: true, reason: null, reached: '2026-11-20T12:00:00Z', announced: 25 });
    expect(parts.map((part) => [part.records.length, part.cursor !== null])).toEqual([
      [10, true],
      [10, true],
      [5, true],
    ]);
    const [record] = parts[0]?.records ?? [];
    expect(record).toMatchObject({
      ...{ id: 'ivo://fake.example/r1', datestamp: '2026-11-01T00:00:00Z', deleted: false },
      ...{ setSpecs: ['ivo_managed'], path: null, blob: null },
    });
    expect(record?.bytes?.toString()).toBe(fakeResource('ivo://fake.example/r1'));
    expect(parts.reduce((sum, part) => sum + part.transferred, 0)).toBeGreaterThan(25 * 500);
    const asked = registry.requests.map(({ args }) => Object.keys(args).join());
    expect(asked).toEqual(['verb', 'verb,metadataPrefix,set', ...new Array(2).fill('verb,resumptionToken')]);
    expect(registry.requests[0]?.headers).toMatchObject({ 'user-agent': 'voreg/test' });
  });

  it.each(['gzip', 'deflate', 'br'] as const)('comes in %s', async (compression) => {
    const { ids, codes, end } = await list(await registryOf({ compression }));
    expect([ids, codes, end.complete]).toEqual([IDS_25, [], true]);
  });

  it('tells who the registry says it is', async () => {
    const registry = await registryOf();
    const source = oaiSource({ id: 'x', url: registry.url, userAgent: 'voreg', allowPrivate: true });
    onTestFinished(() => source.close());
    expect(source.identify?.()).toBeNull();
    await source.list({ since: null, resume: null, signal: new AbortController().signal }).next();
    expect(source.identify?.()).toEqual({
      ...{ repositoryName: 'Fake & Sons', baseURL: registry.url, adminEmails: 1 },
      registryId: 'ivo://fake.example/registry',
    });
  });

  it('of what changed begins an overlap earlier, by the registry’s clock', async () => {
    const registry = await registryOf({ now: '2026-11-20T12:00:00Z' });
    registry.remove('ivo://fake.example/r3');
    registry.tick(4000);
    registry.put('ivo://fake.example/r4');
    const { ids, parts, end } = await list(registry, { since: '2026-11-20T12:30:00Z' });
    expect(registry.requests[1]?.args.from).toBe('2026-11-20T11:30:00Z');
    expect(ids).toEqual(['ivo://fake.example/r3', 'ivo://fake.example/r4']);
    expect(parts[0]?.records[0]).toMatchObject({ deleted: true, bytes: null, setSpecs: ['ivo_managed'] });
    expect(end.reached).toBe('2026-11-20T13:06:40Z');
  });

  it('asks a registry with day granularity by days', async () => {
    const registry = await registryOf({ granularity: 'day' });
    const { codes, end } = await list(registry, { since: '2026-11-20T00:30:00Z' });
    expect(registry.requests[1]?.args.from).toBe('2026-11-19');
    expect([codes, end]).toMatchObject([[], { complete: true, reached: '2026-11-20T12:00:00Z' }]);
  });

  it('that is empty is complete', async () => {
    const { ids, codes, end } = await list(await registryOf(), { since: '2026-11-20T12:00:00Z' });
    expect([ids, codes]).toEqual([[], []]);
    expect(end).toMatchObject({ complete: true, reached: '2026-11-20T12:00:00Z' });
  });

  it('hands a large page on in parts, of which the last has the cursor', async () => {
    const registry = await registryOf({ records: fakeRecords(1200), pageSize: 1100 });
    const { parts, ids } = await list(registry);
    expect(parts.map((part) => [part.records.length <= 500 + 100, part.cursor !== null])).toEqual([
      [true, false],
      [true, false],
      [true, true],
      [true, true],
    ]);
    expect(new Set(ids).size).toBe(1200);
  });
});

describe('what registries do otherwise is tolerated and counted', () => {
  /** Switch, deviations expected, and what differs from a full, complete list. */
  const cases: [
    Switch,
    string[],
    { pageSize?: number; since?: string; complete?: boolean; ids?: number }?,
  ][] = [
    ['content-type', ['content-type']],
    ['no-content-type', ['content-type']],
    ['bom', ['byte-order-mark']],
    ['leading-space', ['text-around']],
    ['no-declaration', []],
    ['prefixed', ['prefixed-root']],
    ['no-namespace', ['oai-namespace']],
    ['no-response-date', ['no-response-date']],
    ['odd-response-date', ['response-date-form']],
    ['ampersand', ['ampersand-outside']],
    ['undeclared-outside', ['undeclared-prefix']],
    ['undeclared-inside', ['undeclared-prefix']],
    ['no-final-token', ['no-final-token']],
    ['needless-final-token', ['needless-token'], { pageSize: 100 }],
    ['token-again', ['token-repeated'], { complete: false }],
    ['page-again', ['page-repeated', 'request-echo'], { complete: false, ids: 20 }],
    ['empty-list', ['empty-list'], { since: '2026-11-20T12:00:00Z', ids: 0 }],
    ['error-code-form', ['error-form'], { since: '2026-11-20T12:00:00Z', ids: 0 }],
    ['error-400', ['error-status'], { since: '2026-11-20T12:00:00Z', ids: 0 }],
    ['error-500', ['error-status'], { since: '2026-11-20T12:00:00Z', ids: 0 }],
    ['fractional-datestamps', ['datestamp-fraction']],
    ['zoneless-datestamps', ['datestamp-zone']],
    ['offset-datestamps', ['datestamp-zone']],
    ['no-datestamps', ['no-datestamp']],
    ['list-size', ['list-size']],
    ['duplicates', ['duplicate'], { ids: 50 }],
    ['header-case', ['identifier-case']],
    ['header-oai-id', ['identifiers-differ']],
    ['deleted-inside', ['deleted-inside']],
    ['deleted-with-metadata', ['deleted-with-metadata']],
    ['old-namespace', ['wrong-namespace']],
    ['request-echo', ['request-echo']],
    ['error-and-list', ['error-and-list']],
    ['html', ['no-identify', 'no-oai-pmh'], { complete: false, ids: 0 }],
    ['trailing-html', ['text-around']],
    ['leading-html', ['text-around']],
    ['doctype', ['doctype']],
    ['latin1', ['not-utf-8']],
    ['latin1-lying', ['encoding-lies']],
    ['utf16', ['not-utf-8']],
    ['charset-lying', ['encoding-contradiction']],
    ['prefix-with-token', ['prefix-with-token']],
  ];

  it.each(cases)('%s', async (name, expected, { pageSize = 10, since, complete = true, ids = 25 } = {}) => {
    const registry = await registryOf({ switches: [name], pageSize });
    const result = await list(registry, { since: since ?? null });
    expect(result.codes).toEqual(expected);
    for (const code of result.codes) expect(OAI_DEVIATIONS).toHaveProperty(code);
    expect([result.end.complete, result.ids.length, result.end.reason === null]).toEqual([
      complete,
      ids,
      complete,
    ]);
    if (ids === 25 && complete && !name.startsWith('header-')) expect(result.ids).toEqual(IDS_25);
    if (name !== 'html') expect(result.end.reached).toMatch(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('takes the date of the HTTP answer for a missing responseDate', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { end } = await list(await registryOf({ switches: ['no-response-date'] }));
    expect(Date.parse(end.reached ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('datestamps come out in UTC seconds', async () => {
    for (const name of ['fractional-datestamps', 'zoneless-datestamps', 'offset-datestamps'] as const) {
      const { parts } = await list(await registryOf({ switches: [name] }));
      expect(parts[0]?.records[1]?.datestamp).toBe('2026-11-01T00:00:01Z');
    }
  });

  it.each([
    'latin1',
    'latin1-lying',
    'utf16',
    'charset-lying',
  ] as const)('letters survive %s', async (name) => {
    const id = 'ivo://fake.example/accents';
    const xml = fakeResource(id, { title: 'Évolution à Besançon' });
    const registry = await fakeRegistry({ switches: [name] });
    registry.put(id, xml);
    registry.put('ivo://fake.example/plain');
    const { parts, codes } = await list(registry);
    expect(parts[0]?.records[0]?.bytes?.toString()).toBe(xml);
    expect(codes.includes('encoding-lies')).toBe(name === 'latin1-lying');
  });

  it('has no e-mail addresses in its examples', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(1) });
    registry.put(
      'ivo://fake.example/x',
      '<ri:Resource a="jane.doe@obs.example">&jane.doe@obs.example;</ri:Resource>',
    );
    const { parts } = await list(registry);
    expect(JSON.stringify(parts.map((part) => part.deviations))).not.toContain('jane');
  });
});

describe('a set that is not there', () => {
  it.each([
    ['noSetHierarchy', { sets: null }],
    ['noRecordsMatch', { sets: ['other'] }],
  ])('leads to everything after %s', async (_, options) => {
    const records = fakeRecords(5).map((record) => ({ ...record, sets: [] }));
    const { ids, codes, end } = await list(await fakeRegistry({ records, ...options }));
    expect([ids.length, codes, end.complete]).toEqual([5, ['no-managed-set'], true]);
  });

  it('and is empty stays empty', async () => {
    const records = fakeRecords(5).map((record) => ({ ...record, sets: [] }));
    const { ids, codes, end } = await list(await fakeRegistry({ records }));
    expect([ids, codes, end.complete]).toEqual([[], [], true]);
  });
});

describe('faults', () => {
  const listRecords = ({ args }: Asked) => args.verb === 'ListRecords';
  /** Once, at the second page. */
  function once(action: Action): (asked: Asked) => Action | null {
    let left = 1;
    return (asked) => {
      if (!listRecords(asked) || asked.args.resumptionToken === undefined || left === 0) return null;
      left -= 1;
      return action;
    };
  }

  it.each<[string, Action]>([
    ['a connection that breaks in the body', { do: 'cut', after: 3000 }],
    ['a body that ends without its length', { do: 'cut', after: 3000, announced: false }],
    ['an answer that is cut and properly ended', { do: 'truncate', after: 3000 }],
    ['an answer cut before its last tag', { do: 'truncate', after: -12 }],
    ['a connection closed at once', { do: 'reset' }],
    ['HTTP 503', { do: 'answer', status: 503 }],
    ['HTTP 502 with a page', { do: 'answer', status: 502, body: '<html/>' }],
    ['an HTML page with HTTP 200', { do: 'answer', body: '<html><title>Sorry</title><br></html>' }],
    ['an empty body', { do: 'answer' }],
  ])('%s: the page is asked for again', async (_, action) => {
    const registry = await registryOf();
    registry.intercept = once(action);
    const { ids, end, parts } = await list(registry);
    expect(end).toMatchObject({ complete: true, reason: null });
    expect(ids).toEqual(IDS_25);
    expect(parts.filter((part) => part.cursor !== null)).toHaveLength(3);
  });

  it.each<[string, Action, RegExp]>([
    ['cut for ever', { do: 'truncate', after: 3000 }, /in the middle of a record|before its root/],
    ['no connection', { do: 'reset' }, /cannot be reached/],
    ['HTTP 500 for ever', { do: 'answer', status: 500 }, /HTTP 500/],
    ['HTTP 404', { do: 'answer', status: 404, body: 'gone' }, /HTTP 404/],
    ['HTTP 403', { do: 'answer', status: 403 }, /refuses us \(HTTP 403\)/],
    ['a long pause', { do: 'answer', status: 503, headers: { 'retry-after': '86400' } }, /no request before/],
    ['HTML for ever', { do: 'answer', body: '<html/>' }, /HTML page/],
  ])('%s: the list is incomplete, the pages before stand', async (_, action, reason) => {
    const registry = await registryOf();
    registry.intercept = (asked) => (asked.args.resumptionToken === undefined ? null : action);
    const { parts, end } = await list(registry);
    expect(end.complete).toBe(false);
    expect(end.reason).toMatch(reason);
    const whole = parts.filter((part) => part.cursor !== null);
    expect(whole[0]?.records.map((record) => record.id)).toEqual(IDS_25.slice(0, 10));
  });

  it('a registry that cannot be reached is not believed to be empty', async () => {
    const { end, parts } = await list({ url: 'http://127.0.0.1:1/oai' });
    expect([end.complete, parts]).toEqual([false, []]);
    expect(end.reason).toMatch(/cannot be reached \(ECONNREFUSED\)/);
  });

  it('a registry in a private network is not asked unless configured', async () => {
    const { end } = await list(await registryOf(), { allowPrivate: false });
    expect(end.reason).toMatch(/private network/);
  });

  it('a refused token begins the list anew, once', async () => {
    const registry = await registryOf();
    let refusals = 1;
    const refused = '<error code="badResumptionToken">expired</error>';
    registry.intercept = ({ args }) => {
      if (args.resumptionToken === undefined || refusals === 0) return null;
      refusals -= 1;
      return { do: 'answer', body: envelope(refused) };
    };
    const { parts, end, codes } = await list(registry);
    expect(end.complete).toBe(true);
    expect(codes).toEqual(['token-refused']);
    const again = parts.findIndex((part) => part.restarted === true);
    expect(parts.slice(again).flatMap((part) => part.records.map((record) => record.id))).toEqual(IDS_25);
    refusals = Number.POSITIVE_INFINITY;
    const second = await list(registry);
    expect(second.end.complete).toBe(false);
    expect(second.end.reason).toMatch(/badResumptionToken \(expired\)/);
    expect(second.parts.filter((part) => part.restarted === true)).toHaveLength(1);
  });

  it.each([
    [20, [], true],
    [25, [], true],
    [20, ['no-list-size'], true],
    [25, ['no-list-size'], false],
  ] as const)('an empty page after %i records (%s): complete is %s', async (count, more, complete) => {
    const registry = await registryOf({
      records: fakeRecords(count),
      switches: ['token-after-last', ...more],
    });
    const { end, codes, ids } = await list(registry);
    expect([end.complete, ids.length, codes]).toEqual([complete, count, ['empty-last-page']]);
  });

  it('GET that is refused becomes POST', async () => {
    const registry = await registryOf({ methods: ['POST'] });
    const { ids, codes, end } = await list(registry);
    expect([ids, codes, end.complete]).toEqual([IDS_25, ['get-refused'], true]);
    expect(registry.requests.slice(2).every(({ method }) => method === 'POST')).toBe(true);
  });

  it('a record that is not well-formed is set aside alone', async () => {
    const registry = await registryOf();
    const bad = registry.records.get('ivo://fake.example/r5');
    if (bad !== undefined) bad.xml = '<ri:Resource><title>A & B</title></ri:Resource>';
    const { ids, parts, end, codes } = await list(registry);
    expect([ids, codes, end.complete]).toEqual([IDS_25.filter((_, i) => i !== 4), ['broken-record'], true]);
    const [quarantined] = parts.flatMap((part) => part.quarantined);
    expect(quarantined).toMatchObject({ id: 'ivo://fake.example/r5', path: null });
    expect(quarantined?.reason).toMatch(/&/);
    expect(quarantined?.bytes.toString()).toContain('A & B');
  });

  it('a record that is too long is set aside alone', async () => {
    const registry = await registryOf();
    registry.put('ivo://fake.example/r5', `<a>${'x'.repeat(300_000)}</a>`);
    const { ids, parts, end } = await list(registry, { maxEntry: 100_000 });
    expect([ids.length, end.complete]).toEqual([24, true]);
    expect(parts.flatMap((part) => part.quarantined).map((one) => [one.id, one.reason])).toEqual([
      ['ivo://fake.example/r5', 'It is longer than 100000 characters.'],
    ]);
  });

  it('stops when it is told to', async () => {
    const registry = await registryOf();
    const source = oaiSource({ id: 'x', url: registry.url, userAgent: 'voreg', allowPrivate: true });
    onTestFinished(() => source.close());
    const stop = new AbortController();
    const parts = source.list({ since: null, resume: null, signal: stop.signal });
    await parts.next();
    stop.abort(new Error('enough'));
    await expect(parts.next()).rejects.toThrow('enough');
  });

  it('gives up a registry that says nothing', async () => {
    const registry = await registryOf();
    registry.intercept = (asked) => (asked.args.resumptionToken === undefined ? null : { do: 'hang' });
    const limits = { ...EXCHANGE_LIMITS, idleMs: 50 };
    const { end } = await list(registry, { limits });
    expect(end.reason).toMatch(/no answer within 0.05 s/);
  });

  it('ends when the time for the source is over', async () => {
    const registry = await registryOf();
    registry.intercept = (asked) =>
      asked.args.resumptionToken === undefined ? null : { do: 'answer', status: 503 };
    const { end } = await list(registry, { totalMs: 100_000 });
    expect(end.reason).toMatch(/HTTP 503, and the time for this source is over/);
  });
});

describe('after a crash', () => {
  it('a list goes on from every page, and the end is the same', async () => {
    const registry = await registryOf();
    for (let pages = 1; pages <= 3; pages += 1) {
      const before = await list(registry, { stopAfter: pages });
      registry.tick(600);
      const resume = JSON.parse(JSON.stringify(before.parts.at(-1)?.cursor)) as Cursor;
      const after = await list(registry, { resume });
      expect([...before.ids, ...after.ids]).toEqual(IDS_25);
      expect(after.end.complete).toBe(true);
      // Of the very first page.
      expect(Date.parse(after.end.reached ?? '')).toBe(Date.parse(registry.now()) - 600_000);
    }
  });

  it('a token that has expired meanwhile begins the list anew', async () => {
    const registry = await registryOf();
    const before = await list(registry, { stopAfter: 1 });
    registry.intercept = ({ args }) =>
      args.resumptionToken === undefined || registry.requests.filter((r) => r.args.resumptionToken).length > 1
        ? null
        : { do: 'answer', body: envelope('<error code="badResumptionToken"/>') };
    const after = await list(registry, { resume: before.parts[0]?.cursor ?? null });
    expect(after.parts.some((part) => part.restarted === true)).toBe(true);
    expect([after.ids, after.end.complete]).toEqual([IDS_25, true]);
  });

  it('edits between two pages are neither lost nor believed to be repetitions', async () => {
    const registry = await registryOf();
    const before = await list(registry, { stopAfter: 1 });
    registry.put('ivo://fake.example/r2');
    registry.remove('ivo://fake.example/r20');
    const after = await list(registry, { resume: before.parts[0]?.cursor ?? null });
    expect(after.end.complete).toBe(true);
    expect(after.ids.slice(-2).sort()).toEqual(['ivo://fake.example/r2', 'ivo://fake.example/r20']);
  });
});

function envelope(content: string): string {
  return (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' +
    `<responseDate>2026-11-20T12:00:00Z</responseDate><request>http://x</request>${content}</OAI-PMH>`
  );
}
