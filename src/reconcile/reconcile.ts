/**
 * One run: what is linked, compared three ways; what is not, with its candidates; what other registries hold of ours.
 * Deterministic: the same records, links and time give the same result, byte for byte. Writes nothing (P9).
 */

import type { Consent } from '../resource/registry-file.ts';
import { type Held, type Holder, type OwnRecord, sightings } from './elsewhere.ts';
import { heldBack } from './held.ts';
import type { Known } from './known.ts';
import { decidedPairs, linkedEntries, pairKey, type ReviewedLinks } from './linked.ts';
import type { Matcher } from './matcher.ts';
import type { Comparison } from './pair-status.ts';
import { doubleEntries, relatedEntries } from './related.ts';
import { type Bulk, countStatuses, type Entry, type Reconciliation, type SourceView } from './result.ts';
import type { Scope } from './scope.ts';
import { scopeEntries } from './scope-entries.ts';
import { missingEntries, missingHere } from './taken-over.ts';
import { isLinkable, spaseIsComplete, unlinkedEntries } from './unlinked.ts';
import { openWorld } from './world.ts';

export interface ReconcileJob {
  known: Known;
  reviewed: ReviewedLinks[];
  /** Ids in lower case of harvested records that could not be read. */
  quarantined: ReadonlySet<string>;
  scope: Scope | null;
  /** Owners who have agreed that their records become ours. */
  consents: Consent[];
  matcher: Matcher;
  comparison: Comparison;
  /** Our records as published, and as other registries hold them. */
  own: OwnRecord[];
  held: Held[];
  holders: Holder[];
  /** Statuses of the run before, by pair; null at the first. */
  before: Record<string, string> | null;
  /** UTC seconds. */
  at: string;
  commit: string | null;
}

export function reconcile(job: ReconcileJob): Reconciliation {
  const { known, reviewed, scope } = job;
  const links = reviewed.flatMap((one) => one.links);
  const world = openWorld(known, links, job.quarantined);
  const decided = decidedPairs(reviewed);
  const linked = linkedEntries(reviewed, world, job.comparison);
  const { entries, bulk, caveats } =
    scope === null ? everything(job, decided) : withinScope(scope, job, decided);
  const all = [...linked, ...entries];
  return {
    version: 1,
    scope: scope?.name ?? 'all',
    at: job.at,
    here: { records: known.own.length, links: links.length, commit: job.commit },
    sources: known.sources.map(sourceView),
    entries: all,
    bulk,
    sightings: sightings(job.own, job.held, job.holders).filter(({ finding }) => finding !== 'same'),
    counts: countStatuses(all, bulk),
    caveats: [...caveats, ...incomplete(known)],
    held: heldBack(all, job.before),
  };
}

interface Found {
  entries: Entry[];
  bulk: Bulk[];
  caveats: string[];
}

function everything(
  { known, reviewed, matcher, consents }: ReconcileJob,
  decided: ReadonlySet<string>,
): Found {
  const { entries, outOfScope } = unlinkedEntries(known, reviewed, decided, matcher);
  const told = new Set([...decided, ...pairsOf(entries)]);
  const related = relatedEntries(known, known.own.filter(isLinkable), told);
  const doubles = doubleEntries(known);
  const spoken = [
    ...reviewed.flatMap(({ links }) => links.map(({ object }) => object)),
    ...objectsOf([...entries, ...related.entries]),
  ];
  const missing = missingEntries(missingHere(known, consents, new Set(spoken.map((id) => id.toLowerCase()))));
  const caveats =
    outOfScope === 0
      ? []
      : [`${outOfScope} of our records are about other things than SPASE describes, and are not listed.`];
  const found = new Set(related.entries.map(({ here }) => here?.id));
  // What has a relation is not missing, though nothing there is like it.
  const alone = entries.filter(({ status, here }) => status !== 'missing-there' || !found.has(here?.id));
  return {
    entries: [...alone, ...related.entries, ...doubles, ...missing.entries],
    bulk: [...related.bulk, ...missing.bulk],
    caveats,
  };
}

function objectsOf(entries: Entry[]): string[] {
  return entries.flatMap(({ there }) => (there === null ? [] : [there.id]));
}

/** Pairs that entries speak of. */
function pairsOf(entries: Entry[]): string[] {
  return entries.flatMap(({ here, there }) =>
    here === null || there === null ? [] : [pairKey(here.id, there.id)],
  );
}

function withinScope(scope: Scope, { known, matcher }: ReconcileJob, decided: ReadonlySet<string>): Found {
  const { entries, bulk, unseen } = scopeEntries(scope, known, decided, matcher);
  const names = [...new Set(unseen.map(({ row, name }) => `${row} (${name})`))];
  const caveats =
    names.length === 0
      ? []
      : [`No source shows the IVOA side of these rows of the scope’s table: ${names.join(', ')}.`];
  return { entries, bulk, caveats };
}

function sourceView({
  id,
  url,
  records,
  lastFull,
  lastIncremental,
  complete,
}: Known['sources'][number]): SourceView {
  return { id, url, records, asOf: lastIncremental ?? lastFull, isComplete: complete };
}

function incomplete(known: Known): string[] {
  const unsure = known.sources.filter(({ complete }) => !complete);
  const sentences = unsure.map(({ id, reason, alarm }) => {
    const why = alarm ?? reason ?? 'its last harvest did not end';
    return `Nothing is concluded from what ${id} does not have: ${why.replace(/\.$/, '')}.`;
  });
  if (!spaseIsComplete(known) && !known.sources.some(({ model }) => model === 'spase')) {
    sentences.push('No SPASE source has been harvested: add one to registry.json and run voreg harvest.');
  }
  return sentences;
}
