/** Commits that no Git program makes: trees written byte by byte, and a blob that is small only while it is packed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GitObjects, writeWhole } from '../helpers/git-objects.ts';
import type { GitRepo } from '../helpers/git-repo.ts';

/** An entry of a tree (gitformat-tree): a mode, any bytes as its name, an object. */
export function entry(mode: string, name: string | Buffer, id: string): Buffer {
  return Buffer.concat([
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    Buffer.from(id, 'hex'),
  ]);
}

/** Commits, on the branch, the records folder of its last commit with these entries after its own. */
export function commitRaw(repo: GitRepo, entries: (objects: GitObjects) => Buffer[]): string {
  const objects = new GitObjects(repo.gitDir, 'sha1');
  const before = repo.git('rev-parse', 'main');
  const own = repo
    .git('ls-tree', `${before}:records`)
    .split('\n')
    .map((line) => line.split(/[ \t]/))
    .map(([mode = '', , id = '', name = '']) => entry(mode, name, id));
  const records = objects.write('tree', Buffer.concat([...own, ...entries(objects)]));
  return commitTree(repo, objects.write('tree', entry('40000', 'records', records)));
}

/** Commits a tree on the branch. */
export function commitTree(repo: GitRepo, tree: string): string {
  const person = 'A <a@padc.example> 1800000000 +0000';
  const text = `tree ${tree}\nparent ${repo.git('rev-parse', 'main')}\nauthor ${person}\ncommitter ${person}\n\nhostile\n`;
  const commit = new GitObjects(repo.gitDir, 'sha1').write('commit', Buffer.from(text));
  writeWhole(join(repo.gitDir, 'refs/heads/main'), `${commit}\n`);
  return commit;
}

/** Folders in folders; each holds the next one once for each name. */
export function nested(objects: GitObjects, blob: string, levels: number, names = ['d']): string {
  let tree = objects.write('tree', entry('100644', 'z.xml', blob));
  for (let i = 1; i < levels; i += 1) {
    const inner = tree;
    tree = objects.write('tree', Buffer.concat(names.map((name) => entry('40000', name, inner))));
  }
  return tree;
}

/** The id of a blob of so many zeros, which deflate makes a thousandth of. */
export async function zeros(repo: GitRepo, bytes: number): Promise<string> {
  const child = spawn('git', ['hash-object', '-w', '--stdin'], { cwd: repo.path, stdio: 'pipe' });
  let id = '';
  child.stdout.on('data', (chunk) => {
    id += String(chunk);
  });
  const chunk = Buffer.alloc(1024 * 1024);
  for (let left = bytes; left > 0; left -= chunk.length)
    if (!child.stdin.write(chunk.subarray(0, left))) await once(child.stdin, 'drain');
  child.stdin.end();
  await once(child, 'close');
  return id.trim();
}
