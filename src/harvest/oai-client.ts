/** An OAI-PMH registry as a source of the harvester (OAI-PMH 2.0; Registry Interfaces 1.1 §4.2; requirements.md HV-01…12). */

import type { Circuit } from '../net/circuit.ts';
import { openCircuit } from '../net/circuit.ts';
import { type Clock, REAL_CLOCK } from '../net/clock.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits, openClient } from '../net/exchange.ts';
import { type Hosts, openHosts } from '../net/hosts.ts';
import { PATIENCE, type Patience } from '../net/polite.ts';
import type { Model } from '../resource/fields.ts';
import { MAX_ENTRY } from '../xml/oai-stream.ts';
import { type OaiCursor, OaiList } from './oai-list.ts';
import { OaiSession, OaiUnanswered } from './oai-session.ts';
import { identified, identify } from './oai-verbs.ts';
import type { Identified, ListRequest, Source, SourceEnd, SourceList } from './source.ts';

export interface OaiOptions {
  /** Base URL. */
  url: string;
  /** HV-02. */
  userAgent: string;
  /** HV-02: e-mail address of who runs this; null: none is sent. */
  from: string | null;
  /** The registry may be in a private network: only where an operator has configured it. */
  allowPrivate: boolean;
  /** For one list, from its beginning, pauses included. */
  totalMs: number;
  /** Longest record, in characters; a longer one is set aside. */
  maxEntry: number;
  limits: ExchangeLimits;
  patience: Patience;
  /** Shared by all sources of a process. */
  hosts: Hosts;
  circuit: Circuit;
  clock: Clock;
  /** Told of each pause before another try. */
  onWait?: (ms: number, why: string) => void;
}

export interface OaiSourceOptions extends OaiOptions {
  id: string;
  model: Model;
  /** null: no set. */
  set: string | null;
  metadataPrefix: string;
  /** How far before the last responseDate an incremental list begins. */
  overlapSeconds: number;
}

/** Two hours would be long for one registry; the largest has 30,000 records. */
const TOTAL_MS = 6 * 3_600_000;
/** HV-04 asks for a unit and a little; clocks of registries in the field were off by more than seconds. */
const OVERLAP_SECONDS = 3600;
const COURTESY = { concurrency: 2, delayMs: 200 };
/** A registry that an operator has configured in his own network needs no pauses. */
const AT_HOME = { concurrency: 2, delayMs: 0 };

/** Options with their defaults; what a caller gives replaces them. */
export function oaiOptions(given: Partial<OaiOptions> & Pick<OaiOptions, 'url' | 'userAgent'>): OaiOptions {
  const clock = given.clock ?? REAL_CLOCK;
  return {
    ...{ from: null, allowPrivate: false, totalMs: TOTAL_MS, maxEntry: MAX_ENTRY },
    ...{ limits: EXCHANGE_LIMITS, patience: PATIENCE, clock, circuit: openCircuit() },
    hosts: given.hosts ?? openHosts(given.allowPrivate === true ? AT_HOME : COURTESY, clock),
    ...given,
  };
}

/** A registry that can be asked by the functions of oai-verbs.ts. */
export interface OpenRegistry {
  session(signal: AbortSignal): OaiSession;
  close(): void;
}

export function openRegistry(options: OaiOptions): OpenRegistry {
  const { url, userAgent, from, allowPrivate, limits, maxEntry, clock, totalMs } = options;
  const client = openClient({ userAgent, from, allowPrivate, limits });
  const { hosts, circuit, patience, onWait } = options;
  return {
    session: (signal) => {
      const deadline = clock.now() + totalMs;
      const polite = { client, hosts, circuit, patience, clock, deadline };
      return new OaiSession({
        ...{ url, maxEntry, signal },
        polite: onWait === undefined ? polite : { ...polite, onWait },
      });
    },
    close: client.close,
  };
}

/** A registry as a source: `ivo_managed` in `ivo_vor` unless said otherwise (RI-61). */
export function oaiSource(
  given: Partial<OaiSourceOptions> & Pick<OaiSourceOptions, 'id' | 'url' | 'userAgent'>,
): Source {
  const options = {
    ...oaiOptions(given),
    ...{
      model: 'vor' as const,
      set: 'ivo_managed',
      metadataPrefix: 'ivo_vor',
      overlapSeconds: OVERLAP_SECONDS,
    },
    ...given,
  };
  const registry = openRegistry(options);
  let known: Identified | null = null;
  return {
    id: options.id,
    model: options.model,
    list: (request) =>
      listOf(registry.session(request.signal), options, request, (found) => {
        known = found;
      }),
    identify: () => known,
    close: async () => registry.close(),
  };
}

async function* listOf(
  session: OaiSession,
  options: Pick<OaiSourceOptions, 'set' | 'metadataPrefix' | 'overlapSeconds'>,
  request: ListRequest,
  onIdentified: (found: Identified) => void,
): SourceList {
  let granularity: 'day' | 'seconds' = 'seconds';
  try {
    const answer = await identify(session);
    onIdentified(identified(answer));
    granularity = granularityOf(answer.granularity, session);
  } catch (error) {
    if (!(error instanceof OaiUnanswered)) throw error;
    if (error.kind === 'away') return away(error, request);
    session.noted.add('no-identify', error.message);
  }
  const list = new OaiList(session, { ...options, granularity }, request);
  return yield* list.run();
}

function granularityOf(written: string, session: OaiSession): 'day' | 'seconds' {
  if (written === 'YYYY-MM-DD') return 'day';
  if (written !== 'YYYY-MM-DDThh:mm:ssZ') session.noted.add('granularity-form', written);
  return /^YYYY-MM-DD$/i.test(written.trim()) ? 'day' : 'seconds';
}

function away(error: OaiUnanswered, { resume }: ListRequest): SourceEnd {
  const cursor = resume as OaiCursor | null;
  const { reached = null, announced = null } = cursor ?? {};
  return { complete: false, reason: error.message, reached, announced };
}
