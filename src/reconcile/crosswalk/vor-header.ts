/** What every SPASE resource has of a VOResource: names, history, people, pages, ties → ResourceHeader. */
import { attribute, type Element, text } from '../../resource/element.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { normaliseDate, normaliseDoi, normaliseOrcid } from '../normalise.ts';
import { each, textAt } from './spase-source.ts';
import { table } from './table.ts';
import {
  FILL,
  leaves,
  mark,
  type NamedElement,
  namedElement,
  said,
  spaseId,
  type VorSource,
} from './vor-source.ts';

/** The header, in the order of SPASE 2.7.1. */
export function resourceHeader(source: VorSource): Tag {
  const { root, content, title, now } = source;
  const description = (each(content, 'description')[0]?.text ?? '')
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .join('\n')
    .trim();
  return tag(
    'ResourceHeader',
    {},
    ...leaves({
      ResourceName: title,
      AlternateName: textAt(root, 'shortName'),
      DOI: doi(source),
      ReleaseDate: now,
    }),
    ...revisionHistory(source),
    tag('Description', {}, description === '' ? title : description),
    ...publicationInfo(source),
    ...contacts(source),
    ...informationUrls(source),
    ...associations(source),
  );
}

/** SPASE has room for one: that of a known archive of data, else the first. */
function doi({ root, losses }: VorSource): string | null {
  const all = each(root, 'altIdentifier').flatMap((element) => normaliseDoi(text(element)) ?? []);
  const { rows } = table<{ rows: Record<string, unknown> }>('doi-prefix');
  const chosen = all.find((one) => Object.hasOwn(rows, one.slice(0, one.indexOf('/')))) ?? all[0];
  for (const other of all) if (other !== chosen) losses.lost('doi', 'a further DOI', other);
  return chosen === undefined ? null : `https://doi.org/${chosen}`;
}

function revisionHistory({ now, ivoid }: VorSource): Tag[] {
  const note = `First version, drafted from the IVOA registry record ${ivoid}.`;
  return [
    mark('RevisionHistory', 'the dates and notes of what was done to this description.'),
    tag('RevisionHistory', {}, tag('RevisionEvent', {}, ...leaves({ ReleaseDate: now, Note: note }))),
  ];
}

/** Roles of a date that say when it was published, the best first. */
const PUBLISHED = ['Issued', 'Available', 'Created', 'Updated'];

function publicationInfo(source: VorSource): Tag[] {
  const { curation, content, losses } = source;
  const creators = each(curation, 'creator')
    .map((element) => namedElement(element).name)
    .filter((name) => name !== '');
  const publisher = said(curation, 'publisher');
  const dates = each(curation, 'date').map((element) => ({
    role: attribute(element, 'role') ?? '',
    date: normaliseDate(text(element)),
  }));
  const published = PUBLISHED.map((role) => dates.find((one) => one.role === role && one.date !== null)).find(
    (one) => one !== undefined,
  );
  for (const one of dates) if (one !== published) losses.lost('pubdate', `the date ${one.role}`, one.date);
  if (creators.length === 0 || publisher === '') return [];
  return [
    ...(published === undefined || published.role !== 'Issued'
      ? [mark('PublicationDate', 'when it was published: VOResource does not say it as such.')]
      : []),
    tag(
      'PublicationInfo',
      {},
      ...leaves({
        Authors: creators.join('; '),
        PublicationDate: published?.date ?? FILL,
        PublishedBy: publisher,
        LandingPageURL: textAt(content, 'referenceURL'),
      }),
    ),
  ];
}

interface Role {
  reverse: Record<string, string>;
}

/** One Contact for each person, with all roles; each PersonID is to be looked up or made. */
function contacts(source: VorSource): Tag[] {
  const { curation } = source;
  const { reverse } = table<Role>('role');
  const people = new Map<string, { person: NamedElement; roles: string[] }>();
  for (const local of ['contact', 'creator', 'contributor']) {
    for (const element of each(curation, local)) {
      const person = namedElement(element);
      if (person.name === '') continue;
      const key = person.name.toLowerCase();
      const known = people.get(key) ?? { person, roles: [] };
      const role = reverse[local] ?? 'Contributor';
      people.set(key, { person, roles: known.roles.includes(role) ? known.roles : [...known.roles, role] });
    }
  }
  return [...people.values()].flatMap(({ person, roles }) => contact(person, roles, source));
}

function contact(person: NamedElement, roles: string[], { candidates, losses }: VorSource): Tag[] {
  const roleTags = roles.map((role) => tag('Role', {}, role));
  const known = spaseId(person, 'Person');
  if (known !== null) return [tag('Contact', {}, tag('PersonID', {}, known), ...roleTags)];
  const orcid = person.ids.map(normaliseOrcid).find((id) => id !== null);
  if (orcid != null) losses.lost('orcid', 'an ORCID, which belongs into the Person record', orcid);
  const records = candidates('Person', person.name);
  const ids = records.length > 0 ? records : [guessedPerson(person.name)].filter((id) => id !== null);
  const who = orcid == null ? person.name : `${person.name}, ORCID ${orcid}`;
  return [
    mark('PersonID', `the Person record of ${who.replace(/\.$/, '')}.`, [...new Set(ids)]),
    tag('Contact', {}, tag('PersonID', {}, `spase://${FILL}/Person/${segment(person.name)}`), ...roleTags),
  ];
}

