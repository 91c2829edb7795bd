/** How a resource is reached, for formats that tell of downloads, web pages and services. */
import { attribute, type Element, text, xsiType } from '../resource/element.ts';
import { each, first } from '../resource/field-values.ts';
import { link } from './addresses.ts';

export interface Way {
  /** Safe as a link. */
  url: string;
  /** `page`: for people; `file`: the data themselves; `service`: asked with parameters. */
  is: 'page' | 'file' | 'service';
  /** standardID of the capability, as written; null for none. */
  standard: string | null;
  /** What people call the standard, e.g. `TAP`, `SIA`; null for none. */
  standardName: string | null;
  description: string;
  /** Media type of the answer. */
  mediaType: string | null;
}

const VOSI = /^ivo:\/\/ivoa\.net\/std\/vosi(?:#|$)/i;
/** What a standard protocol answers, where the interface does not say. */
const ANSWERS = new Set(['TAP', 'CONESEARCH', 'SIA', 'SSA', 'SLAP', 'OBSCORE', 'DATALINK']);
const VOTABLE = 'application/x-votable+xml';

/** Interfaces in the order of the record; those about a service (VOSI) and those without a usable address are left out. */
export function interfacesOf(root: Element): Way[] {
  const ways = each(root, 'capability').flatMap((capability) => {
    const standard = (attribute(capability, 'standardID') ?? '').trim() || null;
    if (standard !== null && VOSI.test(standard)) return [];
    return each(capability, 'interface').flatMap((face) => waysOf(face, capability, standard));
  });
  const direct = each(root, 'accessURL').flatMap((element) => {
    const url = link(text(element));
    const isFile = attribute(element, 'use') === 'full';
    return url === null ? [] : [way(url, isFile ? 'file' : 'page', null, '', null)];
  });
  const seen = new Set<string>();
  return [...ways, ...direct].filter(({ url, standard }) => {
    const key = `${url} ${standard ?? ''}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function waysOf(face: Element, capability: Element, standard: string | null): Way[] {
  const type = xsiType(face)?.local ?? '';
  const said = text(first(face, 'resultType'));
  const mediaType = /^[\w.+-]+\/[\w.+-]+(?:;.*)?$/.test(said) ? said : null;
  const description = text(first(capability, 'description'));
  return [...each(face, 'accessURL'), ...each(face, 'mirrorURL')].flatMap((element) => {
    const url = link(text(element));
    if (url === null) return [];
    if (type === 'WebBrowser') return [way(url, 'page', standard, description, null)];
    const isFile =
      standard === null && attribute(element, 'use') === 'full' && each(face, 'param').length === 0;
    return [way(url, isFile ? 'file' : 'service', standard, description, mediaType)];
  });
}

function way(
  url: string,
  is: Way['is'],
  standard: string | null,
  description: string,
  mediaType: string | null,
): Way {
  const standardName = standard === null ? null : (/\/std\/([^#/]+)/i.exec(standard)?.[1] ?? null);
  const answers = ANSWERS.has((standardName ?? '').toUpperCase()) ? VOTABLE : null;
  return { url, is, standard, standardName, description, mediaType: mediaType ?? answers };
}
