/** One file on disk: read with its limits, checked, and its safe corrections written. What a thread of `voreg validate` does. */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { applyEdits, type Edit } from '../xml/edit.ts';
import { type CheckContext, type CheckedFile, type Correction, checkFile } from './check.ts';
import { finding } from './finding.ts';
import { RECORD_MAX_BYTES, readRecord } from './record.ts';
import { summarise } from './summary.ts';

/** A file to check; `path` is how reports name it: from the top of the work tree, with slashes. */
export interface Source {
  path: string;
  absolute: string;
}

/** What is wanted of a file: its findings, the same after its safe corrections are written, or only its summary. */
export type Task = 'check' | 'fix' | 'summarise';

export interface FileResult extends CheckedFile {
  /** Corrections that were written, with the lines they were at. */
  fixed: { rule: string; line: number; says: string }[];
  /** Why corrections were not written; null if there was none to write, or all were. */
  unfixed: string | null;
}

/** Does it. What is wrong with the file is a finding; throws only what the file system throws unexpectedly. */
export function treatFile(source: Source, task: Task, context: CheckContext): FileResult {
  const read = readLimited(source);
  if ('refused' in read) return resultOf(source, task === 'summarise' ? [] : [read.refused]);
  if (task === 'summarise') {
    const found = readRecord(read.bytes, source.path);
    const summaries = 'record' in found ? [summarise(found.record, source.path)] : [];
    return { ...resultOf(source, []), summaries };
  }
  const checked = checkFile(read.bytes, source.path, context);
  if (task === 'check' || checked.corrections.length === 0) return { ...checked, fixed: [], unfixed: null };
  return fixFile(source, read.bytes, checked, context);
}

function resultOf({ path }: Source, findings: CheckedFile['findings']): FileResult {
  return { file: path, findings, corrections: [], summaries: [], fixed: [], unfixed: null };
}

function readLimited(source: Source): { bytes: Buffer } | { refused: CheckedFile['findings'][number] } {
  const refused = (message: string) => ({ refused: finding({ rule: 'GIT', file: source.path, message }) });
  const file = lstatSync(source.absolute, { throwIfNoEntry: false });
  if (file === undefined)
    return refused(
      'This file cannot be found under its name. Is the name in UTF-8, and was it just removed?',
    );
  if (file.isSymbolicLink())
    return refused('This is a symbolic link. Commit the record itself: links are not followed.');
  if (!file.isFile()) return refused('This is not a file.');
  if (file.size > RECORD_MAX_BYTES) return refused(tooLarge(file.size));
  try {
    return { bytes: readFileSync(source.absolute) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT') throw error;
    return refused(`This file cannot be read (${code}). Check its permissions.`);
  }
}

export function tooLarge(bytes: number): string {
  return `The file has ${bytes} bytes; a record may have ${RECORD_MAX_BYTES}. Split it into several records.`;
}

/** Corrections may make room for others (two that overlap); more rounds than this are none a person would want. */
const ROUNDS = 5;

/** Writes what does not make the record worse; every byte outside of the corrections stays. */
function fixFile(source: Source, bytes: Buffer, before: CheckedFile, context: CheckContext): FileResult {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\uFEFF' : '';
  const text = bytes.toString('utf8', mark === '' ? 0 : 3);
  // A correction may need characters that another encoding lacks, and rewriting the file would change every byte.
  if (!Buffer.from(mark + text, 'utf8').equals(bytes) || text.includes('\0')) {
    const unfixed = `${before.corrections.length} corrections were not written: --fix changes files in UTF-8 only. Save the file in UTF-8 and run it again.`;
    return { ...before, fixed: [], unfixed };
  }
  const fixed: FileResult['fixed'] = [];
  let now = text;
  let checked = before;
  for (let round = 0; round < ROUNDS && checked.corrections.length > 0; round += 1) {
    const step = corrected(source, mark, now, checked, context);
    if (step === null) break;
    now = step.text;
    checked = step.checked;
    fixed.push(...step.written.map(({ rule, line, says }) => ({ rule, line, says })));
  }
  if (now !== text) replaceFile(source.absolute, mark + now);
  const left = checked.corrections.length;
  const unfixed =
    left === 0
      ? null
      : `${left} corrections were not written, because the record would have become worse by them.`;
  return { ...checked, fixed, unfixed };
}

interface Step {
  text: string;
  checked: CheckedFile;
  written: Correction[];
}

/** All corrections at once; if that is worse than before, those of them that are not. Null if nothing is left. */
function corrected(
  source: Source,
  mark: string,
  text: string,
  before: CheckedFile,
  context: CheckContext,
): Step | null {
  const tryThem = (written: Correction[]): Step | null => {
    const result = applyEdits(
      text,
      written.flatMap((correction) => correction.edits),
    );
    if (result === text) return null;
    const checked = checkFile(Buffer.from(mark + result, 'utf8'), source.path, context);
    return isWorse(before, checked) ? null : { text: result, checked, written };
  };
  const chosen = apart(before.corrections);
  const all = tryThem(chosen);
  if (all !== null || chosen.length === 1) return all;
  const good = chosen.filter((correction) => tryThem([correction]) !== null);
  return good.length === 0 ? null : tryThem(good);
}

/** The corrections whose edits do not overlap with an earlier one's: each is made whole or not at all. */
function apart(corrections: Correction[]): Correction[] {
  const taken: Edit[] = [];
  return corrections.filter(({ edits }) => {
    if (edits.some((edit) => taken.some((other) => overlap(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

function overlap(a: Edit, b: Edit): boolean {
  return (a.from < b.to && b.from < a.to) || (a.from === b.from && a.to === b.to);
}

/** Another error, or another finding of any kind, is one too many. */
function isWorse(before: CheckedFile, after: CheckedFile): boolean {
  const errors = ({ findings }: CheckedFile) => findings.filter((f) => f.severity === 'error').length;
  return errors(after) > errors(before) || after.findings.length > before.findings.length;
}

/** In one step: a file that is half written is found by nobody, whatever ends the program. */
function replaceFile(absolute: string, text: string): void {
  const beside = `${absolute}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text, { mode: lstatSync(absolute).mode & 0o777, flag: 'wx' });
    renameSync(beside, absolute);
  } finally {
    rmSync(beside, { force: true });
  }
}
