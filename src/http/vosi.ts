/** VOSI 1.1: what the registry's own record promises about this service (RI-24, SVC-13). */
import type { Answers } from '../oai/answers.ts';
import { tag, writeDocument } from '../xml/write.ts';
import type { Handler } from './endpoint.ts';
import { lookedAt } from './known.ts';
import { reply } from './reply.ts';

const AVAILABILITY = 'http://www.ivoa.net/xml/VOSIAvailability/v1.0';
const CAPABILITIES = 'http://www.ivoa.net/xml/VOSICapabilities/v1.0';
const TYPE = 'text/xml; charset=utf-8';

export function availabilityEndpoint(answers: Answers): Handler {
  return async (ctx) => {
    const { moment, database, note } = await lookedAt(answers);
    const available = moment !== null && database === 'up';
    const document = writeDocument(
      tag(
        'vosi:availability',
        { 'xmlns:vosi': AVAILABILITY },
        tag('vosi:available', {}, String(available)),
        tag('vosi:note', {}, note),
      ),
    );
    reply(ctx, 200, TYPE, document);
  };
}

/** The capability elements of the registry's own record, as they stand there. */
export function capabilitiesEndpoint(answers: Answers): Handler {
  return async (ctx) => {
    const { body } = await answers.own.at(await answers.moment());
    const { namespaces, capabilities } = sliceCapabilities(body.toString('utf8'));
    const document = writeDocument(
      tag(
        'vosi:capabilities',
        { ...namespaces, 'xmlns:vosi': CAPABILITIES },
        ...capabilities.map((text) => Buffer.from(text, 'utf8')),
      ),
    );
    reply(ctx, 200, TYPE, document);
  };
}

// All there is in a well-formed document without DOCTYPE; what is skipped comes first.
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s/<>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;

/** The root's prefixed namespace declarations, and the text of its `capability` children. `record` is well-formed. */
export function sliceCapabilities(record: string): {
  namespaces: Record<string, string>;
  capabilities: string[];
} {
  const namespaces: Record<string, string> = {};
  const capabilities: string[] = [];
  let depth = 0;
  let start = 0;
  for (const match of record.matchAll(MARKUP)) {
    const [text, closing, name, attributes = '', empty] = match;
    if (name === undefined) continue;
    if (closing === '') {
      if (depth === 0) Object.assign(namespaces, declarations(attributes));
      if (depth === 1) start = match.index;
      depth += 1;
    }
    if (closing === '/' || empty === '/') {
      depth -= 1;
      if (depth === 1 && name === 'capability')
        capabilities.push(record.slice(start, match.index + text.length));
    }
  }
  return { namespaces, capabilities };
}

function declarations(attributes: string): Record<string, string> {
  const found = attributes.matchAll(/\s(xmlns:[^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries(
    Array.from(found, ([, name = '', a, b]) => [name, (a ?? b ?? '').replaceAll('&amp;', '&')]),
  );
}
