/**
 * Validation beside xmllint, both as whole processes on the same files, in turns; then one changed record among all.
 *
 *   npx tsx bench/validate.ts [N]        needs xmllint (apt-get install libxml2-utils)
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { treatFiles } from '../src/validate/pool.ts';
import { MAIN, runCompiled, XSD } from './compiled.ts';
import { repositoryOf } from './data.ts';
import { BENCH_DIR } from './place.ts';
import { machine, say, sayTarget, spread } from './report.ts';

const ROUNDS = 5;
/** What this program is started with to validate against the schemas alone. */
const XSD_ALONE = '--xsd-alone';

/** Where a measured process writes how much memory it had at most, in kB, and the CPU time it took, its threads included. */
const PEAK = join(BENCH_DIR, `peak-${process.pid}`);
const ON_EXIT = `import { writeFileSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => writeFileSync(${JSON.stringify(PEAK)}, (({ maxRSS, userCPUTime, systemCPUTime }) => \`\${maxRSS} \${(userCPUTime + systemCPUTime) / 1e6}\`)(process.resourceUsage())));`;

await runCompiled(import.meta.url, async ([first = '10000', folder = '']) => {
  if (first === XSD_ALONE) await xsdAlone(folder);
  else await measure(Number(first));
});

async function measure(records: number): Promise<void> {
  say(`Validation of ${records} records beside xmllint. ${machine()}`);
  const checkout = await checkoutOf(records);
  const names = join(checkout, 'names');
  const driver = await driverFile();
  const xmllint = [
    '-c',
    `xargs -n ${records} xmllint --noout --nonet --schema "$0" < "$1" && times`,
    driver,
    names,
  ];
  const report = ['--format', 'json', '--output', '/dev/null'];
  const self = process.argv[1] ?? '';
  const runs = { xmllint: [] as Run[], rules: [] as Run[], xsd: [] as Run[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.xmllint.push(await timed('/bin/sh', xmllint, checkout));
    runs.xsd.push(await timed(process.execPath, [self, XSD_ALONE, checkout], checkout));
    runs.rules.push(await timed(process.execPath, [MAIN, 'validate', ...report], checkout));
  }
  const memory = Math.max(...runs.rules.map(({ megabytes }) => megabytes));
  const ratio = (of: Run[], what: 'seconds' | 'cpu' = 'seconds') =>
    spread(of.map((run, i) => (runs.xmllint[i]?.[what] ?? Number.NaN) / run[what]));
  for (const [what, of] of Object.entries(runs)) {
    const [seconds, cpu] = [spread(of.map((run) => run.seconds)), spread(of.map((run) => run.cpu))];
    const share = ratio(of, 'cpu').median.toFixed(2);
    say(
      `${what.padEnd(10)} ${seconds.median.toFixed(2)} s, CPU ${cpu.median.toFixed(2)} s (${share} × xmllint)`,
    );
  }
  sayTarget({
    what: 'XSD and all rules, against xmllint',
    wanted: '≥',
    limit: 1,
    unit: '×',
    measured: ratio(runs.rules),
  });
  sayTarget({
    what: 'XSD alone, against xmllint',
    wanted: '≥',
    limit: 1.5,
    unit: '×',
    measured: ratio(runs.xsd),
  });
  sayTarget({ what: 'memory, all rules', wanted: '<', limit: 300, unit: 'MB', measured: spread([memory]) });
  await oneChanged(checkout, records);
}

/** `voreg validate --since` with one changed record, from the start of the process to its end. */
async function oneChanged(checkout: string, records: number): Promise<void> {
  const file = join(checkout, 'records/bench.example/c000/r42.xml');
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace('<description>', '<description>Changed: '));
  try {
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS * 2; round += 1) {
      seconds.push((await timed(process.execPath, [MAIN, 'validate', '--since', 'HEAD'], checkout)).seconds);
    }
    const what = `validate --since, one changed of ${records}`;
    sayTarget({ what, wanted: '<', limit: 1.5, unit: 's', measured: spread(seconds) });
  } finally {
    await writeFile(file, before);
  }
}

async function xsdAlone(checkout: string): Promise<void> {
  const names = (await readFile(join(checkout, 'names'), 'utf8')).trim().split('\n');
  const sources = names.map((path) => ({ path, absolute: join(checkout, path) }));
  const now = '2026-01-01T00:00:00Z';
  let findings = 0;
  for await (const result of treatFiles(sources, 'check', { xsdDir: XSD, profile: 'xsd', now }))
    findings += result.findings.length;
  if (findings > 0) throw new Error(`The generated records are not valid: ${findings} findings.`);
}

/** A work tree with the generated records, all with `updated`: xmllint sees the files, not the records as served. */
async function checkoutOf(records: number): Promise<string> {
  const path = join(BENCH_DIR, `validate-${records}`);
  if (existsSync(path)) return path;
  const unfinished = `${path}.${process.pid}`;
  await mkdir(BENCH_DIR, { recursive: true });
  await timed('git', ['clone', '--quiet', await repositoryOf(records), unfinished], BENCH_DIR);
  const all = (await readdir(join(unfinished, 'records'), { recursive: true })).filter((name) =>
    name.endsWith('.xml'),
  );
  for (const name of all) {
    const file = join(unfinished, 'records', name);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(' status=', ' updated="2024-03-01T12:00:00Z" status='),
    );
  }
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@bench.example'];
  await timed('git', [...identity, 'commit', '--quiet', '--all', '-m', 'updated'], unfinished);
  await writeFile(join(unfinished, 'names'), all.map((name) => `records/${name}\n`).join(''));
  await rename(unfinished, path);
  return path;
}

/** One schema that imports all of xsd/, as the program makes one. */
async function driverFile(): Promise<string> {
  const catalog = JSON.parse(await readFile(join(XSD, 'catalog.json'), 'utf8')) as {
    namespace: string;
    file: string;
  }[];
  const imports = catalog.map(
    ({ namespace, file }) => `<xs:import namespace="${namespace}" schemaLocation="${join(XSD, file)}"/>`,
  );
  const path = join(BENCH_DIR, 'all-namespaces.xsd');
  await writeFile(
    path,
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${imports.join('')}</xs:schema>`,
  );
  return path;
}

interface Run {
  seconds: number;
  /** Of all its threads and children, in seconds. */
  cpu: number;
  /** 0 for another program than ours. */
  megabytes: number;
}

async function timed(command: string, args: string[], cwd: string): Promise<Run> {
  const isOurs = command === process.execPath;
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(ON_EXIT)}`,
  };
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: isOurs ? env : process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-2000);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said}`);
  if (!isOurs) return { seconds, cpu: childrensCpu(printed), megabytes: 0 };
  const [kilobytes = Number.NaN, cpu = Number.NaN] = (await readFile(PEAK, 'utf8')).split(' ').map(Number);
  await rm(PEAK, { force: true });
  return { seconds, cpu, megabytes: kilobytes / 1024 };
}

/** From what `times` prints last: `0m1.23s 0m0.45s`, user and system. */
function childrensCpu(printed: string): number {
  const last = printed.trim().split('\n').at(-1) ?? '';
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
