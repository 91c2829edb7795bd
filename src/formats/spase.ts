/**
 * A record as a SPASE record that may be published: the draft of the crosswalk, in which each place that a person would
 * have to fill in is either said by the record itself or left out. Where SPASE requires it, the record is refused.
 */

import { NotExported } from '../reconcile/crosswalk/spase-to-vor.ts';
import { table } from '../reconcile/crosswalk/table.ts';
import { registryPage, segment } from '../reconcile/crosswalk/vor-header.ts';
import { FILL } from '../reconcile/crosswalk/vor-source.ts';
import {
  type DraftType,
  SPASE_NAMESPACE,
  SPASE_VERSION,
  vorToSpase,
} from '../reconcile/crosswalk/vor-to-spase.ts';
import { type Element, text } from '../resource/element.ts';
import { each } from '../resource/field-values.ts';
import { authorityOf } from '../resource/ivoid.ts';
import { XSI } from '../resource/namespaces.ts';
import { laidOut } from '../xml/layout.ts';
import { parseXml } from '../xml/tree.ts';
import { type Tag, tag } from '../xml/write.ts';
import { type About, isRefused, type Rendered, resolver } from './about.ts';
import { link } from './addresses.ts';
import type { Agent, Described } from './described.ts';

/** The address of the schema that `xsi:schemaLocation` and OAI-PMH name. */
const SPASE_XSD = `${SPASE_NAMESPACE}/spase-${SPASE_VERSION}.xsd`;

/**
 * The crosswalk takes every data service for the product behind it; one that is described as a service is one here, and
 * so are data of which SPASE would want to know more exactly what is measured: that they can be asked for is certain.
 */
export function renderSpase(record: Described, about: About): Rendered {
  if (record.kind === 'service') return rendered(record, about, 'Service');
  const first = rendered(record, about, null);
  if (!isRefused(first) || record.kind !== 'dataset' || record.ways.length === 0) return first;
  return rendered(record, about, 'Service');
}

/** A place that SPASE requires and nobody has filled. */
class Unsaid extends Error {
  override name = 'Unsaid';
}

