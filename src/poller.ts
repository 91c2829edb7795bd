/** Looks at the records repository again and again, and publishes what is new: one publication at a time. */

import { isGitError } from './git/repository.ts';
import type { Metrics, PublicationOutcome } from './http/metrics.ts';
import type { LastLook } from './http/status.ts';
import type { Logger } from './log.ts';
import { short } from './publish/short.ts';
import { type Outcome, publish } from './publish.ts';
import { utcNow } from './resource/dates.ts';
import { DatabaseAway, DatabaseGone } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import { type Finding, formatFinding } from './validate/finding.ts';
import { publishJob, type Workplace } from './workplace.ts';

/** A failure that lasts comes with each look, every five seconds for a weekend. */
const SAY_AGAIN_MS = 600_000;

/** Findings that are shown at once; the rest is counted. */
const SHOWN_FINDINGS = 20;

export interface Poller {
  now(): Promise<void>;
  /** A look after the one under way, if there is one: what it saw may be older than what was told just now. */
  soon(): void;
  idle(): Promise<void>;
  last(): LastLook | null;
  failed: Promise<string>;
}

/**
 * One publication at a time; a look that comes meanwhile is left out, unless a push asks for one: all pushes meanwhile for
 * one. `signal` ends the waiting for another publisher: no error, nobody needs to hear of it.
 */
export function poller(
  workplace: Workplace,
  log: Logger,
  metrics: Metrics,
  signal: AbortSignal = new AbortController().signal,
): Poller {
  let running: Promise<void> | null = null;
  /** The commit that was tried last: published or refused, it need not be tried again. */
  let tried: string | null = null;
  let last: LastLook | null = null;
  let fail: (reason: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => {
    fail = resolve;
  });
  const once = async (): Promise<string | null> => {
    const head = await workplace.repository.head();
    const isTried = head === tried;
    if (isTried && !(await needsPublisher(workplace))) return last?.error ?? null;
    // Once at the start a refused commit is looked at again: the program and its rules may be new.
    const job = { ...publishJob(workplace, progressOf(log)), again: tried === null, signal };
    const outcome = await measured(metrics, () => publish(job));
    tried = head;
    if (isTried && outcome.kind === 'unchanged') log.debug('A publication that was announced is over.');
    else report(outcome, log);
    if (outcome.kind === 'published') await workplace.published.look();
    return outcome.kind === 'refused' ? `Commit ${short(outcome.commit)} was refused.` : null;
  };
  const failures = new Failures(log);
  const look = async () => {
    let isAway = false;
    const looked = once().then((refused) => {
      failures.over();
      return refused;
    });
    const error = await looked.catch((reason: unknown) => {
      if (signal.aborted && reason === signal.reason) return 'The service is stopping.';
      isAway = isGitError(reason);
      if (reason instanceof DatabaseGone) fail(reason.message);
      else failures.tell(reason);
      return messageOf(reason);
    });
    const at = utcNow();
    last = isAway
      ? { at, error, seenAt: last?.seenAt ?? null, awaySince: last?.awaySince ?? at }
      : { at, error, seenAt: at, awaySince: null };
  };
  let isAsked = false;
  const now = () => {
    running ??= look().finally(() => {
      running = null;
      if (isAsked) {
        isAsked = false;
        void now();
      }
    });
    return running;
  };
  return {
    now,
    soon() {
      if (running !== null) isAsked = true;
      else void now();
    },
    idle: async () => {
      while (running !== null) await running;
    },
    last: () => last,
    failed,
  };
}

/**
 * Whether there is something to do without a new commit: all must get new datestamps, or a publication (also voreg
 * touch) was announced. If its publisher died, responseDate stands still until another one takes the announcement back.
 */
async function needsPublisher({ db }: Workplace): Promise<boolean> {
  const { restamp, publication } = await readLedger(db);
  return restamp || publication !== null;
}

/** Counts and times a publication, whose result is an Outcome. Throws what it throws. */
export async function measured<T>(metrics: Metrics, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  let outcome: PublicationOutcome = 'failed';
  try {
    const result = await work();
    outcome = (result as Outcome).kind;
    return result;
  } finally {
    metrics.publication(outcome, (performance.now() - start) / 1000);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A repository or database that is away is news for the log, not the end: what was published stays up (P3). */
class Failures {
  readonly #log: Logger;
  #last = '';
  #saidAt = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Says at once what is new, and after ten minutes again what is not. */
  tell(error: unknown): void {
    const message = messageOf(error);
    const now = performance.now();
    if (message === this.#last && now - this.#saidAt < SAY_AGAIN_MS) {
      this.#log.debug(`Still: ${message}`);
      return;
    }
    this.#last = message;
    this.#saidAt = now;
    if (isGitError(error) || error instanceof DatabaseAway) {
      this.#log.error(`Nothing was published. ${message}`);
    } else {
      this.#log.error(
        { err: error },
        'Nothing was published because of an unexpected error; what was published stays up.',
      );
    }
  }

  /** A look went well. The same failure, should it come again, is news. */
  over(): void {
    if (this.#last !== '') this.#log.info('The records can be looked at again.');
    this.#last = '';
  }
}

/** Logs what a publication did, with the findings of a refused commit. */
export function report(outcome: Outcome, log: Logger): void {
  if (outcome.kind === 'unchanged') {
    log.info(`Commit ${short(outcome.commit)} is published already (generation ${outcome.generation}).`);
    return;
  }
  const refused = outcome.kind === 'refused' ? outcome : outcome.refused;
  if (refused !== null) reportRefusal(refused, log);
  if (outcome.kind !== 'published') return;
  if (outcome.restamped) log.warn(RESTAMPED);
  const { created, updated, deleted, withdrawn, saidAnew } = outcome;
  const moved = withdrawn.length === 0 ? '' : `, ${withdrawn.length} withdrawn`;
  const anew = saidAnew.length === 0 ? '' : `, ${saidAnew.length} said anew in further formats only`;
  const total = created.length + updated.length + deleted.length + withdrawn.length + saidAnew.length;
  log.info(
    total === 0
      ? `Commit ${short(outcome.commit)} is published; nothing in it changes what harvesters see (generation ${outcome.generation}).`
      : `Published commit ${short(outcome.commit)} as generation ${outcome.generation} with the datestamp ${outcome.datestamp}: ` +
          `${created.length} new, ${updated.length} updated, ${deleted.length} deleted${moved}${anew}.`,
  );
}

const RESTAMPED =
  'Everything has a new datestamp, as after a fail-over or a restore the database no longer knew what a replica had ' +
  'answered (or an operator said so): harvesters fetch everything once more and lose nothing.';

function reportRefusal({ commit, findings }: { commit: string; findings: Finding[] }, log: Logger): void {
  const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
  log.error(`Commit ${short(commit)} was refused with ${count}; what was published before stays up.`);
  for (const f of findings.slice(0, SHOWN_FINDINGS)) log.error(formatFinding(f));
  const more = findings.length - SHOWN_FINDINGS;
  if (more > 0) log.error(`… and ${more} more: see /status or run voreg publish.`);
}

/** Tells about a long publication every few seconds. */
function progressOf(log: Logger): (done: number, total: number) => void {
  const started = performance.now();
  let told = started;
  return (done, total) => {
    const now = performance.now();
    if (now - told < 2000) return;
    told = now;
    const left = ((now - started) / done) * (total - done);
    log.info(`Read ${done} of ${total} records; about ${Math.ceil(left / 1000)} s are left.`);
  };
}
