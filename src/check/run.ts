/** The whole examination: every check in order, each with a verdict. Nothing is left out silently. */
import { utcNow } from '../resource/dates.ts';
import { rulesOf } from '../validate/rules.ts';
import type { LoadedSchema } from '../xml/schema.ts';
import { ANSWERS } from './answers.ts';
import { ARGUMENTS } from './arguments.ts';
import { type Ask, described, NoAnswer, type Request } from './ask.ts';
import { AUTHORITIES } from './authorities.ts';
import { type Check, type Described, LimitReached, NotTestable } from './check.ts';
import { DATE_REFUSALS } from './date-refusals.ts';
import { DATES } from './dates.ts';
import { DELETIONS } from './deletions.ts';
import { FactBook } from './facts.ts';
import { type Finding, Found } from './found.ts';
import { HTTP } from './http.ts';
import { IDENTIFY } from './identify.ts';
import { LISTS } from './lists.ts';
import { PAGING } from './paging.ts';
import { PROFILE } from './profile.ts';
import { RECORDS } from './records.ts';
import { named, type Reply, seen, textOf } from './reply.ts';
import { SETS } from './sets.ts';
import { UNSEEN } from './unseen.ts';
import { Validator } from './validator.ts';
import { NoList, Visit, type VisitLimits } from './visit.ts';
import { VOSI_CHECKS } from './vosi.ts';

/** In the order of the report. What must hold of every answer (answers.ts) is looked at beside all of them. */
export const CHECKS: Check[] = [
  ...IDENTIFY,
  ...HTTP,
  ...ARGUMENTS,
  ...LISTS,
  ...PAGING,
  ...DATE_REFUSALS,
  ...DATES,
  ...SETS,
  ...DELETIONS,
  ...PROFILE,
  ...AUTHORITIES,
  ...VOSI_CHECKS,
  ...RECORDS,
];

/** That each request has a whole answer; what the network itself says. */
const ARRIVES: Described = {
  id: 'answers/arrives',
  rule: 'OAI-05',
  citation: 'OAI-PMH 2.0 §3.1',
  level: 'fail',
  asks: 'Every request has a whole answer.',
};

/** Every check there is, with what it asks: for lists and documentation. */
export function allChecks(): Described[] {
  return [ARRIVES, ...ANSWERS, ...CHECKS, ...UNSEEN];
}

export interface Verdict extends Described {
  outcome: 'pass' | 'found' | 'not testable';
  /** Of `found`, worst first. */
  findings: Finding[];
  /** Why it is not testable. */
  reason: string | null;
  /** How much of what there is was looked at, where it was not all: `5 of 80 records`. */
  scope: string | null;
}

export interface Examination {
  url: string;
  /** UTC seconds. */
  started: string;
  finished: string;
  requests: number;
  /** Records that ListRecords gave. */
  records: number;
  verdicts: Verdict[];
  /** Why the examination is not complete; null if it is. */
  incomplete: string | null;
}

export interface ExaminationJob {
  base: string;
  ask: Ask;
  limits: VisitLimits;
  schema: LoadedSchema;
  /** Groups (`paging`) or checks (`paging/size`); all if empty. */
  only: string[];
  onProgress?: (check: string, requests: number) => void;
}

/** There is no OAI-PMH at that address, or nothing answers at all: nothing can be examined (exit code 2). */
export class NoRegistry extends Error {
  override name = 'NoRegistry';
}

/** @throws NoRegistry */
export async function examine(job: ExaminationJob): Promise<Examination> {
  const started = utcNow();
  const isWanted = wanted(job.only);
  const observer = new Observer(job);
  const visit = new Visit(job.base, job.ask, job.limits, [observer]);
  observer.baseURL = await firstContact(visit);
  const validates = RECORDS.some(isWanted);
  const context = { schema: job.schema, rules: rulesOf('rec'), now: started };
  const book = new FactBook(visit, validates ? new Validator(context) : null);
  const verdicts: Verdict[] = [];
  const cuts: string[] = [];
  for (const check of CHECKS.filter(isWanted)) {
    job.onProgress?.(check.id, visit.requests);
    verdicts.push(await judged(check, book, cuts));
  }
  const ofAnswers = observer.verdicts().filter(isWanted);
  const unseen = UNSEEN.filter(isWanted).map((one) => verdict(one, new Found(one), one.reason));
  return {
    url: job.base,
    started,
    finished: utcNow(),
    requests: visit.requests,
    records: await recordCount(book, validates, cuts),
    verdicts: [...ofAnswers, ...verdicts, ...unseen],
    incomplete: cuts[0] ?? null,
  };
}

