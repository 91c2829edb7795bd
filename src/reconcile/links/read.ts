/**
 * Reads a links file strictly: whatever is wrong is told with its line and column, and nothing is guessed.
 * A file that another SSSOM program wrote otherwise than the canonical form asks is read all the same (SSSOM/TSV,
 * "Canonical format": readers must not reject it).
 */

import { LineReader, type PlacedLink } from './line.ts';
import { type LinkFault, type LinkSet, linkKey } from './link.ts';
import { readMetadata } from './metadata.ts';
import { MANDATORY_COLUMNS, MAPPING_SLOTS, PROPAGATED } from './slots.ts';
import { type Cell, type Row, readTable } from './table.ts';

/** 100,000 links have about 30 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** With one for each of 8 million empty lines, reading took a minute. */
const MOST_FAULTS = 1000;

export interface ReadLinks {
  /** null if not even the table could be found; otherwise with the links that are sound. */
  set: (LinkSet & { links: PlacedLink[] }) | null;
  faults: LinkFault[];
}

/** Reads the bytes of `<authority>.sssom.tsv` (or of its candidates). Never throws for what is in them. */
export function readLinks(bytes: Uint8Array): ReadLinks {
  const fault = (line: number, column: number, message: string): LinkFault => ({
    rule: 'LNK-01',
    severity: 'error',
    line,
    column,
    found: null,
    message,
  });
  if (bytes.length > MAX_BYTES) {
    return {
      set: null,
      faults: [fault(1, 1, `A links file may have ${MAX_BYTES} bytes; this one has ${bytes.length}.`)],
    };
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return {
      set: null,
      faults: [fault(1, 1, 'The file begins with a byte order mark, which SSSOM forbids. Save it without.')],
    };
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const spoilt = text.indexOf('\uFFFD');
  if (spoilt !== -1 && !Buffer.from(text).equals(bytes)) {
    const before = text.slice(0, spoilt).split('\n');
    return {
      set: null,
      faults: [
        fault(
          before.length,
          (before.at(-1)?.length ?? 0) + 1,
          'The file is not UTF-8 here. Save it in UTF-8.',
        ),
      ],
    };
  }
  return readText(text);
}

function readText(text: string): ReadLinks {
  const { slots, curieMap, extensions, faults, end, endLine } = readMetadata(text);
  const { rows, faults: tableFaults } = readTable(text, end, endLine);
  for (const { line, column, message } of tableFaults) {
    faults.push({ rule: 'LNK-01', severity: 'error', line, column, found: null, message });
  }
  const header = rows.shift();
  if (header === undefined) {
    faults.push({
      rule: 'LNK-01',
      severity: 'error',
      line: endLine,
      column: 1,
      found: null,
      message: `There is no table. Its first line names the columns: ${MANDATORY_COLUMNS.join(', ')}…`,
    });
    return { set: null, faults };
  }
  const columns = columnsOf(header, extensions, faults);
  const reader = new LineReader(columns, curieMap, propagatedOf(slots, columns), faults, header.line);
  const links: PlacedLink[] = [];
  for (const row of rows) {
    if (faults.length >= MOST_FAULTS) {
      const message = 'There are too many faults. What follows is not read.';
      faults.push({ rule: 'LNK-01', severity: 'error', line: row.line, column: 1, found: null, message });
      break;
    }
    const link = reader.read(row);
    if (link !== null) links.push(link);
  }
  repeated(links, faults);
  faults.sort((a, b) => a.line - b.line || a.column - b.column).splice(MOST_FAULTS + 1);
  const { mapping_set_id, license, curie_map: _, ...others } = slots;
  const set = {
    mappingSetId: String(mapping_set_id ?? ''),
    license: String(license ?? ''),
    curieMap,
    others,
    links,
  };
  return { set, faults };
}

function columnsOf(header: Row, extensions: string[], faults: LinkFault[]): string[] {
  const columns = header.cells.map(({ value }) => value);
  const say = (cell: Cell | undefined, message: string) => {
    const { line, column } = cell ?? { line: header.line, column: 1 };
    faults.push({ rule: 'LNK-03', severity: 'error', line, column, found: cell?.value ?? null, message });
  };
  for (const name of MANDATORY_COLUMNS) {
    if (!columns.includes(name)) say(undefined, `The column ${name} is missing, which every line needs.`);
  }
  header.cells.forEach((cell, index) => {
    const { value } = cell;
    if (columns.indexOf(value) !== index) say(cell, `The column "${value}" occurs twice.`);
    else if (!MAPPING_SLOTS.includes(value) && !extensions.includes(value)) {
      say(cell, `"${value}" is no column of SSSOM 1.1, and extension_definitions does not define it.`);
    }
  });
  return columns;
}

function propagatedOf(slots: Record<string, unknown>, columns: string[]): Map<string, string> {
  return new Map(
    PROPAGATED.filter((slot) => !columns.includes(slot) && slots[slot] !== undefined).map((slot) => [
      slot,
      [slots[slot]].flat().join('|'),
    ]),
  );
}

/** Lines that say the same, or the opposite; and two identities of one record. */
function repeated(links: PlacedLink[], faults: LinkFault[]): void {
  const seen = new Map<string, PlacedLink>();
  const identical = new Map<string, PlacedLink>();
  const say = (rule: string, { line, subject }: PlacedLink, message: string) => {
    faults.push({ rule, severity: 'error', line, column: 1, found: subject, message });
  };
  for (const link of links) {
    const first = seen.get(linkKey(link));
    if (first === undefined) seen.set(linkKey(link), link);
    else if (first.isRejected === link.isRejected)
      say('LNK-06', link, `Line ${first.line} states the same. Keep one of the two.`);
    else say('LNK-07', link, `Line ${first.line} states the opposite. Keep the one that is true.`);
    if (link.predicate !== 'skos:exactMatch' || link.isRejected) continue;
    for (const [end, id] of [
      ['subject', link.subject.toLowerCase()],
      ['object', link.object],
    ] as const) {
      // Two ivoids of one registry may not both be the same SPASE record; one ivoid may be in two other registries.
      const key = `${end}\t${id}\t${link.object.slice(0, link.object.indexOf(':'))}`;
      const other = identical.get(key);
      if (other === undefined) identical.set(key, link);
      else if (linkKey(other) !== linkKey(link) && !(end === 'subject' && link.object.startsWith('ivo:'))) {
        const message = `Line ${other.line} says skos:exactMatch of the same ${end} already. Identity is one to one: take dcterms:isPartOf, dcterms:hasPart or skos:closeMatch for one of them.`;
        say('LNK-07', link, message);
      }
    }
  }
}
