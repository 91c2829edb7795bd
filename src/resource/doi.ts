/** DOIs in the forms that records have: `10.48322/abcd`, `doi:…`, `https://doi.org/…`, and inside other addresses. */

const WHOLE = /^(?:https?:\/\/)?(?:(?:dx\.|www\.)?doi\.org\/|(?:info:)?doi[:/]\s*)?(10\.\d{4,9}\/\S+)$/i;
// `…/doi/10.1029/x`, `…/doi/full/10.…`, `doi:10.…`, `doi.org/10.…`
const INSIDE = /\bdoi(?:\.org)?[:/]\s?(?:[a-z]{1,8}\/)?(10\.\d{4,9}\/[^\s?#"<>]+)/i;

/** Bare, in lower case: `10.48322/abcd`; null if the text is no DOI ("TBD"). */
export function doiOf(written: string): string | null {
  return bare(WHOLE.exec(written.trim())?.[1]);
}

/** The DOI that a text or address contains. Publishers' pages carry that of a paper. */
export function doiWithin(written: string): string | null {
  return doiOf(written) ?? bare(INSIDE.exec(written)?.[1]);
}

/** Where a bare DOI leads: `https://doi.org/10.48322/abcd`, with what an address cannot have in percent codes. */
export function doiAddress(doi: string): string {
  const path = doi
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[^!-~]|["#%<>?[\\\]^`{|}]/gu, (c) => encodeURIComponent(c));
  return `https://doi.org/${path}`;
}

function bare(found: string | undefined): string | null {
  if (found === undefined) return null;
  // Suffixes may end in any character, but what ends in one of these is a sentence, or a folder.
  return decoded(found)
    .replace(/[?#].*$/, '')
    .replace(/(?<![.,;:/)])[.,;:/)]+$/, '')
    .toLowerCase();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
