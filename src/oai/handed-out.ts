/** What an answer hands out, for the statistics: made with the answer and kept with it, so that counting costs nothing. */
import type { MetadataPrefix, Moment } from '../store/published.ts';
import type { OaiError } from './error.ts';
import type { OaiRequest } from './request.ts';
import { decodeToken, shortLedger, type Token } from './token.ts';
import type { Result } from './verbs.ts';

/** A list as its first request asked for it: the same on each of its pages, whoever asks and whichever replica answers. */
interface ListAsked {
  /** What was asked, and the ledger and generation the list began in. */
  id: string;
  verb: Token['verb'];
  prefix: MetadataPrefix;
  /** Inclusive bounds in UTC seconds. */
  from: string | null;
  until: string | null;
  set: string | null;
}

export interface ListPage {
  list: ListAsked;
  /** How many records the list has, as the page says. */
  size: number;
  /** How many the list has up to the end of this page. */
  reached: number;
  isFirst: boolean;
  isLast: boolean;
}

export interface HandedOut {
  /** Records, or headers where the page is one of ListIdentifiers. */
  records: number;
  /** Key of the record that was asked for by its ivoid. */
  record: string | null;
  page: ListPage | null;
}

/** Null for what hands out no record. `registry` is the registry's ivoid. */
export function handedOut(result: Result, request: OaiRequest, registry: string): HandedOut | null {
  if (result.verb === 'GetRecord') return { records: 1, record: result.record.key, page: null };
  if (result.verb !== 'ListRecords' && result.verb !== 'ListIdentifiers') return null;
  const { records, resumption } = result;
  const token = decodeToken(request.arguments.resumptionToken ?? '', registry);
  const begun = { ledger: shortLedger(result.ledger), generation: result.generation };
  const list = listOf(result.verb, result.prefix, token ?? { ...asked(request), ...begun });
  const reached = (resumption?.cursor ?? 0) + records.length;
  const page = {
    list,
    size: resumption?.listSize ?? reached,
    reached,
    isFirst: token === null,
    isLast: resumption === null || resumption.token === null,
  };
  return { records: records.length, record: null, page };
}

/**
 * “Nothing has changed” is a harvest that came to its end as well: what daily harvesters mostly get. Null for any other
 * refusal, and for a set that is not here.
 */
export function emptyList(moment: Moment, request: OaiRequest, errors: OaiError[]): HandedOut | null {
  const { verb, prefix } = request;
  if (verb !== 'ListRecords' && verb !== 'ListIdentifiers') return null;
  if (errors.some(({ code }) => code !== 'noRecordsMatch') || prefix === null) return null;
  const from = asked(request);
  if (from.set !== null && !moment.sets.some(({ setSpec }) => setSpec === from.set)) return null;
  const begun = { ledger: shortLedger(moment.ledger), generation: moment.generation };
  const list = listOf(verb, prefix, { ...from, ...begun });
  return { records: 0, record: null, page: { list, size: 0, reached: 0, isFirst: true, isLast: true } };
}

type Bounds = Pick<ListAsked, 'from' | 'until' | 'set'>;

function asked({ from, until, arguments: { set } }: OaiRequest): Bounds {
  return { from, until, set: set ?? null };
}

function listOf(
  verb: Token['verb'],
  prefix: MetadataPrefix,
  { from, until, set, ledger, generation }: Bounds & Pick<Token, 'ledger' | 'generation'>,
): ListAsked {
  const id = [verb, prefix, from ?? '', until ?? '', set ?? '', ledger, generation].join(' ');
  return { id, verb, prefix, from, until, set };
}
