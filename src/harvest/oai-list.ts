/**
 * One list of records of an OAI-PMH registry, from its beginning or from a cursor to its end, believed only as far as it
 * goes (promise P8; requirements.md RI-62, RI-63, HV-03…HV-08).
 */
import { utcSeconds } from '../resource/dates.ts';
import type { OaiEvent } from '../xml/oai-stream.ts';
import { type RecordRules, recordOf } from './oai-record.ts';
import { type PageEntry, Seen } from './oai-seen.ts';
import { type OaiAnswer, type OaiArguments, type OaiSession, OaiUnanswered } from './oai-session.ts';
import { errorText, listSets } from './oai-verbs.ts';
import type { ListRequest, SourceEnd, SourceList, SourcePart } from './source.ts';

export interface ListOptions {
  /** null: everything the registry has. */
  set: string | null;
  metadataPrefix: string;
  granularity: 'day' | 'seconds';
  /** How far before `since` a list begins (HV-04). */
  overlapSeconds: number;
}

/** Where a list goes on; also what must be known of its pages so far. */
export type OaiCursor = {
  /** null: the list has ended. */
  token: string | null;
  reached: string | null;
  pages: number;
  seen: number;
  announced: number | null;
  /** Of the first page. */
  pageSize: number;
  from: string | null;
  set: string | null;
  prefixWithToken: boolean;
  byPost: boolean;
  restarted: boolean;
};

/** A part is handed on when it has so much. */
const PART_BYTES = 4 * 1024 * 1024;
const PART_RECORDS = 500;
/** Pages without a record in a row that are followed. */
const EMPTY_PAGES = 3;

/** What is to be done after a page. */
type Verdict =
  | { next: 'page' }
  | { next: 'ask-otherwise' }
  | { next: 'end'; reason: string | null }
  | { next: 'restart'; reason: string };

export class OaiList {
  readonly #session: OaiSession;
  readonly #options: ListOptions;
  readonly #since: string | null;
  readonly #read: RecordRules['read'];
  #cursor: OaiCursor;
  #part = emptyPart();
  #partBytes = 0;
  #restartedNow = false;
  #emptyPages = 0;
  #seen = new Seen();

  constructor(session: OaiSession, options: ListOptions, { since, resume, read }: ListRequest) {
    this.#session = session;
    this.#options = options;
    this.#since = since;
    this.#read = read ?? null;
    this.#cursor = resume === null ? this.#first(false) : { ...(resume as OaiCursor) };
    if (this.#cursor.token !== null) this.#seen.wasGiven(this.#cursor.token);
  }

  #first(restarted: boolean): OaiCursor {
    const from = this.#since === null ? null : fromOf(this.#since, this.#options);
    return {
      ...{ token: null, reached: null, pages: 0, seen: 0, announced: null, pageSize: 0, from },
      ...{ set: this.#options.set, prefixWithToken: false, byPost: this.#session.byPost, restarted },
    };
  }

  /** The parts, then the end. Throws the signal's reason. */
  async *run(): SourceList {
    // Crashed after the last page.
    if (this.#cursor.token === null && this.#cursor.pages > 0) return this.#end(null);
    for (;;) {
      const verdict = yield* this.#onePage();
      if (verdict.next === 'end') {
        yield this.#take(verdict.reason === null);
        return this.#end(verdict.reason);
      }
      if (verdict.next === 'page') yield this.#take(true);
      if (verdict.next === 'restart') {
        this.#session.noted.add('token-refused', verdict.reason);
        yield this.#take(false);
        this.#cursor = { ...this.#first(true), set: this.#cursor.set };
        this.#restartedNow = true;
        this.#seen = new Seen();
      }
    }
  }

  async *#onePage(): AsyncGenerator<SourcePart, Verdict, void> {
    const page: PageEntry[] = [];
    try {
      const events = this.#session.ask(this.#arguments(), () => {
        // What was handed on already comes again; it is the same page.
        page.length = 0;
        this.#part = emptyPart();
        this.#partBytes = 0;
      });
      for (;;) {
        const next = await events.next();
        if (next.done === true) return await this.#judge(next.value, page);
        for (const event of next.value) {
          this.#add(event, page);
          if (this.#partBytes >= PART_BYTES || this.#part.records.length >= PART_RECORDS)
            yield this.#take(false);
        }
      }
    } catch (error) {
      if (!(error instanceof OaiUnanswered)) throw error;
      return this.#refused(error.message, error.kind === 'refused');
    }
  }

