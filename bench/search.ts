/**
 * Searches over N records (design: p95 < 100 ms over 30,000), each with its hits, their number and the facets, and
 * never the same one twice: nothing is answered from a memory of answers.
 *
 *   npx tsx bench/search.ts [postgres|pglite] [N] [FOLDER]
 *
 * FOLDER: real SPASE or VOResource records (*.xml, in any depth); what they lack of N is generated.
 */
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Element } from '../src/resource/element.ts';
import { spaseFields } from '../src/resource/spase-fields.ts';
import { vorFields } from '../src/resource/vor-fields.ts';
import { documentOf, EDITION } from '../src/search/document.ts';
import { readSearchRequest } from '../src/search/request.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { searchEntries } from '../src/store/search.ts';
import { takeSearchIndex, writeEntries } from '../src/store/search-write.ts';
import { parseXml } from '../src/xml/tree.ts';
import { kindOf, withPlace } from './database.ts';
import { digits, machine, runAlone, say } from './report.ts';

const ROUNDS = 40;
/** Records in one transaction: nobody else waits for this database. */
const AT_ONCE = 500;

const SUBJECTS = ['variable-stars', 'galaxies', 'photometry', 'exoplanets', 'astrometry', 'radio-astronomy'];
const NAMES = [
  'M 31',
  '3C 273',
  'HST/WFC3',
  'Gaia DR3',
  'WISE',
  'SDSS',
  'Cassini',
  'Rosetta',
  'NGC 4258',
  'VESPA',
];
const THINGS = (
  'catalogue survey spectra images photometry velocities parallaxes variables binaries clusters nebulae planets comets ' +
  'asteroids emission absorption flux polarization transients masers pulsars quasars lensing dust winds magnetosphere'
).split(' ');

/** A VOResource record of about 2 kB; every third has a coverage. */
function generated(n: number): string {
  const of = (from: readonly string[], step: number) => from[(n * step) % from.length] ?? '';
  const cell = (n * 7919) % 3072;
  return `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xsi:type="vs:Catalog${n % 3 === 0 ? 'Service' : 'Resource'}">
  <title>${of(NAMES, 3)} ${of(THINGS, 7)} and ${of(THINGS, 11)}, part ${n}</title><shortName>${of(THINGS, 5)}${n}</shortName>
  <identifier>ivo://a${n % 40}.example/r/${n}</identifier>
  <curation><publisher>Data centre ${n % 40}</publisher><creator><name>Author ${n % 900}</name></creator></curation>
  <content><subject>${of(SUBJECTS, 1)}</subject><subject>${of(SUBJECTS, 5)}</subject>
  <description>${Array.from({ length: 60 }, (_, i) => THINGS[(n * (i + 3) + i * i) % THINGS.length]).join(' ')}</description></content>
  <capability standardID="ivo://ivoa.net/std/${of(['TAP', 'ConeSearch', 'SIA', 'SSA', 'VOSI#tables'], 1)}"/>
  <coverage>${n % 3 === 0 ? `<spatial>4/${cell} 6/${(cell + 1) % 3072}-${((cell + 1) % 3072) + 9}</spatial>` : ''}
  <temporal>${40_000 + (n % 20_000)} ${41_000 + (n % 20_000)}</temporal>
  <waveband>${of(['Radio', 'Optical', 'Infrared', 'X-ray'], 1)}</waveband></coverage></ri:Resource>`;
}

/**
 * Runs `work` without the indexes that only searches need, and makes them again at once: 30,000 records are in the
 * embedded database after 79 s on two cores with a load of 11.
 */
