/**
 * A repository of XML records as a source (IHDEA: `hpde/<authority>`, ihdea-landscape.md §2): a bare clone below
 * DATA_DIR, then fetches. What changed is told by blob id, never by ReleaseDate, which one edit in five leaves as it was.
 */
import { join } from 'node:path';
import { type GitError, isGitError, openRepository, type Repository } from '../git/repository.ts';
import { isObjectId } from '../git/source.ts';
import type { Model } from '../resource/fields.ts';
import { partsOf } from './file-parts.ts';
import {
  type Contents,
  difference,
  everything,
  FILE_MAX_BYTES,
  type KnownFiles,
  type ListedFile,
  type Plan,
  settle,
  survey,
  type Tree,
} from './file-tree.ts';
import { loadKnownFiles, saveKnownFiles } from './known-files.ts';
import type { Deviation, ListRequest, Source, SourceEnd, SourceList, SourcePart } from './source.ts';
import type { FileDeviation } from './spase-deviations.ts';

export interface GitSourceOptions {
  id: string;
  model: Model;
  /** A URL (https, ssh, git, file, http, host:path) or a path on this machine. */
  url: string;
  /** A branch, a tag or a full commit id; null: what HEAD of the source is. */
  ref: string | null;
  /** Only files in this folder, counted from the top; null: all. */
  folder: string | null;
  /** DATA_DIR: the clone is in `sources/git-<id>` below it. */
  dataDir: string;
  /** Told in a sentence when a damaged clone was replaced. */
  onNotice?: (message: string) => void;
}

/** A source that lists the `*.xml` files of a commit. Nothing is opened before the first list. */
export function gitSource(options: GitSourceOptions): Source {
  return {
    id: options.id,
    model: options.model,
    list: (request) => list(options, request),
    async close() {},
  };
}

/** `done` of the plan made of these two commits. */
interface GitCursor {
  commit: string;
  since: string | null;
  done: number;
}

async function* list(options: GitSourceOptions, request: ListRequest): SourceList {
  try {
    return yield* listed(options, request);
  } catch (error) {
    request.signal.throwIfAborted();
    if (!isGitError(error)) throw error;
    return { complete: false, reason: inItsWords(error, options), reached: null, announced: null };
  }
}

async function* listed(options: GitSourceOptions, request: ListRequest): SourceList {
  const at = await open(options, request);
  const resumed = await resumable(at.repository, request.resume);
  const commit = resumed?.commit ?? (await at.repository.fetch());
  const since = resumed === null ? request.since : resumed.since;
  const base = since !== null && isObjectId(since) && (await at.repository.has(since)) ? since : null;

  const now = await read(at, commit);
  const before = base === null || base === commit ? null : await read(at, base);
  await saveKnownFiles(at.knownFile, options.model, at.known, [...now.contents, ...(before?.contents ?? [])]);
  const notes = [...now.notes];
  if (base !== null && !(await at.repository.isAncestor(base, commit)))
    notes.push({ code: 'git-rewritten', count: 1, example: `${base} is not in the history of ${commit}.` });
  if (since !== null && base === null)
    notes.push({ code: 'git-rewritten', count: 1, example: `${since} cannot be had any more.` });

  const plan = await planFor(now.tree, before?.tree ?? null, base === commit);
  const done = resumed?.done ?? 0;
  // Notes on the commit as a whole belong to its beginning.
  if (done === 0) {
    const first: SourcePart = {
      records: [],
      quarantined: [],
      deviations: notes,
      transferred: 0,
      cursor: null,
    };
    if (since !== null && base === null) first.everything = true;
    if (request.resume !== null && resumed === null) first.restarted = true;
    yield first;
  }
  const cursorAt = (count: number): GitCursor & Record<string, unknown> => ({
    commit,
    since: base,
    done: count,
  });
  yield* partsOf(plan, at.contents, done, cursorAt, true);
  const announced = base === null ? now.tree.records.size : null;
  return { complete: true, reason: null, reached: commit, announced } satisfies SourceEnd;
}

async function planFor(now: Tree, before: Tree | null, isUnchanged: boolean): Promise<Plan> {
  if (isUnchanged) return { items: [], gone: [], vanished: [] };
  return before === null ? everything(now) : difference(before, now);
}

/** The repository, opened for one list. */
interface Opened {
  repository: Repository;
  model: Model;
  known: KnownFiles;
  knownFile: string;
  contents: (blobs: string[]) => Contents;
}

async function open(options: GitSourceOptions, { signal }: ListRequest): Promise<Opened> {
  // One clone for each source: two of them may follow two branches of one repository.
  const dataDir = join(options.dataDir, 'sources', `git-${encodeURIComponent(options.id)}`);
  const repository = await openRepository({
    source: options.url,
    ref: options.ref ?? 'HEAD',
    recordsDir: options.folder ?? '.',
    dataDir,
    signal,
    onNotice: options.onNotice,
  });
  const knownFile = join(dataDir, 'known-files.jsonl');
  const known = await loadKnownFiles(knownFile, options.model);
  const contents = (blobs: string[]) => contentsOf(repository, blobs);
  return { repository, model: options.model, known, knownFile, contents };
}

async function* contentsOf(repository: Repository, blobs: string[]): Contents {
  for await (const one of repository.blobs(blobs, FILE_MAX_BYTES))
    yield { content: one.blob, size: one.size, bytes: one.tooLarge ? null : one.content };
}

/** Where a broken-off list goes on; null if it has to be begun anew. */
async function resumable(repository: Repository, resume: ListRequest['resume']): Promise<GitCursor | null> {
  const { commit, since, done } = (resume ?? {}) as Partial<GitCursor>;
  if (typeof commit !== 'string' || typeof done !== 'number' || since === undefined) return null;
  const isThere = (await repository.has(commit)) && (since === null || (await repository.has(since)));
  return isThere ? { commit, since, done } : null;
}

interface Read {
  tree: Tree;
  contents: string[];
  /** Something had to be read that was not known. */
  isNew: boolean;
  notes: Deviation[];
}

async function read(at: Opened, commit: string): Promise<Read> {
  const files: ListedFile[] = [];
  const notes = new Map<FileDeviation, Deviation>();
  const note = (code: FileDeviation, example: string) => {
    const count = (notes.get(code)?.count ?? 0) + 1;
    notes.set(code, { code, count, example: notes.get(code)?.example ?? example });
  };
  for (const { path, utf8, mode, blob } of await at.repository.tree(commit)) {
    if (!/\.xml$/i.test(path)) continue;
    if (!mode.startsWith('100')) {
      note('file-link', path);
      continue;
    }
    if (!utf8) note('file-name', path);
    files.push({ path, content: blob });
  }
  const isNew = (await survey(files, at.model, at.known, at.contents)) > 0;
  const tree = await settle(files, at.model, at.known);
  return { tree, contents: files.map((file) => file.content), isNew, notes: [...notes.values()] };
}

/** Messages of src/git speak of the records repository and its settings; here it is a source. */
function inItsWords(error: GitError, { id }: GitSourceOptions): string {
  return error.message
    .replaceAll('RECORDS_REPO', `the url of the source “${id}”`)
    .replaceAll('RECORDS_REF', `the ref of the source “${id}”`)
    .replaceAll('RECORDS_DIR', `the folder of the source “${id}”`)
    .replace('what was published stays up', 'what was harvested stays');
}
