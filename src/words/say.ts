/** Small parts of sentences that reports are made of. */

/** `1 record`, `2 records`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Control characters shown, so that what somebody else wrote cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
}
