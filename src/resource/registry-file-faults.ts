/**
 * What JSON and a schema cannot say of registry.json: keys that stand twice, characters that no answer can hold; and
 * where in the text it is. Costs no more than the length of the text, whatever stands in it.
 */

/** A thing that is wrong; `line` from 1. */
interface Place {
  line: number;
  message: string;
}

/** More are counted only: with one for each of 100,000 numbers in a file of 1 MB it took hours to find their lines. */
export const MOST_FAULTS = 100;
const MOST_LETTERS = 300;

/** A key that an object has twice: JSON.parse takes the last and drops the others, as a bad merge writes them. `json` must be JSON. */
export function repeatedKey(json: string): Place | null {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const letter = json[at];
    if (letter === '{') open.push(new Set());
    else if (letter === '[') open.push(null);
    else if (letter === '}' || letter === ']') open.pop();
    if (letter !== '"') continue;
    const end = endOfString(json, at);
    if (isKey(json, end)) {
      const key = JSON.parse(json.slice(at, end)) as string;
      const keys = open.at(-1);
      if (keys?.has(key))
        return { line: lineAt(json, at), message: `The key ${JSON.stringify(short(key))} occurs twice.` };
      keys?.add(key);
    }
    at = end - 1;
  }
  return null;
}

/** After the quote that ends the string which begins at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(json: string, end: number): boolean {
  let at = end;
  while (/\s/.test(json[at] ?? '')) at += 1;
  return json[at] === ':';
}

/**
 * The first text that XML cannot say (XML 1.0 §2.2), such as a NUL: names of sets go into answers (P3), and PostgreSQL
 * keeps no NUL. Null if there is none. `data` as a schema has passed it: not deep.
 */
export function unsayable(data: unknown): string | null {
  if (typeof data === 'string')
    return /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(data) ? data : null;
  if (typeof data !== 'object' || data === null) return null;
  for (const [key, value] of Object.entries(data)) {
    const found = unsayable(key) ?? unsayable(value);
    if (found !== null) return found;
  }
  return null;
}

/** The first value that a list has twice. */
export function firstRepeated(values: string[]): string | null {
  const seen = new Set<string>();
  return values.find((value) => seen.size === seen.add(value).size) ?? null;
}

/** Finds the first line that holds a value as JSON writes it; 1 for what is no plain value, or is missing. */
export function linesOf(json: string): (value: unknown) => number {
  const lines = json.toLowerCase().split('\n');
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return 1;
    const written = JSON.stringify(value).toLowerCase();
    return lines.findIndex((line) => line.includes(written)) + 1 || 1;
  };
}

/** The line of a position. */
export function lineAt(json: string, position: number): number {
  return json.slice(0, position).split('\n').length;
}

/** A message may repeat what somebody wrote. */
export function short(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
