/** What only the publisher of a record knows, and what a format answers. */

import { ivoidKey } from '../resource/ivoid.ts';

export interface About {
  /** When the record was published, `YYYY-MM-DDThh:mm:ssZ`: the datestamp, which is not in the committed text. */
  updated: string;
  /** Landing page of the record. */
  page: string;
  /** Start of this registry's pages, without a slash at the end: `https://registry.example`. */
  base: string;
  registry: { ivoid: string; name: string };
  /**
   * What curators have accepted as linked with it (records/links/). For formats that are not harvested: publication does
   * not look at links files, and bytes that changed without a new datestamp would break P1.
   */
  counterparts?: readonly LinkedWith[];
}

export interface LinkedWith {
  /** `spase://…` or `ivo://…` */
  id: string;
  title: string | null;
  /** Of the links file: `skos:exactMatch`… */
  predicate: string;
  /** Where it can be read, if that is known. */
  url: string | null;
}

/**
 * Where an ivoid leads to, whichever registry has its record; in RDF the name of the resource, so that what records say
 * of each other meets, whatever letter case they write.
 */
export function resolver({ base }: Pick<About, 'base'>, ivoid: string): string {
  return `${base}/resolve?ivoid=${encodeURIComponent(ivoidKey(ivoid))}`;
}

/** This record cannot be said in the format; `refused` tells why, in a sentence for people. */
export interface Refused {
  refused: string;
}

export type Rendered = { text: string } | Refused;

export function isRefused(result: object): result is Refused {
  return 'refused' in result;
}
