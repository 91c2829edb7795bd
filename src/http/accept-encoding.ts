/** Which encoding a client wants (RFC 9110 §12.5.3, OAI-08). */
import type { Encoding } from '../oai/answers.ts';

const known = new Map<string, Encoding>();

/**
 * gzip if the client allows it and does not prefer identity; else identity, even where that was excluded, for
 * there is nothing else to give. The header is a handful of strings in practice: remembered, up to a bound.
 */
export function chooseEncoding(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  const remembered = known.get(header);
  if (remembered !== undefined) return remembered;
  const encoding = parse(header);
  if (known.size < 1000 && header.length < 200) known.set(header, encoding);
  return encoding;
}

function parse(header: string): Encoding {
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const q = parameters.find((parameter) => /^q\s*=/.test(parameter));
    const weight = q === undefined ? 1 : Number(q.slice(q.indexOf('=') + 1));
    weights.set(name, weight >= 0 && weight <= 1 ? weight : 0);
  }
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  // Not named, identity is what remains when nothing better is allowed.
  const identity = weights.get('identity') ?? 0;
  return gzip > 0 && gzip >= identity ? 'gzip' : 'identity';
}
