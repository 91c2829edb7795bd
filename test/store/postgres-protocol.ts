/** Messages of a PostgreSQL server (its documentation, "Message Formats"), for servers that a test plays. */

export function message(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
}

/** ErrorResponse. */
export function errorMessage(code: string, text: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`));
}
