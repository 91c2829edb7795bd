/**
 * Harvests: a registry of N records over loopback into the database, beside the Python library sickle that only walks
 * over the same list; then SPASE records from a Git repository, all of them, and a fetch with 100 changes.
 *
 *   npx tsx bench/harvest.ts [postgres|pglite] [N] [SPASE.git] [SICKLE]
 *
 * SPASE.git is a clone of github.com/hpde/hpde.io; SICKLE a folder with the package sickle in it (needs Python with lxml
 * and requests). What is left out is not measured.
 */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HarvestResult, harvest } from '../src/harvest/harvest.ts';
import { openNeighbourhood } from '../src/harvest/neighbourhood.ts';
import { identityOf, openSource } from '../src/harvest/open-source.ts';
import type { SourceEntry } from '../src/resource/registry-file.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { runCompiled } from './compiled.ts';
import { type Kind, kindOf, withPlace } from './database.ts';
import { pagesOf } from './harvest-pages.ts';
import { BENCH_DIR } from './place.ts';
import { machine, say, sayTarget, spread, stopwatch } from './report.ts';
import { start, untilReady } from './service.ts';

/** What this program is started with to harvest in a process of its own, whose memory is then the harvester's. */
const HARVEST = '--harvest';
const SERVER = fileURLToPath(new URL('harvest-server.js', import.meta.url));
const ROUNDS = 3;
const CHANGES = 100;

/** Python: count, seconds and CPU seconds of a walk over everything. */
const WALK = `
import resource, sys, time
sys.path.insert(0, sys.argv[1])
from sickle import Sickle
began = time.time()
count = sum(1 for _ in Sickle(sys.argv[2]).ListRecords(metadataPrefix='ivo_vor', set='ivo_managed'))
used = resource.getrusage(resource.RUSAGE_SELF)
print(count, time.time() - began, used.ru_utime + used.ru_stime)
`;

await runCompiled(import.meta.url, async (args) => {
  if (args[0] === HARVEST) await inOneProcess(JSON.parse(args[1] ?? '') as Task);
  else await measure(kindOf(args[0]), Number(args[1] ?? 30_000), args[2] || null, args[3] || null);
});

interface Task {
  entry: SourceEntry;
  databaseUrl: string | null;
  dataDir: string;
  full: boolean;
}

interface Measured {
  seconds: number;
  cpu: number;
  megabytes: number;
  longestPause: number;
  results: HarvestResult;
}

async function measure(
  kind: Kind,
  records: number,
  spase: string | null,
  sickle: string | null,
): Promise<void> {
  say(`Harvests, ${kind}. ${machine()}`);
  if (records > 0) await overHttp(kind, records, sickle);
  if (spase !== null) await fromGit(kind, spase);
}

async function overHttp(kind: Kind, records: number, sickle: string | null): Promise<void> {
  const { folder, bytes } = await pagesOf(records);
  const server = await start(
    process.execPath,
    (port) => [SERVER, folder, String(port)],
    () => ({}),
    join(BENCH_DIR, 'harvest-server.log'),
  );
  const url = `http://127.0.0.1:${server.port}/oai`;
  await untilReady(`${url}?verb=Identify`, 20);
  const ours: Measured[] = [];
  const theirs: { seconds: number; cpu: number }[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(await freshHarvest(kind, { id: 'bench', kind: 'oai', url, allowPrivate: true }, records));
      if (sickle !== null) theirs.push(await withSickle(sickle, url, records));
      sayRound(round, ours, theirs);
    }
  } finally {
    await server.stop();
  }
  const rates = spread(ours.map(({ seconds }) => bytes / 1e6 / seconds));
  sayTarget({
    what: `${records} records over loopback, parsed and stored`,
    wanted: '≥',
    limit: 20,
    unit: 'MB/s',
    measured: rates,
  });
  say(
    `  by its own CPU time: ${spread(ours.map(({ cpu }) => bytes / 1e6 / cpu)).median.toFixed(1)} MB for each second`,
  );
  const memory = spread([Math.max(...ours.map(({ megabytes }) => megabytes))]);
  sayTarget({ what: 'memory meanwhile', wanted: '<', limit: 250, unit: 'MB', measured: memory });
  const pause = spread([Math.max(...ours.map(({ longestPause }) => longestPause))]);
  sayTarget({
    what: 'longest pause of the event loop',
    wanted: '<',
    limit: 100,
    unit: 'ms',
    measured: pause,
  });
  if (sickle === null) return;
  const ratio = (what: 'seconds' | 'cpu') =>
    spread(ours.map((one, i) => (theirs[i]?.[what] ?? Number.NaN) / one[what]));
  sayTarget({
    what: 'records per second, against sickle iterating',
    wanted: '≥',
    limit: 3,
    unit: '×',
    measured: ratio('seconds'),
  });
  say(`  by CPU time: ${ratio('cpu').median.toFixed(2)} ×`);
}

