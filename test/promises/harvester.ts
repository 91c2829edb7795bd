/** A harvester as OAI-PMH describes it: incremental, from the responseDate of the first page of its last harvest. */

import type { MetadataPrefix } from '../../src/store/published.ts';

/** The format is not published now: the harvester asks again another day. */
class NotOffered extends Error {
  override name = 'NotOffered';
}

/** An answer, or what kept one from being given (503, a broken connection): then the harvest begins again. */
export type Ask = (form: string) => Promise<string>;

export interface Habit {
  prefix: MetadataPrefix;
  set: 'ivo_managed' | null;
}

export interface Copy {
  datestamp: string;
  deleted: boolean;
  setSpecs: string[];
  /** As received, between <metadata> and </metadata>. */
  body: string | null;
}

interface Page {
  responseDate: string;
  records: Map<string, Copy>;
  token: string | null;
  error: string | null;
}

export class Harvester {
  readonly habit: Habit;
  /** By ivoid as written in the header. */
  readonly copy = new Map<string, Copy>();
  /** responseDate of the first page of the last harvest that came to its end. */
  from: string | null = null;
  /** The latest responseDate that it was ever given. */
  latest = '';
  isBusy = false;
  #begun: { responseDate: string; token: string } | null = null;

  constructor(habit: Habit) {
    this.habit = habit;
  }

  /** Asks for the next page. Returns whether the harvest came to its end with it. */
  async next(ask: Ask): Promise<boolean> {
    this.isBusy = true;
    try {
      return this.#take(readPage(await ask(this.#form())));
    } catch (error) {
      this.#begun = null;
      throw error;
    } finally {
      this.isBusy = false;
    }
  }

  /** A whole harvest. */
  async harvest(ask: Ask): Promise<void> {
    this.#begun = null;
    for (let page = 0; page < 1000; page += 1) if (await this.next(ask)) return;
    throw new Error('a harvest without end');
  }

  #form(): string {
    const { prefix, set } = this.habit;
    if (this.#begun !== null) return `verb=ListRecords&resumptionToken=${this.#begun.token}`;
    const from = this.from === null ? '' : `&from=${this.from}`;
    return `verb=ListRecords&metadataPrefix=${prefix}${from}${set === null ? '' : `&set=${set}`}`;
  }

  #take(page: Page): boolean {
    const begun = this.#begun?.responseDate ?? page.responseDate;
    if (page.responseDate > this.latest) this.latest = page.responseDate;
    this.#begun = null;
    // The list has changed under the token: begin again, from the same date.
    if (page.error === 'badResumptionToken') return false;
    if (page.error === 'cannotDisseminateFormat') throw new NotOffered();
    if (page.error !== null && page.error !== 'noRecordsMatch') throw new Error(`refused: ${page.error}`);
    for (const [ivoid, record] of page.records) this.copy.set(ivoid.toLowerCase(), record);
    if (page.token !== null) {
      this.#begun = { responseDate: begun, token: page.token };
      return false;
    }
    this.from = begun;
    return true;
  }
}

const RECORD =
  /<record><header( status="deleted")?><identifier>([^<]*)<\/identifier><datestamp>([^<]*)<\/datestamp>((?:<setSpec>[^<]*<\/setSpec>)*)<\/header>(?:<metadata>([\s\S]*?)<\/metadata>)?<\/record>/g;

function readPage(xml: string): Page {
  const responseDate = /<responseDate>([^<]*)</.exec(xml)?.[1];
  if (responseDate === undefined) throw new Error(`no OAI answer: ${xml.slice(0, 200)}`);
  const records = new Map<string, Copy>();
  for (const [, status, ivoid = '', datestamp = '', sets = '', body] of xml.matchAll(RECORD)) {
    const setSpecs = Array.from(sets.matchAll(/>([^<]+)</g), ([, spec = '']) => spec);
    records.set(ivoid, { datestamp, deleted: status !== undefined, setSpecs, body: body ?? null });
  }
  if (records.size !== xml.split('<record>').length - 1)
    throw new Error('a record that this test cannot read');
  return {
    responseDate,
    records,
    token: /<resumptionToken[^>]*>([^<]+)</.exec(xml)?.[1] ?? null,
    error: /<error code="(\w+)"/.exec(xml)?.[1] ?? null,
  };
}
