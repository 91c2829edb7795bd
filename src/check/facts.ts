/** What several checks need to know of the registry. Each fact is asked for once, when the first check needs it. */
import type { Element } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { RI } from '../resource/namespaces.ts';
import {
  harvestCapabilities,
  oaiInterfaces,
  type RegistryRecord,
  readRegistry,
} from '../resource/registry.ts';
import { NoAnswer } from './ask.ts';
import { LimitReached, NotTestable } from './check.ts';
import { type Walk, walk, whole } from './list.ts';
import type { Header, Page } from './page.ts';
import { type OwnRecord, ownRecordOf, RecordBook } from './record-book.ts';
import { named, type Reply, seen, textOf } from './reply.ts';
import type { Validator } from './validator.ts';
import { type Method, NoList, type Visit } from './visit.ts';

export interface Identified {
  reply: Reply;
  element: Element;
  /** Trimmed texts of the children of that name. */
  all(local: string): string[];
  /** The first of them; '' if there is none. */
  one(local: string): string;
}

export interface SetList {
  reply: Reply;
  /** Empty where the registry says noSetHierarchy. */
  sets: { spec: string; name: string }[];
}

export interface Records extends Walk {
  book: RecordBook;
}

export interface Facts {
  /** How it can be asked: GET, and POST where that is understood at all (http/post says so where it is not). */
  methods: Method[];
  identify: Identified;
  formats: { reply: Reply; formats: { prefix: string; schema: string; namespace: string }[] };
  sets: SetList;
  /** First page of ListIdentifiers in ivo_vor. */
  start: Page;
  /** A record that is not deleted. */
  sample: Header;
  /** A resumption token, and the verb it belongs to. */
  token: { verb: string; token: string; page: Page };
  /** Full lists. Those that could not be read to their end are here too; `whole` (list.ts) refuses them. */
  identifiers: Walk;
  dublinCore: Walk;
  managed: Walk;
  records: Records;
  /** Deleted headers of the full list; never empty. */
  gone: Header[];
  /** The registry's own record: from the list, else from Identify. */
  registry: OwnRecord & { says: RegistryRecord };
}

export type FactName = keyof Facts;

type Makers = { [K in FactName]: (book: FactBook) => Promise<Facts[K]> };

export class FactBook {
  readonly visit: Visit;
  readonly validator: Validator | null;
  readonly #known = new Map<FactName, Promise<unknown>>();

  /** Without a validator the records are not validated while they are read. */
  constructor(visit: Visit, validator: Validator | null) {
    this.visit = visit;
    this.validator = validator;
  }

  /** @throws NotTestable, LimitReached: the same for each that asks */
  get<K extends FactName>(name: K): Promise<Facts[K]> {
    let known = this.#known.get(name) as Promise<Facts[K]> | undefined;
    if (known === undefined) {
      known = MAKERS[name](this).catch(asNotTestable);
      this.#known.set(name, known);
    }
    return known;
  }

  /** Several at once, as a check needs them; made in order, so that requests go out one after the other. */
  async have(names: readonly FactName[]): Promise<Facts> {
    const facts: Partial<Record<FactName, unknown>> = {};
    for (const name of names) facts[name] = await this.get(name);
    return facts as unknown as Facts;
  }
}

/** That there was no answer, or no list, is a finding of those who look at every answer, and of the lists' own checks. */
function asNotTestable(error: unknown): never {
  if (error instanceof NoAnswer || error instanceof NoList) throw new NotTestable(error.message);
  throw error;
}

