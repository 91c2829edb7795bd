/** A round over many services: one call at a time for a host, several hosts at a time, and an end to it all. */
import { openCircuit } from '../../net/circuit.ts';
import { type Clock, REAL_CLOCK } from '../../net/clock.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits, openClient } from '../../net/exchange.ts';
import { openHosts } from '../../net/hosts.ts';
import { PATIENCE } from '../../net/polite.ts';
import type { Endpoint, Outcome } from '../../store/monitor.ts';
import { askTask } from './ask.ts';
import type { Task } from './endpoints.ts';
import { outcomeOf, problem } from './problems.ts';
import { taplint } from './taplint.ts';

export interface RoundOptions {
  /** Who asks (HV-02). */
  userAgent: string;
  from: string | null;
  /** Names of hosts that may be in a private network, in lower case. */
  privateHosts: ReadonlySet<string>;
  /** Whether STILTS looks at TAP services too. */
  taplint: boolean;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<RoundLimits>;
}

export interface RoundLimits {
  exchange: Partial<ExchangeLimits>;
  /** Bytes of an answer that are looked at. */
  mostBytes: number;
  slowSeconds: number;
  /** Between the beginnings of two calls to one host. */
  delayMs: number;
  /** For the whole round. */
  roundMs: number;
  /** Hosts at the same time. */
  hosts: number;
  clock: Clock;
}

const LIMITS: RoundLimits = {
  exchange: {},
  mostBytes: 1024 * 1024,
  slowSeconds: 10,
  delayMs: 500,
  roundMs: 30 * 60_000,
  hosts: 8,
  clock: REAL_CLOCK,
};

/** A person, or a program of theirs, waits no longer than that for a service. */
const EXCHANGE = {
  ...EXCHANGE_LIMITS,
  ...{ connectMs: 15_000, idleMs: 30_000, totalMs: 60_000 },
  // More than is looked at: what is left over when reading stops is not an error.
  ...{ maxBytes: 8 * 1024 * 1024, maxDecodedBytes: 16 * 1024 * 1024 },
};
/** Once more after a second: a single lost packet is no outage. */
const BRIEF = { ...PATIENCE, tries: 2, firstMs: 1_000, busyMs: 5_000, longestRetryAfterMs: 30_000 };

/** The tasks with what came of them, in their order. What is asked by several records is asked once. @throws the signal's reason */
export async function askAll(tasks: Task[], options: RoundOptions): Promise<(Endpoint & Outcome)[]> {
  const limits = { ...LIMITS, ...options.limits };
  const { clock } = limits;
  const shared = {
    hosts: openHosts({ concurrency: 1, delayMs: limits.delayMs }, clock),
    ...{ patience: BRIEF, clock, deadline: clock.now() + limits.roundMs },
  };
  const { userAgent, from } = options;
  const client = (allowPrivate: boolean) =>
    openClient({ userAgent, from, allowPrivate, limits: { ...EXCHANGE, ...limits.exchange } });
  const clients = { named: client(true), others: client(false) };
  const results = new Map<Task, Outcome>();
  const total = tasks.length;
  try {
    const groups = [...byHost(tasks).entries()];
    const worker = async () => {
      for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
        const [host, some] = group;
        const polite = {
          ...{ ...shared, circuit: openCircuit() },
          client: options.privateHosts.has(host) ? clients.named : clients.others,
        };
        const { signal } = options;
        const { mostBytes, slowSeconds } = limits;
        const known = new Map<string, Outcome>();
        for (const task of some) {
          signal.throwIfAborted();
          const question = questionOf(task);
          const outcome =
            known.get(question) ??
            withoutService(task, known) ??
            (task.what === 'taplint'
              ? await taplint(task.ask, signal)
              : await askTask({ polite, signal, mostBytes, slowSeconds }, task));
          known.set(question, outcome);
          results.set(task, outcome);
          options.onProgress?.(results.size, total);
        }
      }
    };
    await Promise.all(Array.from({ length: limits.hosts }, worker));
  } finally {
    for (const one of Object.values(clients)) one.close();
  }
  const isOffline = nobodyAnswers(results);
  return tasks.map((task) => {
    const { ivoid, title, url, what, about } = task;
    const outcome = results.get(task) ?? outcomeOf([problem('budget', 'The round ended before it.')], null);
    return { ivoid, title, url, what, about, ...(isOffline ? OFFLINE : outcome) };
  });
}

const OFFLINE = outcomeOf(
  [problem('offline', 'None of all the hosts answers: it is rather this machine that has no network.')],
  null,
);
/** Fewer may well be down at the same time. */
const OFFLINE_HOSTS = 3;
const SILENT = new Set(['unreachable', 'timeout', 'paused']);

/** Whether nobody at all was reached, of several hosts: that says more about us than about them. */
function nobodyAnswers(results: Map<Task, Outcome>): boolean {
  const hosts = new Set<string>();
  for (const [{ ask }, { problems }] of results) {
    const code = problems[0]?.code ?? '';
    // What was not tried at all says nothing either way.
    if (code === 'private' || code === 'address') continue;
    if (!SILENT.has(code)) return false;
    hosts.add(hostOf(ask));
  }
  return hosts.size >= OFFLINE_HOSTS;
}

/**
 * What is only looked at where the TAP service itself answers: its tables, which would say the same once more; and all
 * by STILTS, which makes requests of its own and is only sent where the careful client has been and come back.
 */
function withoutService(task: Task, known: Map<string, Outcome>): Outcome | null {
  if (task.what !== 'taplint' && task.what !== 'tap-columns') return null;
  const tap = known.get(questionOf({ ...task, what: 'tap', about: '' }));
  if (tap !== undefined && tap.state !== null && tap.state !== 'down') return null;
  return outcomeOf([problem('paused', 'The TAP service itself did not answer.')], null);
}

/** Capabilities are held against the record that names them, so they are asked for each. */
function questionOf({ what, ask, about, ivoid }: Task): string {
  return `${what} ${about} ${what === 'vosi-capabilities' ? ivoid : ''} ${ask}`;
}

/** By the name of the host: http and https, and two ports, are one machine. */
function byHost(tasks: Task[]): Map<string, Task[]> {
  const groups = new Map<string, Task[]>();
  for (const task of tasks) {
    const host = hostOf(task.ask);
    const group = groups.get(host);
    if (group === undefined) groups.set(host, [task]);
    else group.push(task);
  }
  return groups;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/^\[|\]$/g, '') : '';
}
