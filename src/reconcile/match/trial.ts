/** A matching whose right answers are known: who is searched for whom, and which pairs are true. */
import type { Fields } from '../../resource/fields.ts';
import { isOfClass } from './classes.ts';
import type { View } from './clues.ts';
import { type Corpus, CorpusBuilder } from './corpus.ts';
import type { FoundRecord } from './read.ts';
import type { TruthPair } from './truth.ts';

export interface Trial {
  corpus: Corpus;
  /** Records that may be the answer. */
  subjects: Int32Array;
  /** Records that look for one; all of them, also those the truth does not speak of. */
  objects: Int32Array;
  /** object → its true subjects. */
  truth: Map<number, Set<number>>;
  /** Objects of which some true pair has another title and another description. */
  hard: Set<number>;
  /** For each record of the corpus: its identifier, for reports only. */
  ids: string[];
  /** Pairs of the truth whose records were not found. */
  missing: TruthPair[];
}

/** The records of both sides, before they are numbered. */
export interface Sides {
  subjects: FoundRecord[];
  objects: FoundRecord[];
}

/**
 * Divides records: those that live where the truth's objects do (`Deprecated/…`), or are of their model (`spase://` when
 * the subjects are `ivo://`), look for one of the others. Only data: repositories and persons are no answers here.
 */
export function sidesOf(records: readonly FoundRecord[], pairs: readonly TruthPair[]): Sides {
  const isObject = objectTest(pairs);
  const sides: Sides = { subjects: [], objects: [] };
  for (const record of records) {
    if (!isOfClass(record.fields.type, 'data')) continue;
    (isObject(record) ? sides.objects : sides.subjects).push(record);
  }
  return sides;
}

function objectTest(pairs: readonly TruthPair[]): (record: FoundRecord) => boolean {
  const scheme = (id: string) => id.replace(/:.*$/s, '').toLowerCase();
  const schemes = new Set(pairs.map(({ object }) => scheme(object)));
  if (!pairs.some(({ subject }) => schemes.has(scheme(subject)))) {
    return ({ fields }) => schemes.has(scheme(fields.id));
  }
  const top = (path: string) => path.replace(/\/.*$/s, '');
  const folders = new Set(pairs.map(({ objectPath }) => top(objectPath ?? '')));
  for (const { subjectPath } of pairs) folders.delete(top(subjectPath ?? ''));
  const ids = new Set(pairs.map(({ object }) => object));
  return ({ path, fields }) => folders.has(top(path)) || ids.has(fields.id);
}

/** Numbers the records and looks the pairs up, by path, else by id. */
export function trialOf({ subjects, objects }: Sides, pairs: readonly TruthPair[], view: View): Trial {
  const builder = new CorpusBuilder(view);
  const ids: string[] = [];
  const number = ({ fields }: FoundRecord) => {
    ids.push(fields.id);
    return builder.add(fields);
  };
  const subjectNumbers = Int32Array.from(subjects, number);
  const objectNumbers = Int32Array.from(objects, number);
  const findSubject = finder(subjects, subjectNumbers);
  const findObject = finder(objects, objectNumbers);
  const truth = new Map<number, Set<number>>();
  const hard = new Set<number>();
  const missing: TruthPair[] = [];
  for (const pair of pairs) {
    const subject = findSubject(pair.subjectPath, pair.subject);
    const object = findObject(pair.objectPath, pair.object);
    if (subject === undefined || object === undefined) {
      missing.push(pair);
      continue;
    }
    const known = truth.get(object.number) ?? new Set();
    truth.set(object.number, known.add(subject.number));
    if (isHard(subject.fields, object.fields)) hard.add(object.number);
  }
  return {
    corpus: builder.build(),
    subjects: subjectNumbers,
    objects: objectNumbers,
    truth,
    hard,
    ids,
    missing,
  };
}

function isHard(a: Fields, b: Fields): boolean {
  return a.title !== b.title && a.description !== b.description;
}

interface Numbered {
  number: number;
  fields: Fields;
}

function finder(
  records: FoundRecord[],
  numbers: Int32Array,
): (path: string | null, id: string) => Numbered | undefined {
  const byPath = new Map<string, Numbered>();
  const byId = new Map<string, Numbered>();
  for (const [i, { path, fields }] of records.entries()) {
    const entry = { number: numbers[i] ?? 0, fields };
    byPath.set(path, entry);
    if (!byId.has(fields.id)) byId.set(fields.id, entry);
  }
  return (path, id) => (path === null ? undefined : byPath.get(path)) ?? byId.get(id);
}
