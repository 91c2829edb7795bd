/**
 * What is known of a SPASE record, of any version from 1.2.0 to 2.7.2 (ihdea-landscape.md §3, crosswalk.md §5).
 * Not for: what other records say about it. A contact's name, an instrument's observatory are ids here.
 */
import { utcSeconds } from './dates.ts';
import { doiOf, doiWithin } from './doi.ts';
import { type Element, text } from './element.ts';
import { each, FieldValues, first, MOST_DESCRIPTION } from './field-values.ts';
import type { Access, Fields, Person, Relation } from './fields.ts';
import { splitAuthors } from './spase-authors.ts';

/** The one namespace of all versions. */
export const SPASE = 'http://www.spase-group.org/data/schema';

/** Resource elements of all versions. */
const TYPES = new Set(
  [
    'Annotation Catalog Collection DisplayData DisplayOutput Document Granule Instrument Model ModelRun NumericalData',
    'NumericalOutput Observatory Person Registry Repository Service SimulationModel SimulationRun Software',
  ]
    .join(' ')
    .split(' '),
);
/** Those that describe the record, not a resource; 2.7.1 has three of them before the resource. */
const ABOUT_THE_RECORD = new Set([
  'Version',
  'Status',
  'MetadataRightsList',
  'NamingAuthority',
  'ResourceType',
]);

/** Every resource element of a Spase document. Usually one; the schema allows several. */
export function spaseResources(root: Element): Element[] {
  if (root.local !== 'Spase') return [];
  const known = root.children.filter((c) => TYPES.has(c.local));
  if (known.length > 0) return known;
  return root.children.filter((c) => !ABOUT_THE_RECORD.has(c.local) && first(c, 'ResourceID') !== null);
}

/**
 * Fields of the (first) resource of a Spase document, whatever namespace it is in; null if the document is no Spase or
 * has no resource element. A resource without ResourceID has the id ''.
 */
export function spaseFields(root: Element): Fields | null {
  const resource = spaseResources(root)[0];
  if (resource === undefined) return null;
  const take = new FieldValues();
  const header = first(resource, 'ResourceHeader');
  const isPerson = resource.local === 'Person';
  const id = take.text('id', first(resource, 'ResourceID'));
  const links = [
    ...each(header, 'InformationURL', 'URL'),
    ...each(header, 'PublicationInfo', 'LandingPageURL'),
  ];
  const access = accessOf(resource, take);
  const dois = take.texts('dois', given(each(header, 'DOI').map((e) => doiOf(text(e)))));
  const elsewhere = [...links.map(text), ...access.map(({ url }) => url)].map(doiWithin);

  const fields: Fields = {
    model: 'spase',
    id,
    type: resource.local,
    version: take.textOrNull('version', first(root, 'Version')),
    status: take.textOrNull('status', first(root, 'Status')),
    title: isPerson ? nameOfPerson(resource, id, take) : take.text('title', first(header, 'ResourceName')),
    alternateNames: take.texts('alternateNames', [
      ...each(header, 'AlternateName'),
      ...each(header, 'PublicationInfo', 'Title'),
      ...each(resource, 'InvestigationName'),
    ]),
    description: take.text(
      'description',
      isPerson ? first(resource, 'OrganizationName') : first(header, 'Description'),
      MOST_DESCRIPTION,
    ),
    created: oldest(each(header, 'RevisionHistory', 'RevisionEvent', 'ReleaseDate')),
    updated: dated(first(isPerson ? resource : header, 'ReleaseDate'), take),
    dois,
    otherDois: take.texts(
      'otherDois',
      given(elsewhere).filter((doi) => !dois.includes(doi)),
    ),
    altIdentifiers: take.texts('altIdentifiers', each(resource, 'RORIdentifier')),
    priorIds: take.texts('priorIds', each(header, 'PriorID')),
    referenceUrls: take.texts('referenceUrls', links),
    access,
    persons: take.list('persons', isPerson ? [self(resource, id, take)] : personsOf(header, take)),
    publisher: publisherOf(header, take),
    instruments: named(take.texts('instruments', each(resource, 'InstrumentID'))),
    facilities: named(take.texts('facilities', each(resource, 'ObservatoryID'))),
    repositories: take.texts(
      'repositories',
      ACCESS.flatMap((local) => each(resource, local, 'RepositoryID')),
    ),
    temporal: take.list('temporal', temporalOf(resource)),
    cadence: cadenceOf(resource, take),
    parameters: take.texts('parameters', parametersOf(resource)),
    subjects: take.texts('subjects', each(resource, 'Keyword')),
    measurements: take.texts('measurements', [
      ...each(resource, 'MeasurementType'),
      ...each(resource, 'PhenomenonType'),
      ...each(resource, 'InstrumentType'),
    ]),
    regions: take.texts('regions', [
      ...each(resource, 'ObservedRegion'),
      ...each(resource, 'ModeledRegion'),
      ...each(resource, 'Location', 'ObservatoryRegion'),
      ...each(resource, 'ObservationExtent', 'ObservedRegion'),
    ]),
    wavebands: take.texts('wavebands', wavebandsOf(resource)),
    levels: take.texts('levels', each(resource, 'ProcessingLevel')),
    rights: take.texts('rights', rightsOf(resource)),
    relations: relationsOf(resource, header, take),
    tables: [],
    authorities: [],
    standards: [],
  };
  if (take.cut.length > 0) fields.cut = take.cut;
  return fields;
}

