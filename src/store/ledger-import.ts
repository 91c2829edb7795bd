/**
 * Takes a ledger in as it was in another database, without a new datestamp: harvesters with a token or a `from` notice
 * nothing (P1, P2, P5, P7). Staged unseen in small transactions, like a publication, and flipped at once.
 */
import { randomUUID } from 'node:crypto';
import type { Database, Queryable } from './database.ts';
import { PUBLISHED_CHANNEL } from './heed.ts';
import { discard, discardStaged, holdStaged, readLedger, stageBodies, stageItems } from './ledger.ts';
import {
  type Carried,
  type EndLine,
  type GenerationLine,
  type ItemLine,
  LedgerFault,
  type LedgerLine,
  type RecordLine,
} from './ledger-file.ts';
import { readLedgerFile } from './ledger-read-file.ts';

/** Of records, and of bytes of bodies, in one transaction (design P10). */
const BATCH_RECORDS = 200;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Imports a file that exportLedger wrote. Only into an empty ledger; whole or not at all. Throws LedgerFault with
 * file:line of what is wrong, DatabaseAway, or the file system's error.
 */
export async function importLedger(db: Database, file: string): Promise<Carried> {
  return db.exclusively('publish', async () => {
    await discardStaged(db);
    const { revision } = await emptyLedger(db);
    const staged = new Staged(db);
    try {
      for await (const line of readLedgerFile(file)) {
        if (line.kind === 'generation') staged.generation(line.value, line.at);
        else if (line.kind === 'item') await staged.item(line.value);
        else if (line.kind === 'record') await staged.record(line.value);
        else if (line.kind === 'ledger') staged.ledger(line.value, line.at);
        else staged.end(line.value, line.at, line.before);
      }
      await staged.write();
      const { id, generation } = await flipIn(db, staged, revision);
      const { items, records } = staged.counts;
      return { file, ledger: id, generation, items, records, ...(await tidyUp(db)) };
    } catch (error) {
      // Should this fail too (no database), the next publisher removes what was staged.
      await staged.discard().catch(() => undefined);
      throw error;
    }
  });
}

/** Throws LedgerFault if anything was ever published here. */
async function emptyLedger(db: Database): Promise<{ revision: string }> {
  const { generation, commit, revision } = await readLedger(db);
  if (generation === 0) return { revision };
  throw new LedgerFault(
    `The ledger of this database is not empty: generation ${generation}, commit ${commit?.slice(0, 12)}. ` +
      'A ledger can be imported into a database only into which nothing was published: stop the services that use it, ' +
      'empty it (or take another one), and import before the first of them starts.',
  );
}

/** What was read so far: the records staged in the database, the rest in memory. */
class Staged {
  readonly counts = { generations: 0, items: 0, records: 0 };
  readonly generations: GenerationLine[] = [];
  /** Of bodies and items. */
  readonly publication = randomUUID();
  /** Records are staged as one publication for each datestamp: that is what a flip gives to all it has. */
  readonly byDatestamp = new Map<string, string>();
  /** The last two lines; null until they were read. */
  ledgerLine: LedgerLine | null = null;
  endLine: EndLine | null = null;
  readonly #db: Database;
  #items: ItemLine[] = [];
  #records: RecordLine[] = [];
  #bytes = 0;
  #newest = '';

  constructor(db: Database) {
    this.#db = db;
  }

  generation(line: GenerationLine, at: string): void {
    if (line.datestamp < (this.generations.at(-1)?.datestamp ?? ''))
      throw new LedgerFault(`${at}: generation.datestamp is before that of the generation before it.`);
    this.generations.push(line);
    this.counts.generations += 1;
  }