function rendered(record: Described, about: About, as: DraftType | null): Rendered {
  try {
    const chosen = as === null ? {} : { as };
    const draft = vorToSpase(record.root, { now: about.updated, withIvoids: true, ...chosen });
    const { root } = parseXml(draft.xml);
    const spase = filled(root, record, about);
    if (spase === null) throw unsaid('Spase');
    return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${laidOut(spase, 0, 'kept')}` };
  } catch (error) {
    if (error instanceof NotExported || error instanceof Unsaid) return { refused: error.message };
    throw error;
  }
}

const DECLARED = {
  xmlns: SPASE_NAMESPACE,
  'xmlns:xsi': XSI,
  'xsi:schemaLocation': `${SPASE_NAMESPACE} ${SPASE_XSD}`,
};
const AFTER_CONTACTS = new Set(['InformationURL', 'Association', 'PriorID']);
const ADDRESSES = new Set(['URL', 'RightsURI', 'LandingPageURL']);
/** Optional elements that go if an address of theirs, or what was to be filled in, is missing. */
const DROPPED = new Set(['AccessURL', 'InformationURL', 'Rights', 'PublicationInfo', 'Contact']);
/** Elements that SPASE requires inside of these. */
const REQUIRED: Record<string, string> = {
  ResourceHeader: 'Contact',
  AccessInformation: 'AccessURL',
  Service: 'AccessURL',
  Repository: 'AccessURL',
  Registry: 'AccessURL',
  RightsList: 'Rights',
};
const WHY: Record<string, string> = {
  ResourceID: 'an identifier with a path after the authority',
  Contact: 'a contact with an ORCID or an ivoid (SPASE names persons by identifiers only)',
  AccessURL: 'an address where it is reached',
  MeasurementType: 'what is measured: a subject such as magnetic-fields that means one MeasurementType',
  RepositoryID: 'a publisher with an ivo-id',
  PhenomenonType: 'what kind of phenomena is listed',
  Format: 'the format of the data',
};

/** The element as it is published; null if it is left out. Comments are gone: the tree has none. */
function filled(found: Element, record: Described, about: About): Tag | null {
  const { local } = found;
  // Made up for a curator who takes over the draft; the record has no such history.
  if (local === 'RevisionHistory') return null;
  // A tie to itself; the InformationURL of its registry record says the same.
  if (local === 'Association' && idIn(found) === record.ivoid) return null;
  const parts = found.children.flatMap((one) =>
    isOpen(one, 'MeasurementType') ? measured(one, record) : [one],
  );
  if (parts.length === 0) return leaf(found, record, about);
  const inside = parts.flatMap((one) => filled(one, record, about) ?? []);
  if (inside.length < parts.length && DROPPED.has(local)) return null;
  const required = Object.hasOwn(REQUIRED, local) ? REQUIRED[local] : undefined;
  if (required !== undefined && !inside.some(({ name }) => name === required)) {
    if (local === 'RightsList') return null;
    const instead = required === 'Contact' ? publisherContact(record) : null;
    if (instead === null) throw unsaid(required);
    const after = inside.findIndex(({ name }) => AFTER_CONTACTS.has(name));
    inside.splice(after < 0 ? inside.length : after, 0, instead);
  }
  return tag(local, local === 'Spase' ? DECLARED : {}, ...inside);
}

function leaf({ local, text: written }: Element, record: Described, about: About): Tag | null {
  if (ADDRESSES.has(local)) {
    const isPage = written === registryPage(record.ivoid);
    const address = isPage ? resolver(about, record.ivoid) : link(written);
    return address === null ? null : tag(local, {}, address);
  }
  const value = written.includes(FILL) ? fromRecord(local, written, record) : written;
  return value === null ? null : tag(local, {}, value);
}

/** What the record says for a place of the draft; null: it is left out with its parent. */
function fromRecord(
  local: string,
  written: string,
  { ivoid, publisher, ways, ...people }: Described,
): string | null {
  switch (local) {
    // SPASE's own scheme is for what SPASE administers; others may stand in a ResourceID (its dictionary).
    case 'ResourceID':
      if (TYPE_ID.test(ivoid)) return ivoid;
      break;
    case 'NamingAuthority':
      return authorityOf(ivoid);
    case 'PersonID': {
      const all = [...people.contacts, ...people.creators, ...people.contributors];
      const known = all.find((one) => written.endsWith(`/Person/${segment(one.name)}`) && idOf(one) !== null);
      return known === undefined ? null : idOf(known);
    }
    case 'PublicationDate':
      return null;
    case 'RepositoryID':
      if (publisher?.ivoid != null && TYPE_ID.test(publisher.ivoid)) return publisher.ivoid;
      break;
    case 'Format':
      if (ways.some(({ mediaType }) => mediaType?.includes('votable'))) return 'VOTable';
  }
  throw unsaid(local);
}

function isOpen({ local, text: written }: Element, name: string): boolean {
  return local === name && written === FILL;
}

function idIn(association: Element): string {
  return text(each(association, 'AssociationID')[0]);
}

/** spase:typeID of its schema: `ivo://authority` alone, which live records have for their publishers, is none. */
const TYPE_ID = /^[^:]+:\/\/[^/]+\/.+$/;

function idOf({ orcid, ivoid, ror }: Agent): string | null {
  return [orcid, ivoid, ror].find((id) => id !== null && TYPE_ID.test(id)) ?? null;
}

function publisherContact({ publisher, kind, ivoid }: Described): Tag | null {
  const id =
    (publisher === null ? null : idOf(publisher)) ??
    (kind === 'organisation' && TYPE_ID.test(ivoid) ? ivoid : null);
  return id === null ? null : tag('Contact', {}, tag('PersonID', {}, id), tag('Role', {}, 'Publisher'));
}

interface Concepts {
  rows: Record<string, { uat: string[]; relation: string }>;
}

/** The MeasurementTypes that the subjects mean, not only may mean: all concepts of a row, and no wider ones. */
function measured(open: Element, { root }: Described): Element[] {
  const concepts = new Set(each(root, 'content', 'subject').map(text));
  const certain = Object.entries(table<Concepts>('measurement-type').rows).filter(
    ([, { uat, relation }]) =>
      (relation === 'exactMatch' || relation === 'closeMatch') &&
      uat.length > 0 &&
      uat.every((concept) => concepts.has(concept)),
  );
  if (certain.length === 0) throw unsaid('MeasurementType');
  return certain.map(([type]) => ({ ...open, text: type }));
}

function unsaid(place: string): Unsaid {
  return new Unsaid(`SPASE requires ${WHY[place] ?? `a ${place}`}: the record does not say it.`);
}
