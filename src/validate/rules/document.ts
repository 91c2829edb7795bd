/** Rules for records of documents such as tutorials (requirements.md DOC). */
import { attribute, child, children, descend, type Element, text } from '../../resource/element.ts';
import { VR } from '../../resource/namespaces.ts';
import { attributeText, type Fault, oneOf, type Rule, shortened } from '../rule.ts';
import { textFix } from './fixes.ts';
import { LANGUAGE, languageTag } from './text.ts';
import { DOC, isType } from './types.ts';

const DOCUMENTS = 'DocRegExt 1.0 §2';

function editions(root: Element): Element[] {
  if (!isType(root, DOC, 'Document')) return [];
  return children(root, 'capability').filter((capability) => isType(capability, DOC, 'Edition'));
}

/** Each with its own test in test/validate/rules/document.test.ts. */
export const DOCUMENT_RULES: Rule[] = [
  {
    id: 'DOC-01',
    severity: 'warning',
    citation: DOCUMENTS,
    asks: 'A doc:Document has at least one capability doc:Edition, and each of them a vr:WebBrowser interface with role="rendered", best also one with role="source".',
    because: 'The rendered address is what people read; the source lets others translate and improve it.',
    example: {
      wrong: '<interface xsi:type="vr:WebBrowser">',
      right: '<interface xsi:type="vr:WebBrowser" role="rendered">',
    },
    *check({ root }) {
      const found = editions(root);
      if (found.length === 0 && isType(root, DOC, 'Document')) {
        const message =
          'The document has no edition. Add <capability xsi:type="doc:Edition"> with an interface to read it.';
        yield { element: root, message };
      }
      for (const edition of found) yield* editionFaults(edition);
    },
  },
  {
    id: 'DOC-02',
    severity: 'warning',
    citation: `${DOCUMENTS}; BCP 47`,
    asks: 'languageCode is a language tag in lower case, such as en or es-mx.',
    because: 'Teachers look for material in their language, and clients compare the code as text.',
    example: { wrong: '<languageCode>en_US</languageCode>', right: '<languageCode>en-us</languageCode>' },
    *check(subject) {
      for (const element of editions(subject.root).flatMap((edition) => children(edition, 'languageCode'))) {
        const found = text(element);
        if (LANGUAGE.test(found)) continue;
        const instead = languageTag(found);
        const fix = instead === null ? {} : textFix(subject, element, instead);
        const message = `languageCode "${shortened(found)}" is not a language tag in lower case. Write ${instead ?? 'one such as en or fr'}.`;
        yield { element, found, message, ...fix };
      }
    },
  },
  {
    id: 'DOC-03',
    severity: 'info',
    citation: DOCUMENTS,
    asks: 'A doc:Document says when it was last tried (date with role="Inspected"), what it uses (Cites, IsSupplementTo), and whether it is for Education or Outreach.',
    because: 'Lists of teaching material are made from this.',
    example: {
      wrong: '<date role="Updated">2026-11-20</date>',
      right: '<date role="Inspected">2026-11-20</date>',
    },
    *check({ root }) {
      if (!isType(root, DOC, 'Document')) return;
      const roles = descend(root, 'curation', 'date').map((date) => attributeText(date, 'role'));
      if (!roles.includes('Inspected')) {
        const message =
          'The record does not say when somebody last made sure that the text works. Add <date role="Inspected">…</date>.';
        yield { element: child(root, 'curation') ?? root, message };
      }
      const content = child(root, 'content') ?? root;
      const relations = descend(content, 'relationship', 'relationshipType').map(text);
      if (!relations.includes('Cites') && !relations.includes('IsSupplementTo')) {
        const message =
          'The record does not say which programs and services the text uses. Add a relationship Cites or IsSupplementTo.';
        yield { element: content, message };
      }
      const types = ['Education', 'Outreach'];
      const given = children(content, 'type');
      if (!given.some((type) => types.includes(text(type)))) {
        yield {
          // A single type may be the wrong one; of several nobody knows.
          element: given.length === 1 ? (given[0] ?? content) : content,
          message: `The record does not say whom the text is for. Add <type>${oneOf(types)}</type>.`,
        };
      }
    },
  },
];

function* editionFaults(edition: Element): Generator<Fault> {
  const interfaces = children(edition, 'interface');
  const rendered = interfaces.filter((element) => attribute(element, 'role') === 'rendered');
  if (rendered.length === 0) {
    const message =
      'The edition has no interface to read it. Write role="rendered" on a vr:WebBrowser interface.';
    yield { element: edition, message };
  } else if (!rendered.some((element) => isType(element, VR, 'WebBrowser'))) {
    for (const element of rendered) {
      const message =
        'The interface with role="rendered" is not for a browser. Write xsi:type="vr:WebBrowser".';
      yield { element, attribute: 'xsi:type', message };
    }
  }
  if (!interfaces.some((element) => attribute(element, 'role') === 'source')) {
    const message =
      'The edition does not say where its source is. If it is public, add an interface with role="source".';
    yield { element: edition, message, severity: 'info' };
  }
}
