/**
 * DataCite's REST API as far as voreg uses it: look at a DOI, reserve one (a draft), change it. Source: DataCite REST API
 * guide (support.datacite.org/docs/api), JSON:API with Basic authentication.
 */
import type { Attributes } from './doi-metadata.ts';

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
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;
const MEDIA_TYPE = 'application/vnd.api+json';

/** Sends a request; the DOI as it is after it. @throws DoiFailed */
export async function send(account: DoiAccount, request: DoiRequest): Promise<KnownDoi> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const basic = Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64');
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(request.url, {
      method: request.method,
      headers: {
        authorization: `Basic ${basic}`,
        accept: MEDIA_TYPE,
        ...(request.body === null ? {} : { 'content-type': MEDIA_TYPE }),
      },
      ...(request.body === null ? {} : { body: JSON.stringify(request.body) }),
      // A redirect would take the password to wherever it leads.
      redirect: 'manual',
      signal: limit,
    });
    text = await textOf(answer);
  } catch (error) {
    const why = limit.aborted ? `did not answer within ${TIMEOUT_MS / 1000} s` : 'cannot be reached';
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    throw new DoiFailed(
      `DataCite at ${account.url} ${why}${code === undefined ? '' : ` (${code})`}. Run the same command again later: what was done is found again.`,
      null,
    );
  }
  if (!answer.ok) throw new DoiFailed(refusal(answer.status, text, account), answer.status);
  const known = knownDoi(text);
  if (known === null)
    throw new DoiFailed(
      `${account.url} answers with something else than DataCite's API. Check DATACITE_URL (https://api.datacite.org, https://api.test.datacite.org).`,
      answer.status,
    );
  return known;
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Longer than any answer about one DOI: then it is no JSON once it is cut.
    if (bytes > ANSWER_MAX_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function knownDoi(text: string): KnownDoi | null {
  const answer = asJson(text) as { data?: { id?: unknown; attributes?: Record<string, unknown> } } | null;
  const { id, attributes } = answer?.data ?? {};
  if (typeof id !== 'string' || typeof attributes !== 'object' || attributes === null) return null;
  const { state } = attributes;
  if (state !== 'draft' && state !== 'registered' && state !== 'findable') return null;
  return { doi: id.toLowerCase(), state, attributes };
}

/** null for what is no JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const SENTENCES: Record<number, (account: DoiAccount) => string> = {
  401: () => 'DataCite does not know the account. Check DATACITE_USER and the file DATACITE_PASSWORD_FILE.',
  403: ({ prefix }) =>
    `The account may not change DOIs below ${prefix}. Check that DATACITE_PREFIX is its own.`,
  404: () => 'DataCite has no such DOI, or the account may not see it.',
  422: () => 'DataCite takes the metadata for wrong.',
  429: () => 'DataCite asks to come back later: too many requests.',
};

function refusal(status: number, text: string, account: DoiAccount): string {
  const sentence =
    SENTENCES[status]?.(account) ??
    (status >= 300 && status < 400
      ? `${account.url} redirects. Give the address it redirects to as DATACITE_URL: the password is not taken there.`
      : `DataCite at ${account.url} refuses (HTTP ${status}).`);
  const said = messagesOf(asJson(text)).replaceAll(account.password, '***').slice(0, 500);
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
