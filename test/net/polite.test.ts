import { describe, expect, it } from 'vitest';
import { type CircuitState, openCircuit } from '../../src/net/circuit.ts';
import type { Exchange, HttpClient, Reply } from '../../src/net/exchange.ts';
import { ExchangeFault } from '../../src/net/fault.ts';
import { openHosts } from '../../src/net/hosts.ts';
import { askPolitely, PATIENCE, type PoliteOptions } from '../../src/net/polite.ts';
import { backOffMs, retryAfterMs } from '../../src/net/retry-after.ts';
import { fakeClock } from '../helpers/clock.ts';
import { gate } from '../helpers/gate.ts';

const URL_A = 'http://registry.example/oai';
const NEVER = new AbortController().signal;
const exchange: Exchange = { url: URL_A, form: null, accept: 'text/xml', signal: NEVER };

type Step = number | ExchangeFault | { status: number; retryAfter: string };

/** A client that answers as told, the last for ever, and counts. */
function scripted(...steps: Step[]): HttpClient & { asked: number } {
  const client = {
    asked: 0,
    exchange: async ({ url }: Exchange) => {
      const step = steps[Math.min(client.asked, steps.length - 1)] ?? 200;
      client.asked += 1;
      if (step instanceof ExchangeFault) throw step;
      return typeof step === 'number' ? reply(step, url) : reply(step.status, url, step.retryAfter);
    },
    close: () => undefined,
  };
  return client;
}

function reply(status: number, url: string, retryAfter?: string): Reply {
  async function* body() {
    yield Buffer.from('x');
  }
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return {
    status,
    headers,
    url,
    body: body(),
    received: () => 1,
    notApplied: () => null,
    discard: () => undefined,
  };
}

function patient(client: HttpClient, more: Partial<PoliteOptions> & { kept?: CircuitState } = {}) {
  const clock = fakeClock();
  const options: PoliteOptions = {
    client,
    hosts: openHosts({ concurrency: 2, delayMs: 0 }, clock),
    circuit: openCircuit(undefined, more.kept),
    patience: PATIENCE,
    clock,
    deadline: Number.POSITIVE_INFINITY,
    ...more,
  };
  return { clock, options, ask: () => askPolitely(exchange, options) };
}

const LOST = new ExchangeFault('unreachable', URL_A, 'it cannot be reached (ECONNREFUSED)');

async function statusOf(answer: Promise<Reply>): Promise<number | string> {
  return answer.then(
    ({ status }) => status,
    (error: unknown) => {
      if (error instanceof ExchangeFault) return `${error.kind}: ${error.why}`;
      throw error;
    },
  );
}

describe('asking politely', () => {
  it('waits as Retry-After says, in seconds or until a date, and otherwise ever longer', async () => {
    const steps: Step[] = [
      { status: 503, retryAfter: '120' },
      { status: 503, retryAfter: 'Fri, 20 Nov 2026 00:12:00 GMT' },
      500,
      LOST,
    ];
    const { ask, clock } = patient(scripted(...steps, 200));
    expect(await statusOf(ask())).toBe(200);
    // The date is ten minutes after the two that were waited before; then 8 and 16 s, three quarters of them by chance.
    expect(clock.slept).toEqual([120_000, 600_000, 6_000, 12_000]);
  });

  it('waits minutes where a busy server does not say how long (HV-06)', async () => {
    const { ask, clock } = patient(scripted(503, 429, 200));
    expect(await statusOf(ask())).toBe(200);
    expect(clock.slept).toEqual([45_000, 90_000]);
  });

  it('does not take Retry-After: 0 for leave to hurry', async () => {
    const { ask, clock } = patient(scripted({ status: 503, retryAfter: '0' }, 200));
    await ask();
    expect(clock.slept).toEqual([1_000]);
  });

  it('leaves a server alone that asks for more than half an hour', async () => {
    const client = scripted({ status: 503, retryAfter: '7200' });
    const { ask, clock } = patient(client);
    expect(await statusOf(ask())).toBe('paused: it wants no request before 2026-11-20T02:00:00Z');
    expect(await statusOf(ask())).toMatch(/^paused: it is not asked again before 2026-11-20T02:00:00Z/);
    expect([client.asked, clock.slept]).toEqual([1, []]);
    clock.advance(7_200_000);
    expect(await statusOf(ask())).toMatch(/^paused: it wants no/);
  });

  it('stops at 403 at once (HV-01)', async () => {
    const client = scripted(403);
    expect(await statusOf(patient(client).ask())).toMatch(/^forbidden: it refuses us/);
    expect(client.asked).toBe(1);
  });

  it('gives up after five tries, with the last answer, whose body may say why', async () => {
    const client = scripted(500);
    expect(await statusOf(patient(client).ask())).toBe(500);
    expect(client.asked).toBe(5);
    expect(await statusOf(patient(scripted(LOST)).ask())).toBe(
      'unreachable: it cannot be reached (ECONNREFUSED)',
    );
  });

  it.each([404, 400, 200, 304])('takes %i for an answer', async (status) => {
    const client = scripted(status);
    expect(await statusOf(patient(client).ask())).toBe(status);
    expect(client.asked).toBe(1);
  });

  it('does not repeat what cannot come out differently', async () => {
    const client = scripted(new ExchangeFault('too-large', URL_A, 'it is too large'));
    expect(await statusOf(patient(client).ask())).toMatch(/^too-large/);
    expect(client.asked).toBe(1);
  });

  it('ends with the time that the source has', async () => {
    const clock = fakeClock();
    const { ask } = patient(scripted(503), { clock, deadline: clock.now() + 100_000 });
    expect(await statusOf(ask())).toBe(
      'budget: it answers with HTTP 503, and the time for this source is over',
    );
    clock.advance(100_000);
    expect(await statusOf(ask())).toBe('budget: the time for this source is over');
  });

  it('opens the circuit after three failures, for a doubling while, and closes it with a success', async () => {
    const clock = fakeClock();
    const client = scripted(...new Array<Step>(5 * 4).fill(LOST), 200);
    const { ask, options } = patient(client, { clock });
    for (let i = 0; i < 3; i += 1) await statusOf(ask());
    expect(await statusOf(ask())).toMatch(/^paused/);
    expect(client.asked).toBe(15);
    clock.advance(15 * 60_000);
    await statusOf(ask());
    expect(options.circuit.state()).toEqual({ failures: 4, until: clock.now() + 30 * 60_000 });
    clock.advance(30 * 60_000);
    expect(await statusOf(ask())).toBe(200);
    expect(options.circuit.state()).toEqual({ failures: 0, until: 0 });
  });

  it('remembers an open circuit', async () => {
    const kept = { failures: 3, until: fakeClock().now() + 1000 };
    const client = scripted(200);
    expect(await statusOf(patient(client, { kept }).ask())).toMatch(/^paused/);
    expect(client.asked).toBe(0);
  });

  it('tells of its pauses', async () => {
    const told: string[] = [];
    const onWait = (ms: number, why: string) => void told.push(`${ms} ${why}`);
    await patient(scripted(LOST, 502, 200), { onWait }).ask();
    expect(told).toEqual(['1500 it cannot be reached (ECONNREFUSED)', '3000 it answers with HTTP 502']);
  });
});

