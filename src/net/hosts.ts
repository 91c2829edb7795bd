/** Politeness to a host, whoever of us asks it: few requests at a time, and a pause between them. */
import type { Clock } from './clock.ts';

export interface Courtesy {
  /** Requests at a time to one host, their bodies included. */
  concurrency: number;
  /** Between the beginnings of two requests to one host. */
  delayMs: number;
}

export interface Hosts {
  /** Resolves when it is our turn at this host; the result is called when the request is over. @throws the signal's reason */
  turn(host: string, signal: AbortSignal): Promise<() => void>;
}

interface Host {
  active: number;
  /** When the next request may begin. */
  next: number;
  waiting: (() => void)[];
}

/** One for all sources of a process: several registries live on one machine. */
export function openHosts(courtesy: Courtesy, clock: Clock): Hosts {
  const hosts = new Map<string, Host>();

  const turn = async (name: string, signal: AbortSignal) => {
    signal.throwIfAborted();
    const host = hosts.get(name) ?? { active: 0, next: 0, waiting: [] };
    hosts.set(name, host);
    host.active += 1;
    if (host.active > courtesy.concurrency) await inLine(host, signal);
    let left = false;
    const over = () => {
      if (left) return;
      left = true;
      host.active -= 1;
      host.waiting.shift()?.();
    };
    const now = clock.now();
    const start = Math.max(now, host.next);
    host.next = start + courtesy.delayMs;
    try {
      if (start > now) await clock.sleep(start - now, signal);
    } catch (error) {
      over();
      throw error;
    }
    return over;
  };
  return { turn };
}

/** `active` counts those in line as well: leaving lets the first of them in. */
function inLine(host: Host, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const enter = () => {
      signal.removeEventListener('abort', giveUp);
      done();
    };
    const giveUp = () => {
      host.waiting.splice(host.waiting.indexOf(enter), 1);
      host.active -= 1;
      fail(signal.reason);
    };
    host.waiting.push(enter);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
