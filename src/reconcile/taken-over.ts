/**
 * Records of others that become ours, because registry.json names their owner's consent: which ones are missing here, and
 * what they look like as VOResource. Without a consent nobody's data are proposed as ours.
 */
import type { Element } from '../resource/element.ts';
import type { Consent } from '../resource/registry-file.ts';
import { decodeAnyway } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { NotExported, spaseToVor } from './crosswalk/spase-to-vor.ts';
import { mintIvoid } from './crosswalk/values.ts';
import { type Known, type KnownRecord, liveRecords, ownerOf, viewOf } from './known.ts';
import type { Originals } from './originals.ts';
import { type Bulk, type Entry, entry } from './result.ts';

/** SPASE types that become records; persons, instruments and observatories are folded into them. */
const TAKEN = new Set([
  'NumericalData',
  'DisplayData',
  'Catalog',
  'NumericalOutput',
  'Collection',
  'Service',
]);
const MOST_SHOWN = 3;
/** A merge request with more files cannot be read by anybody; the next run proposes the next ones. */
const MOST_AT_ONCE = 200;

/** Live records of consented authorities that no link and no candidate speaks of; `told` holds their ids in lower case. */
export function missingHere(known: Known, consents: Consent[], told: ReadonlySet<string>): KnownRecord[] {
  const owners = new Set(consents.map(({ spase }) => spase));
  return liveRecords(known)
    .filter(
      ({ fields }) =>
        owners.has(ownerOf(fields.id)) && TAKEN.has(fields.type) && !told.has(fields.id.toLowerCase()),
    )
    .sort((a, b) => (a.fields.id < b.fields.id ? -1 : 1));
}

/** A few of them one by one, the rest by a count for each owner. */
export function missingEntries(missing: KnownRecord[]): { entries: Entry[]; bulk: Bulk[] } {
  const owners = new Map<string, KnownRecord[]>();
  for (const record of missing) {
    const owner = ownerOf(record.fields.id);
    owners.set(owner, [...(owners.get(owner) ?? []), record]);
  }
  const entries: Entry[] = [];
  const bulk: Bulk[] = [];
  for (const [owner, records] of owners) {
    entries.push(...records.slice(0, MOST_SHOWN).map(entryOf));
    const rest = records.slice(MOST_SHOWN);
    if (rest.length === 0) continue;
    const examples = rest.slice(0, MOST_SHOWN).map(viewOf);
    bulk.push({
      status: 'missing-here',
      owner,
      about: 'with its owner’s consent',
      count: rest.length,
      examples,
    });
  }
  return { entries, bulk };
}

function entryOf(there: KnownRecord): Entry {
  return entry({
    status: 'missing-here',
    reason: 'Its owner has consented to its publication here, and none of our records describes it.',
    there: viewOf(there),
  });
}

export interface TakenOver {
  ivoid: string;
  spaseId: string;
  title: string;
  /** VOResource. */
  xml: string;
}

/** The first ones converted. `now` is UTC seconds: moving ends of time spans depend on it. */
export async function takeOver(
  missing: KnownRecord[],
  job: { known: Known; originals: Originals; consents: Consent[]; now: string },
): Promise<TakenOver[]> {
  const own = new Set(job.known.own.map(({ fields }) => fields.id.toLowerCase()));
  const chosen = missing.flatMap((record) => {
    const consent = job.consents.find(({ spase }) => spase === ownerOf(record.fields.id));
    if (consent === undefined) return [];
    const { ivoid } = mintIvoid(record.fields.id, consent.authority);
    return own.has(ivoid.toLowerCase()) ? [] : [{ record, authority: consent.authority }];
  });
  const batch = chosen.slice(0, MOST_AT_ONCE);
  const roots = await rootsOf(
    batch.map(({ record }) => record),
    job.known,
    job.originals,
  );
  return batch.flatMap(({ record, authority }) => {
    const root = roots.get(record.fields.id);
    if (root === undefined) return [];
    try {
      const made = spaseToVor(root, { authority, now: job.now, resolve: (id) => roots.get(id) ?? null });
      return [{ ivoid: made.ivoid, spaseId: record.fields.id, title: record.fields.title, xml: made.xml }];
    } catch (error) {
      if (error instanceof NotExported) return [];
      throw error;
    }
  });
}

/** The documents of records and of what they name: persons, instruments, and the observatories of those. */
async function rootsOf(
  records: KnownRecord[],
  known: Known,
  originals: Originals,
): Promise<Map<string, Element>> {
  const wanted = new Set(records);
  const add = (ids: (string | null)[]) => {
    for (const id of ids) {
      const named = id === null ? undefined : known.spase.get(id);
      if (named !== undefined) wanted.add(named);
    }
  };
  for (const record of records) add(namedBy(record));
  for (const record of [...wanted]) if (record.fields.type === 'Instrument') add(namedBy(record));
  const roots = new Map<string, Element>();
  for await (const { record, bytes } of originals.of([...wanted])) {
    const root = rootOf(bytes);
    if (root !== null) roots.set(record.fields.id, root);
  }
  return roots;
}

function namedBy({ fields }: KnownRecord): (string | null)[] {
  const { persons, instruments, facilities, repositories, relations } = fields;
  return [...[...persons, ...instruments, ...facilities, ...relations].map(({ id }) => id), ...repositories];
}

function rootOf(bytes: Buffer): Element | null {
  try {
    return parseXml(decodeAnyway(bytes).text).root;
  } catch (error) {
    if (error instanceof XmlFault) return null;
    throw error;
  }
}