function sayRound(round: number, ours: Measured[], theirs: { seconds: number; cpu: number }[]): void {
  const [one, other] = [ours[round], theirs[round]];
  const beside =
    other === undefined ? '' : `; sickle ${other.seconds.toFixed(1)} s (CPU ${other.cpu.toFixed(1)} s)`;
  say(`  ${one?.seconds.toFixed(1)} s (CPU ${one?.cpu.toFixed(1)} s), ${one?.megabytes} MB${beside}`);
}

/** Into an empty database; `records` must have come. */
async function freshHarvest(kind: Kind, entry: SourceEntry, records: number | null): Promise<Measured> {
  return withPlace(kind, async (place) => {
    const measured = await inAProcess({ entry, ...place, full: false });
    mustBe(measured, records);
    return measured;
  });
}

function mustBe({ results }: Measured, records: number | null): void {
  const [run] = results.runs;
  if (!results.complete || (records !== null && run?.new !== records)) {
    throw new Error(`Not harvested: ${JSON.stringify(results).slice(0, 2000)}`);
  }
}

async function fromGit(kind: Kind, spase: string): Promise<void> {
  const url = await lastCommitOf(spase);
  const entry: SourceEntry = { id: 'spase', kind: 'git', url };
  await withPlace(kind, async (place) => {
    const first = await inAProcess({ entry, ...place, full: false });
    const [run] = first.results.runs;
    say(
      `SPASE: ${run?.new} records, ${run?.quarantined} in quarantine, ${((run?.transferred ?? 0) / 1e6).toFixed(0)} MB; CPU ${first.cpu.toFixed(1)} s`,
    );
    sayTarget({
      what: 'all of SPASE from Git, the first time',
      wanted: '<',
      limit: 120,
      unit: 's',
      measured: spread([first.seconds]),
    });
    sayTarget({
      what: 'memory meanwhile',
      wanted: '<',
      limit: 250,
      unit: 'MB',
      measured: spread([first.megabytes]),
    });
    sayTarget({
      what: 'longest pause of the event loop',
      wanted: '<',
      limit: 100,
      unit: 'ms',
      measured: spread([first.longestPause]),
    });
    const seconds: number[] = [];
    for (let version = 1; version <= ROUNDS; version += 1) {
      await changeFiles(url, version);
      const { results, seconds: took, cpu } = await inAProcess({ entry, ...place, full: false });
      if (results.runs[0]?.changed !== CHANGES)
        throw new Error(`Not fetched: ${JSON.stringify(results.runs)}`);
      say(`  ${took.toFixed(2)} s (CPU ${cpu.toFixed(2)} s)`);
      seconds.push(took);
    }
    sayTarget({
      what: `a fetch with ${CHANGES} changes`,
      wanted: '<',
      limit: 3,
      unit: 's',
      measured: spread(seconds),
    });
  });
}

