/**
 * From the bytes of an OAI-PMH answer to text, as they come (decode.ts does the same for a whole file). A registry that
 * says UTF-8 and sends something else spoils a few records, not its whole list: bytes that are not UTF-8 come out as
 * lone surrogates, U+DC00 + byte, which no text has, and `mendBytes` reads them as windows-1252.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { byteOrderMark, declaredEncoding, EncodingFault, WINDOWS_1252 } from './decode.ts';

export interface StreamDecoder {
  /** Text of the bytes so far; a character that is not whole yet comes with the next. @throws EncodingFault at the first bytes */
  push(bytes: Buffer): string;
  /** What is left. */
  end(): string;
  /** In lower case; null until the first bytes were seen. */
  encoding(): string | null;
  hadMark(): boolean;
  /** The encoding that was said to be used, in the order of belief, differs between the declaration and HTTP. */
  contradiction(): string | null;
  /** Whether bytes came that are not in the encoding. */
  lied(): boolean;
}

/** The declaration is within so many bytes, or there is none. */
const HEAD_BYTES = 512;

type Decode = (bytes: Buffer) => string;

/** `charset`: of the HTTP Content-Type, null without one. */
export function openDecoder(charset: string | null): StreamDecoder {
  let head: Buffer | null = Buffer.alloc(0);
  let decode: Decode = () => '';
  const state = { encoding: null as string | null, marked: false, contradiction: null as string | null };
  const utf8 = tolerantUtf8();

  const begin = (bytes: Buffer): string => {
    const mark = byteOrderMark(bytes);
    const declared = declaredEncoding(bytes, mark?.encoding ?? null);
    const http = charset?.toLowerCase() ?? null;
    if (declared !== null && http !== null && !same(declared, http)) {
      state.contradiction = `${http} by HTTP, ${declared} by the XML declaration`;
    }
    state.marked = mark !== null && mark.length > 0;
    state.encoding = mark?.encoding ?? chosen(declared, http);
    decode = state.encoding === 'utf-8' ? utf8.decode : decoderOf(state.encoding);
    head = null;
    return decode(bytes.subarray(mark?.length ?? 0));
  };

  return {
    push: (bytes) => {
      if (head === null) return decode(bytes);
      head = Buffer.concat([head, bytes]);
      return head.length < HEAD_BYTES ? '' : begin(head);
    },
    end: () => (head === null ? '' : begin(head)) + (state.encoding === 'utf-8' ? utf8.end() : ''),
    encoding: () => state.encoding,
    hadMark: () => state.marked,
    contradiction: () => state.contradiction,
    lied: utf8.lied,
  };
}

function same(a: string, b: string): boolean {
  return a.replace(/[-_]/g, '') === b.replace(/[-_]/g, '') || (a === 'utf-16' && b.startsWith('utf-16'));
}

/**
 * RFC 7303 believes HTTP before the declaration, the field knows better: a server's default charset says nothing.
 * Where either says UTF-8, or nobody says anything, it is tried: Latin-1 text is hardly ever UTF-8 by chance, and what
 * is not comes out as windows-1252.
 */
function chosen(declared: string | null, http: string | null): string {
  const named = declared ?? 'utf-8';
  if (http !== null && same(http, 'utf-8')) return 'utf-8';
  return same(named, 'utf-8') || same(named, 'us-ascii') || named === 'ascii' ? 'utf-8' : named;
}

function decoderOf(encoding: string): Decode {
  if (encoding === 'iso-8859-1' || encoding === 'latin1') return (bytes) => bytes.toString('latin1');
  if (encoding === 'windows-1252') return (bytes) => fromWindows1252(bytes.toString('latin1'));
  const label = encoding === 'utf-16' ? 'utf-16le' : encoding;
  if (!['utf-16le', 'utf-16be', 'iso-8859-15', 'iso-8859-2'].includes(label)) {
    throw new EncodingFault(
      `The answer is in the encoding "${encoding.slice(0, 40)}", which is not read here.`,
    );
  }
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return (bytes) => decoder.decode(bytes, { stream: true });
}

function fromWindows1252(latin1: string): string {
  return latin1.replace(/[\x80-\x9f]/g, (c) => {
    const character = WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? ' ';
    return character === ' ' ? c : character;
  });
}

function tolerantUtf8(): { decode: Decode; end: () => string; lied: () => boolean } {
  let carried = Buffer.alloc(0);
  let lied = false;
  const whole = (bytes: Buffer): string => {
    // One byte a character, if it may be: everything after this works on half the memory.
    if (isAscii(bytes)) return bytes.toString('latin1');
    if (isUtf8(bytes)) return bytes.toString('utf8');
    lied = true;
    return withSurrogates(bytes);
  };
  return {
    decode: (bytes) => {
      const all = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
      const end = all.length - unfinished(all);
      carried = Buffer.from(all.subarray(end));
      return whole(all.subarray(0, end));
    },
    end: () => whole(carried),
    lied: () => lied,
  };
}

/** How many bytes at the end begin a character whose rest has not come. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

function lengthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

function withSurrogates(bytes: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const length = lead < 0xc0 ? 1 : lengthOf(lead);
    if (length > 1 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) {
      at += length;
      continue;
    }
    parts.push(bytes.toString('utf8', from, at), String.fromCharCode(0xdc00 + lead));
    at += 1;
    from = at;
  }
  parts.push(bytes.toString('utf8', from));
  return parts.join('');
}

/** Lone surrogates only: with the u flag the halves of a pair do not match. */
const NOT_UTF8 = /[\uDC80-\uDCFF]/gu;

/** The text with the bytes that were not UTF-8 read as windows-1252; null if there are none in it. */
export function mendBytes(text: string): string | null {
  if (text.search(NOT_UTF8) < 0) return null;
  return text.replace(NOT_UTF8, (c) => fromWindows1252(String.fromCharCode(c.charCodeAt(0) - 0xdc00)));
}
