/**
 * IVOA identifiers (IVOA Identifiers 2.0): `ivo://authority/resource/key`.
 * The registry part compares without regard to ASCII case (IDN-04), so every comparison goes through `ivoidKey`.
 */

/** Longest ivoid published here: it must fit into a resumptionToken under 1 kB (design P2). The longest seen live has 120. */
export const IVOID_MAX = 255;

// IDN-01 in ASCII: the XSD's \w would also admit ü, $ or €.
const PATTERN = /^ivo:\/\/([A-Za-z0-9][A-Za-z0-9\-_.!~*'()+=]{2,})((?:\/[A-Za-z0-9\-_.!~*'()+=]+)*)$/i;

export interface Ivoid {
  /** As written. */
  ivoid: string;
  /** Lower case: what identifies the record. */
  key: string;
  /** As written. */
  authority: string;
  /** What follows the authority, without the first slash; '' for an authority record. */
  resourceKey: string;
}

/** The form in which two ivoids are compared: ASCII lower case (IDN-04). */
export function ivoidKey(ivoid: string): string {
  // Runs of letters, not single ones: a call for each letter costs more.
  return ivoid.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The authority in lower case, also of an ivoid that parseIvoid refuses; '' for what is no ivoid. */
export function authorityOf(ivoid: string): string {
  return /^ivo:\/\/([^/?#]*)/.exec(ivoidKey(ivoid.trim()))?.[1] ?? '';
}

/**
 * Takes an ivoid apart. Returns null if it is none that a record may have: other scheme, short authority, empty,
 * `.` or `..` segments, percent-encoding, trailing slash, query or fragment (requirements.md IDN-01…03).
 */
export function parseIvoid(ivoid: string): Ivoid | null {
  const match = PATTERN.exec(ivoid);
  if (match === null || ivoid.length > IVOID_MAX) return null;
  const resourceKey = (match[2] ?? '').slice(1);
  if (resourceKey.split('/').some((segment) => segment === '.' || segment === '..')) return null;
  return { ivoid, key: ivoidKey(ivoid), authority: match[1] ?? '', resourceKey };
}

/** The path of a record's page, from the start of the registry's pages: `records/<authority>/<key>`. For any text; whether there is such a record is not known. */
export function recordPath(ivoid: string): string {
  const key = ivoid.replace(/^ivo:\/\//i, '');
  return `records/${key.split('/').map(encodeURIComponent).join('/')}`;
}
