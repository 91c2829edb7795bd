/** Tab-separated values with places, as SSSOM/TSV quotes them (RFC 4180 with tabs). */

export interface Cell {
  value: string;
  /** From 1; column in UTF-16 units. */
  line: number;
  column: number;
}

export interface Row {
  cells: Cell[];
  line: number;
}

export interface TableFault {
  line: number;
  column: number;
  message: string;
}

/** SSSOM 1.1 has 60 columns, and 100,000 links are all that any registry has. 8 MB of empty lines took 3 GB. */
const MOST_CELLS = 200;
const MOST_ROWS = 250_000;
const MOST_FAULTS = 1000;

/** The rows of `text` from `offset`, whose first line has the number `line`. Line ends may be LF or CRLF. */
export function readTable(text: string, offset: number, line: number): { rows: Row[]; faults: TableFault[] } {
  const rows: Row[] = [];
  const faults: TableFault[] = [];
  let at = offset;
  let lineNumber = line;
  let lineStart = offset;
  let row: Row = { cells: [], line };
  while (at < text.length) {
    const start = at;
    const column = start - lineStart + 1;
    const cellLine = lineNumber;
    let value: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end === -1) {
        faults.push({
          line: cellLine,
          column,
          message: 'A quoted value begins here and never ends: add the closing ".',
        });
        return { rows, faults };
      }
      const raw = text.slice(at + 1, end);
      for (const newline of raw.matchAll(/\n/g)) {
        lineNumber += 1;
        lineStart = at + 2 + newline.index;
      }
      value = raw.replaceAll('""', '"').replaceAll('\r\n', '\n');
      at = end + 1;
      if (at < text.length && !/^(\t|\r?\n)/.test(text.slice(at, at + 2))) {
        const message =
          'There is text after the closing quote. Write the quotes inside a quoted value twice ("").';
        faults.push({ line: lineNumber, column: at - lineStart + 1, message });
        while (at < text.length && text[at] !== '\t' && text[at] !== '\n') at += 1;
      }
    } else {
      while (at < text.length && text[at] !== '\t' && text[at] !== '\n') at += 1;
      value = text.slice(start, at).replace(/\r$/, '');
      const quote = value.indexOf('"');
      if (quote !== -1) {
        const message =
          'A value with a " in it must be quoted: put it in quotes and write the inner ones twice ("").';
        faults.push({ line: cellLine, column: column + quote, message });
      }
    }
    row.cells.push({ value, line: cellLine, column });
    const tooMuch = excess(row, rows, faults);
    if (tooMuch !== null) {
      faults.push({ line: cellLine, column, message: tooMuch });
      return { rows, faults };
    }
    if (text[at] === '\r') at += 1;
    const ends = at >= text.length || text[at] === '\n';
    // A tab at the very end of the text still opens one more, empty cell.
    if (!ends && at + 1 >= text.length)
      row.cells.push({ value: '', line: lineNumber, column: at - lineStart + 2 });
    at += 1;
    if (!ends && at < text.length) continue;
    rows.push(row);
    lineNumber += 1;
    lineStart = at;
    row = { cells: [], line: lineNumber };
  }
  return { rows, faults };
}

/** Why no more is read; null if it is. */
function excess({ cells }: Row, rows: Row[], faults: TableFault[]): string | null {
  if (cells.length > MOST_CELLS)
    return `A line has more than ${MOST_CELLS} values. What follows is not read.`;
  if (rows.length >= MOST_ROWS) return `There are more than ${MOST_ROWS} lines. What follows is not read.`;
  if (faults.length >= MOST_FAULTS) return 'There are too many faults. What follows is not read.';
  return null;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

/** A value as a canonical file has it: quoted only if it must be. */
export function writeCell(value: string): string {
  return /["\t\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
