/** How the data of a SPASE record are reached, and on which terms → rights, capability, tableset. */
import { type Element, text } from '../../resource/element.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { acknowledgements, hasRights } from './spase-content.ts';
import { accessInformation, each, first, type SpaseSource, textAt, textsAt } from './spase-source.ts';
import { table } from './table.ts';
import { anyUri } from './values.ts';

interface StyleRow {
  interface: string | null;
  use: 'base' | 'full' | 'dir' | null;
  standardID?: string;
  utype?: string;
}

interface Styles {
  rows: Record<string, StyleRow>;
  guess: { says: string; pattern: string; style: string }[];
}

/** One AccessURL, with what is common to its AccessInformation. */
interface Way {
  url: string;
  style: string;
  row: StyleRow;
  description: string;
  productKeys: string[];
  mime: string | null;
}

/** The rights and capability elements, in the order of the schema; losses where the type has neither. */
export function access(source: SpaseSource): Tag[] {
  const { resource, losses } = source;
  const groups = accessInformation(resource);
  for (const group of groups) lostInside(group, source);
  if (!hasRights(resource.local)) {
    for (const url of textsAt(resource, 'AccessURL', 'URL'))
      losses.lost('serviceurl', 'the address, unless it is the page', url);
    for (const group of groups) {
      for (const url of textsAt(group, 'AccessURL', 'URL'))
        losses.lost('access', 'its type has no capability', url);
      const said = textAt(group, 'AccessRights');
      if (said !== null) losses.lost('rights', 'its type has no rights', said);
    }
    return [];
  }
  const own = each(resource, 'AccessURL').flatMap((url) => wayOf(url, null, source));
  return [
    ...rights(source),
    ...capabilities([
      own,
      ...groups.map((group) => each(group, 'AccessURL').flatMap((url) => wayOf(url, group, source))),
    ]),
  ];
}

/** What of an AccessInformation has no place in VOResource at all. */
function lostInside(group: Element, { losses }: SpaseSource): void {
  for (const local of ['Encoding', 'AccessDirectoryTemplate', 'AccessFilenameTemplate']) {
    const value = textAt(group, local);
    if (value !== null) losses.lost('access', local, value);
  }
  const extent = first(group, 'DataExtent');
  if (extent !== null) losses.lost('extent', 'the size', extent.children.map((part) => text(part)).join(' '));
}

/** One capability for an AccessInformation; each interface of a standard has its own. */
function capabilities(groups: Way[][]): Tag[] {
  return groups.flatMap((ways) => {
    const plain = ways.filter(({ row }) => row.standardID === undefined);
    const standard = ways.filter(({ row }) => row.standardID !== undefined);
    const said = [...new Set(plain.map(({ description }) => description).filter((line) => line !== ''))].join(
      '\n',
    );
    return [
      ...standard.map((way) =>
        tag('capability', { standardID: way.row.standardID ?? '' }, ...described(way.description), face(way)),
      ),
      ...(plain.length === 0 ? [] : [tag('capability', {}, ...described(said), ...plain.map(face))]),
    ];
  });
}

function described(text: string): Tag[] {
  return text === '' ? [] : [tag('description', {}, text)];
}

function face({ url, row, mime }: Way): Tag {
  const type = row.interface ?? 'vr:WebBrowser';
  return tag(
    'interface',
    { 'xsi:type': type, ...(row.standardID === undefined ? {} : { role: 'std' }) },
    tag('accessURL', row.use === null ? {} : { use: row.use }, url),
    ...(type === 'vs:ParamHTTP' && row.standardID === undefined && mime !== null
      ? [tag('resultType', {}, mime)]
      : []),
  );
}

/** None for an address that is missing or none. `group`: its AccessInformation, if it is inside one. */
function wayOf(element: Element, group: Element | null, { losses }: SpaseSource): Way[] {
  const written = textAt(element, 'URL');
  const productKeys = textsAt(element, 'ProductKey');
  if (written === null) {
    losses.lost('access', 'an AccessURL without URL', textAt(element, 'Name'));
    return [];
  }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written);
  if (!hasScheme) losses.assumed('access', 'an address without scheme begins with http://', written);
  const url = anyUri(hasScheme ? written : `http://${written}`);
  const { style, row } = styleOf(textAt(element, 'Style'), url, losses);
  if (row.interface === null) {
    losses.lost('access', `an address of Style ${style}, which is a pattern`, written);
    return [];
  }
  if (row.standardID === undefined) {
    for (const key of productKeys) losses.lost('access', 'a ProductKey', key);
  }
  const description = [textAt(element, 'Name'), textAt(element, 'Description')]
    .filter((part) => part !== null)
    .join(': ');
  const mime = mediaType(group, row, losses);
  // A securityMethod without standardID would say that anybody may come in.
  if (group !== null && rightsRow(group)?.isSecure === true)
    losses.lost('rights', 'how to log in, which SPASE does not say', written);
  return [{ url, style, row, description, productKeys, mime }];
}

const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const made = patterns.get(source) ?? new RegExp(source, 'i');
  patterns.set(source, made);
  return made;
}

/** By the Style; 83 % have none, then by the address. */
function styleOf(
  style: string | null,
  url: string,
  losses: SpaseSource['losses'],
): { style: string; row: StyleRow } {
  const { rows, guess } = table<Styles>('access-style');
  const page: StyleRow = { interface: 'vr:WebBrowser', use: 'full' };
  if (style !== null) {
    const row = Object.hasOwn(rows, style) ? rows[style] : undefined;
    if (row === undefined) losses.lost('access', 'a Style that is not known', style);
    return { style, row: row ?? page };
  }
  const guessed = guess.find(({ pattern }) => patternOf(pattern).test(url));
  if (guessed !== undefined) losses.assumed('access', `an address without Style is ${guessed.says}`, url);
  else losses.assumed('access', 'an address without Style is a page', url);
  return {
    style: guessed?.style ?? '',
    row: (guessed === undefined ? undefined : rows[guessed.style]) ?? page,
  };
}

