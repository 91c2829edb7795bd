/** Web addresses as text. */

/** Without the slashes it ends in. The look-behind makes a row of slashes inside cost no more than its length. */
export function withoutSlashAtEnd(address: string): string {
  return address.replace(/(?<!\/)\/+$/, '');
}