function wanted(only: string[]): (check: Described) => boolean {
  return ({ id }) => only.length === 0 || only.some((name) => id === name || id.startsWith(`${name}/`));
}

/** The baseURL that Identify says, or the address that was asked. @throws NoRegistry */
async function firstContact(visit: Visit): Promise<string> {
  try {
    const reply = await visit.oai('verb=Identify');
    const isOai = reply.root?.local === 'OAI-PMH';
    if (!isOai)
      throw new NoRegistry(`${visit.base} is no OAI-PMH endpoint: it answers Identify with ${seen(reply)}.`);
    const identify = reply.root === null ? undefined : named(reply.root, 'Identify')[0];
    return (identify === undefined ? null : textOf(identify, 'baseURL')) || visit.base;
  } catch (error) {
    const isSilent = error instanceof NoAnswer || error instanceof LimitReached;
    if (isSilent) throw new NoRegistry(`${visit.base} gave no answer: ${error.message}.`);
    throw error;
  }
}

async function judged(check: Check, book: FactBook, cuts: string[]): Promise<Verdict> {
  const found = new Found(check);
  try {
    await check.run(await book.have(check.needs), book.visit, found);
    return verdict(check, found, null);
  } catch (error) {
    const isKnown = error instanceof NotTestable || error instanceof NoAnswer || error instanceof NoList;
    if (!isKnown && !(error instanceof LimitReached)) throw error;
    if (error instanceof LimitReached) cuts.push(error.message);
    // What was found before it broke off counts.
    return verdict(check, found, error.message);
  }
}

function verdict(
  { id, rule, citation, level, asks }: Described,
  found: Found,
  reason: string | null,
): Verdict {
  const findings = found.findings();
  const outcome = findings.length > 0 ? 'found' : reason === null ? 'pass' : 'not testable';
  return { id, rule, citation, level, asks, outcome, findings, reason, scope: found.scope() };
}

/** A list that a limit cut off is told of, also if no check minded. */
async function recordCount(book: FactBook, wasRead: boolean, cuts: string[]): Promise<number> {
  if (!wasRead) return 0;
  return book.get('records').then(
    ({ headers, isCut, trouble }) => {
      if (isCut) cuts.push(trouble ?? '');
      return headers.length;
    },
    () => 0,
  );
}

/** Looks at every answer as it comes. */
class Observer {
  /** As Identify says it, once that is known. */
  baseURL: string;
  readonly #base: string;
  readonly #schema: LoadedSchema;
  readonly #arrives = new Found(ARRIVES);
  readonly #found = new Map(ANSWERS.map((watch) => [watch, new Found(watch)]));
  #has503 = false;

  constructor({ base, schema }: ExaminationJob) {
    this.#base = base;
    this.baseURL = base;
    this.#schema = schema;
  }

  answered(reply: Reply): void {
    this.#has503 ||= reply.answer.status === 503;
    const context = { base: this.#base, baseURL: this.baseURL, schema: this.#schema, now: Date.now() };
    for (const [watch, found] of this.#found) {
      for (const one of watch.look(reply, context)) found.add({ ...one, request: reply.asked });
    }
  }

  failed(request: Request, reason: string): void {
    this.#arrives.add({ request: described(request), expected: 'an answer', seen: reason });
  }

  verdicts(): Verdict[] {
    const watched = [...this.#found].map(([watch, found]) => {
      const isIdle = watch.id === 'answers/retry-after' && !this.#has503;
      return verdict(watch, found, isIdle ? 'the registry never said 503' : null);
    });
    return [verdict(ARRIVES, this.#arrives, null), ...watched];
  }
}
