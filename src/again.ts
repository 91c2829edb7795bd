/** Work that comes again and again while the service runs, and never twice at a time. */

export interface Schedule {
  /** Ends the waiting, and resolves when what is under way has ended; nothing begins any more. */
  stop(): Promise<void>;
}

interface Pace {
  /** Before the first time. */
  firstMs: number;
  /** From the end of one time to the beginning of the next; a function is asked anew for each. */
  pauseMs: number | (() => number);
}

/**
 * Starts it. `work` tells of its own failures: a rejection is nobody's, and ends the process as any other does. What is
 * under way at a stop is waited for; to break it off is up to a signal that `work` has.
 */
export function again(work: () => Promise<void>, { firstMs, pauseMs }: Pace): Schedule {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  let running: Promise<void> = Promise.resolve();
  // One timer after the other, not an interval: work that takes longer than its pause must not queue up behind itself.
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      running = work().finally(() => {
        if (!isStopped) wait(typeof pauseMs === 'number' ? pauseMs : pauseMs());
      });
    }, ms);
  };
  wait(firstMs);
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
