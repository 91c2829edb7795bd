/** Requests that must be refused, as a table (OAI-PMH 2.0 §3.6): each is made by GET and by POST (OAI-01). */
import { type Check, check, type Level } from './check.ts';
import type { FactName, Facts } from './facts.ts';
import { seen } from './reply.ts';
import type { Visit } from './visit.ts';

export interface Refusal<K extends FactName> {
  /** `group/name`. */
  id: string;
  rule: string;
  citation?: string;
  level?: Level;
  /** What is wrong with the request: `The verb is missing`. */
  when: string;
  needs?: readonly K[];
  /** Queries, encoded, without `?`; each is tried. */
  queries: string[] | ((facts: Pick<Facts, K>, visit: Visit) => string[]);
  /** One of these codes must be there. */
  codes: string[];
  /** These are a warning only. */
  tolerated?: string[];
  /** Where no code is demanded: any answer that is XML will do (the envelope's own checks look at it). */
  anyAnswer?: boolean;
}

export function refusal<K extends FactName>(refusal: Refusal<K>): Check {
  const { id, rule, citation = 'OAI-PMH 2.0 §3.6', level = 'fail', when, needs = [], codes } = refusal;
  return check<K | 'methods'>({
    id,
    rule,
    citation,
    level,
    asks: `${when}: ${codes.join(' or ')}.`,
    needs: ['methods', ...needs],
    async run(facts, visit, found) {
      const { queries, tolerated = [] } = refusal;
      for (const query of typeof queries === 'function' ? queries(facts, visit) : queries) {
        for (const method of facts.methods) {
          const reply = await visit.oai(query, method);
          if (reply.errors.some((code) => codes.includes(code))) continue;
          // That it cannot be read is a finding already (answers/well-formed).
          if (refusal.anyAnswer === true && reply.root !== null) continue;
          const isTolerated = reply.errors.some((code) => tolerated.includes(code));
          const observation = { request: reply.asked, expected: codes.join(' or '), seen: seen(reply) };
          found.add(isTolerated ? { ...observation, level: 'warn' } : observation);
        }
      }
    },
  });
}
