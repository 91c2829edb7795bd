/** The terms of use of a record, with the licence where it can be recognised. */
import { attribute, type Element, text } from '../resource/element.ts';
import { each } from '../resource/field-values.ts';
import { pinned } from '../validate/vocabulary.ts';
import { link } from './addresses.ts';

export interface Right {
  text: string;
  /** Safe as a link; null for none. */
  uri: string | null;
  /** Short name in the SPDX list, `CC-BY-4.0`; null where none is recognised with certainty. */
  spdx: string | null;
}

const SPDX = /^https?:\/\/spdx\.org\/licenses\/([A-Za-z0-9.+-]+?)(?:\.html|\.json)?\/?$/;
const CREATIVE_COMMONS =
  /^https?:\/\/creativecommons\.org\/(?:licenses\/([a-z-]+)|publicdomain\/(zero))\/(\d\.\d)(?:\/.*)?$/i;

/** Rights of the record (VOResource 1.1 and later), and those that 1.0 had in curation; equal ones once. */
export function rightsOf(root: Element): Right[] {
  const found = [...each(root, 'rights'), ...each(root, 'curation', 'rights')].map((element) => {
    const words = text(element);
    const uri = link(attribute(element, 'rightsURI'));
    return { text: words, uri, spdx: spdxOf(uri ?? '') ?? named(words) };
  });
  const seen = new Set<string>();
  return found.filter((one) => {
    const key = `${one.text}\n${one.uri}`;
    return (one.text !== '' || one.uri !== null) && !seen.has(key) && seen.add(key) !== undefined;
  });
}

function spdxOf(uri: string): string | null {
  const cc = CREATIVE_COMMONS.exec(uri);
  if (cc !== null)
    return named(`${cc[2] === undefined ? `CC-${(cc[1] ?? '').toUpperCase()}` : 'CC0'}-${cc[3]}`);
  return named(SPDX.exec(uri)?.[1] ?? '');
}

function named(words: string): string | null {
  // `CC BY 4.0` and `CC-BY-4.0` alone; a sentence that names a licence may say anything about it.
  const name = words.replace(/^CC[ -]/, 'CC-').replaceAll(' ', '-');
  return pinned<{ licences: string[] }>('spdx').licences.includes(name) ? name : null;
}

/** `https://spdx.org/licenses/CC-BY-4.0` */
export function spdxUri(name: string): string {
  return `https://spdx.org/licenses/${name}`;
}
