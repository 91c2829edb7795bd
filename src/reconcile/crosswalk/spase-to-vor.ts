/**
 * A SPASE record as VOResource 1.2 / VODataService 1.2 would say it: a view for comparing, and a draft for a curator.
 * Never published as it is: other people's descriptions stay theirs (crosswalk.md §1).
 */
import { type Element, text } from '../../resource/element.ts';
import { RI, VR, VS, XSI } from '../../resource/namespaces.ts';
import { spaseResources } from '../../resource/spase-fields.ts';
import { laidOut } from '../../xml/layout.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { normaliseDate, normaliseDoi } from '../normalise.ts';
import { type Loss, Losses } from './losses.ts';
import { access, isOffline, tableset } from './spase-access.ts';
import { content } from './spase-content.ts';
import { coverage, observers } from './spase-coverage.ts';
import { curation } from './spase-people.ts';
import { first, type Resolve, resourceType, type SpaseSource, textAt, textsAt } from './spase-source.ts';
import { table } from './table.ts';
import { anyUri, mintIvoid } from './values.ts';

/** Under which made-up authority a converted record stands if none is given: nobody can own it (RFC 2606). */
export const MADE_UP_AUTHORITY = 'spase.example';

export interface SpaseOptions {
  /** Of the ivoids; MADE_UP_AUTHORITY if left out. */
  authority?: string;
  /** Finds the persons, instruments, observatories, repositories and products it names. */
  resolve?: Resolve;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`: moving ends and expired records depend on it. */
  now: string;
  /** Whether it lies under Deprecated/ in the SPASE registry. */
  isDeprecated?: boolean;
}

export interface Converted {
  /** UTF-8 text with XML declaration. */
  xml: string;
  ivoid: string;
  losses: Loss[];
  /** ResourceIDs of descriptions that this one replaces or is replaced by: the status `moved`, no relationship. */
  moved: { supersedes: string[]; supersededBy: string[] };
}

/** The record is of a kind that becomes no VOResource record, or is none at all; the message says why. */
export class NotExported extends Error {
  override name = 'NotExported';
}

/**
 * Converts the (first) resource of a Spase document.
 * @throws NotExported for a Person, Instrument, Granule…, for an unknown element and for one without a ResourceID
 * @throws RangeError for an authority that is none
 */
export function spaseToVor(root: Element, options: SpaseOptions): Converted {
  const resources = spaseResources(root);
  const [resource] = resources;
  if (resource === undefined) throw new NotExported(`<${root.name}> holds no SPASE resource.`);
  const xsiType = exportedType(resource);
  const id = textAt(resource, 'ResourceID');
  if (id === null) throw new NotExported(`The ${resource.local} has no ResourceID.`);
  const losses = new Losses();
  const header = first(resource, 'ResourceHeader');
  const resolve = options.resolve ?? (() => null);
  const source: SpaseSource = { root, resource, header, id, losses, resolve, now: options.now };
  for (const other of resources.slice(1))
    losses.lost('type', `a further ${other.local} of the document`, textAt(other, 'ResourceID'));
  const { ivoid, isVerbatim } = mintIvoid(id, options.authority ?? MADE_UP_AUTHORITY);
  if (!isVerbatim) losses.lost('id', 'characters that an ivoid may not have', id);
  lostOutright(source);
  const isData = xsiType.startsWith('vs:');
  const body = [
    ...names(source, ivoid),
    curation(source),
    content(source),
    ...access(source),
    ...(isData || xsiType === 'vr:Organisation' ? observers(source) : []),
    ...(isData ? coverage(source) : []),
    ...(xsiType === 'vs:CatalogResource' ? tableset(source) : []),
  ];
  const attributes = rootAttributes(source, xsiType, options.isDeprecated === true, body);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${laidOut(tag('ri:Resource', attributes, ...body), 0, 'kept')}`;
  return { xml, ivoid, losses: losses.list, moved: movedOf(source) };
}

/** The xsi:type that a resource element becomes. */
function exportedType(resource: Element): string {
  const row = resourceType(resource.local);
  if (row === null) throw new NotExported(`<${resource.name}> is no resource of SPASE that is known here.`);
  if (row.xsiType !== null) return row.xsiType;
  const why = row.folded
    ? 'It becomes part of the records that name it.'
    : 'It is not what the registries of the IVOA hold.';
  throw new NotExported(`A ${resource.local} is no record of its own in VOResource. ${why}`);
}

/** Title, identifiers. */
function names({ resource, header, id, losses }: SpaseSource, ivoid: string): Tag[] {
  const title = textAt(header, 'ResourceName');
  if (title === null) losses.assumed('title', 'it has no name, so its id is the title', id);
  const [shortName, ...others] = splitNames(textsAt(header, 'AlternateName'));
  for (const name of others) losses.lost('altname', 'a further name', name);
  const cited = textAt(header, 'PublicationInfo', 'Title');
  if (cited !== null && cited !== title) losses.lost('pubtitle', 'the title of the citation', cited);
  const written = textAt(header, 'DOI');
  const doi = normaliseDoi(written ?? '');
  if (written !== null && doi === null) losses.lost('doi', 'what is no DOI', written);
  const priors = textsAt(header, 'PriorID');
  const identifiers = [
    ...new Set([anyUri(id), ...(doi === null ? [] : [`doi:${anyUri(doi)}`]), ...priors.map(anyUri)]),
  ];
  for (const ror of textsAt(resource, 'RORIdentifier'))
    losses.lost('ror', 'the ROR of the resource itself', ror);
  return [
    tag('title', {}, title ?? id),
    ...(shortName === null || shortName === undefined ? [] : [tag('shortName', {}, shortName)]),
    tag('identifier', {}, ivoid),
    ...identifiers
      .filter((one) => /^[a-z][a-z0-9+.-]*:/i.test(one))
      .map((one) => tag('altIdentifier', {}, one)),
  ];
}

