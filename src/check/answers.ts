/** Every answer: HTTP, XML, and the envelope of OAI-PMH (requirements.md OAI-04…18). */
import { OAI, OAI_XSD } from '../resource/namespaces.ts';
import { isSameURL } from './facts.ts';
import { schemaLocationOf } from './record-book.ts';
import { named, type Reply, seen } from './reply.ts';
import { type Seen, unless, type Watch } from './watch.ts';

const HTTP = 'OAI-PMH 2.0 §3.1.2';
const XML = 'OAI-PMH 2.0 §3.2';
const SECONDS = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
/** A larger answer is not validated as a whole; its records are, one by one (records.ts). */
const MOST_VALIDATED = 4 * 1024 * 1024;
/** Harvesters take the next `from` from the responseDate: a clock that is wrong by more than their overlap loses records. */
const CLOCK_SECONDS = 300;

export const ANSWERS: Watch[] = [
  {
    id: 'answers/status',
    rule: 'OAI-05',
    citation: `${HTTP}.2`,
    level: 'fail',
    asks: 'Errors of the protocol are answered with HTTP 200 and an <error>.',
    look: ({ answer }) => unless(answer.status === 200, 'HTTP 200', `HTTP ${answer.status}`),
  },
  {
    id: 'answers/retry-after',
    rule: 'OAI-07',
    citation: `${HTTP}.2`,
    level: 'warn',
    asks: 'An answer 503 says in whole seconds when to come again (Retry-After).',
    look: ({ answer }) => {
      const given = answer.headers['retry-after'];
      const holds = answer.status !== 503 || /^\d+$/.test(given ?? '');
      return unless(holds, 'Retry-After with a number of seconds', given ?? 'no Retry-After');
    },
  },
  {
    id: 'answers/content-type',
    rule: 'OAI-04',
    citation: `${HTTP}.1`,
    level: 'fail',
    asks: 'The content type is text/xml, for errors too.',
    look: ({ answer }) => {
      const type = answer.headers['content-type'] ?? '';
      const holds = /^text\/xml\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(type);
      return unless(holds, 'text/xml, or text/xml; charset=UTF-8', type === '' ? 'no content type' : type);
    },
  },
  {
    id: 'answers/well-formed',
    rule: 'OAI-10',
    citation: XML,
    level: 'fail',
    asks: 'The answer is well-formed XML 1.0 in UTF-8, without a DOCTYPE.',
    look: ({ fault, answer }) =>
      unless(fault === null, 'well-formed XML', `${fault ?? ''} (${answer.body.length} bytes)`),
  },
  {
    id: 'answers/declaration',
    rule: 'OAI-10',
    citation: XML,
    level: 'fail',
    asks: 'The first bytes are the XML declaration with encoding="UTF-8".',
    look: ({ answer, root }) => {
      const start = answer.body.toString('latin1', 0, 80);
      const holds = /^<\?xml\s+version\s*=\s*["']1\.0["']\s+encoding\s*=\s*["']utf-8["']/i.test(start);
      return root === null
        ? []
        : unless(holds, '<?xml version="1.0" encoding="UTF-8"?>', start.split('\n')[0] ?? '');
    },
  },
  {
    id: 'answers/root',
    rule: 'OAI-11',
    citation: XML,
    level: 'fail',
    asks: 'The root is OAI-PMH in its namespace, and its schemaLocation pairs that with the address of OAI-PMH.xsd.',
    look: ({ root }) => {
      if (root === null) return [];
      if (root.local !== 'OAI-PMH' || root.uri !== OAI) {
        return unless(false, `<OAI-PMH xmlns="${OAI}">`, `<${root.name}> in "${root.uri}"`);
      }
      const location = (schemaLocationOf(root) ?? '').trim().split(/\s+/);
      const at = location.indexOf(OAI);
      return unless(
        at % 2 === 0 && location[at + 1] === OAI_XSD,
        `xsi:schemaLocation="${OAI} ${OAI_XSD}"`,
        location.join(' ') || 'no xsi:schemaLocation',
      );
    },
  },
  {
    id: 'answers/prefix',
    rule: 'OAI-11',
    citation:
      'practice: six clients, the openarchives.org validator among them, cannot read prefixed answers',
    level: 'warn',
    asks: 'The elements of OAI-PMH have no prefix.',
    look: ({ root }) =>
      unless(root === null || root.name === root.local, '<OAI-PMH>', `<${root?.name ?? ''}>`),
  },
  {
    id: 'answers/schema',
    rule: 'OAI-12',
    citation: XML,
    level: 'fail',
    asks: 'The whole answer is valid by OAI-PMH.xsd and the schemas of what is inside (records: see records/schema).',
    *look({ root, text }, { schema }) {
      if (root === null || text.length > MOST_VALIDATED) return;
      for (const fault of schema.validate(text)) {
        if (fault.kind !== 'xsd' || /\/metadata(\[\d+\])?\//.test(fault.element)) continue;
        yield { expected: 'a valid answer', seen: `${fault.message} (${fault.element}, line ${fault.line})` };
      }
    },
  },
  {
    id: 'answers/response-date',
    rule: 'OAI-13',
    citation: `${XML}, §3.3.2`,
    level: 'fail',
    asks: 'responseDate is in UTC seconds with Z and without fractions.',
    look: ({ root, responseDate }) =>
      root === null
        ? []
        : unless(SECONDS.test(responseDate ?? ''), 'YYYY-MM-DDThh:mm:ssZ', responseDate ?? 'no responseDate'),
  },
  {
    id: 'answers/clock',
    rule: 'OAI-13',
    citation: 'OAI-PMH guidelines for repositories §3',
    level: 'warn',
    asks: `responseDate is the present time, within ${CLOCK_SECONDS / 60} minutes.`,
    look: ({ responseDate }, { now }) => {
      const difference = (Date.parse(responseDate ?? '') - now) / 1000;
      const holds = Number.isNaN(difference) || Math.abs(difference) <= CLOCK_SECONDS;
      return unless(holds, `about ${new Date(now).toISOString().slice(0, 19)}Z`, responseDate ?? '');
    },
  },
  {
    id: 'answers/request',
    rule: 'OAI-14',
    citation: XML,
    level: 'fail',
    asks: 'The content of <request> is the base URL.',
    look: ({ root }, { baseURL }) => {
      if (root === null) return [];
      const request = named(root, 'request')[0];
      const url = request?.text.trim() ?? '';
      return unless(
        request !== undefined && isSameURL(url, baseURL),
        `<request …>${baseURL}</request>`,
        request === undefined ? 'no <request>' : `"${url}"`,
      );
    },
  },
  {
    id: 'answers/request-attributes',
    rule: 'OAI-14',
    citation: XML,
    level: 'fail',
    asks: 'The attributes of <request> are the arguments of the request.',
    look: (reply) => (hasArgumentError(reply) ? [] : attributeFaults(reply)),
  },
  {
    id: 'answers/request-bare',
    rule: 'OAI-15',
    citation: `${XML}, §3.6`,
    level: 'fail',
    asks: 'After badVerb and badArgument <request> has no attributes.',
    look: (reply) => {
      if (!hasArgumentError(reply)) return [];
      const given = requestAttributes(reply);
      return unless(given.length === 0, '<request> without attributes', given.map(shown).join(' '));
    },
  },
  {
    id: 'answers/content',
    rule: 'OAI-16',
    citation: XML,
    level: 'fail',
    asks: 'After responseDate and request comes one element named like the verb, or errors.',
    look: (reply) => {
      if (reply.root === null) return [];
      const [first, second, ...rest] = reply.root.children.map(({ local }) => local);
      const verb = argumentsOf(reply).find(([name]) => name === 'verb')?.[1] ?? '';
      const isResult = rest.length === 1 && rest[0] === verb;
      const isErrors = rest.length > 0 && rest.every((local) => local === 'error');
      return unless(
        first === 'responseDate' && second === 'request' && (isResult || isErrors),
        `responseDate, request, ${verb || 'error'}`,
        reply.root.children.map(({ local }) => local).join(', ') || 'nothing',
      );
    },
  },
  {
    id: 'answers/error-code',
    rule: 'OAI-60',
    citation: 'OAI-PMH 2.0 §3.6',
    level: 'fail',
    asks: 'Each error has one of the eight codes.',
    look: (reply) =>
      reply.errors
        .filter((code) => !CODES.has(code))
        .map((code) => ({ expected: [...CODES].join(', '), seen: `code="${code}"` })),
  },
  {
    id: 'answers/error-text',
    rule: 'OAI-68',
    citation: 'OAI-PMH 2.0 §3.6; guidelines for repositories §8',
    level: 'info',
    asks: 'Each error says in words what is wrong.',
    look: ({ root }) =>
      (root === null ? [] : named(root, 'error'))
        .filter((error) => error.text.trim() === '')
        .map(() => ({ expected: 'a sentence for the person who asked', seen: 'an empty <error>' })),
  },
];

const CODES = new Set([
  ...['badArgument', 'badResumptionToken', 'badVerb', 'cannotDisseminateFormat'],
  ...['idDoesNotExist', 'noRecordsMatch', 'noMetadataFormats', 'noSetHierarchy'],
]);

function hasArgumentError({ errors }: Reply): boolean {
  return errors.includes('badVerb') || errors.includes('badArgument');
}

/** Name and decoded value, in order; what cannot be decoded stays as it is. */
function argumentsOf({ request }: Reply): [string, string][] {
  return [...new URLSearchParams(request.query)];
}

function requestAttributes({ root }: Reply): [string, string][] {
  const request = root === null ? undefined : named(root, 'request')[0];
  return (request?.attributes ?? [])
    .filter(({ uri }) => uri === '')
    .map(({ local, value }) => [local, value]);
}

function attributeFaults(reply: Reply): Seen[] {
  if (reply.root === null || named(reply.root, 'request').length === 0) return [];
  const given = new Map(requestAttributes(reply));
  const asked = new Map(argumentsOf(reply));
  const wrong = [...given].filter(([name, value]) => asked.get(name) !== value);
  // What cannot stand in an attribute that the schema restricts may be left out (OAI-17).
  const missing = [...asked].filter(([name, value]) => !given.has(name) && /^[\w:/.~*'()!-]+$/.test(value));
  return unless(
    wrong.length + missing.length === 0,
    [...asked].map(shown).join(' '),
    [...given].map(shown).join(' ') || `no attributes (${seen(reply)})`,
  );
}

function shown([name, value]: [string, string]): string {
  return `${name}="${value}"`;
}
