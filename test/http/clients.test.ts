import { request } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { clientKey, networksOf, parseNetwork, plainAddress, shortened } from '../../src/http/address.ts';
import { type ClientSettings, DEFAULT_CLIENTS } from '../../src/http/clients.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;
afterEach(() => service?.close());

async function start(clients: Partial<ClientSettings> = {}): Promise<void> {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published, {}, { clients: { ...DEFAULT_CLIENTS, ...clients } });
}

interface Line {
  id: string;
  address?: string;
  status: number | null;
  path: string;
}

/** Asks with an X-Forwarded-For; gives the answer and its line of the log. */
async function ask(path: string, headers: Record<string, string> = {}) {
  const lines = () => service.log.filter((line) => 'path' in line) as unknown as Line[];
  const before = lines().length;
  const answer = await fetch(`${service.root}${path}`, { headers });
  const text = await answer.text();
  await vi.waitFor(() => expect(lines().length).toBeGreaterThan(before));
  const line = lines().at(-1);
  if (line === undefined) throw new Error('nothing was logged');
  return { answer, text, line };
}

const OWN = { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8:aaaa::/48'] };

describe('the address in the log', () => {
  it('is shortened to an IPv4 /24', async () => {
    await start();
    expect((await ask('/health/live')).line.address).toBe('127.0.0.0');
  });

  it.each([
    ['192.0.2.77', '192.0.2.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['[2001:db8:1:2::6]:4711', '2001:db8:1::'],
    ['192.0.2.77:4711', '192.0.2.0'],
    ['::ffff:192.0.2.77', '192.0.2.0'],
    // Nearest first: what stands left of a stranger is his own word.
    ['198.51.100.1, 192.0.2.77', '192.0.2.0'],
    ['198.51.100.1, 192.0.2.77, 10.1.2.3', '192.0.2.0'],
    ['192.0.2.77, 2001:db8:aaaa::1, 10.1.2.3', '192.0.2.0'],
    // All of one's own: the farthest of them.
    ['10.9.9.9, 10.1.2.3', '10.9.9.0'],
    ['nonsense', '127.0.0.0'],
    ['nonsense, 10.1.2.3', '10.1.2.0'],
    ['', '127.0.0.0'],
    [`${'198.51.100.1, '.repeat(500)}192.0.2.77`, '192.0.2.0'],
  ])('X-Forwarded-For: %.60s of a trusted proxy is %s', async (forwarded, address) => {
    await start(OWN);
    expect((await ask('/health/live', { 'X-Forwarded-For': forwarded })).line.address).toBe(address);
  });

  it('X-Forwarded-For of anybody else means nothing, and is told once', async () => {
    await start({ trustedProxies: ['10.0.0.0/8'] });
    for (let i = 0; i < 3; i += 1)
      expect((await ask('/health/live', { 'X-Forwarded-For': '192.0.2.77' })).line.address).toBe('127.0.0.0');
    const warnings = service.log.filter(({ msg }) => String(msg).includes('TRUSTED_PROXIES=127.0.0.1'));
    expect(warnings).toHaveLength(1);
  });

  it('is whole, or not there at all, if the operator wants that', async () => {
    await start({ ...OWN, logAddresses: 'full' });
    const forwarded = { 'X-Forwarded-For': '2001:db8:1:2:3:4:5:6' };
    expect((await ask('/health/live', forwarded)).line.address).toBe('2001:db8:1:2:3:4:5:6');
    await service.close();
    await start({ ...OWN, logAddresses: 'none' });
    const { line } = await ask('/health/live', forwarded);
    expect(line).not.toHaveProperty('address');
    expect(JSON.stringify(service.log)).not.toContain('2001:db8:1');
  });

  it('shortened never tells more than the network, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = plainAddress(text);
        if (address === null || /^\d+\./.test(address)) return;
        const short = shortened(address);
        expect(networksOf([`${short}/48`]).check(address, 'ipv6')).toBe(true);
        expect(clientKey(address).split(':')).toHaveLength(4);
      }),
    );
  });
});

