/** The entries of a scope: its table of pairs as far as the sources show them, then every EPN-TAP table it does not know. */
import { infrastructureOf, kinOf } from './kin.ts';
import { HERE, type Known, type KnownRecord, liveRecords, ownerOf, unseenView, viewOf } from './known.ts';
import { pairKey } from './linked.ts';
import type { Predicate } from './links/link.ts';
import type { Matcher } from './matcher.ts';
import { type Bulk, type Entry, entry } from './result.ts';
import {
  type Counterpart,
  isSandbox,
  recordsOfRow,
  type Scope,
  type ScopeRow,
  tablesOfScope,
} from './scope.ts';
import { isAboutHeliophysics } from './subjects.ts';
import { candidateEntry, MOST_CANDIDATES, missingThere, spaseIsComplete } from './unlinked.ts';

/** How many records of a prefix are shown one by one. */
const MOST_EXAMPLES = 3;

export interface ScopeFound {
  entries: Entry[];
  bulk: Bulk[];
  /** Rows of the table of which no source shows the IVOA side. */
  unseen: ScopeRow[];
}

/** `decided` holds the pairs that the links files speak of: they are told by their links, not here. */
export function scopeEntries(
  scope: Scope,
  known: Known,
  decided: ReadonlySet<string>,
  matcher: Matcher,
): ScopeFound {
  const infrastructure = infrastructureOf(known);
  const found: ScopeFound = { entries: [], bulk: [], unseen: [] };
  const told = new Set<string>();
  for (const row of scope.rows) {
    const records = recordsOfRow(row, known);
    if (records.length === 0) found.unseen.push(row);
    for (const here of records) {
      told.add(here.fields.id.toLowerCase());
      const own = rowEntries(row, here, known, decided, matcher);
      const kin = kinOf(here.fields, infrastructure);
      const [first, ...rest] = own.entries;
      if (first !== undefined) found.entries.push({ ...first, notes: [...first.notes, ...kin] }, ...rest);
      found.bulk.push(...own.bulk);
    }
  }
  for (const [table, here] of tablesOfScope(scope, known)) {
    if (told.has(here.fields.id.toLowerCase())) continue;
    told.add(here.fields.id.toLowerCase());
    found.entries.push(
      ...tableEntries(table, here, known, decided, matcher, kinOf(here.fields, infrastructure)),
    );
  }
  return found;
}

function rowEntries(
  row: ScopeRow,
  here: KnownRecord,
  known: Known,
  decided: ReadonlySet<string>,
  matcher: Matcher,
): { entries: Entry[]; bulk: Bulk[] } {
  const entries: Entry[] = [];
  const bulk: Bulk[] = [];
  const isTrial = isSandbox(ownerOf(here.fields.id));
  for (const counterpart of row.there) {
    const records = counterpartsOf(counterpart, known);
    if (records.length === 0) {
      if (counterpart.id !== undefined) entries.push(notSeen(row, here, counterpart, known));
      continue;
    }
    for (const there of records.slice(0, MOST_EXAMPLES)) {
      if (decided.has(pairKey(here.fields.id, there.fields.id))) continue;
      entries.push(...statements(row, here, there, counterpart, matcher, isTrial));
    }
    if (records.length > MOST_EXAMPLES) {
      const status = isHardNegative(counterpart) || isTrial ? 'rejected' : 'candidate';
      const examples = records.slice(0, MOST_EXAMPLES).map(viewOf);
      bulk.push({
        status,
        owner: ownerOf(counterpart.prefix ?? ''),
        about: `${counterpart.predicate} of ${here.fields.id}, all below ${counterpart.prefix}`,
        count: records.length - MOST_EXAMPLES,
        examples,
      });
    }
  }
  if (row.missing !== undefined && !isTrial) entries.push(...missingEntry(row, here, row.missing, known));
  return { entries, bulk };
}

/** Live records only: what lies under Deprecated is no counterpart. */
function counterpartsOf({ id, prefix }: Counterpart, known: Known): KnownRecord[] {
  if (id !== undefined) {
    const record = known.spase.get(id);
    return record === undefined ? [] : [record];
  }
  return liveRecords(known).filter(({ fields }) => fields.id.startsWith(prefix ?? ' '));
}

