/** Addresses and identifiers as the formats write them: only what is safe as a link, encoded for where it stands. */

import { doiAddress, doiOf } from '../resource/doi.ts';

/** Schemes that lead to something without running anything. */
const LINKS = new Set(['http:', 'https:', 'ftp:', 'ftps:']);
const NAMES = /^(?:ivo|spase|urn|doi|ark|hdl):[^\s]+$/i;

/**
 * An address that may stand where somebody clicks, as WHATWG URL writes it, without user name and password; null for
 * what is relative, no address at all, or of a scheme that could run something (`javascript:`, `data:`, `vbscript:`).
 */
export function link(written: string | null): string | null {
  if (written === null || !URL.canParse(written.trim())) return null;
  const url = new URL(written.trim());
  if (!LINKS.has(url.protocol) || url.hostname === '') return null;
  url.username = '';
  url.password = '';
  return encoded(url.href);
}

/** A link, a DOI as one, or a name such as an ivoid, as an IRI that RDF can have (RFC 3987; Turtle §6.4 IRIREF); null for others. */
export function iri(written: string | null): string | null {
  const found = link(written);
  if (found !== null || written === null) return found;
  const name = written.trim();
  const doi = doiOf(name);
  if (doi !== null) return doiAddress(doi);
  return NAMES.test(name) ? encoded(name) : null;
}

/** What neither an IRI of Turtle nor xs:anyURI can have: also inside of what `URL` leaves as it is. */
function encoded(address: string): string {
  return address
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[\p{Cc}\p{Z}<>"{}|\\^`[\]]|\p{Cs}/gu, (c) => {
      // A host may be an IPv6 address in brackets.
      if ((c === '[' || c === ']') && /^[a-z]+:\/\/\[[\da-f:.]+\]/i.test(address)) return c;
      return encodeURIComponent(/\p{Cs}/u.test(c) ? '\uFFFD' : c);
    });
}

/** `https://orcid.org/0000-0002-1825-0097` of a text that contains an ORCID iD; null without one. */
export function orcidOf(texts: string[]): string | null {
  for (const one of texts) {
    const id = /(?:^|orcid\.org\/|orcid:)(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\/?$/i.exec(one.trim())?.[1];
    if (id !== undefined) return `https://orcid.org/${id.toUpperCase()}`;
  }
  return null;
}

/** `https://ror.org/02e7b5302` of a text that is a ROR id; null without one. */
export function rorOf(texts: string[]): string | null {
  for (const one of texts) {
    const id = /^(?:https?:\/\/)?ror\.org\/(0[a-z\d]{6}\d{2})\/?$/i.exec(one.trim())?.[1];
    if (id !== undefined) return `https://ror.org/${id.toLowerCase()}`;
  }
  return null;
}

/** The page of a bibcode in the Astrophysics Data System. */
export function adsPage(bibcode: string): string {
  return `https://ui.adsabs.harvard.edu/abs/${encodeURIComponent(bibcode)}`;
}
