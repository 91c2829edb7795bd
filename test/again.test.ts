import { describe, expect, it, vi } from 'vitest';
import { again } from '../src/again.ts';

describe('again', () => {
  it('begins after firstMs, and again pauseMs after the end of the time before', async () => {
    vi.useFakeTimers();
    try {
      const ends: (() => void)[] = [];
      const work = vi.fn(() => new Promise<void>((done) => ends.push(done)));
      const schedule = again(work, { firstMs: 10, pauseMs: 100 });
      await vi.advanceTimersByTimeAsync(9);
      expect(work).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(work).toHaveBeenCalledTimes(1);
      // However long it takes, it is not begun twice at a time.
      await vi.advanceTimersByTimeAsync(1000);
      expect(work).toHaveBeenCalledTimes(1);
      ends[0]?.();
      await vi.advanceTimersByTimeAsync(99);
      expect(work).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(work).toHaveBeenCalledTimes(2);
      ends[1]?.();
      await schedule.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks anew for each pause', async () => {
    vi.useFakeTimers();
    try {
      const pauses = [5, 50];
      const work = vi.fn(async () => undefined);
      const schedule = again(work, { firstMs: 0, pauseMs: () => pauses.shift() ?? 500 });
      await vi.advanceTimersByTimeAsync(5);
      expect(work).toHaveBeenCalledTimes(2);
      await vi.advanceTimersByTimeAsync(50);
      expect(work).toHaveBeenCalledTimes(3);
      await vi.advanceTimersByTimeAsync(499);
      expect(work).toHaveBeenCalledTimes(3);
      await schedule.stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not begin when it is stopped while it waits', async () => {
    const work = vi.fn(async () => undefined);
    await again(work, { firstMs: 0, pauseMs: 0 }).stop();
    await new Promise((done) => setImmediate(done));
    expect(work).not.toHaveBeenCalled();
  });

  it('waits at a stop for what is under way, after which nothing comes', async () => {
    let end = (): void => undefined;
    let begun = (): void => undefined;
    const hasBegun = new Promise<void>((done) => {
      begun = done;
    });
    const work = vi.fn(() => {
      begun();
      return new Promise<void>((done) => {
        end = done;
      });
    });
    const schedule = again(work, { firstMs: 0, pauseMs: 0 });
    await hasBegun;
    const order: string[] = [];
    const stopped = schedule.stop().then(() => order.push('stopped'));
    await new Promise((done) => setImmediate(done));
    order.push('ended');
    end();
    await stopped;
    expect(order).toEqual(['ended', 'stopped']);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
