/** The authors of a SPASE record's citation, which is one free text (PublicationInfo/Authors). */

/** `J.`, `J. B.`, `J.-B.`, `JB`. */
export const INITIALS = /^\p{Lu}(?:\p{Lu}{0,2}|[.\s]*(?:-?\p{Lu}[.\s]*)*)$/u;

export interface Authors {
  /** One for each author; the whole text alone if it could not be parsed. */
  names: string[];
  isParsed: boolean;
}

/**
 * The authors of a PublicationInfo/Authors, one free text. `;` separates where there is one. Without, up to two commas
 * are one person (`McComas, David, J.`), more are a list (`Angelopoulos, V., Mende, S. B., and Frey, H. U.`). What
 * fits nothing is kept whole: a consortium with its members' institutes is no list of persons.
 */
export function splitAuthors(written: string): Authors {
  const text = written
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[;,]$/, '')
    // "and others" names nobody.
    .replace(/,?(?<!\s)\s+et\.? al\.?$/i, '');
  const whole = { names: text === '' ? [] : [text], isParsed: false };
  if (text === '') return whole;
  const names = (text.includes(';') ? text.split(';') : splitByCommas(text))
    .map(withoutAnd)
    .filter((n) => n !== '');
  const isParsed = names.length > 0 && names.every(looksLikeOne);
  return isParsed ? { names, isParsed } : whole;
}

function withoutAnd(name: string): string {
  return name.trim().replace(/^(?:and|&)\s+/i, '');
}

function looksLikeOne(name: string): boolean {
  if (name.length > 60 || /[():]|\bet al\b|\d/i.test(name)) return false;
  const commas = name.split(',').length - 1;
  return commas > 0 ? commas <= 3 && !/\s(?:and|&)\s/i.test(name) : name.split(' ').length <= 5;
}

/** Without `;`. A list that is neither `Family, I., Family, I.` nor `I. Family, I. Family` comes back as one text. */
function splitByCommas(text: string): string[] {
  const parts = text.split(/,\s*(?:(?:and|&)\s+)?|(?<!\s)\s+(?:and|&)\s+/i).filter((part) => part !== '');
  const joined = /\s(?:and|&)\s/i.test(text);
  const commas = text.split(',').length - 1;
  if (parts.length === 1 || (commas <= 2 && !joined)) return [text];
  if (parts.every((part) => isGivenAndFamily(part))) return parts;
  return inPairs(parts) ?? [text.replaceAll(',', ', ')];
}

/** `L. Lamy`, `Laurent Lamy`. */
function isGivenAndFamily(part: string): boolean {
  return /^\S+\.?\s*\S+/.test(part) && /[\s.]\p{L}{2,}/u.test(part) && !INITIALS.test(part);
}

/** `Family`, `I.` one after the other, the last person perhaps as `I. Family`. Null if it is not so. */
function inPairs(parts: string[]): string[] | null {
  const names: string[] = [];
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] ?? '';
    const next = parts[i + 1];
    if (next !== undefined && INITIALS.test(next)) {
      names.push(`${part}, ${next}`);
      i += 1;
    } else if (isGivenAndFamily(part)) {
      names.push(part);
    } else {
      return null;
    }
  }
  return names;
}
