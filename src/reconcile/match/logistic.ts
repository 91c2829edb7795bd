/**
 * Logistic regression with a bound and a prior: gains of evidence are never negative, and each is pulled towards what a
 * person would give. Newton's method, the bounded step by coordinate descent; no random numbers, so the same rows give
 * the same weights.
 */

export interface Row {
  /** Inputs that are not 0: their places, and their values. */
  places: Int16Array;
  values: Float64Array;
  isPair: boolean;
}

export interface Prior {
  /** For each input, the gain expected; the last one, the bias, is free. */
  means: Float64Array;
  /** How strongly it is held: as much as this many rows that matter. */
  strength: number;
}

const STEPS = 60;
/** The loss no longer falls by as much. */
const DONE = 0.01;

/** Weights that minimise the loss; as many as `means`, the last being the bias. */
export function fitLogistic(rows: readonly Row[], { means, strength }: Prior): Float64Array {
  const size = means.length;
  let weights: Float64Array = Float64Array.from(means, (mean, i) => (i === size - 1 ? -5 : mean));
  let loss = lossOf(rows, weights, means, strength);
  for (let step = 0; step < STEPS; step += 1) {
    const { gradient, curvature } = slope(rows, weights, means, strength);
    const target = boundedMinimum(weights, gradient, curvature);
    const next = search(rows, weights, target, loss, { means, strength });
    if (next === null || loss - next.loss < DONE) return next?.weights ?? weights;
    ({ weights, loss } = next);
  }
  return weights;
}

function logOdds({ places, values }: Row, weights: Float64Array): number {
  let sum = weights[weights.length - 1] ?? 0;
  for (let i = 0; i < places.length; i += 1) {
    sum += (values[i] as number) * (weights[places[i] as number] as number);
  }
  return sum;
}

function lossOf(rows: readonly Row[], weights: Float64Array, means: Float64Array, strength: number): number {
  let loss = 0;
  for (let i = 0; i < weights.length - 1; i += 1) {
    loss += (strength / 2) * ((weights[i] ?? 0) - (means[i] ?? 0)) ** 2;
  }
  for (const row of rows) {
    const odds = logOdds(row, weights);
    const signed = row.isPair ? -odds : odds;
    loss += signed > 30 ? signed : Math.log1p(Math.exp(signed));
  }
  return loss;
}

/** First and second derivatives of the loss. */
function slope(rows: readonly Row[], weights: Float64Array, means: Float64Array, strength: number) {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  for (const row of rows) {
    const { places, values } = row;
    const odds = logOdds(row, weights);
    const chance = 1 / (1 + Math.exp(-odds));
    const error = chance - (row.isPair ? 1 : 0);
    const spread = chance * (1 - chance);
    gradient[size - 1] = (gradient[size - 1] ?? 0) + error;
    for (let i = 0; i < places.length; i += 1) {
      const at = places[i] as number;
      gradient[at] = (gradient[at] as number) + error * (values[i] as number);
    }
    if (spread > 1e-6) addOuter(curvature, size, row, spread);
  }
  for (let i = 0; i < size; i += 1) {
    const held = i === size - 1 ? 1e-3 : strength;
    gradient[i] = (gradient[i] ?? 0) + (i === size - 1 ? 0 : held * ((weights[i] ?? 0) - (means[i] ?? 0)));
    curvature[i * size + i] = (curvature[i * size + i] ?? 0) + held;
    for (let j = 0; j < i; j += 1) curvature[j * size + i] = curvature[i * size + j] ?? 0;
  }
  return { gradient, curvature };
}

/** Adds spread · row · rowᵀ to the lower half; the places of a row ascend, the bias comes last. */
function addOuter(curvature: Float64Array, size: number, { places, values }: Row, spread: number): void {
  const bias = (size - 1) * size;
  for (let i = 0; i < places.length; i += 1) {
    const at = (places[i] as number) * size;
    const scaled = spread * (values[i] as number);
    for (let j = 0; j <= i; j += 1) {
      const k = at + (places[j] as number);
      curvature[k] = (curvature[k] as number) + scaled * (values[j] as number);
    }
    const k = bias + (places[i] as number);
    curvature[k] = (curvature[k] as number) + scaled;
  }
  curvature[bias + size - 1] = (curvature[bias + size - 1] as number) + spread;
}

const SWEEPS = 100;

/** Where the parabola through `weights` is lowest with no gain below 0. */
function boundedMinimum(
  weights: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
): Float64Array {
  const size = weights.length;
  const target = weights.slice();
  const now = gradient.slice();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let largest = 0;
    for (let i = 0; i < size; i += 1) {
      const wanted = (target[i] ?? 0) - (now[i] ?? 0) / (curvature[i * size + i] ?? 1);
      const change = (i === size - 1 ? wanted : Math.max(0, wanted)) - (target[i] ?? 0);
      if (change === 0) continue;
      target[i] = (target[i] ?? 0) + change;
      for (let j = 0; j < size; j += 1) {
        now[j] = (now[j] as number) + change * (curvature[i * size + j] as number);
      }
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < 1e-3) break;
  }
  return target;
}

/** Goes towards the target as far as the loss falls; null if it falls nowhere. */
function search(
  rows: readonly Row[],
  from: Float64Array,
  to: Float64Array,
  loss: number,
  { means, strength }: Prior,
): { weights: Float64Array; loss: number } | null {
  for (let share = 1; share > 1e-4; share /= 2) {
    const weights = from.map((weight, i) => weight + share * ((to[i] ?? 0) - weight));
    const found = lossOf(rows, weights, means, strength);
    if (found < loss) return { weights, loss: found };
  }
  return null;
}
