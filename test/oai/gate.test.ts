/** Who waits, and in which order: each client in its turn, whatever one of them asks for (issue 6, load). */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Askers, Gate } from '../../src/oai/gate.ts';

/** A gate for one at a time that somebody has passed: all else waits until `open`. */
function closed(queue: number) {
  const gate = new Gate(1, queue);
  const begun: string[] = [];
  let open = () => {};
  const first = gate.run(
    () =>
      new Promise<void>((resolve) => {
        open = resolve;
      }),
  );
  const ask = (name: string, askers: Askers) =>
    gate.run(async () => {
      begun.push(name);
      return name;
    }, askers);
  const by = (client: string | null, gone: AbortSignal | null = null) => new Askers({ client, gone });
  return { gate, begun, first, open: () => open(), ask, by };
}

/** What became of each: its value, or the beginning of the message. */
async function outcomes(all: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(all);
  return settled.map((one) =>
    one.status === 'fulfilled'
      ? String(one.value)
      : (String(one.reason).split(/[.:] /)[1]?.slice(0, 8) ?? ''),
  );
}

it('who asks for much takes turns with the others', async () => {
  const { ask, by, open, begun, first } = closed(10);
  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) => ask(name, by(name.charAt(0))));
  open();
  await Promise.all([first, ...all]);
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

it('requests without a name are clients of their own, in the order in which they came', async () => {
  const { ask, by, open, begun, first } = closed(10);
  const all = [ask('a1', by('a')), ask('a2', by('a')), ...['x', 'y'].map((name) => ask(name, by(null)))];
  open();
  await Promise.all([first, ...all]);
  expect(begun).toEqual(['a1', 'x', 'y', 'a2']);
});

it('a full queue: who has most in it loses the last one to who has less', async () => {
  const { ask, by, open, begun, first } = closed(3);
  const all = ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'd1'].map((name) => ask(name, by(name.charAt(0))));
  open();
  await first;
  expect(await outcomes(all)).toEqual(['a1', 'Too many', 'Too many', 'b1', 'Too many', 'c1', 'Too many']);
  expect(begun).toEqual(['a1', 'b1', 'c1']);
});

it('who goes away leaves the queue, and another may wait in that place', async () => {
  const { ask, by, open, begun, first } = closed(2);
  const leaving = new AbortController();
  const all = [ask('a', by('a', leaving.signal)), ask('b', by('b'))];
  leaving.abort();
  all.push(ask('c', by('c')));
  open();
  await first;
  expect(await outcomes(all)).toEqual(['Whoever ', 'b', 'c']);
  expect(begun).toEqual(['b', 'c']);
});

it('who has gone already does not wait at all; with nobody before them it is done nevertheless', async () => {
  const { ask, by, open, gate, first } = closed(2);
  const waiting = ask('a', by('a', AbortSignal.abort()));
  expect(await outcomes([waiting])).toEqual(['Whoever ']);
  open();
  await first;
  expect(gate.isIdle()).toBe(true);
  expect(await ask('a', by('a', AbortSignal.abort()))).toBe('a');
});

it('what several wait for is done in the turn of the first of them, once, as long as one is there', async () => {
  const { ask, by, open, begun, first } = closed(10);
  const leaving = new AbortController();
  const greedy = ['g1', 'g2'].map((name) => ask(name, by('g')));
  const shared = by('g', leaving.signal);
  const both = ask('shared', shared);
  shared.join({ client: 'b', gone: null });
  leaving.abort();
  const other = ask('c', by('c'));
  open();
  await Promise.all([first, ...greedy, both, other]);
  expect(begun).toEqual(['g1', 'shared', 'c', 'g2']);
});

it('what fails hands its turn over', async () => {
  const { gate, ask, by, open, first } = closed(10);
  const failing = gate.run(() => Promise.reject(new Error('no')), by('a'));
  const next = ask('b', by('b'));
  open();
  await first;
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('b');
  expect(gate.isIdle()).toBe(true);
});

it('whoever comes, goes and asks: never more than the limit, each done once or refused, nothing left over', async () => {
  const step = fc.record({
    client: fc.constantFrom('a', 'b', 'c', null),
    leaves: fc.boolean(),
    shares: fc.boolean(),
    finishes: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const gate = new Gate(2, 5);
      const running: (() => void)[] = [];
      const done = new Map<number, number>();
      let most = 0;
      const all: Promise<unknown>[] = [];
      const present: boolean[] = [];
      let shared: { askers: Askers; number: number } | null = null;
      for (const [number, { client, leaves, shares, finishes }] of steps.entries()) {
        const leaving = new AbortController();
        const asker = { client, gone: leaving.signal };
        if (shares && shared !== null && !shared.askers.haveGone) {
          shared.askers.join(asker);
          if (!leaves) present[shared.number] = true;
        } else {
          const askers = new Askers(asker);
          shared = { askers, number };
          present[number] = !leaves;
          all[number] = gate.run(async () => {
            done.set(number, (done.get(number) ?? 0) + 1);
            await new Promise<void>((resolve) => running.push(resolve));
          }, askers);
          all[number]?.catch(() => undefined);
        }
        most = Math.max(most, running.length);
        if (leaves) leaving.abort();
        if (finishes) running.shift()?.();
        await Promise.resolve();
      }
      const settled = Promise.allSettled(all.filter((one) => one !== undefined));
      for (let over = false; !over; ) {
        running.shift()?.();
        over = await Promise.race([
          settled.then(() => true),
          new Promise<false>((go) => setImmediate(go, false)),
        ]);
        most = Math.max(most, running.length);
      }
      expect(most).toBeLessThanOrEqual(2);
      expect(gate.isIdle()).toBe(true);
      for (const [number, one] of all.entries()) {
        if (one === undefined) continue;
        const why = await one.then(
          () => 'done',
          (error: Error) => error.message,
        );
        expect(done.get(number) ?? 0).toBe(why === 'done' ? 1 : 0);
        // Nobody who stayed is told that he has gone.
        if (present[number]) expect(why).not.toContain('has gone');
      }
    }),
    { numRuns: 200 },
  );
});