const GROUP =
  /team|support|group|observat|institut|centre|center|universi|station|consortium|agency|survey|laborator|helpdesk|service/i;

/** `Lamy, Laurent` would be spase://SMWG/Person/Laurent.Lamy; null where the given name is not known. */
function guessedPerson(name: string): string | null {
  const [family = '', given = ''] = name.split(',').map((part) => part.trim());
  const words = given === '' ? name.split(/\s+/) : [...given.split(/\s+/), ...family.split(/\s+/)];
  const isPerson = words.length > 1 && words.length < 6 && !/\d/.test(name) && !GROUP.test(name);
  return isPerson ? `spase://SMWG/Person/${words.map(segment).join('.')}` : null;
}

/** Letters of an id, without accents, dots for what is between words. */
export function segment(text: string): string {
  const ascii = text.normalize('NFKD').replace(/\p{Mn}+/gu, '');
  return ascii.replace(/[^A-Za-z0-9_-]+/g, '.').replace(/^\.+|(?<!\.)\.+$/g, '') || FILL;
}

/** Where the IVOA record can be read: the way back that needs no identifier of another world. */
export function registryPage(ivoid: string): string {
  return `https://dc.g-vo.org/I/${ivoid}`;
}

function informationUrls({ content, ivoid, losses }: VorSource): Tag[] {
  const source = each(content, 'source')[0];
  const paper = source === undefined ? '' : text(source);
  const format = source === undefined ? null : attribute(source, 'format');
  const link =
    format === 'bibcode'
      ? `https://ui.adsabs.harvard.edu/abs/${paper}`
      : normaliseDoi(paper) === null
        ? null
        : `https://doi.org/${normaliseDoi(paper)}`;
  if (paper !== '' && link === null) losses.lost('infourl', 'a reference in words', paper);
  const pages = [
    { Name: 'Landing page', URL: textAt(content, 'referenceURL') },
    { Name: 'Reference', URL: link },
    { Name: 'IVOA registry record', URL: registryPage(ivoid) },
    ...related(content, ['Cites', 'IsSupplementedBy']).flatMap(({ name, ids }) =>
      ids.filter((id) => /^https?:/.test(id)).map((URL) => ({ Name: name, URL })),
    ),
  ];
  return pages.filter(({ URL }) => URL !== null).map((page) => tag('InformationURL', {}, ...leaves(page)));
}

function related(content: Element | null, types: string[]): NamedElement[] {
  return each(content, 'relationship')
    .filter((relationship) => types.includes(said(relationship, 'relationshipType')))
    .flatMap((relationship) => each(relationship, 'relatedResource').map(namedElement));
}

interface Associations {
  reverse: Record<string, { becomes: string | null; associationType?: string; note?: string }>;
}

/** Ties to what has a SPASE id; to ivoids only where that is wanted. IsServedBy is in the AccessURL. */
function associations({ content, ivoid, losses, withIvoids }: VorSource): Tag[] {
  const { reverse } = table<Associations>('association');
  const found: Tag[] = [];
  for (const relationship of each(content, 'relationship')) {
    const type = said(relationship, 'relationshipType');
    const row = Object.hasOwn(reverse, type) ? reverse[type] : undefined;
    for (const target of each(relationship, 'relatedResource').map(namedElement)) {
      const id =
        target.ids.find((one) => one.startsWith('spase://')) ??
        (withIvoids ? target.ids.find((one) => /^ivo:/i.test(one)) : undefined);
      if (row?.becomes === 'AccessURL' || row?.becomes === 'InformationURL' || row?.becomes === 'Member')
        continue;
      if (row?.becomes !== 'Association' || id === undefined) {
        losses.lost(
          'assoc',
          `${type} ${row?.becomes == null ? ', for which SPASE has no word' : ', which has no SPASE id'}`.replace(
            ' ,',
            ',',
          ),
          `${target.name} ${target.ids.join(' ')}`.trim(),
        );
        continue;
      }
      const values = {
        AssociationID: id,
        AssociationType: row.associationType ?? 'Other',
        Note: row.note === undefined ? null : `This ${row.note}: ${target.name}`,
      };
      found.push(tag('Association', {}, ...leaves(values)));
    }
  }
  if (withIvoids)
    found.push(
      tag(
        'Association',
        {},
        ...leaves({ AssociationID: ivoid, AssociationType: 'Other', Note: 'IVOA registry record' }),
      ),
    );
  return found;
}

/** HasPart of a Collection → Member; what a Collection is made of. */
export function members({ content }: VorSource): Tag[] {
  return related(content, ['HasPart']).map(({ name, ids }) =>
    tag(
      'Member',
      {},
      ...leaves({ ResourceName: name, MemberID: ids.find((id) => id.startsWith('spase://')) ?? null }),
    ),
  );
}