  async item(line: ItemLine): Promise<void> {
    this.#items.push(line);
    this.counts.items += 1;
    if (this.#items.length >= BATCH_RECORDS) await this.write();
  }

  async record(line: RecordLine): Promise<void> {
    this.#records.push(line);
    this.#bytes += line.size;
    this.counts.records += 1;
    if (line.datestamp > this.#newest) this.#newest = line.datestamp;
    if (this.#records.length >= BATCH_RECORDS || this.#bytes >= BATCH_BYTES) await this.write();
  }

  ledger(line: LedgerLine, at: string): void {
    const last = this.generations.at(-1);
    if (last?.number !== line.generation || last.datestamp > line.lastDatestamp)
      throw new LedgerFault(`${at}: ledger.generation is not the last generation of the file.`);
    if (this.#newest > line.lastDatestamp)
      throw new LedgerFault(`${at}: a record has the datestamp ${this.#newest}, after ledger.lastDatestamp.`);
    this.ledgerLine = line;
  }

  end(line: EndLine, at: string, digest: string): void {
    for (const kind of ['generations', 'items', 'records'] as const) {
      if (line[kind] !== this.counts[kind])
        throw new LedgerFault(
          `${at}: the file should have ${line[kind]} ${kind}, and has ${this.counts[kind]}.`,
        );
    }
    if (line.sha256 !== digest)
      throw new LedgerFault(
        `${at}: the file is not as it was written: its SHA-256 is another. Export, or copy it, again.`,
      );
    this.endLine = line;
  }

  /** Stages what is in memory. */
  async write(): Promise<void> {
    if (this.#items.length > 0) await stageItems(this.#db, this.publication, this.#items);
    if (this.#records.length > 0) await this.#writeRecords(this.#records);
    this.#items = [];
    this.#records = [];
    this.#bytes = 0;
  }

  async #writeRecords(records: RecordLine[]): Promise<void> {
    const live = records.flatMap(({ body, ...r }) =>
      body === null ? [] : [{ ...r, bytes: Buffer.from(body, 'base64') }],
    );
    const ids = await stageBodies(this.#db, this.publication, live);
    const bodies = new Map(live.map(({ prefix, key }, i) => [`${prefix} ${key}`, ids[i] ?? null]));
    const rows = records.map(({ body: _, updatedAt: __, xmlnsAt: ___, datestamp, ...r }) => ({
      ...r,
      publication: this.#publicationOf(datestamp),
      body: bodies.get(`${r.prefix} ${r.key}`) ?? null,
    }));
    await this.#db.query(
      `insert into staged_record (publication, prefix, key, ivoid, deleted, setspecs, digest, size, body)
       select * from jsonb_to_recordset($1::jsonb) as s(publication uuid, prefix text, key text, ivoid text,
         deleted boolean, setspecs text[], digest text, size int, body bigint)`,
      [JSON.stringify(rows)],
    );
  }

  #publicationOf(datestamp: string): string {
    const publication = this.byDatestamp.get(datestamp) ?? randomUUID();
    this.byDatestamp.set(datestamp, publication);
    return publication;
  }

  async discard(): Promise<void> {
    for (const publication of [this.publication, ...this.byDatestamp.values()])
      await discard(this.#db, publication);
  }
}

/** All of it at once. Throws LedgerFault if somebody published meanwhile. */
async function flipIn(db: Database, staged: Staged, revision: string): Promise<LedgerLine> {
  const { publication, byDatestamp, counts, generations, ledgerLine: ledger, endLine: end } = staged;
  if (ledger === null || end === null) throw new Error('The file was read, but has no last line.');
  const datestamps = [[...byDatestamp.values()], [...byDatestamp.keys()]];
  await db.transaction(
    async (tx) => {
      await holdStaged(tx, publication);
      await tx.query(MOVE_ITEMS, [publication]);
      await tx.query(MOVE_RECORDS, datestamps);
      await tx.query(FILL_MEMBER);
      await tx.query(FILL_TALLY);
      await tx.query(
        `insert into generation (number, revision, ledger, datestamp)
       select * from jsonb_to_recordset($1::jsonb) as g(number bigint, revision uuid, ledger uuid, datestamp timestamptz)`,
        [JSON.stringify(generations)],
      );
      await checkMoved(tx, counts);
      await tx.query('delete from staged_record where publication = any($1::uuid[])', [datestamps[0]]);
      for (const table of ['staged_item', 'staged_body'])
        await tx.query(`delete from ${table} where publication = $1`, [publication]);
      await becomeLedger(tx, ledger, end, revision);
      await tx.query('select pg_notify($1, $2)', [PUBLISHED_CHANNEL, String(ledger.generation)]);
    },
    counts.items + 2 * counts.records + counts.generations,
  );
  return ledger;
}

/**
 * Not left to autovacuum, which PGlite does not have: every publication looks through the tables of staged rows. The
 * ledger is imported already, so a failure is only told of.
 */
async function tidyUp(db: Database): Promise<{ note?: string }> {
  try {
    await db.script('vacuum staged_record, staged_item, staged_body');
    await db.script('analyze body, record, item, member, tally');
    return {};
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      note: `Everything was imported, but the database could not be tidied up afterwards: ${error.message} Until it does that by itself, answers may be slow; VACUUM ANALYZE mends it.`,
    };
  }
}

const MOVE_ITEMS = `
  insert into item (key, ivoid, authority, type, status, path, blob, created, subjects)
  select key, ivoid, authority, type, status, path, blob, created, subjects from staged_item where publication = $1`;

const MOVE_RECORDS = `
  insert into record (prefix, key, ivoid, datestamp, deleted, setspecs, digest, size, body)
  select s.prefix, s.key, s.ivoid, d.datestamp, s.deleted, s.setspecs, s.digest, s.size, s.body
  from unnest($1::uuid[], $2::timestamptz[]) as d(publication, datestamp)
    join staged_record s on s.publication = d.publication`;

const FILL_MEMBER = `
  insert into member (prefix, setspec, datestamp, key)
  select r.prefix, s.setspec, r.datestamp, r.key from record r, unnest(r.setspecs) as s(setspec)
  where s.setspec <> 'ivo_managed'`;

const FILL_TALLY = `
  insert into tally (prefix, setspec, datestamp, records)
  select r.prefix, s.setspec, r.datestamp, count(*) from record r, unnest(r.setspecs) as s(setspec) group by 1, 2, 3`;

async function checkMoved(tx: Queryable, { items, records }: Staged['counts']): Promise<void> {
  const [row] = await tx.query<{ items: number; records: number; homeless: number; bodiless: number }>(
    `select (select count(*) from item) as items, (select count(*) from record) as records,
       (select count(*) from record r where not exists (select from item i where i.key = r.key)) as homeless,
       (select count(*) from record r where not deleted and not exists (select from body b where b.id = r.body)) as bodiless`,
  );
  if (row === undefined || row.homeless > 0)
    throw new LedgerFault(`The file has ${row?.homeless} records without their item line.`);
  if (row.items !== items || row.records !== records || row.bodiless > 0) throw overtaken();
}

function overtaken(): LedgerFault {
  return new LedgerFault(
    'Another process published into this database while the ledger was imported. Nothing was imported: stop it, and empty the database.',
  );
}

/**
 * The row that says what is up. `answered` is what P1 rests on: the exporting service may have gone on answering after
 * the export, by its own database's clock, so neither its last word nor the present time may be before it.
 */
async function becomeLedger(tx: Queryable, l: LedgerLine, end: EndLine, revision: string): Promise<void> {
  const rows = await tx.query(
    `update ledger set id = $2, former = $3::uuid[], generation = $4, revision = $5, last_datestamp = $6::timestamptz,
       answered = greatest(answered, $7::timestamptz, $8::timestamptz, date_trunc('second', now())), restamp = $9,
       commit = $10, published_at = $11::timestamptz, basis = $12::jsonb, registry = $13::jsonb, registry_file = $14::jsonb,
       refusal = $15::jsonb, publication = null, publishing_since = null
     where generation = 0 and revision = $1 returning id`,
    [
      ...[revision, l.id, l.former, l.generation, l.revision, l.lastDatestamp, l.answered, end.at, l.restamp],
      ...[l.commit, l.publishedAt, JSON.stringify(l.basis), JSON.stringify(l.registry)],
      ...[JSON.stringify(l.registryFile), l.refusal === null ? null : JSON.stringify(l.refusal)],
    ],
  );
  if (rows.length === 0) throw overtaken();
}
