/** The question that a record gives as an example for one of its interfaces, and how a question is put. */
import { child, type Element, text } from './element.ts';

/** The example of an `interface` (VODataService 1.2, ParamHTTP/testQuery), without a `?` before it; null without one. */
export function testQuery(face: Element): string | null {
  return text(child(face, 'testQuery')).replace(/^[?&]+/, '') || null;
}

/** Parameters after a base address, which ends in `?` or `&` by DALI and in neither in a fifth of the records. */
export function withQuery(url: string, query: string): string {
  if (/[?&]$/.test(url)) return url + query;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** A position (degrees, ICRS) where most surveys have something, for services whose record gives no example. */
export const SOMEWHERE = { ra: 83.633, dec: 22.014 };