/** The first Format that is a media type; VOResource has room for one, on a vs:ParamHTTP interface. */
function mediaType(group: Element | null, row: StyleRow, losses: SpaseSource['losses']): string | null {
  const formats = textsAt(group, 'Format');
  const { rows } = table<{ rows: Record<string, { mime: string | null }> }>('format');
  const taken =
    row.interface === 'vs:ParamHTTP'
      ? formats.find((format) => (rows[format]?.mime ?? null) !== null)
      : undefined;
  for (const format of formats) if (format !== taken) losses.lost('format', 'a format', format);
  return taken === undefined ? null : (rows[taken]?.mime ?? null);
}

interface RightsRow {
  rights: string;
  isSecure: boolean;
}

function rightsRow(group: Element): RightsRow | undefined {
  return table<{ rows: Record<string, RightsRow> }>('rights').rows[textAt(group, 'AccessRights') ?? ''];
}

/** Licences of the data, else what AccessRights says; then how to cite. */
function rights(source: SpaseSource): Tag[] {
  const { resource, losses, root } = source;
  for (const right of each(root, 'MetadataRightsList', 'Rights')) {
    losses.lost(
      'mdrights',
      'the licence of the description',
      textAt(right, 'RightsURI') ?? textAt(right, 'RightsName'),
    );
  }
  const groups = accessInformation(resource);
  const licences = new Map<string, Tag>();
  // SPASE 2.7.0 wrote it in lower case.
  for (const right of groups.flatMap((g) => [
    ...each(g, 'RightsList', 'Rights'),
    ...each(g, 'rightsList', 'Rights'),
  ])) {
    const uri = textAt(right, 'RightsURI')?.replace(/^(https?:\/\/spdx\.org\/.*)\.html$/i, '$1') ?? null;
    const name = textAt(right, 'RightsName') ?? textAt(right, 'RightsIdentifier') ?? uri;
    if (name === null) continue;
    licences.set(uri ?? name, tag('rights', uri === null ? {} : { rightsURI: anyUri(uri) }, name));
    const note = textAt(right, 'Note');
    if (note !== null) losses.lost('rights', 'the note of a licence', note);
  }
  const words = new Set(groups.flatMap((group) => textAt(group, 'AccessRights') ?? []));
  const terms = [...words].map((word) =>
    tag('rights', {}, table<{ rows: Record<string, RightsRow> }>('rights').rows[word]?.rights ?? word),
  );
  if (licences.size > 0)
    for (const word of words) losses.lost('rights', 'AccessRights beside a licence', word);
  return [
    ...(licences.size > 0 ? licences.values() : terms),
    ...acknowledgements(source).map((said) => tag('rights', {}, said)),
  ];
}

/** Whether all of its data are offline. */
export function isOffline(resource: Element): boolean {
  const all = accessInformation(resource).map((group) => textAt(group, 'Availability'));
  return all.length > 0 && all.every((availability) => availability === 'Offline');
}

/** The tables that its TAP and EPN-TAP addresses lead to: only those can be queried. Columns are the parameters. */
export function tableset(source: SpaseSource): Tag[] {
  const { resource, losses } = source;
  // SPASE 1.2 has PhysicalParameter.
  const parameters = [...each(resource, 'Parameter'), ...each(resource, 'PhysicalParameter')];
  const { rows } = table<Styles>('access-style');
  const tables = new Map<string, string | undefined>();
  for (const url of accessInformation(resource).flatMap((group) => each(group, 'AccessURL'))) {
    const row = rows[textAt(url, 'Style') ?? ''];
    if (row?.standardID === undefined) continue;
    for (const key of textsAt(url, 'ProductKey')) tables.set(key, row.utype);
  }
  if (tables.size === 0) {
    if (parameters.length > 0)
      losses.lost(
        'params',
        'the parameters: there is no table to describe',
        `${parameters.length} parameters`,
      );
    return [];
  }
  const columns = parameters.flatMap((parameter) => column(parameter, source));
  const bySchema = new Map<string, Tag[]>();
  for (const [name, utype] of tables) {
    const schema = name.includes('.') ? name.slice(0, name.indexOf('.')) : 'default';
    const about = utype === undefined ? [] : [tag('utype', {}, utype)];
    bySchema.set(schema, [
      ...(bySchema.get(schema) ?? []),
      tag('table', {}, tag('name', {}, name), ...about, ...columns),
    ]);
  }
  return [
    tag(
      'tableset',
      {},
      ...[...bySchema].map(([schema, found]) => tag('schema', {}, tag('name', {}, schema), ...found)),
    ),
  ];
}

function column(parameter: Element, { losses }: SpaseSource): Tag[] {
  const name = textAt(parameter, 'ParameterKey') ?? textAt(parameter, 'Name');
  if (name === null) return [];
  const units = textAt(parameter, 'Units');
  if (units !== null) losses.lost('params', 'units, which are free text', units);
  const description = textAt(parameter, 'Description') ?? textAt(parameter, 'Name');
  const ucd = textAt(parameter, 'UCD');
  return [
    tag(
      'column',
      {},
      tag('name', {}, name),
      ...(description === null ? [] : [tag('description', {}, description)]),
      ...(ucd === null ? [] : [tag('ucd', {}, ucd)]),
    ),
  ];
}
