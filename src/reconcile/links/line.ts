/** One line of a links file: what each column must hold, told at its place. */
import { parseIvoid } from '../../resource/ivoid.ts';
import { fromCurie } from './curie.ts';
import { type Link, type LinkFault, PREDICATES, type Predicate } from './link.ts';
import { MANDATORY_COLUMNS, OWN_COLUMNS } from './slots.ts';
import type { Cell, Row } from './table.ts';

/** A link and where it stands. */
export interface PlacedLink extends Link {
  line: number;
}

/** Turns lines of the table into links, and says what is wrong with those that are none. */
export class LineReader {
  readonly #columns: string[];
  readonly #curieMap: Record<string, string>;
  readonly #propagated: Map<string, string>;
  readonly #faults: LinkFault[];
  readonly #headerLine: number;

  constructor(
    columns: string[],
    curieMap: Record<string, string>,
    propagated: Map<string, string>,
    faults: LinkFault[],
    headerLine: number,
  ) {
    this.#columns = columns;
    this.#curieMap = curieMap;
    this.#propagated = propagated;
    this.#faults = faults;
    this.#headerLine = headerLine;
  }

  read(row: Row): PlacedLink | null {
    const before = this.#faults.length;
    const first = row.cells[0];
    if (row.cells.length === 1 && first?.value === '') {
      this.#say('LNK-01', first, 'There is an empty line. A links file has none.');
      return null;
    }
    if (row.cells.length !== this.#columns.length) {
      const message =
        `The line has ${row.cells.length} values, the header (line ${this.#headerLine}) names ${this.#columns.length} columns. ` +
        'Values are separated by exactly one tab.';
      this.#say('LNK-01', first ?? { line: row.line, column: 1, value: '' }, message);
      return null;
    }
    const cells = new Map(this.#columns.map((name, index) => [name, row.cells[index] as Cell]));
    for (const name of MANDATORY_COLUMNS) {
      const cell = cells.get(name);
      if (cell?.value === '') this.#say('LNK-03', cell, `${name} is empty, which every line needs.`);
    }
    const link = this.#link(cells, row.line);
    return this.#faults.length > before ? null : link;
  }

  #link(cells: Map<string, Cell>, line: number): PlacedLink {
    const plain = (name: string) => cells.get(name)?.value || this.#propagated.get(name) || null;
    const others = [...cells].filter(([name, { value }]) => !OWN_COLUMNS.includes(name) && value !== '');
    return {
      subject: this.#identifier(cells.get('subject_id'), ['ivo']),
      predicate: this.#predicate(cells.get('predicate_id')),
      isRejected: this.#modifier(cells.get('predicate_modifier')),
      object: this.#identifier(cells.get('object_id'), ['spase', 'ivo']),
      justification: this.#justification(cells.get('mapping_justification')),
      subjectLabel: plain('subject_label'),
      objectLabel: plain('object_label'),
      authors: this.#authors(cells.get('author_id')),
      date: this.#date(cells.get('mapping_date')) ?? this.#propagated.get('mapping_date') ?? null,
      confidence: this.#confidence(cells.get('confidence')),
      comment: plain('comment'),
      subjectDigest: this.#digest(cells.get('ext_subject_digest')),
      objectDigest: this.#digest(cells.get('ext_object_digest')),
      others: Object.fromEntries(others.map(([name, { value }]) => [name, value])),
      line,
    };
  }