  #arguments(): OaiArguments {
    const { token, from, set, prefixWithToken } = this.#cursor;
    const { metadataPrefix } = this.#options;
    if (token !== null) {
      const args = { verb: 'ListRecords', resumptionToken: token };
      return prefixWithToken ? { ...args, metadataPrefix } : args;
    }
    return {
      ...{ verb: 'ListRecords', metadataPrefix },
      ...(set === null ? {} : { set }),
      ...(from === null ? {} : { from }),
    };
  }

  #add(event: OaiEvent, page: PageEntry[]): void {
    const { noted } = this.#session;
    if (event.kind === 'broken') {
      const { identifier: id, reason, bytes } = event;
      noted.add('broken-record', `${id ?? 'a record without a readable identifier'}: ${reason}`);
      this.#part.quarantined.push({ id, path: null, reason, bytes });
      this.#partBytes += bytes.length;
      page.push({ id, datestamp: null });
      return;
    }
    if (event.kind !== 'record') return;
    const { metadataPrefix, granularity } = this.#options;
    const rules = {
      isVor: metadataPrefix === 'ivo_vor',
      granularity,
      from: this.#cursor.from,
      read: this.#read,
    };
    const record = recordOf(event, rules, noted);
    const isTaken = 'deleted' in record;
    if (isTaken) this.#part.records.push(record);
    else this.#part.quarantined.push(record);
    this.#partBytes += record.bytes?.length ?? 0;
    page.push({ id: record.id, datestamp: isTaken ? record.datestamp : null });
  }

  /** What a whole answer means for the list. */
  async #judge(answer: OaiAnswer, page: PageEntry[]): Promise<Verdict> {
    const cursor = this.#cursor;
    if (cursor.reached === null) cursor.reached = this.#responseDate(answer);
    if (answer.verb === null) return await this.#errored(answer);
    cursor.announced = answer.token?.completeListSize ?? cursor.announced;
    const token = answer.token?.value ?? '';
    if (page.length === 0) {
      this.#emptyPages += 1;
      if (token === '') return await this.#emptyEnd(cursor.token === null ? 'empty-list' : 'empty-last-page');
      if (this.#emptyPages > EMPTY_PAGES)
        return end('Several pages in a row were empty, and the list did not end.');
    } else {
      this.#emptyPages = 0;
      if (this.#seen.isRepeated(page)) {
        this.#session.noted.add('page-repeated', `page ${cursor.pages + 1}`);
        return end('A page came a second time: the list goes in circles.');
      }
    }
    cursor.seen += this.#seen.count(page, this.#session.noted);
    cursor.pages += 1;
    if (cursor.pages === 1) cursor.pageSize = page.length;
    cursor.byPost = this.#session.byPost;
    if (token === '') return this.#properEnd(answer);
    if (this.#seen.wasGiven(token)) {
      this.#session.noted.add('token-repeated', token);
      return end('A resumptionToken was given a second time: the list goes in circles.');
    }
    cursor.token = token;
    return { next: 'page' };
  }

  #properEnd({ token }: OaiAnswer): Verdict {
    const { noted } = this.#session;
    const { pages, seen, announced } = this.#cursor;
    this.#cursor.token = null;
    if (pages > 1 && token === null) noted.add('no-final-token', `page ${pages}`);
    if (pages === 1 && token !== null) noted.add('needless-token', 'the only page');
    if (announced === null || announced === seen) return end(null);
    noted.add('list-size', `${announced} announced, ${seen} listed`);
    // Without the sign of the end, the number is all that speaks for it.
    const isShort = pages > 1 && token === null && seen < announced;
    return end(
      isShort ? `The list stopped after ${seen} of ${announced} records without a sign of its end.` : null,
    );
  }

  /** noRecordsMatch, or an empty list without a token. */
  async #emptyEnd(code: 'empty-list' | 'empty-last-page' | null): Promise<Verdict> {
    const { token, set, seen, announced, pageSize } = this.#cursor;
    if (code !== null) this.#session.noted.add(code, `after ${seen} records`);
    if (token === null) {
      // A set that does not exist is often answered like one that is empty (OAI-43).
      if (set !== null && !(await this.#hasSet(set))) return this.#withoutSet(set);
      this.#cursor.pages += 1;
      return end(null);
    }
    this.#cursor.token = null;
    // Some registries give a token after a last page that is full (client-quirks.md, DaCHS 2.7).
    const isWhole = announced === null ? seen % pageSize === 0 : seen >= announced;
    return end(isWhole ? null : `The list broke off after ${seen} records: the next page was empty.`);
  }

  /** Whether the registry lists the set; also where it does not say. */
  async #hasSet(set: string): Promise<boolean> {
    try {
      const sets = await listSets(this.#session);
      return sets.includes(set);
    } catch (error) {
      if (error instanceof OaiUnanswered) return true;
      throw error;
    }
  }

  #withoutSet(set: string): Verdict {
    this.#session.noted.add('no-managed-set', set);
    this.#cursor.set = null;
    this.#cursor.reached = null;
    return { next: 'ask-otherwise' };
  }

  async #errored(answer: OaiAnswer): Promise<Verdict> {
    const { errorCode } = answer;
    const { token, set, from, prefixWithToken } = this.#cursor;
    const reason = `The registry answers with the error ${errorText(answer)}.`;
    if (errorCode === 'noRecordsMatch')
      return await this.#emptyEnd(token === null ? null : 'empty-last-page');
    if (token !== null) {
      if (errorCode !== 'badArgument' || prefixWithToken) return this.#refused(reason, true);
      this.#session.noted.add('prefix-with-token', reason);
      this.#cursor.prefixWithToken = true;
      return { next: 'ask-otherwise' };
    }
    if (errorCode === 'badArgument' && from !== null && from.length > 10) {
      this.#session.noted.add('granularity-lies', from);
      this.#cursor.from = from.slice(0, 10);
      this.#cursor.reached = null;
      return { next: 'ask-otherwise' };
    }
    const isOfSet = errorCode === 'noSetHierarchy' || errorCode === 'badArgument';
    return isOfSet && set !== null ? this.#withoutSet(set) : end(reason);
  }

  /** The list cannot go on from where it is: once, it is begun anew (HV-08). */
  #refused(reason: string, isAnswer: boolean): Verdict {
    const { token, restarted } = this.#cursor;
    return token !== null && isAnswer && !restarted ? { next: 'restart', reason } : end(reason);
  }

  #responseDate({ responseDate, httpDate }: OaiAnswer): string | null {
    const { noted } = this.#session;
    const written = responseDate === null ? null : utcSeconds(responseDate);
    if (written !== null) {
      if (responseDate !== written) noted.add('response-date-form', responseDate ?? '');
      return written;
    }
    noted.add('no-response-date', responseDate ?? `HTTP Date: ${httpDate ?? 'none'}`);
    const date = Date.parse(httpDate ?? '');
    return Number.isNaN(date) ? null : seconds(date);
  }

  /** What was gathered; with the cursor if it is whole pages. */
  #take(isPage: boolean): SourcePart {
    const part: SourcePart = {
      ...this.#part,
      deviations: this.#session.noted.take(),
      transferred: this.#session.takeTransferred(),
      cursor: isPage ? { ...this.#cursor } : null,
      ...(this.#restartedNow ? { restarted: true as const } : {}),
    };
    this.#part = emptyPart();
    this.#partBytes = 0;
    this.#restartedNow = false;
    return part;
  }

  #end(reason: string | null): SourceEnd {
    const { reached, announced } = this.#cursor;
    return { complete: reason === null, reason, reached, announced };
  }
}

function end(reason: string | null): Verdict {
  return { next: 'end', reason };
}

function emptyPart(): SourcePart {
  return { records: [], quarantined: [], deviations: [], transferred: 0, cursor: null };
}

/** The first datestamp to ask for: earlier than `since` by the overlap, in the registry's granularity (RI-63, HV-03). */
export function fromOf(since: string, { granularity, overlapSeconds }: ListOptions): string {
  const from = seconds(Date.parse(since) - overlapSeconds * 1000);
  return granularity === 'day' ? from.slice(0, 10) : from;
}

function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
