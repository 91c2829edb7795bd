import { expect, test } from 'vitest';
import { decodeAnyway } from '../../src/xml/decode.ts';

const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>`;

test.each([
  ['as it is declared', Buffer.from(`${declared('UTF-8')}é`), 'é', 'utf-8', null],
  ['without a declaration', Buffer.from('<a>é'), 'é', null, null],
  ['ISO-8859-1', Buffer.from(`${declared('ISO-8859-1')}é`, 'latin1'), 'é', 'iso-8859-1', null],
  ['UTF-16 by its mark', Buffer.from('\ufeff<a>é', 'utf16le'), 'é', 'utf-16le', null],
  [
    'UTF-8 that is windows-1252',
    Buffer.from(`${declared('UTF-8')}\x93\x81é`, 'latin1'),
    '“\x81é',
    'utf-8',
    'windows-1252',
  ],
  ['an encoding that nobody knows', Buffer.from(`${declared('EBCDIC-37')}é`), 'é', 'ebcdic-37', 'utf-8'],
  [
    'a mark and a declaration that differ',
    Buffer.from(`\ufeff${declared('ISO-8859-1')}é`),
    'é',
    'iso-8859-1',
    'utf-8',
  ],
])('%s', (_, bytes, end, says, instead) => {
  const decoded = decodeAnyway(bytes);
  expect(decoded).toMatchObject({ declared: says, instead });
  expect(decoded.text.endsWith(`<a>${end}`)).toBe(true);
  expect(decoded.text.startsWith('<')).toBe(true);
});
