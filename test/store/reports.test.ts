import { expect, it } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { harvestState, keepReport, readReport, reconciledScopes } from '../../src/store/reports.ts';
import { eachDatabase } from '../helpers/database.ts';

eachDatabase('reports that are kept', (open) => {
  it('the last of each kind, with what it was made from and when', async () => {
    const { database } = await open();
    await migrate(database);
    expect(await readReport(database, 'anomalies')).toBeNull();
    await keepReport(database, 'anomalies', 'a', { n: 1 });
    await keepReport(database, 'anomalies', 'b', { n: [2, 'é'] });
    await keepReport(database, 'reconcile:all', null, {});
    await keepReport(database, 'reconcile:apis', null, {});
    const kept = await readReport(database, 'anomalies');
    expect(kept).toMatchObject({ kind: 'anomalies', basis: 'b', content: { n: [2, 'é'] } });
    expect(kept?.madeAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await reconciledScopes(database)).toEqual(['all', 'apis']);
  });

  it('is bounded', async () => {
    const { database } = await open();
    await migrate(database);
    await expect(keepReport(database, 'anomalies', null, 'x'.repeat(300_000))).rejects.toThrow(
      '262144 are kept',
    );
    expect(await readReport(database, 'anomalies')).toBeNull();
  });

  it('the state changes with a generation, and with the end of a harvest', async () => {
    const { database } = await open();
    await migrate(database);
    const states = [await harvestState(database)];
    await database.query(
      "insert into harvest_source (id, kind, url, model) values ('s', 'oai', 'https://s.example/', 'vor')",
    );
    await database.query(
      "insert into harvest_run (source, mode, holder) values ('s', 'full', gen_random_uuid())",
    );
    expect(await harvestState(database)).toBe(states[0]);
    await database.query('update harvest_run set ended = now()');
    states.push(await harvestState(database));
    await database.query('update ledger set generation = generation + 1');
    states.push(await harvestState(database));
    expect(new Set(states).size).toBe(3);
  });
});
