/** How the registry speaks HTTP (OAI-PMH 2.0 §3.1), beside what must hold of every answer (answers.ts). */
import { encoded } from './ask.ts';
import { type Check, check, NotTestable } from './check.ts';
import { type Reply, seen } from './reply.ts';

const IDENTIFY = 'verb=Identify';
/** Content codings that can be unpacked here. */
const CODINGS = ['gzip', 'deflate', 'br'];

export const HTTP: Check[] = [
  check({
    id: 'http/post',
    rule: 'OAI-01',
    citation: 'OAI-PMH 2.0 §3.1.1.2',
    level: 'fail',
    asks: 'Requests are understood by POST as by GET. (Where they are not, other checks ask by GET only.)',
    needs: [],
    async run(_facts, visit, found) {
      const reply = await visit.oai(IDENTIFY, 'POST');
      if (!isIdentify(reply)) found.add({ request: reply.asked, expected: 'Identify', seen: seen(reply) });
    },
  }),
  check({
    id: 'http/encoded',
    rule: 'OAI-03',
    citation: 'OAI-PMH 2.0 §3.1.1.3',
    level: 'fail',
    asks: 'Percent-encoded arguments are understood, in any order, by GET and by POST.',
    needs: ['sample', 'methods'],
    async run({ sample, methods }, visit, found) {
      // Every character that may be escaped is: %69 is an i.
      const identifier = [...Buffer.from(sample.id)]
        .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
        .join('');
      for (const method of methods) {
        const reply = await visit.oai(
          `metadataPrefix=ivo%5Fvor&identifier=${identifier}&verb=GetRecord`,
          method,
        );
        if (reply.content?.local !== 'GetRecord') {
          found.add({ request: reply.asked, expected: `the record ${sample.id}`, seen: seen(reply) });
        }
      }
    },
  }),
  check({
    id: 'http/plain-identifier',
    rule: 'OAI-03',
    citation: 'practice: clients that do not encode the : and / of identifiers',
    level: 'info',
    asks: 'An identifier whose : and / are not encoded is understood.',
    needs: ['sample'],
    async run({ sample }, visit, found) {
      const reply = await visit.oai(
        `verb=GetRecord&metadataPrefix=ivo_vor&identifier=${encodeURI(sample.id)}`,
      );
      if (reply.content?.local !== 'GetRecord') {
        found.add({ request: reply.asked, expected: `the record ${sample.id}`, seen: seen(reply) });
      }
    },
  }),
  check({
    id: 'http/uncompressed',
    rule: 'OAI-08',
    citation: 'OAI-PMH 2.0 §3.1.3',
    level: 'fail',
    asks: 'Who accepts only "identity" gets an answer that is not compressed.',
    needs: [],
    async run(_facts, visit, found) {
      const reply = await visit.ask({ method: 'GET', query: IDENTIFY, acceptEncoding: 'identity' });
      if (reply.answer.encoding !== null) {
        found.add({
          request: `${reply.asked} (Accept-Encoding: identity)`,
          expected: 'a plain answer',
          seen: reply.answer.encoding,
        });
      }
    },
  }),
  check({
    id: 'http/compression',
    rule: 'OAI-08',
    citation: 'OAI-PMH 2.0 §3.1.3',
    level: 'warn',
    asks: 'Compressions that Identify lists are used when they are asked for, and those that are used are listed.',
    needs: ['identify'],
    async run({ identify }, visit, found) {
      const listed = identify.all('compression').map((name) => name.toLowerCase());
      for (const coding of new Set([...CODINGS, ...listed.filter((name) => CODINGS.includes(name))])) {
        const acceptEncoding = `${coding}, identity;q=0.5`;
        // Servers do not compress what is small: a list is asked for.
        const query = encoded({ verb: 'ListRecords', metadataPrefix: 'ivo_vor' });
        const reply = await visit.ask({ method: 'GET', query, acceptEncoding });
        const used = reply.answer.encoding;
        const request = `${reply.asked} (Accept-Encoding: ${acceptEncoding})`;
        if (used === null && listed.includes(coding)) {
          found.add({ request, expected: `${coding}, which Identify lists`, seen: 'a plain answer' });
        } else if (used !== null && used !== coding) {
          found.add({ request, expected: `${coding} or a plain answer`, seen: used, level: 'fail' });
        } else if (used !== null && !listed.includes(coding)) {
          const seen = `${used} is used and not listed`;
          found.add({
            request,
            expected: `<compression>${coding}</compression> in Identify`,
            seen,
            level: 'info',
          });
        }
      }
    },
  }),
  check({
    id: 'http/vary',
    rule: 'OAI-08',
    citation: 'RFC 9110 §12.5.5; requirements.md OAI-08',
    level: 'warn',
    asks: 'Answers that may be compressed say so to caches: Vary: Accept-Encoding.',
    needs: [],
    async run(_facts, visit, found) {
      const query = encoded({ verb: 'ListRecords', metadataPrefix: 'ivo_vor' });
      const reply = await visit.ask({ method: 'GET', query, acceptEncoding: 'gzip' });
      if (reply.answer.encoding === null) throw new NotTestable('the registry does not compress its answers');
      const vary = reply.answer.headers.vary ?? '';
      if (/accept-encoding|\*/i.test(vary)) return;
      found.add({ request: reply.asked, expected: 'Vary: Accept-Encoding', seen: vary || 'no Vary' });
    },
  }),
  check({
    id: 'http/no-redirect',
    rule: 'OAI-09',
    citation: 'practice: POST is lost on a redirect, and validators compare addresses',
    level: 'warn',
    asks: 'The base URL answers itself and does not redirect.',
    needs: ['identify'],
    run({ identify: { reply } }, visit, found) {
      const [end] = reply.answer.url.split('?');
      const asked = new URL(visit.base).href;
      if (end !== undefined && end !== asked)
        found.add({ request: reply.asked, expected: asked, seen: `a redirect to ${end}` });
    },
  }),
  check({
    id: 'http/trailing-slash',
    rule: 'OAI-09',
    citation: 'practice: a client in use (oai-pmh-2-js) appends a / to the base URL',
    level: 'info',
    asks: 'The base URL with a / at its end answers too, without a redirect.',
    needs: [],
    async run(_facts, visit, found) {
      if (visit.base.endsWith('/')) throw new NotTestable('the base URL ends in a / already');
      const url = `${visit.base}/`;
      const reply = await visit.ask({ method: 'GET', url, query: IDENTIFY });
      if (isIdentify(reply) && reply.answer.url.startsWith(url)) return;
      found.add({
        request: reply.asked,
        expected: 'Identify',
        seen: isIdentify(reply) ? 'a redirect' : seen(reply),
      });
    },
  }),
  check({
    id: 'http/other-scheme',
    rule: 'OAI-09',
    citation: 'practice; requirements.md OAI-09',
    level: 'info',
    asks: 'Where both http and https answer, they answer with the same registry.',
    needs: ['identify'],
    async run({ identify }, visit, found) {
      const url = new URL(visit.base);
      if (url.port !== '')
        throw new NotTestable('the base URL names a port, so that the other scheme is another server');
      url.protocol = url.protocol === 'http:' ? 'https:' : 'http:';
      const reply = await visit.ask({ method: 'GET', url: url.href, query: IDENTIFY });
      const name = /<repositoryName>([^<]*)/.exec(reply.text)?.[1];
      const same = /<repositoryName>([^<]*)/.exec(identify.reply.text)?.[1];
      if (name !== same)
        found.add({ request: reply.asked, expected: 'the same Identify', seen: seen(reply) });
    },
  }),
  check({
    id: 'http/accept',
    rule: 'OAI-04',
    citation: 'practice: clients that accept application/xml only get 406 from some servers',
    level: 'warn',
    asks: 'Whatever a client says it accepts, it gets the XML.',
    needs: [],
    async run(_facts, visit, found) {
      for (const accept of ['application/xml', 'text/html']) {
        const reply = await visit.ask({ method: 'GET', query: IDENTIFY, accept });
        if (isIdentify(reply)) continue;
        found.add({ request: `${reply.asked} (Accept: ${accept})`, expected: 'Identify', seen: seen(reply) });
      }
    },
  }),
  check({
    id: 'http/head',
    rule: 'OAI-01',
    citation: 'RFC 9110 §9.3.2',
    level: 'info',
    asks: 'HEAD answers like GET, without a body.',
    needs: [],
    async run(_facts, visit, found) {
      const reply = await visit.ask({ method: 'HEAD', query: IDENTIFY });
      const { status, headers } = reply.answer;
      const type = headers['content-type'] ?? 'no content type';
      if (status === 200 && /^text\/xml\b/i.test(type)) return;
      found.add({ request: reply.asked, expected: 'HTTP 200, text/xml', seen: `HTTP ${status}, ${type}` });
    },
  }),
  check({
    id: 'http/other-methods',
    rule: 'OAI-01',
    citation: 'OAI-PMH 2.0 §3.1.1: GET and POST; RFC 9110 §15.5.6',
    level: 'info',
    asks: 'Other methods are refused with HTTP 405 or 501. (PROPFIND is tried: it changes nothing anywhere.)',
    needs: [],
    async run(_facts, visit, found) {
      const reply = await visit.ask({ method: 'PROPFIND', query: IDENTIFY });
      const { status } = reply.answer;
      if ((status >= 400 && status < 500) || status === 501) return;
      found.add({ request: reply.asked, expected: 'HTTP 405 or 501', seen: `HTTP ${status}` });
    },
  }),
];

function isIdentify({ answer, content }: Reply): boolean {
  return answer.status === 200 && content?.local === 'Identify';
}
