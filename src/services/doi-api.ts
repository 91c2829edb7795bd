/**
 * DataCite's REST API as far as voreg uses it: look at a DOI, reserve one (a draft), change it. Source: DataCite REST API
 * guide (support.datacite.org/docs/api), JSON:API with Basic authentication.
 */
import type { Attributes } from './doi-metadata.ts';
import { callJson, Unanswered } from './json-api.ts';

export interface DoiAccount {
  /** `https://api.datacite.org`, without a slash at its end. */
  url: string;
  /** `10.…` */
  prefix: string;
  user: string;
  /** Goes into one header, never into a message. */
  password: string;
}

/** State moves: draft or registered → findable, findable → registered. A findable DOI can never be deleted. */
export type DoiEvent = 'publish' | 'hide';

/** One request, as a dry run shows it. */
export interface DoiRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  body: {
    data: { type: 'dois'; id?: string; attributes: Partial<Attributes> & { event?: DoiEvent } };
  } | null;
}

export interface KnownDoi {
  doi: string;
  state: 'draft' | 'registered' | 'findable';
  attributes: Record<string, unknown>;
}

/** DataCite did not do it; the message says why and what to do next. */
export class DoiFailed extends Error {
  override name = 'DoiFailed';
  /** HTTP status; null if there was no answer. */
  readonly status: number | null;
  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

type Place = Pick<DoiAccount, 'url'>;

/** Without these two parameters the answer has names only of publishers and affiliations. */
function lookRequest({ url }: Place, doi: string): DoiRequest {
  return { method: 'GET', url: `${url}/dois/${pathOf(doi)}?publisher=true&affiliation=true`, body: null };
}

/** Without an event it is a draft: nobody else sees it, and it can be taken back. */
export function reserveRequest({ url }: Place, attributes: Attributes): DoiRequest {
  return { method: 'POST', url: `${url}/dois`, body: { data: { type: 'dois', attributes } } };
}

/** Changes what is given; the rest stays. */
export function changeRequest(
  { url }: Place,
  doi: string,
  attributes: Partial<Attributes>,
  event: DoiEvent | null,
): DoiRequest {
  const change = event === null ? attributes : { ...attributes, event };
  return {
    method: 'PUT',
    url: `${url}/dois/${pathOf(doi)}`,
    body: { data: { type: 'dois', id: doi, attributes: change } },
  };
}

function pathOf(doi: string): string {
  return doi.split('/').map(encodeURIComponent).join('/');
}

/** The DOI as DataCite has it; null if it has none, or does not show it to this account. @throws DoiFailed */
export async function lookAt(account: DoiAccount, doi: string): Promise<KnownDoi | null> {
  try {
    return await send(account, lookRequest(account, doi));
  } catch (error) {
    if (error instanceof DoiFailed && error.status === 404) return null;
    throw error;
  }
}

const TIMEOUT_MS = 60_000;
const MEDIA_TYPE = 'application/vnd.api+json';

/** Sends a request; the DOI as it is after it. @throws DoiFailed */
export async function send(account: DoiAccount, request: DoiRequest): Promise<KnownDoi> {
  const basic = Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64');
  const { url, method, body } = request;
  const { status, isOk, data } = await callJson({
    ...{ url, method, timeoutMs: TIMEOUT_MS },
    headers: {
      ...{ authorization: `Basic ${basic}`, accept: MEDIA_TYPE },
      ...(body === null ? {} : { 'content-type': MEDIA_TYPE }),
    },
    ...(body === null ? {} : { body }),
  }).catch((error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    const todo = 'Run the same command again later: what was done is found again.';
    throw new DoiFailed(`DataCite at ${account.url} ${error.message}. ${todo}`, null);
  });
  if (!isOk) throw new DoiFailed(refusal(status, data, account), status);
  const known = knownDoi(data);
  if (known === null)
    throw new DoiFailed(
      `${account.url} answers with something else than DataCite's API. Check DATACITE_URL (https://api.datacite.org, https://api.test.datacite.org).`,
      status,
    );
  return known;
}

function knownDoi(answer: unknown): KnownDoi | null {
  const { data } = (answer ?? {}) as { data?: { id?: unknown; attributes?: Record<string, unknown> } };
  const { id, attributes } = data ?? {};
  if (typeof id !== 'string' || typeof attributes !== 'object' || attributes === null) return null;
  const { state } = attributes;
  if (state !== 'draft' && state !== 'registered' && state !== 'findable') return null;
  return { doi: id.toLowerCase(), state, attributes };
}

const SENTENCES: Record<number, (account: DoiAccount) => string> = {
  401: () => 'DataCite does not know the account. Check DATACITE_USER and the file DATACITE_PASSWORD_FILE.',
  403: ({ prefix }) =>
    `The account may not change DOIs below ${prefix}. Check that DATACITE_PREFIX is its own.`,
  404: () => 'DataCite has no such DOI, or the account may not see it.',
  422: () => 'DataCite takes the metadata for wrong.',
  429: () => 'DataCite asks to come back later: too many requests.',
};

function refusal(status: number, data: unknown, account: DoiAccount): string {
  const sentence =
    SENTENCES[status]?.(account) ??
    (status >= 300 && status < 400
      ? `${account.url} redirects. Give the address it redirects to as DATACITE_URL: the password is not taken there.`
      : `DataCite at ${account.url} refuses (HTTP ${status}).`);
  const said = messagesOf(data).replaceAll(account.password, '***').slice(0, 500);
  return said === '' ? sentence : `${sentence} DataCite says: ${said}`;
}

/** JSON:API: `errors`, each with a title, and where it is from. */
function messagesOf(data: unknown): string {
  const { errors } = (data ?? {}) as { errors?: { title?: unknown; source?: unknown }[] };
  if (!Array.isArray(errors)) return '';
  return errors
    .map(({ title, source }) => [source, title].filter((part) => typeof part === 'string').join(': '))
    .join('; ');
}
