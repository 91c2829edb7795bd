import { expect, it } from 'vitest';
import { StatementNames } from '../../src/store/postgres-statements.ts';

it('names a statement that comes again, and none that is made anew for each number of rows', () => {
  const statements = new StatementNames();
  const ofRows = (rows: number) =>
    `insert into body (id, bytes, at) values ${Array.from({ length: rows }, (_, i) => `($${i * 3 + 1}, $${i * 3 + 2}, $${i * 3 + 3})`).join(', ')}`;
  for (let rows = 7; rows < 300; rows += 1)
    for (const again of [1, 2]) expect(statements.nameOf(ofRows(rows)), String(again)).toBeUndefined();
  expect(statements.nameOf('select 1')).toBeUndefined();
  const name = statements.nameOf('select 1');
  expect(name).toMatch(/^voreg_/);
  expect(statements.nameOf('select 1')).toBe(name);
});
