/**
 * An OAI-PMH answer of any size, read as it comes in bounded memory: the entries of its list one by one, with the exact
 * bytes of what they contain, then what stands around them (OAI-PMH 2.0 §3.2).
 */
import { openDecoder } from './decode-stream.ts';
import { Cutter, type OaiEvent } from './oai-cutter.ts';
import type { OaiEnvelope, OaiNote } from './oai-envelope.ts';

export type { OaiEvent } from './oai-cutter.ts';

export interface OaiStreamOptions {
  /** charset of the Content-Type; null without one. */
  charset: string | null;
  /** Longest entry that is held in memory, in characters; a longer one is `broken`. */
  maxEntry: number;
}

/** Five times the longest record seen (1.6 MB). A tree takes 25 times its text: 30 MB took 700 MB of memory. */
export const MAX_ENTRY = 8 * 1024 * 1024;
/**
 * The entries of an answer as they come, in batches; at its end, what stands around them.
 * @throws OaiFault for what is no OAI-PMH, or ends too early; EncodingFault; and what `chunks` throws
 */
export async function* readOai(
  chunks: AsyncIterable<Buffer>,
  { charset, maxEntry }: OaiStreamOptions,
): AsyncGenerator<OaiEvent[], OaiEnvelope, void> {
  const decoder = openDecoder(charset);
  const cutter = new Cutter(maxEntry, decoder.lied);
  for await (const chunk of chunks) {
    cutter.push(decoder.push(chunk));
    const events = cutter.take();
    if (events.length > 0) yield events;
  }
  cutter.push(decoder.end());
  const envelope = cutter.end();
  const events = cutter.take();
  if (events.length > 0) yield events;
  const notes: OaiNote[] = [...envelope.notes];
  const encoding = decoder.encoding() ?? 'utf-8';
  const contradiction = decoder.contradiction();
  // UTF-16 must have one.
  if (decoder.hadMark() && encoding === 'utf-8') notes.push({ code: 'byte-order-mark', example: encoding });
  if (encoding !== 'utf-8') notes.push({ code: 'not-utf-8', example: encoding });
  if (contradiction !== null) notes.push({ code: 'encoding-contradiction', example: contradiction });
  return { ...envelope, notes };
}
