import { expect, it } from 'vitest';
import { anomaliesIn } from '../../src/anomalies/run.ts';
import { harvest } from '../../src/harvest/harvest.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { ListSource, organisation } from '../harvest/list-source.ts';
import { eachDatabase } from '../helpers/database.ts';
import { FakePublished } from '../helpers/fake-published.ts';

async function take(db: Database, id: string, list: ListSource): Promise<void> {
  await harvest({
    ...{ db, full: true, acceptDrop: false, expireDays: 30, signal: new AbortController().signal },
    source: { id, kind: 'oai', url: `https://${id}.example/oai`, part: null, model: 'vor' },
    open: () => list,
  });
}

eachDatabase('the anomaly report of a database', (open) => {
  it('stands on what was harvested into it', async () => {
    const { database } = await open();
    await migrate(database);
    const both = organisation('ivo://padc.example/Both');
    const paris = new ListSource().put(both).put(organisation('ivo://padc.example/a'));
    const jena = new ListSource().put(both.replace('/Both', '/both')).delete('ivo://padc.example/a');
    jena.deviations = [{ code: 'no-managed-set', count: 1, example: 'ivo_managed' }];
    jena.end = { complete: false, reason: 'It fell asleep.', reached: null, announced: null };
    await take(database, 'paris', paris);
    await take(database, 'jena', jena);

    const report = await anomaliesIn(database, openPublished(database), 5);
    expect(report.incomplete).toEqual(['jena']);
    expect(report.sources.map(({ id, reason }) => [id, reason])).toEqual([
      ['jena', 'It fell asleep.'],
      ['paris', null],
    ]);
    const found = new Map(
      report.anomalies.map(({ code, examples }) => [code, examples.map((e) => e.subject)]),
    );
    expect(found.get('set-ivo-managed-missing')).toEqual(['jena']);
    expect(found.get('harvest-incomplete')).toEqual(['jena']);
  });

  it('finds doubles between sources that are complete, and says what was not validated', async () => {
    const { database } = await open();
    await migrate(database);
    await take(database, 'paris', new ListSource().put(organisation('ivo://padc.example/Both')));
    await take(database, 'jena', new ListSource().put(organisation('ivo://padc.example/both')));
    const report = await anomaliesIn(database, openPublished(database), 5);
    expect(report.anomalies.map(({ code, count }) => [code, count])).toEqual([
      ['ivoid-published-twice', 1],
      // Identify answers, but the lists have no registry record.
      ['registry-without-own-record', 2],
    ]);
    expect(report.unvalidated).toBe(2);
  });

  it('sees what is published here as one more registry', async () => {
    const { database } = await open();
    await migrate(database);
    const published = new FakePublished();
    const ivoid = 'ivo://padc.example/org/a';
    published.put(ivoid, '2026-11-02T00:00:00Z', { ivo_vor: organisation(ivoid) });
    published.put('ivo://padc.example/org/b', '2026-11-03T00:00:00Z', {
      ivo_vor: organisation('ivo://padc.example/org/b'),
    });
    published.delete('ivo://padc.example/org/b', '2026-11-04T00:00:00Z');
    await take(database, 'paris', new ListSource().put(organisation(ivoid)));
    const report = await anomaliesIn(database, published, 5);
    expect(report.sources.map(({ id, records }) => [id, records])).toEqual([
      ['here', 2],
      ['paris', 1],
    ]);
    const twice = report.anomalies.find(({ code }) => code === 'ivoid-published-twice');
    expect(twice?.examples).toMatchObject([{ sources: ['here', 'paris'], subject: ivoid }]);
  });
});
