/** Harvested records for tests of the search: whole harvests of VOResource records, as the harvester stages them. */
import { createHash } from 'node:crypto';
import { vorFields } from '../../src/resource/vor-fields.ts';
import type { Database } from '../../src/store/database.ts';
import { beginRun, endRun, noteSource } from '../../src/store/harvest-runs.ts';
import { settle } from '../../src/store/harvest-settle.ts';
import { commitPage, type Staged, stage } from '../../src/store/harvest-stage.ts';
import { parseXml } from '../../src/xml/tree.ts';

export interface Others {
  ivoid: string;
  title?: string;
  shortName?: string;
  subjects?: string[];
  description?: string;
  /** XML inside `coverage`. */
  coverage?: string;
  standards?: string[];
  type?: string;
  related?: string;
  /** A deleted header. */
  deleted?: boolean;
  datestamp?: string;
}

function xmlOf(record: Others): string {
  const { ivoid, title = 'A record', shortName, subjects = [], description = '', coverage = '' } = record;
  const { standards = [], type = 'CatalogService', related } = record;
  return `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vs="u:vs"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="vs:${type}">
  <title>${title}</title>${shortName === undefined ? '' : `<shortName>${shortName}</shortName>`}<identifier>${ivoid}</identifier>
  <content>${subjects.map((one) => `<subject>${one}</subject>`).join('')}<description>${description}</description>
  ${related === undefined ? '' : `<relationship><relationshipType>IsServedBy</relationshipType><relatedResource ivo-id="${related}">It</relatedResource></relationship>`}</content>
  ${standards.map((one) => `<capability standardID="${one}"/>`).join('')}
  <coverage>${coverage}</coverage></ri:Resource>`;
}

/** A complete incremental harvest of a source that brings these records. */
export async function harvested(db: Database, source: string, records: Others[]): Promise<void> {
  await noteSource(db, { id: source, kind: 'oai', url: `https://${source}/`, part: null, model: 'vor' });
  const run = await beginRun(db, source, 'incremental', null);
  if (records.length > 0) {
    const rows = records.map((record, i) => row(i + 1, record));
    await stage(db, run, rows);
    const account = { listed: rows.length, transferred: 0, quarantined: 0, deviations: [] };
    await commitPage(db, run, rows.length, null, account);
  }
  await endRun(db, run, {
    ...{ complete: true, reason: null, reached: '2026-11-20T00:00:00Z', announced: null, identify: null },
    ...{ deviations: [], transferred: 0, resumable: false, settles: true },
  });
  await settle(db, run, { concludes: false, acceptDrop: true });
}

function row(n: number, record: Others): Staged {
  const bytes = record.deleted === true ? null : Buffer.from(xmlOf(record));
  const sha = createHash('sha256')
    .update(bytes ?? '')
    .digest();
  const fields = bytes === null ? null : vorFields(parseXml(bytes.toString('utf8')).root);
  return {
    ...{ n, key: record.ivoid.toLowerCase(), id: record.ivoid, deleted: bytes === null },
    datestamp: record.datestamp ?? '2026-11-20T01:02:03Z',
    ...{ setSpecs: [], path: null, blob: null, version: null, fault: null },
    fresh:
      bytes === null ? null : { digest: sha.toString('hex'), sha, bytes, fields: JSON.stringify(fields) },
  };
}
