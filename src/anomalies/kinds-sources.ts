/** Anomalies of sources as such: silent ones, held drops, what was tolerated or put aside while harvesting. */
import { type DeviationKind, OAI_DEVIATIONS, type OaiDeviation } from '../harvest/deviations.ts';
import { EPN_DEVIATIONS, FILE_DEVIATIONS } from '../harvest/spase-deviations.ts';
import type { SourceState } from '../store/harvested.ts';
import type { Case, Kind } from './kind.ts';

/** A registry that nobody could harvest for so long counts as dead: harvesters come by daily. */
const DEAD_DAYS = 30;

/** All that harvesting can meet. */
export const DEVIATIONS: Record<string, DeviationKind> = {
  ...OAI_DEVIATIONS,
  ...FILE_DEVIATIONS,
  ...EPN_DEVIATIONS,
};

const MISSING_SET = new Set<OaiDeviation>(['no-managed-set']);
const NAMESPACES = new Set<OaiDeviation>(['wrong-namespace', 'oai-namespace', 'undeclared-prefix']);
const OTHERS = new Set(
  (Object.keys(OAI_DEVIATIONS) as OaiDeviation[]).filter(
    (code) => !MISSING_SET.has(code) && !NAMESPACES.has(code),
  ),
);

export const SOURCE_KINDS: Kind[] = [
  {
    code: 'registry-dead',
    severity: 'error',
    citation: 'Registry Anomalies Report (Euro-VO, 2016): protocol failures',
    title: `Registries that could not be harvested completely for ${DEAD_DAYS} days`,
    means: 'Searchable registries go on showing records of services that may be gone for years.',
    todo: 'Ask the operator. If nobody answers, the RofR takes the registry out of its list.',
    *find(facts) {
      for (const state of facts.sources) {
        if (!isDead(state, facts.now)) continue;
        const last = lastComplete(state);
        const since =
          last === null
            ? `was never complete; first tried at ${state.firstTried}`
            : `has not been complete since ${last}`;
        yield ofSource(state, `${since}${because(state)}`);
      }
    },
  },
  {
    code: 'harvest-incomplete',
    severity: 'warning',
    citation: 'design P8; requirements.md RI-62',
    title: 'Registries whose last harvest did not end properly',
    means:
      'What this report says of their records may be out of date; nothing is concluded about absent ones.',
    todo: 'Run `voreg harvest` for them again; if it stays so, `voreg check URL` tells the operator what is wrong.',
    *find(facts) {
      for (const state of facts.sources) {
        if (state.complete || isDead(state, facts.now)) continue;
        const last = lastComplete(state);
        const since = last === null ? 'was never complete' : `was last complete at ${last}`;
        yield ofSource(state, `is incomplete; it ${since}${because(state)}`);
      }
    },
  },
  {
    code: 'drop-held-back',
    severity: 'error',
    citation: 'design P8; field-reports.md B2',
    title: 'Registries that suddenly list far fewer records',
    means: 'Usually a fault of the registry: a third of IRSA’s records were once lost so, and users noticed.',
    todo: 'Ask the operator. Confirm the drop when it is meant (docs/operating.md); until then the old records stay.',
    *find(facts) {
      for (const state of facts.sources) if (state.alarm !== null) yield ofSource(state, state.alarm);
    },
  },
  {
    code: 'records-in-quarantine',
    severity: 'warning',
    citation: 'design P8; requirements.md RI-65',
    title: 'Registries with records that could not be taken in',
    means: 'Other harvesters fail on them too, and some then drop the whole registry (field-reports.md B5).',
    todo: 'Show the operator what `voreg sources` says of them.',
    *find(facts) {
      for (const state of facts.sources) {
        if (state.quarantined === 0) continue;
        const what = state.quarantined === 1 ? '1 record is' : `${state.quarantined} records are`;
        yield ofSource(state, `${what} in quarantine`);
      }
    },
  },
  {
    code: 'increments-missed-records',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §4.2; field-reports.md B1',
    title: 'Registries whose incremental harvests miss changes',
    means: 'Harvesters that ask for changes only, as all do, have old records of this registry for ever.',
    todo: 'The operator sees to it that a datestamp is never older than the moment it becomes visible. Harvest it in full more often.',
    *find(facts) {
      for (const state of facts.sources) {
        if (state.drift === 0) continue;
        yield ofSource(
          state,
          `the last full harvest found ${state.drift} changes that the incremental ones had not`,
        );
      }
    },
  },
  ofDeviations(MISSING_SET, {
    code: 'set-ivo-managed-missing',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.6; RofR test RI3.1.6a',
    title: 'Registries without the set ivo_managed',
    means: 'Their own records cannot be told from those they harvested.',
    todo: 'The operator adds the set.',
  }),
  ofDeviations(NAMESPACES, {
    code: 'namespace-wrong',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.2; field-reports.md D1, D2',
    title: 'Registries with elements or records in the wrong namespace',
    means: 'Strict harvesters find no record there; the others repair it, each in its own way.',
    todo: 'The operator declares the namespaces as the schemas have them.',
  }),
  ofDeviations(OTHERS, {
    code: 'protocol-deviations',
    severity: 'info',
    citation: 'OAI-PMH 2.0; requirements.md HV-12',
    title: 'What registries do otherwise than the protocol says, and harvesters put up with',
    means: 'Simple clients fail on it; ours does not.',
    todo: 'The operator corrects it when there is time; `voreg check URL` shows request and answer.',
  }),
  ofDeviations(new Set(Object.keys(FILE_DEVIATIONS)), {
    code: 'file-deviations',
    severity: 'info',
    citation: 'SPASE; XML 1.0; ihdea-landscape.md §2',
    title: 'What repositories of records do otherwise than SPASE, XML and good custom say',
    means: 'Programs that take the files at their word misread them, or leave them out; ours does not.',
    todo: 'The owners of the repository correct the files.',
  }),
  ofDeviations(new Set(Object.keys(EPN_DEVIATIONS)), {
    code: 'epn-tap-deviations',
    severity: 'info',
    citation: 'EPN-TAP 2.0 §2.1',
    title: 'EPN-TAP services that do not tell all of what is in their tables',
    means: 'What a table is about is known in part, and reconciliation may miss pairs.',
    todo: 'The operator adds the mandatory columns; a table with very many datasets is no fault.',
  }),
];