/** A repository with the files of HEAD that are there (a partial clone lacks some), in one commit. */
async function lastCommitOf(repository: string): Promise<string> {
  const copy = join(BENCH_DIR, 'spase.git');
  await rm(copy, { recursive: true, force: true });
  await git(['init', '--quiet', '--bare', '--initial-branch=main', copy]);
  const objects = (await git(['-C', repository, 'rev-parse', '--git-path', 'objects'])).trim();
  await writeFile(join(copy, 'objects/info/alternates'), `${resolve(repository, objects)}\n`);
  const tree = (await git(['-C', repository, 'ls-tree', '-r', 'HEAD'])).trim().split('\n');
  const ids = tree.map((line) => line.split(/[ \t]/)[2] ?? '');
  const known = (await git(['-C', copy, 'cat-file', '--batch-check'], `${ids.join('\n')}\n`))
    .trim()
    .split('\n');
  const there = tree.filter((_, i) => known[i]?.includes(' blob ') === true);
  await git(['-C', copy, 'update-index', '--index-info'], `${there.join('\n')}\n`);
  const root = (await git(['-C', copy, 'write-tree'])).trim();
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@bench.example'];
  const commit = (await git(['-C', copy, ...who, 'commit-tree', '-m', 'Last', root])).trim();
  await git(['-C', copy, 'update-ref', 'refs/heads/main', commit]);
  await git(['-C', copy, 'repack', '-a', '-d', '-q']);
  return copy;
}

/** Commits a change of so many records. */
async function changeFiles(repository: string, version: number): Promise<void> {
  const list = await git(['-C', repository, 'ls-tree', '-r', '--name-only', 'HEAD']);
  const all = list.split('\n').filter((path) => /NumericalData.*\.xml$/.test(path) && !path.startsWith('"'));
  const some = all.filter((_, i) => i % Math.floor(all.length / CHANGES) === 0).slice(0, CHANGES);
  const branch = (await git(['-C', repository, 'symbolic-ref', 'HEAD'])).trim();
  let stream = `commit ${branch}\ncommitter Bench <bench@bench.example> ${1_900_000_000 + version} +0000\ndata 6\nChange\nfrom ${branch}^0\n`;
  for (const path of some) {
    const before = await git(['-C', repository, 'show', `HEAD:${path}`]);
    const after = before.replace(/<Description>/, `<Description>Version ${version}. `);
    stream += `M 100644 inline ${path}\ndata ${Buffer.byteLength(after)}\n${after}\n`;
  }
  await git(['-C', repository, 'fast-import', '--quiet', '--force'], stream);
}

/** Starts this program again to do the task. */
async function inAProcess(task: Task): Promise<Measured> {
  const self = process.argv[1] ?? '';
  // As main.ts sets it for the program.
  return JSON.parse(
    await output(process.execPath, ['--heap-growing-percent=100', self, HARVEST, JSON.stringify(task)]),
  ) as Measured;
}

async function inOneProcess({ entry, databaseUrl, dataDir, full }: Task): Promise<void> {
  const db: Database = await openDatabase({ databaseUrl, dataDir });
  await migrate(db);
  const neighbourhood = openNeighbourhood({ userAgent: 'voreg-bench', from: null });
  const settings = { neighbourhood, dataDir, onNotice: () => undefined };
  let last = performance.now();
  let longestPause = 0;
  const beat = setInterval(() => {
    const now = performance.now();
    longestPause = Math.max(longestPause, now - last - 5);
    last = now;
  }, 5);
  const time = stopwatch();
  const results = await harvest({
    ...{ db, source: identityOf(entry), open: () => openSource(entry, settings), full, acceptDrop: false },
    ...{ expireDays: 90, signal: new AbortController().signal },
  });
  const { seconds, cpu } = time();
  clearInterval(beat);
  neighbourhood.close();
  await db.close();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const measured: Measured = { seconds, cpu, megabytes, longestPause, results };
  process.stdout.write(JSON.stringify(measured));
}

async function withSickle(
  folder: string,
  url: string,
  records: number,
): Promise<{ seconds: number; cpu: number }> {
  const [count, seconds, cpu] = (await output('python3', ['-c', WALK, folder, url]))
    .trim()
    .split(' ')
    .map(Number);
  if (count !== records) throw new Error(`sickle saw ${count} records.`);
  return { seconds: seconds ?? Number.NaN, cpu: cpu ?? Number.NaN };
}

function git(args: string[], input = ''): Promise<string> {
  return output('git', args, input);
}

/** What a program says on stdout. Throws if it fails. */
async function output(command: string, args: string[], input = ''): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A program that ends early closes its stdin; its exit code says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${code}.`);
  return Buffer.concat(chunks).toString('utf8');
}
