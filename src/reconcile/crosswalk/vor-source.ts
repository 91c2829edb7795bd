/** A VOResource record while a SPASE draft is made of it: what it says, and how a place is marked for the curator. */
import { attribute, type Element, text } from '../../resource/element.ts';
import { comment, type Tag, tag } from '../../xml/write.ts';
import type { Losses } from './losses.ts';
import { uatConcept } from './spase-content.ts';
import { each, textAt } from './spase-source.ts';
import { table } from './table.ts';

/** What stands where only a person can say what belongs there; never a valid value of an enumeration. */
export const FILL = 'VOREG-FILL';

/** Looks up ids that may be meant: of persons, repositories, instruments. */
export type Candidates = (kind: 'Person' | 'Repository' | 'Instrument', name: string) => string[];

export interface VorSource {
  root: Element;
  curation: Element | null;
  content: Element | null;
  ivoid: string;
  title: string;
  losses: Losses;
  candidates: Candidates;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`. */
  now: string;
  /** Whether ivoids may stand in AssociationID: valid, but hpde's own check of references complains. */
  withIvoids: boolean;
}

/** Most candidates that a mark shows. */
const MOST = 8;

/** A marker comment: `VOREG-FILL: MeasurementType: choose one. Candidates: …`. */
export function mark(place: string, hint: string, candidates: string[] = []): Tag {
  const some = candidates.slice(0, MOST).join(', ');
  return comment(`${FILL}: ${place}: ${hint}${some === '' ? '' : ` Candidates: ${some}`}`);
}

/** A mark, and the element that is to be filled in. */
export function toFill(element: string, hint: string, candidates: string[] = []): Tag[] {
  return [mark(element, hint, candidates), tag(element, {}, FILL)];
}

/** Text elements by name, in order; null leaves one out. */
export function leaves(values: Record<string, string | null>): Tag[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [tag(name, {}, value)],
  );
}

/** Subjects as concepts of the UAT; words that are none as they are. */
export function conceptsOf({ content }: VorSource): string[] {
  return each(content, 'subject')
    .map((element) => text(element))
    .filter((subject) => subject !== '')
    .map((subject) => uatConcept(subject) ?? subject);
}

interface ConceptRow {
  uat: string[];
  relation: string;
  productType?: string | null;
  ucd?: string | null;
  live: number;
}

const CLOSENESS = ['exactMatch', 'closeMatch', 'broadMatch', 'relatedMatch', 'noMapping'];

/**
 * Values of SPASE that concepts of the UAT, product types or UCDs may mean: a table read backwards, the likeliest first.
 * Many values have one concept, so these are candidates only.
 */
export function reversed(name: string, clues: Clues): string[] {
  const { concepts = [], productTypes = [], ucds = [], wavebands = [] } = clues;
  const { rows, byWaveband = {} } = table<{
    rows: Record<string, ConceptRow>;
    byWaveband?: Record<string, string[]>;
  }>(name);
  const ofBand = new Set(wavebands.flatMap((band) => byWaveband[band] ?? []));
  const scored = Object.entries(rows).flatMap(([value, row]) => {
    const matched = row.uat.filter((concept) => concepts.includes(concept)).length;
    const isWhole = matched > 0 && matched === row.uat.length;
    const byProduct = row.productType != null && productTypes.includes(row.productType);
    const byUcd = row.ucd != null && ucds.some((ucd) => ucd.startsWith(row.ucd ?? ''));
    const score =
      (isWhole ? 4 : matched > 0 ? 1 : 0) +
      (byUcd ? 2 : 0) +
      (byProduct ? 0.5 : 0) +
      (ofBand.has(value) ? 1 : 0);
    const closeness = CLOSENESS.length - CLOSENESS.indexOf(row.relation);
    return score === 0 ? [] : [{ value, score: score + (matched > 0 ? closeness / 10 : 0), live: row.live }];
  });
  return scored.sort((a, b) => b.score - a.score || b.live - a.live).map(({ value }) => value);
}

interface Clues {
  concepts?: string[];
  productTypes?: string[];
  ucds?: string[];
  wavebands?: string[];
}

/** The name, and identifiers of a publisher, creator, contact, facility or instrument. */
export interface NamedElement {
  name: string;
  /** ORCID, ROR, `spase://…`, ivoid: all that is said. */
  ids: string[];
}

export function namedElement(element: Element): NamedElement {
  const inside = each(element, 'name')[0] ?? element;
  const ids = [element, inside].flatMap((e) => [attribute(e, 'ivo-id'), attribute(e, 'altIdentifier')]);
  const more = each(element, 'altIdentifier').map((e) => text(e));
  const given = [...ids, ...more].filter((id): id is string => id !== null && id.trim() !== '');
  return { name: text(inside), ids: [...new Set(given.map((id) => id.trim()))] };
}

/** The first id of a SPASE record; null if none is said. */
export function spaseId({ ids }: NamedElement, kind: string): string | null {
  return ids.find((id) => id.startsWith('spase://') && id.includes(`/${kind}/`)) ?? null;
}

/** Text of the first child; '' if there is none. */
export function said(element: Element | null, local: string): string {
  return textAt(element, local) ?? '';
}
