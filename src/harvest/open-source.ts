/** From an entry of registry.json to a source that can be listed: which kind reads it, and what its records are filed under. */
import { resolve } from 'node:path';
import type { Model } from '../resource/fields.ts';
import type { SourceEntry } from '../resource/registry-file.ts';
import type { SourceIdentity } from '../store/harvest-runs.ts';
import { type Bootstrap, discover } from './discover.ts';
import { EPN_MAX_AGE_MS, epnTapSource } from './epn-tap.ts';
import { folderSource } from './folder-source.ts';
import { gitSource } from './git-source.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { oaiSource } from './oai-client.ts';
import type { Source } from './source.ts';

/** What is the same for all sources of a process. */
export interface SourceSettings {
  /** DATA_DIR: clones and caches are in `sources` below it. */
  dataDir: string;
  neighbourhood: Neighbourhood;
  /** Told in a sentence what a person should know and what is no failure. */
  onNotice: (message: string) => void;
}

/** Records of OAI-PMH registries are VOResource, files in Git SPASE, unless the entry says otherwise. */
function modelOf(entry: SourceEntry): Model {
  return entry.model ?? (entry.kind === 'git' ? 'spase' : 'vor');
}

/** What its stored records depend on. */
export function identityOf(entry: SourceEntry): SourceIdentity {
  const { id, kind, url } = entry;
  const part =
    entry.kind === 'oai'
      ? setOf(entry)
      : entry.kind === 'git'
        ? [entry.ref ?? '', entry.under ?? ''].join(':').replace(/^:$/, '') || null
        : null;
  return { id, kind, url, part, model: modelOf(entry) };
}

type OaiEntry = Extract<SourceEntry, { kind: 'oai' }>;

/** RI-61: what the registry itself publishes, unless the entry says otherwise. */
function setOf({ set = 'ivo_managed' }: OaiEntry): string {
  return set;
}

function registryAt({ url, allowPrivate = false }: OaiEntry, { neighbourhood }: SourceSettings) {
  const { hosts, userAgent, from } = neighbourhood;
  return { url, allowPrivate, hosts, userAgent, from };
}

/** What a Registry of Registries lists (discover.ts); nothing is harvested here. Throws the signal's reason. */
export function registriesOf(
  entry: OaiEntry,
  settings: SourceSettings,
  signal: AbortSignal,
): Promise<Bootstrap> {
  const open = (set: string | null) => oaiSource({ ...registryAt(entry, settings), id: entry.id, set });
  return discover(open, signal);
}

/** Opens it; nothing is asked of anybody before its first list. */
export function openSource(entry: SourceEntry, settings: SourceSettings): Source {
  const { id } = entry;
  const model = modelOf(entry);
  switch (entry.kind) {
    case 'git': {
      const { url, ref = null, under: folder = null } = entry;
      return gitSource({
        id,
        model,
        url,
        ref,
        folder,
        dataDir: settings.dataDir,
        onNotice: settings.onNotice,
      });
    }
    case 'folder':
      return folderSource({ id, model, path: resolve(entry.url) });
    case 'epn-tap': {
      const polite = settings.neighbourhood.polite(id, entry.allowPrivate === true);
      return epnTapSource({
        id,
        url: entry.url,
        polite,
        dataDir: settings.dataDir,
        maxAgeMs: EPN_MAX_AGE_MS,
      });
    }
    case 'oai':
      return oaiSource({ ...registryAt(entry, settings), id, model, set: setOf(entry) });
  }
}
