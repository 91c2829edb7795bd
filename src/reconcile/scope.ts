/**
 * A scope: a table of pairs that people have looked at (scopes/*.json), for the page that is taken to a meeting. What
 * the sources do not show is said so; what the table does not know comes from the matcher (reconcile.ts).
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { globMatches } from '../resource/sets.ts';
import { isEpnTable } from './crosswalk/vor-access.ts';
import { type Known, type KnownRecord, ownerOf } from './known.ts';
import { PREDICATES } from './links/link.ts';
import { foldText } from './normalise.ts';

const predicate = z.enum(PREDICATES);

const counterpart = z
  .strictObject({
    id: z.string().startsWith('spase://').optional(),
    /** All records below it; told as one line. */
    prefix: z.string().startsWith('spase://').endsWith('/').optional(),
    predicate,
    /** Statements that a curator must not make: written as rejections. */
    not: z.array(predicate).default([]),
    /** It is the facility or the instrument of the resource, not a record of its data. */
    as: z.enum(['facility', 'instrument']).optional(),
    /** The statement holds from there to here. */
    inverse: z.literal(true).optional(),
    /** Not certain: goes to the candidates. */
    review: z.literal(true).optional(),
    /** The table serves these data: a patch with Style=EPNTAP is prepared, also for a prefix. */
    patch: z.literal(true).optional(),
  })
  .refine(
    ({ id, prefix }) => (id === undefined) !== (prefix === undefined),
    'needs either an id or a prefix',
  );

const row = z.strictObject({
  /** Number in the list the table was made from. */
  row: z.number(),
  here: z.strictObject({
    tables: z.array(z.string()),
    ivoids: z.array(z.string()),
    hosts: z.array(z.string()).default([]),
    organisations: z.array(z.string()).default([]),
  }),
  name: z.string(),
  there: z.array(counterpart),
  evidence: z.string(),
  missing: z.strictObject({ resourceType: z.string(), id: z.string().nullable() }).optional(),
});

const scopeSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  date: z.string(),
  /** Globs of the authorities whose EPN-TAP tables belong to the scope. */
  authorities: z.array(z.string()),
  rows: z.array(row),
});

export type Scope = z.infer<typeof scopeSchema>;
export type ScopeRow = Scope['rows'][number];
export type Counterpart = ScopeRow['there'][number];

/** Names of the scopes there are. */
export const SCOPES = ['padc'];

/** Throws if the table itself is wrong, which a test sees. */
export function readScope(name: string): Scope {
  const text = readFileSync(new URL(`scopes/${name}.json`, import.meta.url), 'utf8');
  return scopeSchema.parse(JSON.parse(text));
}

/** The records that a row is about, ours before others'; empty if no source shows one. */
export function recordsOfRow({ here }: ScopeRow, known: Known): KnownRecord[] {
  const found = new Map<string, KnownRecord>();
  const add = (record: KnownRecord | null | undefined) => {
    if (record) found.set(record.fields.id.toLowerCase(), record);
  };
  for (const table of here.tables) add(recordOfTable(table, known));
  const all = [...known.own, ...known.others];
  for (const ivoid of here.ivoids) add(all.find(({ fields }) => fields.id.toLowerCase() === ivoid));
  for (const host of here.hosts) {
    add(all.find(({ fields }) => fields.access.some(({ url }) => hostOf(url) === host)));
  }
  for (const name of here.organisations) {
    add(
      all.find(({ fields }) => fields.type === 'Organisation' && foldText(fields.title) === foldText(name)),
    );
  }
  const records = [...found.values()];
  // Our own description of a table stands for the same table in another registry.
  return records.some(({ source }) => source === 'here')
    ? records.filter(({ source }) => source === 'here')
    : records;
}

/**
 * The record that describes a table. A table stands in the record of its TAP service and in one of its own (matching.md
 * §8): the one with the fewest tables is about it.
 */
function recordOfTable(table: string, known: Known): KnownRecord | null {
  const wanted = table.toLowerCase();
  const holding = [known.own, known.others]
    .map((records) =>
      records.filter(({ fields }) => fields.tables.some((name) => name.toLowerCase() === wanted)),
    )
    .find((records) => records.length > 0);
  return (
    holding?.reduce((best, one) => (one.fields.tables.length < best.fields.tables.length ? one : best)) ??
    null
  );
}

/** Records of EPN-TAP tables of the scope's authorities: table → the record that is about it. */
export function tablesOfScope({ authorities }: Scope, known: Known): Map<string, KnownRecord> {
  const tables = new Map<string, KnownRecord>();
  for (const { fields } of [...known.own, ...known.others]) {
    const owner = ownerOf(fields.id).toLowerCase();
    if (isSandbox(owner) || !authorities.some((glob) => globMatches(glob, owner))) continue;
    for (const table of fields.tables) {
      const name = table.toLowerCase();
      if (!isEpnTable(name) || tables.has(name)) continue;
      const record = recordOfTable(name, known);
      if (record !== null) tables.set(name, record);
    }
  }
  return tables;
}

/** Authorities for trials: nothing of theirs is linked. */
export function isSandbox(authority: string): boolean {
  return /(^|[._-])(sandbox|test)([._-]|$)/i.test(authority);
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
