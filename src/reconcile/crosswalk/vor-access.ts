/** How a VOResource is reached → AccessInformation and AccessURL, with EPN-TAP and TAP as IHDEA agreed in 2021. */
import { attribute, type Element, text, xsiType } from '../../resource/element.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { organisationKey } from '../names.ts';
import { each, textAt } from './spase-source.ts';
import { table } from './table.ts';
import { leaves, mark, namedElement, said, spaseId, toFill, type VorSource } from './vor-source.ts';

const EPN_TABLE = /^ivo:\/\/(?:ivoa\.net\/std\/epntap#table-|vopdc\.obspm\/std\/epncore)/i;
const TAP = /^ivo:\/\/ivoa\.net\/std\/tap(?:#aux)?$/i;
const VOSI = /^ivo:\/\/ivoa\.net\/std\/(?:vosi|vospace|registry|dali|datalink)(?:#|$)/i;
/** A TAP service with all of VizieR has 40,000 tables; an AccessURL names those of one product. */
const MOST_KEYS = 20;

interface Styles {
  reverse: Record<string, string>;
}

/** One address with its Style. */
interface Way {
  name: string;
  url: string;
  style: string | null;
  productKeys: string[];
  mime: string | null;
}

/** Whether a table's name is that of an EPN-TAP table, `schema.epn_core` (EPN-TAP 2.0 §4). */
export function isEpnTable(name: string): boolean {
  return /\.epn_core$/i.test(name);
}

/** Names of the tables of a record, those of EPN-TAP apart. */
export function tablesOf(root: Element): { epn: string[]; other: string[] } {
  const names = each(root, 'tableset', 'schema', 'table').map((found) => ({
    name: said(found, 'name'),
    isEpn: EPN_TABLE.test(said(found, 'utype')) || isEpnTable(said(found, 'name')),
  }));
  const of = (isEpn: boolean) =>
    names.filter((one) => one.isEpn === isEpn && one.name !== '').map(({ name }) => name);
  return { epn: of(true), other: of(false) };
}

/** Every way to reach it, the standard ones first. */
export function ways({ root, title, losses }: VorSource): Way[] {
  const found: Way[] = [];
  const tables = tablesOf(root);
  for (const capability of each(root, 'capability')) {
    const standard = attribute(capability, 'standardID')?.trim() ?? '';
    if (VOSI.test(standard)) {
      losses.lost('access', 'an interface that says how the service is', standard);
      continue;
    }
    for (const face of each(capability, 'interface')) {
      const url = textAt(face, 'accessURL');
      if (url === null) continue;
      if (TAP.test(standard)) found.push(...tapWays(url, tables, title, losses));
      else found.push(otherWay(url, standard, face, capability));
    }
    if (standard !== '' && !TAP.test(standard))
      losses.lost('access', 'the standard of a capability', standard);
  }
  for (const url of each(root, 'accessURL')) {
    found.push({
      name: title,
      url: text(url),
      style: attribute(url, 'use') === 'dir' ? 'Listing' : null,
      productKeys: [],
      mime: null,
    });
  }
  const order = ['EPNTAP', 'TAP'];
  const rank = ({ style }: Way) => (order.indexOf(style ?? '') + order.length + 1) % (order.length + 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

function tapWays(
  url: string,
  { epn, other }: { epn: string[]; other: string[] },
  title: string,
  losses: VorSource['losses'],
): Way[] {
  const { reverse } = table<Styles>('access-style');
  const keys = other.length <= MOST_KEYS ? other : [];
  if (other.length > MOST_KEYS)
    losses.lost('access', 'the names of the tables of the service', `${other.length} tables`);
  const tap = { name: `${title} (TAP)`, url, style: reverse.tap ?? null, productKeys: keys, mime: VOTABLE };
  return [
    ...epn.map((key) => ({
      name: `${title} (EPN-TAP)`,
      url,
      style: reverse.epntap ?? null,
      productKeys: [key],
      mime: VOTABLE,
    })),
    ...(other.length > 0 || epn.length === 0 ? [tap] : []),
  ];
}

const VOTABLE = 'application/x-votable+xml';

function otherWay(url: string, standard: string, face: Element, capability: Element): Way {
  const { reverse } = table<Styles>('access-style');
  const type = xsiType(face)?.local ?? '';
  const use = attribute(each(face, 'accessURL')[0] ?? face, 'use');
  const key = use === 'dir' ? 'dir' : type === 'WebBrowser' || type === 'WebService' ? `vr:${type}` : '';
  const label = /std\/([A-Za-z]+)/.exec(standard)?.[1];
  const name = textAt(capability, 'description') ?? label ?? '';
  return {
    name: name.length > 100 ? (label ?? '') : name,
    url,
    style: reverse[key] ?? null,
    productKeys: [],
    mime: textAt(face, 'resultType'),
  };
}

/** An AccessURL element. */
export function accessUrl({ name, url, style, productKeys }: Way): Tag {
  const keys = productKeys.map((key) => tag('ProductKey', {}, key));
  const address = url === '' ? toFill('URL', 'where it is reached.') : leaves({ URL: url });
  return tag('AccessURL', {}, ...leaves({ Name: name }), ...address, ...leaves({ Style: style }), ...keys);
}

/** The AccessInformation of a product; `url`: a page, where nothing else is there. */
export function accessInformation(source: VorSource): Tag {
  const found = ways(source);
  const page = said(source.content, 'referenceURL');
  const all =
    found.length > 0
      ? found
      : [{ name: 'Landing page', url: page, style: null, productKeys: [], mime: null }];
  return tag(
    'AccessInformation',
    {},
    ...repository(source),
    tag('Availability', {}, 'Online'),
    ...rights(source),
    ...all.map(accessUrl),
    ...formats(all),
  );
}

/** Single, as a Service, Repository or Registry has it. */
export function singleAccessUrl(source: VorSource): Tag {
  const [first, ...others] = ways(source);
  for (const { url } of others) source.losses.lost('serviceurl', 'a further address', url);
  const page = said(source.content, 'referenceURL');
  return accessUrl(first ?? { name: '', url: page, style: 'Overview', productKeys: [], mime: null });
}

function repository({ curation, candidates }: VorSource): Tag[] {
  const publisher = each(curation, 'publisher')[0];
  const named = publisher === undefined ? { name: '', ids: [] } : namedElement(publisher);
  const known = spaseId(named, 'Repository');
  if (known !== null) return [tag('RepositoryID', {}, known)];
  const guess = organisationKey({ name: named.name, id: null });
  const ids = [...(guess.startsWith('spase://') ? [guess] : []), ...candidates('Repository', named.name)];
  return toFill('RepositoryID', `the Repository record of ${named.name || 'who holds the data'}.`, [
    ...new Set(ids),
  ]);
}

interface Rights {
  reverse: Record<string, string>;
}

/** AccessRights from the words that VOResource 1.0 had for them, RightsList where there is a licence. */
function rights({ root, losses }: VorSource): Tag[] {
  const all = each(root, 'rights').map((element) => ({
    words: text(element),
    uri: attribute(element, 'rightsURI')?.trim() ?? '',
  }));
  const { reverse } = table<Rights>('rights');
  const access = all.map(({ words }) => reverse[words.toLowerCase()]).find((word) => word !== undefined);
  const licences = all.filter(({ uri }) => uri !== '');
  for (const { words, uri } of all) {
    if (uri === '' && reverse[words.toLowerCase()] === undefined && words !== '')
      losses.lost('rights', 'terms in words', words);
  }
  const list = licences.map(({ words, uri }) =>
    tag('Rights', {}, ...leaves({ RightsURI: uri, RightsName: words })),
  );
  return [
    ...(access === undefined
      ? [mark('AccessRights', 'is it open to all?', ['Open', 'PartiallyRestricted', 'Restricted'])]
      : [tag('AccessRights', {}, access)]),
    ...(list.length === 0 ? [] : [tag('RightsList', {}, ...list)]),
  ];
}

interface Formats {
  rows: Record<string, { mime: string | null; live: number }>;
}

/** SPASE's word for a media type; null if it has none. */
export function formatOf(mime: string): string | null {
  const bare = mime.split(';')[0]?.trim().toLowerCase() ?? '';
  const { rows } = table<Formats>('format');
  const [best] = Object.entries(rows)
    .filter(([, row]) => row.mime?.split(';')[0] === bare)
    .sort((a, b) => b[1].live - a[1].live);
  return best?.[0] ?? null;
}

/** VOTable is what TAP answers with; the files that a table leads to have formats of their own. */
function formats(all: Way[]): Tag[] {
  const known = new Set(all.flatMap(({ mime }) => (mime === null ? [] : (formatOf(mime) ?? []))));
  if (known.size === 0)
    return toFill('Format', 'the format of the data.', ['VOTable', 'CDF', 'FITS', 'CSV', 'Text', 'PNG']);
  const own = [...known].map((format) => tag('Format', {}, format));
  return all.some(({ style }) => style === 'EPNTAP')
    ? [
        mark('Format', 'VOTable is the answer of the service; add the formats of the files it leads to.', [
          'CDF',
          'FITS',
          'PNG',
          'NetCDF',
        ]),
        ...own,
      ]
    : own;
}
