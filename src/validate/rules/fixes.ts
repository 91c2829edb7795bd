/** Fixes that rules share: what --fix may change without asking, as parts of a Fault. Nothing where it is not safe. */
import type { Element } from '../../resource/element.ts';
import { replaceAllText, replaceAttribute, replaceText } from '../../xml/edit.ts';
import type { Fault, Subject } from '../rule.ts';

/** Replaces the text of an element, white space around it kept; none if a comment, CDATA or elements are inside. */
export function textFix({ text }: Subject, element: Element, value: string): Pick<Fault, 'fix'> {
  if (!isPlain(text, element)) return {};
  return { fix: { says: value, edits: [replaceText(text, element, value)] } };
}

/** Removes the white space around the text of an element. */
export function trimFix({ text }: Subject, element: Element): Pick<Fault, 'fix'> {
  if (!isPlain(text, element)) return {};
  return { fix: { says: 'remove the white space', edits: [replaceAllText(element, element.text.trim())] } };
}

/** Replaces the value of an attribute, named as written. */
export function attributeFix(
  { text }: Subject,
  element: Element,
  name: string,
  value: string,
): Pick<Fault, 'fix'> {
  const edit = replaceAttribute(text, element, name, value);
  return edit === null ? {} : { fix: { says: value, edits: [edit] } };
}

function isPlain(text: string, element: Element): boolean {
  return !text.slice(element.startTagEnd, element.endTagStart).includes('<');
}
