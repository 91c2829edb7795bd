/** `/resolve?ivoid=…` and `/I/ivo://…`: from an identifier to the page of its record, here or where it is at home. */
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import { unknownPage } from '../pages/unknown-page.ts';
import { recordPath } from '../pages/view.ts';
import { withoutSlashAtEnd } from '../resource/address.ts';
import { parseIvoid } from '../resource/ivoid.ts';
import type { HarvestedPlace } from '../store/harvested-where.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { publicRoot } from './html.ts';
import { reply } from './reply.ts';

export const RESOLVED = /^\/I\/.+$/;

/** Where harvests have seen a record, the responsible registry first. May throw DatabaseAway. */
export type Elsewhere = (ivoid: string) => Promise<HarvestedPlace[]>;

/**
 * 303 to our page (also of a deleted record), or to the record at the registry that harvests say is responsible; else
 * 404. Only to addresses of our own and of the registries that the operator harvests, never to one out of the request.
 */
export function resolveEndpoint(answers: Answers, clients: Clients, elsewhere: Elsewhere): Handler {
  return async (ctx) => {
    const asker = clients.admit(ctx);
    const asked = askedOf(ctx);
    const moment = await answers.moment();
    // What follows ? or # is about a part of the resource (IVOA Identifiers 2.0 §2.3); a record has neither.
    const ivoid = withoutSlashAtEnd(asked.replace(/[?#].*$/s, ''));
    const parsed = parseIvoid(ivoid);
    if (parsed !== null) {
      const { record } = await answers.inTurn(() => answers.published.record('ivo_vor', ivoid), asker);
      if (record !== null) {
        seeOther(ctx, `${publicRoot(moment, answers.settings)}/${recordPath(record.ivoid)}`);
        return;
      }
      const places = await answers.inTurn(() => elsewhere(ivoid), asker);
      const place = places.map(addressOf).find((address) => address !== null);
      if (place !== undefined && place !== null) {
        seeOther(ctx, place);
        return;
      }
    }
    const says =
      parsed === null
        ? `This is no IVOA identifier: ${asked.slice(0, 300)}`
        : `No record is known for ${ivoid}`;
    throw new HttpProblem(404, `${says}. Identifiers look like ivo://authority/key.`, {}, (view) =>
      unknownPage(view, asked, true),
    );
  };
}

/** The identifier as asked for, decoded once; with or without `ivo://`, whose slashes some proxies make one. */
function askedOf(ctx: Context): string {
  const url = ctx.req.url ?? '';
  if (!ctx.path.startsWith('/I/')) {
    const ivoid = new URLSearchParams(url.replace(/^[^?]*\??/, '')).get('ivoid')?.trim() ?? '';
    if (ivoid !== '') return ivoid;
    throw new HttpProblem(
      400,
      'Say which identifier: /resolve?ivoid=ivo://authority/key, or /I/ivo://authority/key.',
    );
  }
  const written = url.slice(url.indexOf('/I/') + 3);
  try {
    return `ivo://${decodeURIComponent(written).replace(/^ivo:\/{1,2}/i, '')}`;
  } catch (error) {
    if (error instanceof URIError)
      throw new HttpProblem(400, 'This address is not encoded as addresses are.');
    throw error;
  }
}

/** The record as its registry serves it: registries have no pages in common, but all have GetRecord. */
function addressOf({ baseURL, ivoid }: HarvestedPlace): string | null {
  if (!URL.canParse(baseURL)) return null;
  const url = new URL(baseURL);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '' || url.username !== '') return null;
  url.search = String(
    new URLSearchParams({ verb: 'GetRecord', metadataPrefix: 'ivo_vor', identifier: ivoid }),
  );
  return url.href;
}

function seeOther(ctx: Context, address: string): void {
  reply(ctx, 303, 'text/plain; charset=utf-8', `See ${address}\n`, { Location: address });
}
