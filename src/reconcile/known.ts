/** All records that a run of reconciling looks at: ours from Git, and what the last harvests know. */
import type { Fields } from '../resource/fields.ts';
import type { Harvested, SourceState } from '../store/harvested.ts';
import type { RecordView } from './result.ts';

/** The name of the source for our own records. */
export const HERE = 'here';

export interface KnownRecord {
  fields: Fields;
  /** {@link HERE} or the id of a source. */
  source: string;
  /** SHA-256 of the canonical XML. */
  digest: string;
  /** In Git; null for OAI-PMH. */
  path: string | null;
  blob: string | null;
  setSpecs: string[];
}

export interface Known {
  own: KnownRecord[];
  /** VOResource of other registries. */
  others: KnownRecord[];
  /** What was asked of EPN-TAP tables themselves: ids are `tapURL#schema.table`. */
  tables: KnownRecord[];
  /** By ResourceID, as written: the letter case of SPASE ids counts. */
  spase: Map<string, KnownRecord>;
  /** Ids that a source says are deleted or gone for certain, by source and lower-case id. */
  gone: Set<string>;
  sources: SourceState[];
}

/** Nothing known yet. */
export function emptyKnown(): Known {
  return { own: [], others: [], tables: [], spase: new Map(), gone: new Set(), sources: [] };
}

/** Puts a harvested record where it belongs. */
export function addKnown(known: Known, record: KnownRecord): void {
  const { fields } = record;
  if (fields.model === 'spase') known.spase.set(fields.id, record);
  else if (/^ivo:/i.test(fields.id)) known.others.push(record);
  else known.tables.push(record);
}

/** Reads the harvested records; those of sources not in `only` are left out (null = all). */
export async function gatherKnown(
  own: KnownRecord[],
  harvested: Harvested,
  only: string[] | null,
): Promise<Known> {
  const sources = (await harvested.sources()).filter(({ id }) => only === null || only.includes(id));
  const known: Known = { ...emptyKnown(), own, sources };
  for (const { id } of sources) {
    for await (const batch of harvested.records(id)) {
      for (const record of batch) {
        const { fields, digest, source, path, blob, setSpecs } = record;
        if (record.deleted) known.gone.add(goneKey(source, record.id));
        if (record.deleted || fields === null || digest === null) continue;
        const taken = { fields, digest, source, path, blob, setSpecs };
        addKnown(known, taken);
      }
    }
  }
  return known;
}

function goneKey(source: string, id: string): string {
  return `${source}\t${id.toLowerCase()}`;
}

/** Whose record it is: the authority of its identifier, `padc.example` or `SMWG`. */
export function ownerOf(id: string): string {
  return /^[^:]+:\/\/([^/]+)/.exec(id)?.[1] ?? '';
}

/** As the reports show it. */
export function viewOf({ fields, source, digest, blob }: KnownRecord): RecordView {
  return {
    id: fields.id,
    title: fields.title,
    type: fields.type,
    source,
    owner: ownerOf(fields.id),
    page: pageOf(fields.id),
    access: fields.access[0]?.url ?? fields.referenceUrls[0] ?? null,
    version: blob ?? digest,
  };
}

/** A record that no source shows, as a link or a table remembers it. */
export function unseenView(id: string, title: string, page: string | null): RecordView {
  const type = 'not in the sources';
  return { id, title, type, source: 'nowhere', owner: ownerOf(id), page, access: null, version: null };
}

/** hpde keeps what was superseded in a folder of its own: no counterpart for anything. */
export function isDeprecated({ path }: KnownRecord): boolean {
  return path?.startsWith('Deprecated/') ?? false;
}

/** The SPASE records that are not superseded. */
export function liveRecords({ spase }: Known): KnownRecord[] {
  return [...spase.values()].filter((record) => !isDeprecated(record));
}

/** A page about a record: SPASE's own site, and the resolver that the IVOA points to. */
export function pageOf(id: string): string | null {
  if (id.startsWith('spase://')) return `https://spase-metadata.org/${encodeURI(id.slice(8))}.html`;
  return id.startsWith('ivo://') ? `https://dc.g-vo.org/I/${encodeURI(id)}` : null;
}
