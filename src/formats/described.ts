/**
 * A VOResource record as the formats need it: read once from its element tree, addresses made safe, subjects and
 * licences recognised. More than Fields has (dates with roles, paragraphs, interfaces as they stand), and never cut.
 */
import { utcOfMjd, utcSeconds } from '../resource/dates.ts';
import { doiOf } from '../resource/doi.ts';
import { attribute, type Element, text, xsiType } from '../resource/element.ts';
import { each, first } from '../resource/field-values.ts';
import { term } from '../validate/vocabulary.ts';
import { orcidOf, rorOf } from './addresses.ts';
import { interfacesOf, type Way } from './interfaces.ts';
import { type Kind, kindOf } from './kind.ts';
import { isOrganisation, type PersonName, personName } from './person-name.ts';
import { type Right, rightsOf } from './rights.ts';

export interface Agent {
  name: string;
  /** Null where the name cannot be taken apart with certainty. */
  person: PersonName | null;
  isOrganisation: boolean;
  /** `https://orcid.org/…` */
  orcid: string | null;
  /** `https://ror.org/…` */
  ror: string | null;
  ivoid: string | null;
}

export interface Contact extends Agent {
  email: string | null;
  telephone: string | null;
}

export interface Subject {
  /** The label of a concept, else as written. */
  label: string;
  /** `http://www.ivoa.net/rdf/uat#…`; null for words of one's own. */
  uri: string | null;
}

export interface Related {
  /** relationshipType in its current spelling. */
  type: string;
  ivoid: string | null;
  /** Any other identifier: a DOI, `spase://…`, an address. */
  other: string | null;
  title: string;
}

export interface Described {
  root: Element;
  /** As written. */
  ivoid: string;
  /** Local name of xsi:type. */
  type: string;
  kind: Kind;
  title: string;
  shortName: string;
  /** Paragraphs, each on one line. */
  description: string[];
  creators: Agent[];
  contributors: Agent[];
  contacts: Contact[];
  /** Null if the record names none. */
  publisher: Agent | null;
  /** In order, with the current word for the role; `date` is `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`. */
  dates: { role: string; date: string }[];
  /** Of Issued, else Available, Created, the oldest date, @created; null if the record says nothing of the kind. */
  year: string | null;
  /** `YYYY-MM-DD…` that `year` is from. */
  issued: string | null;
  version: string;
  subjects: Subject[];
  contentTypes: string[];
  rights: Right[];
  related: Related[];
  /** Bare, lower case: `10.48322/abcd`. */
  dois: string[];
  /** altIdentifiers that are no DOI. */
  altIdentifiers: string[];
  /** The first referenceURL as written. */
  referenceUrl: string;
  source: { format: string; value: string } | null;
  ways: Way[];
  temporal: { start: string | null; stop: string | null }[];
  wavebands: string[];
  facilities: string[];
  instruments: string[];
}

/** Roles of dates that stand for when it was published, the best first. */
const PUBLISHED = ['Issued', 'Available', 'Created', 'Submitted', 'Accepted', 'Updated'];

/** Reads a ri:Resource. Everything may be missing: then it is '', null or empty. */
export function describe(root: Element): Described {
  const curation = first(root, 'curation');
  const content = first(root, 'content');
  const dates = each(curation, 'date').flatMap((element) => dateOf(element));
  const issued = issuedOf(dates) ?? utcSeconds(attribute(root, 'created') ?? '');
  const altIdentifiers = each(root, 'altIdentifier').map(text);
  const source = first(content, 'source');
  const publisher = first(curation, 'publisher');
  return {
    root,
    ivoid: text(first(root, 'identifier')),
    type: xsiType(root)?.local ?? 'Resource',
    kind: kindOf(root),
    title: text(first(root, 'title')),
    shortName: text(first(root, 'shortName')),
    description: paragraphs(first(content, 'description')),
    creators: agents(each(curation, 'creator')),
    contributors: agents(each(curation, 'contributor')),
    contacts: each(curation, 'contact')
      .map(contactOf)
      .filter(({ name }) => name !== ''),
    publisher: publisher === null || text(publisher) === '' ? null : agentOf(publisher),
    dates,
    year: issued?.slice(0, 4) ?? null,
    issued,
    version: text(first(curation, 'version')),
    subjects: distinct(each(content, 'subject').map(text)).map(subjectOf),
    contentTypes: distinct(each(content, 'type').map(text)),
    rights: rightsOf(root),
    related: relatedOf(content),
    dois: distinct(altIdentifiers.flatMap((id) => doiOf(id) ?? [])),
    altIdentifiers: distinct(altIdentifiers.filter((id) => doiOf(id) === null)),
    referenceUrl: text(first(content, 'referenceURL')),
    source: source === null || text(source) === '' ? null : sourceOf(source),
    ways: interfacesOf(root),
    temporal: each(root, 'coverage', 'temporal')
      .map((element) => text(element).split(' '))
      .map(([start = '', stop = '']) => ({ start: utcOfMjd(start), stop: utcOfMjd(stop) }))
      .filter(({ start, stop }) => start !== null || stop !== null),
    wavebands: distinct(each(root, 'coverage', 'waveband').map(text)),
    facilities: distinct(each(root, 'facility').map(text)),
    instruments: distinct(each(root, 'instrument').map(text)),
  };
}

