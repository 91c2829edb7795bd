import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GitSourceOptions, gitSource } from '../../src/harvest/git-source.ts';
import type { SourceRecord } from '../../src/harvest/source.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { listAll, spaseRecord } from './listing.ts';

function sourceOf(repo: GitRepo, options: Partial<GitSourceOptions> = {}) {
  const dataDir = temporaryFolder();
  return gitSource({ id: 's', model: 'spase', url: repo.path, ref: null, folder: null, dataDir, ...options });
}

const named = (records: SourceRecord[]) =>
  records.map(({ id, path, deleted }) => (deleted ? `- ${id}` : `${id} ${path}`)).sort();

describe('everything that is in a repository', () => {
  it('records in UTF-8, whatever they are in; what is wrong is noted, nothing is lost', async () => {
    const repo = gitRepo();
    const latin1 = spaseRecord('spase://X/ISO', 'Orléans').replace('UTF-8', 'ISO-8859-1');
    repo
      .write('X/Plain.xml', spaseRecord('spase://X/Plain'))
      .write('X/ISO.xml', Buffer.from(latin1, 'latin1'))
      .write(
        'X/Lies.xml',
        Buffer.from(spaseRecord('spase://X/Lies', '“Orléans”').replaceAll(/[“”]/g, '\x93'), 'latin1'),
      )
      .write('X/Crlf.xml', spaseRecord('spase://X/Crlf').replaceAll('\n', '\r\n'))
      .write('X/Moved.xml', spaseRecord('spase://X/Elsewhere'))
      .write('X/Blank in id.xml', spaseRecord(' spase://X/Blank in id '))
      .write('X/Urn.xml', spaseRecord('X-1'))
      .write(
        'X/Location.xml',
        spaseRecord('spase://X/Location').replace(
          'data/schema">',
          'data/schema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="https://www.spase-group.org/data/schema https://x.example/spase-2_3_0.xsd">',
        ),
      )
      .write(
        'X/Namespace.xml',
        spaseRecord('spase://X/Namespace')
          .replace('http://www.spase', 'https://www.spase')
          .replace('2.7.1', ''),
      )
      .write('X/Several.xml', spaseRecord('spase://X/Several').replace('</Spase>', '<Person/></Spase>'))
      .write('sitemap.xml', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>')
      .write('X/Plain.json', '{}')
      .symlink('X/Link.xml', 'Plain.xml')
      .write('X/Empty.xml', '')
      .write('X/NoElement.xml', '<?xml version="1.0"?>\n<!-- nothing -->')
      .write(
        'X/NoResource.xml',
        '<Spase xmlns="http://www.spase-group.org/data/schema"><Version>2.7.1</Version></Spase>',
      )
      .write('X/NoId.xml', spaseRecord(' '))
      .write('X/Broken.xml', spaseRecord('spase://X/Broken').replace('</Spase>', ''))
      .write('Deprecated/X/Plain.xml', spaseRecord('spase://x/plain'))
      .commit();
    const { records, quarantined, deviations, end, parts } = await listAll(sourceOf(repo));

    expect(end).toEqual({ complete: true, reason: null, reached: repo.head(), announced: 10 });
    expect(named(records)).toEqual([
      'X-1 X/Urn.xml',
      'spase://X/Blank in id X/Blank in id.xml',
      'spase://X/Crlf X/Crlf.xml',
      'spase://X/Elsewhere X/Moved.xml',
      'spase://X/ISO X/ISO.xml',
      'spase://X/Lies X/Lies.xml',
      'spase://X/Location X/Location.xml',
      'spase://X/Namespace X/Namespace.xml',
      'spase://X/Plain X/Plain.xml',
      'spase://X/Several X/Several.xml',
    ]);
    const bytesOf = (id: string) =>
      records.find((one) => one.id === `spase://X/${id}`)?.bytes?.toString('utf8');
    expect(bytesOf('Plain')).toBe(
      spaseRecord('spase://X/Plain')
        .replace(/^<\?.*\n/, '')
        .trim(),
    );
    expect(bytesOf('ISO')).toContain('<ResourceName>Orléans</ResourceName>');
    expect(bytesOf('Lies')).toContain('<ResourceName>“Orléans“</ResourceName>');
    expect(records.every((one) => one.datestamp === null && /^[0-9a-f]{40}$/.test(one.blob ?? ''))).toBe(
      true,
    );
    expect(parts.at(-1)?.cursor).toMatchObject({ commit: repo.head(), since: null });

    expect(quarantined.map(({ id, path, reason }) => `${path} ${id}: ${reason}`).sort()).toEqual(
      [
        'Deprecated/X/Plain.xml null: It has the identifier spase://x/plain, which X/Plain.xml has too; give Deprecated/X/Plain.xml another, or remove it.',
        'X/Broken.xml spase://X/Broken: Line 8: The file ends inside of an element.'.replace(
          /Line.*/,
          'Line',
        ),
        'X/Empty.xml null: Line 1: There is no XML element in this file. Write a record, or remove the file.',
        'X/NoElement.xml null: Line 1: There is no XML element in this file. Write a record, or remove the file.',
        'X/NoId.xml null: The NumericalData has no ResourceID, or an empty one.',
        'X/NoResource.xml null: The Spase document describes no resource.',
      ].map((line) =>
        line.startsWith('X/Broken')
          ? expect.stringMatching(/^X\/Broken.xml spase:\/\/X\/Broken: Line \d+: /)
          : line,
      ),
    );
    expect(quarantined.find((one) => one.path === 'X/NoId.xml')?.bytes.toString()).toBe(spaseRecord(' '));

    expect(deviations).toEqual({
      'file-encoding': 1,
      'file-encoding-wrong': 1,
      'file-crlf': 1,
      'file-other': 1,
      'file-link': 1,
      'file-duplicate': 1,
      'spase-path': 3,
      'spase-id-space': 1,
      'spase-id-blank': 1,
      'spase-id-form': 1,
      'spase-location': 1,
      'spase-location-version': 1,
      'spase-namespace': 1,
      'spase-version': 1,
      'spase-several': 1,
    });
  });

  it('VOResource records; deleted ones without bytes', async () => {
    const repo = gitRepo();
    const record = (id: string, status: string) =>
      `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" status="${status}"><identifier>${id}</identifier></ri:Resource>`;
    repo
      .write('a.xml', record('ivo://a.example/a', 'active'))
      .write('b.xml', record('ivo://a.example/b', 'deleted'))
      .write('c.xml', spaseRecord('spase://X/Y'))
      .commit();
    const { records, deviations, quarantined } = await listAll(sourceOf(repo, { model: 'vor' }));
    expect(named(records)).toEqual(['- ivo://a.example/b', 'ivo://a.example/a a.xml']);
    expect(records.map((one) => one.bytes?.toString() ?? null)).toEqual([
      record('ivo://a.example/a', 'active'),
      null,
    ]);
    expect(deviations).toEqual({ 'file-other': 1 });
    expect(quarantined).toEqual([]);
  });

  it('only what is in a folder', async () => {
    const repo = gitRepo();
    repo
      .write('in/A.xml', spaseRecord('spase://X/A'))
      .write('out/B.xml', spaseRecord('spase://X/B'))
      .commit();
    expect(named((await listAll(sourceOf(repo, { folder: 'in' }))).records)).toEqual([
      'spase://X/A in/A.xml',
    ]);
  });

  it('a branch, from a URL', async () => {
    const repo = gitRepo();
    repo.write('A.xml', spaseRecord('spase://X/A')).commit();
    repo.branch('other').checkout('other').write('B.xml', spaseRecord('spase://X/B')).commit();
    repo.checkout('main');
    const ids = async (ref: string | null) =>
      named((await listAll(sourceOf(repo, { url: repo.url, ref }))).records);
    expect(await ids(null)).toEqual(['spase://X/A A.xml']);
    expect(await ids('other')).toEqual(['spase://X/A A.xml', 'spase://X/B B.xml']);
  });

  it('parts of at most 500 records and 8 MB; a larger file is refused', async () => {
    const repo = gitRepo();
    for (let i = 0; i < 501; i++) repo.write(`a/${i}.xml`, spaseRecord(`spase://X/${i}`));
    for (let i = 0; i < 5; i++)
      repo.write(`b/${i}.xml`, spaseRecord(`spase://X/b${i}`, 'x'.repeat(3_000_000)));
    repo.write('c.xml', spaseRecord('spase://X/c', 'x'.repeat(9_000_000))).commit();
    const { parts, quarantined } = await listAll(sourceOf(repo));
    expect(parts.map((part) => part.records.length)).toEqual([0, 500, 3, 2, 1]);
    expect(quarantined.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      expect.stringMatching(/^c\.xml: The file has 90\d+ bytes; 8388608 are the most/),
    ]);
  });
});