/** The first of at most 16 characters (VOResource's shortName), then the others. */
function splitNames(alternate: string[]): (string | null)[] {
  const at = alternate.findIndex((name) => name.length <= 16);
  return [alternate[at] ?? null, ...alternate.filter((_, i) => i !== at)];
}

/** Elements of a resource and of its header that some part of the conversion looks at. */
const LOOKED_AT = new Set(
  [
    'ResourceID NamingAuthority ResourceType ResourceHeader AccessInformation AccessInformationOptional AccessURL',
    'ProcessingLevel ProviderProcessingLevel ProviderVersion SoftwareVersion InstrumentID ModeledInstrumentID',
    'MeasurementType PhenomenonType TemporalDescription TimeSpan SpectralRange DisplayCadence ObservedRegion',
    'ModeledRegion SpatialCoverage Caveats Keyword InputResourceID Parameter PhysicalParameter Member RORIdentifier',
    'ResourceName AlternateName DOI ReleaseDate RevisionHistory ExpirationDate Description Acknowledgement',
    'PublicationInfo Funding Contact InformationURL Association AssociationID PriorID',
  ]
    .join(' ')
    .split(' '),
);

/** What VOResource has no element for and what no other part looks at. */
function lostOutright({ header, resource, losses }: SpaseSource): void {
  for (const element of [...(header?.children ?? []), ...resource.children]) {
    if (LOOKED_AT.has(element.local)) continue;
    losses.lost('other', `${element.local}, which no field speaks of`, text(element) || null);
  }
  for (const note of textsAt(header, 'RevisionHistory', 'RevisionEvent', 'Note'))
    losses.lost('revnotes', 'a note of the history', note);
  for (const award of textsAt(header, 'Funding', 'Project')) losses.lost('funding', 'who paid for it', award);
  for (const caveat of textsAt(resource, 'Caveats')) losses.lost('desc', 'caveats', caveat);
}

function rootAttributes(
  source: SpaseSource,
  xsiType: string,
  isDeprecated: boolean,
  body: Tag[],
): Record<string, string> {
  const namespaces: Record<string, string> = { 'xmlns:ri': RI, 'xmlns:vr': VR };
  if ([xsiType, ...body.flatMap(typesIn)].some((type) => type.startsWith('vs:'))) namespaces['xmlns:vs'] = VS;
  return {
    'xsi:type': xsiType,
    ...dates(source),
    status: status(source, isDeprecated),
    version: '1.2',
    ...namespaces,
    'xmlns:xsi': XSI,
    'xsi:schemaLocation': Object.values(namespaces)
      .map((uri) => `${uri} ${uri}`)
      .join(' '),
  };
}

function typesIn({ attributes, content: inside }: Tag): string[] {
  const own = attributes['xsi:type'] === undefined ? [] : [attributes['xsi:type']];
  return [
    ...own,
    ...inside.flatMap((part) =>
      typeof part === 'object' && !(part instanceof Uint8Array) ? typesIn(part) : [],
    ),
  ];
}

/** ReleaseDate is that of the description, so it is `updated`; `created` the oldest date that is known. */
function dates({ header, losses, now }: SpaseSource): { created: string; updated: string } {
  const written = textAt(header, 'ReleaseDate');
  const released = normaliseDate(written ?? '');
  if (released === null)
    losses.assumed('updated', 'there is no readable ReleaseDate, so it is today', written);
  const updated = released === null || released > now ? now : released;
  if (released !== null && released > now)
    losses.assumed('updated', 'ReleaseDate is in the future, so it is today', written);
  const events = textsAt(header, 'RevisionHistory', 'RevisionEvent', 'ReleaseDate').flatMap(
    (date) => normaliseDate(date) ?? [],
  );
  const created = [updated, ...events].sort()[0] ?? updated;
  return { created, updated };
}

interface Statuses {
  rows: Record<string, 'active' | 'inactive' | 'deleted'>;
}

function status({ root, resource, header, losses, now }: SpaseSource, isDeprecated: boolean): string {
  const { rows } = table<Statuses>('status');
  const written = textAt(root, 'Status') ?? (isDeprecated ? 'Deprecated' : '');
  if (!Object.hasOwn(rows, written)) losses.lost('status', 'a Status that is not known', written);
  const found = rows[written] ?? 'active';
  const expires = textAt(header, 'ExpirationDate');
  if (expires !== null) losses.lost('expire', 'the date on which it expires', expires);
  if (found !== 'active') return found;
  if (expires !== null && (normaliseDate(expires) ?? now) < now) {
    losses.assumed('expire', 'it has expired, so it is inactive', expires);
    return 'inactive';
  }
  if (isOffline(resource)) {
    losses.assumed('avail', 'all of its data are offline, so it is inactive');
    return 'inactive';
  }
  return found;
}

function movedOf({ header }: SpaseSource): Converted['moved'] {
  const ids = (type: string) =>
    (header?.children ?? [])
      .filter((e) => e.local === 'Association' && textAt(e, 'AssociationType') === type)
      .flatMap((e) => textsAt(e, 'AssociationID'));
  return { supersedes: ids('Supersedes'), supersededBy: ids('SupersededBy') };
}
