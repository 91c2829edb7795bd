/** The registry's own vg:Registry record: part of Identify and of VOSI capabilities, also when the database is away. */
import { rootOf } from '../resource/registry.ts';
import { DatabaseAway } from '../store/database.ts';
import type { Moment, Published, PublishedRecord, Registry } from '../store/published.ts';
import { escapeText } from '../xml/write.ts';
import { Behind } from './error.ts';
import type { Settings } from './settings.ts';

export interface OwnRecord {
  ledger: string;
  generation: number;
  /** UTF-8, with the local addresses if this is a local trial. */
  body: Buffer;
}

/** Holds the last one that was read (P7: Identify is answered without the database). */
export class OwnRecords {
  readonly #published: Published;
  readonly #settings: Settings;
  #held: OwnRecord | null = null;
  #reading: { moment: Moment; record: Promise<OwnRecord> } | null = null;

  constructor(published: Published, settings: Settings) {
    this.#published = published;
    this.#settings = settings;
  }

  /** Starts reading when there is a new generation, so that the record is at hand if the database goes away next. */
  expect(moment: Moment): void {
    if (this.#isHeld(moment) || this.#isBeingRead(moment)) return;
    // Whoever asks for the record gets the error; a failed read is repeated then.
    this.#read(moment).catch(() => undefined);
  }

  /** The ledger was replaced: what is held is good only as long as nothing else can be had. */
  distrust(): void {
    this.#reading = null;
    if (this.#held !== null) this.#held = { ...this.#held, generation: -1 };
  }

  /**
   * The record at this moment or later; with the database away, as last known. Throws DatabaseAway if it never was
   * read, Behind if the database is older than the moment.
   */
  async at(moment: Moment): Promise<OwnRecord> {
    if (this.#held !== null && this.#isHeld(moment)) return this.#held;
    try {
      return await (this.#reading !== null && this.#isBeingRead(moment)
        ? this.#reading.record
        : this.#read(moment));
    } catch (error) {
      if (error instanceof DatabaseAway && this.#held !== null) return this.#held;
      throw error;
    }
  }

  #isHeld({ ledger, generation }: Moment): boolean {
    return this.#held !== null && this.#held.ledger === ledger && this.#held.generation >= generation;
  }

  #isBeingRead(moment: Moment): boolean {
    const reading = this.#reading?.moment;
    return (
      reading !== undefined && reading.ledger === moment.ledger && reading.generation >= moment.generation
    );
  }

  #read(moment: Moment): Promise<OwnRecord> {
    const record = this.#fetch(moment).finally(() => {
      if (this.#reading?.record === record) this.#reading = null;
    });
    this.#reading = { moment, record };
    return record;
  }

  async #fetch(moment: Moment): Promise<OwnRecord> {
    const { registry } = moment;
    const { ledger, generation, record } = await this.#published.record('ivo_vor', registry.ivoid);
    if (ledger !== moment.ledger || generation < moment.generation) {
      throw new Behind('The database went back to an older state.');
    }
    if (record === null || record.body === null) {
      throw new Error(`The registry's own record ${registry.ivoid} is not published (RI-11).`);
    }
    this.#held = {
      ledger,
      generation,
      body: localised(record, registry, this.#settings).body ?? record.body,
    };
    return this.#held;
  }
}

/** The base URL that Identify and `<request>` tell (RI-20). */
export function baseURL({ registry }: Moment, settings: Settings): string {
  return settings.baseURL ?? registry.baseURL;
}

/**
 * In a local trial, the registry's own record with its accessURLs turned to where it listens (design P4); every other
 * record, and everything outside a local trial, as it is.
 */
export function localised(record: PublishedRecord, registry: Registry, settings: Settings): PublishedRecord {
  if (!settings.localTrial || settings.baseURL === null || record.body === null) return record;
  if (record.key !== registry.ivoid.toLowerCase()) return record;
  const from = escapeText(rootOf(registry.baseURL)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const to = escapeText(rootOf(settings.baseURL));
  const addresses = new RegExp(`(<accessURL(?:\\s[^>]*)?>\\s*)${from}(?=[/?#<\\s])`, 'g');
  // latin1 carries every byte through unchanged.
  const body = Buffer.from(
    record.body.toString('latin1').replace(addresses, (_, start: string) => start + to),
    'latin1',
  );
  return { ...record, body };
}
