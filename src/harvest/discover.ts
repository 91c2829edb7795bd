/**
 * Which registries there are to harvest: the Registry of Registries lists them as vg:Registry records, whose vg:Harvest
 * capability has the OAI-PMH address (Registry Interfaces 1.1 §4.2; requirements.md RI-60, RI-61). What cannot be
 * harvested is listed with the reason, and not asked.
 */
import { isPrivateLiteral } from '../net/private-address.ts';
import { withoutSlashAtEnd } from '../resource/address.ts';
import { attribute, type Element, text, xsiType } from '../resource/element.ts';
import { each, first, withoutAddresses } from '../resource/field-values.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { decodeAnyway } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import type { Source } from './source.ts';

/** An address at which a registry says that it can be harvested. */
export interface Endpoint {
  /** ivoid of the registry. */
  registry: string;
  title: string;
  /** As written, trimmed; null if the registry has none. */
  url: string | null;
  /** Local names of xsi:type; null where there is none. */
  capability: string | null;
  interface: string | null;
  status: string | null;
}

/** A registry to harvest, with `set=ivo_managed`. */
export interface FoundRegistry {
  registry: string;
  title: string;
  url: string;
}

export interface Refused {
  registry: string;
  title: string;
  url: string | null;
  /** One sentence. */
  reason: string;
}

export interface Discovery {
  registries: FoundRegistry[];
  refused: Refused[];
}

const NAME_MAX = 300;

/**
 * The endpoints of a record, if it is a vg:Registry: one for each address of a vg:Harvest capability, or one without an
 * address that says so. Nothing for other records.
 */
export function endpointsOf(root: Element): Endpoint[] {
  if (xsiType(root)?.local !== 'Registry') return [];
  const about = {
    registry: withoutAddresses(text(first(root, 'identifier'))).slice(0, NAME_MAX),
    title: withoutAddresses(text(first(root, 'title'))).slice(0, NAME_MAX),
    status: attribute(root, 'status')?.trim() ?? null,
  };
  const harvest = each(root, 'capability').filter((one) => xsiType(one)?.local === 'Harvest');
  const found = harvest.flatMap((capability) =>
    each(capability, 'interface').flatMap((one) =>
      each(one, 'accessURL').map(
        (url): Endpoint => ({
          ...about,
          url: text(url),
          capability: 'Harvest',
          interface: xsiType(one)?.local ?? null,
        }),
      ),
    ),
  );
  // RI-61 asks for vg:OAIHTTP; a registry's SOAP door beside it is no news.
  const web = found.filter((endpoint) => endpoint.interface === 'OAIHTTP');
  if (web.length > 0) return web;
  const capability = harvest.length > 0 ? 'Harvest' : null;
  return found.length > 0 ? found : [{ ...about, url: null, capability, interface: null }];
}

/** Sorts endpoints into registries to harvest and what is no use, in their order; the first of equal ones is taken. */
export function sift(endpoints: Endpoint[]): Discovery {
  const registries: FoundRegistry[] = [];
  const refused: Refused[] = [];
  const taken = new Map<string, string>();
  const served = new Map<string, string>();
  for (const endpoint of endpoints) {
    const { registry, title, url } = endpoint;
    const reason = uselessness(endpoint) ?? doubled(endpoint, taken, served);
    if (reason !== null || url === null) {
      refused.push({ registry, title, url, reason: reason ?? 'It has no address.' });
      continue;
    }
    registries.push({ registry, title, url: withoutQuestion(url) });
    taken.set(addressKey(url), registry);
    served.set(ivoidKey(registry), url);
  }
  return { registries, refused };
}

/** Why an endpoint cannot be harvested, whatever there is besides it; null if it can. */
function uselessness({ url, capability, status, ...endpoint }: Endpoint): string | null {
  if (endpoint.registry === '') return 'The record has no identifier.';
  if (status !== null && status !== 'active') return `The registry is ${status.slice(0, 40)}.`;
  if (capability === null)
    return 'The registry has no capability vg:Harvest: it may be searched, not harvested.';
  if (url === null || url === '') return 'The capability vg:Harvest has no accessURL.';
  if (endpoint.interface !== null && endpoint.interface !== 'OAIHTTP')
    return `The interface is a ${endpoint.interface.slice(0, 40)}; only vg:OAIHTTP is harvested.`;
  return unusable(url);
}

/** Of Axis and .NET; the services of AstroGrid registries have no other sign. */
const SOAP = /\?wsdl$|\.asmx(?:$|\?)|\bsoap\b|\/services\/Registry(?:Harvest|Query)/i;

