/**
 * Does a searchable registry show what we publish? `updated` in our served bytes is our datestamp (design P4), so its
 * rr.resource (RegTAP 1.2 §8.1) tells exactly which version it has. Not for: who asks when (src/visibility.ts).
 */
import { type TapService, tapQuery } from '../harvest/tap.ts';
import { TapFault } from '../harvest/tap-table.ts';
import { openCircuit } from '../net/circuit.ts';
import { REAL_CLOCK } from '../net/clock.ts';
import { EXCHANGE_LIMITS, openClient } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';
import { openHosts } from '../net/hosts.ts';
import { PATIENCE } from '../net/polite.ts';
import { withoutSlashAtEnd } from '../resource/address.ts';
import { utcSeconds } from '../resource/dates.ts';
import { authorityOf, ivoidKey } from '../resource/ivoid.ts';
import type { Searchable } from '../resource/registry-file.ts';
import type { OwnRecord, VisibleCheck, VisibleCounts, VisibleProblem } from '../store/visible.ts';
import { sentence } from '../words/say.ts';

/** What is asked about: whole authorities, or single records; both in lower case. */
export interface Scope {
  authorities: string[];
  keys: string[];
}

interface Asking {
  scope: Scope;
  /** Our records within the scope, by key. */
  own: Map<string, OwnRecord>;
  /** Milliseconds since 1970, and what harvesters may take. */
  now: number;
  graceMs: number;
  /** Who asks (HV-02). */
  userAgent: string;
  from: string | null;
  signal: AbortSignal;
}

/** Problems that are named for each service; the counts have all. */
const MOST_PROBLEMS = 1_000;
/** Rows asked for at a time: a service may send fewer. */
const PAGE = 5_000;
const MOST_PAGES = 1_000;
/** For one service in all. */
const SERVICE_MS = 15 * 60_000;
/** Of an operator's time: two tries, and no pause of an hour. */
const BRIEF = { ...PATIENCE, tries: 2, firstMs: 1_000, busyMs: 5_000, longestRetryAfterMs: 30_000 };
const LIMITS = { ...EXCHANGE_LIMITS, idleMs: 60_000, totalMs: 180_000 };

/** A row of rr.resource, as it is written there. */
interface TheirRecord {
  ivoid: string;
  updated: string;
  from: string;
}

/** Asks one service. What it does wrong is in the result. @throws only the signal's reason */
export async function askVisible(service: Searchable, asking: Asking): Promise<VisibleCheck> {
  const { userAgent, from, signal, now } = asking;
  const allowPrivate = service.allowPrivate ?? false;
  const client = openClient({ userAgent, from, allowPrivate, limits: LIMITS });
  const polite = {
    ...{ client, hosts: openHosts({ concurrency: 1, delayMs: 100 }, REAL_CLOCK), circuit: openCircuit() },
    ...{ patience: BRIEF, clock: REAL_CLOCK, deadline: Date.now() + SERVICE_MS },
  };
  const base = { service: service.id, askedAt: utcSeconds(new Date(now).toISOString()) ?? '' };
  const unasked = (error: string): VisibleCheck => ({ ...base, error, counts: null, problems: [] });
  try {
    const tap = { url: withoutSlashAtEnd(service.tap), polite, signal };
    const judged = new Judgement(asking);
    for (const where of conditions(asking.scope))
      for await (const rows of pages(tap, where)) for (const row of rows) judged.see(row);
    return { ...base, error: null, ...judged.conclude() };
  } catch (error) {
    if (error instanceof ExchangeFault) return unasked(sentence(error.why));
    if (error instanceof TapFault) return unasked(error.message);
    throw error;
  } finally {
    client.close();
  }
}

/** RegTAP has ivoids in lower case (RegTAP 1.2 §4.3). A `_` in LIKE stands for any letter: what comes too much is left out. */
function conditions({ authorities, keys }: Scope): string[] {
  return [
    ...authorities.map((authority) => {
      const name = quoted(`ivo://${authority}`);
      return `(ivoid = '${name}' OR ivoid LIKE '${name}/%')`;
    }),
    ...keys.map((key) => `ivoid = '${quoted(key)}'`),
  ];
}

/**
 * Everything, in the order of ivoids as the service sorts them; each page begins behind the one before. Until one is
 * empty: a service may send fewer rows than it is asked for, and CSV has no word for that.
 * @throws TapFault, ExchangeFault, the signal's reason
 */
