/**
 * What could be stated besides likeness: products of a table, the repository on the same host, data with one DOI; and
 * records of the IVOA that describe one thing twice. Proposals for review, never ticked beforehand.
 */
import type { Fields } from '../resource/fields.ts';
import { capital } from '../words/say.ts';
import { type Known, type KnownRecord, liveRecords, ownerOf, viewOf } from './known.ts';
import { pairKey } from './linked.ts';
import type { Predicate } from './links/link.ts';
import { type RelationProposal, relations } from './match/relate.ts';
import { doublesAmong } from './match/within.ts';
import { normaliseUrl } from './normalise.ts';
import { type Bulk, type Entry, entry } from './result.ts';

/** So many objects of one proposal are shown one by one; more are told by a count. */
const MOST_SHOWN = 3;

/** Entries for `asking` records, without the pairs in `decided` (links, and what is proposed already). */
export function relatedEntries(
  known: Known,
  asking: KnownRecord[],
  decided: ReadonlySet<string>,
): { entries: Entry[]; bulk: Bulk[] } {
  const byId = new Map(asking.map((record) => [record.fields.id, record]));
  const proposals = relations(
    asking.map(({ fields }) => fields),
    liveRecords(known).map(({ fields }) => fields),
    granulesOf(known, asking),
  );
  const entries: Entry[] = [];
  const bulk: Bulk[] = [];
  for (const proposal of proposals) {
    const here = byId.get(proposal.subject);
    const open = proposal.objects.flatMap((id) => {
      const there = decided.has(pairKey(proposal.subject, id)) ? undefined : known.spase.get(id);
      return there === undefined ? [] : [there];
    });
    if (here === undefined || open.length === 0) continue;
    entries.push(...open.slice(0, MOST_SHOWN).map((there) => relatedEntry(here, there, proposal)));
    if (open.length > MOST_SHOWN) bulk.push(rest(here, open, proposal));
  }
  return { entries, bulk };
}

function relatedEntry(here: KnownRecord, there: KnownRecord, { predicate, why }: RelationProposal): Entry {
  return proposed(here, there, predicate, `${capital(why)}.`);
}

function rest(here: KnownRecord, open: KnownRecord[], { predicate, why }: RelationProposal): Bulk {
  return {
    status: 'candidate',
    owner: ownerOf(open[0]?.fields.id ?? ''),
    about: `${predicate} of ${here.fields.id}: ${why}`,
    count: open.length - MOST_SHOWN,
    examples: open.slice(MOST_SHOWN, 2 * MOST_SHOWN).map(viewOf),
  };
}

function proposed(here: KnownRecord, there: KnownRecord, predicate: Predicate, reason: string): Entry {
  return entry({
    status: 'candidate',
    reason,
    here: viewOf(here),
    there: viewOf(there),
    predicate,
    proposal: 'review',
  });
}

/** Data set names that the rows of a record's table name, where the table itself was asked (a source of kind epn-tap). */
function granulesOf(known: Known, asking: KnownRecord[]): Map<string, Set<string>> {
  const tables = new Map<string, Fields>();
  for (const { fields } of known.tables) {
    const [service = '', table = ''] = fields.id.split('#');
    tables.set(`${normaliseUrl(service)}\t${table.toLowerCase()}`, fields);
  }
  return new Map(
    asking.flatMap(({ fields }) => {
      const names = fields.tables.flatMap((table) =>
        fields.access.flatMap(
          ({ url }) => tables.get(`${normaliseUrl(url)}\t${table.toLowerCase()}`)?.granules ?? [],
        ),
      );
      return names.length === 0 ? [] : [[fields.id, new Set(names)] as const];
    }),
  );
}

/** Records of the IVOA that seem to be one of ours under another identifier: moved, mirrored, or described twice. */
export function doubleEntries(known: Known): Entry[] {
  const ours = new Set(known.own.map(({ fields }) => fields.id));
  const all = new Map([...known.others, ...known.own].map((record) => [record.fields.id, record]));
  // A table beside the record of its TAP service is how it should be, and a copy of ours is no double.
  return doublesAmong([...all.values()].map(({ fields }) => fields)).flatMap(({ ids, kind, why, zone }) => {
    const [first, second] = ours.has(ids[0]) ? ids : [ids[1], ids[0]];
    const [here, there] = [all.get(first), all.get(second)];
    const isOurs = ours.has(first) && here !== undefined && there !== undefined;
    if (!isOurs || (kind !== 'alike' && kind !== 'case') || (kind === 'alike' && zone !== 'confident'))
      return [];
    const reason = `${capital(why)}: the same resource under two identifiers?`;
    return [entry({ status: 'duplicate-claim', reason, here: viewOf(here), there: viewOf(there) })];
  });
}
