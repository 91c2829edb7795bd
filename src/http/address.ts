/** Addresses of clients: read, shortened, and held against networks. No more than node:net, so that config.ts may use it. */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address; null if it is neither. */
export function parseNetwork(text: string): { address: string; prefix: number } | null {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const most = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  const prefix = bits === undefined ? most : Number(bits);
  return most < 0 || prefix > most ? null : { address, prefix };
}

/** Networks that an address can be held against. Takes what parseNetwork does; throws on anything else. */
export function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network === null) throw new Error(`${text} is no network.`);
    networks.addSubnet(network.address, network.prefix, isIPv4(network.address) ? 'ipv4' : 'ipv6');
  }
  return networks;
}

export function isIn(networks: BlockList, address: string): boolean {
  return isIP(address) !== 0 && networks.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/**
 * An address as sockets and proxies write it (`::ffff:192.0.2.1`, `fe80::1%eth0`, `192.0.2.1:443`, `[2001:db8::1]:443`),
 * without port, zone and mapping; null if it is none.
 */
export function plainAddress(text: string): string | null {
  const inside = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text;
  const address = inside
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return isIP(address) === 0 ? null : address;
}

/** For a log: the network of an organisation or a household, not of a person. IPv4 /24, IPv6 /48. */
export function shortened(address: string): string {
  if (isIPv4(address)) return address.replace(/(?<!\d)\d+$/, '0');
  return `${groupsOf(address).slice(0, 3).join(':')}::`;
}

/** What counts as one client: an IPv4 address, or an IPv6 /64, of which everyone has 2⁶⁴ addresses. */
export function clientKey(address: string): string {
  return isIPv4(address) ? address : groupsOf(address).slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}
