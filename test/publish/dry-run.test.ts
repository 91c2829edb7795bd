/** Cases of a dry run. That it agrees with publication is tested in test/promises/dry-run.test.ts. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Acceptance } from '../../src/publish/candidate.ts';
import { type DryRun, dryRun } from '../../src/publish/dry-run.ts';
import { diffsOf } from '../../src/publish/dry-run-diff.ts';
import { DRY_RUN_FORMATS, isRefused } from '../../src/publish/dry-run-report.ts';
import { glance } from '../../src/publish/held.ts';
import { readRecord } from '../../src/validate/record.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { MemoryRepository } from '../promises/memory-repository.ts';
import {
  authorityRecord,
  REGISTRY_FILE_PATH,
  REGISTRY_PATH,
  registryRecord,
  tinyRecord,
  writeRegistry,
} from '../promises/records.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});

const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/b';
const A_PATH = 'records/a.xml';

/** A published registry with the record A. */
function begin(files: Record<string, string> = {}): MemoryRepository {
  const repository = new MemoryRepository();
  writeRegistry(repository);
  repository.write(A_PATH, tinyRecord({ ivoid: A }));
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.commit();
  return repository;
}

/** From the last commit but one of these, or `base`, to the last. */
function run(repository: MemoryRepository, base: string, accept: Partial<Acceptance> = {}): Promise<DryRun> {
  const accepted = { newIdentity: false, transfers: new Set<string>(), ...accept };
  const head = repository.resolve('HEAD');
  return dryRun({
    repository,
    schema,
    recordsDir: 'records',
    base,
    head,
    accept: accepted,
    now: '2026-11-20T10:00:00Z',
  });
}

/** Commits what `change` writes, and runs from before to after it. */
async function runAfter(repository: MemoryRepository, change: () => void): Promise<DryRun> {
  const base = repository.resolve('HEAD');
  change();
  repository.commit();
  return run(repository, base);
}

function registryFile(content: object): string {
  return JSON.stringify({ version: 1, ...content });
}

async function textOf(repository: MemoryRepository, said: DryRun, format = 'text'): Promise<string> {
  return DRY_RUN_FORMATS[format]?.({ run: said, diffs: await diffsOf(repository, said.updated) }) ?? '';
}

