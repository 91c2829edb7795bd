/** A repository in memory and the same in Git: every step of the curator is done in both. */
import type { GitRepo } from '../helpers/git-writer.ts';
import type { Curated } from './curator.ts';
import { MemoryRepository } from './memory-repository.ts';

export class MirroredRepository implements Curated {
  readonly memory = new MemoryRepository();
  readonly git: GitRepo;
  /** Commit in memory → commit in Git. */
  readonly #commits = new Map<string, string>();

  constructor(git: GitRepo) {
    this.git = git;
  }

  write(path: string, content: string | Buffer): never {
    this.memory.write(path, content);
    this.git.write(path, content);
    return this as never;
  }

  remove(path: string): never {
    this.memory.remove(path);
    this.git.remove(path);
    return this as never;
  }

  list(): string[] {
    return this.memory.list();
  }

  read(path: string): string {
    return this.memory.read(path);
  }

  commit(message?: string, options: { date?: Date } = {}): string {
    return this.#note(this.memory.commit(message, options), this.git.commit(message, options));
  }

  merge(theirs: string, options: { date?: Date } = {}): string {
    const inGit = this.git.merge(this.#inGit(theirs), { ...options, take: 'theirs' });
    return this.#note(this.memory.merge(theirs, options), inGit);
  }

  checkout(commit: string): never {
    this.memory.checkout(commit);
    this.git.checkout(this.#inGit(commit));
    return this as never;
  }

  takeFiles(commit: string): never {
    this.memory.takeFiles(commit);
    for (const path of this.git.list()) this.git.remove(path);
    for (const path of this.memory.list()) this.git.write(path, this.memory.read(path));
    return this as never;
  }

  reset(commit: string): never {
    return this.checkout(commit);
  }

  resolve(name: string): string {
    return this.memory.resolve(name);
  }

  #note(commit: string, inGit: string): string {
    this.#commits.set(commit, inGit);
    return commit;
  }

  #inGit(commit: string): string {
    const found = this.#commits.get(commit);
    if (found === undefined) throw new Error(`${commit} was not made here`);
    return found;
  }
}
