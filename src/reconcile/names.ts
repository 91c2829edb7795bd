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
