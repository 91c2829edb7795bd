/** How a record is turned into each metadata format, and what its bytes depend on beside the record itself. */
import { createHash } from 'node:crypto';
import { FURTHER_PREFIXES, formatOfPrefix, METADATA_FORMATS } from '../resource/metadata-formats.ts';
import { type RegistryRecord, rootOf } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import type { AboutRegistry, Basis } from '../store/ledger.ts';
import type { MetadataPrefix } from '../store/published.ts';
import type { PreparedRecord } from '../validate/record.ts';
import { writeOaiDc } from '../xml/oai-dc.ts';

export interface Rendering {
  prefix: MetadataPrefix;
  bytes: Uint8Array;
  /** Equal for equal content of this format. */
  digest: string;
  updatedAt: number | null;
  xmlnsAt: number | null;
}

/**
 * What published bytes depend on. `registry` is the commit's own registry record, null if it has none (it will be
 * refused). An upgrade, another list of formats or another name of the registry makes another basis, and so do they for
 * records alone that name it.
 */
export function basisOf(
  recordsDir: string,
  registry: RegistryRecord | null,
  { formats = [...FURTHER_PREFIXES] }: Pick<RegistryFile, 'formats'>,
): Basis {
  const isOffered = (prefix: string) =>
    formats.some((one) => one === prefix) || !FURTHER_PREFIXES.some((one) => one === prefix);
  const offered = METADATA_FORMATS.filter(({ prefix }) => isOffered(prefix));
  return {
    recordsDir,
    renderings: Object.fromEntries(offered.map(({ prefix, version }) => [prefix, version])),
    about: registry === null || formats.length === 0 ? null : aboutOf(registry),
  };
}

/** Of the record, not of BASE_URL: the same bytes, whichever process publishes (P7). */
function aboutOf({ ivoid, repositoryName: name, baseURL }: RegistryRecord): AboutRegistry {
  return { base: rootOf(baseURL), ivoid, name };
}

/**
 * What to publish on, over what is published. Where a newer program has published, what does not change stays as that
 * one made it, and `behind` asks it to look through the rest. Without that the two programs of a rolling upgrade made
 * all records anew in turn, twice with each commit, and harvesters fetched all of them each time.
 */
export function basisOver(published: Basis | null, own: Basis): Basis {
  const newer = Object.entries(published?.renderings ?? {}).filter(([prefix, version]) => {
    const format = METADATA_FORMATS.find((one) => one.prefix === prefix);
    // One of ours that registry.json no longer has is not newer, but gone.
    return format === undefined || (prefix in own.renderings && version > format.version);
  });
  if (newer.length === 0) return own;
  return { ...own, renderings: { ...own.renderings, ...Object.fromEntries(newer) }, behind: true };
}

/** Whether records published on the one need not be compared again on the other. */
export function sameBasis(published: Basis | null, own: Basis | null): boolean {
  if (published?.behind === true && own?.behind !== true) return false;
  return JSON.stringify(ordered(published)) === JSON.stringify(ordered(own));
}

/** Whether ListMetadataFormats says the same on both. */
export function sameFormats(a: Basis | null, b: Basis): boolean {
  const names = (basis: Basis | null) => Object.keys(basis?.renderings ?? {}).sort();
  return JSON.stringify(names(a)) === JSON.stringify(names(b));
}

/** The database does not keep the order of keys. */
function ordered(basis: Basis | null): unknown {
  if (basis === null) return null;
  const { recordsDir, renderings, about } = basis;
  return [recordsDir, Object.entries(renderings).sort(), Object.entries(about ?? {}).sort()];
}

const { version: IVO_VOR_VERSION } = formatOfPrefix('ivo_vor');

/** The record in the formats that every record has (RI-02). */
export function render(record: PreparedRecord): Rendering[] {
  const { bytes, updatedAt, xmlnsAt } = record.served;
  const dc = writeOaiDc(record.dublinCore);
  return [
    { prefix: 'ivo_vor', bytes, digest: `${IVO_VOR_VERSION}:${record.digest}`, updatedAt, xmlnsAt },
    { prefix: 'oai_dc', bytes: dc, digest: digestOf(dc), updatedAt: null, xmlnsAt: null },
  ];
}

/** Of bytes: for formats that are made here. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
