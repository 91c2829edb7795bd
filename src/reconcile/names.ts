/** Names of persons and organisations, taken apart and brought to a form in which they can be compared (crosswalk.md §6). */
import { table } from './crosswalk/table.ts';
import { foldText, normaliseId, normaliseOrcid, normaliseRor, normaliseText } from './normalise.ts';

export interface PersonName {
  /** As shown: `Cecconi, Baptiste`; the whole text where it could not be taken apart. */
  name: string;
  /** Folded: `le sidaner`. */
  family: string;
  /** First letter of the given name, folded; '' if there is none. */
  initial: string;
}

/** Parts of a family name that are written before it. */
const PARTICLE = /^(?:von|van|der|den|de|del|della|di|da|dos|du|la|le|el|al|ter|zu)$/i;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|phd|dr|prof)\.?$/i;
/** `J.`, `J. B.`, `J.-B.`, `JB`. */
const INITIALS = /^\p{Lu}(?:\p{Lu}{0,2}|[.\s]*(?:-?\p{Lu}[.\s]*)*)$/u;

/** A person's name in either order: `Cecconi, Baptiste`, `Baptiste Cecconi`, `Cecconi, B.`. */
export function personName(written: string): PersonName {
  const name = normaliseText(written);
  const [first = '', ...rest] = name.split(',').map((part) => part.trim());
  const given = rest.filter((part) => part !== '' && !SUFFIX.test(part));
  if (given.length > 0) return { name, family: foldText(first), initial: initialOf(given[0] ?? '') };
  const words = first
    .replaceAll('.', '. ')
    .split(/\s+/)
    .filter((word) => word !== '' && !SUFFIX.test(word));
  let begin = words.length - 1;
  // `Cecconi B.`: the family name came first.
  if (words.length > 1 && /^\p{Lu}\.?$/u.test(words.at(-1) ?? '')) {
    const at = words.findIndex((word) => /^\p{Lu}\.?$/u.test(word));
    if (at > 0)
      return { name, family: foldText(words.slice(0, at).join(' ')), initial: initialOf(words[at] ?? '') };
  }
  while (begin > 1 && PARTICLE.test(words[begin - 1] ?? '')) begin -= 1;
  const family = foldText(words.slice(Math.max(begin, 0)).join(' '));
  return { name, family, initial: begin > 0 ? initialOf(words[0] ?? '') : '' };
}

function initialOf(given: string): string {
  return /\p{L}/u.exec(foldText(given))?.[0] ?? '';
}

/**
 * What two spellings of one person have in common: the ORCID where it is known, else the last word of the family name
 * and the first initial (`van allen, james` and `James Van Allen` both give `allen j`).
 */
export function personKey({ name, orcid }: { name: string; orcid: string | null }): string {
  const id = orcid === null ? null : normaliseOrcid(orcid);
  return id ?? nameKey(name);
}

/** As personKey, of the name alone. */
export function nameKey(name: string): string {
  const { family, initial } = personName(name);
  return `${lastWord(family)} ${initial}`.trim();
}

/** The word by which families are compared: `de la Cruz` and `Cruz` are one. */
export function familyKey(name: string): string {
  return lastWord(personName(name).family);
}

function lastWord(text: string): string {
  return text.slice(text.lastIndexOf(' ') + 1);
}

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
  const text = normaliseText(written).replace(/[;,]$/, '');
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
  const parts = text.split(/,\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+/i).filter((part) => part !== '');
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

interface Aliases {
  organisations: { id: string; names: string[] }[];
}

let organisations: Map<string, string> | null = null;

/**
 * An organisation as it is compared: its ROR (or SPASE id) where tables/aliases.json knows a name, an id or a ROR of
 * it, else the folded name. `PADC`, `Paris Astronomical Data Centre` and `spase://SMWG/Repository/PADC` are one.
 */
export function organisationKey({ name, id }: { name: string | null; id: string | null }): string {
  organisations ??= organisationTable();
  const ror = id === null ? null : normaliseRor(id);
  const byId = id === null ? undefined : organisations.get(normaliseId(id));
  const folded = name === null ? '' : foldedName(name);
  return (
    ror ?? byId ?? organisations.get(folded) ?? (folded === '' && id !== null ? normaliseId(id) : folded)
  );
}

function organisationTable(): Map<string, string> {
  const known = new Map<string, string>();
  for (const { id, names } of table<Aliases>('aliases').organisations) {
    for (const name of names) known.set(name.startsWith('spase:') ? normaliseId(name) : foldedName(name), id);
  }
  return known;
}

function foldedName(name: string): string {
  return foldText(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '');
}
