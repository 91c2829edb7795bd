/** A run of reconciling in a few kilobytes, for the page /reconcile: counts, and of what asks for a person some of each. */
import { cut } from '../../words/say.ts';
import { ELSEWHERE } from '../elsewhere.ts';
import type { Entry, Reconciliation } from '../result.ts';
import { STATUSES } from '../statuses.ts';

export interface ReconcileSummary {
  version: 1;
  scope: string;
  /** UTC seconds. */
  at: string;
  here: { records: number; links: number; commit: string | null };
  sources: { id: string; records: number; asOf: string | null; isComplete: boolean }[];
  /** Those that occur, in the order of statuses.ts. */
  statuses: { id: string; meaning: string; action: string; asks: boolean; count: number }[];
  /** Of statuses that ask for a person, some of each. */
  entries: SummaryEntry[];
  bulk: { status: string; owner: string; about: string | null; count: number; example: string | null }[];
  /** What other registries hold of our records otherwise than we published it. */
  sightings: { finding: string; meaning: string; count: number; examples: string[] }[];
  caveats: string[];
  held: string | null;
}

interface SummaryEntry {
  status: string;
  here: SummarySide | null;
  there: SummarySide | null;
  predicate: string | null;
  reason: string;
  /** 0 to 1; null where nothing was guessed. */
  score: number | null;
}

interface SummarySide {
  id: string;
  title: string;
  /** A page about it; null if none is known. */
  page: string | null;
}

/** A job for the service may have 64 kB, and the rest of the summary some. */
const ENTRIES_CHARACTERS = 24_000;
const MOST_OF_STATUS = 12;
const MOST_BULK = 15;
const MOST_SOURCES = 40;

export function summaryOf(result: Reconciliation): ReconcileSummary {
  const { scope, at, here, counts, held } = result;
  return {
    ...{ version: 1, scope, at, here, held: held === null ? null : cut(held, 500) },
    sources: result.sources.slice(0, MOST_SOURCES).map(({ id, records, asOf, isComplete }) => ({
      ...{ id: cut(id, 80), records, asOf, isComplete },
    })),
    statuses: STATUSES.filter(({ id }) => (counts[id] ?? 0) > 0).map((kind) => ({
      ...kind,
      count: counts[kind.id] ?? 0,
    })),
    entries: entriesOf(result.entries),
    bulk: result.bulk.slice(0, MOST_BULK).map(({ status, owner, about, count, examples }) => ({
      ...{ status, owner: cut(owner, 60), about: about === null ? null : cut(about, 60), count },
      example: examples[0] === undefined ? null : cut(examples[0].id, 150),
    })),
    sightings: sightingsOf(result.sightings),
    caveats: result.caveats.slice(0, 10).map((caveat) => cut(caveat, 300)),
  };
}

/** In turn, so that a status of thousands leaves room for the others. */
function entriesOf(entries: Entry[]): SummaryEntry[] {
  const asking = STATUSES.filter(({ asks }) => asks).map(({ id }) =>
    entries.filter(({ status }) => status === id).slice(0, MOST_OF_STATUS),
  );
  const chosen = new Set<Entry>();
  let size = 0;
  for (let round = 0; round < MOST_OF_STATUS; round += 1) {
    for (const group of asking) {
      const one = group[round];
      if (one === undefined) continue;
      size += JSON.stringify(entryOf(one)).length;
      if (size <= ENTRIES_CHARACTERS) chosen.add(one);
    }
  }
  return asking.flat().flatMap((one) => (chosen.has(one) ? [entryOf(one)] : []));
}

function entryOf({ status, here, there, predicate, reason, evidence }: Entry): SummaryEntry {
  return {
    ...{ status, here: sideOf(here), there: sideOf(there), predicate },
    reason: cut(reason, 300),
    score: evidence?.score ?? null,
  };
}

function sideOf(record: Entry['here']): SummarySide | null {
  if (record === null) return null;
  const { id, title, page } = record;
  return { id: cut(id, 200), title: cut(title, 160), page: page !== null && page.length > 300 ? null : page };
}

function sightingsOf(all: Reconciliation['sightings']): ReconcileSummary['sightings'] {
  return (Object.keys(ELSEWHERE) as (keyof typeof ELSEWHERE)[]).flatMap((finding) => {
    const found = all.filter((one) => one.finding === finding);
    if (found.length === 0 || finding === 'same') return [];
    const examples = found.slice(0, 5).map(({ ivoid, source }) => cut(`${ivoid} (${source})`, 300));
    return [{ finding, meaning: ELSEWHERE[finding], count: found.length, examples }];
  });
}
