/** Harvests as commands and the service start them: which sources there are, and what follows when they are done. */
import { readFileSync } from 'node:fs';
import { type Due, dueOf } from './harvest/due.ts';
import type { HarvestProgress, HarvestResult } from './harvest/harvest.ts';
import { harvestAll } from './harvest/harvest-all.ts';
import { openNeighbourhood } from './harvest/neighbourhood.ts';
import { openSource, registriesOf, type SourceSettings } from './harvest/open-source.ts';
import { validateHarvested } from './harvest/validate-harvested.ts';
import type { Logger } from './log.ts';
import { parseRegistryFile, type SourceEntry } from './resource/registry-file.ts';
import type { Queryable } from './store/database.ts';
import type { SourceState } from './store/harvested.ts';
import { openHarvested } from './store/harvested-read.ts';
import { readLedger } from './store/ledger.ts';
import type { Workplace } from './workplace.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
/** Where people learn what asked them. */
const ABOUT = 'https://www.ivoa.net/documents/RegistryInterface/';
const REGISTRY_FILE_MAX_BYTES = 1024 * 1024;

/** registry.json cannot be used, or has no source of that name; the message is for the person. */
export class SourceUnknown extends Error {
  override name = 'SourceUnknown';
}

export interface HarvestJob {
  /** Names from registry.json; empty: all of them. */
  sources: string[];
  /** Addresses of OAI-PMH registries that need not be in registry.json. */
  urls: string[];
  full: boolean;
  acceptDrop: boolean;
  /** Whether schemas and rules are then asked about what came. */
  validate: boolean;
}

export interface Watch {
  log: Logger;
  signal: AbortSignal;
  onProgress?: (progress: HarvestProgress) => void;
  onDone?: (result: HarvestResult) => void;
  onValidated?: (records: number) => void;
}

/** Harvests what the job names. Throws SourceUnknown, DatabaseAway, GitError, the signal's reason. */
export async function harvestJob(
  workplace: Workplace,
  job: HarvestJob,
  watch: Watch,
): Promise<HarvestResult[]> {
  const known = await sourcesOf(workplace);
  const states = await openHarvested(workplace.db).sources();
  const entries = [...chosen(known, states, job), ...job.urls.map(entryOfUrl)];
  const results = await harvestEntries(workplace, entries, watch, {
    isFull: () => job.full,
    acceptDrop: job.acceptDrop,
  });
  if (job.validate) await validate(workplace, watch);
  return results;
}

function chosen(known: SourceEntry[], states: SourceState[], { sources, urls }: HarvestJob): SourceEntry[] {
  if (sources.length === 0 && urls.length === 0) return known;
  return sources.map((id) => {
    const isIt = (one: { id: string }) => one.id.toLowerCase() === id.toLowerCase();
    const entry = known.find(isIt);
    if (entry !== undefined) return entry;
    // One that a Registry of Registries has led to, or that was named by its address before.
    const found = states.find((state) => isIt(state) && state.kind === 'oai');
    if (found !== undefined) return { id: found.id, kind: 'oai', url: found.url };
    const names = known.map((one) => one.id).join(', ') || 'none';
    throw new SourceUnknown(`There is no source ${id} in registry.json; there are: ${names}.`);
  });
}

/** A person names the address: their own registry on their own machine, often. */
function entryOfUrl(url: string): SourceEntry {
  return { id: nameOfUrl(url), kind: 'oai', url, allowPrivate: true };
}

