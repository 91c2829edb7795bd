/** Do our schemas say the same as published ones? Verdicts on given records and on thousands of spoilt copies (design §7). */
import type { Schema } from '../xml/schema.ts';
import { XmlFault } from '../xml/tree.ts';
import { leavesOf, materialFrom, mutate, randomFrom, withLeaf } from './mutants.ts';

export interface Difference {
  /** File of the document it comes from. */
  file: string;
  /** What was done to it; '' for the document itself. */
  operation: string;
  /** First fault of each set; null where it found none. */
  ours: string | null;
  published: string | null;
  /** Whether STC occurs in the document: its content is not checked here, by design. */
  hasStc: boolean;
  xml: string;
}

export interface Comparison {
  documents: number;
  mutants: number;
  /** Copies of which one text or attribute was given a value that the schemas speak of, or one just beyond. */
  boundaries: number;
  /** How many of the mutants and boundaries the published set still accepts. */
  accepted: number;
  differences: Difference[];
}

const STC = /http:\/\/www\.ivoa\.net\/xml\/STC\/stc-v1\.30\.xsd|urn:nvo-stc/;

/**
 * Compares verdicts. `documents` are decoded texts as they would be served (with `updated`); `values` are tried at each
 * kind of place that they have (facets.ts); `wanted` is how many mutants to make of them. Gives way to others meanwhile.
 */
export async function compareSchemas(
  ours: Schema,
  published: Schema,
  documents: { file: string; text: string }[],
  values: string[],
  wanted: number,
  seed: number,
  onProgress: (done: number) => void,
): Promise<Comparison> {
  const result: Comparison = {
    documents: documents.length,
    mutants: 0,
    boundaries: 0,
    accepted: 0,
    differences: [],
  };
  /** Whether both sets accept it. */
  const judge = (file: string, operation: string, xml: string): boolean => {
    const [own] = ours.validate(xml);
    const [other] = published.validate(xml);
    if (other === undefined && operation !== '') result.accepted += 1;
    if ((own === undefined) === (other === undefined)) return own === undefined;
    result.differences.push({
      file,
      operation,
      ours: own?.message ?? null,
      published: other?.message ?? null,
      hasStc: STC.test(xml),
      xml,
    });
    return false;
  };
  // What one of them refuses as it is would be different, or refused, however it is spoilt.
  const sound = documents.filter(({ file, text }) => judge(file, '', text));
  // Chance rarely finds the 17th character of a shortName: each kind of place is tried with each value, in the
  // shortest document that has it.
  const seen = new Set<string>();
  for (const { file, text } of [...sound].sort((a, b) => a.text.length - b.text.length)) {
    for (const leaf of leavesOf(text)) {
      if (seen.has(leaf.kind)) continue;
      seen.add(leaf.kind);
      for (const value of values) judge(file, `${leaf.kind} = "${value}"`, withLeaf(text, leaf, value));
      result.boundaries += values.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const material = materialFrom(sound.map((d) => d.text));
  const random = randomFrom(seed);
  for (let tries = 0; result.mutants < wanted && sound.length > 0 && tries < wanted * 4; tries += 1) {
    const { file, text } = sound[tries % sound.length] ?? { file: '', text: '' };
    const mutant = mutantOf(text, material, random);
    if (mutant === null) continue;
    result.mutants += 1;
    judge(file, mutant.operation, mutant.xml);
    if (result.mutants % 500 === 0) {
      onProgress(result.mutants);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return result;
}

/** Null where the spoilt text cannot even be read: then there is nothing to compare. */
function mutantOf(
  text: string,
  material: ReturnType<typeof materialFrom>,
  random: () => number,
): ReturnType<typeof mutate> {
  try {
    return mutate(text, material, random);
  } catch (error) {
    if (error instanceof XmlFault) return null;
    throw error;
  }
}
