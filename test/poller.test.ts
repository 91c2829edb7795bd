/** What the log says of a publication, and when a look publishes without a new commit. */
import pino from 'pino';
import { afterAll, beforeAll, expect, it, test, vi } from 'vitest';
import type { Config } from '../src/config.ts';
import { GitError } from '../src/git/error.ts';
import type { ReadRepository } from '../src/git/repository.ts';
import { Metrics } from '../src/http/metrics.ts';
import { poller, report } from '../src/poller.ts';
import type { Outcome } from '../src/publish.ts';
import type { Database } from '../src/store/database.ts';
import { readLedger } from '../src/store/ledger.ts';
import type { Workplace } from '../src/workplace.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from './helpers/database.ts';
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

eachDatabase('a look at a commit that was tried', (open, kind) => {
  /** A registry that a poller has published, and what its log says from then on. */
  const published = async () => {
    let another: () => Database = () => registry.db;
    const opening = async (options: { clock: Date }) => {
      const opened = await open(options);
      another = opened.another;
      return opened;
    };
    const registry = await memoryRegistry(opening as OpenTestDatabase, schema);
    registry.repository.commit();
    let locks = 0;
    const db: Database = {
      ...registry.db,
      exclusively: (name, work, signal) => {
        locks += 1;
        return registry.db.exclusively(name, work, signal);
      },
    };
    const workplace: Workplace = {
      ...{ config: { recordsDir: 'records', maxShrinkPercent: 20 } as Config, db, schema },
      repository: registry.repository as unknown as ReadRepository,
      ...{ published: registry.published as Workplace['published'], close: async () => undefined },
    };
    const lines: string[] = [];
    const log = pino({ base: null, level: 'info' }, { write: (line: string) => void lines.push(line) });
    const stopping = new AbortController();
    const looks = poller(workplace, log, new Metrics(), stopping.signal);
    await looks.now();
    lines.length = 0;
    return { ...registry, looks, lines, stopping, another, locks: () => locks };
  };

  test('says once that the repository cannot be read, until it can again', async () => {
    const it = await published();
    const said = () => it.lines.splice(0).map((line) => (JSON.parse(line) as { msg: string }).msg);
    const { head } = it.repository;
    it.repository.head = () => Promise.reject(new GitError('unreachable', 'The repository is away.'));
    for (let look = 0; look < 3; look += 1) await it.looks.now();
    expect(said()).toEqual(['Nothing was published. The repository is away.']);
    it.repository.head = head;
    await it.looks.now();
    await it.looks.now();
    expect(said()).toEqual(['The records can be looked at again.']);
    it.repository.head = () => Promise.reject(new GitError('unreachable', 'The repository is away.'));
    await it.looks.now();
    expect(said()).toEqual(['Nothing was published. The repository is away.']);
  });

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

  test('does not wait for another publisher any longer when the service stops', async () => {
    const it = await published();
    await it.db.query('update ledger set publication = gen_random_uuid(), publishing_since = now()');
    const other = kind === 'postgres' ? it.another() : it.db;
    const before = await waiters(it.db);
    await other.exclusively('publish', async () => {
      const look = it.looks.now();
      if (kind === 'postgres') await vi.waitFor(async () => expect(await waiters(it.db)).toBe(before + 1));
      it.stopping.abort(new Error('The service is stopping.'));
      // Else it would wait for the end of this.
      await look;
      await it.looks.idle();
      if (kind === 'postgres') await vi.waitFor(async () => expect(await waiters(it.db)).toBe(before));
    });
    expect((await readLedger(it.db)).publication, 'nothing was done').not.toBeNull();
    expect(it.lines, 'that is no error').toEqual([]);
  });

  test('does nothing more if nothing is announced', async () => {
    const it = await published();
    const before = it.locks();
    await it.looks.now();
    expect(it.locks()).toBe(before);
  });
});

/** How many sessions wait for a lock that publishers take, of this database's tests. */
async function waiters(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) as count from pg_locks l where l.locktype = 'advisory' and not l.granted
       and l.database = (select oid from pg_database where datname = current_database())`,
  );
  return row?.count ?? 0;
}
