/**
 * The service, started as an operator starts it, beside a bare node:http server and nginx that send the same bytes.
 *
 *   npx tsx bench/serve.ts [postgres|pglite] [N]        needs wrk and nginx (Debian's packages)
 */
import { writeFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { decodeToken, encodeToken } from '../src/oai/token.ts';
import { fetchBody, type Harvest, harvest, pinging, wrk } from './client.ts';
import { MAIN, runCompiled } from './compiled.ts';
import { ivoidOf, repositoryOf } from './data.ts';
import { type Kind, kindOf, type Place, withPlace } from './database.ts';
import { BENCH_DIR } from './place.ts';
import { digits, machine, ratioOf, say, sayTarget, spread, stopwatch } from './report.ts';
import { type Running, start, untilReady } from './service.ts';

const ROUNDS = 5;
const WRK_SECONDS = 2;
const REGISTRY = 'ivo://bench.example/registry';
const FILES = join(BENCH_DIR, 'answers');
const BARE = join(import.meta.dirname, 'bare.js');

async function measure(kind: Kind, records: number): Promise<void> {
  say(`The service with ${records} records, ${kind}. ${machine()}`);
  const repository = await repositoryOf(records);
  await withPlace(kind, async (place) => {
    await publishing(repository, place);
    const tokens = await cold(repository, place, records);
    await withService(repository, place, async (service) => {
      await neverSeen(service, tokens);
      sayMemory(service, kind);
    });
    await withService(repository, place, async (service) => {
      await hot(service);
      sayMemory(service, kind);
    });
  });
}

/** The service starts on an empty database, and publishes. */
async function publishing(repository: string, place: Place): Promise<void> {
  const time = stopwatch();
  await withService(repository, place, async (service) => {
    say(
      `  first publication by the service: ready after ${time().seconds.toFixed(1)} s, memory at most ${service.memory().most} MB`,
    );
  });
}

/** Full harvests, each of a service that was just started. Returns the tokens of one. */
async function cold(repository: string, place: Place, records: number): Promise<string[]> {
  const speeds: number[] = [];
  const pauses: number[] = [];
  const computed: number[] = [];
  let last: Harvest | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    await withService(repository, place, async (service) => {
      const base = oai(service);
      const before = service.cpu();
      const { result, longest } = await pinging(`${base}?verb=Identify`, () => harvest(base));
      computed.push(result.bytes / 1e6 / (service.cpu() - before));
      if (result.records !== records)
        throw new Error(`${result.records} records were harvested of ${records}.`);
      speeds.push(result.bytes / 1e6 / result.seconds);
      pauses.push(longest);
      last = result;
    });
  }
  sayTarget({
    what: 'full harvest by one client, cold',
    wanted: '≥',
    limit: 80,
    unit: 'MB/s',
    measured: spread(speeds),
  });
  say(`  ${digits(spread(computed).median)} MB for each second that the service computed`);
  const worst = spread([Math.max(...pauses)]);
  sayTarget({
    what: "longest wait for another client's Identify meanwhile",
    wanted: '≤',
    limit: 250,
    unit: 'ms',
    measured: worst,
  });
  return (last as Harvest | null)?.tokens ?? [];
}

/** Pages that nobody has asked for: the same ones under another `until` are other answers. */
async function neverSeen(service: Running, tokens: string[]): Promise<void> {
  const base = oai(service);
  let until = Date.UTC(2040, 0, 1);
  const unseen = (token: string): string => {
    const read = decodeToken(token, REGISTRY);
    if (read === null) throw new Error(`Not a token of ${REGISTRY}: ${token}`);
    until += 1000;
    return encodeToken({ ...read, until: `${new Date(until).toISOString().slice(0, 19)}Z` }, REGISTRY);
  };
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const paths = Array.from({ length: 10 }, () => tokens.map(unseen)).flat();
    const script = await writeScript(paths.map((token) => `/oai?verb=ListRecords&resumptionToken=${token}`));
    rates.push(await wrk(base, WRK_SECONDS, { script }));
  }
  sayTarget({
    what: 'never-seen pages, 8 connections',
    wanted: '≥',
    limit: 100,
    unit: 'pages/s',
    measured: spread(rates),
  });
  await depth(base, tokens, unseen);
}

/** The last pages against the first, both never seen. */
async function depth(base: string, tokens: string[], unseen: (token: string) => string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const perMegabyte = async (token: string): Promise<number> => {
    const time = stopwatch();
    const body = await fetchBody(`${base}?verb=ListRecords&resumptionToken=${unseen(token)}`, agent);
    return (time().seconds * 1e9) / body.length;
  };
  const [firsts, lasts]: [number[], number[]] = [[], []];
  const some = Math.min(40, Math.floor(tokens.length / 2));
  for (let place = 0; place < some; place += 1) {
    firsts.push(await perMegabyte(tokens[place] ?? ''));
    lasts.push(await perMegabyte(tokens.at(-2 - place) ?? ''));
  }
  agent.destroy();
  const measured = ratioOf(lasts, firsts);
  const what = `last pages / first pages (${spread(lasts).quarter.toFixed(1)} / ${spread(firsts).quarter.toFixed(1)} ms per MB)`;
  sayTarget({ what, wanted: '≤', limit: 1.2, unit: '×', measured });
}

async function writeScript(paths: string[]): Promise<string> {
  const file = join(BENCH_DIR, 'paths.lua');
  const list = paths.map((path) => JSON.stringify(path)).join(',\n');
  await writeFile(
    file,
    `local paths = {${list}}\nlocal at = 0\nrequest = function()\n  at = at % #paths + 1\n  return wrk.format("GET", paths[at])\nend\n`,
  );
  return file;
}

