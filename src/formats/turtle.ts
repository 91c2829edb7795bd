/** Writes things as Turtle (RDF 1.1). */
import { type Literal, PREFIXES, type Statement, type Thing, type Value } from './graph.ts';

/** UTF-8 text. Named things that stand inside of others follow after them; what is said twice of one stands once. */
export function writeTurtle(thing: Thing): string {
  const prefixes = Object.entries(PREFIXES).map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .\n`);
  const blocks = new Set<string>();
  const queue = [thing];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { iri, types, says } = next;
    const subject = iri === null ? '[]' : `<${iri}>`;
    blocks.add(`\n${subject} ${statements(types, says, '  ', queue)} .\n`);
  }
  return [...prefixes, ...blocks].join('');
}

function statements(types: string[], says: Statement[], indent: string, queue: Thing[]): string {
  const all = [
    `a ${types.join(', ')}`,
    ...says.map(([predicate, value]) => `${predicate} ${written(value, indent, queue)}`),
  ];
  return all.join(` ;\n${indent}`);
}

function written(value: Value, indent: string, queue: Thing[]): string {
  if ('ref' in value) return `<${value.ref}>`;
  if ('literal' in value) return turtleLiteral(value);
  if (value.iri !== null) {
    queue.push(value);
    return `<${value.iri}>`;
  }
  const inside = `${indent}  `;
  return `[\n${inside}${statements(value.types, value.says, inside, queue)}\n${indent}]`;
}

const SHORT: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A literal in quotes; Turtle §6.4 has an escape for every character that could end it. */
function turtleLiteral({ literal, lang, datatype }: Literal): string {
  const escaped = literal
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(
      /["\\\p{Cc}\u2028\u2029]/gu,
      (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
  if (lang !== undefined) return `"${escaped}"@${lang}`;
  return datatype === undefined ? `"${escaped}"` : `"${escaped}"^^${datatype}`;
}
