/** Identifiers of other schemes, as VOResource 1.3 §2.2.5 wants them written: DOI, ORCID, bibcode, ROR, ASCL. */

export interface IdentifierTrouble {
  /** What is wrong, as a clause: `a DOI is written doi:10.…`. */
  says: string;
  /** What to write instead, where that is certain. */
  instead: string | null;
}

interface Scheme {
  /** What a value of this scheme looks like in any of the forms seen; the first group is the bare identifier. */
  looks: RegExp;
  bare: RegExp;
  /** Bare identifier as the scheme writes it. */
  tidy(bare: string): string;
  write(bare: string): string;
  says: string;
  sound?(bare: string): boolean;
  unsound?: string;
}

/** 19 characters: year, journal (padded with dots), volume, qualifier, page, first author's initial. */
const BIBCODE = /^[12]\d{3}[A-Za-z][A-Za-z0-9.&]{13}[A-Za-z.:]$/;

const SCHEMES: Scheme[] = [
  {
    looks:
      /^(?:https?:\/\/(?:dx\.|www\.)?doi\.org\/|(?:info:)?doi[:/]\s*(?:https?:\/\/(?:dx\.)?doi\.org\/)?|(?=10\.\d{4,9}\/))(.*)$/i,
    bare: /^10\.\d{4,9}(?:\.\d+)*\/\S+$/,
    tidy: (bare) => bare,
    write: (bare) => `doi:${bare}`,
    says: 'a DOI is written doi:10.…, without a resolver',
  },
  {
    looks: /^(?:https?:\/\/(?:www\.)?orcid\.org\/|orcid:\s*|(?=\d{4}-\d{4}-\d{4}-\d{3}[\dX]$))(.*)$/i,
    bare: /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/,
    tidy: (bare) => bare.replace(/\/$/, '').toUpperCase(),
    write: (bare) => `https://orcid.org/${bare}`,
    says: 'an ORCID is written https://orcid.org/0000-0000-0000-0000',
    sound: isOrcid,
    unsound: 'its check digit is wrong, so a digit must be mistyped',
  },
  {
    looks: /^(?:https?:\/\/(?:www\.)?ror\.org\/|ror:\s*|ror\.org\/)(.*)$/i,
    bare: /^0[0-9a-hj-km-np-tv-z]{6}\d\d$/,
    tidy: (bare) => bare.replace(/\/$/, '').toLowerCase(),
    write: (bare) => `https://ror.org/${bare}`,
    says: 'a ROR id is written https://ror.org/0xxxxxxdd',
    sound: isRor,
    unsound: 'its check digits are wrong, so a character must be mistyped',
  },
  {
    looks: /^(?:https?:\/\/(?:www\.)?ascl\.net\/|ascl:\s*)(.*)$/i,
    bare: /^\d{4}\.\d{3}$/,
    tidy: (bare) => bare,
    write: (bare) => `ascl:${bare}`,
    says: 'a code in the Astrophysics Source Code Library is written ascl:yymm.nnn',
  },
  {
    looks:
      /^(?:https?:\/\/(?:ui\.|www\.)?adsabs\.harvard\.edu\/(?:abs\/|#abs\/)?|bibcode:\s*|(?=[12]\d{3}[A-Za-z][A-Za-z0-9.&]{13}[A-Za-z.:]$))(.*)$/i,
    bare: BIBCODE,
    tidy: (bare) => bare.replace(/\/abstract$/, '').replace(/%26/g, '&'),
    write: (bare) => `bibcode:${bare}`,
    says: 'a bibcode is written bibcode: and its 19 characters',
  },
];

/** What is wrong with an altIdentifier, or null. Schemes not named by VOResource are free as long as there is one. */
export function altIdentifierTrouble(value: string): IdentifierTrouble | null {
  for (const scheme of SCHEMES) {
    const match = scheme.looks.exec(value);
    if (match === null) continue;
    const bare = scheme.tidy((match[1] ?? '').trim());
    if (!scheme.bare.test(bare)) return { says: scheme.says, instead: null };
    if (scheme.sound?.(bare) === false) return { says: scheme.unsound ?? scheme.says, instead: null };
    const written = scheme.write(bare);
    return written === value ? null : { says: scheme.says, instead: written };
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(value)) return null;
  return {
    says: 'an alternative identifier is a URI such as doi:10.…, https://orcid.org/… or bibcode:…',
    instead: null,
  };
}

export function isOrcidUri(value: string): boolean {
  return /^(?:https?:\/\/)?(?:www\.)?orcid(?:\.org\/|:)/i.test(value);
}

export function isBibcode(value: string): boolean {
  return BIBCODE.test(value);
}

export function isDoi(value: string): boolean {
  return /^10\.\d{4,9}(?:\.\d+)*\/\S+$/.test(value);
}

/** ISO 7064 mod 11-2 over the first 15 digits; 10 is written X. */
export function isOrcid(bare: string): boolean {
  const digits = bare.replaceAll('-', '');
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits[15] === (check === 10 ? 'X' : String(check));
}

const ROR_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** ISO 7064 mod 97-10 over the number that the first seven characters make in base 32. */
export function isRor(bare: string): boolean {
  let number = 0;
  for (const character of bare.slice(0, 7)) number = number * 32 + ROR_DIGITS.indexOf(character);
  // 32^7 · 100 is below 2^53, so this is exact.
  const check = 98 - ((number * 100) % 97);
  return bare.slice(7) === String(check).padStart(2, '0');
}
