/** How the benchmarks speak: medians with their spread, and targets with whether they were met. */
import { availableParallelism, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';

/** A line on stdout: what a benchmark is run for. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Runs `work` with the arguments if this module is the program that was started. */
export async function runAlone(module: string, work: (args: string[]) => Promise<void>): Promise<void> {
  if (module === pathToFileURL(process.argv[1] ?? '').href) await work(process.argv.slice(2));
}

/** What the figures were measured on, and how busy it was: others may share the machine. */
export function machine(): string {
  const load = loadavg()[0] ?? 0;
  return `${availableParallelism()} cores, load ${load.toFixed(1)}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 16)}Z`;
}

/**
 * Time that went by since it was called, and how much of it this process computed (all its threads): on a busy machine
 * the second tells more. In seconds.
 */
export function stopwatch(): () => { seconds: number; cpu: number } {
  const started = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
  };
}

export interface Spread {
  median: number;
  /** A quarter of the values lie below: what is left of the machine's other work in something short. */
  quarter: number;
  /** Half the distance between the quartiles, as a share of the median: what the machine makes of the same work. */
  noise: number;
  rounds: number;
}

export function spread(values: number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
    return below + (above - below) * (place % 1);
  };
  const median = at(0.5);
  const quarter = at(0.25);
  return { median, quarter, noise: (at(0.75) - quarter) / 2 / median, rounds: values.length };
}

/**
 * How one thing compares with another that was measured in turn with it. Of the quarters, not of each round: a pair of
 * statements of 1 ms is mostly noise.
 */
export function ratioOf(ones: number[], others: number[]): Spread {
  const [one, other] = [spread(ones), spread(others)];
  const ratio = one.quarter / other.quarter;
  return { median: ratio, quarter: ratio, noise: Math.max(one.noise, other.noise), rounds: ones.length };
}

export interface Target {
  what: string;
  /** As the issue states it, e.g. `≥ 0.9 ×` or `< 300 ms`. */
  wanted: '≥' | '≤' | '<';
  limit: number;
  unit: string;
  measured: Spread;
}

/** `what   measured ± noise   wanted   met | missed by …`. Returns whether it was met. */
export function sayTarget({ what, wanted, limit, unit, measured }: Target): boolean {
  const { median, noise, rounds } = measured;
  const met = wanted === '≥' ? median >= limit : wanted === '≤' ? median <= limit : median < limit;
  const off = Math.abs(median / limit - 1) * 100;
  const verdict = met ? 'met' : `MISSED by ${off.toFixed(0)} %`;
  const spreadText = rounds > 1 ? ` ± ${(noise * 100).toFixed(0)} % (${rounds} rounds)` : '';
  say(
    `${what.padEnd(58)} ${`${digits(median)} ${unit}${spreadText}`.padEnd(32)} ${wanted} ${limit} ${unit}  ${verdict}`,
  );
  return met;
}

/** Three significant digits, without exponent. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
