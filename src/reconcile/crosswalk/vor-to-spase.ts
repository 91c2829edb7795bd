/**
 * A draft of a SPASE 2.7.1 record for a VOResource: what is known filled in, what only a person can say marked by a
 * comment `VOREG-FILL: …` with candidates. Valid once the marks are filled. Not for: publishing as it is.
 */
import { attribute, type Element, xsiType } from '../../resource/element.ts';
import { XSI } from '../../resource/namespaces.ts';
import { laidOut } from '../../xml/layout.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { type Loss, Losses } from './losses.ts';
import { each, first, textAt, textsAt } from './spase-source.ts';
import { NotExported } from './spase-to-vor.ts';
import { table } from './table.ts';
import { tablesOf } from './vor-access.ts';
import { BODY, type DraftType, productTypes } from './vor-body.ts';
import { resourceHeader, segment } from './vor-header.ts';
import { type Candidates, FILL, leaves, mark, said, type VorSource } from './vor-source.ts';

export { DRAFT_TYPES, type DraftType } from './vor-body.ts';

export const SPASE_VERSION = '2.7.1';
export const SPASE_NAMESPACE = 'http://www.spase-group.org/data/schema';

export interface VorOptions {
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`: the ReleaseDate of the draft. */
  now: string;
  /** What it becomes; left out: what the record suggests. */
  as?: DraftType;
  /** Whether ivoids may stand in AssociationID. */
  withIvoids?: boolean;
  candidates?: Candidates;
}

/** A place that the curator has to fill in. */
export interface Mark {
  /** From 1, in the draft. */
  line: number;
  says: string;
}

export interface Draft {
  /** UTF-8 text with XML declaration. */
  xml: string;
  type: DraftType;
  losses: Loss[];
  marks: Mark[];
}

/**
 * @param root of an ri:Resource
 * @throws NotExported for what SPASE does not describe: authorities, standards, documents
 */
export function vorToSpase(root: Element, options: VorOptions): Draft {
  if (root.local !== 'Resource') throw new NotExported(`<${root.name}> is no VOResource record.`);
  const ivoid = textAt(root, 'identifier');
  if (ivoid === null) throw new NotExported('The record has no identifier.');
  const source: VorSource = {
    root,
    curation: first(root, 'curation'),
    content: first(root, 'content'),
    ivoid,
    title: textAt(root, 'title') ?? ivoid,
    losses: new Losses(),
    candidates: options.candidates ?? (() => []),
    now: options.now,
    withIvoids: options.withIvoids === true,
  };
  const suggested = suggestedType(root);
  if (suggested === null) {
    throw new NotExported(
      `SPASE does not describe what a ${xsiType(root)?.local ?? 'record without xsi:type'} is.`,
    );
  }
  const type = options.as ?? suggested;
  lostOutright(source);
  const isSure =
    options.as !== undefined || type === 'Repository' || type === 'Service' || type === 'Registry';
  const document = tag(
    'Spase',
    {
      xmlns: SPASE_NAMESPACE,
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': `${SPASE_NAMESPACE} ${SPASE_NAMESPACE}/spase-${SPASE_VERSION}.xsd`,
    },
    ...leaves({ Version: SPASE_VERSION, Status: status(root) }),
    mark('MetadataRightsList', 'may the description itself be given on?', [
      'https://spdx.org/licenses/CC0-1.0',
    ]),
    ...(isSure
      ? []
      : [
          mark(type, 'VOResource does not say what kind of product this is.', [
            'NumericalData',
            'DisplayData',
            'Catalog',
            'NumericalOutput',
          ]),
        ]),
    tag(type, {}, ...identity(source, type), resourceHeader(source), ...BODY[type](source)),
  );
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${laidOut(document, 0, 'kept')}`;
  return { xml, type, losses: source.losses.list, marks: marksIn(xml) };
}

/** The places of a text that are still marked. */
export function marksIn(xml: string): Mark[] {
  return xml.split('\n').flatMap((line, i) => {
    const says = new RegExp(`<!-- ${FILL}: (.*) -->`).exec(line)?.[1];
    return says === undefined ? [] : [{ line: i + 1, says }];
  });
}

const TYPES = new Map<string, DraftType>([
  ['Organisation', 'Repository'],
  ['Registry', 'Registry'],
  ['Service', 'Service'],
]);
const DATA = /^(?:DataCollection|DataResource|CatalogResource|DataService|CatalogService|TableService)$/;

/** Of an EPN-TAP table `Catalog` says that it is a table, not that it is a list of events. Null: nothing of SPASE. */
function suggestedType(root: Element): DraftType | null {
  const local = xsiType(root)?.local ?? '';
  if (!DATA.test(local)) return TYPES.get(local) ?? null;
  const kinds = textsAt(root, 'content', 'type');
  const products = productTypes(root);
  if (kinds.includes('Simulation')) return 'NumericalOutput';
  if (products.length > 0 && products.every((product) => product === 'image')) return 'DisplayData';
  const isList = kinds.includes('Catalog') && !kinds.includes('Archive') && tablesOf(root).epn.length === 0;
  return isList ? 'Catalog' : 'NumericalData';
}

interface Statuses {
  reverse: Record<string, string | null>;
}

function status(root: Element): string | null {
  return table<Statuses>('status').reverse[attribute(root, 'status') ?? 'active'] ?? null;
}

/** Ids that the record states for itself, else a mark: only the owner of a naming authority can give one. */
function identity({ root, ivoid }: VorSource, type: DraftType): Tag[] {
  const known = textsAt(root, 'altIdentifier').find(
    (id) => id.startsWith('spase://') && id.includes(`/${type}/`),
  );
  if (known !== undefined) {
    return leaves({ ResourceID: known, NamingAuthority: known.split('/')[2] ?? null, ResourceType: type });
  }
  const path = ivoid
    .replace(/^ivo:\/\/[^/]+\/?/i, '')
    .split('/')
    .filter((part) => !/^(?:q|epn_core|epn)$/.test(part))
    .map(segment);
  const key = [type, ...(path.length === 0 ? [FILL] : path)].join('/');
  return [
    mark('ResourceID', 'the naming authority decides on it, and on the path.', [
      `spase://CNES/${key}`,
      `spase://SMWG/${key}`,
      `spase://GBO/${key}`,
    ]),
    ...leaves({ ResourceID: `spase://${FILL}/${key}`, NamingAuthority: FILL, ResourceType: type }),
  ];
}

function lostOutright({ root, content, losses }: VorSource): void {
  losses.lost(
    'ivoid_back',
    'the ivoid as an identifier: it is in InformationURL',
    textAt(root, 'identifier'),
  );
  for (const level of textsAt(content, 'contentLevel')) losses.lost('level', 'the level', level);
  for (const moc of textsAt(root, 'coverage', 'spatial')) losses.lost('spatial', 'a MOC', moc);
  for (const email of each(first(root, 'curation'), 'contact', 'email')) {
    if (said(email.parent, 'name') !== '')
      losses.lost('email', 'an e-mail address: it belongs into the Person record');
  }
}
