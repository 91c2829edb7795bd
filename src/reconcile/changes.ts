/** What would change if the proposals were merged, shown beside each pair: our record, their file, or a draft. */
import type { Candidates } from './crosswalk/vor-source.ts';
import { HERE, type KnownRecord } from './known.ts';
import type { Predicate } from './links/link.ts';
import { type Originals, readAll } from './originals.ts';
import { documentOf } from './own-records.ts';
import type { Change, Entry, RecordView } from './result.ts';
import { serviceCard, spaseDraft } from './theirs.ts';
import { unifiedDiff } from './unified-diff.ts';
import { fileWithLinks } from './vor-patch.ts';
import type { World } from './world.ts';

export interface ChangesJob {
  world: World;
  /** Files of harvested records as their owners wrote them. */
  originals: Originals;
  /** Files of our records. */
  ownFiles: Originals;
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

/** What the changes are made of: all files are read before, with one process for each repository. */
interface Files extends Omit<ChangesJob, 'originals' | 'ownFiles'> {
  ours: Map<KnownRecord, Buffer>;
  theirs: Map<KnownRecord, Buffer>;
}

/** The same entries with their changes. */
export async function withChanges(
  entries: Entry[],
  { originals, ownFiles, ...job }: ChangesJob,
): Promise<Entry[]> {
  const find = (views: (RecordView | null)[]) => [
    ...new Set(views.flatMap((view) => (view === null ? [] : (job.world.find(view.id) ?? [])))),
  ];
  const here = find(entries.map((entry) => entry.here)).filter(({ source }) => source === HERE);
  const there = find(entries.filter(isServed).map((entry) => entry.there));
  const files: Files = {
    ...job,
    ours: await readAll(ownFiles, here),
    theirs: await readAll(originals, there.filter(isSpaseData)),
  };
  return entries.map((entry) => ({ ...entry, changes: changesOf(entry, files) }));
}

function isServed({ predicate }: Entry): boolean {
  return predicate !== null && SERVED.has(predicate);
}

function isSpaseData({ fields }: KnownRecord): boolean {
  return fields.model === 'spase' && DATA.has(fields.type);
}

function changesOf(entry: Entry, files: Files): Change[] {
  const { status, predicate } = entry;
  const here = entry.here === null ? null : files.world.find(entry.here.id);
  if (here === null || status === 'rejected') return [];
  if (status === 'missing-there') return draftOf(entry, here, files);
  const there = entry.there === null ? null : files.world.find(entry.there.id);
  if (there === null || predicate === null) return [];
  if (status !== 'candidate' && status !== 'related' && status !== 'in-sync') return [];
  return [
    ...ourChange(predicate, here, there, files),
    ...(isServed(entry) ? theirChange(here, there, files) : []),
  ];
}

function ourChange(predicate: Predicate, here: KnownRecord, there: KnownRecord, { ours }: Files): Change[] {
  const before = ours.get(here);
  if (before === undefined || here.path === null) return [];
  const after = fileWithLinks(before, [{ predicate, object: there.fields.id, title: there.fields.title }]);
  if (after === null) return [];
  const kind = predicate === 'skos:exactMatch' ? 'altIdentifier' : 'relationship';
  const text = unifiedDiff(here.path, before, after).toString('utf8');
  return [{ side: 'here', kind, summary: `Our record names ${there.fields.id} (${kind}).`, text }];
}

function theirChange(here: KnownRecord, there: KnownRecord, { theirs, at }: Files): Change[] {
  const original = theirs.get(there);
  if (original === undefined) return [];
  const card = serviceCard(here.fields, there, original, at);
  if ('refused' in card) return [{ side: 'there', kind: 'AccessURL', summary: card.refused, text: null }];
  const { diff, notes } = card.patch;
  const summary = `${there.fields.id} says how our service is reached.${notes.length === 0 ? '' : ` ${notes.join(' ')}`}`;
  return [{ side: 'there', kind: 'AccessURL', summary, text: diff.toString('utf8') }];
}

function draftOf({ draftType }: Entry, here: KnownRecord, { ours, at, candidates }: Files): Change[] {
  const bytes = ours.get(here);
  const document = bytes === undefined ? null : documentOf(bytes);
  if (document === null || 'message' in document) return [];
  const { xml, marks } = spaseDraft(document, draftType, at, candidates);
  const asks = marks.length === 0 ? '' : ` ${marks.length} places are marked for a person.`;
  return [{ side: 'there', kind: 'record', summary: `A draft of a SPASE 2.7.1 record.${asks}`, text: xml }];
}
