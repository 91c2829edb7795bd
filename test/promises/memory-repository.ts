/**
 * A records repository in memory, for tests that make thousands of commits: what src/git/repository.ts offers, and the
 * curator's side of test/helpers/git-repo.ts. That both give publish() the same is tested in memory-repository.test.ts.
 */
import { createHash } from 'node:crypto';
import {
  type Change,
  GitError,
  type HistoryCommit,
  type Repository,
  type TreeEntry,
} from '../../src/git/repository.ts';

interface Commit {
  parents: string[];
  files: Map<string, string>;
  committedAt: string;
}

const FIRST_DATE = Date.UTC(2026, 0, 1);
const DIR = 'records/';

export class MemoryRepository implements Repository {
  readonly isLocal = true;
  readonly #commits = new Map<string, Commit>();
  readonly #blobs = new Map<string, Buffer>();
  #files = new Map<string, string>();
  #head: string | null = null;
  #clock = FIRST_DATE;
  #published: string | null = null;
  readonly #cut = new Set<string>();

  // ---- the curator -----------------------------------------------------------------------------------------------

  write(path: string, content: string | Buffer): this {
    const bytes = Buffer.from(content);
    const id = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    this.#blobs.set(id, bytes);
    this.#files.set(path, id);
    return this;
  }

  remove(path: string): this {
    if (!this.#files.delete(path)) throw new Error(`no ${path} to remove`);
    return this;
  }

  list(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Text of a file of the next commit. */
  read(path: string): string {
    return this.#blob(this.#files.get(path) ?? '').toString('utf8');
  }

  commit(message = 'change', { date }: { date?: Date } = {}): string {
    return this.#commit(message, this.#head === null ? [] : [this.#head], date);
  }

  /** Merges a commit, path by path; where both sides changed a file, theirs is taken. */
  merge(theirs: string, { date }: { date?: Date } = {}): string {
    const ours = this.resolve('HEAD');
    const history = new Set(this.#ancestors(ours));
    const base = [...this.#ancestors(theirs)].find((commit) => history.has(commit));
    const before = base === undefined ? new Map<string, string>() : this.#get(base).files;
    const incoming = this.#get(theirs).files;
    const merged = new Map(this.#get(ours).files);
    for (const path of new Set([...before.keys(), ...incoming.keys()])) {
      const want = incoming.get(path);
      if (want === before.get(path)) continue;
      if (want === undefined) merged.delete(path);
      else merged.set(path, want);
    }
    this.#files = merged;
    return this.#commit(`merge ${theirs}`, [ours, theirs], date);
  }

  /** Detached, or back on the branch: the next commit has this one as its parent. */
  checkout(commit: string): this {
    this.#files = new Map(this.#get(commit).files);
    this.#head = commit;
    return this;
  }

  /** Takes over the files of another commit, for the next one: a revert. */
  takeFiles(commit: string): this {
    this.#files = new Map(this.#get(commit).files);
    return this;
  }

  reset(commit: string): this {
    return this.checkout(commit);
  }

  resolve(name: string): string {
    const commit = name === 'HEAD' ? this.#head : name;
    if (commit === null) throw new Error('no commit yet');
    this.#get(commit);
    return commit;
  }

  #commit(message: string, parents: string[], date: Date | undefined): string {
    this.#clock += 60_000;
    const committedAt = `${(date ?? new Date(this.#clock)).toISOString().slice(0, 19)}Z`;
    const content = JSON.stringify([message, parents, committedAt, [...this.#files].sort()]);
    const id = createHash('sha1').update(content).digest('hex');
    this.#commits.set(id, { parents, files: new Map(this.#files), committedAt });
    this.#head = id;
    return id;
  }

  // ---- the publisher's view --------------------------------------------------------------------------------------

  async head(): Promise<string> {
    if (this.#head === null) throw new GitError('empty', 'The repository has no commit yet.');
    return this.#head;
  }

  fetch(): Promise<string> {
    return this.head();
  }

  async isShallow(): Promise<boolean> {
    return false;
  }

  async has(commit: string): Promise<boolean> {
    return this.#commits.has(commit);
  }

  bring(commit: string): Promise<boolean> {
    return this.has(commit);
  }

  async isAncestor(a: string, b: string): Promise<boolean> {
    return new Set(this.#ancestors(b)).has(a);
  }

  async tree(commit: string): Promise<TreeEntry[]> {
    return [...this.#recordFiles(commit)].sort().map(([path, blob]) => ({
      path,
      utf8: true,
      mode: '100644',
      type: 'blob',
      blob,
      size: this.#blob(blob).length,
    }));
  }

  async changes(base: string | null, head: string): Promise<Change[]> {
    return this.#changes(base, head);
  }

  async *history(base: string | null, head: string): AsyncGenerator<HistoryCommit> {
    const excluded = new Set(base === null ? [] : this.#ancestors(base));
    const line: HistoryCommit[] = [];
    for (
      let at: string | undefined = head;
      at !== undefined && !excluded.has(at);
      at = this.#get(at).parents[0]
    ) {
      const changes = this.#changes(this.#get(at).parents[0] ?? null, at);
      if (changes.length > 0) line.push({ commit: at, committedAt: this.#get(at).committedAt, changes });
    }
    yield* line.reverse();
  }

  async *blobs(ids: Iterable<string>, maxBytes: number) {
    for (const blob of ids) {
      const content = this.#blob(blob);
      const size = content.length;
      yield size > maxBytes
        ? { blob, size, tooLarge: true as const }
        : { blob, size, tooLarge: false as const, content };
    }
  }

  async keep(commit: string): Promise<void> {
    if (this.#published !== null && !(await this.isAncestor(this.#published, commit)))
      this.#cut.add(this.#published);
    this.#published = commit;
  }

  async cut(head: string): Promise<string[]> {
    const history = new Set(this.#ancestors(head));
    const kept = this.#published === null ? [...this.#cut] : [this.#published, ...this.#cut];
    return [...new Set(kept)].filter((commit) => !history.has(commit));
  }

  #changes(base: string | null, head: string): Change[] {
    const before = base === null ? new Map<string, string>() : this.#recordFiles(base);
    const after = this.#recordFiles(head);
    return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
      const [oldBlob, newBlob] = [before.get(path) ?? null, after.get(path) ?? null];
      if (oldBlob === newBlob) return [];
      const mode = (blob: string | null) => (blob === null ? null : '100644');
      return [{ path, utf8: true, oldBlob, oldMode: mode(oldBlob), newBlob, mode: mode(newBlob) }];
    });
  }

  #recordFiles(commit: string): Map<string, string> {
    return new Map([...this.#get(commit).files].filter(([path]) => path.startsWith(DIR)));
  }

  #get(id: string): Commit {
    const commit = this.#commits.get(id);
    if (commit === undefined) throw new Error(`${id} is no commit made here`);
    return commit;
  }

  #blob(id: string): Buffer {
    const content = this.#blobs.get(id);
    if (content === undefined) throw new Error(`no blob ${id}`);
    return content;
  }

  *#ancestors(commit: string): Generator<string> {
    const seen = new Set([commit]);
    for (const one of seen) {
      yield one;
      for (const parent of this.#get(one).parents) seen.add(parent);
    }
  }
}
