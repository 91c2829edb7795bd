/** What a conversion could not carry over, or had to take from elsewhere: nothing is dropped without a word. */
import { withoutAddresses } from '../../resource/field-values.ts';
import { cut } from '../../words/say.ts';
import { table } from './table.ts';

/** One loss or assumption of a conversion. */
export interface Loss {
  /** Id of the row in tables/fields.json; `other` for elements that none of them speaks of. */
  field: string;
  /** `lost`: the result does not say it; `assumed`: the result says something that the source does not. */
  kind: 'lost' | 'assumed';
  /** In words, without the value. */
  what: string;
  /** What the source has there; null where it is personal (an e-mail address) or missing. */
  value: string | null;
}

/** Longest value kept: a loss points at its place in the source, it does not replace it. */
const MOST = 200;

/** Collects losses; equal ones once. */
export class Losses {
  readonly list: Loss[] = [];
  readonly #seen = new Set<string>();

  lost(field: string, what: string, value: string | null = null): void {
    this.#add({ field, kind: 'lost', what, value });
  }

  assumed(field: string, what: string, value: string | null = null): void {
    this.#add({ field, kind: 'assumed', what, value });
  }

  #add({ field, kind, what, value }: Loss): void {
    const shown = value === null ? null : cut(value, MOST);
    const key = `${field}\n${what}\n${shown}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    // Notes and acknowledgements may have e-mail addresses in them; reports do not.
    this.list.push({ field, kind, what, value: shown === null ? null : withoutAddresses(shown) });
  }
}

/** A row of tables/fields.json: what corresponds to what, and how both sides are compared. */
export interface FieldRow {
  spase: string;
  voresource: string | null;
  relation: string;
  /** What goes missing on the way to VOResource, and to SPASE; null: nothing. */
  lostForward: string | null;
  lostReverse: string | null;
  compare: { how: string; atLeast?: number } | null;
  /** Of a divergence. */
  severity: Severity;
}

export type Severity = 'identity' | 'high' | 'medium' | 'low' | 'info';

/** All 50 rows by their ids. */
export function fieldRows(): Record<string, FieldRow> {
  return table<{ rows: Record<string, FieldRow> }>('fields').rows;
}

/** A loss as a line: `pubdate lost: the time of day (12:00:00)`. */
export function formatLoss({ field, kind, what, value }: Loss): string {
  return `${field} ${kind}: ${what}${value === null ? '' : ` (${value})`}`;
}
