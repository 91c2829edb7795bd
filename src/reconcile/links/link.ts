/**
 * A link: one reviewed statement about how a record here and a record elsewhere belong together, or that they do not.
 * One line of the links file (SSSOM); what SSSOM calls subject is ours.
 */

/** The words of a statement. Only `skos:exactMatch` means that both records describe the same thing (matching.md §1). */
export const PREDICATES = [
  'skos:exactMatch',
  'skos:closeMatch',
  'skos:relatedMatch',
  'dcterms:isPartOf',
  'dcterms:hasPart',
  'vorel:IsServedBy',
  'vorel:IsServiceFor',
  'vorel:IsDerivedFrom',
] as const;

export type Predicate = (typeof PREDICATES)[number];

export const IDENTITY: Predicate = 'skos:exactMatch';

export interface Link {
  /** `ivo://…`, in the letter case of the file. */
  subject: string;
  predicate: Predicate;
  /** predicate_modifier `Not`: a curator said no. */
  isRejected: boolean;
  /** `spase://…` or `ivo://…`. */
  object: string;
  /** CURIE of the SEMAPV vocabulary: `semapv:ManualMappingCuration`, or how a proposal was found. */
  justification: string;
  subjectLabel: string | null;
  objectLabel: string | null;
  /** ORCIDs, `0000-0001-2345-6789`. */
  authors: string[];
  /** `YYYY-MM-DD` */
  date: string | null;
  /** 0 to 1. */
  confidence: number | null;
  comment: string | null;
  /** Digest of the canonical XML (xml/digest.ts) of each side when the link was accepted. */
  subjectDigest: string | null;
  objectDigest: string | null;
  /** Other slots of SSSOM that the file has, kept as they are: slot → value as written. */
  others: Record<string, string>;
}

/** What the file says of itself. */
export interface LinkSet {
  mappingSetId: string;
  license: string;
  /** Prefix → IRI, as declared; without those that SSSOM has built in. */
  curieMap: Record<string, string>;
  /** Further slots of the metadata block, kept as they are. */
  others: Record<string, unknown>;
  links: Link[];
}

/** Something wrong with a links file, at a place. */
export interface LinkFault {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  found: string | null;
  message: string;
}

/** What makes a link the same link: two lines that agree in it state the same thing, or contradict each other. */
export function linkKey({
  subject,
  predicate,
  object,
}: Pick<Link, 'subject' | 'predicate' | 'object'>): string {
  return `${subject.toLowerCase()}\t${predicate}\t${object}`;
}
