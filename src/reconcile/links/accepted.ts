/**
 * What both sides of a link said when it was accepted, field by field, as digests: the base of the three-way comparison
 * (matching.md §1). In Git beside the links file, so that it never depends on what a database still remembers.
 * Tab-separated, sorted, one field a line: `subject_id object_id field subject_digest object_digest`.
 */
import { fromCurie, OURS, toCurie } from './curie.ts';
import type { LinkFault } from './link.ts';
import { readTable } from './table.ts';

/** Field id (crosswalk fields) → digest of the normalised value on each side; '' where the side had no value. */
export type AcceptedFields = Record<string, { subject: string; object: string }>;

/** Key: {@link acceptedKey}. */
export type Accepted = Map<string, AcceptedFields>;

const COLUMNS = ['subject_id', 'object_id', 'field', 'subject_digest', 'object_digest'];
const DIGEST = /^([0-9a-f]{16})?$/;

export function acceptedKey(subject: string, object: string): string {
  return `${subject.toLowerCase()}\t${object}`;
}

/** Reads `<authority>.accepted.tsv`. Never throws for what is in it. */
export function readAccepted(text: string): { accepted: Accepted; faults: LinkFault[] } {
  const accepted: Accepted = new Map();
  const faults: LinkFault[] = [];
  const say = (line: number, column: number, message: string, found: string | null = null) => {
    faults.push({ rule: 'LNK-11', severity: 'error', line, column, found, message });
  };
  const { rows, faults: tableFaults } = readTable(text, 0, 1);
  for (const { line, column, message } of tableFaults) say(line, column, message);
  const header = rows.shift();
  if (header?.cells.map(({ value }) => value).join() !== COLUMNS.join()) {
    say(1, 1, `The first line must name the columns ${COLUMNS.join(', ')}, separated by tabs.`);
    return { accepted, faults };
  }
  for (const { cells, line } of rows) {
    const [subject, object, field, ours, theirs] = cells;
    if (cells.length !== COLUMNS.length || !subject || !object || !field || !ours || !theirs) {
      say(line, 1, `The line has ${cells.length} values; it needs ${COLUMNS.length}.`);
      continue;
    }
    const ids = [subject, object].map(({ value, column }) => {
      const read = fromCurie(value, OURS);
      if ('iri' in read) return read.iri;
      say(line, column, read.wrong, value);
      return null;
    });
    const [from, to] = ids;
    if (!DIGEST.test(ours.value) || !DIGEST.test(theirs.value)) {
      say(
        line,
        ours.column,
        'A digest of a field has 16 digits 0-9a-f, or is empty where there was no value.',
      );
      continue;
    }
    if (!from || !to) continue;
    const key = acceptedKey(from, to);
    const fields = accepted.get(key) ?? {};
    if (Object.hasOwn(fields, field.value))
      say(line, field.column, `The field ${field.value} of this pair occurs twice.`, field.value);
    fields[field.value] = { subject: ours.value, object: theirs.value };
    accepted.set(key, fields);
  }
  return { accepted, faults };
}

/** The file's text; `pairs` may be in any order. */
export function writeAccepted(pairs: { subject: string; object: string; fields: AcceptedFields }[]): string {
  const lines = pairs.flatMap(({ subject, object, fields }) =>
    Object.entries(fields).map(([field, digests]) =>
      [toCurie(subject) ?? subject, toCurie(object) ?? object, field, digests.subject, digests.object].join(
        '\t',
      ),
    ),
  );
  return [COLUMNS.join('\t'), ...lines.sort((a, b) => (a < b ? -1 : 1)), ''].join('\n');
}
