/** Bytes as no client library would send them. */
import { connect, type Socket } from 'node:net';

export interface RawConnection {
  socket: Socket;
  /** All that came so far, a character for a byte. */
  text(): string;
  /** Settles when the connection has ended, from whichever side. */
  ended: Promise<void>;
}

/** A connection to a service (`http://127.0.0.1:…`), and what is sent on it at once. */
export function rawConnection(root: string, bytes = ''): RawConnection {
  const socket = connect(Number(new URL(root).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A connection that is refused may be reset: that is an end, too.
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  if (bytes !== '') socket.write(bytes, 'latin1');
  return { socket, ended, text: () => Buffer.concat(chunks).toString('latin1') };
}

/** Sends bytes, and gives all that comes until the server ends the connection. */
export async function rawAnswer(root: string, bytes: string): Promise<string> {
  const { ended, text } = rawConnection(root, bytes);
  await ended;
  return text();
}

/** The status of each answer on a connection. */
export function statusesIn(text: string): number[] {
  return Array.from(text.matchAll(/HTTP\/1\.1 (\d{3}) /g), ([, status]) => Number(status));
}
