/** Clocks of processes that can be set, by Debian's faketime; monotonic time stays as it is. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/usr/lib';

/** The library of the package faketime; null where it is not installed. */
function library(): string | null {
  const found = readdirSync(ROOT)
    .map((folder) => join(ROOT, folder, 'faketime', 'libfaketimeMT.so.1'))
    .find((path) => existsSync(path));
  return found ?? null;
}

const LIBRARY = library();

export class SettableClock {
  static readonly isInstalled = LIBRARY !== null;
  readonly #file: string;

  /** `file` is to be readable by the process. */
  constructor(file: string) {
    this.#file = file;
    this.step(0);
  }

  /** For the process whose clock it is. */
  get environment(): Record<string, string> {
    if (LIBRARY === null) return {};
    return {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** What faketime leaves in shared memory when its process is killed. */
  cleanUpAfter(child: ChildProcess): void {
    child.once('close', () => {
      for (const name of [`sem.faketime_sem_${child.pid}`, `faketime_shm_${child.pid}`])
        rmSync(join('/dev/shm', name), { force: true });
    });
  }

  /** Seconds off the true time; seen within a second. */
  step(seconds: number): void {
    writeFileSync(`${this.#file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
