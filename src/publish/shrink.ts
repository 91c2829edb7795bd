/**
 * A commit that takes away much of the registry at once is more often a mistake (a wrong folder, a bad merge) than a
 * wish, and tombstones are for ever: it waits for a person (field-reports: a crash at a source deleted all mirrors).
 */
import type { Database } from '../store/database.ts';
import { type Finding, finding } from '../validate/finding.ts';
import type { Acceptance } from './candidate.ts';
import type { Staging } from './staging.ts';

/** Fewer deletions than this are never held back. */
const FEW = 10;
/** Of MAX_SHRINK_PERCENT. */
export const DEFAULT_PERCENT = 20;
/** Shorter beginnings of a commit id name too many commits to be meant. */
const SHORTEST_COMMIT = 7;

/** For a dry run: what the service will say to a commit that takes away so many records of those `tree` has. */
export function shrinkNote(lost: number, tree: { path: string }[]): string[] {
  const files = tree.filter(({ path }) => /\.xml$/i.test(path)).length;
  if (lost <= FEW || lost * 100 <= files * DEFAULT_PERCENT) return [];
  return [
    `This takes away ${lost} of about ${files} records. Beyond MAX_SHRINK_PERCENT (${DEFAULT_PERCENT} unless it is set) ` +
      'the service holds such a commit back until an operator runs voreg publish --accept-shrink with it.',
  ];
}

/** A finding if what is staged takes away too much; none if a person has accepted just this commit. */
export async function shrinkFindings(
  job: { db: Database; commit: string; accept: Acceptance; maxShrinkPercent: number },
  { publication, changes: { deleted, withdrawn } }: Staging,
): Promise<Finding[]> {
  const { db, commit, accept, maxShrinkPercent } = job;
  // After a restore, tombstones are staged anew as well: the count below tells them from what is really lost.
  if (deleted.length + withdrawn.length <= FEW || isAccepted(commit, accept.shrink)) return [];
  const { live, lost } = await countLost(db, publication);
  if (lost <= FEW || lost * 100 <= live * maxShrinkPercent) return [];
  const examples = [...deleted, ...withdrawn].slice(0, 3).join(', ');
  return [
    finding({
      rule: 'SHRINK',
      file: '.',
      found: `${lost} of ${live}`,
      message:
        `The commit takes away ${lost} of ${live} records (${examples}…), more than MAX_SHRINK_PERCENT=${maxShrinkPercent}. ` +
        `If that is meant, run: voreg publish --accept-shrink ${commit.slice(0, 12)}`,
    }),
  ];
}

async function countLost(db: Database, publication: string): Promise<{ live: number; lost: number }> {
  const [row] = await db.query<{ live: number; lost: number }>(
    `select count(*) as live,
       count(*) filter (where
         exists (select from staged_record s
                 where s.publication = $1 and s.prefix = r.prefix and s.key = r.key and s.deleted)
         or exists (select from staged_removal m where m.publication = $1 and m.key = r.key)) as lost
     from record r where r.prefix = 'ivo_vor' and not r.deleted`,
    [publication],
  );
  return row ?? { live: 0, lost: 0 };
}

function isAccepted(commit: string, accepted: string | null | undefined): boolean {
  return accepted != null && accepted.length >= SHORTEST_COMMIT && commit.startsWith(accepted);
}
