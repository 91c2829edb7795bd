/** How long to wait before another try (RFC 9110 §10.2.3; requirements.md HV-01, HV-06). */

/**
 * Milliseconds that a Retry-After header asks for, in either form (seconds, or an HTTP date, against `now`); null for
 * none or one that is neither. A date in the past is 0.
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? '';
  // Some send fractions of seconds.
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  if (!/^[A-Za-z]{3,9},? /.test(value)) return null;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

export interface BackOff {
  /** Before the second try; doubled for each one after it. */
  firstMs: number;
  /** The same after HTTP 503 or 429 without Retry-After: HV-06 asks for minutes. */
  busyMs: number;
  longestMs: number;
}

/** Before try number `tries + 1`; between half and all of the doubled time, so that harvesters do not come together. */
export function backOffMs(tries: number, busy: boolean, backOff: BackOff, random: number): number {
  const whole = (busy ? backOff.busyMs : backOff.firstMs) * 2 ** (tries - 1);
  return Math.round(Math.min(whole, backOff.longestMs) * (0.5 + random / 2));
}
