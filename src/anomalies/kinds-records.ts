/** Anomalies of what records say: schemas, standards. */
import { ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { ruleDocs } from '../validate/rules.ts';
import { similarStandardID, standing } from '../validate/standards.ts';
import { managedByAny } from './claims.ts';
import type { Facts, InvalidRecords } from './facts.ts';
import type { Kind } from './kind.ts';

export const RECORD_KINDS: Kind[] = [
  {
    code: 'records-invalid',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.2, §3.2; requirements.md RI-08, RI-65',
    title: 'Registries with records that the schemas or rules of the field refuse',
    means:
      'Full registries take valid records only: users do not find the others, or find them in some places.',
    todo: 'The operator corrects them; `voreg check URL` names record, line and rule.',
    *find(facts) {
      const errors = errorRules();
      for (const [source, found] of facts.invalid) {
        if (found.records === 0) continue;
        const of = facts.source(source)?.records ?? found.records;
        const frequent = mostFrequent(found, errors);
        const says =
          `${source}: ${found.records} of ${of} records have errors, most often ${frequent}; e.g. ` +
          `${found.examples
            .map(({ id }) => id)
            .slice(0, 3)
            .join(', ')}.`;
        yield { sources: [source], subject: source, says };
      }
    },
  },
  {
    code: 'standard-unknown',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; field-reports.md E4',
    title: 'standardIDs that nobody has registered',
    means: 'Clients look services up by standardID: these are never found.',
    todo: 'The publisher writes the standardID as the standard gives it, or takes it out.',
    *find(facts) {
      for (const [standard, { count, source, id, as }] of facts.standards) {
        if (!isUnknown(facts, standard)) continue;
        const near = similarStandardID(as);
        const hint = near === null ? '' : ` Perhaps ${near} is meant.`;
        const who = count === 1 ? id : `${count} records such as ${id}`;
        yield { sources: [source], subject: as, says: `${as} in ${who} is no registered standard.${hint}` };
      }
    },
  },
];

/**
 * Of ivoa.net but not among its standards, or of a registry that we know and that publishes no such record. (An authority
 * that nobody manages is another kind.)
 */
function isUnknown(facts: Facts, standard: string): boolean {
  const place = standing(standard);
  if (place === 'known') return false;
  const record = ivoidKey(standard.replace(/[?#].*$/s, ''));
  // A key that is newer than our list: the record is there, and its keys are for the RofR to know.
  if (facts.live.has(record)) return false;
  const authority = parseIvoid(record)?.authority;
  return place === 'unregistered' || authority === undefined || managedByAny(facts, authority);
}

/** Rules whose findings are errors; warnings of an invalid record are not why it is refused. */
function errorRules(): Set<string> {
  const ids = ruleDocs()
    .filter(({ severity }) => severity === 'error')
    .map(({ id }) => id);
  return new Set([...ids, 'XSD', 'XML', 'GIT']);
}

const MOST_RULES = 5;

function mostFrequent({ rules }: InvalidRecords, errors: Set<string>): string {
  const all = [...rules].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const chosen = all.filter(([rule]) => errors.has(rule));
  return (chosen.length === 0 ? all : chosen)
    .slice(0, MOST_RULES)
    .map(([rule, count]) => `${rule} (${count})`)
    .join(', ');
}
