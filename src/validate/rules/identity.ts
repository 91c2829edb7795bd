/**
 * Rules about IVOA identifiers, of the record and in its references (requirements.md IDN). That ivoids are unique and
 * their authorities managed is for set.ts; that references resolve, for the rules across records.
 */
import { attribute, child, children, type Element, text } from '../../resource/element.ts';
import { IVOID_MAX } from '../../resource/ivoid.ts';
import { type Fault, type Rule, type Subject, shortened } from '../rule.ts';
import { elementsWith } from './elements.ts';
import { attributeFix, textFix } from './fixes.ts';

export interface IvoidTrouble {
  rule: 'IDN-01' | 'IDN-02' | 'IDN-03' | 'IDN-10';
  /** A sentence: what is wrong and what to write. */
  says: string;
  instead?: string;
}

/** What keeps a text from being the ivoid of a record (IVOA Identifiers 2.0 §2.3); null if nothing does. */
export function ivoidTrouble(ivoid: string): IvoidTrouble | null {
  if (!/^ivo:\/\//i.test(ivoid)) {
    return { rule: 'IDN-01', says: 'An IVOA identifier is written ivo://authority/key.' };
  }
  if (!ivoid.startsWith('ivo://')) {
    const instead = `ivo://${ivoid.slice(6)}`;
    return { rule: 'IDN-01', says: `Write the scheme in lower case: ${shortened(instead)}.`, instead };
  }
  const local = /[?#]/.exec(ivoid)?.[0];
  if (local !== undefined) {
    const says = `What follows "${local}" names something inside a resource, not a record. Leave it out.`;
    return { rule: 'IDN-10', says };
  }
  if (ivoid.includes('%')) {
    const says = 'An IVOA identifier has no percent-escapes. Choose a key of letters, digits and hyphens.';
    return { rule: 'IDN-03', says };
  }
  return segmentTrouble(ivoid.slice(6).split('/')) ?? lengthTrouble(ivoid);
}

function segmentTrouble(segments: string[]): IvoidTrouble | null {
  if (segments.at(-1) === '' && segments.length > 1) {
    return { rule: 'IDN-02', says: 'Remove the slash at its end.' };
  }
  if (segments.includes('')) {
    return { rule: 'IDN-02', says: 'There must be something between two slashes.' };
  }
  const dots = segments.find((segment) => segment === '.' || segment === '..');
  if (dots !== undefined) {
    return { rule: 'IDN-02', says: `A segment "${dots}" is not allowed: programs that read paths drop it.` };
  }
  return authorityTrouble(segments[0] ?? '') ?? foreignCharacter(segments.slice(1).join('/'));
}

function authorityTrouble(authority: string): IvoidTrouble | null {
  if (authority.length < 3) {
    return { rule: 'IDN-01', says: `The authority "${authority}" needs at least 3 characters.` };
  }
  if (!/^[A-Za-z0-9]/.test(authority)) {
    return { rule: 'IDN-01', says: `The authority "${authority}" must begin with a letter a-z or a digit.` };
  }
  return foreignCharacter(authority);
}

function foreignCharacter(part: string): IvoidTrouble | null {
  const found = /[^A-Za-z0-9\-_.!~*'()+=/]/u.exec(part)?.[0];
  if (found === undefined) return null;
  return { rule: 'IDN-01', says: `It must not contain "${found}": use a-z, 0-9 and -_.!~*'()+= only.` };
}

function lengthTrouble(ivoid: string): IvoidTrouble | null {
  if (ivoid.length <= IVOID_MAX) return null;
  return { rule: 'IDN-01', says: `It has ${ivoid.length} characters; at most ${IVOID_MAX} are taken here.` };
}

/**
 * The pattern of vr:IdentifierURI, whose \w takes every letter and symbol (~, + and = among them): an ivo-id that it
 * refuses makes the record invalid. The two classes do not overlap, or matching would take exponential time.
 */
const XSD_IVOID =
  /^ivo:\/\/[^\p{P}\p{Z}\p{C}](?:[^\p{P}\p{Z}\p{C}]|[-_.!*'()])+(?:\/(?:[^\p{P}\p{Z}\p{C}]|[-_.!*'()])+)*$/u;

/** Elements whose ivo-id is the key of a standard, ivo://…#key, and no record (TAPRegExt 1.1 §2). */
const KEY_REFERENCES = new Set(['version', 'dataModel', 'outputFormat', 'uploadMethod']);

/** Every ivo-id that must be the ivoid of a record. */
function* references({ root }: Subject): Generator<{ element: Element; value: string }> {
  for (const element of elementsWith(root, 'ivo-id')) {
    const value = attribute(element, 'ivo-id');
    if (value !== null && !KEY_REFERENCES.has(element.local)) yield { element, value: value.trim() };
  }
}

function* formFaults(subject: Subject, id: IvoidTrouble['rule']): Generator<Fault> {
  const identifier = child(subject.root, 'identifier');
  const trouble = identifier === null ? null : ivoidTrouble(text(identifier));
  if (identifier !== null && trouble?.rule === id) {
    const found = text(identifier);
    const message = `"${shortened(found)}" cannot be the identifier of a record. ${trouble.says}`;
    const fix = trouble.instead === undefined ? {} : textFix(subject, identifier, trouble.instead);
    yield { element: identifier, found, message, severity: 'error', ...fix };
  }
  if (id === 'IDN-10') return;
  for (const { element, value } of references(subject)) {
    const wrong = ivoidTrouble(value);
    if (wrong?.rule !== id) continue;
    const message = `The ivo-id "${shortened(value)}" of <${element.name}> is not the identifier of a record. ${wrong.says}`;
    const severity = XSD_IVOID.test(value) ? 'warning' : 'error';
    const fix = wrong.instead === undefined ? {} : attributeFix(subject, element, 'ivo-id', wrong.instead);
    yield { element, attribute: 'ivo-id', found: value, message, severity, ...fix };
  }
  for (const element of children(subject.root, 'managedAuthority')) {
    const wrong = authorityFormTrouble(text(element));
    if (wrong?.rule !== id) continue;
    const message = `The managedAuthority "${shortened(text(element))}" cannot be an authority. ${wrong.says}`;
    yield { element, found: text(element), message, severity: 'error' };
  }
}

function authorityFormTrouble(authority: string): IvoidTrouble | null {
  if (/^ivo:/i.test(authority)) return { rule: 'IDN-01', says: 'Write it without ivo://.' };
  if (authority.includes('/')) return { rule: 'IDN-01', says: 'Write the authority only, without a key.' };
  return authority.includes('%')
    ? { rule: 'IDN-03', says: 'An authority has no percent-escapes.' }
    : authorityTrouble(authority);
}

const IDENTIFIERS = 'IVOA Identifiers 2.0 §2';

/** Each with its own test in test/validate/rules/identity.test.ts. */
export const IDENTITY_RULES: Rule[] = [
  {
    id: 'IDN-01',
    severity: 'error',
    citation: `${IDENTIFIERS}.3; VOResource 1.2 §3.1.1`,
    asks: "An identifier is ivo://, an authority of at least 3 characters, and a key; all of a-z, A-Z, 0-9 and -_.!~*'()+=.",
    because:
      'The schema lets other letters and symbols pass (ü, $, €), but clients build URLs and database keys from identifiers.',
    example: {
      wrong: '<identifier>ivo://padc.example/bäss</identifier>',
      right: '<identifier>ivo://padc.example/bass</identifier>',
    },
    check: (subject) => formFaults(subject, 'IDN-01'),
  },
  {
    id: 'IDN-02',
    severity: 'error',
    citation: `${IDENTIFIERS}.3.3`,
    asks: 'An identifier has no empty segment, no "." or ".." segment and no slash at its end.',
    because: 'Programs that handle identifiers as paths drop such segments, and two identifiers become one.',
    example: {
      wrong: '<identifier>ivo://padc.example/./bass</identifier>',
      right: '<identifier>ivo://padc.example/bass</identifier>',
    },
    check: (subject) => formFaults(subject, 'IDN-02'),
  },
  {
    id: 'IDN-03',
    severity: 'error',
    citation: `${IDENTIFIERS}; requirements.md IDN-03`,
    asks: 'An identifier has no percent-escapes.',
    because: 'Nobody agrees when they would be decoded, so one resource would have several identifiers.',
    example: {
      wrong: '<identifier>ivo://padc.example/bass%202000</identifier>',
      right: '<identifier>ivo://padc.example/bass2000</identifier>',
    },
    check: (subject) => formFaults(subject, 'IDN-03'),
  },
  {
    id: 'IDN-05',
    severity: 'info',
    citation: 'RegTAP 1.2 §4.3; requirements.md IDN-05',
    asks: 'A new identifier is written in lower case.',
    because:
      'Identifiers compare without regard to case, and search services show them in lower case. An identifier that is published already keeps its spelling.',
    example: {
      wrong: '<identifier>ivo://padc.example/Bass2000</identifier>',
      right: '<identifier>ivo://padc.example/bass2000</identifier>',
    },
    *check({ root }) {
      const element = child(root, 'identifier');
      const found = text(element);
      if (element === null || !/^ivo:\/\/.*[A-Z]/.test(found)) return;
      const message = `"${shortened(found)}" has capital letters. If this record is new, write "${shortened(found.toLowerCase())}"; if it is published, leave it.`;
      yield { element, found, message };
    },
  },
  {
    id: 'IDN-07',
    severity: 'warning',
    citation: `${IDENTIFIERS}; VOResource 1.2 §3.1.1, vr:IdentifierURI`,
    asks: 'An ivo-id is the identifier of a record, without query and fragment; a standardID that begins with ivo: is a well-formed one.',
    because: 'What it refers to is looked up in the registry, and only whole records are found there.',
    example: {
      wrong: '<publisher ivo-id="ivo://padc.example/org/padc#contact">PADC</publisher>',
      right: '<publisher ivo-id="ivo://padc.example/org/padc">PADC</publisher>',
    },
    *check(subject) {
      for (const { element, value } of references(subject)) {
        if (ivoidTrouble(value)?.rule !== 'IDN-10') continue;
        const message = `The ivo-id "${shortened(value)}" of <${element.name}> has a query or fragment. Write the identifier of the record: "${shortened(value.replace(/[?#].*$/s, ''))}".`;
        yield { element, attribute: 'ivo-id', found: value, message, severity: 'error' };
      }
      for (const element of elementsWith(subject.root, 'standardID')) yield* standardIdFaults(element);
    },
  },
  {
    id: 'IDN-09',
    severity: 'info',
    citation: 'IVOA Identifiers 2.0; requirements.md IDN-09',
    asks: 'An authority looks like a domain that you control or like the short name of your organisation; ivoa.net belongs to the IVOA.',
    because:
      'An authority is a claim in the whole VO, for ever; nobody else may be misled about who made it.',
    example: {
      wrong: '<identifier>ivo://ivoa.net/bass2000</identifier>',
      right: '<identifier>ivo://padc.example/bass2000</identifier>',
    },
    *check({ root }) {
      const identifier = child(root, 'identifier');
      if (identifier !== null) {
        const authority = /^ivo:\/\/([^/?#]*)/i.exec(text(identifier))?.[1] ?? '';
        yield* authorityFaults(identifier, authority);
      }
      for (const element of children(root, 'managedAuthority'))
        yield* authorityFaults(element, text(element));
    },
  },
  {
    id: 'IDN-10',
    severity: 'error',
    citation: 'IVOA Identifiers 2.0: dataset identifiers',
    asks: 'The identifier of a record has no query and no fragment.',
    because:
      'ivo://authority/key?local is the identifier of a dataset inside the resource ivo://authority/key; datasets have no records.',
    example: {
      wrong: '<identifier>ivo://padc.example/bass2000?20261120</identifier>',
      right: '<identifier>ivo://padc.example/bass2000</identifier>',
    },
    check: (subject) => formFaults(subject, 'IDN-10'),
  },
];

function* standardIdFaults(element: Element): Generator<Fault> {
  const value = attribute(element, 'standardID')?.trim() ?? '';
  if (!/^ivo:/i.test(value)) return;
  const record = value.replace(/[?#].*$/s, '');
  const trouble = ivoidTrouble(record);
  if (trouble === null) return;
  const message = `The standardID "${shortened(value)}" of <${element.name}> is not well-formed. ${trouble.says}`;
  yield { element, attribute: 'standardID', found: value, message };
}

function* authorityFaults(element: Element, authority: string): Generator<Fault> {
  if (/^(?:www\.)?ivoa(?:\.net)?$/i.test(authority)) {
    const message = `The authority ${authority} belongs to the IVOA. Use one of your own, such as the domain of your institute.`;
    yield { element, found: authority, message, severity: 'warning' };
    return;
  }
  const isAddress = /^\d+(?:\.\d+)*$/.test(authority) || /^localhost$|\.local$/i.test(authority);
  if (isAddress || (ivoidTrouble(`ivo://${authority}`) === null && /[!~*'()+=]/.test(authority))) {
    const message = `The authority "${shortened(authority)}" does not look like a domain or the short name of an organisation. If it is new, choose one that does.`;
    yield { element, found: authority, message };
  }
}
