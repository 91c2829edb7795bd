/**
 * One resource under two ivoids: moved, mirrored, described by two registries, or an EPN-TAP table that stands both in
 * its TAP service's record and in a record of its own (VESPA counts 192 names for 133 tables).
 */
import type { Fields } from '../../resource/fields.ts';
import { normaliseUrl } from '../normalise.ts';
import { CorpusBuilder } from './corpus.ts';
import { Rankings } from './rank.ts';
import { Scorer } from './scorer.ts';
import { type Verdict, verdictOn } from './zones.ts';

export interface Double {
  /** The two ids; for `in-service` the table's own record first, else in order. */
  ids: [string, string];
  /**
   * case: one ivoid in two spellings; same-id: one ivoid from two sources; in-service: a table and the TAP service that
   * lists it; alike: by likeness.
   */
  kind: 'same-id' | 'case' | 'in-service' | 'alike';
  /** What the table is, or how alike they are. */
  why: string;
  zone: 'confident' | 'review';
}

/** All doubles among VOResource records, sorted by ids. A pair is told once, by the strongest kind. */
export function doublesAmong(records: readonly Fields[]): Double[] {
  const sorted = [...records].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const found = new Map<string, Double>();
  const add = (double: Double) => {
    const key = [...double.ids]
      .map((id) => id.toLowerCase())
      .sort()
      .join('\t');
    if (!found.has(key)) found.set(key, double);
  };
  for (const double of [...sameIds(sorted), ...inServices(sorted), ...alike(sorted)]) add(double);
  return [...found.values()].sort((a, b) => (a.ids.join() < b.ids.join() ? -1 : 1));
}

function* sameIds(records: readonly Fields[]): Generator<Double> {
  const first = new Map<string, string>();
  for (const { id } of records) {
    const key = id.toLowerCase();
    const known = first.get(key);
    if (known === undefined) first.set(key, id);
    else if (known === id)
      yield { ids: [id, id], kind: 'same-id', why: 'one ivoid, two records', zone: 'confident' };
    else
      yield {
        ids: [known, id],
        kind: 'case',
        why: 'ivoids have no letter case (Identifiers 2.0)',
        zone: 'confident',
      };
  }
}

/** TAP itself, not a table's pointer to it (`…/tap#aux`). */
const isTap = ({ standards }: Fields) =>
  standards.some((id) => /^ivo:\/\/ivoa\.net\/std\/tap(?:$|[#?](?!aux))/i.test(id));

function* inServices(records: readonly Fields[]): Generator<Double> {
  const services = new Map<string, Fields>();
  for (const record of records) {
    if (!isTap(record)) continue;
    for (const table of record.tables)
      for (const at of addresses(record)) services.set(`${at}\t${table.toLowerCase()}`, record);
  }
  for (const record of records) {
    if (isTap(record)) continue;
    for (const table of record.tables) {
      const at = addresses(record).find((address) => services.has(`${address}\t${table.toLowerCase()}`));
      const service = at === undefined ? undefined : services.get(`${at}\t${table.toLowerCase()}`);
      if (service === undefined) continue;
      yield { ids: [record.id, service.id], kind: 'in-service', why: `${table} at ${at}`, zone: 'confident' };
      break;
    }
  }
}

function addresses({ access }: Fields): string[] {
  return access.flatMap(({ url }) => normaliseUrl(url) ?? []);
}

function* alike(records: readonly Fields[]): Generator<Double> {
  const builder = new CorpusBuilder();
  for (const fields of records) builder.add(fields);
  const corpus = builder.build();
  const all = Int32Array.from(records.keys());
  const rankings = new Rankings(corpus, new Scorer(corpus), all, all);
  for (const record of all) {
    const verdict = verdictOn(corpus, rankings, record);
    const { counterpart, zone, relation } = verdict;
    if (counterpart === null || zone === 'none' || relation !== 'identical') continue;
    const [a, b] = [records[Math.min(record, counterpart)], records[Math.max(record, counterpart)]];
    // The same pair from its other end is told once.
    const back = verdictOn(corpus, rankings, counterpart);
    if (back.counterpart === record && counterpart < record) continue;
    if (a !== undefined && b !== undefined)
      yield { ids: [a.id, b.id], kind: 'alike', why: reason(verdict), zone };
  }
}

function reason({ score, contradictions }: Verdict): string {
  const against = contradictions.map(({ code }) => code).join(', ');
  return `score ${score.toFixed(3)}${against === '' ? '' : `, against it: ${against}`}`;
}
