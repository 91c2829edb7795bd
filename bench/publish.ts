/**
 * Publication: the first one of all records, then single changed records; what the replicas and the memory make of it.
 *
 *   npx tsx bench/publish.ts [postgres|pglite] [N]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRepository } from '../src/git/repository.ts';
import { type Outcome, type PublishJob, publish } from '../src/publish.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { openPublished } from '../src/store/open-published.ts';
import { loadSchema } from '../src/xml/schema.ts';
import { runCompiled, XSD } from './compiled.ts';
import { commitChange, freshClone, repositoryOf } from './data.ts';
import { type Kind, kindOf, type Place, withPlace } from './database.ts';
import { machine, say, sayTarget, spread, stopwatch } from './report.ts';

const CHANGES = 15;

await runCompiled(import.meta.url, async ([kind, records]) => {
  await measure(kindOf(kind), Number(records ?? 30_000));
});

async function measure(kind: Kind, records: number): Promise<void> {
  say(`Publication of ${records} records, ${kind}. ${machine()}`);
  const repository = await freshClone(await repositoryOf(records), `publish-${kind}.git`);
  await withPlace(kind, async (place) => {
    const db = await openDatabase(place);
    const rss = watchMemory();
    try {
      await migrate(db);
      const job = await jobOn(db, place, repository);
      await first(job, records);
      await single(job, place, repository, records);
      say(`Memory of this process at most: ${rss.stop()} MB`);
    } finally {
      rss.stop();
      await db.close();
    }
  });
}

async function jobOn(db: Database, place: Place, source: string): Promise<PublishJob> {
  const recordsDir = 'records';
  const repository = await openRepository({ source, ref: 'main', recordsDir, dataDir: place.dataDir });
  const schema = await loadSchema(XSD);
  return { db, repository, schema, recordsDir };
}

async function first(job: PublishJob, records: number): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const time = stopwatch();
  let told = 0;
  const outcome = await publish({
    ...job,
    onProgress(done, total) {
      const { seconds } = time();
      if (seconds - told < 5) return;
      told = seconds;
      say(`  ${done} of ${total}, ${(done / seconds).toFixed(0)}/s, ${rssNow()} MB`);
    },
  });
  const { seconds, cpu } = time();
  delay.disable();
  mustBePublished(outcome);
  // The target is for 30,000; a smaller trial is held to its share.
  const limit = (60 * records) / 30_000;
  sayTarget({ what: 'first publication', wanted: '<', limit, unit: 's', measured: spread([seconds]) });
  say(`  of which this process computed ${cpu.toFixed(1)} s`);
  const pause = spread([delay.max / 1e6]);
  sayTarget({
    what: 'longest pause of the event loop meanwhile',
    wanted: '<',
    limit: 100,
    unit: 'ms',
    measured: pause,
  });
}

async function single(job: PublishJob, place: Place, repository: string, records: number): Promise<void> {
  // Another replica: a connection of its own, where the database allows for one.
  const other = place.databaseUrl === null ? job.db : await openDatabase(place);
  const replica = openPublished(other);
  const published = spreadOf();
  const seen = spreadOf();
  const computed = spreadOf();
  try {
    for (let version = 1; version <= CHANGES; version += 1) {
      await replica.moment();
      await commitChange(repository, [2 + ((version * 1999) % (records - 2))], version);
      const time = stopwatch();
      const outcome = await publish(job);
      const { seconds, cpu } = time();
      const answered = performance.now();
      const generation = mustBePublished(outcome);
      while ((await replica.moment()).generation < generation) await sleep(5);
      published.add(seconds * 1000);
      computed.add(cpu * 1000);
      seen.add(performance.now() - answered);
    }
  } finally {
    if (other !== job.db) await other.close();
  }
  sayTarget({
    what: 'one changed record: publish() to its answer',
    wanted: '<',
    limit: 300,
    unit: 'ms',
    measured: published.get(),
  });
  say(
    `  the slowest of them ${published.max().toFixed(0)} ms; this process computed ${computed.get().median.toFixed(0)} ms`,
  );
  // The slowest counts: the promise is for each of them. 50 ms for the look itself and this loop's own pauses.
  sayTarget({
    what: 'until another replica shows it, slowest',
    wanted: '≤',
    limit: 1050,
    unit: 'ms',
    measured: spread([seen.max()]),
  });
}

function mustBePublished(outcome: Outcome): number {
  if (outcome.kind === 'published' && outcome.refused === null) return outcome.generation;
  throw new Error(`Not published: ${JSON.stringify(outcome).slice(0, 2000)}`);
}

function spreadOf() {
  const values: number[] = [];
  return {
    add: (value: number) => void values.push(value),
    get: () => spread(values),
    max: () => Math.max(...values),
  };
}

function rssNow(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}

function watchMemory(): { stop: () => number } {
  let most = 0;
  const look = () => {
    most = Math.max(most, rssNow());
  };
  const timer = setInterval(look, 50);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
