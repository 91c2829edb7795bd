/**
 * FAIR Signposting (signposting.org, level 1): typed links in the header, by which a program finds what a page is about
 * without reading it (RFC 8288).
 */
import type { Described } from '../formats/described.ts';
import type { Format } from '../formats/formats.ts';
import { SCHEMA_TYPES } from '../formats/kind.ts';
import { doiAddress } from '../resource/doi.ts';

/** Proxies take 4 kB of headers by default, so that a record with many authors or files names the first only. */
const MOST_OF_A_KIND = 8;
const MOST_LENGTH = 3000;

/** The Link header of a record's page; `formats` are those that the record can be had in. */
export function pageLinks(
  described: Described,
  page: string,
  formats: readonly Pick<Format, 'id' | 'mediaTypes' | 'profile'>[],
): string {
  const { kind, dois, creators, rights, ways } = described;
  const some = <T>(of: T[]) => of.slice(0, MOST_OF_A_KIND);
  const links = [
    one(dois[0] === undefined ? page : doiAddress(dois[0]), 'cite-as'),
    one('https://schema.org/AboutPage', 'type'),
    one(`https://schema.org/${SCHEMA_TYPES[kind]}`, 'type'),
    ...some(rights.flatMap(({ uri }) => (uri === null ? [] : [uri]))).map((uri) => one(uri, 'license')),
    ...some(creators.flatMap(({ orcid }) => (orcid === null ? [] : [orcid]))).map((id) => one(id, 'author')),
    ...formats.map(({ id, mediaTypes, profile }) =>
      one(`${page}?format=${id}`, 'describedby', mediaTypes[0], profile),
    ),
    ...some(ways.filter((way) => way.is === 'file')).map(({ url, mediaType }) => one(url, 'item', mediaType)),
  ];
  let length = 0;
  return links
    .filter((link) => {
      if (length + link.length + 2 > MOST_LENGTH) return false;
      length += link.length + 2;
      return true;
    })
    .join(', ');
}

/** The Link header of a record in one of its formats. */
export function formatLinks(page: string): string {
  return [one(page, 'describes', 'text/html'), one(page, 'canonical')].join(', ');
}

function one(
  address: string,
  relation: string,
  type: string | null = null,
  profile: string | null = null,
): string {
  const target = address.replace(/[^!-~]|[<>"]/gu, (c) => encodeURIComponent(c));
  const said = type !== null && /^[\w.+/-]+$/.test(type) ? `; type="${type}"` : '';
  const conforms = profile === null ? '' : `; profile="${profile}"`;
  return `<${target}>; rel="${relation}"${said}${conforms}`;
}
