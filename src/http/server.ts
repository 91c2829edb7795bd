/** The HTTP server around the application: limits that only node can keep. */
import { createServer, type RequestListener, type Server } from 'node:http';

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
  return server;
}
