/** The values that schema files speak of, and those just beyond: where two statements of a schema may differ by one. */
import { attribute, walk } from '../resource/element.ts';
import { parseXml } from '../xml/tree.ts';

/** A value for each form that the patterns and types of the field have, to be accepted or refused. */
const FORMS = [
  ...[
    '',
    ' ',
    'x',
    'X y',
    '0',
    '1',
    '-1',
    '2',
    '4',
    '1.5',
    '1e3',
    '.5',
    '1 2',
    '1.5 -2e3',
    'true',
    'TRUE',
    'INF',
    'NaN',
  ],
  ...[
    '2024-01-01',
    '2024-1-1',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00.5Z',
    '2024-13-01',
  ],
  ...[
    '2024-01-01T00:00:00+02:00',
    '2024-01-01Z',
    '-2024-01-01',
    '20240101',
    'ivo://abc',
    'ivo://ab/c',
    'ivo://abc/d',
  ],
  ...[
    'ivo://abc/d/',
    'ivo://abc//d',
    'ivo://abc/d#e',
    'ivo://abc/d?e',
    'IVO://abc/d',
    'ivo://.bc/d',
    'ivo://abc/d%20e',
  ],
  ...[
    'http://x',
    'https://x/y?z',
    'ftp://x',
    'mailto:a@b.c',
    'a@b.c',
    'a b@c.d',
    'x/y',
    'X/Y',
    '*',
    '4*',
    '4x*',
    '*x4',
    '1x2x',
  ],
  ...['é', 'a:b', '1a', 'a-b', 'a_b', 'a.b', 'oai:a.b:c', 'oai:a:c', 'a.b.c', '10:30', 'P1D'],
];
const BOUNDS = new Set(['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive']);
const LENGTHS = new Set(['length', 'minLength', 'maxLength']);

/** Of the texts of schema files, in order and without repeats. Throws XmlFault for a file that is not well-formed. */
export function facetValues(schemas: string[]): string[] {
  const found = new Set(FORMS);
  for (const schema of schemas) {
    for (const element of walk(parseXml(schema).root)) {
      const value = attribute(element, 'value') ?? attribute(element, 'fixed');
      if (value === null) continue;
      if (element.local === 'enumeration' || attribute(element, 'fixed') !== null) found.add(value);
      else if (LENGTHS.has(element.local)) for (const n of around(value)) found.add('x'.repeat(n));
      else if (BOUNDS.has(element.local)) for (const n of around(value)) found.add(String(n));
    }
  }
  return [...found];
}

function around(value: string): number[] {
  const n = Number(value);
  return Number.isInteger(n) && n < 10_000 ? [n - 1, n, n + 1].filter((one) => one >= 0) : [];
}
