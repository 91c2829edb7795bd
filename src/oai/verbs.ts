/** What each verb finds: data, not yet XML. The browser's view shows the same results as the harvester's. */
import type { MetadataPrefix } from '../resource/metadata-formats.ts';
import type {
  FormatOf,
  ListQuery,
  Moment,
  Published,
  PublishedRecord,
  SetDescription,
} from '../store/published.ts';
import { Behind, type OaiError, ProtocolErrors, quoted } from './error.ts';
import { baseURL, localised, type OwnRecord, type OwnRecords } from './own-record.ts';
import { type OaiRequest, unknownFormat, type Verb } from './request.ts';
import type { Settings } from './settings.ts';
import { decodeToken, encodeToken, shortLedger, type Token } from './token.ts';

/** What a result was read from: the cache and the ETag are keyed by it. */
interface From {
  ledger: string;
  generation: number;
}

export interface Resumption {
  /** Null on the last page of a list that has several (OAI-80). */
  token: string | null;
  listSize: number;
  cursor: number;
}

export type Result = From &
  (
    | { verb: 'Identify'; moment: Moment; own: OwnRecord }
    | { verb: 'ListMetadataFormats'; formats: MetadataPrefix[] }
    | { verb: 'ListSets'; sets: SetDescription[] }
    | { verb: 'GetRecord'; prefix: MetadataPrefix; record: PublishedRecord }
    | {
        verb: 'ListIdentifiers' | 'ListRecords';
        prefix: MetadataPrefix;
        records: PublishedRecord[];
        /** Null if the whole list is in this one answer. */
        resumption: Resumption | null;
      }
  );

export interface Sources {
  published: Published;
  own: OwnRecords;
  settings: Settings;
}

/**
 * Answers a request as of `moment`, which was taken before anything is read, so that the responseDate never claims
 * more than the data has (design §3, OAI-13). Throws ProtocolErrors, DatabaseAway, or Behind if the ledger that was
 * read is another or an older one than the moment's, or than the token's.
 */
export async function perform(moment: Moment, request: OaiRequest, sources: Sources): Promise<Result> {
  if (request.verb === null || request.errors.some(({ code }) => code === 'badArgument')) {
    throw new ProtocolErrors(...request.errors);
  }
  return PERFORM[request.verb](moment, request, sources);
}

const PERFORM: Record<Verb, (moment: Moment, request: OaiRequest, sources: Sources) => Promise<Result>> = {
  async Identify(moment, _request, { own, settings }) {
    const record = await own.at(moment);
    const { ledger, generation } = record;
    const registry = { ...moment.registry, baseURL: baseURL(moment, settings) };
    return { verb: 'Identify', ledger, generation, moment: { ...moment, registry }, own: record };
  },

  /** A deleted item still answers GetRecord in the formats that it had, so they are listed for it (OAI-66 leaves the choice). */
  async ListMetadataFormats(moment, { arguments: { identifier } }, { published }) {
    if (identifier === undefined)
      return { verb: 'ListMetadataFormats', ...from(moment), formats: moment.formats };
    const found = await published.formatsOf(identifier);
    checkNotOlder(found, moment);
    if (found.formats.length === 0) throw new ProtocolErrors(unknownIdentifier(identifier));
    const formats = availableAmong(found.formats, moment);
    return { verb: 'ListMetadataFormats', ...from(found), formats };
  },

  async ListSets(moment, { arguments: { resumptionToken } }) {
    if (resumptionToken !== undefined) {
      throw new ProtocolErrors(
        badToken('ListSets gives all sets in one answer and makes no tokens. Leave the token out.'),
      );
    }
    if (moment.sets.length === 0)
      throw new ProtocolErrors({ code: 'noSetHierarchy', text: 'There are no sets here.' });
    return { verb: 'ListSets', ...from(moment), sets: moment.sets };
  },

  async GetRecord(moment, request, { published, settings }) {
    const identifier = request.arguments.identifier ?? '';
    const offered = ofMoment(request, moment);
    const prefix = offered.prefix ?? 'oai_dc';
    const found = await published.record(prefix, identifier);
    checkNotOlder(found, moment);
    if (found.record === null) {
      const elsewhere = await published.formatsOf(identifier);
      checkNotOlder(elsewhere, moment);
      const formats = availableAmong(elsewhere.formats, moment);
      const error = formats.length === 0 ? unknownIdentifier(identifier) : notIn(prefix, identifier, formats);
      throw new ProtocolErrors(...offered.errors, error);
    }
    if (offered.errors.length > 0) throw new ProtocolErrors(...offered.errors);
    const record = prefix === 'ivo_vor' ? localised(found.record, moment.registry, settings) : found.record;
    return { verb: 'GetRecord', ...from(found), prefix, record };
  },

  ListIdentifiers: list,
  ListRecords: list,
};

