/** The anomaly report of a database: what was harvested into it, and what is published from it. */
import { utcNow } from '../resource/dates.ts';
import type { Queryable } from '../store/database.ts';
import { openHarvested } from '../store/harvested-read.ts';
import type { Published } from '../store/published.ts';
import { type AnomalyReport, anomaliesOf } from './anomalies.ts';
import { gatherFacts } from './facts.ts';
import { publishedHere } from './here.ts';

/** `examples`: how many of each kind. Throws DatabaseAway. */
export async function anomaliesIn(
  db: Queryable,
  published: Published,
  examples: number,
): Promise<AnomalyReport> {
  const now = utcNow();
  return anomaliesOf(await gatherFacts(openHarvested(db), await publishedHere(published), now), examples);
}
