/** A repository that tests write; also for programs that run without vitest, which git-repo.ts needs. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Files, GitObjects, writeWhole } from './git-objects.ts';

const PERSON = 'A Curator <curator@padc.example>';
/** Commits without a date are a minute apart, from here: ids are the same in every run. */
const FIRST_DATE = Date.UTC(2026, 0, 1);

/** For Git itself: the same on every machine. */
const ISOLATED = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A Curator',
  GIT_AUTHOR_EMAIL: 'curator@padc.example',
  GIT_COMMITTER_NAME: 'A Curator',
  GIT_COMMITTER_EMAIL: 'curator@padc.example',
};

export interface GitRepoOptions {
  objectFormat?: 'sha1' | 'sha256';
  bare?: boolean;
}

interface CommitOptions {
  /** Of committer and author: a Date, or text that Date reads. */
  date?: Date | string;
}

interface Commit {
  parents: string[];
  files: Files;
}

/**
 * A repository for tests. What is written goes to the next commit; there are no files in the work tree. Commits are
 * made without a Git process (3,000 a second), so that property tests can make thousands.
 */
export class GitRepo {
  readonly path: string;
  readonly gitDir: string;
  /** The same as a `file:` URL. */
  readonly url: string;
  readonly #objects: GitObjects;
  readonly #commits = new Map<string, Commit>();
  #files: Files = new Map();
  #clock = FIRST_DATE;

  constructor(path: string, { objectFormat = 'sha1', bare = false }: GitRepoOptions) {
    this.path = path;
    this.gitDir = bare ? path : join(path, '.git');
    this.url = pathToFileURL(path).href;
    const kind = bare ? ['--bare'] : [];
    this.git(
      'init',
      '--quiet',
      '--template=',
      '--initial-branch=main',
      `--object-format=${objectFormat}`,
      ...kind,
    );
    this.#objects = new GitObjects(this.gitDir, objectFormat);
  }

  /** Path of a file as text, or as bytes if it is no UTF-8. */
  write(path: string | Buffer, content: string | Buffer): this {
    return this.#put(path, '100644', this.#objects.blob(content));
  }

  symlink(path: string, target: string): this {
    return this.#put(path, '120000', this.#objects.blob(target));
  }

  /** A submodule at some commit of another repository. */
  submodule(path: string, commit: string): this {
    return this.#put(path, '160000', commit);
  }