async function* pages(tap: TapService, where: string): AsyncGenerator<TheirRecord[]> {
  const seen = new Set<string>();
  let after = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const beyond = after === '' ? '' : ` AND ivoid > '${quoted(after)}'`;
    const query = `SELECT TOP ${PAGE} ivoid, updated, harvested_from FROM rr.resource WHERE ${where}${beyond} ORDER BY ivoid`;
    const { columns, rows } = await tapQuery(tap, query, PAGE);
    if (rows.length === 0) return;
    const at = (name: string) => {
      const column = columns.indexOf(name);
      if (column < 0) throw new TapFault('answer', `The answer has no column ${name}.`);
      return column;
    };
    const [ivoid, updated, from] = [at('ivoid'), at('updated'), at('harvested_from')];
    yield rows.map((row) => ({
      ivoid: row[ivoid] ?? '',
      updated: row[updated] ?? '',
      from: row[from] ?? '',
    }));
    after = rows.at(-1)?.[ivoid] ?? '';
    if (after === '' || seen.has(after)) throw new TapFault('answer', 'The service repeats its rows.');
    seen.add(after);
    // One record has no second page.
    if (where.startsWith('ivoid = ')) return;
  }
  throw new TapFault('answer', `The service has more than ${MOST_PAGES} pages of an authority of ours.`);
}

/** For an ADQL string. */
function quoted(value: string): string {
  return value.replaceAll("'", "''");
}

/** Holds the rows of one service against ours. */
export class Judgement {
  readonly #asking: Pick<Asking, 'own' | 'now' | 'graceMs'>;
  readonly #authorities: Set<string>;
  readonly #keys: Set<string>;
  readonly #seen = new Set<string>();
  readonly #problems: VisibleProblem[] = [];
  readonly #counts: VisibleCounts = {
    ...{ active: 0, visible: 0, fresh: 0, waiting: 0 },
    ...{ stale: 0, missing: 0, resurrected: 0, foreign: 0 },
  };

  constructor(asking: Pick<Asking, 'scope' | 'own' | 'now' | 'graceMs'>) {
    this.#asking = asking;
    this.#authorities = new Set(asking.scope.authorities);
    this.#keys = new Set(asking.scope.keys);
  }

  see(row: TheirRecord): void {
    const key = ivoidKey(row.ivoid);
    if (this.#seen.has(key) || !(this.#authorities.has(authorityOf(key)) || this.#keys.has(key))) return;
    this.#seen.add(key);
    const own = this.#asking.own.get(key);
    const theirs = utcSeconds(row.updated);
    const from = row.from === '' ? null : row.from;
    if (own === undefined) {
      this.#found(row.ivoid, 'foreign', { since: null, theirs, from });
    } else if (own.deleted) {
      this.#late(own, 'resurrected', { theirs, from });
    } else if (theirs === own.datestamp) {
      this.#counts.fresh += 1;
    } else if (theirs === null || theirs < own.datestamp) {
      this.#late(own, 'stale', { theirs, from });
    } else {
      // Later than anything that was ever served here: somebody else publishes it too.
      this.#found(own.ivoid, 'foreign', { since: own.datestamp, theirs, from });
    }
  }

  /** What they have not shown is missing, if it is active: searchable registries leave the others out (RI-34). */
  conclude(): Pick<VisibleCheck, 'counts' | 'problems'> {
    for (const own of this.#asking.own.values()) {
      if (own.deleted || own.status !== 'active') continue;
      this.#counts.active += 1;
      if (this.#seen.has(own.key)) this.#counts.visible += 1;
      else this.#late(own, 'missing', { theirs: null, from: null });
    }
    return { counts: this.#counts, problems: this.#problems };
  }

  /** A problem once harvesters have had their time. */
  #late(
    { ivoid, datestamp: since }: OwnRecord,
    state: 'stale' | 'missing' | 'resurrected',
    rest: Pick<VisibleProblem, 'theirs' | 'from'>,
  ): void {
    const { now, graceMs } = this.#asking;
    if (now - Date.parse(since) <= graceMs) this.#counts.waiting += 1;
    else this.#found(ivoid, state, { since, ...rest });
  }

  #found(
    ivoid: string,
    state: VisibleProblem['state'],
    rest: Pick<VisibleProblem, 'since' | 'theirs' | 'from'>,
  ): void {
    this.#counts[state] += 1;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ ivoid, state, ...rest });
  }
}
