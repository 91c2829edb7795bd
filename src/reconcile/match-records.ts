/** The matcher over the records of a run: ours and other registries' on one side, live SPASE records on the other. */
import { isEpnTable } from './crosswalk/vor-access.ts';
import { type Known, type KnownRecord, liveRecords } from './known.ts';
import type { Predicate } from './links/link.ts';
import { isOfClass, sameClass } from './match/classes.ts';
import { contradictions } from './match/contradictions.ts';
import { CorpusBuilder } from './match/corpus.ts';
import { scoreOf, WEIGHTS } from './match/model.ts';
import { Rankings } from './match/rank.ts';
import { Scorer } from './match/scorer.ts';
import { verdictOn } from './match/zones.ts';
import type { Candidate, Matcher } from './matcher.ts';
import type { Evidence } from './result.ts';

/** SPASE types that infrastructure is described by: linked by kin.ts, never by likeness. */
const INFRASTRUCTURE = new Set(['Person', 'Instrument', 'Observatory', 'Annotation', 'Granule', 'Document']);

/**
 * Builds the indexes and ranks every record of `asking`. SPASE records under Deprecated are no counterparts.
 * Memory: the indexes, about 10 kB for each record; the Fields are not kept.
 */
export function matcherOf(known: Known, asking: KnownRecord[]): Matcher {
  const there = liveRecords(known).filter(({ fields }) => !INFRASTRUCTURE.has(fields.type));
  const records = [...new Set([...asking, ...there])];
  const builder = new CorpusBuilder();
  const numbers = new Map<KnownRecord, number>();
  for (const record of records) numbers.set(record, builder.add(record.fields));
  const corpus = builder.build();
  const scorer = new Scorer(corpus);
  const numbersOf = (list: KnownRecord[]) => Int32Array.from(list, (record) => numbers.get(record) ?? 0);
  const rankings = new Rankings(corpus, scorer, numbersOf(asking), numbersOf(there));

  const evidenceOf = (
    a: number,
    b: number,
    next: { record: number; evidence: number } | null,
    zone: Evidence['zone'],
  ): Evidence => {
    const parts = scorer.parts(a, b);
    const evidence = scorer.evidence(a, b);
    const other = next === null ? null : records[next.record];
    return {
      score: scoreOf(evidence),
      zone,
      features: parts.flatMap(({ feature, value, evidence: share }) =>
        value === null ? [] : [{ name: feature.about, value, weight: Math.round(share * 100) / 100 }],
      ),
      contradictions: contradictions(corpus, a, b).map(({ message }) => message),
      runnerUp:
        next === null || other === undefined || other === null
          ? null
          : { id: other.fields.id, title: other.fields.title, score: scoreOf(next.evidence) },
      margin: next === null ? null : scoreOf(evidence) - scoreOf(next.evidence),
    };
  };

  return {
    candidates(here, most) {
      const number = numbers.get(here);
      const ranked = number === undefined ? [] : (rankings.of.get(number)?.candidates ?? []);
      if (number === undefined || ranked.length === 0) return [];
      const verdict = verdictOn(corpus, rankings, number);
      const found: Candidate[] = [];
      for (const [rank, { record, evidence }] of ranked.entries()) {
        const other = records[record];
        if (other === undefined || evidence < WEIGHTS.zones.review || found.length >= most) continue;
        const zone = rank === 0 && verdict.zone === 'confident' ? 'confident' : 'review';
        const predicate = predicateFor(here, other, zone);
        found.push({
          there: other,
          predicate,
          evidence: evidenceOf(number, record, ranked[rank + 1] ?? null, zone),
        });
      }
      return found;
    },
    explain(here, other) {
      const [a, b] = [numbers.get(here), numbers.get(other)];
      if (a === undefined || b === undefined) return null;
      const verdict = verdictOn(corpus, rankings, a);
      const isBest = verdict.counterpart === b;
      const evidence = scorer.evidence(a, b);
      const zone = isBest ? verdict.zone : evidence >= WEIGHTS.zones.review ? 'review' : 'none';
      const best =
        verdict.counterpart === null ? null : { record: verdict.counterpart, evidence: verdict.evidence };
      return evidenceOf(a, b, isBest ? verdict.runnerUp : best, zone);
    },
  };
}

/**
 * What could be stated of the two. Identity only between records of one class that are about one product each: an EPN-TAP
 * table holds many (crosswalk.md §2.4). A repository or service and data are related, however alike they look (APIS).
 */
function predicateFor(here: KnownRecord, there: KnownRecord, zone: Evidence['zone']): Predicate {
  const [ours, theirs] = [here.fields, there.fields];
  if (!sameClass(ours.type, theirs.type)) return 'skos:relatedMatch';
  if (ours.tables.some(isEpnTable)) return 'skos:closeMatch';
  return zone === 'confident' && isOfClass(ours.type, 'data') ? 'skos:exactMatch' : 'skos:closeMatch';
}
