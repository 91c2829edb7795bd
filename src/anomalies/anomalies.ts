/** The anomaly report: every kind with its count and some examples, as data. */
import type { Severity } from '../validate/finding.ts';
import type { Facts } from './facts.ts';
import type { Case, Kind } from './kind.ts';
import { KINDS } from './kinds.ts';

export interface FoundKind {
  code: string;
  severity: Severity;
  title: string;
  means: string;
  todo: string;
  citation: string;
  count: number;
  /** As many as were asked for; every source that is concerned comes before another example of the same. */
  examples: Case[];
}

export interface AnomalyReport {
  version: 1;
  /** UTC seconds. */
  at: string;
  summary: { sources: number; records: number; errors: number; warnings: number; infos: number };
  /** What the report stands on. */
  sources: { id: string; url: string; records: number; complete: boolean; reason: string | null }[];
  /** Sources that are not complete: what is said of absence may be wrong because of them. */
  incomplete: string[];
  /** How many records were not validated yet: `records-invalid` says nothing of them. */
  unvalidated: number;
  /** Kinds with at least one case, in the order of kinds.ts. */
  anomalies: FoundKind[];
}

/** Looks for all kinds. `examples`: how many of each are kept. */
export function anomaliesOf(facts: Facts, examples: number): AnomalyReport {
  const anomalies = KINDS.map((kind) => foundOf(kind, facts, examples)).filter(({ count }) => count > 0);
  const total = (severity: Severity) =>
    anomalies.filter((found) => found.severity === severity).reduce((sum, { count }) => sum + count, 0);
  const incomplete = facts.sources.filter(({ complete }) => !complete).map(({ id }) => id);
  return {
    version: 1,
    at: facts.now,
    summary: {
      sources: facts.sources.length,
      records: facts.live.size,
      errors: total('error'),
      warnings: total('warning'),
      infos: total('info'),
    },
    sources: facts.sources.map(({ id, url, records, complete, reason }) => ({
      id,
      url: withoutUser(url),
      records,
      complete,
      reason,
    })),
    incomplete,
    unvalidated: [...facts.invalid.values()].reduce((sum, { unknown }) => sum + unknown, 0),
    anomalies,
  };
}

function foundOf(kind: Kind, facts: Facts, most: number): FoundKind {
  const bySources = new Map<string, Case[]>();
  let count = 0;
  for (const one of kind.find(facts)) {
    count += 1;
    const about = one.sources.join(' ');
    const there = bySources.get(about);
    if (there !== undefined) {
      if (there.length < most) there.push(one);
    } else if (bySources.size < most) {
      bySources.set(about, [one]);
    }
  }
  const { code, severity, title, means, todo, citation } = kind;
  return {
    code,
    severity,
    title,
    means,
    todo,
    citation,
    count,
    examples: inTurn([...bySources.values()], most),
  };
}

/** The first of each group, then the second of each, and so on. */
function inTurn(groups: Case[][], most: number): Case[] {
  const chosen: Case[] = [];
  for (let round = 0; chosen.length < most && groups.some((group) => group.length > round); round += 1) {
    for (const group of groups) {
      const one = group[round];
      if (one !== undefined && chosen.length < most) chosen.push(one);
    }
  }
  return chosen;
}

/** 3 if it stands on incomplete harvests, 1 if there is an error, else 0 (design §6). */
export function exitCodeOf({ incomplete, summary }: AnomalyReport): number {
  if (incomplete.length > 0) return 3;
  return summary.errors > 0 ? 1 : 0;
}

/** A Git source's address may hold a token. */
function withoutUser(url: string): string {
  return url.replace(/:\/\/[^\s/]*@/g, '://');
}
