/**
 * Where elements stand in a text, by the paths that libxml2 gives to faults. Its own line numbers are those of the
 * end of a start tag, and guesses beyond 65,535; people want the line on which the tag begins.
 */

export interface Place {
  line: number;
  column: number;
  /** The path with every name written out, where libxml2 has `*` for elements in a default namespace. */
  path: string;
}

interface Frame {
  key: string;
  path: string;
  defaultNamespace: string;
  total: number;
  byName: Map<string, number>;
  byTag: Map<string, number>;
}

/**
 * Finds the start tags that the paths mean. The text must be well-formed and have no DOCTYPE. One walk over the text,
 * which stops at the last one wanted; paths that mean nothing are left out of the answer.
 */
export function placesOf(text: string, paths: Set<string>): Map<string, Place> {
  const wanted = new Map<string, string[]>();
  for (const path of paths) {
    const key = canonical(path);
    wanted.set(key, [...(wanted.get(key) ?? []), path]);
  }
  const found = new Map<string, Place>();
  const lines = lineCounter(text);
  const stack: Frame[] = [frame('', '', '')];
  for (let at = text.indexOf('<'); at >= 0 && wanted.size > 0; at = text.indexOf('<', at)) {
    const tag = tagAt(text, at);
    if (tag.kind === 'end') stack.pop();
    if (tag.kind === 'start') {
      const parent = stack.at(-1);
      if (parent === undefined) break;
      const inside = enter(parent, tag.name, text.slice(at, tag.end));
      for (const path of wanted.get(inside.key) ?? [])
        found.set(path, { ...lines(at), path: written(path, inside.path) });
      wanted.delete(inside.key);
      if (!tag.empty) stack.push(inside);
    }
    at = tag.end;
  }
  return found;
}

/** Where a DOCTYPE begins, null if there is none. It can only stand before the root, after comments and the like. */
export function doctypeAt(text: string): { line: number; column: number } | null {
  let at = text.indexOf('<');
  while (at >= 0) {
    const tag = tagAt(text, at);
    if (tag.kind !== 'other') return text.startsWith('<!DOCTYPE', at) ? lineCounter(text)(at) : null;
    at = text.indexOf('<', tag.end);
  }
  return null;
}

/** libxml2's path without the attribute, an index on every step. */
function canonical(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && !step.startsWith('@'));
  return steps.map((step) => `/${step.endsWith(']') ? step : `${step}[1]`}`).join('');
}

function written(path: string, inside: string): string {
  if (!path.includes('*')) return path;
  const attribute = /\/@[^/]+$/.exec(path)?.[0] ?? '';
  return inside + attribute;
}

function frame(key: string, path: string, defaultNamespace: string): Frame {
  return { key, path, defaultNamespace, total: 0, byName: new Map(), byTag: new Map() };
}

/** Steps into a child: libxml2 counts elements of the default namespace among all siblings, others by their name. */
function enter(parent: Frame, name: string, tag: string): Frame {
  const defaultNamespace = ownDefaultNamespace(tag) ?? parent.defaultNamespace;
  const generic = !name.includes(':') && defaultNamespace !== '';
  parent.total += 1;
  const ofTag = (parent.byTag.get(name) ?? 0) + 1;
  parent.byTag.set(name, ofTag);
  const ofName = generic ? parent.total : (parent.byName.get(name) ?? 0) + 1;
  if (!generic) parent.byName.set(name, ofName);
  const key = `${parent.key}/${generic ? '*' : name}[${ofName}]`;
  const path = `${parent.path}/${name}${ofTag > 1 ? `[${ofTag}]` : ''}`;
  return frame(key, path, defaultNamespace);
}

function ownDefaultNamespace(tag: string): string | null {
  if (!tag.includes('xmlns')) return null;
  for (const [, name, double, single] of tag.matchAll(
    /(?<![^\s"'=<])([^\s"'=<]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (name === 'xmlns') return double ?? single ?? '';
  }
  return null;
}

type Tag =
  | { kind: 'other' | 'end'; end: number }
  | { kind: 'start'; end: number; name: string; empty: boolean };

function tagAt(text: string, at: number): Tag {
  if (text.startsWith('<!--', at)) return { kind: 'other', end: after(text, '-->', at + 4) };
  if (text.startsWith('<![CDATA[', at)) return { kind: 'other', end: after(text, ']]>', at + 9) };
  if (text.startsWith('<?', at)) return { kind: 'other', end: after(text, '?>', at + 2) };
  if (text.startsWith('</', at)) return { kind: 'end', end: after(text, '>', at) };
  const end = startTagEnd(text, at);
  const name = /[^\s/>]+/y;
  name.lastIndex = at + 1;
  return { kind: 'start', end, name: name.exec(text)?.[0] ?? '', empty: text[end - 2] === '/' };
}

/** Just after the `>` of a start tag; a `>` inside quotes does not end it. */
function startTagEnd(text: string, at: number): number {
  const mark = /["'>]/g;
  mark.lastIndex = at;
  for (let hit = mark.exec(text); hit !== null; hit = mark.exec(text)) {
    if (hit[0] === '>') return mark.lastIndex;
    mark.lastIndex = after(text, hit[0], mark.lastIndex);
  }
  return text.length;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at + what.length;
}

/** Line and column of rising offsets, each stretch of the text counted once. */
function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    for (let at = text.indexOf('\n', lineStart); at >= 0 && at < offset; at = text.indexOf('\n', lineStart)) {
      line += 1;
      lineStart = at + 1;
    }
    return { line, column: offset - lineStart + 1 };
  };
}
