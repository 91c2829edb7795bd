/**
 * Many files as a list of records: one for each identifier. What a tree of files says is a function of the tree alone,
 * so what changed between two is found by comparing what each says, and never by dates.
 */
import type { Model } from '../resource/fields.ts';
import { breathe } from '../store/breathe.ts';
import { type FileFacts, readFileFacts } from './record-file.ts';
import type { FileDeviation } from './spase-deviations.ts';

/** A file of a tree. */
export interface ListedFile {
  path: string;
  /** What stands for its bytes: the Git blob, or a hash. */
  content: string;
}

export type Contents = AsyncGenerator<{ content: string; bytes: Buffer | null; size: number }>;
/** Reads the contents asked for, in that order; without bytes where there are too many. */
export type ReadContents = (ids: string[]) => Contents;

/** Longer files are not taken in: a part of a list is not to be larger. The longest SPASE record has 1.6 MB. */
export const FILE_MAX_BYTES = 8 * 1024 * 1024;

export type KnownFiles = Map<string, FileFacts>;

/** Reads what is not known yet of these files into `known`. Returns how many contents were read. */
export async function survey(
  files: ListedFile[],
  model: Model,
  known: KnownFiles,
  read: ReadContents,
): Promise<number> {
  const unread = new Set(files.map((file) => file.content).filter((content) => !known.has(content)));
  for await (const { content, bytes, size } of read([...unread])) {
    known.set(content, bytes === null ? tooLarge(size) : detached(readFileFacts(bytes, model)));
    await breathe();
  }
  return unread.size;
}

/** A piece of a string keeps all of it alive: identifiers of 27,900 files held their 400 MB. */
function detached(facts: FileFacts): FileFacts {
  return JSON.parse(JSON.stringify(facts)) as FileFacts;
}

function tooLarge(size: number): FileFacts {
  const reason = `The file has ${size} bytes; ${FILE_MAX_BYTES} are the most that a record may have.`;
  return { kind: 'fault', id: null, key: null, reason, deleted: false, start: 0, end: 0, notes: [] };
}

/** Something of a tree that is to be listed, with the deviations that are its own. */
export type Item = { file: ListedFile; facts: FileFacts; notes: Note[] } & (
  | { kind: 'record'; id: string; key: string }
  /** `id` is null for a duplicate: its record is another. */
  | { kind: 'fault'; id: string | null; key: string | null; reason: string }
  | { kind: 'other' }
);
export interface Note {
  code: FileDeviation;
  example: string;
}

/** What a tree says, in order of path. */
export interface Tree {
  items: Item[];
  /** By identifier in lower case. */
  records: Map<string, Item & { kind: 'record' }>;
}

/** Files looked at before others get their turn (breathe.ts): 27,900 at once held the event loop for 200 ms. */
const AT_ONCE = 1_000;

/** Decides which file is which record. All files must have been surveyed. */
export async function settle(files: ListedFile[], model: Model, known: KnownFiles): Promise<Tree> {
  const winners = new Map<string, ListedFile>();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const factsOf = (file: ListedFile): FileFacts => {
    const facts = known.get(file.content);
    if (facts === undefined) throw new Error(`${file.path} was not surveyed`);
    return facts;
  };
  for (const [i, file] of sorted.entries()) {
    if (i % AT_ONCE === 0) await breathe();
    const { kind, id, key } = factsOf(file);
    if (kind !== 'record' || id === null || key === null) continue;
    const before = winners.get(key);
    if (before === undefined || agreement(file.path, id) > agreement(before.path, id)) winners.set(key, file);
  }
  const items: Item[] = [];
  const records: Tree['records'] = new Map();
  for (const file of sorted) {
    if (items.length % AT_ONCE === 0) await breathe();
    const item = itemOf(file, factsOf(file), model, winners);
    items.push(item);
    if (item.kind === 'record') records.set(item.key, item);
  }
  return { items, records };
}

