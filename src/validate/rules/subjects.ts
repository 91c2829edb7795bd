/** Subjects and the concepts of the UAT that curators meant (CON-01). */
import { type Element, text } from '../../resource/element.ts';
import { type Fault, type Subject, shortened } from '../rule.ts';
import { term } from '../vocabulary.ts';
import { textFix } from './fixes.ts';
import { termTrouble } from './term.ts';

/** What is wrong with one subject element; an empty one is for VOR-09. */
export function* subjectFaults(subject: Subject, element: Element): Generator<Fault> {
  const found = text(element);
  const trouble = found === '' ? null : termTrouble('uat', found);
  if (trouble === null) return;
  const shown = `The subject "${shortened(found)}"`;
  if (trouble.instead !== null) {
    const wrong =
      trouble.kind === 'deprecated' ? 'is a deprecated concept' : 'is not written as in the IVOA vocabulary';
    const message = `${shown} ${wrong}. Write ${trouble.instead}.`;
    yield { element, found, message, ...textFix(subject, element, trouble.instead) };
  } else if (trouble.kind === 'deprecated' || trouble.kind === 'misspelt') {
    yield { element, found, message: `${shown} is a deprecated concept of the UAT. Choose another one.` };
  } else {
    const parts = found
      .split(/[,;|>]|\s\/\s/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    yield parts.length > 1 ? listFault(subject, element, parts) : unknownFault(element, found);
  }
}

/** `Sunspots, Solar flares`: several concepts, to be written one per element. */
function listFault(subject: Subject, element: Element, parts: string[]): Fault {
  const concepts = parts.map((part) => concept(part));
  const message = `The subject "${shortened(text(element))}" is a list. Write one subject element for each concept.`;
  const known = concepts.filter((c) => c !== null);
  const plain = subject.text.slice(element.startTagEnd, element.endTagStart).includes('<') === false;
  const fault = { element, found: text(element), message };
  if (known.length !== concepts.length || !plain || element.attributes.length > 0) return fault;
  const indent =
    /(?:^|[\r\n])([ \t]*)$/.exec(subject.text.slice(Math.max(0, element.start - 200), element.start))?.[1] ??
    '';
  const lineEnd = subject.text.includes('\r\n') ? '\r\n' : '\n';
  const elements = [...new Set(known)].map((c) => `<${element.name}>${c}</${element.name}>`);
  const edit = { from: element.start, to: element.end, text: elements.join(`${lineEnd}${indent}`) };
  return { ...fault, fix: { says: elements.join(''), edits: [edit] } };
}

function unknownFault(element: Element, found: string): Fault {
  const near = [`${found}s`, `${found}es`, found.replace(/s$/, ''), found.replace(/y$/, 'ies')]
    .map((guess) => concept(guess))
    .find((guess) => guess !== null);
  const hint = near === undefined ? 'Choose one from http://www.ivoa.net/rdf/uat' : `Perhaps ${near}`;
  const message = `The subject "${shortened(found)}" is no concept of the Unified Astronomy Thesaurus. ${hint}.`;
  return { element, found, message, severity: 'info' };
}

/** The current concept that a word or label stands for; null if there is none. */
function concept(value: string): string | null {
  const exact = term('uat', value);
  if (exact !== null && exact.deprecated !== true) return value;
  return termTrouble('uat', value)?.instead ?? null;
}