/** `https://reg.example.org:8080/oai` is filed under `reg.example.org-8080-oai`. */
export function nameOfUrl(url: string): string {
  const name = url
    .replace(/^https?:\/\//i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|(?<!-)-+$/g, '');
  if (name === '' || !/^https?:\/\//i.test(url))
    throw new SourceUnknown(`${url} is no http or https address.`);
  return name.slice(0, 64);
}

async function harvestEntries(
  workplace: Workplace,
  entries: SourceEntry[],
  watch: Watch,
  how: { isFull: (entry: SourceEntry) => boolean | Promise<boolean>; acceptDrop: boolean },
): Promise<HarvestResult[]> {
  const { db, config } = workplace;
  const neighbourhood = openNeighbourhood({
    userAgent: `voreg/${version} (+${ABOUT}; IVOA-copy)`,
    from: (await readLedger(db)).registry?.adminEmails[0] ?? null,
  });
  const settings: SourceSettings = {
    neighbourhood,
    dataDir: config.dataDir,
    onNotice: (message) => watch.log.warn(message),
  };
  try {
    return await harvestAll({
      ...{ db, entries, ...how, signal: watch.signal },
      open: (entry) => openSource(entry, settings),
      discover: async (entry) => {
        const { registries, refused, reason } = await registriesOf(entry, settings, watch.signal);
        if (reason !== null)
          watch.log.warn(`The registries that ${entry.id} lists may not be all: ${reason}`);
        for (const one of refused)
          watch.log.info(`${one.registry} is not harvested. ${one.reason} (${one.url ?? 'no address'})`);
        return registries.filter(({ url }) => !isListed(entries, url)).map(({ url }) => entryFound(url));
      },
      ...(watch.onProgress === undefined ? {} : { onProgress: watch.onProgress }),
      ...(watch.onDone === undefined ? {} : { onDone: watch.onDone }),
    });
  } finally {
    neighbourhood.close();
  }
}

/** Others' addresses: never in a private network. */
function entryFound(url: string): SourceEntry {
  return { id: nameOfUrl(url), kind: 'oai', url };
}

function isListed(entries: SourceEntry[], url: string): boolean {
  const bare = (address: string) => address.replace(/^https?:|(?<!\/)\/+$/gi, '').toLowerCase();
  return entries.some((entry) => bare(entry.url) === bare(url));
}

async function validate({ db, config }: Workplace, { signal, onValidated }: Watch): Promise<void> {
  const onProgress = onValidated ?? (() => undefined);
  await validateHarvested({ db, xsdDir: config.xsdDir, signal, onProgress });
}

/** The sources that registry.json lists, at the commit that RECORDS_REF points at now. Throws SourceUnknown, GitError. */
export async function sourcesOf({ repository, config }: Workplace): Promise<SourceEntry[]> {
  const path = `${config.recordsDir === '' ? '' : `${config.recordsDir}/`}registry.json`;
  const commit = await repository.fetch();
  const file = (await repository.tree(commit)).find((one) => one.path === path);
  if (file === undefined) return [];
  for await (const blob of repository.blobs([file.blob], REGISTRY_FILE_MAX_BYTES)) {
    if (blob.tooLarge)
      throw new SourceUnknown(`${path} has ${blob.size} bytes; ${REGISTRY_FILE_MAX_BYTES} are read.`);
    const read = parseRegistryFile(Buffer.from(blob.content).toString('utf8'));
    if ('file' in read) return read.file.sources;
    throw new SourceUnknown(read.faults.map(({ line, message }) => `${path}:${line} ${message}`).join('\n'));
  }
  throw new Error(`Git did not give the content of ${path}.`);
}

/** A source as it stands, and when it is due: null where harvests are not scheduled, or it is not in registry.json. */
export type SourceReport = SourceState & { due: Due | null };

/** The sources that the published registry.json lists: without a look at the repository, which may be far away. */
export async function publishedSources(db: Queryable): Promise<SourceEntry[]> {
  return (await readLedger(db)).registryFile?.sources ?? [];
}

/** All sources that were ever harvested, and those that registry.json lists and that never were. */
export async function reportSources(workplace: Workplace): Promise<SourceReport[]> {
  return reportOf(workplace, await sourcesOf(workplace));
}

/** The same for the sources listed in `entries`. Throws DatabaseAway. */
export async function reportOf(
  { db, config }: Pick<Workplace, 'db' | 'config'>,
  entries: SourceEntry[],
): Promise<SourceReport[]> {
  const states = await openHarvested(db).sources();
  const reports: SourceReport[] = [];
  for (const state of [
    ...states,
    ...entries.filter(({ id }) => !states.some((s) => s.id === id)).map(untouched),
  ]) {
    const entry = entries.find(({ id }) => id === state.id);
    const isScheduled = entry !== undefined && config.harvestSeconds > 0;
    const due = isScheduled
      ? await dueOf(db, entry, state.lastFull, config.harvestSeconds, Date.now())
      : null;
    reports.push({ ...state, due });
  }
  return reports.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function untouched({ id, kind, url, model = 'vor' }: SourceEntry): SourceState {
  return {
    ...{
      id,
      kind,
      url,
      model,
      firstTried: null,
      lastFull: null,
      lastIncremental: null,
      reached: null,
      records: 0,
      deleted: 0,
    },
    ...{ quarantined: 0, drift: 0, complete: false, alarm: null, identify: null, deviations: [] },
    reason: 'It was never harvested.',
  };
}

/** Harvests what is due, of the sources in registry.json; nobody else on this database does so at the same time. */
export async function harvestDue(workplace: Workplace, watch: Watch): Promise<HarvestResult[]> {
  const harvest = async () => {
    const now = Date.now();
    const states = new Map((await openHarvested(workplace.db).sources()).map((state) => [state.id, state]));
    const due = (entry: SourceEntry) => {
      const lastFull = states.get(entry.id)?.lastFull ?? null;
      return dueOf(workplace.db, entry, lastFull, workplace.config.harvestSeconds, now);
    };
    const entries: SourceEntry[] = [];
    for (const entry of await sourcesOf(workplace)) {
      const { next } = await due(entry);
      // Another replica may have done it while this one waited for its turn.
      if (next === null || Date.parse(next) <= now + SOON_MS) entries.push(entry);
    }
    const isFull = async (entry: SourceEntry) => (await due(entry)).full;
    const results = await harvestEntries(workplace, entries, watch, { isFull, acceptDrop: false });
    await validate(workplace, watch);
    return results;
  };
  return workplace.db.exclusively('harvests', harvest, watch.signal);
}

/** The schedule has jitter, and a harvest that comes a little early is no harm. */
const SOON_MS = 60_000;