describe('turns at a host', () => {
  it('lets two in at a time, until their bodies are over', async () => {
    const clock = fakeClock();
    const hosts = openHosts({ concurrency: 2, delayMs: 0 }, clock);
    const first = await hosts.turn('a', NEVER);
    const second = await hosts.turn('a', NEVER);
    let entered = 0;
    const third = hosts.turn('a', NEVER).then((over) => {
      entered += 1;
      return over;
    });
    const given = new AbortController();
    const fourth = hosts.turn('a', given.signal);
    given.abort(new Error('enough'));
    await expect(fourth).rejects.toThrow('enough');
    (await hosts.turn('b', NEVER))();
    expect(entered).toBe(0);
    first();
    first();
    const over = await third;
    second();
    over();
    const again = await Promise.all([hosts.turn('a', NEVER), hosts.turn('a', NEVER)]);
    expect(again).toHaveLength(2);
  });

  it('leaves a pause between the beginnings', async () => {
    const clock = fakeClock();
    const hosts = openHosts({ concurrency: 5, delayMs: 1000 }, clock);
    for (let i = 0; i < 3; i += 1) (await hosts.turn('a', NEVER))();
    (await hosts.turn('b', NEVER))();
    expect(clock.slept).toEqual([1000, 1000]);
  });

  it('holds a place until the body is read, broken off or discarded', async () => {
    const hosts = openHosts({ concurrency: 1, delayMs: 0 }, fakeClock());
    const { options } = patient(scripted(200), { hosts });
    for (const end of ['read', 'broken off', 'discarded'] as const) {
      const answer = await askPolitely(exchange, options);
      const free = gate();
      void hosts.turn('registry.example', NEVER).then((over) => {
        over();
        free.open();
      });
      if (end === 'read') for await (const _ of answer.body);
      else if (end === 'discarded') answer.discard();
      else for await (const _ of answer.body) break;
      await free.opened;
    }
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 20);
  it.each([
    ['5', 5000],
    [' 1.5 ', 1500],
    ['Fri, 20 Nov 2026 00:01:00 GMT', 60_000],
    ['Friday, 20-Nov-26 00:01:00 GMT', 60_000],
    ['Thu, 19 Nov 2026 00:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['Some day', null],
    ['2026', 2_026_000],
    [undefined, null],
  ])('%s is %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it('doubles up to a limit, by chance up to half less', () => {
    const backOff = { firstMs: 1000, busyMs: 10_000, longestMs: 15_000 };
    const all = [1, 2, 3, 9].map((tries) => [0, 1].map((random) => backOffMs(tries, false, backOff, random)));
    expect(all).toEqual([
      [500, 1000],
      [1000, 2000],
      [2000, 4000],
      [7500, 15_000],
    ]);
    expect(backOffMs(1, true, backOff, 0.999)).toBe(9995);
  });
});