describe('dryRun', () => {
  it('says that nothing changes', async () => {
    const repository = begin();
    const said = await runAfter(repository, () => repository.write('README', 'x'));
    expect(await textOf(repository, said)).toContain('nothing. No record is changed.');
    expect(isRefused(said)).toBe(false);
  });

  it('lists what is created, updated, only formatted, and moved', async () => {
    const repository = begin({
      'records/b.xml': tinyRecord({ ivoid: B }),
      'records/c.xml': tinyRecord({ ivoid: 'ivo://padc.example/c' }),
    });
    const said = await runAfter(repository, () => {
      repository.write(A_PATH, tinyRecord({ ivoid: A, title: 'Another title' }));
      repository.write('records/b.xml', tinyRecord({ ivoid: B }).replaceAll('\n  <', '\n      <'));
      repository.write('records/deep/c.xml', repository.read('records/c.xml')).remove('records/c.xml');
      repository.write('records/d.xml', tinyRecord({ ivoid: 'ivo://padc.example/d', title: 'New' }));
    });
    expect(said.created).toEqual([
      { ivoid: 'ivo://padc.example/d', file: 'records/d.xml', title: 'New', type: 'Resource' },
    ]);
    expect(said.updated.map(({ ivoid, sets }) => [ivoid, sets])).toEqual([[A, { added: [], removed: [] }]]);
    expect(said.unchanged.map(({ file }) => file)).toEqual(['records/b.xml', 'records/deep/c.xml']);
    expect(said.deleted).toEqual([]);
    const text = await textOf(repository, said);
    expect(text).toContain('1 created, 1 updated, 2 unchanged.');
    expect(text).toContain('      @@ /ri:Resource/title @@');
    expect(text).toContain('      -  <title>A record</title>\n      +  <title>Another title</title>');
  });

  it('shows a changed word of a long text as one line, and white space inside a text as such', async () => {
    const words = Array.from({ length: 80 }, (_, i) => (i % 20 === 19 ? `word${i}.` : `word${i}`));
    const repository = begin({ [A_PATH]: tinyRecord({ ivoid: A, description: words.join(' ') }) });
    const description = words.map((word) => (word === 'word70' ? 'another word' : word)).join(' ');
    const said = await runAfter(repository, () =>
      repository.write(A_PATH, tinyRecord({ ivoid: A, description })),
    );
    const changed = (await textOf(repository, said)).split('\n').filter((line) => /^ {6}[-+]/.test(line));
    expect(changed.length).toBe(2);
    expect(changed.join()).toContain('another word');
    const spaced = description.replace(' ', '  ');
    const again = await runAfter(repository, () =>
      repository.write(A_PATH, tinyRecord({ ivoid: A, description: spaced })),
    );
    expect(await textOf(repository, again)).toContain('only white space inside a text');
  });

  it('warns loudly when an identifier vanishes, and says why', async () => {
    const repository = begin({
      'records/b.xml': tinyRecord({ ivoid: B }),
      'records/c.xml': tinyRecord({ ivoid: `${A}/c` }),
    });
    const said = await runAfter(repository, () => {
      repository.remove(A_PATH);
      repository.write('records/b.xml', tinyRecord({ ivoid: `${B}2` }));
      repository.write('records/c.xml', tinyRecord({ ivoid: `${A}/c`, status: 'deleted' }));
    });
    expect(said.deleted.map(({ ivoid, why, successor }) => [ivoid, why, successor])).toEqual([
      [A, 'file removed', null],
      [`${A}/c`, 'status="deleted"', null],
      [B, 'ivoid changed', `${B}2`],
    ]);
    expect(said.created.map(({ ivoid }) => ivoid)).toEqual([`${B}2`]);
    const text = await textOf(repository, said);
    expect(text).toContain('!!! 3 identifiers vanish from the registry.');
    expect(text).toContain(`its file now holds ${B}2`);
    expect(isRefused(said)).toBe(false);
  });

  it('does not call it a deletion when harvesters know it as deleted', async () => {
    const repository = begin({ 'records/b.xml': tinyRecord({ ivoid: B }) });
    await runAfter(repository, () => repository.remove('records/b.xml'));
    const said = await runAfter(repository, () => {
      repository.write('records/b.xml', tinyRecord({ ivoid: B, status: 'deleted' }));
      repository.write(
        REGISTRY_FILE_PATH,
        registryFile({ retired: [{ ivoid: `${B}/old`, on: '2026-01-01', reason: 'x' }] }),
      );
    });
    expect(said.deleted).toEqual([
      { ivoid: `${B}/old`, file: null, title: null, type: null, why: 'retired', successor: null },
    ]);
    const revived = await runAfter(repository, () =>
      repository.write('records/b.xml', tinyRecord({ ivoid: B })),
    );
    expect(revived.created.map(({ ivoid }) => ivoid)).toEqual([B]);
  });

  it('names what came and went on the branch', async () => {
    const repository = begin();
    const base = repository.resolve('HEAD');
    repository.write('records/b.xml', tinyRecord({ ivoid: B })).commit();
    repository.remove('records/b.xml').commit();
    const said = await run(repository, base);
    expect([said.passing, said.deleted]).toEqual([[B], []]);
    expect(await textOf(repository, said)).toContain('unless the commits are squashed');
  });

  it('shows a change of sets, also for files that are not touched', async () => {
    const repository = begin();
    const sets = [{ setSpec: 'mine', setName: 'Mine', match: { ivoid: [A] } }];
    const said = await runAfter(repository, () =>
      repository.write(REGISTRY_FILE_PATH, registryFile({ sets })),
    );
    expect(said.updated).toEqual([
      {
        ivoid: A,
        file: A_PATH,
        title: 'A record',
        type: 'Resource',
        blobs: null,
        sets: { added: ['mine'], removed: [] },
      },
    ]);
    expect(await textOf(repository, said)).toContain('sets: +mine');
  });

  it('is refused with the findings at file and line, and then lists nothing', async () => {
    const repository = begin();
    const said = await runAfter(repository, () => {
      repository.write(
        A_PATH,
        tinyRecord({ ivoid: A }).replace('<title>', '<titel>').replace('</title>', '</titel>'),
      );
      repository.write('records/b.xml', tinyRecord({ ivoid: B }));
    });
    expect(isRefused(said)).toBe(true);
    expect(said.findings.map(({ rule, file, line }) => [rule, file, line])).toEqual([['XSD', A_PATH, 6]]);
    expect(said.created).toEqual([]);
    expect(await textOf(repository, said)).toMatch(
      /refused for 1 error\.\n[\s\S]*records\/a\.xml:6 error XSD/,
    );
  });

  it('is refused for a duplicate, an unmanaged authority, and a new identity that is not accepted', async () => {
    const repository = begin();
    const rules = (said: DryRun) => said.findings.map(({ rule, file }) => [rule, file]);
    const twice = await runAfter(repository, () =>
      repository.write('records/b.xml', tinyRecord({ ivoid: A.toUpperCase().replace('IVO', 'ivo') })),
    );
    expect(rules(twice)).toContainEqual(['IDN-04', 'records/b.xml']);
    const foreign = await runAfter(repository, () =>
      repository.write('records/b.xml', tinyRecord({ ivoid: 'ivo://else.example/b' })),
    );
    expect(rules(foreign)).toEqual([['IDN-06', 'records/b.xml']]);
    const second = await runAfter(repository, () =>
      repository.write('records/b.xml', registryRecord({ ivoid: `${A}/second` })),
    );
    expect(second.findings.map(({ rule }) => rule)).toContain('RI-11');
    const base = repository.remove('records/b.xml').commit();
    repository.write(REGISTRY_PATH, registryRecord({ ivoid: `${A}/registry` })).commit();
    expect(rules(await run(repository, base))).toEqual([['RI-52', REGISTRY_PATH]]);
    const accepted = await run(repository, base, { newIdentity: true });
    expect(accepted.findings).toEqual([]);
    expect(accepted.registry).toBe(`${A}/registry`);
  });

  it('shows what a transfer takes away, tombstones included, and that an operator must say yes', async () => {
    const repository = new MemoryRepository();
    writeRegistry(repository, { authorities: ['padc.example', 'moved.example'] });
    const moved = 'ivo://moved.example';
    repository
      .write('records/m.xml', tinyRecord({ ivoid: `${moved}/m` }))
      .write('records/n.xml', tinyRecord({ ivoid: `${moved}/n` }));
    repository.commit();
    const base = repository.remove('records/n.xml').commit();
    const transfers = [
      {
        authority: 'moved.example',
        to: 'ivo://new/registry',
        direction: 'out',
        on: '2026-11-20',
        reason: 'x',
      },
    ];
    repository
      .write(REGISTRY_FILE_PATH, registryFile({ transfers }))
      .remove('records/m.xml')
      .remove('records/authority-moved.example.xml');
    repository.write(REGISTRY_PATH, registryRecord()).commit();
    const said = await run(repository, base);
    expect(said.withdrawn.map(({ ivoid }) => ivoid)).toEqual([moved, `${moved}/m`, `${moved}/n`]);
    expect(said.deleted).toEqual([]);
    expect(said.findings.map(({ rule, severity }) => [rule, severity])).toEqual([['RI-35', 'warning']]);
    expect(isRefused(said)).toBe(false);
    expect((await run(repository, base, { transfers: new Set(['moved.example']) })).findings).toEqual([]);
  });

  it('lists new authorities at their line, but not those whose transfer here is declared', async () => {
    const repository = begin();
    const said = await runAfter(repository, () => {
      const authorities = ['padc.example', 'New.example', 'come.example'];
      repository.write(REGISTRY_PATH, registryRecord({ authorities }));
      for (const authority of ['new.example', 'come.example']) {
        repository.write(`records/authority-${authority}.xml`, authorityRecord(authority));
      }
      const transfers = [
        {
          authority: 'Come.example',
          to: 'ivo://padc.example/registry',
          direction: 'in',
          on: '2026-11-20',
          reason: 'x',
        },
      ];
      repository.write(REGISTRY_FILE_PATH, registryFile({ transfers }));
    });
    const line =
      registryRecord()
        .split('\n')
        .findIndex((text) => text.includes('<managedAuthority>')) + 1;
    expect(said.findings).toEqual([]);
    expect(said.newAuthorities).toEqual([
      { authority: 'New.example', file: REGISTRY_PATH, line, column: 52 },
    ]);
  });

  it('compares with the newest commit that could be read when the target branch is broken', async () => {
    const repository = begin();
    const good = repository.resolve('HEAD');
    const broken = repository.write(A_PATH, '<not a record').commit();
    repository.write(A_PATH, tinyRecord({ ivoid: A, title: 'Mended' })).commit();
    const said = await run(repository, broken);
    expect(said.base).toBe(good);
    expect(said.updated.map(({ ivoid }) => ivoid)).toEqual([A]);
    expect(said.notes).toEqual([expect.stringContaining('so it was not published')]);
  });

  it('does not judge records that the merge does not touch', async () => {
    // A stricter release of the rules must not block what is published already.
    const invalid = tinyRecord({ ivoid: B }).replace('<description>', '<unheard>1</unheard><description>');
    const repository = begin({ 'records/b.xml': invalid });
    const said = await runAfter(repository, () =>
      repository.write(A_PATH, tinyRecord({ ivoid: A, title: 'New' })),
    );
    expect([said.findings, said.updated.length]).toEqual([[], 1]);
  });
});

