/**
 * An OAI-PMH server that does nothing but hand out pages from a folder, so that what is measured is the harvester:
 *
 *   node harvest-server.js FOLDER PORT
 *
 * The folder is made by harvest-pages.ts: Identify.xml, and ListRecords-0.xml and so on, the token of a page its number.
 */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { runAlone } from './report.ts';

await runAlone(import.meta.url, async ([folder = '', port = '0']) => {
  const server = createServer((request, response) => {
    const args = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const page =
      args.get('verb') === 'Identify' ? 'Identify' : `ListRecords-${args.get('resumptionToken') ?? '0'}`;
    response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' });
    pipeline(
      createReadStream(join(folder, `${page}.xml`), { highWaterMark: 256 * 1024 }),
      response,
      () => undefined,
    );
  });
  server.listen(Number(port), '127.0.0.1');
});
