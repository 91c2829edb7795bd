/** A vocabulary as the IVOA serves it to programs: "desise" (Vocabularies in the VO 2.1 §3.2.1), and fetching it. */
import { z } from 'zod';
import { readWhole } from '../net/body.ts';
import type { Term } from '../validate/vocabulary.ts';

/** The UAT has 1 MB. */
const MAX_BYTES = 20 * 1024 * 1024;
const TYPE = 'application/x-desise+json';

/** There is no usable answer; the message is a sentence that names the address. */
export class NoVocabulary extends Error {
  override name = 'NoVocabulary';
}

const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);
/** `deprecated` and `preliminary` are said by being there. */
const term = z.object({
  label: z.string().min(1),
  deprecated: z.unknown().optional(),
  preliminary: z.unknown().optional(),
  useInstead: names.optional(),
  wider: names.optional(),
});
const desise = z.object({ uri: z.string(), terms: z.record(z.string().min(1), term) });

/**
 * The terms of the vocabulary `uri`, asked for at `address`, and the day of its last change (UTC) if the server says it.
 * @throws NoVocabulary
 */
export async function fetchVocabulary(
  address: string,
  uri: string,
  timeoutMs: number,
): Promise<{ terms: Record<string, Term>; date: string | null }> {
  const { text, modified } = await fetchText(address, timeoutMs);
  const parsed = desise.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') || 'the whole';
    throw new NoVocabulary(
      `${address} did not answer with a vocabulary in ${TYPE} (${where}: ${issue?.message}).`,
    );
  }
  if (plainUri(parsed.data.uri) !== plainUri(uri)) {
    throw new NoVocabulary(`${address} answered with another vocabulary, ${parsed.data.uri}.`);
  }
  const terms = Object.entries(parsed.data.terms).map(([name, found]) => [name, plainTerm(found)] as const);
  return { terms: Object.fromEntries(terms), date: modified };
}

/** http or https, with a slash or hash at the end or without: the same. */
function plainUri(uri: string): string {
  return uri.replace(/^https?:\/\/(www\.)?/, '').replace(/(?<![#/])[#/]+$/, '');
}

function plainTerm({
  label,
  deprecated,
  preliminary,
  useInstead = [],
  wider = [],
}: z.infer<typeof term>): Term {
  return {
    label: label.replace(/\s+/g, ' ').trim(),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(preliminary === undefined ? {} : { preliminary: true }),
    ...(useInstead.length === 0 ? {} : { useInstead }),
    ...(wider.length === 0 ? {} : { wider }),
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function fetchText(
  address: string,
  timeoutMs: number,
): Promise<{ text: string; modified: string | null }> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address, { headers: { accept: TYPE, 'user-agent': 'voreg' }, signal });
    if (!response.ok)
      throw new NoVocabulary(`${address} answered ${response.status} ${response.statusText}.`);
    const modified = new Date(response.headers.get('last-modified') ?? '');
    return {
      text: await limitedText(response, address),
      modified: Number.isNaN(modified.getTime()) ? null : modified.toISOString().slice(0, 10),
    };
  } catch (error) {
    if (error instanceof NoVocabulary) throw error;
    // fetch throws TypeError with the reason inside, and the signal's own reason.
    if (!(error instanceof Error)) throw error;
    const reason = error.name === 'TimeoutError' ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error);
    throw new NoVocabulary(`${address} cannot be reached: ${reason}. Is there a network here?`, {
      cause: error,
    });
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error
    ? error.cause.message || String((error.cause as NodeJS.ErrnoException).code)
    : error.message;
}

async function limitedText(response: Response, address: string): Promise<string> {
  const { bytes, isCut } = await readWhole(response.body, MAX_BYTES);
  if (isCut) throw new NoVocabulary(`${address} answered with more than ${MAX_BYTES} bytes.`);
  return bytes.toString('utf8');
}
