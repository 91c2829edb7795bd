/** The HTTP server around the application: limits that only node can keep. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a client may take, and how many there may be. */
export interface Patience {
  /** For the headers of a request, from its first byte or from the connection's beginning. */
  headersMs: number;
  /** For the whole request. */
  requestMs: number;
  /** Between two requests. */
  idleMs: number;
  /** For reading an answer: this, and as long again as the answer takes at `bytesPerSecond`. */
  answerMs: number;
  bytesPerSecond: number;
  /** How often all that is looked at, which is how much later it may happen. */
  checkMs: number;
  /** More are closed at once. */
  connections: number;
}

const PATIENCE: Patience = {
  headersMs: 20_000,
  requestMs: 60_000,
  // Longer than a reverse proxy keeps idle connections (60 s in nginx), or it would send into a closed one.
  idleMs: 65_000,
  // The slowest line that anybody harvests with, tenfold: a page of 1 MB has three minutes.
  answerMs: 60_000,
  bytesPerSecond: 8 * 1024,
  checkMs: 5_000,
  connections: 10_000,
};

/** Requests that a connection may send before their answers are read; nobody but a test sends two. */
const MOST_AHEAD = 16;

/** How long a client may take to read why it was refused. */
const LINGER_MS = 2_000;

/** A server that does not listen yet. The listener may be attached later, once the port is known. */
export function httpServer(listener?: RequestListener, patience: Partial<Patience> = {}): Server {
  const limits = { ...PATIENCE, ...patience };
  const server = createServer(
    {
      // Room for a query that is far too long, so that it gets its 414 and a sentence, not a bare 431.
      maxHeaderSize: 160 * 1024,
      requestTimeout: limits.requestMs,
      headersTimeout: limits.headersMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: limits.checkMs,
      // Said, as a flag of Node's (--insecure-http-parser) would turn it on: two ways of reading a request are an attack.
      insecureHTTPParser: false,
    },
    listener,
  );
  server.maxConnections = limits.connections;
  server.on('clientError', answerUnreadable);
  cutSlowReaders(server, limits);
  return server;
}

/**
 * Node has a time limit for requests and none for answers: who reads a byte now and then would hold one for ever. What
 * is unread is an answer that is in memory anyway (kept, or made whole): nothing is made faster than it is read.
 */
function cutSlowReaders(server: Server, { answerMs, bytesPerSecond, checkMs }: Patience): void {
  const open = new Map<ServerResponse, number>();
  const unanswered = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    unanswered.set(socket, 0);
    socket.once('close', () => unanswered.delete(socket));
  });
  // Node's own takes a connection for idle once an answer was handed over: a stop cut it off in the middle.
  server.closeIdleConnections = () => {
    for (const [socket, count] of unanswered) if (count === 0) socket.destroy();
  };
  server.on('request', ({ socket }, response: ServerResponse) => {
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    // Node stops reading from who does not read, but answers all that has come: 64 kB hold 2,000 requests.
    if (count > MOST_AHEAD) socket.destroy();
    open.set(response, Number.POSITIVE_INFINITY);
    response.once('close', () => {
      open.delete(response);
      if (unanswered.has(socket)) unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1);
      if (!server.listening) socket.destroySoon();
    });
  });
  const look = () => {
    const now = performance.now();
    for (const [response, until] of open) {
      if (until <= now) response.destroy();
      // Complete on our side: from now on it is the client that takes its time.
      else if (response.writableEnded && until === Number.POSITIVE_INFINITY)
        open.set(response, now + answerMs + (response.writableLength / bytesPerSecond) * 1000);
    }
  };
  const timer = setInterval(look, checkMs).unref();
  server.once('close', () => clearInterval(timer));
}

/** What node cannot read never reaches the application. Its own answer is a bare status line; this adds the sentence. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  const begun = (socket as { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent ?? false;
  if (!socket.writable || error.code === 'ECONNRESET' || begun) {
    socket.destroy();
    return;
  }
  const [status, sentence] = unreadable(error.code);
  const body = `${sentence}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // One that does not close its side would keep the connection: nothing of Node's looks after it any more.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function unreadable(code: string | undefined): [status: string, sentence: string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ['431 Request Header Fields Too Large', 'The address or the headers are far too long.'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', 'The request did not arrive whole in time. Send it again.'];
    case 'HPE_INVALID_URL':
      return ['400 Bad Request', 'The address has characters that must be percent-encoded (RFC 3986).'];
    default:
      return ['400 Bad Request', 'This is not a whole and well-formed HTTP/1.1 request.'];
  }
}

/** How long answers under way may take once the service was told to stop. */
const STOP_GRACE_MS = 10_000;

/** Lets answers under way finish, but not for ever: one idle connection would keep the process (seen with a browser). */
export async function closeServer(server: Server, graceMs = STOP_GRACE_MS): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(grace);
}