  #put(path: string | Buffer, mode: string, id: string): this {
    this.#files.set(Buffer.from(path).toString('latin1'), { mode, id });
    return this;
  }

  /** A file, or a folder with all that is in it. */
  remove(path: string): this {
    const name = Buffer.from(path).toString('latin1');
    const gone = [...this.#files.keys()].filter((file) => file === name || file.startsWith(`${name}/`));
    if (gone.length === 0) throw new Error(`no ${path} to remove`);
    for (const file of gone) this.#files.delete(file);
    return this;
  }

  rename(from: string, to: string): this {
    const file = this.#files.get(Buffer.from(from).toString('latin1'));
    if (file === undefined) throw new Error(`no ${from} to rename`);
    return this.remove(from).#put(to, file.mode, file.id);
  }

  /** Paths in the next commit, sorted. */
  list(): string[] {
    return [...this.#files.keys()].sort().map((path) => Buffer.from(path, 'latin1').toString('utf8'));
  }

  /** Commits what was written; also if nothing was. */
  commit(message = 'change', options: CommitOptions = {}): string {
    const head = this.head();
    return this.#commit(message, head === null ? [] : [head], options);
  }

  /** Puts another commit in the place of the last. */
  amend(message = 'amended', options: CommitOptions = {}): string {
    return this.#commit(message, this.#commitOf('HEAD').parents, options);
  }

  /**
   * Merges a branch or commit with a merge commit. `edit` changes what is committed: an evil merge. `take` settles
   * files that both sides changed: without it they are an error.
   */
  merge(
    other: string,
    options: CommitOptions & { take?: 'ours' | 'theirs'; edit?: (repo: GitRepo) => void } = {},
  ): string {
    const ours = this.resolve('HEAD');
    const theirs = this.resolve(other);
    const base = this.#mergeBase(ours, theirs);
    const before = base === null ? new Map() : this.#commitOf(base).files;
    const mine = this.#commitOf(ours).files;
    const incoming = this.#commitOf(theirs).files;
    const merged: Files = new Map(mine);
    for (const path of new Set([...before.keys(), ...incoming.keys()])) {
      const [was, is, want] = [before.get(path)?.id, mine.get(path)?.id, incoming.get(path)?.id];
      if (want === was || want === is) continue;
      if (is !== was && options.take === undefined) throw new Error(`both sides changed ${path}`);
      if (is !== was && options.take === 'ours') continue;
      const file = incoming.get(path);
      if (file === undefined) merged.delete(path);
      else merged.set(path, file);
    }
    this.#files = merged;
    options.edit?.(this);
    return this.#commit(`merge ${other}`, [ours, theirs], options);
  }

  /** Makes a branch here, or at a commit, without going to it. */
  branch(name: string, at = 'HEAD'): this {
    writeWhole(join(this.gitDir, 'refs/heads', name), `${this.resolve(at)}\n`);
    return this;
  }

  /** Goes to a branch, or to a commit (detached). */
  checkout(name: string): this {
    const commit = this.resolve(name);
    const isBranch = this.#ref(`refs/heads/${name}`) !== null;
    writeWhole(join(this.gitDir, 'HEAD'), isBranch ? `ref: refs/heads/${name}\n` : `${commit}\n`);
    this.#files = new Map(this.#commitOf(commit).files);
    return this;
  }

  /** Sets the current branch to a commit, as a force-push does. What was written and not committed is dropped. */
  reset(to: string): this {
    const commit = this.resolve(to);
    this.#setHead(commit);
    this.#files = new Map(this.#commitOf(commit).files);
    return this;
  }

  /** Tags HEAD; with a message it is an annotated tag. Returns the id the tag points at. */
  tag(name: string, message?: string): string {
    const commit = this.resolve('HEAD');
    const text = `object ${commit}\ntype commit\ntag ${name}\ntagger ${PERSON} ${FIRST_DATE / 1000} +0000\n\n${message}\n`;
    const id = message === undefined ? commit : this.#objects.write('tag', Buffer.from(text));
    writeWhole(join(this.gitDir, 'refs/tags', name), `${id}\n`);
    return id;
  }

  /** The current commit; null before the first. */
  head(): string | null {
    const head = readFileSync(join(this.gitDir, 'HEAD'), 'utf8').trim();
    return head.startsWith('ref: ') ? this.#ref(head.slice(5)) : head;
  }

  /** The commit that `HEAD`, a branch or an id of this repository names. */
  resolve(name: string): string {
    const commit = name === 'HEAD' ? this.head() : (this.#ref(`refs/heads/${name}`) ?? name);
    if (commit === null || !this.#commits.has(commit)) throw new Error(`${name} is no commit made here`);
    return commit;
  }

  /** What a ref points at; `git gc` moves them from files of their own to one. */
  #ref(name: string): string | null {
    const file = join(this.gitDir, name);
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    const packed = join(this.gitDir, 'packed-refs');
    const lines = existsSync(packed) ? readFileSync(packed, 'utf8').split('\n') : [];
    return lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0] ?? null;
  }

  /** Runs Git itself in the repository, without the configuration of this machine. */
  git(...args: string[]): string {
    const plain = Object.entries(process.env).filter(([key]) => !key.startsWith('GIT_'));
    const env = { ...Object.fromEntries(plain), ...ISOLATED };
    return execFileSync('git', args, { cwd: this.path, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Removes it now. */
  delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #commit(message: string, parents: string[], { date }: CommitOptions): string {
    this.#clock += 60_000;
    const when = Math.floor((date === undefined ? this.#clock : new Date(date).getTime()) / 1000);
    const lines = [
      `tree ${this.#objects.tree(this.#files)}`,
      ...parents.map((parent) => `parent ${parent}`),
      `author ${PERSON} ${when} +0000`,
      `committer ${PERSON} ${when} +0000`,
      '',
      message,
      '',
    ];
    const commit = this.#objects.write('commit', Buffer.from(lines.join('\n')));
    this.#commits.set(commit, { parents, files: new Map(this.#files) });
    this.#setHead(commit);
    return commit;
  }

  #setHead(commit: string): void {
    const head = readFileSync(join(this.gitDir, 'HEAD'), 'utf8').trim();
    writeWhole(join(this.gitDir, head.startsWith('ref: ') ? head.slice(5) : 'HEAD'), `${commit}\n`);
  }

  #commitOf(name: string): Commit {
    const commit = this.#commits.get(this.resolve(name));
    if (commit === undefined) throw new Error(`${name} is no commit made here`);
    return commit;
  }

  /** The nearest commit of `b`'s history, breadth first, that is also in `a`'s. */
  #mergeBase(a: string, b: string): string | null {
    const history = new Set(this.#ancestors(a));
    for (const commit of this.#ancestors(b)) if (history.has(commit)) return commit;
    return null;
  }

  *#ancestors(commit: string): Generator<string> {
    const seen = new Set([commit]);
    for (const one of seen) {
      yield one;
      for (const parent of this.#commits.get(one)?.parents ?? []) seen.add(parent);
    }
  }
}
