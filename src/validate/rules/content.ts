/** Rules about what a resource is about and what it is tied to (requirements.md CON). */
import { attribute, child, children, descend, type Element, text } from '../../resource/element.ts';
import { parseIvoid } from '../../resource/ivoid.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject, shortened } from '../rule.ts';
import { term, type VocabularyName, vocabulary } from '../vocabulary.ts';
import { altIdentifierTrouble, isBibcode, isDoi } from './alt-identifier.ts';
import { elementsNamed } from './elements.ts';
import { attributeFix, textFix } from './fixes.ts';
import { subjectFaults } from './subjects.ts';
import { termTrouble } from './term.ts';
import { DOC, isType } from './types.ts';

const CONTENT = 'VOResource 1.2 §3.1.3';

/** Each with its own test in test/validate/rules/content.test.ts. */
export const CONTENT_RULES: Rule[] = [
  {
    id: 'CON-01',
    severity: 'warning',
    citation: `${CONTENT}; http://www.ivoa.net/rdf/uat`,
    asks: 'A subject is one concept of the Unified Astronomy Thesaurus, written as in the IVOA vocabulary: virtual-observatories.',
    because:
      'Everybody who looks for a concept, or for a wider one, finds the record; free words match only themselves.',
    example: {
      wrong: '<subject>Solar atmosphere, Sunspots</subject>',
      right: '<subject>solar-atmosphere</subject>\n<subject>sunspots</subject>',
    },
    *check(subject) {
      for (const element of descend(subject.root, 'content', 'subject'))
        yield* subjectFaults(subject, element);
    },
  },
  {
    id: 'CON-02',
    severity: 'warning',
    citation: `${CONTENT}; vocabularies content_type and content_level`,
    asks: 'type and contentLevel are from the vocabularies content_type and content_level.',
    because: 'Other words are not understood by any client.',
    example: {
      wrong: '<contentLevel>University</contentLevel>',
      right: '<contentLevel>Research</contentLevel>',
    },
    *check(subject) {
      for (const element of descend(subject.root, 'content', 'type')) {
        yield* termFaults(subject, element, 'content_type');
      }
      for (const element of descend(subject.root, 'content', 'contentLevel')) {
        yield* termFaults(subject, element, 'content_level');
      }
    },
  },
  {
    id: 'CON-03',
    severity: 'warning',
    citation: `${CONTENT}; vocabulary relationship_type`,
    asks: 'relationshipType is a current term of the vocabulary relationship_type.',
    because:
      'Clients follow IsServedBy and its like; the names of VOResource 1.0 should not be used in new records.',
    example: {
      wrong: '<relationshipType>served-by</relationshipType>',
      right: '<relationshipType>IsServedBy</relationshipType>',
    },
    *check(subject) {
      for (const element of descend(subject.root, 'content', 'relationship', 'relationshipType')) {
        yield* termFaults(subject, element, 'relationship_type');
      }
    },
  },
  {
    id: 'CON-04',
    severity: 'info',
    citation: CONTENT,
    asks: 'A relatedResource has a name and, if it is registered, its ivo-id.',
    because: 'People read the name; clients follow the identifier.',
    example: {
      wrong: '<relatedResource>PADC TAP service</relatedResource>',
      right: '<relatedResource ivo-id="ivo://padc.example/tap/planeto">PADC TAP service</relatedResource>',
    },
    *check({ root }) {
      for (const relationship of descend(root, 'content', 'relationship')) {
        const kind = text(child(relationship, 'relationshipType'));
        for (const element of children(relationship, 'relatedResource')) {
          const found = text(element);
          const named =
            attributeText(element, 'ivo-id') !== '' || attributeText(element, 'altIdentifier') !== '';
          if (found === '') {
            const message = `The relatedResource of ${shortened(kind) || 'the relationship'} is empty. Write the name of the resource.`;
            yield { element, found, message, severity: 'warning' };
          } else if (!named && !(isType(root, DOC, 'Document') && kind === 'Cites')) {
            // DocRegExt 1.0 §2 wants unregistered programs cited by the name of their binary.
            const message = `"${shortened(found)}" has no ivo-id. If it is registered, add ivo-id="ivo://…".`;
            yield { element, found, message };
          }
        }
      }
    },
  },
  {
    id: 'CON-05',
    severity: 'warning',
    citation: `${CONTENT}, vr:Source`,
    asks: 'A source with format="bibcode" or "doi" is the bare bibcode or DOI, without prefix or resolver.',
    because: 'The format already says how to read it; clients build the link themselves.',
    example: {
      wrong: '<source format="doi">https://doi.org/10.1051/0004-6361/201730000</source>',
      right: '<source format="doi">10.1051/0004-6361/201730000</source>',
    },
    *check(subject) {
      for (const element of descend(subject.root, 'content', 'source')) yield* sourceFaults(subject, element);
    },
  },
  {
    id: 'CON-06',
    severity: 'error',
    citation: `${CONTENT}; VOResource 1.2 schema`,
    asks: 'referenceURL is the http or https address of a page for people.',
    because: 'It is the link that every client offers for more information.',
    example: {
      wrong: '<referenceURL>www.obspm.fr</referenceURL>',
      right: '<referenceURL>https://www.obspm.fr/</referenceURL>',
    },
    *check({ root }) {
      for (const element of descend(root, 'content', 'referenceURL')) {
        const found = text(element);
        if (!/^https?:\/\//.test(found)) {
          const message = `The referenceURL "${shortened(found)}" is not an http or https address. Write the address of a page about the resource.`;
          yield { element, found, message };
        } else if (!/^https?:\/\/[^\s/?#]\S*$/.test(found)) {
          const message = `The referenceURL "${shortened(found)}" is not a complete address without blanks. Write the address of a page about the resource.`;
          yield { element, found, message, severity: 'warning' };
        } else if (/[?&]$/.test(found)) {
          const message = `The referenceURL "${shortened(found)}" ends like the address of a service. Write that of a page for people.`;
          yield { element, found, message, severity: 'info' };
        }
      }
    },
  },
  {
    id: 'CON-07',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.1.4, vr:Validation',
    asks: 'A validationLevel names the organisation or registry that gave it by its ivoid; a publishing registry sends none.',
    because: 'Grades are given by those who check, and added by searchable registries.',
    example: { wrong: '<validationLevel validatedBy="PADC">2</validationLevel>', right: '' },
    *check({ root }) {
      for (const element of elementsNamed(root, 'validationLevel')) {
        if (element.uri !== '') continue;
        const found = attributeText(element, 'validatedBy');
        const place = { element, found };
        if (parseIvoid(found) === null) {
          const message = `validatedBy="${shortened(found)}" is not the ivoid of an organisation or registry. Remove the validationLevel, or write its ivoid.`;
          yield { ...place, attribute: 'validatedBy', message };
        } else {
          const message = `A publishing registry gives no validationLevel; the one by ${shortened(found)} will be out of date soon. Remove it.`;
          yield { ...place, message, severity: 'info' };
        }
      }
    },
  },
];

/** Faults of an element that holds one term of a small vocabulary. */
function* termFaults(subject: Subject, element: Element, name: VocabularyName): Generator<Fault> {
  const found = text(element);
  const trouble = termTrouble(name, found);
  if (trouble === null) return;
  const fix = trouble.instead === null ? {} : textFix(subject, element, trouble.instead);
  const wrong = trouble.kind === 'deprecated' ? 'is deprecated' : `is not in the vocabulary ${name}`;
  const write = trouble.instead ?? currentTerms(name);
  yield {
    element,
    found,
    message: `${element.local} "${shortened(found)}" ${wrong}. Write ${write}.`,
    ...fix,
  };
}

/** Most terms that a message lists. */
const LISTED = 8;

function currentTerms(name: VocabularyName): string {
  const terms = Object.keys(vocabulary(name).terms).filter((key) => term(name, key)?.deprecated !== true);
  if (terms.length <= LISTED) return oneOf(terms);
  return `${terms.slice(-LISTED).join(', ')} or another term of ${vocabulary(name).vocabulary}`;
}

function* sourceFaults(subject: Subject, element: Element): Generator<Fault> {
  const found = text(element);
  const format = attribute(element, 'format')?.trim() ?? '';
  if (found === '') {
    yield { element, found, message: 'The source is empty. Write a bibcode or DOI, or remove it.' };
    return;
  }
  const kind = format.toLowerCase();
  if (kind !== 'bibcode' && kind !== 'doi') {
    const looks = isBibcode(found) ? 'bibcode' : isDoi(found) ? 'doi' : null;
    if (looks === null || format !== '') return;
    yield {
      element,
      found,
      message: `The source "${found}" is a ${looks}. Say so: format="${looks}".`,
      severity: 'info',
    };
    return;
  }
  if (format !== kind) {
    const message = `format="${format}" is written in lower case: "${kind}".`;
    yield {
      element,
      attribute: 'format',
      found: format,
      message,
      ...attributeFix(subject, element, 'format', kind),
    };
  }
  const right = kind === 'bibcode' ? isBibcode : isDoi;
  if (right(found)) return;
  const bare = (altIdentifierTrouble(found)?.instead ?? found).replace(/^(?:doi|bibcode):/, '');
  const fix = right(bare) ? textFix(subject, element, bare) : {};
  const form = kind === 'bibcode' ? 'a bibcode of 19 characters' : 'a DOI, 10.…/…';
  const write = right(bare) ? `Write ${shortened(bare)}.` : 'Write it without prefix and resolver.';
  yield { element, found, message: `The source "${shortened(found)}" is not ${form}. ${write}`, ...fix };
}
