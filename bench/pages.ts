/**
 * Pages of this repository's records: hot ones beside a bare node:http server with the same bytes, cold ones by the
 * time that the service computes, and what their parts cost.
 *
 *   npx tsx bench/pages.ts [postgres|pglite]        in the checkout; needs wrk
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '../src/formats/described.ts';
import { FORMATS } from '../src/formats/formats.ts';
import { framed } from '../src/pages/frame.ts';
import { recordPage } from '../src/pages/record-page.ts';
import { recordPath, type View } from '../src/pages/view.ts';
import type { Element } from '../src/resource/element.ts';
import { parseXml } from '../src/xml/tree.ts';
import { fetchBody, wrk } from './client.ts';
import { MAIN, runCompiled } from './compiled.ts';
import { type Kind, kindOf, type Place, withPlace } from './database.ts';
import { BENCH_DIR } from './place.ts';
import { digits, machine, ratioOf, say, sayTarget, spread, stopwatch } from './report.ts';
import { type Running, start, untilReady } from './service.ts';

const ROUNDS = 5;
const WRK_SECONDS = 2;
const FILES = join(BENCH_DIR, 'pages');
const BARE = join(import.meta.dirname, 'bare.js');
/** The start page, a record with a table of 50 columns, one with a sky map. */
const HOT = ['/', '/records/padc.example/bass2000/epn_core', '/records/padc.example/bess/cone'].map(
  (path) => `${path}?format=html`,
);

async function measure(kind: Kind): Promise<void> {
  const records = recordsHere();
  say(`Pages of ${records.length} records, ${kind}. ${machine()}`);
  parts(records);
  await withPlace(kind, async (place) => {
    await withService(place, async (service) => {
      await cold(service, records);
      await hot(service);
    });
  });
}

function recordsHere(): string[] {
  return readdirSync('records', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => readFileSync(join('records', file), 'utf8'))
    .filter((text) => !/\sstatus="deleted"/.test(text));
}

/** Milliseconds for a record, on average, of code that has run before. */
function parts(records: string[]): void {
  const view: View = { language: 'en', isChosen: false, root: '../../', query: '', registry: 'R' };
  const about = (ivoid: string) => ({
    updated: '2026-11-20T00:00:00Z',
    page: `https://r.example/${recordPath(ivoid)}`,
    base: 'https://r.example',
    registry: { ivoid: 'ivo://padc.example/registry', name: 'R' },
  });
  const roots: Element[] = records.map((text) => parseXml(text).root);
  const all = roots.map(describe);
  const time = (what: string, work: () => void) => {
    work();
    const since = stopwatch();
    for (let round = 0; round < ROUNDS; round += 1) work();
    say(`  ${what}: ${digits((since().cpu * 1000) / ROUNDS / records.length)} ms`);
  };
  time('reading the XML', () => {
    for (const text of records) parseXml(text);
  });
  time('describing it', () => {
    for (const root of roots) describe(root);
  });
  for (const { id, render } of FORMATS) {
    if (render === null) continue;
    time(`format ${id}`, () => {
      for (const described of all) render(described, about(described.ivoid));
    });
  }
  time('the page without its formats', () => {
    for (const described of all) {
      const page = recordPage(view, {
        ...{ described, status: 'active', datestamp: '2026-11-20T00:00:00Z', formats: FORMATS },
        ...{ page: about(described.ivoid).page, relatedFrom: [], counterparts: [], jsonLd: null },
        parts: { history: true, findings: true },
      });
      Buffer.from(framed(view, page).text);
    }
  });
}

