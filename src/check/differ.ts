/** Two lists that should have the same entries, read one after the other while the registry may go on working. */
import { NoAnswer } from './ask.ts';
import { LimitReached, type Observation } from './check.ts';
import type { Found } from './found.ts';
import { type Walk, whole } from './list.ts';
import type { Header } from './page.ts';
import { NoList, type Visit } from './visit.ts';

/** Entries that are looked up again before a difference is held against the registry. */
const LOOKED_UP = 3;

/** Differences that count only if the record did not change meanwhile. */
export class Differences {
  readonly #all: { header: Header; observation: Observation }[] = [];

  add(header: Header, observation: Observation): void {
    this.#all.push({ header, observation });
  }

  /**
   * Adds them to what was found, unless the first of them have all changed since the lists were begun: then the
   * registry was published to meanwhile, and the others are not told either.
   */
  async tell(visit: Visit, found: Found, first: Walk): Promise<void> {
    const since = first.pages[0]?.responseDate ?? '';
    let changed = 0;
    const looked = this.#all.slice(0, LOOKED_UP);
    for (const { header } of looked) {
      if ((await datestampNow(visit, header.id)) > since) changed += 1;
    }
    if (looked.length > 0 && changed === looked.length) return;
    for (const { observation } of this.#all) found.add(observation);
  }
}

/** As GetRecord says it; '' if it cannot be had. */
async function datestampNow(visit: Visit, identifier: string): Promise<string> {
  try {
    const { records } = await visit.page({ verb: 'GetRecord', metadataPrefix: 'ivo_vor', identifier });
    return records[0]?.header.datestamp ?? '';
  } catch (error) {
    if (error instanceof NoList || error instanceof NoAnswer || error instanceof LimitReached) return '';
    throw error;
  }
}

/** What of a header is compared. */
export type Aspect = 'presence' | 'datestamp' | 'deleted' | 'sets';

/** Tells where `other` is not as `list`, both ways. `called` names the two for the person. */
export async function compareLists(
  [list, other]: [Walk, Walk],
  called: [string, string],
  aspects: Aspect[],
  visit: Visit,
  found: Found,
): Promise<void> {
  const [a, b] = [whole(list), whole(other)];
  const differences = new Differences();
  for (const [key, header] of a.byKey) {
    const there = b.byKey.get(key);
    const expected = `${called[1]} as ${called[0]}`;
    if (there === undefined) {
      const seen = `${header.id} is in ${called[0]} only`;
      differences.add(header, { request: b.asked, expected, seen });
      continue;
    }
    for (const aspect of aspects) {
      const [here, beyond] = [shown(header, aspect), shown(there, aspect)];
      if (here === beyond) continue;
      const seen = `${header.id}: ${aspect} ${here} in ${called[0]}, ${beyond} in ${called[1]}`;
      differences.add(header, { request: b.asked, expected, seen });
    }
  }
  for (const [key, header] of b.byKey) {
    if (a.byKey.has(key)) continue;
    const seen = `${header.id} is in ${called[1]} only`;
    differences.add(header, { request: b.asked, expected: `${called[1]} as ${called[0]}`, seen });
  }
  await differences.tell(visit, found, a);
}

export function shown(header: Header, aspect: Aspect): string {
  if (aspect === 'datestamp') return header.datestamp;
  if (aspect === 'deleted') return String(header.deleted);
  if (aspect === 'sets') return [...header.sets].sort().join(' ') || 'none';
  return header.id;
}