describe('the summary', () => {
  it('is safe to post: nothing out of a record is markup, a mention, or a terminal control', async () => {
    const repository = begin();
    const title = 'A ``` @everyone &lt;img src=x&gt; [x](y) \u009b31m';
    const said = await runAfter(repository, () => repository.write(A_PATH, tinyRecord({ ivoid: A, title })));
    const markdown = await textOf(repository, said, 'markdown');
    expect(markdown).toContain(
      '(````A ``` @everyone <img src=x> [x](y) \\u{9b}31m````, Resource, `records/a.xml`)',
    );
    expect(markdown).toContain('````diff');
    expect(await textOf(repository, said)).not.toContain('\u009b');
  });

  it('leaves out what is too long, and says so', async () => {
    const subjects = (n: number) =>
      Array.from({ length: n }, (_, i) => `<subject>s${i}</subject>`).join('\n    ');
    const record = (n: number) =>
      tinyRecord({ ivoid: A }).replace('<subject>ephemerides</subject>', subjects(n));
    const repository = begin({ [A_PATH]: record(1) });
    const said = await runAfter(repository, () => repository.write(A_PATH, record(500)));
    const text = await textOf(repository, said);
    expect(text).toMatch(/… and 42\d more lines/);
    expect(text.split('\n').length).toBeLessThan(120);
  });

  it('is JSON for programs', async () => {
    const repository = begin();
    const said = await runAfter(repository, () =>
      repository.write(A_PATH, tinyRecord({ ivoid: A, title: 'New' })),
    );
    const json = JSON.parse(await textOf(repository, said, 'json')) as {
      refused: boolean;
      updated: { ivoid: string; diff: { hunks: unknown[] } }[];
    };
    expect([json.refused, json.updated[0]?.ivoid, json.updated[0]?.diff.hunks.length]).toEqual([false, A, 1]);
  });
});

