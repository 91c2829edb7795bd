/** The evidence that two records describe one resource: the sum over the features that both records show. */
import type { Corpus } from './corpus.ts';
import { type Feature, featuresOf } from './features.ts';
import { evidenceOf, type Scale, scaleOf, WEIGHTS, type Weights } from './model.ts';

/** One feature's part in a score. */
export interface Part {
  feature: Feature;
  /** 0..1; null if either record does not say. */
  value: number | null;
  evidence: number;
  /** The evidence of a value of 1. */
  most: number;
}

export class Scorer {
  readonly features: readonly Feature[];
  readonly #scales: readonly Scale[];
  /** Evidence before anything was compared. */
  readonly bias: number;

  /** Throws Error if the weights do not fit together. */
  constructor(corpus: Corpus, weights: Weights = WEIGHTS) {
    // By name: sums come out the same to the last bit however the features are listed.
    const all = [...featuresOf(corpus)].sort((a, b) => (a.name < b.name ? -1 : 1));
    const scales = all.map(({ name }) => scaleOf(name, weights));
    const weighty = all.map((_, i) => (scales[i] ?? new Float64Array()).some((evidence) => evidence !== 0));
    this.features = all.filter((_, i) => weighty[i]);
    this.#scales = scales.filter((_, i) => weighty[i]);
    this.bias = weights.bias;
  }

  /** Natural log-odds. Fast for many `b` after one `a`; symmetric. */
  evidence(a: number, b: number): number {
    const { features } = this;
    let sum = this.bias;
    for (let i = 0; i < features.length; i += 1) {
      const value = (features[i] as Feature).value(a, b);
      sum += evidenceOf(this.#scales[i] as Scale, value);
    }
    return sum;
  }

  /** The same, taken apart. */
  parts(a: number, b: number): Part[] {
    return this.features.map((feature, i) => {
      const value = feature.value(a, b);
      return {
        feature,
        value: Number.isNaN(value) ? null : value,
        evidence: evidenceOf(this.#scales[i] as Scale, value),
        most: evidenceOf(this.#scales[i] as Scale, 1),
      };
    });
  }
}
