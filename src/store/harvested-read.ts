/** The statements behind `Harvested`: sources, records in batches by keyset, the bytes of any version that is kept. */
import type { Fields, Model } from '../resource/fields.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import type { Queryable } from './database.ts';
import type { Harvested, HarvestedRecord, SourceState, Validity } from './harvested.ts';
import { utcSeconds } from './time.ts';

const BATCH = 500;

/** The reading side of the harvester's store. */
export function openHarvested(db: Queryable): Harvested {
  return {
    sources: () => readSources(db),
    records: (source) => readRecords(db, source),
    async record(source, id) {
      const [row] = await db.query<RecordRow>(`${RECORD} where h.source = $1 and h.key = $2`, [
        source,
        ivoidKey(id),
      ]);
      return row === undefined ? null : toRecord(row);
    },
    async bytes(source, id, digest) {
      const [row] = await db.query<{ bytes: Buffer }>(
        digest === null
          ? `select v.bytes from harvested h join harvested_version v on v.id = h.version where h.source = $1 and h.key = $2`
          : `select bytes from harvested_version where source = $1 and key = $2 and digest = $3
             order by replaced desc nulls first, id desc limit 1`,
        digest === null ? [source, ivoidKey(id)] : [source, ivoidKey(id), digest],
      );
      return row?.bytes ?? null;
    },
    async quarantine(source) {
      const rows = await db.query<QuarantineRow>(
        `select source, id, path, reason, since from harvest_quarantine where $1::text is null or source = $1
         order by source, place`,
        [source],
      );
      return rows.map((row) => ({ ...row, since: utcSeconds(row.since) }));
    },
  };
}

interface QuarantineRow {
  source: string;
  id: string | null;
  path: string | null;
  reason: string;
  since: Date;
}

interface SourceRow extends Omit<SourceState, 'firstTried' | 'lastFull' | 'lastIncremental'> {
  first_tried: Date;
  last_full: Date | null;
  last_incremental: Date | null;
}

async function readSources(db: Queryable): Promise<SourceState[]> {
  const rows = await db.query<SourceRow>(
    `select s.id, s.kind, s.url, s.model, s.first_tried, s.last_full, s.last_incremental, s.reached, s.drift, s.alarm, s.identify,
       coalesce(h.records, 0)::int as records, coalesce(h.deleted, 0)::int as deleted,
       (select count(*) from harvest_quarantine where source = s.id)::int as quarantined,
       coalesce(r.complete and r.reason is null and s.alarm is null, false) as complete,
       case when r.ended is null and r.id is not null then 'The last harvest is under way, or was broken off.' else r.reason end as reason,
       coalesce(r.deviations, '[]'::json) as deviations
     from harvest_source s
       left join (select source, count(*) filter (where not deleted) as records, count(*) filter (where deleted) as deleted
                  from harvested group by source) h on h.source = s.id
       left join harvest_run r on r.id = (select max(id) from harvest_run where source = s.id)
     order by s.id`,
  );
  return rows.map(({ first_tried: first, last_full: full, last_incremental: incremental, ...row }) => ({
    ...row,
    firstTried: utcSeconds(first),
    lastFull: full === null ? null : utcSeconds(full),
    lastIncremental: incremental === null ? null : utcSeconds(incremental),
  }));
}

interface RecordRow {
  source: string;
  key: string;
  id: string;
  model: Model;
  datestamp: Date | null;
  deleted: boolean;
  setspecs: string[];
  digest: string | null;
  path: string | null;
  blob: string | null;
  first_seen: Date;
  last_seen: Date;
  fields: Fields | null;
  validity: Validity | null;
}

const COLUMNS = `h.source, h.key, h.id, s.model, h.datestamp, h.deleted, h.setspecs, v.digest, h.path, h.blob, h.first_seen,
  h.last_seen, v.fields, v.validity`;

const RECORD = `
  select ${COLUMNS} from harvested h join harvest_source s on s.id = h.source left join harvested_version v on v.id = h.version`;

async function* readRecords(db: Queryable, source: string | null): AsyncGenerator<HarvestedRecord[]> {
  const sources =
    source === null
      ? (await db.query<{ id: string }>('select id from harvest_source order by id')).map(({ id }) => id)
      : [source];
  for (const one of sources) {
    for (let after = ''; ; ) {
      // The keys first, then each version by its id: a join of whole tables would read all bytes' rows.
      const rows = await db.query<RecordRow>(
        `select ${COLUMNS}
         from (select * from harvested where source = $1 and key > $2 order by key limit $3) h
           join harvest_source s on s.id = h.source
           left join lateral (select digest, fields, validity from harvested_version where id = h.version limit 1) v on true
         order by h.key`,
        [one, after, BATCH],
      );
      if (rows.length > 0) yield rows.map(toRecord);
      if (rows.length < BATCH) break;
      after = rows.at(-1)?.key ?? '';
    }
  }
}

function toRecord(row: RecordRow): HarvestedRecord {
  const { setspecs: setSpecs, first_seen: firstSeen, last_seen: lastSeen, datestamp, ...rest } = row;
  return {
    ...rest,
    setSpecs,
    datestamp: datestamp === null ? null : utcSeconds(datestamp),
    firstSeen: utcSeconds(firstSeen),
    lastSeen: utcSeconds(lastSeen),
  };
}