describe('what changed', () => {
  it('is told by content and id: changed, added, moved, gone; nothing else', async () => {
    const repo = gitRepo();
    for (const name of ['Same', 'Changed', 'Renamed', 'Gone', 'OtherId'])
      repo.write(`X/${name}.xml`, spaseRecord(`spase://X/${name}`));
    const source = sourceOf(repo);
    const before = repo.commit();
    expect((await listAll(source)).records).toHaveLength(5);
    repo
      .write('X/Changed.xml', spaseRecord('spase://X/Changed', 'Another name'))
      .rename('X/Renamed.xml', 'Y/New.xml')
      .remove('X/Gone.xml')
      .write('X/OtherId.xml', spaseRecord('spase://X/Other'))
      .write('X/Added.xml', spaseRecord('spase://X/Added'));
    const head = repo.commit();
    const { records, end, deviations } = await listAll(source, before);
    expect(end).toEqual({ complete: true, reason: null, reached: head, announced: null });
    expect(named(records)).toEqual([
      '- spase://X/Gone',
      '- spase://X/OtherId',
      'spase://X/Added X/Added.xml',
      'spase://X/Changed X/Changed.xml',
      'spase://X/Other X/OtherId.xml',
      'spase://X/Renamed Y/New.xml',
    ]);
    expect(deviations).toEqual({ 'spase-path': 2 });
    expect((await listAll(source, head)).records).toEqual([]);
  });

  it('a file that can not be read any more does not take its record away', async () => {
    const repo = gitRepo();
    const source = sourceOf(repo);
    repo.write('A.xml', spaseRecord('spase://X/A')).write('B.xml', spaseRecord('spase://X/B'));
    const before = repo.commit();
    repo.write('A.xml', 'gone wrong').write('B.xml', spaseRecord('spase://X/B').slice(0, -10));
    const broken = repo.commit();
    const { records, quarantined } = await listAll(source, before);
    expect(records).toEqual([]);
    expect(quarantined.map(({ id, path }) => [id, path])).toEqual([
      ['spase://X/A', 'A.xml'],
      ['spase://X/B', 'B.xml'],
    ]);
    repo.write('A.xml', spaseRecord('spase://X/A')).remove('B.xml').commit();
    expect(named((await listAll(source, broken)).records)).toEqual(['- spase://X/B', 'spase://X/A A.xml']);
  });

  it('of two files with one id the other takes over when the first goes', async () => {
    const repo = gitRepo();
    const source = sourceOf(repo);
    repo
      .write('A/X.xml', spaseRecord('spase://Y/Z'))
      .write('Y/Z.xml', spaseRecord('spase://Y/Z', 'the right one'));
    const before = repo.commit();
    expect(named((await listAll(source)).records)).toEqual(['spase://Y/Z Y/Z.xml']);
    repo.remove('Y/Z.xml').commit();
    expect(named((await listAll(source, before)).records)).toEqual(['spase://Y/Z A/X.xml']);
  });

  it('after a force-push: the difference is still exact, and said to be of a rewritten history', async () => {
    const repo = gitRepo();
    const source = sourceOf(repo);
    repo.write('A.xml', spaseRecord('spase://X/A')).commit();
    repo.write('B.xml', spaseRecord('spase://X/B'));
    const before = repo.commit();
    await listAll(source);
    repo.remove('B.xml').write('C.xml', spaseRecord('spase://X/C')).amend();
    const { records, deviations, parts } = await listAll(source, before);
    expect(named(records)).toEqual(['- spase://X/B', 'spase://X/C C.xml']);
    expect(deviations).toEqual({ 'git-rewritten': 1 });
    expect(parts.some((part) => part.everything)).toBe(false);
  });

  it('since a commit that is gone for good: everything, and said so', async () => {
    const repo = gitRepo();
    repo.write('A.xml', spaseRecord('spase://X/A')).commit();
    const { records, deviations, parts, end } = await listAll(sourceOf(repo), '1'.repeat(40));
    expect((await listAll(sourceOf(repo), '2026-01-01T00:00:00Z')).parts[0]?.everything).toBe(true);
    expect(named(records)).toEqual(['spase://X/A A.xml']);
    expect(parts[0]?.everything).toBe(true);
    expect(deviations).toEqual({ 'git-rewritten': 1 });
    expect(end).toMatchObject({ complete: true, announced: 1 });
  });

  it('whatever curators do, what the changes add up to is what a full list says', async () => {
    const path = fc.constantFrom('A.xml', 'X/A.xml', 'X/B.xml', 'Y/A.xml');
    const id = fc.constantFrom('spase://X/A', 'spase://X/B', 'spase://Y/A', 'spase://x/a', '');
    const edit = fc.record({ path, id, name: fc.constantFrom('one', 'two', '<') });
    const commits = fc.array(
      fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 3 }), amend: fc.boolean() }),
      { minLength: 1, maxLength: 4 },
    );
    const run = fc.asyncProperty(commits, async (history) => {
      const repo = gitRepo();
      const source = sourceOf(repo);
      const copy = new Map<string, string>();
      let since: string | null = null;
      repo.write('README.md', 'records').commit();
      for (const { edits, amend } of history) {
        for (const { path: file, id: name, name: text } of edits)
          if (name === '' && repo.list().includes(file)) repo.remove(file);
          else if (name !== '') repo.write(file, spaseRecord(name, text));
        if (amend) repo.amend();
        else repo.commit();
        const { records, end, quarantined } = await listAll(source, since);
        for (const record of records)
          if (record.deleted) copy.delete(record.id.toLowerCase());
          else copy.set(record.id.toLowerCase(), `${record.path} ${record.blob}`);
        const fresh = await listAll(source);
        // What cannot be read now may still be held as it was.
        const held = new Set(fresh.quarantined.map((one) => one.id?.toLowerCase()));
        const now = new Map(fresh.records.map((one) => [one.id.toLowerCase(), `${one.path} ${one.blob}`]));
        for (const [key, said] of copy) if (!held.has(key)) expect(now.get(key)).toBe(said);
        for (const key of now.keys()) expect(copy.has(key)).toBe(true);
        expect(quarantined.every((one) => one.path !== null)).toBe(true);
        since = end.reached;
      }
    });
    await fc.assert(run, { numRuns: 3 });
  }, 120_000);
});

