/** What changes in an updated record, as lines: the two versions pretty-printed and compared (design §6). */
import type { CommitReader } from '../git/commits.ts';
import { type Element, pathOf } from '../resource/element.ts';
import { diffLines } from '../resource/line-diff.ts';
import { RECORD_MAX_BYTES, readRecord } from '../validate/record.ts';
import { prettyLines } from '../xml/pretty.ts';
import type { Updated } from './dry-run.ts';

export interface ShownHunk {
  /** Element path of the first line that changes. */
  path: string;
  /** Each with its sign, ' ', '-' or '+'. */
  lines: string[];
}

export interface RecordDiff {
  hunks: ShownHunk[];
  /** Lines that are not shown. */
  left: number;
}

/** A record replaced by another would fill a screen of every reader; what is left out is counted. */
const MOST_LINES = 80;
/** In one summary: a run of a formatter that also changes something must not make a report of megabytes. */
const MOST_DIFFS = 200;

/** Diffs of the first 200 updated records, by ivoid. No hunk means that only white space inside texts changed. */
export async function diffsOf(
  repository: CommitReader,
  updated: Updated[],
): Promise<Map<string, RecordDiff>> {
  const diffs = new Map<string, RecordDiff>();
  for (const { ivoid, blobs } of updated.slice(0, MOST_DIFFS)) {
    if (blobs === null) continue;
    const roots: Element[] = [];
    for await (const blob of repository.blobs([blobs.before, blobs.after], RECORD_MAX_BYTES)) {
      const read = blob.tooLarge ? null : readRecord(blob.content, '');
      if (read !== null && 'record' in read) roots.push(read.record.document.root);
    }
    const [before, after] = roots;
    if (before !== undefined && after !== undefined) diffs.set(ivoid, diffOf(before, after));
  }
  return diffs;
}

/** Compares two versions of a record. */
export function diffOf(before: Element, after: Element): RecordDiff {
  const [a, b] = [prettyLines(before), prettyLines(after)];
  const hunks = diffLines(
    a.map((line) => line.text),
    b.map((line) => line.text),
  );
  const shown: ShownHunk[] = [];
  let room = MOST_LINES;
  for (const { lines } of hunks) {
    if (room <= 0) break;
    const first = lines.find((line) => line.sign !== ' ');
    const element = first === undefined ? undefined : (first.sign === '-' ? a : b)[first.at]?.element;
    const kept = lines.slice(0, room);
    shown.push({
      path: element === undefined ? '' : pathOf(element),
      lines: kept.map(({ sign, text }) => sign + text),
    });
    room -= kept.length;
  }
  const total = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  return { hunks: shown, left: total - shown.reduce((sum, hunk) => sum + hunk.lines.length, 0) };
}
