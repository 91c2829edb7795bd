/** What a list has brought so far: how many records, and whether it goes in circles (requirements.md HV-12). */
import { createHash } from 'node:crypto';
import { ivoidKey } from '../resource/ivoid.ts';
import type { Noted } from './deviations.ts';

/** An entry of a page; `id` is null where it cannot be read, `datestamp` where there is none. */
export interface PageEntry {
  id: string | null;
  datestamp: string | null;
}

export class Seen {
  readonly #records = new Map<string, PageEntry>();
  readonly #tokens = new Set<string>();
  readonly #pages = new Set<string>();

  /** Takes a page in; returns how many of its records are new. */
  count(page: PageEntry[], noted: Noted): number {
    let added = 0;
    for (const entry of page) {
      const { id, datestamp } = entry;
      const known = id === null ? undefined : this.#records.get(ivoidKey(id));
      if (known === undefined) added += 1;
      // A record that changed while the list was read is rightly in it twice.
      else if (known.datestamp === datestamp) noted.add('duplicate', id ?? '');
      if (known !== undefined && known.id !== id) noted.add('identifier-case', `${known.id} / ${id}`);
      if (id !== null) this.#records.set(ivoidKey(id), entry);
    }
    return added;
  }

  /** Whether the very same page was seen before; remembers it. */
  isRepeated(page: PageEntry[]): boolean {
    const digest = createHash('sha256');
    for (const { id, datestamp } of page) digest.update(`${id}\n${datestamp}\n`);
    return !isNew(this.#pages, digest.digest('hex'));
  }

  /** Whether the token was given before; remembers it. */
  wasGiven(token: string): boolean {
    return !isNew(this.#tokens, token);
  }
}

function isNew(set: Set<string>, value: string): boolean {
  const size = set.size;
  return set.add(value).size > size;
}
