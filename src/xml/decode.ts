/**
 * From the bytes of a file to text: which encoding a record is in, and whether it really is.
 * Records are served in UTF-8 whatever they came in (OAI-10).
 */

/** Why a file could not be read as XML text; `offset` is the byte at which it failed, if known. */
export class EncodingFault extends Error {
  override name = 'EncodingFault';
  readonly offset: number | null;
  constructor(message: string, offset: number | null = null) {
    super(message);
    this.offset = offset;
  }
}

// TextDecoder's `iso-8859-1` means windows-1252, which differs in 0x80–0x9F: latin1 is decoded by Buffer.
const DECODERS: Record<string, (bytes: Uint8Array) => string> = {
  'utf-8': (bytes) => strict('utf-8', bytes),
  utf8: (bytes) => strict('utf-8', bytes),
  'us-ascii': ascii,
  ascii,
  'iso-8859-1': latin1,
  latin1,
  'iso-8859-15': (bytes) => strict('iso-8859-15', bytes),
  'windows-1252': windows1252,
  'utf-16le': (bytes) => strict('utf-16le', bytes),
  'utf-16be': (bytes) => strict('utf-16be', bytes),
};

/**
 * Decodes an XML file by its byte order mark, else by the encoding its declaration names, else as UTF-8
 * (XML 1.0 appendix F). The BOM is dropped. Throws EncodingFault for an encoding we do not read, one that
 * contradicts the BOM, and for bytes that are not in it.
 */
export function decodeXml(bytes: Uint8Array): string {
  const marked = byteOrderMark(bytes);
  const declared = declaredEncoding(bytes, marked?.encoding ?? null);
  if (marked !== null) {
    if (declared !== null && !agrees(declared, marked.encoding)) {
      throw new EncodingFault(
        `The file begins with the byte order mark of ${marked.encoding} but declares encoding="${declared}". ` +
          `Save it in UTF-8 and declare encoding="UTF-8".`,
      );
    }
    return decodeAs(marked.encoding, bytes.subarray(marked.length));
  }
  return decodeAs(declared ?? 'utf-8', bytes);
}

function decodeAs(encoding: string, bytes: Uint8Array): string {
  const decoder = DECODERS[encoding];
  if (decoder === undefined) {
    throw new EncodingFault(
      `The file declares encoding="${encoding}", which is not read here. Save it in UTF-8.`,
    );
  }
  try {
    return decoder(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const offset = encoding.startsWith('utf8') || encoding === 'utf-8' ? firstBadByte(bytes) : null;
    throw new EncodingFault(
      `The file is said to be ${encoding.toUpperCase()} but contains bytes that are not. ` +
        'Save it in UTF-8, or declare the encoding it is really in.',
      offset,
    );
  }
}

export function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  // UTF-16 without a mark: `<?` in two-byte units.
  if (bytes[0] === 0x3c && bytes[1] === 0 && bytes[2] === 0x3f) return { encoding: 'utf-16le', length: 0 };
  if (bytes[0] === 0 && bytes[1] === 0x3c && bytes[2] === 0) return { encoding: 'utf-16be', length: 0 };
  return null;
}

export function declaredEncoding(bytes: Uint8Array, marked: string | null): string | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512));
  const ascii = marked?.startsWith('utf-16')
    ? start.toString('latin1').replaceAll('\0', '')
    : start.toString('latin1');
  const match = /<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(ascii);
  return match?.[1]?.toLowerCase() ?? null;
}

function agrees(declared: string, marked: string): boolean {
  if (marked === 'utf-8') return declared === 'utf-8' || declared === 'utf8';
  return declared === marked || declared === 'utf-16';
}

function strict(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function ascii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7f)) throw new TypeError('not ASCII');
  return latin1(bytes);
}

/** 0x80–0x9F; a blank stands for what is not assigned. */
export const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** By hand: Node 20's TextDecoder takes windows-1252 for ISO-8859-1 (its euro sign came out as U+0080). */
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (c) => {
    const character = WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? ' ';
    if (character === ' ') throw new TypeError('not windows-1252');
    return character;
  });
}

/** Offset of the first byte that cannot belong to UTF-8, by bisection: decoding a prefix tells. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodesAsUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function decodesAsUtf8(bytes: Uint8Array): boolean {
  try {
    // stream: a prefix may end in the middle of a character.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** What a file turned out to be written in. */
export interface Decoded {
  text: string;
  /** As declared, in lower case; null if it declares none and has no byte order mark. */
  declared: string | null;
  /** How it was read after all, when its bytes are not what it declares; null if they are. */
  instead: 'utf-8' | 'windows-1252' | null;
}

/**
 * Decodes a file that is not ours to refuse: as decodeXml where that can be done; else as UTF-8 if it is UTF-8; else as
 * windows-1252, what most files mean by ISO-8859-1, where the five bytes that it does not assign stay controls.
 */
export function decodeAnyway(bytes: Uint8Array): Decoded {
  const marked = byteOrderMark(bytes)?.encoding ?? null;
  const declared = declaredEncoding(bytes, marked) ?? marked;
  try {
    return { text: decodeXml(bytes), declared, instead: null };
  } catch (error) {
    if (!(error instanceof EncodingFault)) throw error;
  }
  try {
    return { text: strict('utf-8', bytes).replace(/^\ufeff/, ''), declared, instead: 'utf-8' };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const text = latin1(bytes).replace(/[\x80-\x9f]/g, (c) => {
    const character = WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? ' ';
    return character === ' ' ? c : character;
  });
  return { text, declared, instead: 'windows-1252' };
}
