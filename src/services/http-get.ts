/**
 * One careful GET for questions to other people's services: a time limit over everything, a size limit, few redirects,
 * and none that leads into a private network (a service that we ask must not make us ask its neighbours, or ours).
 */
import { lookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface GetOptions {
  /** Over connecting, redirects and reading. */
  timeoutMs: number;
  maxBytes: number;
  userAgent: string;
}

/** There was no usable answer; the message says why, without the address. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

const MOST_REDIRECTS = 3;

/** The body of a 2xx answer. The first address is trusted: an operator named it. @throws NoAnswer */
export async function httpGet(address: string, options: GetOptions): Promise<Buffer> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  let url = parsed(address, address);
  const first = url.hostname;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await ask(url, url.hostname !== first, options, signal);
    if (typeof answer !== 'string') return answer;
    url = parsed(answer, url.href);
  }
  throw new NoAnswer(`it redirects more than ${MOST_REDIRECTS} times`);
}

function parsed(address: string, base: string): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new NoAnswer(`"${address.slice(0, 200)}" is no http or https address`);
  }
  return url;
}

/** The body, or where the answer redirects to. */
function ask(
  url: URL,
  publicOnly: boolean,
  options: GetOptions,
  signal: AbortSignal,
): Promise<Buffer | string> {
  const { userAgent, timeoutMs, maxBytes } = options;
  return new Promise((done, fail) => {
    const refuse = (error: Error) =>
      fail(error instanceof NoAnswer ? error : new NoAnswer(reason(error, signal, timeoutMs)));
    // Node does not ask `lookup` about a host that is an address already.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (publicOnly && isIP(literal) !== 0 && isPrivate(literal)) return refuse(privateRedirect(url));
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const call: ClientRequest = request(
      url,
      {
        signal,
        agent: false,
        headers: { 'user-agent': userAgent, 'accept-encoding': 'identity' },
        ...(publicOnly ? { lookup: publicLookup(url) } : {}),
      },
      (answer) => {
        const { statusCode = 0, headers } = answer;
        if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
          answer.destroy();
          done(headers.location);
        } else if (statusCode < 200 || statusCode > 299) {
          answer.destroy();
          refuse(new NoAnswer(`it answers with HTTP ${statusCode}`));
        } else {
          readAll(answer, maxBytes).then(done, refuse);
        }
      },
    );
    call.on('error', refuse);
    call.end();
  });
}

async function readAll(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new NoAnswer(`its answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function reason(error: Error, signal: AbortSignal, timeoutMs: number): string {
  if (signal.aborted) return `no whole answer within ${timeoutMs / 1000} s`;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message : `it cannot be reached (${code})`;
}

/** The very addresses that are then connected to are looked at: a second look-up could give others. */
function publicLookup(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const found = typeof address === 'string' ? [address] : (address ?? []).map((one) => one.address);
      if (error === null && found.some(isPrivate)) callback(privateRedirect(url), address, family);
      else callback(error, address, family);
    });
  };
}

function privateRedirect(url: URL): NoAnswer {
  return new NoAnswer(`it redirects to ${url.hostname}, which is in a private network`);
}

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv6');
}

/** Whether an IP address is one of a machine, site or carrier rather than of the Internet (RFC 6890). */
export function isPrivate(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return PRIVATE.check(mapped, 'ipv4');
  return PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
