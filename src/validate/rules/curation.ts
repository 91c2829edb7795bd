/** Rules about people, dates and alternative identifiers (requirements.md CUR). */
import { attribute, child, children, descend, type Element, text } from '../../resource/element.ts';
import { VR } from '../../resource/namespaces.ts';
import { attributeText, type Fault, type Rule, type Subject, shortened } from '../rule.ts';
import { altIdentifierTrouble, isOrcidUri } from './alt-identifier.ts';
import { inFuture, readDate } from './dates.ts';
import { elementsNamed, elementsOf, elementsWith } from './elements.ts';
import { attributeFix, textFix } from './fixes.ts';
import { creatorNameTrouble } from './names.ts';
import { termTrouble } from './term.ts';
import { isType } from './types.ts';

const CURATION = 'VOResource 1.2 §3.1.2';

/** Each with its own test in test/validate/rules/curation.test.ts. */
export const CURATION_RULES: Rule[] = [
  {
    id: 'CUR-01',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.5',
    asks: 'Alternative identifiers are written doi:10.…, https://orcid.org/…, bibcode:…, https://ror.org/… or ascl:…; other URIs are free.',
    because:
      'Clients find a DOI or an ORCID by comparing text; other spellings are not found. A wrong check digit leads to somebody else.',
    example: {
      wrong: '<altIdentifier>https://doi.org/10.5479/ADS/bib/2018ivoa.spec.0625P</altIdentifier>',
      right: '<altIdentifier>doi:10.5479/ADS/bib/2018ivoa.spec.0625P</altIdentifier>',
    },
    check: altIdentifierFaults,
  },
  {
    id: 'CUR-02',
    severity: 'info',
    citation: `${CURATION}; VOResource 1.3 §3.1.2`,
    asks: 'The ORCID or ivo-id of a creator or contact is an attribute of its name element.',
    because:
      'VOResource 1.2 deprecates altIdentifier elements in creator and contact, 1.3 the ivo-id attributes on them. The Registry of Registries still validates with 1.1, which has only the elements: until it follows, both are accepted here.',
    example: {
      wrong: '<name>Cecconi, B.</name><altIdentifier>https://orcid.org/0000-0001-7915-5571</altIdentifier>',
      right: '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Cecconi, B.</name>',
    },
    *check({ root }) {
      const people = [...descend(root, 'curation', 'creator'), ...descend(root, 'curation', 'contact')];
      for (const person of people) {
        for (const element of children(person, 'altIdentifier')) {
          const message = `altIdentifier inside ${person.local} is deprecated since VOResource 1.2: <name altIdentifier="${shortened(text(element))}">. The Registry of Registries takes only this older form yet.`;
          yield { element, found: text(element), message };
        }
        const found = attribute(person, 'ivo-id');
        if (found === null) continue;
        const message = `ivo-id on <${person.name}> is deprecated. Write it on its name: <name ivo-id="${shortened(found)}">.`;
        yield { element: person, attribute: 'ivo-id', found, message };
      }
    },
  },
  {
    id: 'CUR-03',
    severity: 'warning',
    citation: CURATION,
    asks: 'Each creator has one name, the last name first, with no function, markup or address.',
    because: 'This is what people search by author, and what is cited.',
    example: {
      wrong: '<name>PI: Ita Varajedini, V.G. Mornilov</name>',
      right: '<name>Varajedini, I.</name>',
    },
    *check({ root }) {
      for (const element of descend(root, 'curation', 'creator', 'name')) {
        const found = text(element);
        const trouble = creatorNameTrouble(found);
        if (trouble === null) continue;
        const message = `The creator name "${shortened(found)}" ${trouble.says}`;
        yield { element, found, message, severity: trouble.severity };
      }
    },
  },
  {
    id: 'CUR-04',
    severity: 'info',
    citation: CURATION,
    asks: 'A contact has an e-mail address, best that of a role; a telephone number begins with + and the country.',
    because:
      'The schema asks for a name only, but users with a question need an address that outlives the author.',
    example: {
      wrong: '<contact><name>PADC support</name></contact>',
      right: '<contact><name>PADC support</name><email>vo.paris@obspm.fr</email></contact>',
    },
    check: contactFaults,
  },
  {
    id: 'CUR-05',
    severity: 'warning',
    citation: `${CURATION}; vocabulary date_role`,
    asks: 'Each date has a role from the vocabulary date_role.',
    because:
      'Without one it means Collected since VOResource 1.2, and representative before: readers cannot tell which.',
    example: {
      wrong: '<date role="creation">2019-05-13</date>',
      right: '<date role="Created">2019-05-13</date>',
    },
    *check(subject) {
      for (const element of descend(subject.root, 'curation', 'date')) {
        const found = attributeText(element, 'role');
        if (found === '') {
          const message = `The date "${shortened(text(element))}" has no role, so it means Collected. Write role="Collected", or Created, Updated, Issued…`;
          yield { element, message, severity: 'info' };
          continue;
        }
        const trouble = termTrouble('date_role', found);
        if (trouble === null) continue;
        const fix = trouble.instead === null ? {} : attributeFix(subject, element, 'role', trouble.instead);
        const message = `role="${shortened(found)}" is ${trouble.kind === 'deprecated' ? 'deprecated' : 'not in the vocabulary date_role'}. Write ${trouble.instead ?? 'e.g. Created, Updated, Collected or Issued'}.`;
        yield { element, attribute: 'role', found, message, ...fix };
      }
    },
  },
  {
    id: 'CUR-06',
    severity: 'error',
    citation: 'RofR test VRdate; requirements.md CUR-06',
    asks: 'Dates in curation are not in the future.',
    because: 'The Registry of Registries refuses a registry that sends such a record.',
    example: {
      wrong: '<date role="Updated">2062-10-05</date>',
      right: '<date role="Updated">2026-10-05</date>',
    },
    *check({ root, now }) {
      for (const element of descend(root, 'curation', 'date')) {
        const found = text(element);
        const date = readDate(found);
        const future = date === null ? 'no' : inFuture(date, now);
        if (future === 'no') continue;
        const message = `The date ${found} is in the future. Write a day that has passed.`;
        yield { element, found, message, severity: future === 'barely' ? 'warning' : 'error' };
      }
    },
  },
  {
    id: 'CUR-07',
    severity: 'info',
    citation: CURATION,
    asks: 'The publisher has the ivo-id of its vr:Organisation record.',
    because: 'Names are spelt in many ways; by the identifier users find everything of one publisher.',
    example: {
      wrong: '<publisher>Paris Astronomical Data Centre</publisher>',
      right: '<publisher ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</publisher>',
    },
    *check({ root }) {
      for (const element of descend(root, 'curation', 'publisher')) {
        if (attributeText(element, 'ivo-id') !== '') continue;
        const message = `The publisher "${shortened(text(element))}" has no ivo-id. Add that of its vr:Organisation record: <publisher ivo-id="ivo://…">.`;
        yield { element, found: text(element), message };
      }
    },
  },
  {
    id: 'CUR-08',
    severity: 'info',
    citation: CURATION,
    asks: 'A record names at least one creator, unless it is about an organisation.',
    because: 'Without one the resource can neither be cited nor get a DOI.',
    example: {
      wrong: '<curation><publisher>…</publisher>',
      right: '<creator><name>Cecconi, B.</name></creator>',
    },
    *check({ root }) {
      const curation = child(root, 'curation');
      // An organisation is not cited; 8 of 8 model records have none.
      if (curation === null || isType(root, VR, 'Organisation')) return;
      if (children(curation, 'creator').length > 0) return;
      const message =
        'There is no creator. Add <creator><name>Last, F.</name></creator> after the publisher; an organisation will do.';
      yield { element: curation, message };
    },
  },
  {
    id: 'CUR-09',
    severity: 'info',
    citation: CURATION,
    asks: 'A logo is the http or https address of an image, and is given once.',
    because: 'Clients show it beside the title; a page, or a second logo, they cannot show.',
    example: { wrong: '<logo>www.obspm.fr</logo>', right: '<logo>https://www.obspm.fr/logo.png</logo>' },
    *check({ root }) {
      for (const [index, element] of descend(root, 'curation', 'creator', 'logo').entries()) {
        const found = text(element);
        const says = logoTrouble(found);
        if (says !== null) {
          yield { element, found, message: `The logo "${shortened(found)}" ${says}`, severity: 'warning' };
        } else if (index > 0) {
          yield {
            element,
            found,
            message: `The logo "${shortened(found)}" is not the first; clients show one. Remove it.`,
          };
        }
      }
    },
  },
];

