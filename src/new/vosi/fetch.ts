/**
 * Fetches the VOSI documents of a service that a curator names. Private addresses are allowed for that reason.
 * Not for: anything that runs in the service (`serve`).
 */
import { readWhole } from '../../net/body.ts';
import type { Element } from '../../resource/element.ts';
import { decodeXml, EncodingFault } from '../../xml/decode.ts';
import { parseXml, XmlFault } from '../../xml/tree.ts';

/** The tables document of VizieR, the largest seen, has about 60 MB; it is no record that anybody would write. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_REDIRECTS = 5;

export interface FetchLimits {
  /** For one document, redirects included. */
  milliseconds: number;
  bytes: number;
}

export const FETCH_LIMITS: FetchLimits = { milliseconds: 30_000, bytes: MAX_BYTES };

/** A document could not be had, or is not what it should be; the message names the address and is for the curator. */
export class VosiFault extends Error {
  override name = 'VosiFault';
}

/** The root element at an address. Throws VosiFault; a DOCTYPE is refused, see xml/tree.ts. */
export async function fetchXml(address: string, limits: FetchLimits = FETCH_LIMITS): Promise<Element> {
  const bytes = await fetchBytes(address, limits);
  try {
    return parseXml(decodeXml(bytes)).root;
  } catch (error) {
    if (error instanceof XmlFault) {
      throw new VosiFault(`${address} is not XML that can be read (line ${error.line}): ${error.message}`);
    }
    if (error instanceof EncodingFault) throw new VosiFault(`${address}: ${error.message}`);
    throw error;
  }
}

async function fetchBytes(address: string, limits: FetchLimits): Promise<Buffer> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  let at = webAddress(address, null);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await request(at, signal, limits);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) {
      if (response.ok) return readBody(response, at, limits);
      await response.body?.cancel();
      throw new VosiFault(`${at.href} answers with HTTP status ${response.status}.`);
    }
    await response.body?.cancel();
    at = webAddress(location, at);
  }
  throw new VosiFault(`${address} redirects more than ${MAX_REDIRECTS} times.`);
}

function webAddress(address: string, base: URL | null): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const from = base === null ? '' : `, to which ${base.href} redirects,`;
    throw new VosiFault(`"${address}"${from} is not an http or https address.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new VosiFault(
      `The address of ${url.host} carries a password. Give an address that is open to all.`,
    );
  }
  return url;
}

async function request(url: URL, signal: AbortSignal, limits: FetchLimits): Promise<Response> {
  try {
    const headers = { accept: 'text/xml, application/xml;q=0.9, */*;q=0.1' };
    return await fetch(url, { redirect: 'manual', signal, headers });
  } catch (error) {
    throw unanswered(error, url, limits);
  }
}

async function readBody(response: Response, url: URL, limits: FetchLimits): Promise<Buffer> {
  // Counted after decompression: a small answer may unpack into anything.
  const { bytes, isCut } = await readWhole(response.body, limits.bytes).catch((error: unknown) => {
    throw unanswered(error, url, limits);
  });
  if (isCut)
    throw new VosiFault(`${url.href} has more than ${limits.bytes} bytes. Write the tables by hand.`);
  return bytes;
}

/** What fetch throws is a TypeError with the reason as its cause, or the signal's TimeoutError. */
function unanswered(error: unknown, url: URL, limits: FetchLimits): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') {
    return new VosiFault(`${url.href} did not answer in full within ${limits.milliseconds / 1000} s.`);
  }
  if (!(error instanceof TypeError)) return error;
  const reason = error.cause instanceof Error ? error.cause.message : error.message;
  return new VosiFault(`${url.href} cannot be reached: ${reason || 'no connection'}.`);
}
