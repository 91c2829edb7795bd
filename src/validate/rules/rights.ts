/** Rule about the licence of a resource (SVC-12). */
import { children, text } from '../../resource/element.ts';
import { replaceAttribute } from '../../xml/edit.ts';
import { attributeText, type Fault, type Rule, type Subject } from '../rule.ts';
import { pinned } from '../vocabulary.ts';

const SPDX = /^https?:\/\/spdx\.org\/licenses\/[A-Za-z0-9.+-]+$/;
const CREATIVE_COMMONS =
  /^https?:\/\/creativecommons\.org\/(?:licenses\/(by(?:-nc)?(?:-nd|-sa)?)|publicdomain\/(zero))\/(\d\.\d)\/?(?:deed\.en|legalcode)?$/i;

export const RIGHTS_RULE: Rule = {
  id: 'SVC-12',
  severity: 'info',
  citation: 'VOResource 1.2 §3.2',
  asks: 'The licence is named by its SPDX URI in rights/@rightsURI, everything in the first rights element.',
  because: 'Software compares the URI; RegTAP only has room for the first rights element.',
  example: {
    wrong: '<rights rightsURI="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</rights>',
    right: '<rights rightsURI="https://spdx.org/licenses/CC-BY-4.0">CC BY 4.0</rights>',
  },
  check: rightsFaults,
};

function* rightsFaults({ root, text: document }: Subject): Generator<Fault> {
  const [first, ...more] = children(root, 'rights');
  for (const element of more) {
    const message =
      'Only the first rights element is seen by those who search. Move what it says, and its rightsURI, there.';
    yield { element, found: text(element), message };
  }
  if (first === undefined) return;
  const uri = attributeText(first, 'rightsURI');
  if (uri === '') {
    const licence =
      /creative commons|\bCC[ -](?:BY|0|Zero)|\bCC0\b|\bODbL\b|open data commons|public domain/i.exec(
        text(first),
      );
    if (licence === null) return;
    const message = `The rights name a licence ("${licence[0]}"), but rightsURI does not. Add rightsURI="https://spdx.org/licenses/…", such as …/CC-BY-4.0.`;
    yield { element: first, found: '', message };
    return;
  }
  if (SPDX.test(uri)) {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    if (licences().has(name)) return;
    const message = `SPDX knows no licence ${name}. Write the short name as in https://spdx.org/licenses/, such as CC-BY-4.0.`;
    yield { element: first, attribute: 'rightsURI', found: uri, message };
    return;
  }
  const right = spdxOf(uri);
  const edit = right === null ? null : replaceAttribute(document, first, 'rightsURI', right);
  yield {
    element: first,
    attribute: 'rightsURI',
    found: uri,
    message: `"${uri}" is not an SPDX licence URI. Write ${right ?? 'https://spdx.org/licenses/ and the short name of the licence, such as CC-BY-4.0'}.`,
    ...(right === null || edit === null ? {} : { fix: { says: right, edits: [edit] } }),
  };
}

/** Short names of the SPDX list, superseded ones too. A file name with .html names the same licence. */
function licences(): { has(name: string): boolean } {
  const { licences: names } = pinned<{ licences: string[] }>('spdx');
  return { has: (name) => names.includes(name.replace(/\.html$/, '')) };
}

/** The SPDX URI of a Creative Commons address, e.g. …/licenses/by-sa/4.0/ → …/CC-BY-SA-4.0; null if it is none. */
function spdxOf(uri: string): string | null {
  const match = CREATIVE_COMMONS.exec(uri);
  if (match === null) return null;
  const name = match[2] === undefined ? `CC-${(match[1] ?? '').toUpperCase()}` : 'CC0';
  return `https://spdx.org/licenses/${name}-${match[3]}`;
}
