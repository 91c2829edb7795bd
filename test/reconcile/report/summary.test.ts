import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../../src/reconcile/report/summary.ts';
import { type Entry, entry, type Reconciliation, type RecordView } from '../../../src/reconcile/result.ts';

const view = (id: string, title = 'T'): RecordView => ({
  ...{
    id,
    title,
    type: 'CatalogService',
    source: 'here',
    owner: 'o',
    page: null,
    access: null,
    version: null,
  },
});
const result = (entries: Entry[], more: Partial<Reconciliation> = {}): Reconciliation => ({
  ...{ version: 1, scope: 'all', at: '2026-11-20T10:00:00Z', here: { records: 1, links: 0, commit: 'c' } },
  ...{ sources: [], entries, bulk: [], sightings: [], counts: {}, caveats: [], held: null, ...more },
});

describe('the summary of a run', () => {
  it('has the statuses that occur, and of those that ask for a person some entries', () => {
    const asks = entry({ status: 'candidate', reason: 'Alike.', here: view('ivo://a/b') });
    const quiet = entry({ status: 'in-sync', reason: 'Equal.' });
    const summary = summaryOf(result([asks, quiet], { counts: { candidate: 1, 'in-sync': 7 } }));
    expect(summary.statuses.map(({ id, count }) => [id, count])).toEqual([
      ['in-sync', 7],
      ['candidate', 1],
    ]);
    expect(summary.entries).toEqual([
      {
        ...{ status: 'candidate', there: null, predicate: null, reason: 'Alike.', score: null },
        here: { id: 'ivo://a/b', title: 'T', page: null },
      },
    ]);
  });

  it('counts what other registries hold otherwise', () => {
    const sighting = { ivoid: 'ivo://a/b', source: 'rofr', behind: null };
    const sightings = [
      ...Array(9).fill({ ...sighting, finding: 'stale' }),
      { ...sighting, finding: 'same' as const },
    ];
    expect(summaryOf(result([], { sightings })).sightings).toMatchObject([
      { finding: 'stale', count: 9, examples: Array(5).fill('ivo://a/b (rofr)') },
    ]);
  });

  it('is small enough for a job, with something of every status, whatever is in the records', () => {
    const long = '"'.repeat(5_000);
    const statuses = ['diverged', 'candidate', 'orphaned', 'moved', 'missing-here'] as const;
    const entries = statuses.flatMap((status) =>
      Array.from({ length: 500 }, () =>
        entry({ status, reason: long, here: view(long, long), there: { ...view(long, long), page: long } }),
      ),
    );
    const bulk = Array(200).fill({
      status: 'missing-here',
      owner: long,
      about: long,
      count: 9,
      examples: [view(long)],
    });
    const sources = Array(200).fill({ id: long, url: long, records: 1, asOf: null, isComplete: true });
    const summary = summaryOf(result(entries, { bulk, sources, caveats: Array(200).fill(long), held: long }));
    expect(JSON.stringify(summary).length).toBeLessThan(62_000);
    expect(new Set(summary.entries.map(({ status }) => status)).size).toBe(statuses.length);
  });
});
