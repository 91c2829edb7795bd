/** What is seen of harvests while they run: a line for each source, rewritten on a terminal, now and then elsewhere. */
import type { HarvestProgress, HarvestResult } from '../harvest/harvest.ts';

export interface ProgressDisplay {
  progress(progress: HarvestProgress): void;
  done(result: HarvestResult): void;
  validated(records: number): void;
  /** Takes away what is to be rewritten. */
  end(): void;
}

interface Shown {
  progress: HarvestProgress;
  started: number;
}

/** On a terminal so often, in a log so often. */
const TERMINAL_MS = 200;
const LOG_MS = 10_000;

/** `write` puts text on stderr; `now` is a monotonic clock in milliseconds. */
export function progressDisplay(
  write: (text: string) => void,
  isTerminal: boolean,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const running = new Map<string, Shown>();
  let lines = 0;
  let shownAt = now();
  const clear = (): void => {
    if (lines > 0) write(`\u001b[${lines}A\u001b[J`);
    lines = 0;
  };
  const draw = (): void => {
    clear();
    for (const { progress, started } of running.values())
      write(`${lineOf(progress, (now() - started) / 1000)}\n`);
    lines = running.size;
  };
  return {
    progress(progress) {
      const started = running.get(progress.source)?.started ?? now();
      running.set(progress.source, { progress, started });
      if (now() - shownAt < (isTerminal ? TERMINAL_MS : LOG_MS)) return;
      shownAt = now();
      if (isTerminal) draw();
      else
        for (const one of running.values()) write(`${lineOf(one.progress, (now() - one.started) / 1000)}\n`);
    },
    done(result) {
      running.delete(result.source);
      if (isTerminal) clear();
      write(`${result.source}: ${outcomeOf(result)}\n`);
      if (isTerminal) draw();
    },
    validated(records) {
      if (isTerminal) clear();
      if (isTerminal && records > 0) {
        write(`${records} records validated\n`);
        lines = 1;
      }
    },
    end: () => {
      if (isTerminal) clear();
    },
  };
}

/** `rofr: full, 1200 records, 400 a second, page 12, 10.3 MB` */
function lineOf(
  { source, mode, records, pages, transferred, quarantined }: HarvestProgress,
  seconds: number,
): string {
  const rate = seconds > 0 ? Math.round(records / seconds) : 0;
  const bad = quarantined === 0 ? '' : `, ${quarantined} in quarantine`;
  return `${source}: ${mode}, ${records} records, ${rate} a second, page ${pages}, ${megabytes(transferred)}${bad}`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

/** In a word or a sentence. */
export function outcomeOf({ complete, alarm, reason }: HarvestResult): string {
  if (alarm !== null) return alarm;
  return complete ? 'complete' : (reason ?? 'It is not complete.');
}