interface Case {
  name: string;
  query: string;
  gzip?: boolean;
  /** Least share of the bare server's requests per second, and of nginx's. */
  bare: number;
  nginx?: number;
}

const CASES: Case[] = [
  { name: 'ListRecords', query: 'verb=ListRecords&metadataPrefix=ivo_vor', bare: 0.9, nginx: 1 },
  { name: 'ListRecords-gzip', query: 'verb=ListRecords&metadataPrefix=ivo_vor', gzip: true, bare: 0.5 },
  { name: 'GetRecord', query: `verb=GetRecord&metadataPrefix=ivo_vor&identifier=${ivoidOf(77)}`, bare: 0.45 },
  { name: 'Identify', query: 'verb=Identify', bare: 0.45 },
  { name: 'ListIdentifiers', query: 'verb=ListIdentifiers&metadataPrefix=ivo_vor', bare: 0.45 },
];

/** Answers that are in the cache, against the same bytes from elsewhere, in turn. */
async function hot(service: Running): Promise<void> {
  const base = oai(service);
  await saveAnswers(base);
  const bare = await start(
    process.execPath,
    (port) => [BARE, FILES, String(port)],
    () => ({}),
    join(BENCH_DIR, 'bare.log'),
  );
  const nginx = await startNginx();
  try {
    await untilReady(`http://127.0.0.1:${bare.port}/Identify`, 10);
    await untilReady(`http://127.0.0.1:${nginx.port}/Identify`, 10);
    for (const one of CASES) await against(base, one, bare.port, nginx.port);
  } finally {
    await bare.stop();
    await nginx.stop();
  }
}

async function against(
  base: string,
  { name, query, gzip = false, ...least }: Case,
  bare: number,
  nginx: number,
): Promise<void> {
  const toBare: number[] = [];
  const toNginx: number[] = [];
  let rate = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    rate = await wrk(`${base}?${query}`, WRK_SECONDS, { gzip });
    toBare.push(rate / (await wrk(`http://127.0.0.1:${bare}/${name}`, WRK_SECONDS)));
    if (least.nginx !== undefined)
      toNginx.push(rate / (await wrk(`http://127.0.0.1:${nginx}/${name}`, WRK_SECONDS)));
  }
  const what = `hot ${name} (${rate.toFixed(0)}/s)`;
  sayTarget({
    what: `${what} / bare node:http`,
    wanted: '≥',
    limit: least.bare,
    unit: '×',
    measured: spread(toBare),
  });
  if (least.nginx === undefined) return;
  sayTarget({
    what: `${what} / nginx, a file`,
    wanted: '≥',
    limit: least.nginx,
    unit: '×',
    measured: spread(toNginx),
  });
}

async function saveAnswers(base: string): Promise<void> {
  await rm(FILES, { recursive: true, force: true });
  await mkdir(FILES, { recursive: true });
  const agent = new Agent();
  for (const { name, query, gzip } of CASES) {
    const body = await fetchBody(
      `${base}?${query}`,
      agent,
      gzip === true ? { 'Accept-Encoding': 'gzip' } : {},
    );
    await writeFile(join(FILES, name), body);
    say(`  ${name}: ${body.length} bytes`);
  }
  agent.destroy();
}

/** As Debian sets it up: two workers on two cores, sendfile, an access log. */
async function startNginx(): Promise<Running> {
  const folder = join(BENCH_DIR, 'nginx');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const log = join(folder, 'nginx.log');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const config = (
    port: number,
  ) => `${user} daemon off; worker_processes auto; pid ${folder}/pid; error_log ${log};
events { worker_connections 256; }
http {
  access_log ${folder}/access.log; sendfile on; tcp_nopush on; default_type 'text/xml; charset=utf-8';
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port}; root ${FILES}; }
}
`;
  const args = (port: number) => {
    writeFileSync(file, config(port));
    return ['-p', folder, '-c', file];
  };
  return start('nginx', args, () => ({}), join(folder, 'output.log'));
}

async function withService(
  repository: string,
  place: Place,
  work: (service: Running) => Promise<void>,
): Promise<void> {
  const environment = (port: number): Record<string, string> => ({
    PORT: String(port),
    BASE_URL: 'https://bench.example/oai',
    RECORDS_REPO: repository,
    RECORDS_REF: 'main',
    DATA_DIR: place.dataDir,
    ...(place.databaseUrl === null ? {} : { DATABASE_URL: place.databaseUrl }),
  });
  // The access log goes to a file, as in operation.
  const service = await start(
    process.execPath,
    () => [MAIN, 'serve'],
    environment,
    join(BENCH_DIR, 'service.log'),
  );
  try {
    await untilReady(`http://127.0.0.1:${service.port}/health/ready`, 600);
    await work(service);
  } finally {
    await service.stop();
  }
}

function sayMemory(service: Running, kind: Kind): void {
  const most = spread([service.memory().most]);
  if (kind === 'postgres')
    sayTarget({ what: 'memory of the service at most', wanted: '<', limit: 400, unit: 'MB', measured: most });
  else say(`  memory of the service with its embedded database at most: ${most.median} MB`);
}

function oai({ port }: Running): string {
  return `http://127.0.0.1:${port}/oai`;
}

await runCompiled(import.meta.url, async ([kind, records]) => {
  await measure(kindOf(kind), Number(records ?? 30_000));
});
