/** Who stands behind a SPASE record: contacts with their roles, the authors of the citation, the publisher → curation. */
import type { Element } from '../../resource/element.ts';
import { splitAuthors } from '../../resource/spase-authors.ts';
import { isOrcid } from '../../validate/rules/alt-identifier.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { nameKey } from '../names.ts';
import { normaliseDay, normaliseOrcid, normaliseRor } from '../normalise.ts';
import {
  accessInformation,
  each,
  nameFromId,
  resourceOf,
  type SpaseSource,
  textAt,
  textsAt,
} from './spase-source.ts';
import { table } from './table.ts';
import { anyUri } from './values.ts';

interface RoleRow {
  to: 'creator' | 'contributor' | 'contact' | 'publisher' | null;
  creatorIf?: 'noAuthors' | 'noCreator' | 'software';
  contactIf?: 'noContact';
}

interface Human {
  id: string;
  name: string;
  organisation: string | null;
  orcid: string | null;
  ror: string | null;
  record: Element | null;
  roles: string[];
}

/** The content of `curation`, in the order of the schema. */
export function curation(source: SpaseSource): Tag {
  const people = humans(source);
  const rows = table<{ rows: Record<string, RoleRow> }>('role').rows;
  const rowOf = (role: string): RoleRow => rows[role] ?? { to: null };
  const isA = (to: RoleRow['to']) => (human: Human) => human.roles.some((role) => rowOf(role).to === to);
  for (const { id, roles } of people) {
    for (const role of roles) {
      if (!Object.hasOwn(rows, role)) source.losses.lost('contact', 'a role that is not known', role);
      else if (rowOf(role).to !== role.toLowerCase())
        source.losses.lost('contact', 'the role', `${role} ${id}`);
    }
  }
  const publishers = publisher(source, people);
  const creators = creatorsOf(source, people, rowOf);
  const isCreator = new Set(creators.map(({ name }) => nameKey(name)));
  const contributors = people.filter(
    (human) => isA('contributor')(human) && !isCreator.has(nameKey(human.name)),
  );
  return tag(
    'curation',
    {},
    publishers.tag,
    ...creators.map(({ name, identifier }) => tag('creator', {}, named('name', name, identifier))),
    ...contributors.map((human) => named('contributor', human.name, identifierOf(human))),
    ...publishers.others.map((name) => named('contributor', name, null)),
    ...issued(source),
    ...version(source),
    ...contacts(source, people, publishers.name).map((human) => contact(source, human)),
  );
}

function humans(source: SpaseSource): Human[] {
  const found: Human[] = [];
  for (const written of each(source.header, 'Contact')) {
    const id = textAt(written, 'PersonID');
    if (id === null) {
      source.losses.lost('contact', 'a contact without a PersonID');
      continue;
    }
    for (const part of ['StartDate', 'StopDate', 'Note']) {
      const value = textAt(written, part);
      if (value !== null) source.losses.lost('contact', `${part} of a role`, value);
    }
    const roles = textsAt(written, 'Role');
    const known = found.find((human) => human.id === id);
    if (known !== undefined) known.roles.push(...roles.filter((role) => !known.roles.includes(role)));
    else found.push({ ...human(id, source), roles });
  }
  return found;
}

function human(id: string, { resolve, losses }: SpaseSource): Omit<Human, 'roles'> {
  const found = resolve(id);
  const record = found === null ? null : resourceOf(found);
  const organisation = textAt(record, 'OrganizationName');
  const name = textAt(record, 'PersonName') ?? organisation;
  if (name === null)
    losses.assumed('contact', 'there is no record of the person here, so the name is taken from the id', id);
  const orcid = normaliseOrcid(textAt(record, 'ORCIdentifier') ?? '');
  if (orcid !== null && !isOrcid(orcid)) losses.lost('orcid', 'an ORCID with a wrong check digit', orcid);
  const ror = normaliseRor(textAt(record, 'RORIdentifier') ?? '');
  return {
    id,
    name: name ?? nameFromId(id),
    organisation,
    orcid: orcid !== null && isOrcid(orcid) ? orcid : null,
    ror,
    record,
  };
}

