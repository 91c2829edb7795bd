/** A page of ListIdentifiers or ListRecords, or GetRecord's answer, as data. */
import { attribute, type Element, resolvePrefix } from '../resource/element.ts';
import { named, type Reply, textOf } from './reply.ts';

export interface Header {
  /** As written. */
  id: string;
  datestamp: string;
  deleted: boolean;
  sets: string[];
}

export interface Listed {
  header: Header;
  /** Of ListRecords and GetRecord: what is inside of `metadata`; empty for headers alone and deleted records. */
  metadata: Element[];
  /** Whether there is a `metadata` element at all. */
  hasMetadata: boolean;
  hasAbout: boolean;
}

export interface Token {
  /** '' marks the end of a partitioned list. */
  text: string;
  completeListSize: string | null;
  cursor: string | null;
  expirationDate: string | null;
}

export interface Page {
  reply: Reply;
  records: Listed[];
  /** Null if there is no resumptionToken element. */
  token: Token | null;
}

/** Null if the answer is not that of a list or of GetRecord. */
export function readPage(reply: Reply): Page | null {
  const { content } = reply;
  if (content === null || !/^(ListIdentifiers|ListRecords|GetRecord)$/.test(content.local)) return null;
  const headers = named(content, 'header').map((header) => listed(header, null));
  const records = named(content, 'record').flatMap((record) => {
    const header = named(record, 'header')[0];
    return header === undefined ? [] : [listed(header, record)];
  });
  const token = named(content, 'resumptionToken')[0];
  return { reply, records: [...headers, ...records], token: token === undefined ? null : tokenOf(token) };
}

function listed(header: Element, record: Element | null): Listed {
  const metadata = record === null ? [] : named(record, 'metadata');
  return {
    header: {
      id: textOf(header, 'identifier') ?? '',
      datestamp: textOf(header, 'datestamp') ?? '',
      deleted: attribute(header, 'status') === 'deleted',
      sets: named(header, 'setSpec').map(({ text }) => text.trim()),
    },
    metadata: metadata.flatMap(({ children }) => children),
    hasMetadata: metadata.length > 0,
    hasAbout: record !== null && named(record, 'about').length > 0,
  };
}

function tokenOf(element: Element): Token {
  return {
    text: element.text.trim(),
    completeListSize: attribute(element, 'completeListSize'),
    cursor: attribute(element, 'cursor'),
    expirationDate: attribute(element, 'expirationDate'),
  };
}

/**
 * The element as a document of its own, with all declarations that it inherits, the default namespace too: where the
 * registry forgot to undo that of OAI-PMH, the record's elements are in it, and validation says so (VOR-05).
 */
export function standalone(text: string, element: Element): string {
  const inherited = new Set<string>();
  for (let at = element.parent; at !== null; at = at.parent) {
    for (const prefix of Object.keys(at.declared)) {
      if (!Object.hasOwn(element.declared, prefix)) inherited.add(prefix);
    }
  }
  const declarations = [...inherited].map((prefix) => {
    const uri = (resolvePrefix(element, prefix) ?? '').replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`);
    return uri === '' ? '' : ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${uri}"`;
  });
  const nameEnd = element.start + 1 + element.name.length;
  return `${text.slice(element.start, nameEnd)}${declarations.join('')}${text.slice(nameEnd, element.end)}`;
}
