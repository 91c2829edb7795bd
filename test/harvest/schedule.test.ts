import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { dueOf } from '../../src/harvest/due.ts';
import { scheduleHarvests } from '../../src/harvest-schedule.ts';
import { harvestDue, nameOfUrl } from '../../src/harvesting.ts';
import type { SourceEntry } from '../../src/resource/registry-file.ts';
import { readRuns } from '../../src/store/harvest-runs.ts';
import { openWorkplace } from '../../src/workplace.ts';
import { fakeRecords, fakeRegistry } from '../helpers/fake-registry.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { gitRepo } from '../helpers/git-repo.ts';

const silent = pino({ level: 'silent' });

it('harvests what is due while a service runs, and nothing twice', { timeout: 120_000 }, async () => {
  const registry = await fakeRegistry({ records: fakeRecords(3) });
  const entry: SourceEntry = { id: 'fake', kind: 'oai', url: registry.url, allowPrivate: true, fullDays: 2 };
  const repo = gitRepo();
  repo.write('records/registry.json', JSON.stringify({ version: 1, sources: [entry] })).commit();
  const config = readConfig({
    RECORDS_REPO: repo.path,
    DATA_DIR: await temporaryFolder(),
    HARVEST_SECONDS: '3600',
  });
  const workplace = await openWorkplace(config, silent);
  try {
    const stopping = new AbortController();
    const schedule = scheduleHarvests(workplace, silent, stopping.signal, Math.random, 0);
    await vi.waitFor(
      async () => expect(await readRuns(workplace.db, 'fake', 2)).toMatchObject([{ complete: true, new: 3 }]),
      { timeout: 60_000, interval: 100 },
    );
    stopping.abort();
    await schedule.stop();
    // Another replica, whose time has come too.
    const watch = { log: silent, signal: new AbortController().signal };
    expect(await harvestDue(workplace, watch)).toEqual([]);

    const [run] = await readRuns(workplace.db, 'fake', 1);
    const started = Date.parse(run?.started ?? '');
    const seconds = (later: number) => `${new Date(started + later * 1000).toISOString().slice(0, 19)}Z`;
    const due = (lastFull: string | null) => dueOf(workplace.db, entry, lastFull, 3600, started);
    expect(await due(seconds(0))).toEqual({ next: seconds(3600), full: false });
    expect(await due(seconds(-2 * 86_400 - 1))).toEqual({ next: seconds(3600), full: true });
    expect(await due(null)).toEqual({ next: seconds(3600), full: true });
    expect(await dueOf(workplace.db, { ...entry, id: 'never' }, null, 3600, 0)).toEqual({
      next: null,
      full: true,
    });
  } finally {
    await workplace.close();
  }
});

it.each([
  ['https://reg.example.org/oai', 'reg.example.org-oai'],
  ['http://reg.example.org:8080/oai.xml/', 'reg.example.org-8080-oai.xml'],
  ['HTTPS://Reg.example.org/cgi-bin/oai?x=1', 'Reg.example.org-cgi-bin-oai-x-1'],
])('files %s under %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name);
});
