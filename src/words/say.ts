/** Small parts of sentences that reports are made of. */

/** `1 record`, `2 records`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** With a capital at its beginning: `two records` → `Two records`. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A reason as a sentence of its own: `no connection` → `No connection.` */
export function sentence(reason: string): string {
  return `${capital(reason)}.`;
}

/** A date (`YYYY-MM-DDThh:mm…`, UTC) as people read it, `2026-11-20 18:16`; '' for none. */
export function toTheMinute(date: string | null): string {
  return (date ?? '').slice(0, 16).replace('T', ' ');
}

/** At most `most` UTF-16 units, with … for what is left out; never half a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Control characters shown, so that what somebody else wrote cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
}
