/**
 * Repositories to measure with: N valid VOResource records under the authority bench.example, the same bytes each time.
 *
 *   npx tsx bench/data.ts [N] [usual|small]     makes it, or finds it, and prints where
 *
 * Kept for re-use in the system's temporary folder (voreg-bench/), never in a checkout.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BENCH_DIR } from './place.ts';
import { runAlone, say } from './report.ts';

/** usual: 2–60 kB, 10 kB on average; small: 2 kB each, for tests of number rather than of volume. */
export type Sizes = 'usual' | 'small';

/** Change it when what is generated changes. */
const VERSION = 1;

/** The repository with `records` records in records/bench.example, its registry and authority records among them. */
export async function repositoryOf(records: number, sizes: Sizes = 'usual'): Promise<string> {
  const path = join(BENCH_DIR, `records-${VERSION}-${sizes}-${records}.git`);
  if (existsSync(path)) return path;
  const unfinished = `${path}.${process.pid}`;
  await mkdir(BENCH_DIR, { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  await git(BENCH_DIR, ['init', '--quiet', '--bare', '--initial-branch=main', unfinished]);
  await git(unfinished, ['fast-import', '--quiet'], importStream(records, sizes));
  await rename(unfinished, path);
  return path;
}

/** A clone of it to commit to; what another run committed there is gone. */
export async function freshClone(repository: string, name: string): Promise<string> {
  const path = join(BENCH_DIR, name);
  await rm(path, { recursive: true, force: true });
  await git(BENCH_DIR, ['clone', '--quiet', '--bare', repository, path]);
  return path;
}

/** Commits a change of the records with these numbers (their description gets another version). */
export async function commitChange(repository: string, numbers: number[], version: number): Promise<void> {
  async function* stream(): AsyncGenerator<string> {
    yield commitLine(`Change ${version}`, 1_700_000_000 + version);
    yield 'from refs/heads/main^0\n';
    for (const number of numbers) yield fileLine(recordPath(number), catalogue(number, 'usual', version));
  }
  await git(repository, ['fast-import', '--quiet', '--force'], stream());
}

export function ivoidOf(number: number): string {
  return `ivo://bench.example/${folderOf(number)}/r${number}`;
}

function folderOf(number: number): string {
  return `c${String(Math.floor(number / 500)).padStart(3, '0')}`;
}

function recordPath(number: number): string {
  return `records/bench.example/${folderOf(number)}/r${number}.xml`;
}

async function* importStream(records: number, sizes: Sizes): AsyncGenerator<string> {
  yield commitLine('Records', 1_700_000_000);
  yield fileLine('records/bench.example/authority.xml', authority());
  yield fileLine('records/bench.example/registry.xml', registry());
  for (let number = 2; number < records; number += 1) {
    yield fileLine(recordPath(number), catalogue(number, sizes, 0));
  }
}

function commitLine(message: string, seconds: number): string {
  return `commit refs/heads/main\ncommitter Bench <bench@bench.example> ${seconds} +0000\n${data(message)}`;
}

function fileLine(path: string, content: string): string {
  return `M 100644 inline ${path}\n${data(content)}`;
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}

// ---- records ------------------------------------------------------------------------------------------------------

const WORDS = (
  'the of and a in with for to from is are by survey catalogue stars galaxies observed photometry spectra field ' +
  'radial velocity parallax magnitude infrared radio telescope instrument source position proper motion redshift ' +
  'period amplitude cluster nebula dwarf giant binary variable planet comet asteroid emission line flux density ' +
  'resolution exposure calibration reduced pipeline column table values error estimated measured uncertainty epoch ' +
  'équatorial naïve façade λ μ ±'
).split(' ');
const UCDS = [
  'pos.eq.ra;meta.main',
  'pos.eq.dec;meta.main',
  'phot.mag;em.opt.V',
  'phot.flux;em.radio',
  'meta.id',
  'time.epoch',
];
const UNITS = ['deg', 'mag', 'mJy', 'km/s', 'd', 'arcsec'];
const TYPES = ['double', 'float', 'int', 'short'];
const SUBJECTS = ['variable-stars', 'galaxies', 'photometry', 'exoplanets', 'astrometry', 'radio-astronomy'];

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<T>(from: readonly T[], random: () => number): T {
  // Early words are commoner, as in a language: text that gzip likes no better and no worse than a real one.
  return from[Math.floor(random() ** 1.5 * from.length)] as T;
}

function text(words: number, random: () => number): string {
  return Array.from({ length: words }, () => pick(WORDS, random)).join(' ');
}

/** 2 kB to 60 kB with many small ones, 10 kB on average (the real registry's records have 8.6 kB). */
function targetBytes(sizes: Sizes, random: () => number): number {
  return sizes === 'small' ? 2000 : 2000 * 30 ** (random() ** 2.2);
}

function root(type: string, prefix: string, namespace: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ri:Resource xsi:type="${type}" created="2024-03-01T12:00:00Z" status="active" version="1.2"
    xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"
    xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0"
    xmlns:${prefix}="${namespace}"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${content}</ri:Resource>
`;
}

function beginning(ivoid: string, title: string, subject: string, description: string, type: string): string {
  return `  <title>${title}</title>
  <identifier>${ivoid}</identifier>
  <curation>
    <publisher>Benchmark data centre</publisher>
    <creator>
      <name>Bench, B.</name>
    </creator>
    <contact>
      <name>Bench team</name>
      <email>bench@bench.example</email>
    </contact>
  </curation>
  <content>
    <subject>${subject}</subject>
    <description>${description}</description>
    <referenceURL>https://bench.example/${ivoid.slice(6)}</referenceURL>
    <type>${type}</type>
    <contentLevel>Research</contentLevel>
  </content>
`;
}

function catalogue(number: number, sizes: Sizes, version: number): string {
  const random = randomOf(number);
  const wanted = targetBytes(sizes, random);
  const isService = number % 3 === 0;
  const title = `Catalogue ${number}: ${text(6, random)}`;
  const description = `${text(50, random)}${version === 0 ? '' : ` (version ${version})`}`;
  const access = (standard: string) => `  <capability standardID="ivo://ivoa.net/std/${standard}">
    <interface xsi:type="vs:ParamHTTP" role="std" version="1.1">
      <accessURL use="base">https://bench.example/tap/${number}</accessURL>
    </interface>
  </capability>
`;
  const columns: string[] = [];
  for (let bytes = 1900; bytes < wanted; bytes += columns.at(-1)?.length ?? 0) {
    columns.push(`        <column>
          <name>col_${columns.length}_${pick(UNITS, random).replace('/', '')}</name>
          <description>${text(8 + Math.floor(random() * 16), random)}</description>
          <unit>${pick(UNITS, random)}</unit>
          <ucd>${pick(UCDS, random)}</ucd>
          <dataType xsi:type="vs:VOTableType">${pick(TYPES, random)}</dataType>
        </column>
`);
  }
  const table =
    columns.length === 0
      ? ''
      : `  <tableset>
    <schema>
      <name>cat${number}</name>
      <table>
        <name>cat${number}.main</name>
${columns.join('')}      </table>
    </schema>
  </tableset>
`;
  const content =
    beginning(ivoidOf(number), title, pick(SUBJECTS, random), description, 'Catalog') +
    access(isService ? 'VOSI#capabilities' : 'TAP#aux') +
    table;
  const type = isService ? 'vs:CatalogService' : 'vs:CatalogResource';
  return root(type, 'vs', 'http://www.ivoa.net/xml/VODataService/v1.1', content);
}

const VG = 'http://www.ivoa.net/xml/VORegistry/v1.0';

function authority(): string {
  const start = beginning(
    'ivo://bench.example',
    'Benchmark authority',
    'galaxies',
    text(30, randomOf(0)),
    'Other',
  );
  return root('vg:Authority', 'vg', VG, `${start}  <managingOrg>Benchmark data centre</managingOrg>\n`);
}

function registry(): string {
  const start = beginning(
    'ivo://bench.example/registry',
    'Benchmark registry',
    'galaxies',
    text(30, randomOf(1)),
    'Registry',
  );
  const capability = `  <capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry">
    <interface xsi:type="vg:OAIHTTP" role="std" version="1.0">
      <accessURL>https://bench.example/oai</accessURL>
    </interface>
    <maxRecords>100</maxRecords>
  </capability>
  <full>false</full>
  <managedAuthority>bench.example</managedAuthority>
`;
  return root('vg:Registry', 'vg', VG, start + capability);
}

// ---- Git ----------------------------------------------------------------------------------------------------------

/** Runs Git in a folder, with `input` on its stdin. Throws with what it said. */
async function git(cwd: string, args: string[], input?: AsyncIterable<string>): Promise<void> {
  const child = spawn('git', args, { cwd, stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // Git that ends early closes its stdin; its exit status below says why.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for await (const chunk of input ?? []) {
    if (!child.stdin.write(chunk))
      await Promise.race([ended, new Promise((r) => child.stdin.once('drain', r))]);
  }
  child.stdin.end();
  const status = await ended;
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}: ${said}`);
}

await runAlone(import.meta.url, async ([records = '30000', sizes = 'usual']) => {
  const started = performance.now();
  const path = await repositoryOf(Number(records), sizes === 'small' ? 'small' : 'usual');
  await writeFile(
    join(BENCH_DIR, 'README'),
    'Generated by the benchmarks of voreg; may be deleted at any time.\n',
  );
  say(`${path} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
});
