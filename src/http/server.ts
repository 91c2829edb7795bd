/** The HTTP server around the application: limits that only node can keep. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** A server that does not listen yet. The listener may be attached later, once the port is known. */
export function httpServer(listener?: RequestListener): Server {
  const server = createServer(
    {
      // Room for a query that is far too long, so that it gets its 414 and a sentence, not a bare 431.
      maxHeaderSize: 160 * 1024,
      requestTimeout: 60_000,
      headersTimeout: 20_000,
      // Longer than a reverse proxy keeps idle connections (60 s in nginx), or it would send into a closed one.
      keepAliveTimeout: 65_000,
    },
    listener,
  );
  server.on('clientError', answerUnreadable);
  return server;
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