async function withoutIndexes(db: Database, work: () => Promise<void>): Promise<void> {
  const indexes = await db.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes i
     where schemaname = current_schema() and tablename in ('search_entry', 'search_text')
       and indexname not in (select conname from pg_constraint)`,
  );
  for (const { name } of indexes) await db.script(`drop index ${name}`);
  await work();
  for (const { definition } of indexes) await db.script(definition);
}

async function fill(db: Database, records: number, folder: string | undefined): Promise<void> {
  const hold = { holder: randomUUID(), edition: EDITION };
  await takeSearchIndex(db, hold);
  const files = folder === undefined ? [] : await readdir(folder, { recursive: true });
  const real = files.filter((file) => file.endsWith('.xml')).slice(0, Math.floor(records * 0.7));
  say(`${real.length} real records, ${records - real.length} generated.`);
  for (let from = 0; from < records; from += AT_ONCE) {
    const documents = new Map<string, ReturnType<typeof documentOf>>();
    for (let n = from; n < Math.min(records, from + AT_ONCE); n += 1) {
      const file = real[n];
      const text = file === undefined ? generated(n) : await readFile(join(folder ?? '', file), 'utf8');
      const document = documentAt(n, parseXml(text).root);
      if (document !== null) documents.set(document.key, document);
    }
    await writeEntries(db, hold, from < records / 2 ? '' : 'elsewhere', [...documents.values()], []);
  }
}

function documentAt(n: number, root: Element): ReturnType<typeof documentOf> | null {
  const fields = vorFields(root) ?? spaseFields(root);
  if (fields === null || fields.id === '') return null;
  const datestamp = new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().replace('.000', '');
  return documentOf({ key: fields.id.toLowerCase(), id: fields.id, version: n, datestamp }, fields, root);
}

/** One query string of each kind for each round. */
const KINDS: Record<string, (round: number) => string> = {
  everything: (i) => `page=${i + 1}`,
  'a common word': (i) => `q=${THINGS[i % THINGS.length]}&page=${1 + Math.floor(i / THINGS.length)}`,
  'two words': (i) => `q=${THINGS[i % THINGS.length]}+${THINGS[(i * 3 + 1) % THINGS.length]}`,
  'a word of many': (i) =>
    `q=${['data', 'magnetic', 'solar', 'the', 'time'][i % 5]}&page=${1 + Math.floor(i / 5)}`,
  'a beginning': (i) => `q=${['spe', 'pho', 'mag', 'sol', 'dat'][i % 5]}&page=${1 + Math.floor(i / 5)}`,
  'a name': (i) =>
    `q=${encodeURIComponent(NAMES[i % NAMES.length] ?? '')}&page=${1 + Math.floor(i / NAMES.length)}`,
  'a phrase': (i) => `q=%22catalogue+and+${THINGS[i % THINGS.length]}%22`,
  'a facet': (i) => `type=${['CatalogService', 'CatalogResource', 'NumericalData'][i % 3]}&page=${1 + i}`,
  'words and facets': (i) =>
    `q=${THINGS[i % THINGS.length]}&waveband=Radio&subject=galaxies&page=${1 + Math.floor(i / 24)}`,
  'a position': (i) => `pos=${(i * 37.3) % 360},${((i * 13.7) % 170) - 85}`,
  'a circle': (i) => `pos=${(i * 37.3) % 360},${((i * 13.7) % 170) - 85},${1 + (i % 20)}`,
  'a time': (i) => `time=${1990 + (i % 30)}&page=${1 + Math.floor(i / 30)}`,
  nothing: (i) => `q=xyzzy${i}`,
};

/** What the database has computed so far, in ms: on a busy machine this tells more than the time that went by. */
async function computedBy(db: Database): Promise<number> {
  if (db.kind === 'pglite') {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  const processes = await db.query<{ pid: number }>(
    'select pid from pg_stat_activity where datname = current_database()',
  );
  // Of Linux: nanoseconds on a processor come first. The server of withPlace is on this machine.
  const spent = await Promise.all(
    processes.map(({ pid }) => readFile(`/proc/${pid}/schedstat`, 'utf8').catch(gone)),
  );
  return spent.reduce((sum, line) => sum + Number(line.split(' ')[0]) / 1e6, 0);
}

function gone(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '0';
  throw error;
}

async function measure(db: Database): Promise<void> {
  const all: number[] = [];
  const allComputed: number[] = [];
  for (const [kind, queryAt] of Object.entries(KINDS)) {
    const times: number[] = [];
    const computed: number[] = [];
    let total = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { query } = readSearchRequest(queryAt(round));
      const before = await computedBy(db);
      const started = performance.now();
      const result = await searchEntries(db, query);
      times.push(performance.now() - started);
      computed.push((await computedBy(db)) - before);
      total = Math.max(total, result.total ?? 0);
    }
    all.push(...times);
    allComputed.push(...computed);
    say(`${kind.padEnd(20)} ${shown(times)}   computing ${shown(computed)}   up to ${total} hits`);
  }
  const met = at(all, 0.95) < 100;
  say(`${'all'.padEnd(20)} ${shown(all)}   p95 < 100 ms: ${met ? 'met' : 'MISSED'}`);
  say(`${'computing'.padEnd(20)} ${shown(allComputed)}`);
}

function shown(times: number[]): string {
  return `p50 ${digits(at(times, 0.5)).padStart(5)} ms   p95 ${digits(at(times, 0.95)).padStart(5)} ms`;
}

function at(times: number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

await runAlone(import.meta.url, async ([database, records = '30000', folder]) => {
  const kind = kindOf(database);
  say(`Searches over ${records} records, ${kind}. ${machine()}`);
  await withPlace(kind, async (place) => {
    const db = await openDatabase(place);
    try {
      await migrate(db);
      const started = performance.now();
      await withoutIndexes(db, () => fill(db, Number(records), folder));
      await db.script('vacuum analyze');
      say(`Indexed in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
      await measure(db);
      say(machine());
    } finally {
      await db.close();
    }
  });
});