describe('when things go wrong', () => {
  it('a list that was broken off goes on where it was, at the same commit', async () => {
    const repo = gitRepo();
    for (let i = 0; i < 1_200; i++) repo.write(`${i}.xml`, spaseRecord(`spase://X/${i}`));
    const head = repo.commit();
    const source = sourceOf(repo);
    const list = source.list({ since: null, resume: null, signal: new AbortController().signal });
    const seen: SourceRecord[] = [];
    let cursor = null;
    while (cursor === null) {
      const { value, done } = await list.next();
      if (done) throw new Error('ended too soon');
      seen.push(...value.records);
      cursor = value.cursor;
    }
    await list.return({ complete: false, reason: '', reached: null, announced: null });
    repo.write('new.xml', spaseRecord('spase://X/new')).commit();
    const rest = await listAll(source, null, JSON.parse(JSON.stringify(cursor)));
    expect(rest.end.reached).toBe(head);
    expect(rest.records).toHaveLength(700);
    expect(new Set([...seen, ...rest.records].map((one) => one.id)).size).toBe(1_200);
    const anew = await listAll(source, null, { commit: '1'.repeat(40), since: null, done: 500 });
    expect(anew.records).toHaveLength(1_201);
    expect(anew.parts[0]?.restarted).toBe(true);
    expect(rest.parts[0]?.restarted).toBeUndefined();
  });

  it('a source that is away or empty is incomplete, with a reason in the words of a source', async () => {
    const repo = gitRepo();
    const empty = await listAll(sourceOf(repo));
    expect(empty.end).toMatchObject({ complete: false, reached: null });
    expect(empty.end.reason).toMatch(/has no commit yet/);
    repo.delete();
    const away = await listAll(sourceOf(repo));
    expect(away.end.reason).toMatch(/^There is no folder .* Check the url of the source “s”\.$/);
    for (const url of ['--upload-pack=touch', 'ext::sh -c id', ''])
      expect((await listAll(sourceOf(repo, { url }))).end).toMatchObject({ complete: false });
  });

  it('stops when it is told to', async () => {
    const repo = gitRepo();
    repo.write('A.xml', spaseRecord('spase://X/A')).commit();
    await expect(listAll(sourceOf(repo), null, null, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });

  it('what is remembered of files is only a saving: without it, or damaged, all is the same', async () => {
    const repo = gitRepo();
    repo.write('A.xml', spaseRecord('spase://X/A')).commit();
    const dataDir = temporaryFolder();
    const source = sourceOf(repo, { dataDir, id: '../../evil' });
    const first = await listAll(source);
    const folder = join(dataDir, 'sources', 'git-..%2F..%2Fevil');
    expect(readdirSync(folder)).toContain('known-files.jsonl');
    const file = join(folder, 'known-files.jsonl');
    for (const damaged of [
      '{',
      readFileSync(file, 'utf8').replace('["', '[[["'),
      readFileSync(file, 'utf8').slice(0, -3),
      null,
    ]) {
      if (damaged === null) rmSync(file);
      else writeFileSync(file, damaged);
      expect((await listAll(source)).records).toEqual(first.records);
    }
  });
});
