/** Pairs that are known to be one resource: what a matcher is measured against. */

export interface TruthPair {
  subject: string;
  object: string;
  /** Where the records are, if the file says; in a copy whose ids repeat, the path tells them apart. */
  subjectPath: string | null;
  objectPath: string | null;
}

export class TruthFault extends Error {
  override name = 'TruthFault';
}

/**
 * Reads tab-separated pairs: a head line with subject_id, object_id and, optionally, subject_path, object_path; other
 * columns are passed over. Throws TruthFault with the line for what is none.
 */
export function readTruth(text: string): TruthPair[] {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = head.split('\t').map((name) => name.trim());
  const place = (name: string) => names.indexOf(name);
  if (place('subject_id') < 0 || place('object_id') < 0) {
    throw new TruthFault(
      `Line 1 must name the columns, subject_id and object_id among them, separated by tabs; it is "${head.slice(0, 80)}".`,
    );
  }
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const cells = line.split('\t');
    const cell = (name: string) => cells[place(name)]?.trim() || null;
    const subject = cell('subject_id');
    const object = cell('object_id');
    if (subject === null || object === null) {
      throw new TruthFault(`Line ${i + 2} has no subject_id or no object_id.`);
    }
    return [{ subject, object, subjectPath: cell('subject_path'), objectPath: cell('object_path') }];
  });
}

/**
 * What siblings share and records of different missions do not, for splitting into parts: `voyager` of
 * `NASA/NumericalData/Voyager1/…` (`spase://NASA/NumericalData/Voyager1/…`); of an ivoid its authority.
 */
export function missionOf(id: string): string {
  const parts = id.replace(/^[a-z]+:\/\//i, '').split('/');
  const part = /^ivo:/i.test(id) ? parts[0] : parts[2];
  return (part ?? id).toLowerCase().replace(/(?<!\d)\d+$/, '');
}

/** Part 0..parts-1 of each mission, so that parts are about equal: the largest first, each to the smallest part. */
export function split(missions: readonly string[], parts: number): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const mission of missions) sizes.set(mission, (sizes.get(mission) ?? 0) + 1);
  const loads = new Array<number>(parts).fill(0);
  const result = new Map<string, number>();
  const order = [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  for (const [mission, size] of order) {
    const part = loads.indexOf(Math.min(...loads));
    loads[part] = (loads[part] ?? 0) + size;
    result.set(mission, part);
  }
  return result;
}