/** AccessInformationOptional: of a Model. */
const ACCESS = ['AccessInformation', 'AccessInformationOptional'];

/** Also the AccessURL of a Service, Repository or Registry, which has it directly. One entry for each ProductKey. */
function accessOf(resource: Element, take: FieldValues): Access[] {
  const written = [
    ...ACCESS.flatMap((local) => each(resource, local, 'AccessURL')),
    ...each(resource, 'AccessURL'),
  ];
  const entries = written.flatMap((element): Access[] => {
    const url = take.text('access', first(element, 'URL'));
    if (url === '') return [];
    const standard = take.textOrNull('access', first(element, 'Style'));
    const name = take.textOrNull('access', first(element, 'Name'));
    const keys: (string | null)[] = take.texts('access', each(element, 'ProductKey'));
    if (keys.length === 0) keys.push(null);
    return keys.map((productKey) => ({ url, standard, interfaceType: null, productKey, name }));
  });
  return take.list('access', entries);
}

function personsOf(header: Element | null, take: FieldValues): Person[] {
  const authors = each(header, 'PublicationInfo', 'Authors')
    .flatMap((e) => splitAuthors(take.text('persons', e, 20_000)).names)
    .map((name): Person => ({ name: take.text('persons', name), id: null, role: 'Author', orcid: null }));
  const contacts = each(header, 'Contact').flatMap((contact): Person[] => {
    const id = take.text('persons', first(contact, 'PersonID'));
    const roles = take.texts('persons', each(contact, 'Role'));
    if (id === '') return [];
    return (roles.length === 0 ? ['Contact'] : roles).map((role) => ({
      name: nameInId(id),
      id,
      role,
      orcid: null,
    }));
  });
  return [...authors, ...contacts];
}

/** A Person record is a person itself. */
function self(resource: Element, id: string, take: FieldValues): Person {
  const orcid = /\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b/i.exec(text(first(resource, 'ORCIdentifier')))?.[0] ?? null;
  const name = nameOfPerson(resource, id, take);
  return { name, id: id === '' ? null : id, role: 'Person', orcid: orcid?.toUpperCase() ?? null };
}

/** 2 % of the Person records are of organisations and have no PersonName. */
function nameOfPerson(resource: Element, id: string, take: FieldValues): string {
  return (
    take.text('title', first(resource, 'PersonName')) ||
    take.text('title', first(resource, 'OrganizationName')) ||
    nameInId(id)
  );
}

/** `spase://SMWG/Person/Mark.B.Moldwin` → `Mark B Moldwin`: what is known without the Person's record. */
function nameInId(id: string): string {
  return (id.split('/').at(-1) ?? '').replaceAll('.', ' ').replace(/\s+/g, ' ').trim();
}