function itemOf(file: ListedFile, facts: FileFacts, model: Model, winners: Map<string, ListedFile>): Item {
  const notes = facts.notes.map(({ code, example }) => ({ code, example: example ?? file.path }));
  const base = { file, facts, notes };
  if (facts.kind === 'other') return { ...base, kind: 'other' };
  const { id, key, reason } = facts;
  if (facts.kind === 'fault' || id === null || key === null)
    return { ...base, kind: 'fault', id, key, reason: reason ?? '' };
  if (model === 'spase' && agreement(file.path, id) === 0)
    notes.push({ code: 'spase-path', example: file.path });
  const winner = winners.get(key);
  if (winner === undefined || winner === file) return { ...base, kind: 'record', id, key };
  notes.push({ code: 'file-duplicate', example: `${winner.path}, ${file.path}` });
  const why = `It has the identifier ${id}, which ${winner.path} has too; give ${file.path} another, or remove it.`;
  return { ...base, kind: 'fault', id: null, key: null, reason: why };
}

/** 2: the path is the identifier, from its authority or from what follows; 1: below some folder (`Deprecated/`); 0. */
function agreement(path: string, id: string): 0 | 1 | 2 {
  const name = path.slice(0, -'.xml'.length);
  const authority = id.indexOf('://');
  const full = authority < 0 ? id : id.slice(authority + '://'.length);
  if (name === full || name === full.slice(full.indexOf('/') + 1)) return 2;
  return name.endsWith(`/${full}`) ? 1 : 0;
}

/** What to list: everything that a tree says, or what it says otherwise than another. */
export interface Plan {
  items: Item[];
  gone: { id: string; path: string }[];
  /** Where there was something unreadable, and is no file, or none that is meant to be a record. */
  vanished: string[];
}

export function everything({ items }: Tree): Plan {
  return { items, gone: [], vanished: [] };
}

/**
 * What is said otherwise now than before. A file that cannot be read any more leaves its record as it is: the one it
 * seems to be of, or if it has no identifier any more, the one it was.
 */
export async function difference(before: Tree, now: Tree): Promise<Plan> {
  const was = new Map(before.items.map((item) => [item.file.path, item]));
  const items: Item[] = [];
  for (const [i, item] of now.items.entries()) {
    if (i % AT_ONCE === 0) await breathe();
    const former = was.get(item.file.path);
    if (former !== undefined && isSame(former, item)) continue;
    const isNameless = item.kind === 'fault' && item.facts.kind === 'fault' && item.id === null;
    if (!isNameless || former?.kind !== 'record' || now.records.has(former.key)) items.push(item);
    else items.push({ ...item, id: former.id, key: former.key });
  }
  await breathe();
  const kept = new Set(items.flatMap(seemsToBe));
  for (const item of now.items) for (const key of seemsToBe(item)) kept.add(key);
  const unreadable = new Set(
    now.items
      .filter(({ facts }) => facts.kind === 'fault' && facts.id === null)
      .map((item) => item.file.path),
  );
  // What could not be read before may still be held from the time before that.
  const held = before.items.filter((item) => item.kind === 'record' || seemsToBe(item).length > 0);
  const gone = new Map(
    held.flatMap((item): [string, Plan['gone'][number]][] => {
      if (item.kind === 'other' || item.id === null || item.key === null) return [];
      const { id, key } = item;
      if (unreadable.has(item.file.path)) return [];
      return now.records.has(key) || kept.has(key) ? [] : [[key, { id, path: item.file.path }]];
    }),
  );
  const isAt = new Map(now.items.map(({ file, kind }) => [file.path, kind]));
  const vanished = before.items
    .filter(({ kind, file }) => kind === 'fault' && (isAt.get(file.path) ?? 'other') === 'other')
    .map(({ file }) => file.path);
  return { items, gone: [...gone.values()], vanished };
}

/** The key of the record that an unreadable file seems to be of. */
function seemsToBe(item: Item): string[] {
  return item.kind === 'fault' && item.key !== null ? [item.key] : [];
}

function isSame(a: Item, b: Item): boolean {
  if (a.kind !== b.kind || a.file.content !== b.file.content) return false;
  return a.kind !== 'fault' || b.kind !== 'fault' || a.reason === b.reason;
}
