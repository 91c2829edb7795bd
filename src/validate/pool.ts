/** Many files on all cores: threads that each hold the schemas and check a share. Results come in the order of the files. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SchemaFolderError } from '../xml/schema.ts';
import type { FileResult, Source, Task } from './file.ts';

/** What a thread needs to begin. */
export interface PoolData {
  xsdDir: string;
  /** `xsd`: no rules, for measurements. */
  profile: 'rec' | 'rofr' | 'xsd';
  /** UTC seconds. */
  now: string;
}

export interface Request {
  task: Task;
  sources: Source[];
}

/** Findings of a share of the files; or why the thread cannot work at all. */
export type Reply = { results: FileResult[] } | { failure: string };

/** Each thread takes some 60 MB; more than two gain little beside reading the disk, and memory is promised (< 300 MB). */
const MOST_THREADS = 2;
/** Files in a share: some hundred kilobytes of records. */
const SHARE = 24;
/** Shares that are handed out before the first of them is taken back: results waiting for their turn are memory too. */
const AHEAD = 16;

/**
 * Treats the files and gives the results in their order. Throws SchemaFolderError; what ends a thread otherwise is
 * thrown as it came. The threads end with the generator, also when it is left early.
 */
export async function* treatFiles(sources: Source[], task: Task, data: PoolData): AsyncGenerator<FileResult> {
  const shares: Source[][] = [];
  for (let i = 0; i < sources.length; i += SHARE) shares.push(sources.slice(i, i + SHARE));
  const threads = Array.from({ length: Math.min(MOST_THREADS, availableParallelism(), shares.length) }, () =>
    startThread(data),
  );
  const waiting: Promise<FileResult[]>[] = [];
  const handOut = (): void => {
    const share = shares.shift();
    if (share === undefined) return;
    const idle = threads.reduce((least, thread) => (thread.load() < least.load() ? thread : least));
    const answer = idle.ask({ task, sources: share });
    // Taken back in order: one that fails meanwhile is not an unhandled rejection.
    answer.catch(() => undefined);
    waiting.push(answer);
  };
  try {
    for (let i = 0; i < AHEAD; i += 1) handOut();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      yield* await next;
      handOut();
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

interface Thread {
  /** Shares that it has not answered. */
  load(): number;
  ask(request: Request): Promise<FileResult[]>;
  stop(): Promise<unknown>;
}

function startThread(data: PoolData): Thread {
  const worker = newWorker('pool-worker', data);
  const asked: { resolve: (results: FileResult[]) => void; reject: (error: unknown) => void }[] = [];
  let ended: unknown = null;
  const end = (error: unknown) => {
    ended ??= error;
    for (const { reject } of asked.splice(0)) reject(error);
  };
  // Answers come in the order of the questions.
  worker.on('message', (reply: Reply) => {
    if ('failure' in reply) end(new SchemaFolderError(reply.failure));
    else asked.shift()?.resolve(reply.results);
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`A thread of the validation ended with code ${code}.`)));
  return {
    load: () => asked.length,
    async ask(request) {
      if (ended !== null) throw ended;
      const answer = new Promise<FileResult[]>((resolve, reject) => asked.push({ resolve, reject }));
      worker.postMessage(request);
      return answer;
    },
    stop: () => worker.terminate(),
  };
}

/** The thread's program lies beside this file, as in store/pglite.ts: run from source, it is told to load tsx. */
export function newWorker(program: 'pool-worker' | 'apart-worker', workerData: unknown): Worker {
  const compiled = import.meta.url.endsWith('.js');
  const loadTsx = `import { register } from 'node:module'; register('tsx/esm', ${JSON.stringify(import.meta.url)}, { data: {} });`;
  return new Worker(new URL(`${program}.${compiled ? 'js' : 'ts'}`, import.meta.url), {
    workerData,
    execArgv: compiled ? [] : ['--import', `data:text/javascript,${encodeURIComponent(loadTsx)}`],
    // Records are small: without a limit the collector lets garbage grow to hundreds of megabytes before it works.
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 },
  });
}
