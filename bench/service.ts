/** The service as an operator starts it, as a process of its own, and what can be asked of the process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Running {
  port: number;
  /** Resident memory in MB: now, and the most since the start. */
  memory(): { now: number; most: number };
  /** Seconds of computing so far, all threads: on a busy machine they tell more than the clock. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Starts a Node program (or another) that will listen on a free port of loopback, its output in `log`. */
export async function start(
  command: string,
  args: (port: number) => string[],
  env: (port: number) => Record<string, string>,
  log: string,
): Promise<Running> {
  const port = await freePort();
  const output = openSync(log, 'w');
  const child = spawn(command, args(port), {
    env: { ...process.env, ...env(port) },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { port, memory: () => memoryOf(child), cpu: () => cpuOf(child), stop };
}

/** Waits until `url` answers 200. Throws if it does not within `seconds`. */
export async function untilReady(url: string, seconds: number): Promise<void> {
  const last = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    if (performance.now() > last)
      throw new Error(`${url} did not answer 200 within ${seconds} s; see its log.`);
    await sleep(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** From /proc (Linux). */
function memoryOf({ pid }: ChildProcess): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024);
  return { now: of('VmRSS'), most: of('VmHWM') };
}

/** Fields 14 and 15 of /proc/<pid>/stat (proc(5)), in ticks of 10 ms; the command in field 2 may contain blanks. */
function cpuOf({ pid }: ChildProcess): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