function creatorsOf(
  source: SpaseSource,
  people: Human[],
  rowOf: (role: string) => RoleRow,
): { name: string; identifier: string | null }[] {
  const written = textAt(source.header, 'PublicationInfo', 'Authors');
  const isSoftware = /^(?:Software|Service|Registry|Model)$/.test(source.resource.local);
  const authors = people.filter((one) => one.roles.some((role) => rowOf(role).to === 'creator'));
  const having = (condition: RoleRow['creatorIf']) =>
    people.filter((one) => one.roles.some((role) => rowOf(role).creatorIf === condition));
  const known = (one: Human) => ({ name: one.name, identifier: identifierOf(one) });
  if (written === null) {
    const chosen = unique([...authors, ...having('noAuthors'), ...(isSoftware ? having('software') : [])]);
    return (chosen.length > 0 ? chosen : having('noCreator')).map(known);
  }
  const { names, isParsed } = splitAuthors(written);
  if (!isParsed) {
    source.losses.lost('authors', 'the structure of a text that cannot be taken apart', written);
    return names.map((name) => ({ name, identifier: null }));
  }
  // The initial is part of the key: of two authors of one family, only one has the ORCID.
  const byKey = new Map(people.map((one) => [nameKey(one.name), one]));
  const cited = names.map((name) => {
    const one = byKey.get(nameKey(name));
    return { name, identifier: one === undefined ? null : identifierOf(one) };
  });
  const keys = new Set(names.map(nameKey));
  return [...cited, ...authors.filter((one) => !keys.has(nameKey(one.name))).map(known)];
}

function unique(people: Human[]): Human[] {
  return [...new Map(people.map((human) => [human.id, human])).values()];
}

interface Publisher {
  name: string;
  others: string[];
  tag: Tag;
}

/** PublishedBy, else the organisation of a Publisher, the repository, the host, the naming authority, in this order. */
function publisher(source: SpaseSource, people: Human[]): Publisher {
  const [first, ...others] = (textAt(source.header, 'PublicationInfo', 'PublishedBy') ?? '')
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const made = (name: string, identifier: string | null): Publisher => ({
    name,
    others,
    tag: named('publisher', name, identifier),
  });
  if (others.length > 0)
    source.losses.lost('publisher', 'that these publish it too: they are contributors', others.join('; '));
  const inRole = (role: string) =>
    people.find((human) => human.roles.includes(role) && human.organisation !== null);
  const said = inRole('Publisher');
  const repositories = repositoriesOf(source);
  if (first !== undefined) {
    return made(first, repositories.find(({ name }) => name === first)?.ror ?? null);
  }
  if (said?.organisation != null) return made(said.organisation, said.ror);
  const [repository] = repositories;
  if (repository !== undefined) {
    source.losses.assumed('publisher', 'the repository publishes it', repository.id);
    return made(repository.name, repository.ror ?? anyUri(repository.id));
  }
  const host = inRole('HostContact');
  if (host?.organisation != null) {
    source.losses.assumed('publisher', 'the organisation of the host contact publishes it', host.id);
    return made(host.organisation, host.ror);
  }
  const authority = /^spase:\/\/([^/]+)/.exec(source.id)?.[1] ?? 'unknown';
  const name = table<{ rows: Record<string, string> }>('naming-authority').rows[authority] ?? authority;
  source.losses.assumed('publisher', 'the naming authority publishes it', authority);
  return made(name, null);
}

/** Repositories whose records are known. A Repository or Service is its own. */
function repositoriesOf({
  resource,
  resolve,
  losses,
}: SpaseSource): { id: string; name: string; ror: string | null }[] {
  const ids = [...new Set(accessInformation(resource).flatMap((access) => textsAt(access, 'RepositoryID')))];
  for (const id of ids) losses.lost('access', 'which repository holds what', id);
  return ids.flatMap((id) => {
    const found = resolve(id);
    const record = found === null ? null : resourceOf(found);
    const name = textAt(record, 'ResourceHeader', 'ResourceName');
    return name === null ? [] : [{ id, name, ror: normaliseRor(textAt(record, 'RORIdentifier') ?? '') }];
  });
}

