/** What the log says of a publication, and when a look publishes without a new commit. */
import pino from 'pino';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import type { Config } from '../src/config.ts';
import type { ReadRepository } from '../src/git/repository.ts';
import { Metrics } from '../src/http/metrics.ts';
import { poller, report } from '../src/poller.ts';
import type { Outcome } from '../src/publish.ts';
import type { Database } from '../src/store/database.ts';
import { readLedger } from '../src/store/ledger.ts';
import type { Workplace } from '../src/workplace.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { eachDatabase } from './helpers/database.ts';
import { memoryRegistry } from './promises/registry.ts';

const PUBLISHED = {
  ...{ kind: 'published' as const, commit: 'c'.repeat(40), generation: 7, datestamp: '2026-11-20T12:00:00Z' },
  ...{ created: [], updated: ['ivo://padc.example/a'], deleted: [], withdrawn: [], saidAnew: [] },
  ...{ refused: null, restamped: false },
};

function logged(outcome: Outcome): { level: number; msg: string }[] {
  const lines: { level: number; msg: string }[] = [];
  report(outcome, pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) }));
  return lines;
}

const { warn } = pino.levels.values;

it('says why everything has a new datestamp', () => {
  const [first, ...others] = logged({ ...PUBLISHED, restamped: true });
  expect(first).toMatchObject({ level: warn, msg: expect.stringContaining('fail-over or a restore') });
  expect(others).toEqual(logged(PUBLISHED).map((line) => expect.objectContaining({ msg: line.msg })));
  expect(others.map(({ level }) => level)).not.toContain(warn);
});

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('a look at a commit that was tried', (open) => {
  /** A registry that a poller has published, and what its log says from then on. */
  const published = async () => {
    const registry = await memoryRegistry(open, schema);
    registry.repository.commit();
    let locks = 0;
    const db: Database = {
      ...registry.db,
      exclusively: (name, work) => {
        locks += 1;
        return registry.db.exclusively(name, work);
      },
    };
    const workplace: Workplace = {
      ...{ config: { recordsDir: 'records', maxShrinkPercent: 20 } as Config, db, schema },
      repository: registry.repository as unknown as ReadRepository,
      ...{ published: registry.published as Workplace['published'], close: async () => undefined },
    };
    const lines: string[] = [];
    const log = pino({ base: null, level: 'info' }, { write: (line: string) => void lines.push(line) });
    const looks = poller(workplace, log, new Metrics());
    await looks.now();
    lines.length = 0;
    return { ...registry, looks, lines, locks: () => locks };
  };

  test('takes back what a publisher that died had announced: responseDate stood still since', async () => {
    const it = await published();
    await it.db.query('update ledger set publication = gen_random_uuid(), publishing_since = now()');
    await it.at(100);
    expect((await it.published.look()).responseDate).toMatch(/T11:59:59Z|T12:00:00Z/);
    await it.looks.now();
    expect((await readLedger(it.db)).publication).toBeNull();
    expect((await it.published.look()).responseDate).toMatch(/T12:01:(39|40)Z/);
    expect(it.looks.last()).toMatchObject({ error: null });
    expect(it.lines, 'nothing was published').toEqual([]);
  });

  test('does nothing more if nothing is announced', async () => {
    const it = await published();
    const before = it.locks();
    await it.looks.now();
    expect(it.locks()).toBe(before);
  });
});
