/** What is kept of the records of a full ListRecords: a line for each, and the few that say what the registry is. */
import { attribute, child, type Element, text, xsiType } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { RI, VG, XSI } from '../resource/namespaces.ts';
import { canonicalDigest } from '../xml/digest.ts';
import { parseXml } from '../xml/tree.ts';
import type { Observation } from './check.ts';
import type { Finding } from './found.ts';
import { type Header, type Listed, type Page, standalone } from './page.ts';
import type { Validator } from './validator.ts';

export interface RecordSeen {
  header: Header;
  /** The answer it came in, in words. */
  asked: string;
  /** Elements inside of `metadata`. */
  roots: number;
  hasMetadata: boolean;
  hasAbout: boolean;
  /** Null if there is none. */
  root: Root | null;
}

interface Root {
  /** As written. */
  name: string;
  isResource: boolean;
  type: { uri: string | null; local: string } | null;
  /** Text of the identifier element, exactly as written; null if there is none. */
  identifier: string | null;
  status: string | null;
  created: string | null;
  updated: string | null;
  schemaLocation: string | null;
  digest: string;
  /** ivo-id of managingOrg, of a vg:Authority. */
  managingOrg: string | null;
}

/** Whole registries' records that are kept; the RofR has some sixty. */
const MOST_REGISTRIES = 200;

export interface OwnRecord {
  header: Header | null;
  root: Element;
  digest: string;
}

export class RecordBook {
  readonly records: RecordSeen[] = [];
  /** vg:Registry records, whole. */
  readonly registries: OwnRecord[] = [];
  readonly #validator: Validator | null;

  /** Of validation, so far; empty without a validator. */
  get findings(): { schema: Finding[]; rules: Finding[] } {
    return this.#validator?.findings() ?? { schema: [], rules: [] };
  }

  /** What only shows across the records (Validator.across). */
  across(managed: Set<string>): Iterable<Observation> {
    return this.#validator?.across(managed) ?? [];
  }

  constructor(validator: Validator | null) {
    this.#validator = validator;
  }

  /** Takes in a page; nothing else of it is kept. */
  page(page: Page): void {
    for (const listed of page.records) this.#take(listed, page);
  }

  #take(listed: Listed, page: Page): void {
    const { header, metadata, hasMetadata, hasAbout } = listed;
    const element = metadata[0];
    const record: RecordSeen = {
      header,
      asked: page.reply.asked,
      roots: metadata.length,
      hasMetadata,
      hasAbout,
      root: element === undefined ? null : rootOf(element),
    };
    this.records.push(record);
    if (element === undefined) return;
    const alone = standalone(page.reply.text, element);
    this.#validator?.look(header.id, alone);
    const isRegistry = record.root?.type?.uri === VG && record.root.type.local === 'Registry';
    if (isRegistry && this.registries.length < MOST_REGISTRIES) {
      this.registries.push({ header, ...ownRecord(alone), digest: record.root?.digest ?? '' });
    }
  }
}

function rootOf(element: Element): Root {
  const identifier = element.children.find(({ local }) => local === 'identifier');
  const organisation = element.children.find(({ local }) => local === 'managingOrg');
  return {
    name: element.name,
    isResource: element.uri === RI && element.local === 'Resource',
    type: xsiType(element),
    identifier: identifier === undefined ? null : identifier.text,
    status: attribute(element, 'status'),
    created: attribute(element, 'created'),
    updated: attribute(element, 'updated'),
    schemaLocation: schemaLocationOf(element),
    digest: digestOf(element),
    managingOrg: organisation === undefined ? null : (attribute(organisation, 'ivo-id') ?? ''),
  };
}

export function schemaLocationOf(element: Element): string | null {
  return attribute(element, 'schemaLocation', XSI);
}

/**
 * Digest of a record inside of an answer, as if it had no parent: the dates and the schemaLocation of its root do not
 * count. Where the namespaces are declared does not count either: GetRecord may declare them elsewhere than ListRecords.
 */
export function digestOf(element: Element): string {
  return canonicalDigest({ ...element, parent: null, declared: {} });
}

/** The element in a document of its own. Cut out of well-formed XML, it is well-formed. */
function ownRecord(alone: string): { root: Element } {
  return { root: parseXml(alone).root };
}

export function ownRecordOf(answer: string, element: Element, header: Header | null): OwnRecord {
  return { header, root: parseXml(standalone(answer, element)).root, digest: digestOf(element) };
}

export function identifierOf(root: Element): string {
  return text(child(root, 'identifier'));
}

export function isSameIvoid(a: string, b: string): boolean {
  return ivoidKey(a.trim()) === ivoidKey(b.trim());
}