function publisherOf(header: Element | null, take: FieldValues): Fields['publisher'] {
  const name = take.text('publisher', first(header, 'PublicationInfo', 'PublishedBy'));
  if (name !== '') return { name, id: null };
  const contact = each(header, 'Contact').find((c) =>
    each(c, 'Role').some((role) => text(role) === 'Publisher'),
  );
  const id = take.text('publisher', contact === undefined ? null : first(contact, 'PersonID'));
  return id === '' ? null : { name: nameInId(id), id };
}

/** A Catalog has its TimeSpan directly; an instrument's time of operation counts as its coverage. */
function temporalOf(resource: Element): Fields['temporal'] {
  const spans = [
    ...each(resource, 'TemporalDescription', 'TimeSpan'),
    ...each(resource, 'TimeSpan'),
    ...each(resource, 'OperatingSpan'),
  ];
  // RelativeStopDate is a moving end (a duration before today): open, as a missing StopDate.
  return spans
    .map((span) => ({
      start: utcSeconds(text(first(span, 'StartDate'))),
      stop: utcSeconds(text(first(span, 'StopDate'))),
    }))
    .filter(({ start, stop }) => start !== null || stop !== null);
}

function cadenceOf(resource: Element, take: FieldValues): string | null {
  for (const local of ['Cadence', 'CadenceMin', 'CadenceMax']) {
    const found = take.text('cadence', first(resource, 'TemporalDescription', local));
    if (found !== '') return found;
  }
  return null;
}

/** PhysicalParameter: SPASE 1. */
function parametersOf(resource: Element): Element[] {
  const all = [...each(resource, 'Parameter'), ...each(resource, 'PhysicalParameter')];
  return all.flatMap((parameter) => [...each(parameter, 'ParameterKey'), ...each(parameter, 'Name')]);
}

function wavebandsOf(resource: Element): Element[] {
  const waves = each(resource, 'Parameter', 'Wave');
  const ranges = waves.flatMap((wave) => wave.children).flatMap((range) => each(range, 'SpectralRange'));
  return [...each(resource, 'SpectralRange'), ...ranges];
}

/** Rights by URI, else identifier, else name; then the access rights (`Open`). */
function rightsOf(resource: Element): Element[] {
  return ACCESS.flatMap((local) => each(resource, local)).flatMap((access) => [
    ...each(access, 'RightsList', 'Rights').flatMap(
      (r) => first(r, 'RightsURI') ?? first(r, 'RightsIdentifier') ?? first(r, 'RightsName') ?? [],
    ),
    ...each(access, 'AccessRights'),
  ]);
}

/** Elements that name another record by id alone. */
const REFERENCES = ['InputResourceID', 'ModelID', 'InstrumentGroupID', 'ObservatoryGroupID', 'ParentID'];

function relationsOf(resource: Element, header: Element | null, take: FieldValues): Relation[] {
  const one = (type: Element | string | null, id: Element | null, title: Element | null): Relation => ({
    type: take.text('relations', type) || 'Association',
    id: take.textOrNull('relations', id),
    title: take.textOrNull('relations', title),
  });
  const relations = [
    ...each(header, 'Association').map((a) =>
      one(first(a, 'AssociationType'), first(a, 'AssociationID'), null),
    ),
    ...each(header, 'AssociationID').map((id) => one('Association', id, null)),
    ...REFERENCES.flatMap((local) => each(resource, local).map((id) => one(local, id, null))),
    ...each(resource, 'Member').map((m) => one('MemberID', first(m, 'MemberID'), first(m, 'ResourceName'))),
  ];
  return take.list(
    'relations',
    relations.filter(({ id, title }) => id !== null || title !== null),
  );
}

function dated(element: Element | null, take: FieldValues): string | null {
  return utcSeconds(text(element)) ?? take.textOrNull('updated', element);
}

/** The oldest date that RevisionHistory knows: a lower bound, often "only known prior ReleaseDate". */
function oldest(dates: Element[]): string | null {
  return given(dates.map((e) => utcSeconds(text(e)))).sort()[0] ?? null;
}

function named(ids: string[]): Fields['instruments'] {
  return ids.map((id) => ({ name: null, id }));
}

function given(values: (string | null)[]): string[] {
  return values.filter((value) => value !== null);
}
