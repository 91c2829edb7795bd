import { expect, it } from 'vitest';
import { deleteOld } from '../../src/store/prune.ts';
import { eachDatabase } from '../helpers/database.ts';

eachDatabase('old rows', (open) => {
  it('go a few at a time, table by table, and no others', async () => {
    const { database } = await open();
    await database.query('create table a (n int)');
    await database.query('create table b (n int)');
    await database.query('insert into a select generate_series(1, 10)');
    await database.query('insert into b select generate_series(1, 2)');
    const counts = async () => {
      const [row] = await database.query<{ a: number; b: number }>(
        'select (select count(*)::int from a) as a, (select count(*)::int from b) as b',
      );
      return [row?.a, row?.b];
    };
    const old = [
      ['a', 'n <= 5'],
      ['b', 'n <= 1'],
    ] as const;
    await deleteOld(database, old, 3);
    expect(await counts()).toEqual([7, 1]);
    await deleteOld(database, old, 3);
    await deleteOld(database, old, 3);
    expect(await counts()).toEqual([5, 1]);
    expect(await database.query('select min(n) as least from a')).toEqual([{ least: 6 }]);
  });
});
