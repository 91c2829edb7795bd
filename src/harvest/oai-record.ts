/** An entry of ListRecords as a record of the source (source.ts); what is odd about it is noted. */
import { utcSeconds } from '../resource/dates.ts';
import type { Element } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { RI } from '../resource/namespaces.ts';
import type { OaiEntry } from '../xml/oai-entry.ts';
import type { Noted } from './deviations.ts';
import type { Quarantined, Reading, SourceRecord } from './source.ts';

export interface RecordRules {
  /** ivo_vor: a record is a Resource of RegistryInterface/v1.0. */
  isVor: boolean;
  granularity: 'day' | 'seconds';
  /** Of this list; null for a full one. */
  from: string | null;
  read: ((root: Element) => Reading) | null;
}

type Entry = Omit<OaiEntry, 'setName'>;

/** The record, or why it is set aside. */
export function recordOf(entry: Entry, rules: RecordRules, noted: Noted): SourceRecord | Quarantined {
  const { header, payload } = entry;
  const id = header.identifier || payload?.identifier || null;
  const bytes = payload?.bytes ?? NOTHING;
  if (id === null) return { id, path: null, reason: 'It has no identifier.', bytes };
  if (payload === null && !header.deleted) {
    return { id, path: null, reason: 'It has no metadata, and is not said to be deleted.', bytes };
  }
  noteIdentifiers(entry, id, noted);
  if (entry.declaredHere.length > 0)
    noted.add('undeclared-prefix', `${entry.declaredHere.join(', ')} in ${id}`);
  if (entry.surplus > 0) noted.add('surplus-metadata', id);
  if (header.deleted && payload !== null) noted.add('deleted-with-metadata', id);
  if (!header.deleted && payload?.status?.trim() === 'deleted') noted.add('deleted-inside', id);
  if (rules.isVor && !header.deleted && (payload?.uri !== RI || payload.local !== 'Resource')) {
    noted.add('wrong-namespace', `{${payload?.uri}}${payload?.local} in ${id}`);
  }
  return {
    id,
    datestamp: datestampOf(entry, id, rules, noted),
    deleted: header.deleted,
    setSpecs: header.setSpecs,
    bytes: header.deleted ? null : bytes,
    ...(header.deleted || payload === null || rules.read === null
      ? {}
      : { reading: rules.read(payload.root) }),
    path: null,
    blob: null,
  };
}

const NOTHING = Buffer.alloc(0);

function noteIdentifiers({ header, payload }: Entry, id: string, noted: Noted): void {
  const inside = payload?.identifier?.trim();
  if (header.identifier === '') noted.add('no-identifier', id);
  else if (inside !== undefined && inside !== '' && inside !== header.identifier) {
    const isCase = ivoidKey(inside) === ivoidKey(header.identifier);
    noted.add(isCase ? 'identifier-case' : 'identifiers-differ', `${header.identifier} / ${inside}`);
  }
}

/** UTC seconds of a header's datestamp; null for none, which is tolerated. */
function datestampOf({ header }: Entry, id: string, rules: RecordRules, noted: Noted): string | null {
  const written = header.datestamp ?? '';
  const datestamp = utcSeconds(written);
  if (datestamp === null) {
    noted.add('no-datestamp', `"${written.slice(0, 40)}" of ${id}`);
    return null;
  }
  const expected = rules.granularity === 'day' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  if (!expected.test(written)) noted.add(formFault(written), `${written.slice(0, 40)} of ${id}`);
  if (rules.from !== null && datestamp < (utcSeconds(rules.from) ?? '')) {
    noted.add('from-ignored', `${written} of ${id}, from ${rules.from}`);
  }
  return datestamp;
}

function formFault(written: string): 'datestamp-fraction' | 'datestamp-zone' | 'datestamp-form' {
  if (/:\d\d[.,]\d/.test(written)) return 'datestamp-fraction';
  return /\d\d:\d\d:\d\d(?!Z$)/.test(written) ? 'datestamp-zone' : 'datestamp-form';
}
