/**
 * Saved answers of an OAI-PMH registry, read from files: what they list, and whether they are a whole list, which nobody
 * can be asked any more. Not for: a registry on the network (oai-client.ts).
 */
import { utcSeconds } from '../resource/dates.ts';
import type { Model } from '../resource/fields.ts';
import { EncodingFault } from '../xml/decode.ts';
import { type OaiEnvelope, OaiFault } from '../xml/oai-envelope.ts';
import { type OaiEvent, readOai } from '../xml/oai-stream.ts';
import { FILE_MAX_BYTES } from './file-tree.ts';
import type { SourcePart } from './source.ts';

const ROOTS = { vor: 'Resource', spase: 'Spase' };

/** Takes files of answers one by one; then says how the list ended. */
export class OaiPages {
  readonly #model: Model;
  /** Tokens given, each with the file that gave it. */
  readonly #given = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #sizes = new Set<number>();
  #pages = 0;
  #fault: string | null = null;

  constructor(model: Model) {
    this.#model = model;
  }

  /** completeListSize, where all pages that have one agree; null otherwise. */
  get announced(): number | null {
    const [size = null, ...others] = this.#sizes;
    return others.length === 0 ? size : null;
  }

  /** Why these pages are not a whole list; null if they may be. */
  get reason(): string | null {
    if (this.#fault !== null) return this.#fault;
    // Some registries do not repeat the token in `request`: then there must be a page that gives none.
    const missing = [...this.#given].find(([token]) => this.#asked.size > 0 && !this.#asked.has(token));
    if (missing !== undefined) return `The page after ${missing[1]} is missing.`;
    if (this.#given.size > 0 && this.#given.size >= this.#pages) return 'The last page is missing.';
    return null;
  }

  /** The records of one answer. What is wrong with the answer as a whole is kept for `reason`. */
  async *read(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<SourcePart> {
    this.#pages += 1;
    const events = readOai(chunks, { charset: null, maxEntry: FILE_MAX_BYTES });
    let part = emptyPart();
    let bytes = 0;
    try {
      for (;;) {
        const next = await events.next();
        if (next.done === true) {
          this.#close(name, next.value);
          for (const { code, example } of next.value.notes) part.deviations.push({ code, count: 1, example });
          break;
        }
        for (const event of next.value) bytes += this.#add(part, event);
        if (bytes < FILE_MAX_BYTES) continue;
        yield part;
        part = emptyPart();
        bytes = 0;
      }
    } catch (error) {
      if (!(error instanceof OaiFault) && !(error instanceof EncodingFault)) throw error;
      this.#fault ??= `${name}: ${error.message}`;
    } finally {
      await events.return({} as OaiEnvelope);
    }
    yield part;
  }

  /** Returns how many bytes it added. */
  #add(part: SourcePart, event: OaiEvent): number {
    if (event.kind === 'note') part.deviations.push({ ...event.note, count: 1 });
    if (event.kind === 'broken') {
      const { identifier: id, reason, bytes } = event;
      part.quarantined.push({ id, path: null, reason, bytes });
      part.transferred += bytes.length;
      return bytes.length;
    }
    if (event.kind !== 'record') return 0;
    const { header, payload } = event;
    const { identifier: id, setSpecs, deleted } = header;
    const datestamp = header.datestamp === null ? null : utcSeconds(header.datestamp);
    const bytes = deleted ? null : (payload?.bytes ?? Buffer.alloc(0));
    part.transferred += bytes?.length ?? 0;
    if (bytes !== null && payload?.local !== ROOTS[this.#model]) {
      const found = payload === null ? 'no metadata' : `the metadata of a ${payload.local}`;
      const reason = `It has ${found}, not of a ${ROOTS[this.#model]}.`;
      part.quarantined.push({ id: id || null, path: null, reason, bytes });
    } else part.records.push({ id, datestamp, deleted, setSpecs, bytes, path: null, blob: null });
    return bytes?.length ?? 0;
  }

  #close(name: string, { errors, token, request }: OaiEnvelope): void {
    // An empty answer to "what is new" is no fault.
    const error = errors.find(({ code }) => code !== 'noRecordsMatch');
    if (error !== undefined) this.#fault ??= `${name} is an error, ${error.code}: ${error.text}`;
    if (token !== null && token.value !== '') this.#given.set(token.value, name);
    if (token !== null && token.completeListSize !== null) this.#sizes.add(token.completeListSize);
    const asked = request?.attributes.resumptionToken;
    if (asked !== undefined) this.#asked.add(asked);
  }
}

function emptyPart(): SourcePart {
  return { records: [], quarantined: [], deviations: [], transferred: 0, cursor: null };
}
