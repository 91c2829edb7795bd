/** Heuristics for creator names: one name each, as it is cited (VOResource 1.2 §3.1.2). */

export interface NameTrouble {
  says: string;
  severity: 'warning' | 'info';
}

const FUNCTION =
  /^(?:PI|P\.I\.|Co-?I|Co-?PI|Principal Investigator|Investigators?|Authors?|Creators?|Curators?|Editors?|Contact|Data provider)\b\s*[:(=-]|\((?:PI|P\.I\.|Co-?I|Editor|ed\.)\)\s*$/i;
const MARKUP = /<[^<>]*>|<a\s|https?:\/\/|\\[a-z]+\{/i;
/** `V.G.`, `J. D.`, `A.-M.`: initials, and nothing else. */
const INITIALS = /^(?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}$|^\p{Lu}$/u;
/** `J. Smith`, `J.D. van der Waals`: initials before a surname. */
const INITIALS_FIRST =
  /^(?:\p{Lu}\p{Ll}?\.[\s-]?){1,4}\s*(?:(?:van|von|de|der|den|di|da|la|le|du|ten)\s){0,3}\p{Lu}[\p{L}'’-]+$/u;
/** `Smith J.`, `van der Waals J. D.`: a surname before initials, without a comma. */
const SURNAME_FIRST =
  /^(?:(?:van|von|de|der|den|di|da|la|le|du|ten)\s){0,3}\p{Lu}[\p{Ll}'’-]+\s(?:\p{Lu}\.?[\s-]?){1,3}$/u;
const SINGLE_NAME = /^\p{Lu}[\p{Ll}'’-]+$/u;
/** Two or three capitalised words, as first name and surname. */
const FULL_NAME = /^\p{Lu}[\p{Ll}'’-]+(?:\s(?:\p{Lu}\.|\p{Lu}[\p{L}'’-]+)){1,2}$/u;
/** `Smith, J., Jr.` is one name. */
const SUFFIX = /,?\s(?:[JS]r\.?|I{2,3}|IV)$/;
const ORGANISATION =
  /\b(?:observator|institut|universi|cent(?:er|re)|team|group|collaboration|consortium|agency|laborator|department|division|school|academy|society|project|mission|survey|archive|union|council|service|science|astronomy|physics|data|facility|telescope|administration|foundation|office|naval|national|naukowe)/iu;
/** Words of bodies that look like persons: `Virtual Observatoire`, `Gaia Consortium`, `Max Planck Gesellschaft`. */
const PLACE_OR_BODY =
  /\b(?:observatoi?r|associat|museum|librar|committee|network|portal|group|board|alliance|catalog|database|registry|support|staff|help|desk|planck|hubble|webb|gaia|spitzer|chandra|fermi|herschel|kepler|european|american|royal|united|research|virtual|sky|space|astro\w*|comput\w*|software|system|working|centro|centrum|zentrum|gesellschaft|akademi\w*|ltd|inc|publish\w*|press|journal|editors?|vizier|simbad|chinese|french|german|italian|spanish|japanese|canadian|south|north|west|east)\b/iu;

/** What is wrong with the name of a creator, or null. */
export function creatorNameTrouble(name: string): NameTrouble | null {
  if (MARKUP.test(name))
    return { says: 'has markup or an address in it. Write the name only.', severity: 'warning' };
  if (FUNCTION.test(name)) {
    return { says: 'has a function in it. Write the name only, e.g. "Varajedini, I.".', severity: 'warning' };
  }
  if (isSeveral(name)) {
    return { says: 'looks like several names. Write one creator element for each.', severity: 'warning' };
  }
  if (INITIALS_FIRST.test(name) && !ORGANISATION.test(name)) {
    return {
      says: 'has the initials first. Write the last name first, e.g. "van der Waals, J. D.".',
      severity: 'info',
    };
  }
  if (FULL_NAME.test(name) && !ORGANISATION.test(name) && !PLACE_OR_BODY.test(name)) {
    return {
      says: 'has no comma. If it is a person, write the last name first, e.g. "van der Waals, J. D.".',
      severity: 'info',
    };
  }
  return null;
}

function isSeveral(name: string): boolean {
  if (/\p{L}\.?\s?\/\s?\p{Lu}/u.test(name) && !ORGANISATION.test(name)) return true;
  if (/;\s*\S/.test(name) || /\bet\s+al\b/i.test(name)) return true;
  if (ORGANISATION.test(name)) return false;
  const parts = name
    .replace(SUFFIX, '')
    .split(/,|\s(?:and|&|et|und|y|with)\s/u)
    .map((part) => part.trim());
  const joined = /\s(?:and|&|et|und|y|with)\s/u.test(name);
  const initials = parts.filter((part) => INITIALS.test(part)).length;
  const people = parts.filter((part) => INITIALS_FIRST.test(part)).length;
  const cited = parts.filter((part) => SURNAME_FIRST.test(part)).length;
  const words = parts.filter((part) => SINGLE_NAME.test(part)).length;
  const full = parts.filter((part) => FULL_NAME.test(part)).length;
  if (initials >= 2 || people >= 2 || cited >= 2) return true;
  // Surname, first name, surname, first name.
  if (words >= 4 && words === parts.length && words % 2 === 0) return true;
  if (joined) return full + people + initials >= 2;
  return full >= 3 && full === parts.length;
}
