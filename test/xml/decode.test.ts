import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeXml, EncodingFault } from '../../src/xml/decode.ts';

const BOM = '\uFEFF';
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é€</a>`;
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('encodings that are read', () => {
  test.each<[string, Buffer, string]>([
    ['UTF-8 by default', Buffer.from('<a>é€</a>'), '<a>é€</a>'],
    ['UTF-8, declared', Buffer.from(declared('UTF-8')), declared('UTF-8')],
    ['UTF-8 with a mark, which is dropped', Buffer.from(BOM + declared('utf-8')), declared('utf-8')],
    ['UTF-16LE with a mark', Buffer.from(BOM + declared('UTF-16'), 'utf16le'), declared('UTF-16')],
    ['UTF-16BE with a mark', utf16be(BOM + declared('UTF-16')), declared('UTF-16')],
    ['UTF-16LE without a mark', Buffer.from(declared('UTF-16LE'), 'utf16le'), declared('UTF-16LE')],
    ['UTF-16BE without a mark', utf16be(declared('UTF-16BE')), declared('UTF-16BE')],
    [
      'ISO-8859-1, where 0x80 is no euro',
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é\x80</a>', 'latin1'),
      '<?xml version="1.0" encoding="ISO-8859-1"?><a>é\x80</a>',
    ],
    [
      'windows-1252, where it is one',
      Buffer.from('<?xml version="1.0" encoding="windows-1252"?><a>\x80</a>', 'latin1'),
      '<?xml version="1.0" encoding="windows-1252"?><a>€</a>',
    ],
    [
      'ISO-8859-15',
      Buffer.from("<?xml version='1.0' encoding='iso-8859-15'?><a>\xa4</a>", 'latin1'),
      "<?xml version='1.0' encoding='iso-8859-15'?><a>€</a>",
    ],
  ])('%s', (_case, bytes, text) => {
    expect(decodeXml(bytes)).toBe(text);
  });
});

describe('encodings that are a finding', () => {
  test.each<[string, Buffer, RegExp, number | null]>([
    ['one we do not read', Buffer.from(declared('EBCDIC-XX')), /which is not read here/, null],
    [
      'a declaration against the mark',
      Buffer.from(BOM + declared('ISO-8859-1')),
      /byte order mark of utf-8 but declares/,
      null,
    ],
    // The byte after é, which does not go on with it.
    ['undeclared Latin-1', Buffer.from('<a>\n\xe9</a>', 'latin1'), /said to be UTF-8/, 5],
    [
      'Latin-1 declared as UTF-8',
      Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\xe9', 'latin1'),
      /said to be UTF-8/,
      38,
    ],
    ['a character cut off at the end', Buffer.from('<a>é').subarray(0, 4), /said to be UTF-8/, null],
    ['half a surrogate pair', Buffer.from(`${BOM}<a>\ud800</a>`, 'utf16le'), /said to be UTF-16LE/, null],
  ])('%s', (_case, bytes, message, offset) => {
    const fault = faultOf(bytes);
    expect(fault.message).toMatch(message);
    if (offset !== null) expect(fault.offset).toBe(offset);
  });

  test('ASCII means ASCII', () => {
    expect(faultOf(Buffer.from(declared('US-ASCII'))).message).toMatch(/said to be US-ASCII/);
  });
});

test('any text survives UTF-8 and UTF-16', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (content) => {
      const text = `<a>${content}</a>`;
      expect(decodeXml(Buffer.from(text))).toBe(text);
      expect(decodeXml(Buffer.from(BOM + text, 'utf16le'))).toBe(text);
      expect(decodeXml(utf16be(BOM + text))).toBe(text);
    }),
  );
});

test('any bytes give text or a fault, nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(typeof decodeXml(bytes)).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(EncodingFault);
      }
    }),
    { numRuns: 1000 },
  );
});

function faultOf(bytes: Buffer): EncodingFault {
  try {
    decodeXml(bytes);
  } catch (error) {
    if (error instanceof EncodingFault) return error;
    throw error;
  }
  throw new Error('was read');
}