function agents(elements: Element[]): Agent[] {
  return elements.map(agentOf).filter(({ name }) => name !== '');
}

function contactOf(element: Element): Contact {
  const telephone = text(first(element, 'telephone')) || null;
  return { ...agentOf(element), email: mailOf(element), telephone };
}

/** creator and contact have the name inside, contributor and publisher are the name. */
function agentOf(element: Element): Agent {
  const inside = first(element, 'name') ?? element;
  const name = text(inside);
  const ids = [element, inside].flatMap((e) => [attribute(e, 'ivo-id'), attribute(e, 'altIdentifier')]);
  const all = [...ids.filter((id) => id !== null), ...each(element, 'altIdentifier').map(text)];
  const orcid = orcidOf(all);
  const person = personName(name);
  return {
    name,
    person,
    isOrganisation: orcid === null && person === null && (rorOf(all) !== null || isOrganisation(name)),
    orcid,
    ror: rorOf(all),
    ivoid: all.find((id) => /^ivo:\/\//i.test(id.trim()))?.trim() ?? null,
  };
}

/** VOResource has one address there; what else is written is no mailto: link. */
function mailOf(contact: Element): string | null {
  const written = text(first(contact, 'email')).replace(/^mailto:/i, '');
  return /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+$/.test(written) ? written : null;
}

function paragraphs(description: Element | null): string[] {
  return (description?.text ?? '')
    .split(/\r?\n[ \t]*\r?\n/)
    .map((part) => part.replace(/[ \t\r\n]+/g, ' ').trim())
    .filter((part) => part !== '');
}

function dateOf(element: Element): { role: string; date: string }[] {
  const utc = utcSeconds(text(element));
  if (utc === null) return [];
  const written = attribute(element, 'role') ?? '';
  const role = term('date_role', written)?.useInstead?.[0] ?? written;
  return [{ role, date: text(element).length <= 10 ? utc.slice(0, 10) : utc }];
}

function issuedOf(dates: Described['dates']): string | null {
  for (const role of PUBLISHED) {
    const [date] = dates
      .filter((one) => one.role === role)
      .map((one) => one.date)
      .sort();
    if (date !== undefined) return date;
  }
  return dates.map(({ date }) => date).sort()[0] ?? null;
}

function subjectOf(written: string): Subject {
  const label = term('uat', written)?.label;
  return label === undefined
    ? { label: written, uri: null }
    : { label, uri: `http://www.ivoa.net/rdf/uat#${encodeURIComponent(written)}` };
}

function relatedOf(content: Element | null): Related[] {
  return each(content, 'relationship').flatMap((relationship) => {
    const written = text(first(relationship, 'relationshipType'));
    const type = term('relationship_type', written)?.useInstead?.[0] ?? written;
    return each(relationship, 'relatedResource').map((element) => ({
      type,
      ivoid: (attribute(element, 'ivo-id') ?? '').trim() || null,
      other: (attribute(element, 'altIdentifier') ?? '').trim() || null,
      title: text(element),
    }));
  });
}

function sourceOf(element: Element): Described['source'] {
  const value = text(element);
  const format = (attribute(element, 'format') ?? '').toLowerCase();
  const doi = doiOf(value);
  if (doi !== null) return { format: 'doi', value: doi };
  return { format, value: value.replace(/^bibcode:\s*/i, '') };
}

/** Each once, in order, without empty ones. */
function distinct(values: string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
