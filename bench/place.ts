/** Where the benchmarks keep what they make. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** May be deleted at any time; repositories in it are kept for re-use. Never inside a checkout. */
export const BENCH_DIR = join(tmpdir(), 'voreg-bench');
