/** Names of creators taken apart, where it is certain: `Family, Given` is what VOResource asks for, not what it gets. */

export interface PersonName {
  family: string;
  given: string;
}

const ORGANISATION =
  /team|support|group|observat|instit|centre|center|universi|station|consorti|agency|survey|laborato|helpdesk|service|collaborat|mission|project|department|council|academ|museum|societ|network|division|archive/i;
const INITIALS = /^(?:\p{Lu}\p{Ll}?\.-?)+$|^\p{Lu}$/u;
const WORD = /^\p{Lu}[\p{L}'’.-]*$/u;

/**
 * `Le Sidaner, Pierre` → family and given name; null for what may be an organisation (`Observatoire de Paris, LESIA`),
 * has no comma, or more than one.
 */
export function personName(written: string): PersonName | null {
  const parts = written.split(',').map((part) => part.trim());
  const [family = '', given = ''] = parts;
  if (parts.length !== 2 || family === '' || given === '') return null;
  if (written.length > 80 || /\d/.test(written) || ORGANISATION.test(written)) return null;
  if (family.split(' ').length > 4 || !/^[\p{L}'’ .-]+$/u.test(family)) return null;
  const words = given.split(/\s+/);
  const isGiven = words.length <= 4 && words.every((word) => INITIALS.test(word) || WORD.test(word));
  // `CNRS` and `LESIA` are no given names, nor is `O'BRIEN` written so.
  return isGiven && !/^\p{Lu}{3,}$/u.test(given) ? { family, given } : null;
}

/** Whether the name is surely that of an organisation. */
export function isOrganisation(written: string): boolean {
  return ORGANISATION.test(written);
}