  #identifier(cell: Cell | undefined, schemes: string[]): string {
    if (cell === undefined || cell.value === '') return '';
    const read = fromCurie(cell.value, this.#curieMap);
    if ('wrong' in read) return this.#say('LNK-04', cell, read.wrong);
    const scheme = read.iri.slice(0, read.iri.indexOf(':')).toLowerCase();
    if (!schemes.includes(scheme)) {
      return this.#say(
        'LNK-04',
        cell,
        `"${cell.value}" is not an identifier of ${schemes.join(' or ')}: write ${schemes[0]}:…`,
      );
    }
    const isSound = scheme === 'ivo' ? parseIvoid(read.iri) !== null : /^spase:\/\/[^/]+\/.+$/.test(read.iri);
    if (!isSound)
      return this.#say(
        'LNK-04',
        cell,
        `"${cell.value}" does not stand for a sound identifier (${read.iri}).`,
      );
    return read.iri;
  }

  #predicate(cell: Cell | undefined): Predicate {
    const known = PREDICATES.find((predicate) => predicate === cell?.value);
    if (known !== undefined || cell === undefined || cell.value === '') return known ?? 'skos:relatedMatch';
    this.#say(
      'LNK-05',
      cell,
      `"${cell.value}" is no predicate of a links file. Write one of ${PREDICATES.join(', ')}.`,
    );
    return 'skos:relatedMatch';
  }

  #modifier(cell: Cell | undefined): boolean {
    if (cell === undefined || cell.value === '' || cell.value === 'Not') return cell?.value === 'Not';
    this.#say('LNK-05', cell, `predicate_modifier is "${cell.value}": it may only be Not, or empty.`);
    return false;
  }

  #justification(cell: Cell | undefined): string {
    const value = cell?.value ?? '';
    if (cell !== undefined && value !== '' && !/^semapv:[A-Za-z]+$/.test(value)) {
      this.#say(
        'LNK-03',
        cell,
        `mapping_justification is "${value}": write a term of SEMAPV, as semapv:ManualMappingCuration.`,
      );
    }
    return value;
  }

  #authors(cell: Cell | undefined): string[] {
    if (cell === undefined || cell.value === '') return [];
    return cell.value.split('|').map((curie) => {
      const read = fromCurie(curie, this.#curieMap);
      const orcid =
        'iri' in read
          ? (/^https?:\/\/orcid\.org\/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/.exec(read.iri)?.[1] ?? null)
          : null;
      if (orcid !== null && isOrcid(orcid)) return orcid;
      return this.#say(
        'LNK-10',
        cell,
        `author_id "${curie}" is no ORCID: write orcid:0000-0001-2345-6789, with the right check digit.`,
      );
    });
  }

  #date(cell: Cell | undefined): string | null {
    if (cell === undefined || cell.value === '') return null;
    const isDay =
      /^\d{4}-\d{2}-\d{2}$/.test(cell.value) && !Number.isNaN(Date.parse(`${cell.value}T00:00:00Z`));
    if (!isDay || new Date(`${cell.value}T00:00:00Z`).toISOString().slice(0, 10) !== cell.value) {
      this.#say('LNK-10', cell, `mapping_date "${cell.value}" is not a date like 2026-11-20.`);
    }
    return cell.value;
  }

  #confidence(cell: Cell | undefined): number | null {
    if (cell === undefined || cell.value === '') return null;
    const value = Number(cell.value);
    if (!/^\d+(\.\d+)?$/.test(cell.value) || value > 1) {
      this.#say('LNK-10', cell, `confidence "${cell.value}" is not a number from 0 to 1.`);
    }
    return value;
  }

  #digest(cell: Cell | undefined): string | null {
    if (cell === undefined || cell.value === '') return null;
    if (!/^[0-9a-f]{64}$/.test(cell.value)) {
      this.#say(
        'LNK-10',
        cell,
        'A digest is 64 digits 0-9a-f, as voreg writes it. Leave it empty if you do not have it.',
      );
    }
    return cell.value;
  }

  /** Returns '' so that a caller can go on to the next column. */
  #say(rule: string, cell: Cell, message: string): '' {
    const { line, column, value } = cell;
    this.#faults.push({ rule, severity: 'error', line, column, found: value, message });
    return '';
  }
}

/** ISO 7064 MOD 11-2, as ORCID has it. */
function isOrcid(orcid: string): boolean {
  const digits = orcid.replaceAll('-', '');
  let sum = 0;
  for (const digit of digits.slice(0, 15)) sum = (sum + Number(digit)) * 2;
  const check = (12 - (sum % 11)) % 11;
  return digits.at(15) === (check === 10 ? 'X' : String(check));
}
