/** `application/x-www-form-urlencoded`, strictly: a query string or the body of a POST (OAI-01, OAI-03). */

export interface Pair {
  name: string;
  value: string;
}

/** A piece between two `&` that is not percent-encoded UTF-8 text. */
export interface Undecodable {
  /** As it came, one character for each byte. */
  piece: string;
}

const PLAIN = /^[\x20-\x24\x26-\x2A\x2C-\x7E]*$/;
const BROKEN_PERCENT = /%(?![0-9A-Fa-f]{2})/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Splits at `&` (`;` is no separator) and decodes: `+` is a blank, `%XX` a byte, bytes are UTF-8.
 * `binary` has one character for each byte, as node gives `request.url`. Empty pieces are skipped; a piece without
 * `=` has the empty value. Never throws, whatever comes.
 */
export function parseForm(binary: string): { pairs: Pair[]; undecodable: Undecodable[] } {
  const pairs: Pair[] = [];
  const undecodable: Undecodable[] = [];
  for (const piece of binary.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = decode(equals < 0 ? piece : piece.slice(0, equals));
    const value = equals < 0 ? '' : decode(piece.slice(equals + 1));
    if (name === null || value === null) undecodable.push({ piece });
    else pairs.push({ name, value });
  }
  return { pairs, undecodable };
}

/** Null if it has a broken `%` escape or bytes that are no UTF-8 (overlong forms and surrogates included). */
function decode(text: string): string | null {
  if (PLAIN.test(text)) return text;
  if (BROKEN_PERCENT.test(text)) return null;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
