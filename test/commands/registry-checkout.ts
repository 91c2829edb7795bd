/** A small registry in a Git work tree: the model records that belong to any, and some that refer to one another. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GitRepo, gitRepo } from '../helpers/git-repo.ts';

const MODEL = new URL('../../records/padc.example/', import.meta.url).pathname;
const FILES = [
  'authority.xml',
  'registry.xml',
  'org/padc.xml',
  'apis/epn_core.xml',
  'tap/planeto.xml',
  'org/lira.xml',
];
export const APIS = 'records/padc.example/apis/epn_core.xml';
export const PLANETO = 'records/padc.example/tap/planeto.xml';
export const LIRA = 'records/padc.example/org/lira.xml';

/** A model record by its path below padc.example/. */
export function model(path: string): string {
  return readFileSync(join(MODEL, path), 'utf8');
}

export class Checkout {
  readonly repo: GitRepo;
  readonly path: string;

  constructor() {
    this.repo = gitRepo();
    this.path = this.repo.path;
    for (const file of FILES) this.write(join('records/padc.example', file), model(file));
    // What they say of records that are not here.
    for (const path of [PLANETO, LIRA, 'records/padc.example/org/padc.xml']) {
      this.edit(path, (text) => text.replace(/ {4}<relationship>[\s\S]*<\/relationship>\n/, ''));
    }
    this.commit();
  }

  write(path: string, content: string | Buffer): this {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), content);
    return this;
  }

  edit(path: string, change: (text: string) => string): this {
    const before = this.read(path);
    const after = change(before);
    if (after === before) throw new Error(`${path} has not what was to be changed`);
    return this.write(path, after);
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  bytes(path: string): Buffer {
    return readFileSync(join(this.path, path));
  }

  remove(path: string): this {
    rmSync(join(this.path, path), { recursive: true });
    return this;
  }

  rename(from: string, to: string): this {
    mkdirSync(dirname(join(this.path, to)), { recursive: true });
    cpSync(join(this.path, from), join(this.path, to));
    return this.remove(from);
  }

  commit(): this {
    this.repo.git('add', '--all');
    this.repo.git('commit', '--quiet', '--allow-empty', '-m', 'change');
    return this;
  }
}
