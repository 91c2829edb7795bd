/** P3: a commit that is not fit to be served is refused whole; the generation that was up stays up. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RECORD_MAX_BYTES } from '../../src/validate/record.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import type { MemoryRepository } from '../promises/memory-repository.ts';
import {
  AUTHORITY_PATH,
  authorityRecord,
  REGISTRY_FILE_PATH,
  REGISTRY_PATH,
  registryRecord,
  tinyRecord,
  writeRegistry,
} from '../promises/records.ts';
import { changes, memoryRegistry, opened, refusal, registryOn } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const record = (ivoid = A) => tinyRecord({ ivoid });

/** What is wrong, the change that brings it, and the findings to expect. */
const FAULTS: [string, (to: MemoryRepository) => void, string[]][] = [
  ['ill-formed XML', (to) => to.write('records/b.xml', '<a>\n<b>\n</a>'), ['records/b.xml:3 XML']],
  ['an empty file', (to) => to.write('records/b.xml', ''), ['records/b.xml:1 XML']],
  ['a DOCTYPE', (to) => to.write('records/b.xml', `<!DOCTYPE x>\n${record()}`), ['records/b.xml:1 XML']],
  [
    'bytes in another encoding than said',
    (to) => to.write('records/b.xml', Buffer.from(record().replace('A record', '\nr\xe9sum\xe9'), 'latin1')),
    ['records/b.xml:7 XML'],
  ],
  ['another root', (to) => to.write('records/b.xml', '<note/>'), ['records/b.xml:1 RI-04']],
  [
    'no xsi:type',
    (to) => to.write('records/b.xml', record().replace(' xsi:type="vr:Resource"', '')),
    ['records/b.xml:2 RI-05'],
  ],
  [
    'no identifier',
    (to) => to.write('records/b.xml', record().replace(/<identifier>.*<\/identifier>/, '')),
    ['records/b.xml:2 IDN-01'],
  ],
  [
    'an identifier that is none',
    (to) => to.write('records/b.xml', record('ivo://padc.example/ä')),
    ['records/b.xml:7 IDN-01'],
  ],
  [
    'what XSD forbids, at its line',
    (to) => to.write('records/b.xml', record('ivo://padc.example/b').replace('</content>', '<x/></content>')),
    ['records/b.xml:16 XSD'],
  ],
  [
    'a place that voreg new marked and nobody has filled in',
    (to) =>
      to.write(
        'records/b.xml',
        record('ivo://padc.example/b').replace(/<title>[^<]*/, '<title>FILL IN: a title'),
      ),
    ['records/b.xml:6 NEW-01'],
  ],
  [
    'a set name that is not ours to give',
    (to) =>
      to.write(
        'records/registry.json',
        '{\n  "version": 1,\n  "sets": [{\n    "setSpec": "ivo_mine", "setName": "Mine", "match": {}\n  }]\n}\n',
      ),
    ['records/registry.json:4 RI-42'],
  ],
  [
    'two faults in two files',
    (to) => to.write('records/b.xml', '<').write('records/c.xml', '<'),
    ['records/b.xml:1 XML', 'records/c.xml:1 XML'],
  ],
  [
    'more than 4 MB',
    (to) => to.write('records/b.xml', `${record()}${' '.repeat(RECORD_MAX_BYTES)}`),
    ['records/b.xml:1 GIT'],
  ],
  [
    'a Git LFS pointer',
    (to) => to.write('records/b.xml', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
    ['records/b.xml:1 GIT'],
  ],
  [
    'an ivoid twice, but for case',
    (to) => to.write('records/b.xml', record('ivo://padc.example/A')),
    ['records/b.xml:2 IDN-04'],
  ],
  [
    'a new ivoid twice',
    (to) =>
      to
        .write('records/b.xml', record('ivo://padc.example/b'))
        .write('records/c.xml', record('ivo://padc.example/b')),
    ['records/c.xml:2 IDN-04'],
  ],
  [
    'an authority that is not managed here',
    (to) => to.write('records/b.xml', record('ivo://other.example/b')),
    ['records/b.xml:2 IDN-06'],
  ],
  ['no registry record', (to) => to.remove(REGISTRY_PATH), ['records/registry.json:1 RI-11']],
  [
    'two registry records',
    (to) => to.write('records/z.xml', registryRecord({ ivoid: 'ivo://padc.example/other' })),
    ['records/z.xml:2 RI-11'],
  ],
  [
    'another identity',
    (to) => to.write(REGISTRY_PATH, registryRecord({ ivoid: 'ivo://padc.example/new' })),
    [`${REGISTRY_PATH}:2 RI-52`],
  ],
  ['no authority record', (to) => to.remove(AUTHORITY_PATH), [`${REGISTRY_PATH}:1 RI-13`]],
  [
    'a managed authority without a record',
    (to) => to.write(REGISTRY_PATH, registryRecord({ authorities: ['padc.example', 'more.example'] })),
    [`${REGISTRY_PATH}:2 RI-13`],
  ],
  [
    'an authority record that is deleted',
    (to) => to.write(AUTHORITY_PATH, authorityRecord().replace('"active"', '"deleted"')),
    [`${REGISTRY_PATH}:1 RI-13`],
  ],
  [
    'a page of two',
    (to) => to.write(REGISTRY_PATH, registryRecord({ maxRecords: 2 })),
    [`${REGISTRY_PATH}:21 RI-27`],
  ],
  [
    'registry.json that is no JSON',
    (to) => to.write(REGISTRY_FILE_PATH, '{'),
    [`${REGISTRY_FILE_PATH}:1 CONFIG`],
  ],
  [
    'a retired ivoid that has a record',
    (to) =>
      to
        .write(
          REGISTRY_FILE_PATH,
          JSON.stringify({ version: 1, retired: [{ ivoid: A, on: '2026-11-20', reason: 'r' }] }),
        )
        .write('records/a.xml', tinyRecord({ ivoid: A, title: 'New' })),
    ['records/a.xml:2 RETIRED'],
  ],
];

eachDatabase('P3', (open) => {
  const published = async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', record()).commit();
    await it.publish();
    await it.at(10);
    return it;
  };

  describe('is refused, and what was up stays up', () => {
    test.each(FAULTS)('%s', async (_case, change, expected) => {
      const it = await published();
      const before = await it.records();
      const moment = await it.published.look();
      change(it.repository);
      const commit = it.repository.commit();
      const outcome = await it.publish();
      expect(refusal(outcome)).toEqual(expected);
      expect(await it.records()).toEqual(before);
      expect(await it.published.look()).toMatchObject({ generation: 1, commit: moment.commit });
      // Visible to operators with its findings, until a later commit passes.
      const seen = await it.published.lastRefusal();
      expect(seen).toMatchObject({ commit, at: '2026-11-20T12:00:10Z' });
      expect(seen?.findings).toEqual(outcome.kind === 'refused' ? outcome.findings : null);
      for (const found of outcome.kind === 'refused' ? outcome.findings : [])
        expect(found.message).toMatch(/\.$|\)$/);
      // Not looked at again, unless asked.
      expect(await it.publish()).toEqual(outcome);
      expect(refusal(await it.publish({ again: true }))).toEqual(expected);
      const [staged] = await it.db.query<{ left: number }>(
        'select (select count(*) from staged_record) + (select count(*) from staged_body) + (select count(*) from body where id not in (select body from record where body is not null)) as left',
      );
      expect(staged?.left).toBe(0);
    });
  });

  test('the next good commit clears the refusal', async () => {
    const it = await published();
    it.repository.write('records/b.xml', '<').commit();
    await it.publish();
    it.repository.write('records/b.xml', record('ivo://padc.example/b')).commit();
    expect(changes(await it.publish()).created).toEqual(['ivo://padc.example/b']);
    expect(await it.published.lastRefusal()).toBeNull();
  });

  test('so does going back to what is published', async () => {
    const it = await published();
    const good = it.repository.resolve('HEAD');
    it.repository.write('records/b.xml', '<').commit();
    await it.publish();
    it.repository.reset(good);
    expect((await it.publish()).kind).toBe('unchanged');
    expect(await it.published.lastRefusal()).toBeNull();
  });

  test('the newest good commit before it is published, and the refusal shown (P6)', async () => {
    const it = await published();
    it.repository.write('records/b.xml', record('ivo://padc.example/b')).commit();
    const good = it.repository.write('records/c.xml', record('ivo://padc.example/c')).commit();
    const bad = it.repository.write('records/d.xml', '<').commit();
    const outcome = await it.publish();
    expect(outcome).toMatchObject({ kind: 'published', commit: good, refused: { commit: bad } });
    expect(await it.list()).toEqual([A, 'ivo://padc.example/b', 'ivo://padc.example/c']);
    expect(await it.published.lastRefusal()).toMatchObject({ commit: bad });
    expect((await it.publish()).kind).toBe('refused');
  });

  test('the ledger keeps a thousand of its findings, and how many there were more', async () => {
    const it = await published();
    for (let i = 0; i < 1003; i += 1) it.repository.write(`records/bad/${i}.xml`, '<note/>');
    it.repository.commit();
    const outcome = await it.publish();
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.findings).toHaveLength(1003);
    const kept = (await it.published.lastRefusal())?.findings ?? [];
    expect(kept.slice(0, -1)).toEqual(outcome.findings.slice(0, 1000));
    expect(kept.at(-1)).toMatchObject({ severity: 'info', message: expect.stringContaining('3 more') });
  });

  test('several bad commits in a row, each with the fault of the one before', async () => {
    const it = await published();
    const good = it.repository.write('records/b.xml', record('ivo://padc.example/b')).commit();
    it.repository.write('records/c.xml', '<').commit();
    it.repository.write('records/d.xml', record('ivo://padc.example/d')).commit();
    const bad = it.repository.write('records/e.xml', '<').commit();
    expect(await it.publish()).toMatchObject({ kind: 'published', commit: good, refused: { commit: bad } });
  });

  test('an identity that an operator accepts', async () => {
    const it = await published();
    it.repository.write(REGISTRY_PATH, registryRecord({ ivoid: 'ivo://padc.example/new' })).commit();
    const accept = { newIdentity: true, transfers: new Set<string>() };
    expect(changes(await it.publish({ accept })).deleted).toEqual(['ivo://padc.example/registry']);
    expect((await it.published.look()).registry.ivoid).toBe('ivo://padc.example/new');
  });

  test('any commit that contains a fault, wherever it is in whatever else', async () => {
    const it = await published();
    const before = await it.records();
    const good = it.repository.resolve('HEAD');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FAULTS),
        fc.nat(12),
        fc.boolean(),
        async ([, change], others, edits) => {
          it.repository.reset(good);
          for (let i = 0; i < others; i += 1)
            it.repository.write(`records/x${i}.xml`, record(`ivo://padc.example/x${i}`));
          if (edits) it.repository.write('records/a.xml', tinyRecord({ ivoid: A, title: 'New' }));
          change(it.repository);
          it.repository.commit();
          expect((await it.publish()).kind).toBe('refused');
          expect(await it.records()).toEqual(before);
        },
      ),
      { numRuns: 30 },
    );
  });

  describe('what Git can hold beside files', () => {
    const real = async () => {
      const repo = gitRepo();
      writeRegistry(repo);
      repo.commit();
      const it = await registryOn(open, schema, await opened(repo, temporaryFolder()));
      await it.publish();
      return { repo, it };
    };

    test('a symbolic link', async () => {
      const { repo, it } = await real();
      repo.symlink('records/link.xml', 'registry.xml').commit();
      const outcome = await it.publish();
      expect(refusal(outcome)).toEqual(['records/link.xml:1 GIT']);
      expect(outcome.kind === 'refused' && outcome.findings[0]?.message).toMatch(/symbolic link/);
    });

    test('a submodule', async () => {
      const { repo, it } = await real();
      repo.submodule('records/sub', 'a'.repeat(40)).commit();
      const outcome = await it.publish();
      expect(refusal(outcome)).toEqual(['records/sub:1 GIT']);
      expect(outcome.kind === 'refused' && outcome.findings[0]?.message).toMatch(/submodule/);
    });

    test('both in the history, gone again', async () => {
      const { repo, it } = await real();
      repo
        .symlink('records/link.xml', 'registry.xml')
        .submodule('records/sub', 'a'.repeat(40))
        .submodule('records/sub.xml', 'b'.repeat(40))
        .commit();
      repo.remove('records/link.xml').remove('records/sub').remove('records/sub.xml').commit();
      expect((await it.publish()).kind).toBe('published');
      expect(await it.list()).toEqual([]);
    });

    test('a shallow clone, as long as the ledger does not know the history', async () => {
      const { repo, it } = await real();
      const shallow = temporaryFolder();
      repo.write('records/a.xml', record()).commit();
      repo.git('clone', '--quiet', '--depth=1', repo.url, shallow);
      const source = { ...repo, path: shallow } as typeof repo;
      const fresh = await registryOn(open, schema, await opened(source, temporaryFolder()));
      await expect(fresh.publish()).rejects.toThrow(/shallow clone.*--unshallow/);
      // With the memory of the ledger it will do.
      const known = { ...it, repository: await opened(source, temporaryFolder()) };
      expect(changes(await known.publish({ repository: known.repository })).created).toEqual([A]);
    });

    test('nothing at all, and no such ref', async () => {
      const repo = gitRepo();
      const it = await registryOn(open, schema, await opened(repo, temporaryFolder()));
      await expect(it.publish()).rejects.toThrow(/has no commit yet/);
      await expect(it.published.look()).rejects.toThrow(/Nothing has been published yet/);
    });

    test('a folder without any record', async () => {
      const repo = gitRepo();
      repo.write('README', 'x').commit();
      const it = await registryOn(open, schema, await opened(repo, temporaryFolder()));
      expect(refusal(await it.publish())).toEqual(['records/registry.json:1 RI-11']);
    });
  });
});
