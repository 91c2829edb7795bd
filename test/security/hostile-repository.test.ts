/** A records repository that was made to harm: it ends in a sentence, soon, and what was published stays up (P3). */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/publish.ts';
import { formatFinding } from '../../src/validate/finding.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { all, openFetched } from '../git/open.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import type { GitObjects } from '../helpers/git-objects.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { tinyRecord, writeRegistry } from '../promises/records.ts';
import { opened, refusal, registryOn } from '../promises/registry.ts';
import { commitRaw, entry, nested, zeros } from './hostile-tree.ts';
import { growth } from './memory.ts';

// Forty doubled folders take Git 10 s of processor time, and minutes on a machine that is very busy.
vi.setConfig({ testTimeout: 300_000 });

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const Z = tinyRecord({ ivoid: 'ivo://padc.example/z' });
const GIT = (file: string) => [`${file}:1 GIT`];

function withOne(): GitRepo {
  const repo = gitRepo();
  writeRegistry(repo);
  repo.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
  return repo;
}

/** A registry that has published A; and what it says to the next commit. */
async function standing(open: OpenTestDatabase) {
  const repo = withOne();
  const base = repo.resolve('HEAD');
  const it = await registryOn(open, schema, await opened(repo, temporaryFolder()));
  await it.publish();
  const publishStill = async (): Promise<Outcome> => {
    const outcome = await it.publish();
    expect(await it.list()).toEqual([A]);
    expect((await it.published.look()).generation).toBe(1);
    return outcome;
  };
  const goesOn = async () => {
    repo
      .reset(base)
      .write('records/b.xml', tinyRecord({ ivoid: 'ivo://padc.example/b' }))
      .commit();
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 2 });
  };
  return { repo, publishStill, goesOn };
}

type Entries = (objects: GitObjects, blob: string) => Buffer[];
const file =
  (name: string | Buffer): Entries =>
  (_objects, blob) => [entry('100644', name, blob)];
const folder =
  (name: string, levels = 1): Entries =>
  (objects, blob) => [entry('40000', name, nested(objects, blob, levels))];

const REFUSED: [string, Entries, string[]][] = [
  ['a folder .git', folder('.git'), GIT('records/.git/z.xml')],
  ['a folder .GIT', folder('.GIT'), GIT('records/.GIT/z.xml')],
  ['a folder ..', folder('..'), GIT('records/../z.xml')],
  ['a folder .', folder('.'), GIT('records/./z.xml')],
  ['a path as the name', file('x/../../../etc/z.xml'), GIT('records/x/../../../etc/z.xml')],
  ['a name of 2 kB', file(`${'z'.repeat(2000)}.xml`), GIT(`records/${'z'.repeat(192)}`)],
  ['a name of 1 MB', file(`${'z'.repeat(1_000_000)}.xml`), GIT('records')],
  ['a thousand folders in each other', folder('d', 1000), GIT(`records/${'d/'.repeat(96)}`)],
  [
    'two files of one name',
    (o, blob) => [entry('100644', 'z.xml', blob), entry('100644', 'z.xml', o.blob(tinyRecord({ ivoid: A })))],
    GIT('records/z.xml'),
  ],
  ['a submodule', () => [entry('160000', 'sub', 'ab'.repeat(20))], GIT('records/sub')],
  ['a link out of it', (o) => [entry('120000', 'p.xml', o.blob('/etc/passwd'))], GIT('records/p.xml')],
  ['a link as a folder', (o) => [entry('120000', 'links', o.blob('../../..'))], GIT('records/links')],
  ['a mode that there is not', (_, blob) => [entry('177777', 'z.xml', blob)], GIT('records/z.xml')],
];

const DOUBLED: (typeof REFUSED)[number] = [
  'forty folders, each twice in the next: a million million files',
  (o, blob) => [entry('40000', 'd', nested(o, blob, 40, ['d', 'e']))],
  GIT('records'),
];

/** Git itself stumbles over these: nothing comes over. */
const UNREADABLE: [string, Entries][] = [
  ['a file without a name', file('')],
  ['a file that is not there', () => [entry('100644', 'z.xml', 'ab'.repeat(20))]],
  ['a file as a folder', (_, blob) => [entry('40000', 'z', blob)]],
  ['a tree that is cut off', () => [Buffer.from('100644 z.xml\0abc')]],
  ['bytes that are no tree', () => [Buffer.from('\xff\xff\xff nonsense', 'latin1')]],
];

