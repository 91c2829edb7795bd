/** How long a start waits for its database, and what it says meanwhile. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DatabaseAway, DatabaseGone, DatabaseRefused } from '../../src/store/database.ts';
import { type Patience, whenReachable } from '../../src/store/reachable.ts';

const away = () => Promise.reject(new DatabaseAway('No connection.'));

/** A clock set by hand; `waited` is whatever whenReachable comes to. */
function waiting(work: () => Promise<string>, seconds: number, signal?: AbortSignal) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const said: string[] = [];
  const patience: Patience = { seconds, onNotice: (message) => said.push(message), signal };
  const waited = whenReachable(work, patience).catch((error: unknown) => error);
  return { said, waited };
}

describe('a database that is away', () => {
  it('is waited for, which is said at once and each ten seconds', async () => {
    const { said, waited } = waiting(away, 60);
    await vi.advanceTimersByTimeAsync(100);
    expect(said).toEqual(['No connection. Trying again for 60 s more.']);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(said).toEqual([60, 50, 40].map((left) => `No connection. Trying again for ${left} s more.`));
    await vi.advanceTimersByTimeAsync(40_000);
    const error = await waited;
    expect(error).toBeInstanceOf(DatabaseAway);
    expect((error as Error).message).toBe('No connection. Given up after 60 s (DATABASE_WAIT_SECONDS).');
  });

  it('is not waited for with 0', async () => {
    const { said, waited } = waiting(away, 0);
    expect(await waited).toMatchObject({ message: 'No connection.' });
    expect(said).toEqual([]);
  });

  it('that comes is worked with', async () => {
    let tries = 0;
    const { said, waited } = waiting(() => {
      tries += 1;
      return tries < 5 ? away() : Promise.resolve('here');
    }, 60);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await waited).toBe('here');
    expect(said).toHaveLength(1);
  });

  it('is waited for no longer than the process is wanted', async () => {
    const stopping = new AbortController();
    const { waited } = waiting(away, 60, stopping.signal);
    await vi.advanceTimersByTimeAsync(1_000);
    stopping.abort();
    expect(await waited).toMatchObject({ name: 'DatabaseAway', message: expect.stringMatching(/^Stopped/) });
  });
});

it.each([
  new DatabaseRefused('Correct the password.', null, '28P01'),
  new DatabaseGone('The embedded database has stopped.'),
  new TypeError('a fault'),
])('$name: is not mended by waiting', async (fault) => {
  const { said, waited } = waiting(() => Promise.reject(fault), 60);
  expect(await waited).toBe(fault);
  expect(said).toEqual([]);
});
