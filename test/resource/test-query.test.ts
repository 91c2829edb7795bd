import { expect, it } from 'vitest';
import { testQuery, withQuery } from '../../src/resource/test-query.ts';
import { parseXml } from '../../src/xml/tree.ts';

const face = (inside: string) => parseXml(`<interface>${inside}</interface>`).root;

it('finds the example of an interface', () => {
  expect(testQuery(face('<testQuery>RA=1&amp;DEC=2</testQuery>'))).toBe('RA=1&DEC=2');
  expect(testQuery(face('<testQuery> ?&amp;RA=1 </testQuery>'))).toBe('RA=1');
  expect(testQuery(face('<testQuery/>'))).toBeNull();
  expect(testQuery(face(''))).toBeNull();
});

it.each([
  ['https://a.example/scs', 'https://a.example/scs?RA=1'],
  ['https://a.example/scs?', 'https://a.example/scs?RA=1'],
  ['https://a.example/scs?cat=2', 'https://a.example/scs?cat=2&RA=1'],
  ['https://a.example/scs?cat=2&', 'https://a.example/scs?cat=2&RA=1'],
])('puts a question after %s', (url, asked) => {
  expect(withQuery(url, 'RA=1')).toBe(asked);
});