const LIST = { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' };

const MAKERS: Makers = {
  async methods({ visit }) {
    const reply = await visit.oai('verb=Identify', 'POST');
    return reply.content?.local === 'Identify' ? ['GET', 'POST'] : ['GET'];
  },

  async identify({ visit }) {
    const reply = await visit.oai('verb=Identify');
    const element = reply.content;
    if (element?.local !== 'Identify') throw new NotTestable(`Identify was answered with ${seen(reply)}`);
    const all = (local: string) => named(element, local).map(({ text }) => text.trim());
    return { reply, element, all, one: (local) => all(local)[0] ?? '' };
  },

  async formats({ visit }) {
    const reply = await visit.oai('verb=ListMetadataFormats');
    if (reply.content?.local !== 'ListMetadataFormats') {
      throw new NotTestable(`ListMetadataFormats was answered with ${seen(reply)}`);
    }
    const formats = named(reply.content, 'metadataFormat').map((format) => ({
      prefix: textOf(format, 'metadataPrefix') ?? '',
      schema: textOf(format, 'schema') ?? '',
      namespace: textOf(format, 'metadataNamespace') ?? '',
    }));
    return { reply, formats };
  },

  async sets({ visit }) {
    const reply = await visit.oai('verb=ListSets');
    const sets = setsOf(reply);
    let token = tokenIn(reply);
    // A registry with more sets than fit into one answer is rare; each page is a request, which the limit counts.
    for (let pages = 1; token !== '' && pages < 20; pages += 1) {
      const next = await visit.oai({ verb: 'ListSets', resumptionToken: token });
      sets.push(...setsOf(next));
      token = tokenIn(next);
    }
    return { reply, sets };
  },

  start: ({ visit }) => visit.page(LIST),

  async sample(book) {
    const { records } = await book.get('start');
    const live = records.find(({ header }) => !header.deleted);
    if (live === undefined)
      throw new NotTestable('the first page of the list has no record that is not deleted');
    return live.header;
  },

  async token(book) {
    const start = await book.get('start');
    if (start.token !== null && start.token.text !== '') {
      return { verb: 'ListIdentifiers', token: start.token.text, page: start };
    }
    const page = await book.visit.page({ ...LIST, verb: 'ListRecords' });
    if (page.token === null || page.token.text === '') {
      throw new NotTestable('the lists are answered in one response and have no resumption tokens');
    }
    return { verb: 'ListRecords', token: page.token.text, page };
  },

  identifiers: ({ visit }) => walk(visit, LIST),
  dublinCore: ({ visit }) => walk(visit, { ...LIST, metadataPrefix: 'oai_dc' }),
  managed: ({ visit }) => walk(visit, { ...LIST, set: 'ivo_managed' }),

  async records({ visit, validator }) {
    const book = new RecordBook(validator);
    const walked = await walk(visit, { ...LIST, verb: 'ListRecords' }, (page) => book.page(page));
    return { ...walked, book };
  },

  async gone(book) {
    const { headers } = whole(await book.get('identifiers'));
    const gone = headers.filter(({ deleted }) => deleted);
    if (gone.length === 0) throw new NotTestable('the registry lists no deleted record');
    return gone;
  },

  async registry(book) {
    const own = (await ownFromList(book)) ?? (await ownFromIdentify(book));
    if (own === null) {
      throw new NotTestable('the registry has no vg:Registry record, neither in its list nor in Identify');
    }
    return { ...own, says: readRegistry(own.root) };
  },
};

/** The vg:Registry record that names this base URL, or the ivoid of Identify's description. */
async function ownFromList(book: FactBook): Promise<OwnRecord | null> {
  const described = await ownFromIdentify(book);
  const registries = await book.get('records').then(
    (records) => records.book.registries,
    (error: unknown) => {
      if (error instanceof NotTestable || error instanceof LimitReached) return [];
      throw error;
    },
  );
  const id = described === null ? null : ivoidKey(readRegistry(described.root).ivoid);
  return (
    registries.find(({ root }) => id !== null && ivoidKey(readRegistry(root).ivoid) === id) ??
    registries.find(({ root }) => harvestURLs(root).some((url) => isSameURL(url, book.visit.base))) ??
    null
  );
}

async function ownFromIdentify(book: FactBook): Promise<OwnRecord | null> {
  const { element, reply } = await book.get('identify');
  const resource = named(element, 'description')
    .flatMap(({ children }) => children)
    .find(({ uri, local }) => uri === RI && local === 'Resource');
  return resource === undefined ? null : ownRecordOf(reply.text, resource, null);
}

/** Access URLs of the OAI-PMH interfaces, white space removed. */
export function harvestURLs(root: Element): string[] {
  return harvestCapabilities(root)
    .flatMap(oaiInterfaces)
    .flatMap((face) => named(face, 'accessURL'))
    .map(({ text }) => text.trim());
}

/** RI-20: a `?` at the end does not count. */
export function isSameURL(a: string, b: string): boolean {
  return a.trim().replace(/\?$/, '') === b.trim().replace(/\?$/, '');
}

function setsOf({ content }: Reply): { spec: string; name: string }[] {
  if (content?.local !== 'ListSets') return [];
  return named(content, 'set').map((set) => ({
    spec: textOf(set, 'setSpec') ?? '',
    name: textOf(set, 'setName') ?? '',
  }));
}

function tokenIn({ content }: Reply): string {
  return content?.local === 'ListSets' ? (textOf(content, 'resumptionToken') ?? '') : '';
}