/** Anomalies that the harvester has met already, one for each source and deviation. */
function ofDeviations(codes: ReadonlySet<string>, kind: Omit<Kind, 'find'>): Kind {
  return {
    ...kind,
    *find(facts) {
      for (const state of facts.sources) {
        for (const { code, count, example } of state.deviations) {
          const deviation = DEVIATIONS[code];
          if (deviation === undefined || !codes.has(code)) continue;
          const sentence = deviation.sentence.replace(/\.$/, '');
          const often = count === 1 ? 'once' : `${count} times`;
          yield ofSource(state, `${sentence} (${deviation.rule}, ${often}, e.g. ${example})`);
        }
      }
    },
  };
}

function ofSource({ id }: SourceState, says: string): Case {
  return { sources: [id], subject: id, says: `${id}: ${says.replace(/(?<![.\s])[.\s]+$/, '')}.` };
}

function because({ reason }: SourceState): string {
  return reason === null ? '' : `: ${reason}`;
}

/** One that never was complete may be new here: then it is incomplete, and nobody can say more for a while. */
function isDead(state: SourceState, now: string): boolean {
  const last = lastComplete(state) ?? state.firstTried;
  return !state.complete && last !== null && daysBetween(last, now) >= DEAD_DAYS;
}

/** The later of the two; null if there was none. */
function lastComplete({ lastFull, lastIncremental }: SourceState): string | null {
  const dates = [lastFull, lastIncremental].filter((date) => date !== null).sort();
  return dates.at(-1) ?? null;
}

function daysBetween(a: string, b: string): number {
  return (Date.parse(b) - Date.parse(a)) / 86_400_000;
}
