/** Where a record is that is not ours: the registries that it was harvested from. */
import { ivoidKey } from '../resource/ivoid.ts';
import type { Queryable } from './database.ts';

export interface HarvestedPlace {
  source: string;
  /** As that registry writes it. */
  ivoid: string;
  /** What its Identify said, else the source's id. */
  registry: string;
  /** Base URL of its OAI-PMH interface. */
  baseURL: string;
  /** Whether the registry says that the record is its own (set ivo_managed, RI-30), not one it passes on. */
  isManaged: boolean;
}

/** Places of a VOResource record among the OAI-PMH sources, the responsible registry first. */
export async function whereHarvested(db: Queryable, ivoid: string): Promise<HarvestedPlace[]> {
  const rows = await db.query<{
    source: string;
    ivoid: string;
    url: string;
    identify: { repositoryName?: string; baseURL?: string } | null;
    managed: boolean;
  }>(
    // The primary key begins with the source: a few dozen look-ups, not a walk over all records.
    `select h.source, h.id as ivoid, s.url, s.identify, 'ivo_managed' = any(h.setspecs) as managed
     from harvest_source s join harvested h on h.source = s.id and h.key = $1
     where s.kind = 'oai' and s.model = 'vor' and not h.deleted
     order by managed desc, s.id`,
    [ivoidKey(ivoid)],
  );
  return rows.map(({ source, ivoid: written, url, identify, managed }) => ({
    source,
    ivoid: written,
    registry: identify?.repositoryName || source,
    baseURL: identify?.baseURL || url,
    isManaged: managed,
  }));
}
