/**
 * `/validate`: a record that is pasted, uploaded or named by its address, checked as `voreg validate` does. Open to all,
 * so everything is bounded: size, time, how much at once, and where it may lead. Nothing is kept.
 */
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import { Gate } from '../oai/gate.ts';
import {
  type CheckedPart,
  type ValidateData,
  validateOffPage,
  validatePage,
} from '../pages/validate-page.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import type { Clients } from './clients.ts';
import type { Handler, Methods } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { PAGE_HEADERS, publicRoot, replyPage, viewOf } from './html.ts';
import { lookedAt } from './known.ts';
import { replyJson } from './reply.ts';
import { asksForPage } from './status.ts';
import { type Asked, askedOf, readAsked } from './validate-request.ts';

/** As validate/apart.ts gives it. */
export type Report = Omit<CheckedPart, 'name' | 'text'> & { profile: string };

export type Fetched = { bytes: Buffer; status: number } | { refused: string };

export interface Validating {
  /** `refused`: it would take too long. */
  check(
    bytes: Uint8Array,
    file: string,
    profile: 'rec' | 'rofr',
  ): Promise<{ report: Report } | { refused: string }>;
  /** What stands at an address; never in a private network. */
  fetch(url: string): Promise<Fetched>;
}

/** Bodies in memory, texts that are checked, addresses that are asked: at the same time, and waiting. */
const BODIES = [16, 16] as const;
const CHECKS = [1, 16] as const;
const FETCHES = [2, 4] as const;

/** `validating` null: VALIDATE_PAGE=off. */
export function validateMethods(answers: Answers, clients: Clients, validating: Validating | null): Methods {
  const off: Handler = () => {
    throw new HttpProblem(
      404,
      'Validation is turned off here. Run `voreg validate FILE` from a checkout of voreg.',
      {},
      validateOffPage,
    );
  };
  if (validating === null) return { GET: off, POST: off };
  const [bodies, checks, fetches] = [BODIES, CHECKS, FETCHES].map(
    ([most, queue]) => new Gate(most, queue),
  ) as [Gate, Gate, Gate];
  const bounded: Validating = {
    check: (...what) => checks.run(() => validating.check(...what)),
    fetch: (url) => fetches.run(() => validating.fetch(url)),
  };
  return {
    GET: async (ctx) => show(ctx, answers, { asked: askedOf(ctx.query), parts: [], registry: null }),
    POST: async (ctx) => {
      clients.admit(ctx);
      // The text counts as one body until it is answered: that bounds the memory they take together.
      await bodies.run(async () => {
        ctx.set('Vary', PAGE_HEADERS.Vary);
        const asked = await readAsked(ctx.req);
        const checked = await checkedOf(asked, bounded);
        if (asksForPage(ctx)) await show(ctx, answers, { asked, ...checked });
        else replyJson(ctx, 200, jsonOf(asked, checked.parts));
      });
    },
  };
}

type Checked = Pick<ValidateData, 'parts' | 'registry'>;

async function show(ctx: Context, answers: Answers, data: { asked: Asked } & Checked): Promise<void> {
  const { moment } = await lookedAt(answers);
  const view = viewOf(ctx, moment?.registry.repositoryName ?? null);
  const { url, what, profile } = data.asked;
  const address = moment === null ? null : publicRoot(moment, answers.settings);
  const form = { url, what, profile };
  replyPage(ctx, 200, view, validatePage(view, { ...data, form, address, refused: null }));
}

/** Throws HttpProblem with the form, where nothing could be checked. */
async function checkedOf(asked: Asked, validating: Validating): Promise<Checked> {
  const { record, url, what } = asked;
  if (record !== null)
    return { parts: [await part(record.bytes, record.name, asked, validating)], registry: null };
  if (url === '') throw refusal(400, 'Paste a record, choose a file, or give an address.', asked);
  if (what === 'registry') return registryAt(url, asked, validating);
  const answer = await validating.fetch(url);
  if ('refused' in answer) throw refusal(502, answer.refused, asked);
  // Somebody gave the base URL of a registry as the address of a record.
  if (/<(?:\w+:)?error\s[^>]{0,200}code=["']badVerb["']/.test(answer.bytes.toString('latin1', 0, 4096)))
    return registryAt(url, asked, validating);
  if (answer.status < 200 || answer.status > 299)
    throw refusal(502, `${url.slice(0, 300)} answers with HTTP ${answer.status}.`, asked);
  return { parts: [await part(answer.bytes, url, asked, validating)], registry: null };
}

const LOOKED_AT = ['verb=Identify', 'verb=ListRecords&metadataPrefix=ivo_vor'];

/** A quick look: Identify and the first page of records. The whole takes minutes, and is `voreg check`'s. */
async function registryAt(url: string, asked: Asked, validating: Validating): Promise<Checked> {
  const base = url.replace(/[?#].*$/s, '');
  const parts: CheckedPart[] = [];
  for (const query of LOOKED_AT) {
    const answer = await validating.fetch(`${base}?${query}`);
    if ('refused' in answer) throw refusal(502, answer.refused, { ...asked, what: 'registry' });
    parts.push(await part(answer.bytes, `${base}?${query}`, asked, validating));
  }
  return { parts, registry: base };
}

async function part(bytes: Buffer, name: string, asked: Asked, validating: Validating): Promise<CheckedPart> {
  const answer = await validating.check(bytes, name.slice(0, 300), asked.profile);
  if ('refused' in answer) throw refusal(422, answer.refused, asked);
  return { name, text: textOf(bytes), ...answer.report };
}

/** To be shown: what is not in the encoding that it names is a finding, and shown all the same. */
function textOf(bytes: Buffer): string {
  try {
    return decodeXml(bytes);
  } catch (error) {
    if (error instanceof EncodingFault) return bytes.toString('latin1');
    throw error;
  }
}

function refusal(status: number, message: string, asked: Asked): HttpProblem {
  const { url, what, profile } = asked;
  const form = { url, what, profile };
  return new HttpProblem(status, message, {}, (view) =>
    validatePage(view, { form, refused: message, parts: [], registry: null, address: null }),
  );
}

/** The JSON of `voreg validate --format json`; `left`: findings that are not given, where there are too many. */
function jsonOf({ profile }: Asked, parts: CheckedPart[]): object {
  const sum = (of: keyof CheckedPart['summary']) => parts.reduce((all, { summary }) => all + summary[of], 0);
  const left = parts.reduce((all, one) => all + one.left, 0);
  return {
    ...{ version: 1, profile },
    summary: {
      ...{ files: parts.length, records: sum('records') },
      ...{ errors: sum('errors'), warnings: sum('warnings'), infos: sum('infos') },
    },
    findings: parts.flatMap(({ findings }) => findings),
    ...(left === 0 ? {} : { left }),
  };
}
