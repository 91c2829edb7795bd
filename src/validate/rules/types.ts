/** xsi:types that several rules ask for. */
import { type Element, xsiType } from '../../resource/element.ts';

export const VSTD = 'http://www.ivoa.net/xml/StandardsRegExt/v1.0';
export const DOC = 'http://www.ivoa.net/xml/DocRegExt/v1';

/** Whether the xsi:type of an element is that name in that namespace. */
export function isType(element: Element, uri: string, local: string): boolean {
  const type = xsiType(element);
  return type?.uri === uri && type.local === local;
}