/** What of the request can only be said as of a moment: a format of ours may not be published (yet, or any more). */
function ofMoment(
  { prefix, errors }: OaiRequest,
  { formats }: Moment,
): Pick<OaiRequest, 'prefix' | 'errors'> {
  if (prefix === null || formats.includes(prefix)) return { prefix, errors };
  return { prefix: null, errors: [...errors, unknownFormat(prefix)] };
}

/** Of a record that is there: what it is there in. Of a deleted one: what its tombstone is in. */
function availableAmong(formats: FormatOf[], moment: Moment): MetadataPrefix[] {
  const offered = formats.filter(({ prefix }) => moment.formats.includes(prefix));
  const live = offered.filter(({ deleted }) => !deleted);
  return (live.length > 0 ? live : offered).map(({ prefix }) => prefix);
}

type ListVerb = Token['verb'];

/** Where a list begins or goes on. */
interface Course {
  verb: ListVerb;
  query: ListQuery;
  cursor: number;
  /** The token that led here. */
  token: Token | null;
}

async function list(moment: Moment, request: OaiRequest, { published, settings }: Sources): Promise<Result> {
  const { verb, query, cursor, token } = courseOf(moment, request);
  const page = await published.page(query);
  checkNotOlder(page, moment);
  const last = page.records.at(-1);
  if (last === undefined) {
    throw new ProtocolErrors(token === null ? noRecords(query, moment) : badToken(LIST_CHANGED));
  }
  let resumption: Resumption | null = null;
  if (token !== null || page.more) {
    // Counted once, for the first page; later ones repeat it, unless the list has outgrown it meanwhile.
    const counted = token?.listSize ?? (await published.listSize(query));
    const seen = cursor + page.records.length;
    const listSize = page.more ? Math.max(counted, seen + 1) : seen;
    const ledger = shortLedger(page.ledger);
    // After a rebuild everything is published anew and lies behind: the list begins a second time, in that ledger.
    const generation = token?.ledger === ledger ? token.generation : page.generation;
    const { prefix, from, until, set } = query;
    const after = { datestamp: last.datestamp, key: last.key };
    const next: Token = { verb, prefix, from, until, set, ledger, generation, after, cursor: seen, listSize };
    resumption = { token: page.more ? encodeToken(next, moment.registry.ivoid) : null, listSize, cursor };
  }
  const records = query.bodies
    ? page.records.map((r) => localisedIn(query.prefix, r, moment, settings))
    : page.records;
  return { verb, ...from(page), prefix: query.prefix, records, resumption };
}

