/** A source that fails again and again is left alone for a while: its server, or we, have better things to do. */

export interface CircuitSettings {
  /** Failures in a row, each after all its tries, that open it. */
  failures: number;
  /** The first pause; doubled with each further failure. */
  pauseMs: number;
  longestPauseMs: number;
}

export const CIRCUIT: CircuitSettings = {
  failures: 3,
  pauseMs: 15 * 60_000,
  longestPauseMs: 24 * 3_600_000,
};

/** Plain data, so that it can be kept. */
export interface CircuitState {
  failures: number;
  /** Milliseconds since 1970; 0 where nothing is to be waited for. */
  until: number;
}

export interface Circuit {
  /** Milliseconds since 1970 until which the source is not asked; null if it may be. */
  openUntil(now: number): number | null;
  succeeded(): void;
  failed(now: number): void;
  /** The source itself asked for a pause. */
  pause(until: number): void;
  state(): CircuitState;
}

export function openCircuit(settings = CIRCUIT, kept: CircuitState = { failures: 0, until: 0 }): Circuit {
  let { failures, until } = kept;
  return {
    openUntil: (now) => (until > now ? until : null),
    succeeded: () => {
      failures = 0;
      until = 0;
    },
    failed: (now) => {
      failures += 1;
      if (failures < settings.failures) return;
      const pause = settings.pauseMs * 2 ** (failures - settings.failures);
      until = Math.max(until, now + Math.min(pause, settings.longestPauseMs));
    },
    pause: (time) => {
      until = Math.max(until, time);
    },
    state: () => ({ failures, until }),
  };
}
