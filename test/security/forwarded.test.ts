/** X-Forwarded-For in the hands of somebody who wants to be many, or somebody else, or to fill the memory. */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type ClientSettings, Clients, DEFAULT_CLIENTS } from '../../src/http/clients.ts';
import { heapInUse } from './memory.ts';

const QUIET = pino({ level: 'silent' });
const OWN: ClientSettings = { ...DEFAULT_CLIENTS, trustedProxies: ['10.0.0.0/8', '2001:db8:aaaa::/48'] };

function request(remote: string, forwarded: string): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remote });
  return { socket, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage;
}

const keyOf = (forwarded: string, remote = '10.0.0.1') =>
  new Clients(OWN, QUIET).of(request(remote, forwarded)).key;

test.each([
  ['addresses before the true one', `${'198.51.100.1, '.repeat(4000)}192.0.2.7`],
  ['our own proxies before it', `${'10.0.0.2, '.repeat(4000)}192.0.2.7`],
  ['this machine before it', '127.0.0.1, ::1, 192.0.2.7'],
  ['this machine, written as IPv6', '::ffff:7f00:1, ::ffff:127.0.0.1, 192.0.2.7'],
  ['what is no address', `unknown, _hidden, "x", ${','.repeat(5000)} 192.0.2.7`],
  ['line breaks and letters', 'a\tb\u0000é, 192.0.2.7'],
])('%s: still the one that our proxy has heard', (_title, forwarded) => {
  expect(keyOf(forwarded)).toBe('192.0.2.7');
});

test('of somebody who is no proxy of ours it changes nothing', () => {
  for (const forwarded of ['127.0.0.1', '10.0.0.1', '198.51.100.1', 'x'.repeat(100_000)])
    expect(keyOf(forwarded, '192.0.2.7')).toBe('192.0.2.7');
});

test('nobody gets out of the limit by another address of the same /64, nor by another way to write it', () => {
  const clients = new Clients(OWN, QUIET);
  const keys = new Set<string | null>();
  for (let i = 0; i < 1000; i += 1) {
    const [a, b] = [(i * 7919) & 0xffff, (i * 104_729) & 0xffff].map((part) => part.toString(16));
    keys.add(clients.of(request('10.0.0.1', `2001:db8:1:2:${a}:${b}:0:${i.toString(16)}`)).key);
    keys.add(clients.of(request('10.0.0.1', `[2001:DB8:0001:2::${i.toString(16)}]:${i}`)).key);
  }
  expect([...keys]).toEqual(['2001:db8:1:2']);
});

test('24,000 made-up addresses, in headers of any length, fill no memory', () => {
  const clients = new Clients(OWN, QUIET);
  const flood = (from: number) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.1' });
    for (let i = from; i < from + 12_000; i += 1) {
      const forwarded = `${'x'.repeat(i % 2000)}, ${(i >> 16) & 0xff}.${(i >> 8) & 0xff}.${i & 0xff}.9`;
      clients.of({ socket, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage);
    }
  };
  flood(0);
  const before = heapInUse();
  flood(12_000);
  expect(heapInUse() - before).toBeLessThan(5);
  // What is remembered of each is short: ten thousand of 300 letters.
  expect(clients.of(request('10.0.0.1', '192.0.2.7')).key).toBe('192.0.2.7');
});
