/** Harvests while the service runs: every HARVEST_SECONDS or so, one after the other, off by default. */
import { again, type Schedule } from './again.ts';
import type { Logger } from './log.ts';
import type { Workplace } from './workplace.ts';

/** Not all registries of a country at the full hour: a harvest comes up to a tenth earlier or later. */
const JITTER = 0.2;
/** A service that has just started has other things to do. */
const FIRST_MS = 30_000;

/**
 * Starts it; `random` is in [0, 1). A harvest that fails is news for the log; the next comes in its turn. The signal
 * ends the one under way.
 */
export function scheduleHarvests(
  workplace: Workplace,
  log: Logger,
  signal: AbortSignal,
  random: () => number = Math.random,
  firstMs = FIRST_MS,
): Schedule {
  const everyMs = workplace.config.harvestSeconds * 1000;
  if (everyMs === 0) return { stop: async () => undefined };
  return again(() => once(workplace, log, signal), {
    firstMs: Math.min(firstMs, everyMs),
    pauseMs: () => everyMs * (1 - JITTER / 2 + JITTER * random()),
  });
}

async function once(workplace: Workplace, log: Logger, signal: AbortSignal): Promise<void> {
  try {
    // Loaded at the first harvest: most services never make one.
    const { harvestDue } = await import('./harvesting.ts');
    const results = await harvestDue(workplace, { log, signal });
    for (const { source, runs, complete, alarm, reason } of results) {
      const counts = runs.map(
        (run) => `${run.new} new, ${run.changed} changed, ${run.deleted + run.gone} gone`,
      );
      if (alarm !== null) log.error(`Harvested ${source}. ${alarm}`);
      else if (!complete) log.warn(`Harvested ${source}, not completely. ${reason ?? ''}`);
      else log.info(`Harvested ${source}: ${counts.join('; ')}.`);
    }
  } catch (error) {
    if (signal.aborted) return;
    // Whatever it was, the service itself goes on: what is published does not depend on harvests.
    log.error({ err: error }, 'The harvest has failed; the next one goes on from where it was.');
  }
}
