/**
 * A run in which many statuses change at once stops for a person (matching.md §6, safety): hpde changed 6,271 records in
 * one month by script, and a faulty harvest looks the same from here.
 */
import type { Entry } from './result.ts';

const MOST_PERCENT = 10;
/** Fewer changes than this are never held back. */
const FEW = 10;

/** Pair (or the one record) → status: what the next run is compared with. */
export function statusesOf(entries: Entry[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => [keyOf(entry), entry.status] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Why the run waits for a person; null if it need not. Only pairs that both runs know are compared. */
export function heldBack(entries: Entry[], before: Record<string, string> | null): string | null {
  if (before === null) return null;
  const now = statusesOf(entries);
  const known = Object.keys(before).filter((key) => Object.hasOwn(now, key));
  const changed = known.filter((key) => now[key] !== before[key]);
  if (changed.length <= FEW || changed.length * 100 <= known.length * MOST_PERCENT) return null;
  const kinds = new Map<string, number>();
  for (const key of changed) {
    const kind = `${before[key]} → ${now[key]}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const list = [...kinds].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${count} × ${kind}`);
  return (
    `${changed.length} of ${known.length} statuses changed since the last run (${list.slice(0, 3).join(', ')}), more than ` +
    `${MOST_PERCENT} %. Look at the sources; if it is right, run again with --accept-changes.`
  );
}

function keyOf({ here, there, predicate }: Entry): string {
  return [here?.id ?? '', predicate ?? '', there?.id ?? ''].join('\t');
}
