/** Our records that no link speaks of: who could be their counterpart, or that there is none. */
import { type Known, type KnownRecord, ownerOf, viewOf } from './known.ts';
import { linkedSubjects, pairKey, type ReviewedLinks } from './linked.ts';
import type { Candidate, Matcher } from './matcher.ts';
import { type Entry, entry, type FeatureScore } from './result.ts';
import { isSandbox } from './scope.ts';
import { isHeliophysics } from './subjects.ts';

/** Shown for each record; a curator who finds none among five searches by hand. */
export const MOST_CANDIDATES = 5;

/** Types that are never linked (matching.md §6, out-of-scope). */
const NEVER = new Set([
  'Authority',
  'Registry',
  'Standard',
  'StandardKeyEnumeration',
  'ServiceStandard',
  'Document',
  'Person',
]);

/** Whether linking is for a record at all: of a kind that SPASE describes, about what SPASE is about, and no trial. */
export function isLinkable({ fields }: KnownRecord): boolean {
  return !NEVER.has(fields.type) && !isSandbox(ownerOf(fields.id)) && isHeliophysics(fields);
}

/** Entries `candidate` and `missing-there`, and how many records are out of scope. */
export function unlinkedEntries(
  known: Known,
  reviewed: ReviewedLinks[],
  decided: ReadonlySet<string>,
  matcher: Matcher,
): { entries: Entry[]; outOfScope: number } {
  const linked = linkedSubjects(reviewed);
  const isComplete = spaseIsComplete(known);
  let outOfScope = 0;
  const entries = known.own.flatMap((here) => {
    if (linked.has(here.fields.id.toLowerCase())) return [];
    if (!isLinkable(here)) {
      outOfScope += 1;
      return [];
    }
    const candidates = matcher
      .candidates(here, MOST_CANDIDATES * 2)
      .filter(({ there }) => !decided.has(pairKey(here.fields.id, there.fields.id)))
      .slice(0, MOST_CANDIDATES);
    if (candidates.length > 0)
      return candidates.map((candidate, rank) => candidateEntry(here, candidate, rank));
    return isComplete ? [missingThere(here)] : [];
  });
  return { entries, outOfScope };
}

/** P8: "nothing there" is only said of complete harvests. */
export function spaseIsComplete({ sources }: Known): boolean {
  const spase = sources.filter(({ model }) => model === 'spase');
  return spase.length > 0 && spase.every(({ complete, lastFull }) => complete && lastFull !== null);
}

export function candidateEntry(
  here: KnownRecord,
  { there, predicate, evidence }: Candidate,
  rank: number,
): Entry {
  const place = rank === 0 ? 'The record there that resembles it most' : `Candidate ${rank + 1}`;
  return entry({
    status: 'candidate',
    reason: `${place}, by ${strongest(evidence.features)}.`,
    here: viewOf(here),
    there: viewOf(there),
    predicate,
    proposal: evidence.zone === 'confident' ? 'certain' : 'review',
    evidence,
  });
}

function strongest(features: FeatureScore[]): string {
  const sorted = [...features].sort((a, b) => b.weight - a.weight).slice(0, 3);
  const names = sorted.filter(({ weight }) => weight > 0).map(({ name }) => name);
  return names.length === 0 ? 'nothing in particular' : names.join(', ');
}

export function missingThere(here: KnownRecord): Entry {
  return entry({
    status: 'missing-there',
    reason: 'No SPASE record resembles it in what was harvested.',
    here: viewOf(here),
  });
}
