/** What would change if the proposals were merged, shown beside each pair: our record, their file, or a draft. */
import type { Candidates } from './crosswalk/vor-source.ts';
import type { KnownRecord } from './known.ts';
import type { Predicate } from './links/link.ts';
import { documentOf } from './own-records.ts';
import type { Change, Entry } from './result.ts';
import { serviceCard, spaseDraft } from './theirs.ts';
import { unifiedDiff } from './unified-diff.ts';
import { withLinks } from './vor-patch.ts';
import type { World } from './world.ts';

export interface ChangesJob {
  world: World;
  /** Bytes of a harvested record as its owner wrote it; null if they are not at hand. */
  originalOf(record: KnownRecord): Promise<Buffer | null>;
  /** Bytes of one of our records; null if they are not at hand. */
  ownBytes(record: KnownRecord): Promise<Buffer | null>;
  candidates: Candidates;
  /** UTC seconds. */
  at: string;
}

/** Statements under which our service serves what the other record describes. */
const SERVED: ReadonlySet<Predicate> = new Set([
  'skos:exactMatch',
  'skos:closeMatch',
  'dcterms:hasPart',
  'vorel:IsServiceFor',
]);
/** SPASE types that a way to reach data can be added to. */
const DATA = new Set([
  'NumericalData',
  'DisplayData',
  'Catalog',
  'NumericalOutput',
  'DisplayOutput',
  'Collection',
]);

/** The same entries with their changes. */
export async function withChanges(entries: Entry[], job: ChangesJob): Promise<Entry[]> {
  const done: Entry[] = [];
  for (const entry of entries) done.push({ ...entry, changes: await changesOf(entry, job) });
  return done;
}

async function changesOf(entry: Entry, job: ChangesJob): Promise<Change[]> {
  const here = entry.here === null ? null : job.world.find(entry.here.id);
  if (here === null || entry.status === 'rejected') return [];
  if (entry.status === 'missing-there') return draftOf(entry, here, job);
  const there = entry.there === null ? null : job.world.find(entry.there.id);
  if (there === null || entry.predicate === null) return [];
  if (entry.status !== 'candidate' && entry.status !== 'related' && entry.status !== 'in-sync') return [];
  return [
    ...(await ourChange(entry.predicate, here, there, job)),
    ...(await theirChange(entry.predicate, here, there, job)),
  ];
}

async function ourChange(
  predicate: Predicate,
  here: KnownRecord,
  there: KnownRecord,
  job: ChangesJob,
): Promise<Change[]> {
  if (here.source !== 'here' || here.path === null) return [];
  const before = await job.ownBytes(here);
  const document = before === null ? null : documentOf(before);
  if (before === null || document === null || 'message' in document) return [];
  const after = withLinks(document, [{ predicate, object: there.fields.id, title: there.fields.title }]);
  if (after === null) return [];
  const kind = predicate === 'skos:exactMatch' ? 'altIdentifier' : 'relationship';
  const text = unifiedDiff(here.path, before, Buffer.from(after)).toString('utf8');
  return [{ side: 'here', kind, summary: `Our record names ${there.fields.id} (${kind}).`, text }];
}

async function theirChange(
  predicate: Predicate,
  here: KnownRecord,
  there: KnownRecord,
  job: ChangesJob,
): Promise<Change[]> {
  const isServed = SERVED.has(predicate) && DATA.has(there.fields.type) && there.fields.model === 'spase';
  const original = isServed ? await job.originalOf(there) : null;
  if (original === null) return [];
  const card = serviceCard(here.fields, there, original, job.at);
  if ('refused' in card) return [{ side: 'there', kind: 'AccessURL', summary: card.refused, text: null }];
  const { patch } = card;
  return [
    {
      side: 'there',
      kind: 'AccessURL',
      summary: `${there.fields.id} says how our service is reached.${patch.notes.length === 0 ? '' : ` ${patch.notes.join(' ')}`}`,
      text: patch.diff.toString('utf8'),
    },
  ];
}

async function draftOf({ draftType }: Entry, here: KnownRecord, job: ChangesJob): Promise<Change[]> {
  const bytes = await job.ownBytes(here);
  const document = bytes === null ? null : documentOf(bytes);
  if (document === null || 'message' in document) return [];
  const { xml, marks } = spaseDraft(document, draftType, job.at, job.candidates);
  const asks = marks.length === 0 ? '' : ` ${marks.length} places are marked for a person.`;
  return [{ side: 'there', kind: 'record', summary: `A draft of a SPASE 2.7.1 record.${asks}`, text: xml }];
}
