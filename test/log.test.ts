/** The time in the lines of the log. */
import pino from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { isoTime } from '../src/log.ts';

afterEach(() => void vi.useRealTimers());

it('is that of each line, to the millisecond, in UTC', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 12) });
  const lines: string[] = [];
  const log = pino({ timestamp: isoTime() }, { write: (line: string) => void lines.push(line) });
  log.info('a');
  log.info('b');
  vi.setSystemTime(Date.UTC(2026, 10, 20, 12, 0, 0, 1));
  log.info('c');
  const times = lines.map((line) => (JSON.parse(line) as { time: string }).time);
  expect(times).toEqual([
    ...['2026-11-20T12:00:00.000Z', '2026-11-20T12:00:00.000Z'],
    '2026-11-20T12:00:00.001Z',
  ]);
});
