/**
 * Text of anybody, checked in a thread of its own: whatever is in it, nobody else waits for it, and it is over in time.
 * One text after the other. The thread begins with the first and ends a while after the last.
 */
import type { Worker } from 'node:worker_threads';
import type { Finding } from './finding.ts';
import { newWorker } from './pool.ts';
import type { Report } from './validate.ts';

export interface ApartRequest {
  bytes: Uint8Array;
  /** How findings name it. */
  file: string;
  profile: 'rec' | 'rofr';
  /** UTC seconds. */
  now: string;
}

/** A report, of whose findings the first are given; `left`: how many are not. */
export interface ApartReport extends Pick<Report, 'profile' | 'summary'> {
  findings: Finding[];
  left: number;
}

/** `ready`: the schemas are read. */
export type ApartReply = { ready: true } | { report: ApartReport } | { failure: string };

export interface Apart {
  /** Throws TooLong after `limitMs`; Error if the schemas cannot be read. */
  check(request: ApartRequest): Promise<ApartReport>;
  /** Ends the thread; what is under way fails. */
  stop(): Promise<void>;
}

/** It was given up: what was checked would take longer than anybody may. */
export class TooLong extends Error {
  override name = 'TooLong';
}

interface ApartLimits {
  /** For one text; the start of the thread (half a second, some more on a busy machine) is not counted. */
  limitMs: number;
  /** The thread takes some 60 MB. */
  idleMs: number;
}

const LIMITS: ApartLimits = { limitMs: 10_000, idleMs: 60_000 };

/** What is under way. */
interface Waiting {
  /** The thread has begun. */
  ready(): void;
  done(report: ApartReport): void;
  fail(error: unknown): void;
}

export function openApart(xsdDir: string, { limitMs, idleMs }: ApartLimits = LIMITS): Apart {
  let worker: Worker | null = null;
  let waiting: Waiting | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const end = async (why: unknown): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    waiting?.fail(why);
    await ending?.terminate();
  };

  const begin = (): Worker => {
    const thread = newWorker('apart-worker', { xsdDir });
    thread.on('message', (reply: ApartReply) => {
      if ('ready' in reply) waiting?.ready();
      else if ('report' in reply) waiting?.done(reply.report);
      else void end(new Error(reply.failure));
    });
    // Of a thread that was ended already, nobody waits for an answer.
    const ended = (error: unknown) => {
      if (worker === thread) void end(error);
    };
    thread.on('error', ended);
    thread.on('exit', () => ended(new Error('The thread that checks has ended.')));
    return thread;
  };

  const ask = async (request: ApartRequest): Promise<ApartReport> => {
    clearTimeout(idle);
    let timer: NodeJS.Timeout | undefined;
    const late = new TooLong(`It was not checked within ${limitMs / 1000} s.`);
    try {
      return await new Promise<ApartReport>((done, fail) => {
        const ready = () => {
          timer = setTimeout(() => void end(late), limitMs);
          worker?.postMessage(request);
        };
        waiting = { ready, done, fail };
        if (worker === null) worker = begin();
        else ready();
      });
    } finally {
      waiting = null;
      clearTimeout(timer);
      idle = setTimeout(() => void end(null), idleMs);
      idle.unref();
    }
  };

  return {
    check(request) {
      const mine = last.then(
        () => ask(request),
        () => ask(request),
      );
      last = mine;
      return mine;
    },
    stop: () => end(new Error('The service is stopping.')),
  };
}