function unusable(url: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return 'The address has no host: the registry does not know its own name.';
  if (scheme !== 'http' && scheme !== 'https') return `The address is ${scheme}:, not http or https.`;
  // Read by hand: for the URL class the host of “http:///oai.xml” is oai.xml.
  if (!/^https?:\/\/[^/?#]/i.test(url))
    return 'The address has no host: the registry does not know its own name.';
  if (/\s/.test(url) || !URL.canParse(url)) return 'The address is not well-formed.';
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return 'The address carries a user name or password.';
  const host = parsed.hostname.replace(/\.$/, '');
  const isLocal =
    !/[.:]/.test(host) || /\.(?:local|localhost|internal|lan|home\.arpa|invalid|test)$/.test(host);
  if (isLocal || isPrivateLiteral(parsed)) return `The host ${host} is in a private network.`;
  return SOAP.test(url) ? 'The address is one of a SOAP service.' : null;
}

/** Why an endpoint is one too many; null if it is the first. */
function doubled(
  { registry, url }: Endpoint,
  taken: Map<string, string>,
  served: Map<string, string>,
): string | null {
  const owner = taken.get(addressKey(url ?? ''));
  if (owner !== undefined) {
    return owner === registry ? 'The address is listed twice.' : `The address is that of ${owner} too.`;
  }
  const other = served.get(ivoidKey(registry));
  return other === undefined ? null : `The registry is harvested at ${other} already.`;
}

/** Equal for addresses that differ by scheme, letter case, default port, a final slash or `?`. */
function addressKey(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search, protocol } = new URL(withoutQuestion(url));
  const port = protocol === 'https:' ? ':80' : ':443';
  const plain = host.endsWith(port) ? host.slice(0, -port.length) : host;
  return `${plain}${withoutSlashAtEnd(pathname)}${search}`.toLowerCase();
}

/** A base URL ends before the `?` that requests add (OAI-PMH 2.0 §3.1.1.1); some registries write it. */
function withoutQuestion(url: string): string {
  return url.replace(/(?<![?&])[?&]+$/, '');
}

export interface Bootstrap extends Discovery {
  /** The set that had the registries; null: no set, everything was looked through. */
  set: string | null;
  /** Why the list may not be whole; null if it is. */
  reason: string | null;
}

/** RI-60: what the RofR has been serving its registries under; null for everything. */
export const BOOTSTRAP_SETS: readonly (string | null)[] = ['ivo_publishers', 'ivoa_publishers', null];

/**
 * Asks the Registry of Registries. The first set with a registry in it is believed, unless its list broke off: the next
 * may be whole. Of a list that is not whole, what it had is given, with the reason.
 * @param open the RofR as a source, restricted to a set
 */
export async function discover(
  open: (set: string | null) => Source,
  signal: AbortSignal,
): Promise<Bootstrap> {
  let best: Bootstrap = { set: null, registries: [], refused: [], reason: 'No registry is listed.' };
  for (const set of BOOTSTRAP_SETS) {
    const { endpoints, reason } = await endpointsIn(open(set), signal);
    const found = { set, ...sift(endpoints), reason };
    if (reason === null && endpoints.length > 0) return found;
    if (found.registries.length > best.registries.length || best.registries.length === 0) {
      best = { ...found, reason: reason ?? 'No registry is listed.' };
    }
  }
  return best;
}

async function endpointsIn(
  source: Source,
  signal: AbortSignal,
): Promise<{ endpoints: Endpoint[]; reason: string | null }> {
  // By registry: one that is listed again, on another page or changed meanwhile, is the last one said.
  const found = new Map<string, Endpoint[]>();
  try {
    const list = source.list({ since: null, resume: null, signal });
    for (;;) {
      const next = await list.next();
      if (next.done) {
        const reason = next.value.complete ? null : (next.value.reason ?? 'The list did not end properly.');
        return { endpoints: [...found.values()].flat(), reason };
      }
      for (const { id, bytes } of next.value.records) {
        const endpoints = bytes === null ? [] : endpointsOf(rootOf(bytes));
        if (endpoints.length > 0) found.set(ivoidKey(id), endpoints);
        else found.delete(ivoidKey(id));
      }
    }
  } finally {
    await source.close();
  }
}

/** A record that cannot be read is no registry; the harvest of the RofR itself reports it. */
function rootOf(bytes: Buffer): Element {
  try {
    return parseXml(decodeAnyway(bytes).text).root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return parseXml('<unreadable/>').root;
  }
}