describe('glance', () => {
  const record = tinyRecord({ ivoid: 'ivo://Padc.Example/A' });
  const bytes = (text: string) => Buffer.from(text, 'utf8');

  it.each(['active', 'deleted'] as const)('sees what a full reading sees: %s', (status) => {
    const one = bytes(tinyRecord({ ivoid: 'ivo://Padc.Example/A', status }));
    const read = readRecord(one, '');
    if (!('record' in read)) throw new Error('no record');
    const { ivoid, key, authority } = read.record;
    expect(glance(one)).toEqual({ ivoid, key, authority, isDeleted: status === 'deleted', member: null });
  });

  it.each([
    ['an authority', authorityRecord()],
    ['a registry', registryRecord()],
    [
      'a comment before the identifier',
      record.replace('<title>', '<!-- <identifier>ivo://x.example/y</identifier> --><title>'),
    ],
    ['a character reference', record.replace('<title>', '<title>&#65;')],
    [
      'an identifier that is not plain text',
      record.replace('/A</identifier>', '/<![CDATA[A]]></identifier>'),
    ],
    [
      'a first identifier that is not plain',
      record.replace('<title>', '<identifier>ivo://x.example/<!-- --></identifier><title>'),
    ],
    ['no identifier', '<a/>'],
    ['no ivoid', record.replace('ivo://Padc.Example/A', 'doi:10.1/x')],
  ])('leaves %s to a full reading', (_, text) => {
    expect(glance(bytes(text))).toBeNull();
  });

  it('leaves UTF-16 to a full reading', () => {
    expect(glance(Buffer.from(`\uFEFF${record.replace('UTF-8', 'UTF-16')}`, 'utf16le'))).toBeNull();
  });
});
