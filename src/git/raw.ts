import { tooLarge } from './error.ts';
import { requireObjectId } from './source.ts';

/** A file name in a commit. Git keeps bytes; nearly all of them are UTF-8. */
export interface FileName {
  /** From the top of the repository, with `/`. */
  path: string;
  /** False if the bytes are no UTF-8: `path` then shows each byte above 127 as `\xE9` and each backslash doubled. */
  utf8: boolean;
}

/** A file, symbolic link or submodule of a commit. */
export interface TreeEntry extends FileName {
  /** `100644` or `100755` a file, `120000` a symbolic link, `160000` a submodule. */
  mode: string;
  /** `commit` for a submodule: its object is not in this repository. */
  type: 'blob' | 'commit';
  blob: string;
  /** Bytes; null for a submodule, and for a file whose object is missing. */
  size: number | null;
}

/** A file that differs between two commits. A rename is one removed and one added file. */
export interface Change extends FileName {
  /** null: was not there. For a mode of 160000 no blob but a commit of the submodule; so newBlob. */
  oldBlob: string | null;
  oldMode: string | null;
  /** null: is gone. */
  newBlob: string | null;
  /** Of the new file; null: is gone. See TreeEntry. */
  mode: string | null;
}

/** A commit of the first-parent line and what it brought, compared with its first parent. */
export interface HistoryCommit {
  commit: string;
  /** The committer date, UTC, to the second: `2026-11-20T08:49:00Z`. What the committer's clock said: may lie in the future or go backwards. */
  committedAt: string;
  changes: Change[];
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Makes a file name of Git's bytes. Never fails, loses nothing: see FileName. */
export function fileName(bytes: Buffer): FileName {
  try {
    return { path: utf8Decoder.decode(bytes), utf8: true };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const shown = Array.from(bytes, (byte) =>
      byte === 0x5c
        ? '\\\\'
        : byte < 0x80
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).toUpperCase()}`,
    );
    return { path: shown.join(''), utf8: false };
  }
}

/**
 * What a commit may have below RECORDS_DIR. Git keeps a folder that stands in many places once: forty folders, each
 * twice in the next, are a repository of 3 kB and more files than any memory holds.
 */
const MOST_FILES = 250_000;
/** Of the changes of all commits that are read at once: twenty for each of those files. */
const MOST_CHANGES = 20 * MOST_FILES;
/** Of the paths of one commit, with 50 to 100 bytes for each that tell what it is; and of one path. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PATH_BYTES = 64 * 1024;

/** Counts what a commit has. Throws GitError 'too-large'. */
class Extent {
  #files = 0;
  #bytes = 0;
  add(field: Buffer): void {
    this.#files += 1;
    this.#bytes += field.length;
    if (this.#files > MOST_FILES || this.#bytes > MOST_BYTES)
      throw tooLarge(`more than ${MOST_FILES} files, or paths of ${MOST_BYTES} bytes,`);
  }
}

/** Splits Git's `-z` output at NUL. Gives the whole fields of each chunk; a last one without NUL comes at the end. Throws GitError 'too-large'. */
export async function* splitAtNul(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let pending: Buffer[] = [];
  let waiting = 0;
  for await (const chunk of chunks) {
    const fields: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      const field = chunk.subarray(start, end);
      fields.push(pending.length === 0 ? field : Buffer.concat([...pending, field]));
      pending = [];
      waiting = 0;
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
    waiting += chunk.length - start;
    if (waiting > MOST_PATH_BYTES) throw tooLarge(`a path of more than ${MOST_PATH_BYTES} bytes`);
    if (fields.length > 0) yield fields;
  }
  if (pending.length > 0) yield [Buffer.concat(pending)];
}

/** `BAD`: the object is not there (a clone that left out the largest files, a damaged one). */
const TREE_LINE = /^(\d{6}) (blob|commit) ([0-9a-f]+) +(\d+|-|BAD)$/;

/** `ls-tree -r -l -z`: `<mode> <type> <id> <size>\t<path>`. */
export async function parseTree(chunks: AsyncIterable<Buffer>): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const extent = new Extent();
  for await (const fields of splitAtNul(chunks)) {
    for (const field of fields) {
      extent.add(field);
      const tab = field.indexOf(0x09);
      const [, mode, type, blob, size] = TREE_LINE.exec(field.toString('latin1', 0, tab)) ?? [];
      if (mode === undefined || type === undefined || blob === undefined) throw unexpected('ls-tree', field);
      entries.push({
        ...fileName(field.subarray(tab + 1)),
        mode,
        type: type === 'blob' ? 'blob' : 'commit',
        blob,
        size: size === '-' || size === 'BAD' ? null : Number(size),
      });
    }
  }
  return entries;
}

/** git-diff-tree(1), RAW OUTPUT FORMAT; the path follows as a field of its own. `git log` puts a line break before the first. */
const CHANGE_LINE = /^\n?:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/;

function parseChange(line: Buffer, path: Buffer): Change {
  const [, oldMode, mode, oldBlob, newBlob] = CHANGE_LINE.exec(line.toString('latin1')) ?? [];
  if (oldMode === undefined || mode === undefined || oldBlob === undefined || newBlob === undefined)
    throw unexpected('the raw format', line);
  return {
    ...fileName(path),
    oldBlob: orNull(oldBlob),
    oldMode: orNull(oldMode),
    newBlob: orNull(newBlob),
    mode: orNull(mode),
  };
}

function orNull(text: string): string | null {
  return /^0+$/.test(text) ? null : text;
}

/** `diff-tree -r -z` between two trees. */
export async function parseChanges(chunks: AsyncIterable<Buffer>): Promise<Change[]> {
  const changes: Change[] = [];
  const extent = new Extent();
  let line: Buffer | null = null;
  for await (const fields of splitAtNul(chunks)) {
    for (const field of fields) {
      if (line === null) line = field;
      else {
        extent.add(field);
        changes.push(parseChange(line, field));
        line = null;
      }
    }
  }
  if (line !== null) throw unexpected('diff-tree', line);
  return changes;
}

/** The format for parseHistory. A commit begins with a hexadecimal digit, a change with a colon; a path only ever follows a change. */
export const HISTORY_FORMAT = '--format=tformat:%H %ct';
/** The date is empty if Git cannot read it (negative, beyond all years). */
const COMMIT_LINE = /^([0-9a-f]+) (-?\d*)$/;

/** `log --raw -z` with HISTORY_FORMAT. Gives each commit when the next begins. */
export async function* parseHistory(chunks: AsyncIterable<Buffer>): AsyncGenerator<HistoryCommit> {
  let commit: HistoryCommit | null = null;
  let line: Buffer | null = null;
  let extent = new Extent();
  let changes = 0;
  for await (const fields of splitAtNul(chunks)) {
    for (const field of fields) {
      if (line !== null) {
        extent.add(field);
        changes += 1;
        if (changes > MOST_CHANGES) throw tooLarge(`with those before it more than ${MOST_CHANGES} changes`);
        commit?.changes.push(parseChange(line, field));
        line = null;
      } else if (commit !== null && field.subarray(0, 2).includes(0x3a)) {
        line = field;
      } else {
        if (commit !== null) yield commit;
        commit = parseCommit(field);
        extent = new Extent();
      }
    }
  }
  if (line !== null) throw unexpected('log', line);
  if (commit !== null) yield commit;
}

function parseCommit(field: Buffer): HistoryCommit {
  const [, commit, seconds] = COMMIT_LINE.exec(field.toString('latin1')) ?? [];
  if (commit === undefined || seconds === undefined) throw unexpected('log', field);
  return { commit: requireObjectId(commit), committedAt: isoSecond(Number(seconds)), changes: [] };
}

const LAST_SECOND = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** Git takes any number for a date; those that are no date of four-digit years go to the nearest end, unreadable ones to 1970. */
function isoSecond(seconds: number): string {
  const within = Math.min(Math.max(seconds, 0), LAST_SECOND);
  return new Date(within * 1000).toISOString().replace('.000Z', 'Z');
}

function unexpected(what: string, field: Buffer): Error {
  return new Error(
    `Git wrote ${JSON.stringify(field.toString('latin1').slice(0, 80))} where ${what} was expected`,
  );
}
