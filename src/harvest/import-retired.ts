/**
 * Adds ivoids to `retired` in the text of registry.json. Everything else of the file stays as it is written: people keep
 * it by hand, and a merge request should show the new lines only.
 */
import { ivoidKey } from '../resource/ivoid.ts';

export interface Retired {
  ivoid: string;
  /** `YYYY-MM-DD` */
  on: string;
  reason: string;
}

/** Where there is no registry.json yet. */
const NEW_FILE = `{
  "version": 1,
  "sets": [],
  "transfers": [],
  "retired": [],
  "sources": []
}
`;

/**
 * The text with the entries that it does not have yet, all of them in the order of their ivoids; the same text if there
 * is nothing to add. `json` null: there is no file. It must be what parseRegistryFile accepts.
 */
export function withRetired(json: string | null, entries: Retired[]): string {
  const text = json ?? NEW_FILE;
  const known = new Set(
    ((JSON.parse(text) as { retired?: Retired[] }).retired ?? []).map(({ ivoid }) => ivoidKey(ivoid)),
  );
  const lacking = new Map<string, Retired>();
  for (const entry of entries) {
    const key = ivoidKey(entry.ivoid);
    if (!known.has(key) && !lacking.has(key)) lacking.set(key, entry);
  }
  if (lacking.size === 0) return json ?? text;
  const root = membersOf(text, text.indexOf('{'));
  const array = root.members.find(({ key }) => key === 'retired');
  return array === undefined
    ? withMember(text, root, [...lacking.values()])
    : withElements(text, array.from, [...lacking.values()]);
}

/** A value's place in the text. */
interface Span {
  from: number;
  to: number;
}

function withElements(text: string, from: number, entries: Retired[]): string {
  const { elements, to } = elementsOf(text, from);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = indentAt(text, from);
  const firstAt = elements[0]?.from;
  const before = firstAt === undefined ? '' : text.slice(from + 1, firstAt);
  const inner = before.includes('\n') ? before.slice(before.lastIndexOf('\n') + 1) : outer + unitOf(text);
  const sample = elements[0] === undefined ? null : text.slice(elements[0].from, elements[0].to);
  const isOneLine = sample !== null && !sample.includes('\n');
  const all = [
    ...elements.map((span) => {
      const written = text.slice(span.from, span.to);
      return { key: ivoidKey((JSON.parse(written) as Retired).ivoid), written };
    }),
    ...entries.map((entry) => ({
      key: ivoidKey(entry.ivoid),
      written: isOneLine ? oneLine(entry) : severalLines(entry, inner, unitOf(text), lineEnd),
    })),
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const lines = all.map(({ written }) => `${lineEnd}${inner}${written}`).join(',');
  return `${text.slice(0, from)}[${lines}${lineEnd}${outer}]${text.slice(to)}`;
}

/** Behind the last member. */
function withMember(
  text: string,
  { members, to }: { members: Member[]; to: number },
  entries: Retired[],
): string {
  const last = members.at(-1);
  const at = last?.to ?? to - 1;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const made = `${lineEnd}${unitOf(text)}"retired": []`;
  const begun = `${text.slice(0, at)}${last === undefined ? '' : ','}${made}`;
  return withElements(begun + text.slice(at), begun.length - 2, entries);
}

function oneLine({ ivoid, on, reason }: Retired): string {
  return `{"ivoid": ${JSON.stringify(ivoid)}, "on": ${JSON.stringify(on)}, "reason": ${JSON.stringify(reason)}}`;
}

function severalLines({ ivoid, on, reason }: Retired, indent: string, unit: string, lineEnd: string): string {
  return JSON.stringify({ ivoid, on, reason }, null, unit).replace(/\n/g, `${lineEnd}${indent}`);
}

/** White space at the beginning of the line that has this offset. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** What one level is indented by: the white space before the first member. */
function unitOf(text: string): string {
  return /^\s*\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}

interface Member extends Span {
  key: string;
}

/** The members of the object that begins at `from`; `to` is behind its brace. */
function membersOf(text: string, from: number): { members: Member[]; to: number } {
  const members: Member[] = [];
  let at = skipSpace(text, from + 1);
  while (text[at] === '"') {
    const keyEnd = valueEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const to = valueEnd(text, value);
    members.push({ key, from: value, to });
    at = skipSpace(text, to);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return { members, to: at + 1 };
}

function elementsOf(text: string, from: number): { elements: Span[]; to: number } {
  const elements: Span[] = [];
  let at = skipSpace(text, from + 1);
  while (at < text.length && text[at] !== ']') {
    const to = valueEnd(text, at);
    elements.push({ from: at, to });
    at = skipSpace(text, to);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return { elements, to: at + 1 };
}

/** Behind the JSON value that begins at `from`; the text is known to be JSON. */
function valueEnd(text: string, from: number): number {
  if (text[from] === '{') return membersOf(text, from).to;
  if (text[from] === '[') return elementsOf(text, from).to;
  const scalar = /"(?:[^"\\]|\\.)*"|[^\s,\]}]+/y;
  scalar.lastIndex = from;
  scalar.test(text);
  return scalar.lastIndex;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1;
  return at;
}
