/** What this registry publishes itself, as one more source of the anomaly report: `here`. */

import { vorFields } from '../resource/vor-fields.ts';
import { breathe } from '../store/breathe.ts';
import type { HarvestedRecord, SourceState } from '../store/harvested.ts';
import { NothingPublished, type Position, type Published, type PublishedRecord } from '../store/published.ts';
import { parseXml } from '../xml/tree.ts';
import type { Here } from './facts.ts';

export const HERE = 'here';
const PAGE = 200;

/** null if nothing is published here. Throws DatabaseAway. */
export async function publishedHere(published: Published): Promise<Here | null> {
  let moment: Awaited<ReturnType<Published['look']>>;
  try {
    moment = await published.look();
  } catch (error) {
    if (error instanceof NothingPublished) return null;
    throw error;
  }
  const { registry, publishedAt } = moment;
  const { live, deleted } = await published.counts();
  const state: SourceState = {
    ...{ id: HERE, kind: 'oai', url: registry.baseURL, model: 'vor', records: live, deleted, quarantined: 0 },
    ...{
      firstTried: null,
      lastFull: publishedAt,
      lastIncremental: null,
      reached: null,
      drift: 0,
      complete: true,
      alarm: null,
    },
    identify: {
      repositoryName: registry.repositoryName,
      baseURL: registry.baseURL,
      adminEmails: registry.adminEmails.length,
      registryId: registry.ivoid,
    },
    ...{ deviations: [], reason: null },
  };
  return { state, records: recordsOf(published) };
}

/** A publication in between moves records to the end of the list, where they are seen again: that does no harm. */
async function* recordsOf(published: Published): AsyncGenerator<HarvestedRecord[]> {
  for (let after: Position | null = null; ; ) {
    const page = await published.page({
      ...{ prefix: 'ivo_vor', from: null, until: null, set: null, after, limit: PAGE, bodies: true },
    });
    const batch: HarvestedRecord[] = [];
    for (const record of page.records) {
      batch.push(asHarvested(record));
      await breathe();
    }
    yield batch;
    const last = page.records.at(-1);
    if (!page.more || last === undefined) return;
    after = { datestamp: last.datestamp, key: last.key };
  }
}

/** Published records are valid (P3): no findings need to be looked for. */
function asHarvested({ key, ivoid, datestamp, deleted, setSpecs, body }: PublishedRecord): HarvestedRecord {
  const fields = body === null ? null : vorFields(parseXml(body.toString('utf8')).root);
  return {
    ...{ source: HERE, key, id: ivoid, model: 'vor', datestamp, deleted, setSpecs, digest: null },
    ...{ path: null, blob: null, firstSeen: datestamp, lastSeen: datestamp, fields },
    validity: deleted ? null : { errors: 0, warnings: 0, infos: 0, rules: {} },
  };
}