/** The list's query, from the arguments or from the token. */
function courseOf(moment: Moment, request: OaiRequest): Course {
  const verb: ListVerb = request.verb === 'ListIdentifiers' ? 'ListIdentifiers' : 'ListRecords';
  // maxRecords is at least 3 in a published registry record (design §5).
  const shape = { limit: moment.registry.maxRecords, bodies: verb === 'ListRecords' };
  const text = request.arguments.resumptionToken;
  if (text === undefined) {
    const { prefix, errors } = ofMoment(request, moment);
    if (prefix === null) throw new ProtocolErrors(...errors);
    const { from, until } = request;
    const query = { prefix, from, until, set: request.arguments.set ?? null, after: null, ...shape };
    return { verb, query, cursor: 0, token: null };
  }
  const token = readToken(text, verb, moment);
  const { prefix, from, until, set, after, cursor } = token;
  return { verb, query: { prefix, from, until, set, after, ...shape }, cursor, token };
}

function readToken(text: string, verb: ListVerb, moment: Moment): Token {
  if (text === '') {
    throw new ProtocolErrors(
      badToken('The token is empty, which marks the end of a list: there is nothing more to ask for.'),
    );
  }
  const token = decodeToken(text, moment.registry.ivoid);
  if (token === null) {
    throw new ProtocolErrors(
      badToken(
        `${quoted(text)} is not a token of this registry, or it was cut off or altered on its way. ` +
          'Repeat the token exactly as it was received, or begin the list again.',
      ),
    );
  }
  if (token.verb !== verb) {
    throw new ProtocolErrors(
      badToken(`This token continues ${token.verb}, not ${verb}. Ask with the verb the list began with.`),
    );
  }
  // First: the newer state may be the one that switched the format on.
  if (token.ledger === shortLedger(moment.ledger) && token.generation > moment.generation) {
    throw new Behind('The list began at another replica, with a newer state than this one has seen yet.');
  }
  if (!moment.formats.includes(token.prefix)) {
    throw new ProtocolErrors(
      badToken(
        `The list was one of ${token.prefix}, which this registry no longer publishes. See ListMetadataFormats.`,
      ),
    );
  }
  return token;
}

function localisedIn(
  prefix: MetadataPrefix,
  record: PublishedRecord,
  moment: Moment,
  settings: Settings,
): PublishedRecord {
  return prefix === 'ivo_vor' ? localised(record, moment.registry, settings) : record;
}

function checkNotOlder(read: From, moment: Moment): void {
  if (read.ledger !== moment.ledger || read.generation < moment.generation) {
    throw new Behind('The database was replaced, or went back to an older state, while the answer was made.');
  }
}

function from({ ledger, generation }: From): From {
  return { ledger, generation };
}

const LIST_CHANGED =
  'Nothing is left of this list: what followed has changed or gone since the page before. ' +
  'Begin the list again, with the same from as before.';

function badToken(text: string): OaiError {
  return { code: 'badResumptionToken', text };
}

function unknownIdentifier(identifier: string): OaiError {
  return {
    code: 'idDoesNotExist',
    text: `This registry has no record ${quoted(identifier)}. ListIdentifiers lists what there is.`,
  };
}

/** OAI-63: the item is there, but cannot be said so (OAI-PMH 2.0 §4.1). */
function notIn(prefix: MetadataPrefix, identifier: string, formats: MetadataPrefix[]): OaiError {
  const there = formats.join(', ');
  return {
    code: 'cannotDisseminateFormat',
    text: `${quoted(identifier)} cannot be said in ${prefix}. It is available as ${there}.`,
  };
}

/** OAI-65; an unknown set is no error of its own in the protocol (OAI-43), so the text says it. */
function noRecords({ set, from, until, prefix }: ListQuery, moment: Moment): OaiError {
  const what = `${prefix} record${set === null ? '' : ` of the set ${quoted(set)}`}`;
  const bounds = [from === null ? '' : ` from ${from}`, until === null ? '' : ` until ${until}`].join('');
  const text =
    set !== null && !moment.sets.some(({ setSpec }) => setSpec === set)
      ? `There is no set ${quoted(set)} here. ListSets lists those there are.`
      : bounds === ''
        ? `There is no ${what}.`
        : `No ${what} has changed${bounds}. The first change of any record was at ${moment.earliestDatestamp}.`;
  return { code: 'noRecordsMatch', text };
}
