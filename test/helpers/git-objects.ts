import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';

/** A file in a tree: `100644` a file, `120000` a symbolic link, `160000` a submodule. */
export interface TreeFile {
  mode: string;
  id: string;
}

/** Files by path. Paths are byte strings (latin1), so that they sort and compare as Git's do. */
export type Files = Map<string, TreeFile>;

interface Folder {
  files: Files;
  folders: Map<string, Folder>;
}

/**
 * Writes Git objects straight into a repository, as loose files: 0.1 ms each, where a Git process takes 4 ms. The
 * format is gitformat-loose(5); `git fsck --strict` agrees (test/helpers/git-repo.test.ts).
 */
export class GitObjects {
  readonly #dir: string;
  readonly #algorithm: string;

  constructor(gitDir: string, algorithm: 'sha1' | 'sha256') {
    this.#dir = join(gitDir, 'objects');
    this.#algorithm = algorithm;
  }

  blob(content: string | Buffer): string {
    return this.write('blob', Buffer.from(content));
  }

  /** Writes the trees of all folders; the id of the top one. */
  tree(files: Files): string {
    const top: Folder = { files: new Map(), folders: new Map() };
    for (const [path, file] of files) {
      const parts = path.split('/');
      const name = parts.pop() ?? '';
      let folder = top;
      for (const part of parts) {
        const inner = folder.folders.get(part) ?? { files: new Map(), folders: new Map() };
        folder.folders.set(part, inner);
        folder = inner;
      }
      folder.files.set(name, file);
    }
    return this.#folder(top);
  }

  #folder(folder: Folder): string {
    const entries: { key: string; line: Buffer }[] = [];
    const add = (name: string, key: string, mode: string, id: string) =>
      entries.push({
        key,
        line: Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]),
      });
    for (const [name, { mode, id }] of folder.files) add(name, name, mode, id);
    // Git sorts a folder as if its name ended with a slash.
    for (const [name, inner] of folder.folders) add(name, `${name}/`, '40000', this.#folder(inner));
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    return this.write('tree', Buffer.concat(entries.map((entry) => entry.line)));
  }

  /** Writes an object, unless it is there as a file already, and returns its id. */
  write(type: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const id = createHash(this.#algorithm).update(whole).digest('hex');
    const file = join(this.#dir, id.slice(0, 2), id.slice(2));
    if (!existsSync(file)) writeWhole(file, deflateSync(whole, { level: 1 }));
    return id;
  }
}

/** Writes a file that readers see whole or not at all. */
export function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}