describe('X-Request-Id', () => {
  it('is in answer and log: made here, or the client’s own', async () => {
    await start();
    const made = await ask('/oai?verb=Identify');
    expect(made.answer.headers.get('x-request-id')).toBe(made.line.id);
    expect((await ask('/oai?verb=Identify')).line.id).not.toBe(made.line.id);
    const given = await ask('/oai?verb=Nonsense', { 'X-Request-Id': 'trace-1/2.3:4' });
    expect([given.answer.headers.get('x-request-id'), given.line.id]).toEqual([
      'trace-1/2.3:4',
      'trace-1/2.3:4',
    ]);
    for (const path of ['/status', '/nowhere', '/oai/browse', '/metrics'])
      expect((await ask(path, { 'X-Request-Id': 'x1' })).answer.headers.get('x-request-id')).toBe('x1');
  });

  it.each([
    '',
    ' ',
    'a b',
    '"quoted"',
    '<b>',
    'ä',
    '$(id)',
    'x'.repeat(101),
  ])('%j is not repeated', async (id) => {
    await start();
    const { answer, line } = await ask('/status', { 'X-Request-Id': encodeURI(id) === id ? id : 'a;b' });
    expect(answer.headers.get('x-request-id')).toBe(line.id);
    expect(line.id).toMatch(/^[\w-]+-[0-9a-z]+$/);
    expect(line.id).not.toBe(id);
  });

  it('leads from an unexpected error to its cause in the log', async () => {
    await start();
    published.listSize = () => Promise.reject(new Error('a fault of ours'));
    const { answer, text } = await ask('/oai?verb=ListRecords&metadataPrefix=ivo_vor');
    const id = answer.headers.get('x-request-id') ?? '';
    expect(answer.status).toBe(500);
    expect(text).toContain(id);
    expect(text).not.toContain('a fault of ours');
    expect(service.log).toContainEqual(expect.objectContaining({ id, msg: 'unexpected error' }));
  });
});

describe('answers for one client at the same time', () => {
  /** Holds every read until it is opened. The registry's own record has been read before. */
  async function hold(): Promise<() => void> {
    await (await fetch(`${service.root}/oai?verb=Identify`)).text();
    published.reads = [];
    let open = () => {};
    published.gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    return open;
  }
  const record = (i: number) =>
    `/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/r${i}`;
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
  const get = (path: string, address: string) => fetch(service.root + path, from(address));
  const underWay = (count: number) =>
    vi.waitFor(() => expect(published.reads.filter((what) => what === 'record')).toHaveLength(count));

  it('are limited: 503 with Retry-After to that client, and nobody else', async () => {
    await start({ ...OWN, clientRequests: 2 });
    const open = await hold();
    const held = [get(record(10), '192.0.2.1'), get(record(11), '192.0.2.1')];
    await underWay(2);
    const refused = await get(record(12), '192.0.2.1');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.text()).toContain('your address');
    const other = get(record(13), '192.0.2.2');
    // What is in memory is no work.
    expect((await get('/oai?verb=Identify', '192.0.2.1')).status).toBe(200);
    expect((await get('/health/live', '192.0.2.1')).status).toBe(200);
    open();
    expect((await Promise.all([...held, other])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await get(record(12), '192.0.2.1')).status).toBe(200);
  });

  it('of an IPv6 /64 count together', async () => {
    await start({ ...OWN, clientRequests: 1 });
    const open = await hold();
    const first = get(record(10), '2001:db8:1:2::1');
    await underWay(1);
    expect((await get(record(11), '2001:db8:1:2:ffff::9')).status).toBe(503);
    const other = get(record(12), '2001:db8:1:3::1');
    await underWay(2);
    open();
    expect((await Promise.all([first, other])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('a client that goes away is counted down', async () => {
    await start({ ...OWN, clientRequests: 1 });
    const open = await hold();
    const call = request(service.root + record(10), from('192.0.2.1'));
    call.on('error', () => undefined).end();
    await underWay(1);
    expect((await get(record(11), '192.0.2.1')).status).toBe(503);
    call.destroy();
    open();
    await vi.waitFor(async () => expect((await get(record(11), '192.0.2.1')).status).toBe(200));
  });

  it('are not limited for this machine, nor if the operator says 0', async () => {
    await start({ clientRequests: 1 });
    let open = await hold();
    let all = [10, 11, 12].map((i) => fetch(service.root + record(i)));
    await underWay(3);
    open();
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await service.close();
    await start({ ...OWN, clientRequests: 0 });
    open = await hold();
    all = [10, 11, 12].map((i) => get(record(i), '192.0.2.1'));
    await underWay(3);
    open();
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('TRUSTED_PROXIES', () => {
  it.each(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'])('%s is a network', (text) => {
    expect(parseNetwork(text)).not.toBeNull();
    expect(readConfig({ TRUSTED_PROXIES: `${text}, 127.0.0.1` }).clients.trustedProxies).toEqual([
      text,
      '127.0.0.1',
    ]);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    'proxy.example.org',
    '2001:db8::/129',
    '::1/',
    '10.0.0.0/-1',
    '*',
  ])('%s is none, and is said in one sentence', (text) => {
    expect(() => readConfig({ TRUSTED_PROXIES: text })).toThrow(ConfigError);
    expect(() => readConfig({ TRUSTED_PROXIES: text })).toThrow(/^TRUSTED_PROXIES=".*" is not a list of/);
  });
});
