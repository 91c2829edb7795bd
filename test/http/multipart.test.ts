import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, MultipartFault, readMultipart } from '../../src/http/multipart.ts';

const read = (body: string, boundary = 'b') =>
  readMultipart(Buffer.from(body, 'latin1'), boundary).map(({ name, filename, bytes }) => [
    name,
    filename,
    bytes.toString('latin1'),
  ]);
const field = (rest: string, content: string) =>
  `--b\r\nContent-Disposition: form-data; ${rest}\r\n\r\n${content}\r\n`;

describe('multipart/form-data', () => {
  it('fields and files, as browsers write them', () => {
    const file = 'name="file"; filename="a%22b;é.xml"\r\nContent-Type: text/xml';
    const body = `${field('name="text"', 'a\r\n--c')}${field(file, '<x/>')}${field('name="e"', '')}--b--\r\n`;
    expect(read(body)).toEqual([
      ['text', null, 'a\r\n--c'],
      ['file', 'a"b;\uFFFD.xml', '<x/>'],
      ['e', null, ''],
    ]);
    expect(read(`preamble\r\n${field('name="x"', 'y')}--b--epilogue`)).toEqual([['x', null, 'y']]);
    expect(read('--b--')).toEqual([]);
  });

  it('what a browser makes is read as it was', async () => {
    const form = new FormData();
    form.set('text', 'Zeile 1\nline 2');
    form.set('file', new Blob([Buffer.from([0, 13, 10, 45, 45, 255])]), 'röcord "1".xml');
    const response = new Response(form);
    const boundary = boundaryOf(response.headers.get('content-type') ?? '') ?? '';
    const parts = readMultipart(Buffer.from(await response.arrayBuffer()), boundary);
    expect(parts.map(({ name, filename }) => [name, filename])).toEqual([
      ['text', null],
      ['file', 'röcord "1".xml'],
    ]);
    expect(parts[1]?.bytes).toEqual(Buffer.from([0, 13, 10, 45, 45, 255]));
  });

  it.each([
    ['nothing', ''],
    ['another boundary', field('name="x"', 'y').replaceAll('--b', '--c')],
    ['a boundary inside of a line', `x${field('name="x"', 'y')}--b--`],
    ['no end', field('name="x"', 'y')],
    ['an end without its dashes', `${field('name="x"', 'y')}--bogus`],
    ['no name', `${field('filename="x"', 'y')}--b--`],
    ['no disposition', '--b\r\n\r\nx\r\n--b--'],
    ['a head without an end', '--b\r\nContent-Disposition: form-data; name="x"\r\n--b--'],
    ['a head of 10 kB', `${field(`name="x"\r\nX: ${'y'.repeat(10_000)}`, 'y')}--b--`],
    ['10,000 fields', `${field('name="x"', 'y').repeat(10_000)}--b--`],
    ['boundaries alone', '--b\r\n'.repeat(10_000)],
  ])('is refused with a sentence: %s', (_case, body) => {
    expect(() => read(body)).toThrow(MultipartFault);
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
    'multipart/form-data; boundary="x "',
    'multipart/form-data; boundary=é',
    `multipart/form-data;${' '.repeat(100_000)}`,
  ])('a boundary must be one of RFC 2046: %.50s', (type) => {
    expect(() => boundaryOf(type)).toThrow(MultipartFault);
  });

  it('is of this type only', () => {
    expect([boundaryOf('text/xml'), boundaryOf('multipart/form-data2; boundary=b')]).toEqual([null, null]);
    expect(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b');
  });

  it('any bytes: fields, or a sentence; nothing else', () => {
    const piece = fc.constantFrom(
      '--b',
      '\r\n',
      '--',
      'Content-Disposition: form-data; name="',
      '"',
      'x',
      ';',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          for (const [, , content = ''] of read(`--b${pieces.join('')}`))
            expect(content).not.toContain('\r\n--b');
        } catch (error) {
          expect(error).toBeInstanceOf(MultipartFault);
        }
      }),
    );
  });
});
