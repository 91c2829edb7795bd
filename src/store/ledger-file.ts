/**
 * The file that carries a ledger from one database to another (docs/operating.md): JSON lines, UTF-8, so that it can be
 * written and read in a stream. A header; then `generation`, `item` and `record` lines, each kind in the order of its
 * key; the `ledger` line; and an `end` line with counts and the SHA-256 of all bytes before it.
 */
import { z } from 'zod';
import { authorityOf, ivoidKey } from '../resource/ivoid.ts';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';

/** Raised when a reader of the older version would misunderstand the file. */
export const FILE_VERSION = 1;

const second = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'is no date such as 2026-11-20T10:00:00Z');
const instant = z.iso.datetime();
const hash = z.string().regex(/^[0-9a-f]{40,64}$/, 'is no id of Git');
const name = z.string().min(1);
const count = z.int().min(0);

const header = z.object({ voreg: z.literal('ledger'), version: z.int() });

const generation = z.strictObject({
  number: z.int().min(1),
  revision: z.uuid(),
  ledger: z.uuid(),
  datestamp: second,
});

const item = z
  .strictObject({
    key: name,
    ivoid: name,
    authority: name,
    type: z.string(),
    status: name,
    path: name.nullable(),
    blob: hash.nullable(),
    created: second,
    subjects: z.array(z.string()),
  })
  .refine((i) => i.key === ivoidKey(i.ivoid), 'its key is not its ivoid in lower case')
  .refine((i) => i.authority === authorityOf(i.ivoid), 'its authority is not that of its ivoid');

const record = z
  .strictObject({
    prefix: z.enum(METADATA_PREFIXES),
    key: name,
    ivoid: name,
    datestamp: second,
    deleted: z.boolean(),
    setspecs: z.array(name),
    digest: name,
    size: count,
    /** As in the table `body`. */
    updatedAt: count.nullable(),
    xmlnsAt: count.nullable(),
    /** Base64; null if deleted. */
    body: z.string().nullable(),
  })
  .refine((r) => r.key === ivoidKey(r.ivoid), 'its key is not its ivoid in lower case')
  .refine((r) => r.deleted === (r.body === null), 'a record has a body, a deleted one has none')
  .refine((r) => r.setspecs.includes('ivo_managed'), 'it is not in the set ivo_managed');

const registry = z.strictObject({
  ivoid: name,
  repositoryName: z.string(),
  baseURL: z.string(),
  adminEmails: z.array(z.string()),
  maxRecords: z.int(),
  managedAuthorities: z.array(z.string()),
});

/** Loosely: it was registry.json of a published commit, and what an older voreg took must not keep it from moving. */
const registryFile = z.looseObject({
  version: z.literal(1),
  sets: z.array(z.looseObject({ setSpec: name, setName: name })),
  transfers: z.array(z.looseObject({ authority: name, direction: name })),
  retired: z.array(z.looseObject({ ivoid: name })),
  formats: z.array(name).optional(),
});

const ledger = z.strictObject({
  id: z.uuid(),
  former: z.array(z.uuid()),
  generation: z.int().min(1),
  revision: z.uuid(),
  lastDatestamp: second,
  answered: second,
  restamp: z.boolean(),
  commit: hash,
  publishedAt: instant,
  basis: z.strictObject({
    recordsDir: z.string(),
    renderings: z.record(z.string(), z.int()),
    about: z.strictObject({ base: z.string(), ivoid: name, name: z.string() }).nullish(),
    behind: z.boolean().optional(),
  }),
  registry,
  registryFile,
  refusal: z.strictObject({ commit: hash, at: second, findings: z.array(z.unknown()) }).nullable(),
});

const end = z.strictObject({
  generations: count,
  items: count,
  records: count,
  /** The database's clock when the export was done. */
  at: second,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const FIRST_LINE = header;
/** What a line after the first may be, by its only key. */
export const LINES = { generation, item, record, ledger, end };

export type GenerationLine = z.infer<typeof generation>;
export type ItemLine = z.infer<typeof item>;
export type RecordLine = z.infer<typeof record>;
export type LedgerLine = z.infer<typeof ledger>;
export type EndLine = z.infer<typeof end>;
export type Line =
  | { kind: 'generation'; value: GenerationLine }
  | { kind: 'item'; value: ItemLine }
  | { kind: 'record'; value: RecordLine }
  | { kind: 'ledger'; value: LedgerLine }
  | { kind: 'end'; value: EndLine };

/** A ledger cannot be exported or imported; the message says why, and what to do. */
export class LedgerFault extends Error {
  override name = 'LedgerFault';
}

/** What was carried over. */
export interface Carried {
  file: string;
  ledger: string;
  generation: number;
  items: number;
  /** In all formats together. */
  records: number;
  /** What did not work, though the ledger was carried. */
  note?: string;
}
