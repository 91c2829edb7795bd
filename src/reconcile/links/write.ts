/**
 * Writes a links file in SSSOM's canonical form: byte-stable, sorted, without empty columns, one link a line, so that
 * two branches that add different links merge.
 * One rule of the canonical form is left out: a value that all lines share is not moved into the metadata block
 * ("condensation"), since the first line that differs would then rewrite every other one, and branches would collide.
 */
import { OURS, toCurie } from './curie.ts';
import type { Link, LinkSet } from './link.ts';
import { writeMetadata } from './metadata.ts';
import { EXTENSIONS, MANDATORY_COLUMNS, MAPPING_SLOTS, PROPAGATED } from './slots.ts';
import { writeCell } from './table.ts';

/** The file's text, with LF line ends. */
export function writeLinks(set: LinkSet): string {
  const rows = set.links.map((link) => rowOf(link, set.curieMap));
  const propagated = PROPAGATED.filter((slot) => set.others[slot] !== undefined);
  const columns = [
    ...MAPPING_SLOTS,
    ...EXTENSIONS.map(({ slot_name }) => slot_name),
    ...foreignOf(set),
  ].filter((name) => MANDATORY_COLUMNS.includes(name) || rows.some((row) => (row[name] ?? '') !== ''));
  const others = { ...set.others };
  // Each line has the value itself by now.
  for (const slot of propagated) if (columns.includes(slot)) delete others[slot];
  const cells = rows.map((row) => columns.map((name) => row[name] ?? ''));
  cells.sort(compareRows);
  const used = new Set(
    cells.flatMap((row) => row.map((value) => /^([A-Za-z][\w.-]*):/.exec(value)?.[1] ?? '')),
  );
  for (const { slot_name, property } of EXTENSIONS) {
    if (columns.includes(slot_name)) used.add(property.slice(0, property.indexOf(':')));
  }
  const metadata = writeMetadata({ ...set, curieMap: { ...OURS, ...set.curieMap }, others }, used, columns);
  const lines = [columns, ...cells].map((row) => `${row.map(writeCell).join('\t')}\n`);
  return metadata + lines.join('');
}

/** Columns that the file defines itself, after ours. */
function foreignOf(set: LinkSet): string[] {
  const known = new Set([...MAPPING_SLOTS, ...EXTENSIONS.map(({ slot_name }) => slot_name)]);
  return [...new Set(set.links.flatMap(({ others }) => Object.keys(others)))]
    .filter((name) => !known.has(name))
    .sort();
}

function rowOf(link: Link, curieMap: Record<string, string>): Record<string, string> {
  return {
    ...link.others,
    subject_id: curie(link.subject, curieMap),
    subject_label: oneLine(link.subjectLabel),
    predicate_id: link.predicate,
    predicate_modifier: link.isRejected ? 'Not' : '',
    object_id: curie(link.object, curieMap),
    object_label: oneLine(link.objectLabel),
    mapping_justification: link.justification,
    author_id: link.authors.map((orcid) => `orcid:${orcid}`).join('|'),
    mapping_date: link.date ?? '',
    confidence: link.confidence === null ? '' : String(Math.round(link.confidence * 1000) / 1000),
    comment: oneLine(link.comment),
    ext_object_digest: link.objectDigest ?? '',
    ext_subject_digest: link.subjectDigest ?? '',
  };
}

/** A line break inside a value is legal, but `git merge` works by lines. */
function oneLine(value: string | null): string {
  return (value ?? '').replace(/\s+/g, ' ').trim();
}

function curie(iri: string, curieMap: Record<string, string>): string {
  const ours = toCurie(iri);
  if (ours !== null) return ours;
  const declared = Object.entries(curieMap).find(([, start]) => iri.startsWith(start));
  if (declared === undefined) throw new Error(`No prefix is declared for ${iri}.`);
  return `${declared[0]}:${iri.slice(declared[1].length)}`;
}

function compareRows(a: string[], b: string[]): number {
  for (let index = 0; index < a.length; index += 1) {
    const [x, y] = [a[index] ?? '', b[index] ?? ''];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
