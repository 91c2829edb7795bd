/** `/records/<authority>/<key>`: a published record as a document of its own. */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import { localised } from '../oai/own-record.ts';
import type { Settings } from '../oai/settings.ts';
import { asDocument } from '../xml/served.ts';
import { joinBytes } from '../xml/write.ts';
import type { Clients } from './clients.ts';
import { isUnchanged } from './conditional.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { reply } from './reply.ts';

export const RECORDS = /^\/records\/.+$/;

/**
 * Not text/xml, which OAI-PMH prescribes for its answers: what is text may be transcoded on its way, and a record's
 * bytes are the curator's (design P4, RFC 7303 §3).
 */
const TYPE = 'application/xml; charset=utf-8';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** In any letter case of the ivoid (IDN-04); 404 if never published, 410 if deleted (P5). Reads the ledger, never a file. */
export function recordEndpoint(answers: Answers, clients: Clients): Handler {
  return async (ctx) => {
    const ivoid = ivoidOf(ctx.path);
    clients.admit(ctx);
    const moment = await answers.moment();
    const found = await answers.inTurn(() => answers.published.record('ivo_vor', ivoid));
    if (found.record === null) {
      throw new HttpProblem(404, `This registry has no record ${ivoid}.`);
    }
    const record = localised(found.record, moment.registry, answers.settings);
    if (record.deleted || record.body === null) {
      throw new HttpProblem(410, `${record.ivoid} was deleted from this registry on ${record.datestamp}.`);
    }
    const etag = etagOf(found, record.key, answers.settings);
    if (isUnchanged(ctx.req, etag, null)) return notModified(ctx, etag);
    reply(ctx, 200, TYPE, joinBytes([DECLARATION, asDocument(record.body, record.xmlnsAt)]), { ETag: etag });
  };
}

function ivoidOf(path: string): string {
  const key = path.slice('/records/'.length);
  try {
    const ivoid = `ivo://${decodeURIComponent(key)}`;
    if (!/\p{Cc}/u.test(ivoid)) return ivoid;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  throw new HttpProblem(404, 'This address is not that of a record: write /records/<authority>/<key>.');
}

function etagOf(
  found: { ledger: string; generation: number },
  key: string,
  { baseURL, version }: Settings,
): string {
  const parts = [found.ledger, found.generation, key, baseURL, version];
  return `W/"${found.generation}-${createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16)}"`;
}

function notModified(ctx: Context, etag: string): void {
  ctx.set({
    ...{ ETag: etag, 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' },
    'X-Request-Id': ctx.state.id,
  });
  ctx.status = 304;
}
