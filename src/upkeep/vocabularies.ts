/** `voreg vocabularies update`: brings src/validate/vocabularies up to date with what the IVOA publishes. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Term, Vocabulary, VocabularyName } from '../validate/vocabulary.ts';
import { fetchVocabulary, NoVocabulary } from './desise.ts';

const IVOA = 'http://www.ivoa.net/rdf/';
/** Our files of vocabularies that ivoa.net serves. */
export const SERVED: VocabularyName[] = [
  'content_level',
  'content_type',
  'date_role',
  'relationship_type',
  'messenger',
  'product-type',
  'data-source',
  'refframe',
  'uat',
];
/** Tables that nobody serves in this form, and where they come from. */
export const BY_HAND: { file: string; source: string }[] = [
  { file: 'ucd', source: 'the UCD list (https://github.com/ivoa-std/UCDList)' },
  { file: 'vounits', source: 'VOUnits (https://github.com/ivoa-std/VOUnits)' },
  { file: 'spdx', source: 'the SPDX licence list (https://spdx.org/licenses/)' },
  { file: 'standards', source: 'the standards themselves' },
  { file: 'standard-records', source: 'the records of standards in the Registry of Registries' },
];

export interface UpdateOptions {
  /** Folder of the JSON files. */
  dir: string;
  /** Stands in for http://www.ivoa.net/rdf/: a mirror. */
  from: string;
  /** Also if terms are gone that were no preliminary ones. */
  acceptGone: boolean;
  timeoutMs: number;
  /** UTC, `YYYY-MM-DD`. */
  today: string;
}

export interface Change {
  name: VocabularyName;
  /** Why nothing was written; null if the file is up to date now. */
  refused: string | null;
  /** Dates of the file before and now. */
  before: string;
  after: string;
  added: string[];
  /** Newly deprecated, as `term` or `term → instead`. */
  deprecated: string[];
  gone: string[];
  /** Terms of which something else changed. */
  changed: string[];
}

/** Updates one file; without a difference it is not touched. What cannot be used is refused with a sentence. */
export async function updateVocabulary(name: VocabularyName, options: UpdateOptions): Promise<Change> {
  const file = join(options.dir, `${name}.json`);
  const old = JSON.parse(await readFile(file, 'utf8')) as Vocabulary;
  const unchanged = {
    name,
    before: old.date,
    after: old.date,
    added: [],
    deprecated: [],
    gone: [],
    changed: [],
  };
  try {
    const address = new URL(old.vocabulary.replace(IVOA, ''), options.from).href;
    const { terms, date } = await fetchVocabulary(address, old.vocabulary, options.timeoutMs);
    const change: Change = { ...unchanged, ...differences(old.terms, terms), refused: null };
    const isSame = [change.added, change.deprecated, change.gone, change.changed].every(
      (list) => list.length === 0,
    );
    if (isSame) return change;
    change.refused = options.acceptGone ? null : shrunken(old.terms, change.gone);
    if (change.refused !== null) return change;
    change.after = date ?? options.today;
    await replaceFile(file, formatVocabulary({ ...old, date: change.after, terms }));
    return change;
  } catch (error) {
    if (!(error instanceof NoVocabulary)) throw error;
    return { ...unchanged, refused: error.message };
  }
}

/** Terms are deprecated, never taken back; only preliminary ones may vanish (Vocabularies in the VO 2.1 §5). */
function shrunken(old: Record<string, Term>, gone: string[]): string | null {
  const settled = gone.filter((name) => old[name]?.preliminary !== true);
  if (settled.length === 0) return null;
  const shown =
    settled.length > 5
      ? `${settled.slice(0, 5).join(', ')} and ${settled.length - 5} more`
      : settled.join(', ');
  return (
    `The answer lacks ${shown}. The IVOA deprecates terms, but does not take them back: it may be incomplete. ` +
    'If it is right, run the command with --accept-gone.'
  );
}

function differences(old: Record<string, Term>, now: Record<string, Term>) {
  const names = Object.keys(now);
  const known = names.filter((name) => Object.hasOwn(old, name));
  const isNew = (name: string) => now[name]?.deprecated === true && old[name]?.deprecated !== true;
  return {
    added: names.filter((name) => !Object.hasOwn(old, name)),
    deprecated: known.filter(isNew).map((name) => [name, ...(now[name]?.useInstead ?? [])].join(' → ')),
    gone: Object.keys(old).filter((name) => !Object.hasOwn(now, name)),
    changed: known.filter((name) => !isNew(name) && plain(old[name]) !== plain(now[name])),
  };
}

/** The order of keys, and of wider terms, says nothing. */
function plain(term: Term | undefined): string {
  const {
    label,
    deprecated = false,
    preliminary = false,
    useInstead = [],
    wider = [],
  } = term ?? { label: '' };
  return JSON.stringify([label, deprecated, preliminary, [...useInstead].sort(), [...wider].sort()]);
}

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
}

/** As our files are kept, which is how Biome formats JSON: a term to a line where it fits, so that a diff shows what changed. */
const WIDTH = 110;

export function formatVocabulary({ terms, ...head }: Vocabulary): string {
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`,
  );
  const entries = Object.entries(terms).map(([name, term], i, all) =>
    formatTerm(name, term, i === all.length - 1),
  );
  return `{\n${lines.join('\n')}\n  "terms": {\n${entries.join('\n')}\n  }\n}\n`;
}

function formatTerm(name: string, term: Term, isLast: boolean): string {
  const { label, deprecated, preliminary, useInstead, wider } = term;
  const comma = isLast ? '' : ',';
  const parts: [string, string | boolean | string[] | undefined][] = [
    ['label', label],
    ['deprecated', deprecated === true || undefined],
    ['preliminary', preliminary === true || undefined],
    ['useInstead', useInstead],
    ['wider', wider],
  ];
  const given = parts.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
  const line = `    ${JSON.stringify(name)}: { ${given.map(({ key, value }) => `"${key}": ${inline(value)}`).join(', ')} }${comma}`;
  if (line.length <= WIDTH) return line;
  const below = given.map(({ key, value }, i) => formatPart(key, value, i === given.length - 1));
  return `    ${JSON.stringify(name)}: {\n${below.join('\n')}\n    }${comma}`;
}

function formatPart(key: string, value: string | boolean | string[], isLast: boolean): string {
  const comma = isLast ? '' : ',';
  const line = `      "${key}": ${inline(value)}${comma}`;
  if (line.length <= WIDTH || !Array.isArray(value)) return line;
  const items = value.map((item) => `        ${JSON.stringify(item)}`);
  return `      "${key}": [\n${items.join(',\n')}\n      ]${comma}`;
}

function inline(value: string | boolean | string[]): string {
  return Array.isArray(value)
    ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    : JSON.stringify(value);
}
