/** What somebody asks of /validate: the forms of its page, and a record as the body of a POST. */
import type { IncomingMessage } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import { HttpProblem } from './errors.ts';
import { connection, readUpTo } from './form-body.ts';
import { boundaryOf, MultipartFault, type Part, readMultipart } from './multipart.ts';

export interface Asked {
  /** What was pasted, uploaded or sent; null: an address is given. */
  record: { bytes: Buffer; name: string } | null;
  /** '' for none. */
  url: string;
  what: 'record' | 'registry';
  profile: 'rec' | 'rofr';
}

const VALIDATE_LIMIT = 2 * 1024 * 1024;
/** A form has a few hundred bytes beside the record. */
const BODY_LIMIT = VALIDATE_LIMIT + 64 * 1024;
/** Of a form without a file: an address and two choices. A million empty fields in 2 MB stopped everything for 0.7 s. */
const FIELDS_LIMIT = 16 * 1024;
const BODY_MS = 20_000;
const URL_MOST = 2_000;
/** What a record may be sent as. */
const PLAIN_TYPE = /^(text\/(xml|plain)|application\/(xml|octet-stream|[\w.-]+\+xml))\s*(;|$)/i;

/** From fields by their names, as in the query of a link to the page; what is not among the choices is the first of them. */
export function askedOf(fields: ParsedUrlQuery | Record<string, string>): Asked {
  const { url, what, profile } = fields;
  return {
    record: null,
    url: typeof url === 'string' ? url.trim().slice(0, URL_MOST) : '',
    what: what === 'registry' ? 'registry' : 'record',
    profile: profile === 'rofr' ? 'rofr' : 'rec',
  };
}

/** Reads the body. Throws HttpProblem: 400, 408, 413, 415. */
export async function readAsked(req: IncomingMessage): Promise<Asked> {
  const type = req.headers['content-type'] ?? '';
  const query = new URLSearchParams((req.url ?? '').split('?')[1] ?? '');
  if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new HttpProblem(415, 'Send the record plainly, without a Content-Encoding.', {
      Connection: 'close',
    });
  if (/^multipart\/form-data\s*(;|$)/i.test(type)) return formOf(await bodyOf(req), type);
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    return askedOf(
      Object.fromEntries(new URLSearchParams((await bodyOf(req, FIELDS_LIMIT)).toString('utf8'))),
    );
  if (!PLAIN_TYPE.test(type))
    throw new HttpProblem(
      415,
      'Send a record as application/xml or text/plain, or the form of the page as multipart/form-data.',
      { Connection: 'close' },
    );
  const bytes = await bodyOf(req);
  return { ...askedOf(Object.fromEntries(query)), record: { bytes: limited(bytes), name: 'record.xml' } };
}

async function bodyOf(req: IncomingMessage, limit = BODY_LIMIT): Promise<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(
      () =>
        fail(
          new HttpProblem(408, `The body did not arrive within ${BODY_MS / 1000} s.`, {
            Connection: 'close',
          }),
        ),
      BODY_MS,
    );
  });
  const reading = readUpTo(req, limit);
  // Once it is late nobody waits for it, and the connection ends under it.
  reading.catch(() => undefined);
  try {
    const { body, size } = await Promise.race([reading, late]);
    if (size > limit) throw tooLarge(connection(size));
    return body;
  } finally {
    clearTimeout(timer);
  }
}

function limited(bytes: Buffer): Buffer {
  if (bytes.length > VALIDATE_LIMIT) throw tooLarge();
  return bytes;
}

function tooLarge(headers: Record<string, string> = {}): HttpProblem {
  const sentence = `Here a record may have ${VALIDATE_LIMIT} bytes; voreg validate takes larger ones.`;
  return new HttpProblem(413, sentence, headers);
}

function formOf(body: Buffer, type: string): Asked {
  let parts: Part[];
  try {
    parts = readMultipart(body, boundaryOf(type) ?? '');
  } catch (error) {
    if (error instanceof MultipartFault) throw new HttpProblem(400, error.message);
    throw error;
  }
  const field = (name: string) => parts.find((part) => part.name === name && part.filename === null);
  const texts = parts
    .filter(({ name, filename }) => filename === null && name !== 'text')
    .map(({ name, bytes }) => [name, bytes.toString('utf8', 0, URL_MOST)]);
  const file = parts.find(
    ({ name, filename, bytes }) => name === 'file' && filename !== null && bytes.length > 0,
  );
  const pasted = field('text')?.bytes.toString('utf8') ?? '';
  const asked = askedOf(Object.fromEntries(texts) as Record<string, string>);
  if (file !== undefined)
    return { ...asked, record: { bytes: limited(file.bytes), name: nameOf(file.filename ?? '') } };
  if (pasted.trim() === '') return asked;
  return { ...asked, record: { bytes: limited(asUtf8(pasted)), name: 'record.xml' } };
}

/** Without the folders that some browsers send, and without what steers a terminal or the direction of reading. */
function nameOf(filename: string): string {
  const name = filename.replace(/^.*[/\\]/s, '').replace(/[\p{Cc}\p{Cf}]/gu, '');
  return name.slice(-100) || 'record.xml';
}

/** What is pasted is characters: it comes in UTF-8 with its lines ended by CRLF, whatever the declaration in it says. */
function asUtf8(pasted: string): Buffer {
  const text = pasted
    .trimStart()
    .replaceAll('\r\n', '\n')
    .replace(/^(<\?xml[^>]{0,100}?encoding\s*=\s*)("[^"]*"|'[^']*')/, '$1"UTF-8"');
  return Buffer.from(text, 'utf8');
}
