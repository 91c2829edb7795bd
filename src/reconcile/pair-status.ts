/**
 * The status of one linked pair: compared three ways, here, there, and as both were when the link was accepted.
 * Pure and deterministic: the same records and links always give the same status.
 */
import type { Fields } from '../resource/fields.ts';
import type { AcceptedFields } from './links/accepted.ts';
import { IDENTITY, type Link } from './links/link.ts';
import type { Status } from './statuses.ts';

/** One end of a link as the newest complete knowledge has it. */
export type Side =
  | { kind: 'present'; fields: Fields; digest: string }
  /** `isCertain` false: the harvest that does not have it was not complete (P8), so nothing follows. */
  | { kind: 'gone'; isCertain: boolean; reason: string; movedTo: string | null }
  | { kind: 'unreadable'; reason: string };

/** Which side changed a field since the link was accepted. */
export type ChangedBy = 'here' | 'there' | 'both' | 'neither' | 'unknown';

export interface FieldDifference {
  field: string;
  severity: 'identity' | 'high' | 'medium' | 'low' | 'info';
  /** As shown to a person; null where the side has no value. */
  here: string | null;
  there: string | null;
  changedBy: ChangedBy;
}

/** What compares two records field by field (compare-fields.ts). */
export interface Comparison {
  differences(here: Fields, there: Fields): Omit<FieldDifference, 'changedBy'>[];
  digests(fields: Fields): Record<string, string>;
}

export interface LinkedPair {
  link: Link;
  here: Side;
  there: Side;
  accepted: AcceptedFields | null;
  /** Sentences of what else claims one of the ends; empty if nothing does. */
  conflicts: string[];
  claims: string[];
  /** An identifier in one record that names the other (matching.md §2, ranks 2 to 4); reopens a rejection. */
  newKey: string | null;
}

export interface PairStatus {
  status: Status;
  /** One sentence: why. */
  reason: string;
  differences: FieldDifference[];
}

/** First rule that applies. */
export function pairStatus(pair: LinkedPair, comparison: Comparison): PairStatus {
  const { link, here, there } = pair;
  const say = (status: Status, reason: string): PairStatus => ({ status, reason, differences: [] });
  if (link.isRejected) {
    if (pair.newKey === null) return say('rejected', link.comment ?? 'A curator said no.');
    return say('candidate', `It was rejected, but ${pair.newKey} names the other record now.`);
  }
  for (const side of [here, there]) {
    if (side.kind === 'unreadable') return say('unverifiable', side.reason);
    if (side.kind === 'gone' && !side.isCertain) return say('unverifiable', side.reason);
  }
  if (pair.conflicts.length > 0) return say('conflicting-authority', pair.conflicts.join(' '));
  if (there.kind === 'gone') {
    if (there.movedTo !== null)
      return say('moved', `${link.object} is gone; ${there.movedTo} names it as a former identifier.`);
    return say('orphaned', there.reason);
  }
  if (here.kind === 'gone') {
    if (here.movedTo !== null)
      return say('moved', `${link.subject} is gone; ${here.movedTo} takes its place.`);
    return say('orphaned', here.reason);
  }
  if (pair.claims.length > 0) return say('duplicate-claim', pair.claims.join(' '));
  if (link.predicate !== IDENTITY) return say('related', `${link.predicate}: both records exist.`);
  if (here.kind !== 'present' || there.kind !== 'present')
    throw new Error('A side that is neither gone nor readable.');
  return compared(here.fields, there.fields, pair.accepted, comparison);
}

function compared(
  here: Fields,
  there: Fields,
  accepted: AcceptedFields | null,
  comparison: Comparison,
): PairStatus {
  const differing = comparison.differences(here, there);
  if (differing.length === 0)
    return { status: 'in-sync', reason: 'All compared fields agree.', differences: [] };
  const ours = comparison.digests(here);
  const theirs = comparison.digests(there);
  const differences = differing.map((difference) => ({
    ...difference,
    changedBy: changedBy(
      accepted?.[difference.field],
      ours[difference.field] ?? '',
      theirs[difference.field] ?? '',
    ),
  }));
  // What is only worth knowing (keywords, landing pages) is shown, but makes no pair differ.
  const grave = differences.filter(({ severity }) => severity !== 'info');
  if (grave.length === 0) return { status: 'in-sync', reason: 'All compared fields agree.', differences };
  const by = new Set(grave.map((difference) => difference.changedBy));
  const names = grave.map(({ field }) => field).join(', ');
  if (by.size === 1 && by.has('there')) {
    return {
      status: 'stale-here',
      reason: `Changed there since the link was accepted: ${names}.`,
      differences,
    };
  }
  if (by.size === 1 && by.has('here')) {
    return {
      status: 'stale-there',
      reason: `Changed here since the link was accepted: ${names}.`,
      differences,
    };
  }
  return { status: 'diverged', reason: `The two differ in ${names}.`, differences };
}

function changedBy(
  base: { subject: string; object: string } | undefined,
  ours: string,
  theirs: string,
): ChangedBy {
  if (base === undefined) return 'unknown';
  const here = base.subject !== ours;
  const there = base.object !== theirs;
  if (here && there) return 'both';
  return here ? 'here' : there ? 'there' : 'neither';
}
