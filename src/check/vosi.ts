/** The VOSI endpoints that the registry's own record names (Registry Interfaces 1.1 §3.2). */
import { attribute, children, type Element, text } from '../resource/element.ts';
import { getRecordOf, NoAnswer } from './ask.ts';
import { type Check, check, NotTestable } from './check.ts';
import { identifierOf } from './record-book.ts';
import { seen } from './reply.ts';
import type { Visit } from './visit.ts';

const VOSI = /^ivo:\/\/ivoa\.net\/std\/vosi#(availability|capabilities)/i;
const CITATION = 'Registry Interfaces 1.1 §3.2';

export const VOSI_CHECKS: Check[] = [
  check({
    id: 'profile/vosi',
    rule: 'RI-24',
    citation: CITATION,
    level: 'warn',
    asks: 'The registry’s own record has VOSI availability and capabilities.',
    needs: ['registry'],
    run({ registry: { root } }, _visit, found) {
      const kinds = endpoints(root).map(({ kind }) => kind);
      for (const kind of ['availability', 'capabilities']) {
        if (kinds.includes(kind)) continue;
        const request = getRecordOf(identifierOf(root));
        found.add({
          request,
          expected: `ivo://ivoa.net/std/VOSI#${kind}`,
          seen: kinds.join(', ') || 'neither',
        });
      }
    },
  }),
  check({
    id: 'profile/vosi-answers',
    rule: 'RI-24',
    citation: `${CITATION}; VOSI 1.1`,
    level: 'warn',
    asks: 'The VOSI endpoints answer with documents of their kind. (Those at the registry’s own server are asked.)',
    needs: ['registry'],
    async run({ registry: { root } }, visit, found) {
      const { origin } = new URL(visit.base);
      const here = endpoints(root).filter(({ url }) => URL.canParse(url) && new URL(url).origin === origin);
      if (here.length === 0)
        throw new NotTestable('the record names no VOSI endpoint at the server that was asked');
      for (const { kind, url } of here) {
        const answer = await answerOf(visit, url);
        const expected = `a document <${kind}>`;
        if (answer.kind !== kind) found.add({ request: `GET ${url}`, expected, seen: answer.seen });
      }
    },
  }),
];

/** Local name of the document's root, if there is one with HTTP 200. */
async function answerOf(visit: Visit, url: string): Promise<{ kind: string | null; seen: string }> {
  try {
    const reply = await visit.ask({ method: 'GET', url, query: '' });
    const kind = reply.answer.status === 200 ? (reply.root?.local ?? null) : null;
    return { kind, seen: seen(reply) };
  } catch (error) {
    if (error instanceof NoAnswer) return { kind: null, seen: error.message };
    throw error;
  }
}

function endpoints(root: Element): { kind: string; url: string }[] {
  return children(root, 'capability').flatMap((capability) => {
    const kind = VOSI.exec((attribute(capability, 'standardID') ?? '').trim())?.[1]?.toLowerCase();
    if (kind === undefined) return [];
    const urls = children(capability, 'interface').flatMap((face) => children(face, 'accessURL'));
    return urls.map((url) => ({ kind, url: text(url) }));
  });
}