function logoTrouble(value: string): string | null {
  const url = /^https?:\/\/[^\s/?#]+([^\s?#]*)/i.exec(value);
  if (url === null || /\s/.test(value))
    return 'is not the address of an image. Write an http or https address.';
  return /\.(?:html?|php|pdf|txt|xml)$|^\/?$/i.test(url[1] ?? '') && !value.includes('?')
    ? 'seems to be a page. Write the address of the image itself.'
    : null;
}

function* altIdentifierFaults(subject: Subject): Iterable<Fault> {
  const isThere = (found: readonly Element[]) => found.length > 0;
  const { root } = subject;
  if (!isThere(elementsNamed(root, 'altIdentifier')) && !isThere(elementsWith(root, 'altIdentifier'))) return;
  for (const element of elementsOf(root)) {
    if (element.local === 'altIdentifier' && element.uri === '') {
      const found = text(element);
      const trouble = altIdentifierTrouble(found);
      if (trouble !== null) {
        const fix = trouble.instead === null ? {} : textFix(subject, element, trouble.instead);
        yield { element, found, message: sentence(found, trouble), ...fix };
      } else if (element.parent === subject.root && isOrcidUri(found)) {
        const message = `"${found}" identifies a person, not this resource. Move it to the creator.`;
        yield { element, found, message };
      }
    }
    const found = attribute(element, 'altIdentifier')?.trim();
    const trouble = found === undefined ? null : altIdentifierTrouble(found);
    if (found === undefined || trouble === null) continue;
    const fix =
      trouble.instead === null ? {} : attributeFix(subject, element, 'altIdentifier', trouble.instead);
    yield { element, attribute: 'altIdentifier', found, message: sentence(found, trouble), ...fix };
  }
}

function sentence(found: string, { says, instead }: { says: string; instead: string | null }): string {
  const write = instead === null ? '' : ` Write ${shortened(instead)}.`;
  return `The altIdentifier "${shortened(found)}" is not right: ${says}.${write}`;
}

/** One address with one @ and a dot in its host; not all of RFC 5322, but what mail programs take. */
const EMAIL = /^[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:.]{2,}$/;

function* contactFaults(subject: Subject): Iterable<Fault> {
  const contacts = descend(subject.root, 'curation', 'contact');
  const [first] = contacts;
  const emails = contacts.flatMap((contact) => children(contact, 'email')).filter((e) => text(e) !== '');
  if (first !== undefined && emails.length === 0) {
    const message = `The contact "${shortened(text(child(first, 'name')))}" has no e-mail address. Add <email>…</email>, best that of a role such as a help desk.`;
    yield { element: first, message };
  }
  for (const element of emails) {
    const found = text(element);
    if (EMAIL.test(found)) continue;
    const bare = found.replace(/^mailto:/i, '');
    const fix = bare !== found && EMAIL.test(bare) ? textFix(subject, element, bare) : {};
    const message = `"${shortened(found)}" is not an e-mail address. Write one address such as vo@example.org.`;
    yield { element, found, message, severity: 'warning', ...fix };
  }
  for (const element of contacts.flatMap((contact: Element) => children(contact, 'telephone'))) {
    const found = text(element);
    if (found === '' || /^\+\d/.test(found)) continue;
    const message = `The telephone number "${shortened(found)}" does not begin with + and the country. Write it in international form, e.g. +33 1 40 51 22 21.`;
    yield { element, found, message };
  }
}