function issued({ header, losses }: SpaseSource): Tag[] {
  const written = textAt(header, 'PublicationInfo', 'PublicationDate');
  if (written === null) return [];
  const day = normaliseDay(written);
  if (day === null) {
    losses.lost('pubdate', 'what is no date', written);
    return [];
  }
  if (!/^\S{10}(?:T00:00:00(?:\.0+)?Z?)?$/.test(written)) losses.lost('pubdate', 'the time of day', written);
  return [tag('date', { role: 'Issued' }, day)];
}

function version({ resource, losses }: SpaseSource): Tag[] {
  for (const local of ['ProcessingLevel', 'ProviderProcessingLevel']) {
    const value = textAt(resource, local);
    if (value === null) continue;
    const { rows } = table<{ rows: Record<string, { obscore: string }> }>('processing-level');
    const term = rows[value]?.obscore;
    losses.lost('level2', `${local}${term === undefined ? '' : `, which is ${term} in the IVOA`}`, value);
  }
  const value = textAt(resource, 'ProviderVersion') ?? textAt(resource, 'SoftwareVersion');
  return value === null ? [] : [tag('version', {}, value)];
}

/** In the order in which one would write to them; somebody has to answer, so the last resort is the publisher. */
function contacts(source: SpaseSource, people: Human[], publisherName: string): Human[] {
  const inRole = (...roles: string[]) =>
    people.filter((human) => human.roles.some((role) => roles.includes(role)));
  const meant = unique([
    ...inRole('GeneralContact'),
    ...inRole('TechnicalContact'),
    ...inRole('HostContact'),
  ]);
  if (meant.length > 0) return meant;
  const others = [
    inRole('PrincipalInvestigator', 'CoPI'),
    inRole('DataProducer', 'Author', 'Publisher'),
    people.filter((human) => !human.roles.every((role) => role === 'MetadataContact')),
    people,
  ];
  const [first] = others.find((found) => found.length > 0) ?? [];
  if (first !== undefined) {
    source.losses.assumed(
      'contact',
      `who is ${first.roles.join(', ') || 'named'} answers for it: there is no contact`,
      first.id,
    );
    return [first];
  }
  source.losses.assumed('contact', 'the publisher answers for it: there is no contact', publisherName);
  return [
    { id: '', name: publisherName, organisation: null, orcid: null, ror: null, record: null, roles: [] },
  ];
}

function contact({ losses }: SpaseSource, human: Human): Tag {
  const { name, record, roles } = human;
  // Personal data: only of those who are there to be written to.
  const isPublic = roles.some((role) => role === 'GeneralContact' || role === 'TechnicalContact');
  const details = [
    ['address', 'phone', textsAt(record, 'Address')],
    ['email', 'email', textsAt(record, 'Email').filter((address) => address.includes('@'))],
    ['telephone', 'phone', textsAt(record, 'PhoneNumber')],
  ] as const;
  const given = details.flatMap(([element, field, values]) => {
    if (values.length > (isPublic ? 1 : 0)) losses.lost(field, `${element} that is not given on, of ${name}`);
    return isPublic && values[0] !== undefined ? [tag(element, {}, values[0])] : [];
  });
  return tag('contact', {}, named('name', name, identifierOf(human)), ...given);
}

function orcidUri(orcid: string | null): string | null {
  return orcid === null ? null : `https://orcid.org/${orcid}`;
}

/** The ORCID, else the id of the Person record; null for the few ids that are no URI. */
function identifierOf({ id, orcid }: Human): string | null {
  return orcidUri(orcid) ?? (/^[a-z][a-z0-9+.-]*:/i.test(id) ? anyUri(id) : null);
}

/** A vr:ResourceName. */
export function named(element: string, name: string, identifier: string | null): Tag {
  return tag(element, identifier === null ? {} : { altIdentifier: identifier }, name);
}
