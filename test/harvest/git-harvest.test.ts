/** A Git source in the store: what git-source.ts lists and what harvest.ts concludes from it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gitSource } from '../../src/harvest/git-source.ts';
import type { Database } from '../../src/store/database.ts';
import { openHarvested } from '../../src/store/harvested-read.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase } from '../helpers/database.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { allRecords, harvestFrom } from './harvesting.ts';
import { spaseRecord } from './listing.ts';

eachDatabase('a Git source in the store', (open) => {
  it('holds what the last commit says: changes, moves, removals, a broken file, and a history that is gone', async () => {
    const { database: db } = await open();
    await migrate(db);
    const repo = gitRepo();
    const dataDir = temporaryFolder();
    const options = { model: 'spase' as const, url: repo.path, ref: null, folder: null, dataDir };
    const run = async () => {
      const source = gitSource({ id: 'hpde', ...options });
      const identity = {
        id: 'hpde',
        kind: 'git' as const,
        url: repo.path,
        part: null,
        model: 'spase' as const,
      };
      const result = await harvestFrom(db, source, { source: identity });
      expect(result).toMatchObject({ complete: true, reason: null });
      return { modes: result.runs.map((one) => one.mode), held: await held(db) };
    };
    for (const name of ['A', 'B', 'C'])
      repo.write(`X/${name}.xml`, spaseRecord(`spase://X/${name}`, 'first'));
    repo.commit();
    expect(await run()).toEqual({ modes: ['full'], held: ['A: first', 'B: first', 'C: first'] });

    repo
      .write('X/A.xml', spaseRecord('spase://X/A', 'second'))
      .rename('X/B.xml', 'Y/B.xml')
      .remove('X/C.xml')
      .commit();
    expect(await run()).toEqual({ modes: ['incremental'], held: ['A: second', 'B: first'] });

    repo.write('X/A.xml', spaseRecord('spase://X/A', '<')).commit();
    expect((await run()).held).toEqual(['A: second', 'B: first']);
    expect(await openHarvested(db).quarantine('hpde')).toMatchObject([
      { id: 'spase://X/A', path: 'X/A.xml' },
    ]);

    repo.write('X/A.xml', spaseRecord('spase://X/A', 'third')).commit();
    expect((await run()).held).toEqual(['A: third', 'B: first']);
    expect(await openHarvested(db).quarantine('hpde')).toEqual([]);

    // What cannot be read and has no name of its own: a file beside the records, a record, and one that becomes a page.
    repo.write('X/junk.xml', '<Spase>').write('Y/page.xml', '').write('X/A.xml', '<Spase>').commit();
    expect((await run()).held).toEqual(['A: third', 'B: first']);
    expect(await asideIn(db)).toEqual(['X/A.xml', 'X/junk.xml', 'Y/page.xml']);
    repo.remove('X/junk.xml').write('Y/page.xml', '<urlset/>').remove('X/A.xml').commit();
    expect(await run()).toEqual({ modes: ['incremental'], held: ['B: first'] });
    expect(await asideIn(db)).toEqual([]);
    repo.write('X/A.xml', '<Spase>').commit();
    await run();
    repo.remove('X/A.xml').write('Z/A.xml', spaseRecord('spase://X/A', 'third')).commit();
    expect(await run()).toEqual({ modes: ['incremental'], held: ['A: third', 'B: first'] });
    repo.rename('Z/A.xml', 'X/A.xml').commit();
    await run();

    // The clone is lost, and the commit that was harvested last is in nobody's history any more.
    rmSync(join(dataDir, 'sources'), { recursive: true });
    repo.remove('Y/B.xml').write('X/D.xml', spaseRecord('spase://X/D', 'first')).amend();
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '--quiet', '--prune=now');
    expect(await run()).toEqual({ modes: ['full'], held: ['A: third', 'D: first'] });
  });
});

async function asideIn(db: Database): Promise<(string | null)[]> {
  return (await openHarvested(db).quarantine('hpde')).map(({ path }) => path).sort();
}

async function held(db: Database): Promise<string[]> {
  const live = (await allRecords(db, 'hpde')).filter((one) => !one.deleted);
  return live.map(({ id, fields }) => `${id.split('/').at(-1)}: ${fields?.title}`).sort();
}