function isHardNegative({ predicate, not }: Counterpart): boolean {
  return not.includes(predicate);
}

/** What is to be stated of a pair, and what must not be. */
function statements(
  row: ScopeRow,
  here: KnownRecord,
  there: KnownRecord,
  counterpart: Counterpart,
  matcher: Matcher,
  isTrial: boolean,
): Entry[] {
  const { predicate, not, as, inverse, review } = counterpart;
  const evidence = matcher.explain(here, there);
  const say = (status: Entry['status'], stated: Predicate, reason: string): Entry =>
    entry({
      status,
      reason,
      here: viewOf(here),
      there: viewOf(there),
      predicate: stated,
      proposal: review === true ? 'review' : 'certain',
      evidence,
      notes: [
        row.evidence,
        ...(as === undefined ? [] : [`It is the ${as} of the data, not a record of them.`]),
        ...(inverse === true ? ['The statement holds from the SPASE record to ours.'] : []),
      ],
    });
  const rejections = not.map((one) => say('rejected', one, `Not ${one}: ${row.evidence}`));
  if (isTrial || isHardNegative(counterpart)) return rejections;
  // Ours cannot be the derived one where the statement holds the other way round: the links file has no word for it.
  const stated = inverse === true ? 'skos:relatedMatch' : predicate;
  const reason =
    review === true ? 'Only a curator can tell.' : `${row.name}: known from the table of the scope.`;
  return [say('candidate', stated, reason), ...rejections];
}

/** The table names a SPASE record that the sources do not show. */
function notSeen(row: ScopeRow, here: KnownRecord, { id = '', predicate }: Counterpart, known: Known): Entry {
  const isComplete = spaseIsComplete(known);
  return entry({
    status: 'unverifiable',
    reason: isComplete
      ? `${id} is in no source, though it was when the table was made.`
      : `${id} was not seen: no complete harvest of SPASE records is at hand.`,
    here: viewOf(here),
    there: unseenView(id, row.name, null),
    predicate,
    notes: [row.evidence],
  });
}

/** What the table says SPASE lacks: still so, by a complete harvest (P8)? */
function missingEntry(
  row: ScopeRow,
  here: KnownRecord,
  { resourceType, id }: NonNullable<ScopeRow['missing']>,
  known: Known,
): Entry[] {
  if (id !== null && known.spase.has(id)) return [];
  const isComplete = spaseIsComplete(known);
  return [
    {
      ...missingThere(here),
      status: isComplete ? 'missing-there' : 'unverifiable',
      reason: isComplete
        ? `SPASE has no record of these data: a draft of a ${resourceType} is prepared.`
        : 'By the scope’s table SPASE has no record of these data, but no complete harvest of SPASE records is at hand.',
      there: id === null ? null : unseenView(id, `${row.name} (planned)`, null),
      draftType: resourceType,
      notes: [row.evidence],
    },
  ];
}

/** None of its subjects is one that SPASE has a word for. */
function outOfScope(here: KnownRecord): Entry {
  const reason = 'It is about other things than SPASE describes, by its subjects.';
  return { ...missingThere(here), status: 'out-of-scope', reason };
}

/** A table that the scope's list does not have: what the matcher thinks. */
function tableEntries(
  table: string,
  here: KnownRecord,
  known: Known,
  decided: ReadonlySet<string>,
  matcher: Matcher,
  kin: string[],
): Entry[] {
  const candidates = matcher
    .candidates(here, MOST_CANDIDATES)
    .filter(({ there }) => !decided.has(pairKey(here.fields.id, there.fields.id)));
  const entries =
    candidates.length > 0
      ? candidates.map((candidate, rank) => candidateEntry(here, candidate, rank))
      : !isAboutHeliophysics(here.fields)
        ? [outOfScope(here)]
        : spaseIsComplete(known)
          ? [missingThere(here)]
          : [];
  const note = `The table ${table}${here.source === HERE ? '' : `, as ${here.source} has it`}, is not in the scope’s list.`;
  return entries.map((entry, index) => (index === 0 ? { ...entry, notes: [note, ...kin] } : entry));
}