eachDatabase('a commit with', (open, kind) => {
  // What keeps Git busy for ten seconds is the same on every database.
  test.each(
    kind === 'pglite' ? [...REFUSED, DOUBLED] : REFUSED,
  )('%s is refused, and the registry goes on', async (_title, entries, findings) => {
    const { repo, publishStill, goesOn } = await standing(open);
    commitRaw(repo, (objects) => entries(objects, objects.blob(Z)));
    const outcome = await publishStill();
    expect([...new Set(refusal(outcome))]).toEqual(findings);
    if (outcome.kind === 'refused')
      for (const { message } of outcome.findings) expect(message).toMatch(/^.{20,400}\.$|^.{20,400}\)\.$/);
    expect((await publishStill()).kind).toBe('refused');
    await goesOn();
  });

  test.each(UNREADABLE)('%s is told by Git, and the registry goes on', async (_title, entries) => {
    const { repo, publishStill, goesOn } = await standing(open);
    commitRaw(repo, (objects) => entries(objects, objects.blob(Z)));
    await expect(publishStill()).rejects.toMatchObject({ name: 'GitError', kind: 'failed' });
    await goesOn();
  });

  test('a name that steers terminals is published, and is written harmlessly', async () => {
    const { repo, goesOn } = await standing(open);
    const name = 'z\u001b]0;x\u0007\u202e\\..\\\n.xml';
    commitRaw(repo, (objects) => [entry('100644', name, objects.blob('<'))]);
    const it = await registryOn(open, schema, await opened(repo, temporaryFolder()));
    const outcome = await it.publish();
    if (outcome.kind !== 'published' || outcome.refused === null) throw new Error('not refused');
    const lines = outcome.refused.findings.map(formatFinding);
    expect(lines[0]).toMatch(/^records\/z\\u001b\]0;x\\u0007\\u202e\\\.\.\\\\u000a\.xml:1:1 error XML /);
    await goesOn();
  });
});

describe('a repository', () => {
  test('with 100,000 files in a folder is read, with bounded memory', async () => {
    const repo = withOne();
    const commit = commitRaw(repo, (objects) => {
      const blob = objects.blob(Z);
      return Array.from({ length: 100_000 }, (_, i) =>
        entry('100644', `z${String(i).padStart(6, '0')}.xml`, blob),
      );
    });
    const repository = await openFetched(repo.path);
    const grown = await growth(async () => {
      expect(await repository.tree(commit)).toHaveLength(100_003);
    });
    expect(grown).toBeLessThan(250);
  });

  test('whose folders double forty times is given up with a bounded memory, also in its history', async () => {
    const repo = withOne();
    const commit = commitRaw(repo, (o) => [entry('40000', 'd', nested(o, o.blob(Z), 40, ['d', 'e']))]);
    const repository = await openFetched(repo.path);
    const tooLarge = {
      kind: 'too-large',
      message: expect.stringMatching(/more than (250000 files|can be compared).*force-push\)\.$/),
    };
    const grown = await growth(async () => {
      await expect(repository.tree(commit)).rejects.toMatchObject(tooLarge);
      await expect(all(repository.history(null, commit))).rejects.toMatchObject(tooLarge);
    });
    expect(grown).toBeLessThan(500);
  });

  test('with a file of 200 MB that is packed as 200 kB: it is passed over, and never kept', async () => {
    const repo = withOne();
    const blob = await zeros(repo, 200_000_000);
    const commit = commitRaw(repo, () => [entry('100644', 'z.xml', blob)]);
    const grown = await growth(async () => {
      const repository = await openFetched(repo.path);
      expect((await repository.tree(commit)).find((one) => one.blob === blob)?.size).toBe(200_000_000);
      expect(await all(repository.blobs([blob], 4 * 1024 * 1024))).toEqual([
        { blob, size: 200_000_000, tooLarge: true },
      ]);
    });
    expect(grown).toBeLessThan(80);
  });

  test('that borrows objects of another one: they are copied, and the way to the other is not', async () => {
    const other = withOne();
    const repo = gitRepo();
    writeRegistry(repo);
    repo.commit();
    const info = join(repo.gitDir, 'objects/info');
    repo.git('fetch', '--quiet', other.path, 'main:refs/heads/borrowed');
    mkdirSync(info, { recursive: true });
    // To itself, to what is no folder, and to another repository.
    writeFileSync(join(info, 'alternates'), `.\n/dev/zero\n/etc/passwd\n${join(other.gitDir, 'objects')}\n`);
    const dataDir = temporaryFolder();
    const repository = await openFetched(repo.path, { ref: 'borrowed', dataDir });
    const commit = other.resolve('HEAD');
    renameSync(other.gitDir, `${other.gitDir}.gone`);
    const names = (await repository.tree(commit)).map(({ path }) => path);
    expect(names).toContain('records/a.xml');
    const copy = readdirSync(dataDir).find((name) => name.endsWith('.git')) ?? '';
    expect(existsSync(join(dataDir, copy, 'HEAD'))).toBe(true);
    expect(existsSync(join(dataDir, copy, 'objects/info/alternates'))).toBe(false);
    expect(readFileSync(join(dataDir, copy, 'config'), 'utf8')).not.toContain(other.path);
  });
});