/** Each page once: in French, when the code has not run before, then in English. */
async function cold(service: Running, records: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const paths = records.map((text) => recordPath(/<identifier>\s*([^<\s]+)/.exec(text)?.[1] ?? ''));
  for (const [language, when] of [
    ['fr', 'of a service just started'],
    ['en', 'of one that has made others'],
  ]) {
    const waits: number[] = [];
    const before = service.cpu();
    for (const path of paths) {
      const since = performance.now();
      await fetchBody(`${root(service)}/${path}?format=html&lang=${language}`, agent);
      waits.push(performance.now() - since);
    }
    const computed = ((service.cpu() - before) * 1000) / paths.length;
    waits.sort((a, b) => a - b);
    const longest = waits[Math.floor(waits.length * 0.95)] ?? 0;
    sayTarget({
      ...{ what: `cold page ${when}, computed`, wanted: '<', limit: 15, unit: 'ms' },
      measured: spread([computed]),
    });
    say(`  by the clock: median ${digits(spread(waits).median)} ms, 95 % within ${digits(longest)} ms`);
  }
  agent.destroy();
}

async function hot(service: Running): Promise<void> {
  await rm(FILES, { recursive: true, force: true });
  await mkdir(FILES, { recursive: true });
  const agent = new Agent();
  for (const [i, path] of HOT.entries())
    await writeFile(join(FILES, `page-${i}`), await fetchBody(root(service) + path, agent));
  agent.destroy();
  const bare = await start(
    process.execPath,
    (port) => [BARE, FILES, String(port)],
    () => ({}),
    `${FILES}.log`,
  );
  try {
    await untilReady(`${root(bare)}/page-0`, 30);
    for (const [i, path] of HOT.entries()) {
      const [ours, theirs]: [Rate[], Rate[]] = [[], []];
      // Not counted: code is compiled while it runs, by other threads, which "computed" counts as well.
      await rate(service, path);
      await rate(bare, `/page-${i}`);
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await rate(service, path));
        theirs.push(await rate(bare, `/page-${i}`));
      }
      for (const [by, of] of [
        ['by the clock', 'pages'],
        ['computed', 'computed'],
      ] as const) {
        const [one, other] = [ours.map((round) => round[of]), theirs.map((round) => round[of])];
        sayTarget({
          ...{ what: `hot ${path}, ${by}`, wanted: '≥', limit: 0.5, unit: '× bare' },
          measured: ratioOf(one, other),
        });
        say(`  ${digits(spread(one).median)} pages/s`);
      }
    }
  } finally {
    await bare.stop();
  }
}

interface Rate {
  /** For each second. */
  pages: number;
  /** For each second that the server computed: on a busy machine that tells more. */
  computed: number;
}

async function rate(server: Running, path: string): Promise<Rate> {
  const before = server.cpu();
  const pages = await wrk(root(server) + path, WRK_SECONDS);
  return { pages, computed: (pages * WRK_SECONDS) / (server.cpu() - before) };
}

async function withService(place: Place, work: (service: Running) => Promise<void>): Promise<void> {
  const service = await start(
    process.execPath,
    () => [MAIN, 'serve'],
    (port) => ({
      PORT: String(port),
      BASE_URL: 'https://bench.example/oai',
      RECORDS_REPO: process.cwd(),
      POLL_SECONDS: '0',
      DATA_DIR: place.dataDir,
      ...(place.databaseUrl === null ? {} : { DATABASE_URL: place.databaseUrl }),
    }),
    join(BENCH_DIR, 'service.log'),
  );
  try {
    await untilReady(`${root(service)}/health/ready`, 120);
    await untilSearchable(service);
    await work(service);
  } finally {
    await service.stop();
  }
}

/** The index of the search is made in the background once all is published: that would be counted with the pages. */
async function untilSearchable(service: Running): Promise<void> {
  const last = performance.now() + 60_000;
  for (;;) {
    const found = await fetch(`${root(service)}/search?q=tap`);
    if ((await found.text()).includes('/tap/')) return;
    if (performance.now() > last) throw new Error('The search finds nothing after a minute.');
    await sleep(200);
  }
}

function root({ port }: Running): string {
  return `http://127.0.0.1:${port}`;
}

await runCompiled(import.meta.url, async ([kind]) => measure(kindOf(kind)));
