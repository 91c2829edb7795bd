import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseForm } from '../../src/oai/form.ts';
import { ARGUMENTS, parseRequest, VERB_NAMES } from '../../src/oai/request.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { ask, type Service, startService } from '../helpers/service.ts';

let service: Service;
beforeAll(async () => {
  const published = new FakePublished();
  for (let i = 1; i <= 24; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published);
});
afterAll(() => service.close());

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('verb', ...ARGUMENTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
const bytes = fc
  .uint8Array({ maxLength: 12 })
  .map((all) => [...all].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''));
const uriPieces = fc
  .array(
    fc.constantFrom(
      'ivo:',
      '//',
      'a.b',
      '/',
      'c',
      '#',
      '?',
      ':',
      '@',
      '[',
      ']',
      '%25',
      '%2525',
      '"',
      '%20',
      '%3C',
      '&',
      '1',
      'é',
      '\\',
      '^',
      '|',
      '{',
    ),
    {
      maxLength: 8,
    },
  )
  .map((pieces) => pieces.join(''));
const value = fc.oneof(
  fc.constantFrom(
    ...VERB_NAMES,
    'oai_dc',
    'ivo_vor',
    '2024-02-30',
    '2024-01-01',
    '2026-11-20T00:00:00Z',
    'ivo_managed',
  ),
  fc.constantFrom(
    '',
    '%00',
    '%',
    '%zz',
    '%C0%80',
    '%ED%A0%80',
    '%F4%90%80%80',
    '%EF%BF%BF',
    '+',
    '<x>',
    ']]>',
    '&lt;',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }).map((s) => encodeURIComponent(s)),
  fc.string({ maxLength: 20 }),
  bytes,
  uriPieces,
);
const query = fc
  .array(fc.tuple(name, fc.constantFrom('=', '=', '=', '', '=='), value), { maxLength: 6 })
  .map((pieces) => pieces.map((piece) => piece.join('')).join('&'));
/** With a verb that is known, so that more than badVerb is reached. */
const known = fc.tuple(fc.constantFrom(...VERB_NAMES), query).map(([verb, rest]) => `verb=${verb}&${rest}`);

describe('P3: whatever is asked, the answer is well-formed and valid', () => {
  it.each(['GET', 'POST'])('hostile queries by %s', async (method) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(query, known), async (q) => {
        const { errors, request, xml } = await ask(service.root, q.replaceAll('#', '%23'), method);
        if (errors.includes('badVerb') || errors.includes('badArgument')) expect(request).toEqual({});
        expect(xml).toContain('</OAI-PMH>');
      }),
      { numRuns: 600 },
    );
  });

  it('OAI-17: GetRecord with any identifier', async () => {
    const identifier = fc.oneof(uriPieces, fc.webUrl(), fc.string({ unit: 'binary', maxLength: 30 }), bytes);
    await fc.assert(
      fc.asyncProperty(identifier, async (id) => {
        const encoded = encodeURIComponent(id);
        await ask(service.root, `verb=GetRecord&metadataPrefix=oai_dc&identifier=${encoded}`);
      }),
      { numRuns: 1500 },
    );
  });

  it('raw bytes in the request line', async () => {
    const { hostname, port } = new URL(service.root);
    const { connect } = await import('node:net');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          Buffer.from(
            'GET /oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=\xff\xfe HTTP/1.0\r\n\r\n',
            'latin1',
          ),
        );
      });
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      socket.on('error', reject);
    });
    // node's parser refuses them itself; what matters is that nothing falls over.
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    await ask(service.root, 'verb=Identify');
  });

  it('100 KB arguments: 414 by GET, 413 by POST; 60 kB by POST is answered', async () => {
    const long = 'x'.repeat(100_000);
    expect(
      (await fetch(`${service.root}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=${long}`)).status,
    ).toBe(414);
    const post = (body: string) =>
      fetch(`${service.root}/oai`, { method: 'POST', body: new URLSearchParams(body) });
    expect((await post(`verb=GetRecord&metadataPrefix=oai_dc&identifier=${long}`)).status).toBe(413);
    const body = `verb=GetRecord&metadataPrefix=oai_dc&identifier=${long.slice(0, 60_000)}`;
    expect((await ask(service.root, body, 'POST')).errors).toEqual(['idDoesNotExist']);
  });

  it('64 kB of wrong arguments get a short answer, at once', async () => {
    for (const piece of ['a&', 'a=1&', '%&', 'from=x&', 'identifier=+++&']) {
      const { errors, xml } = await ask(
        service.root,
        `verb=ListRecords&${piece.repeat(65_000 / piece.length)}`,
        'POST',
      );
      expect(errors.length).toBeLessThanOrEqual(21);
      expect(xml.length).toBeLessThan(10_000);
    }
  });

  it('no pattern takes longer than its input', () => {
    const started = performance.now();
    for (const piece of [' ', '%20', ':', '/', '#', '%23', '?', 'a:', '=', '%25', '%5B', 'é', '-', '2024-']) {
      const run = piece.repeat(60_000 / piece.length);
      for (const name of ['identifier', 'from', 'set', 'metadataPrefix', 'resumptionToken', 'verb', run]) {
        parseRequest(`verb=GetRecord&metadataPrefix=oai_dc&${name}=x${run}y`);
      }
    }
    // 98 requests of 60 kB; a quadratic pattern takes seconds for one.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('parsing never throws', () => {
    const binary = fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(binary, query), (q) => {
        expect(parseRequest(q).errors).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });
});

describe('OAI-03: form decoding', () => {
  it('gives back what URLSearchParams encoded', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(pairs, (given) => {
        const wellFormed = given;
        const encoded = new URLSearchParams(wellFormed).toString();
        const nonEmpty = wellFormed.filter(([a, b]) => a !== '' || b !== '' || encoded !== '');
        const { pairs: decoded, undecodable } = parseForm(encoded);
        expect(undecodable).toEqual([]);
        expect(decoded.map(({ name: n, value: v }) => [n, v])).toEqual(nonEmpty);
      }),
    );
  });

  it('takes + for a blank and unencoded : / ? = as they are, and ; for no separator', () => {
    expect(parseForm('a+b=c+d&e=ivo://x/y?z=1;f=2').pairs).toEqual([
      { name: 'a b', value: 'c d' },
      { name: 'e', value: 'ivo://x/y?z=1;f=2' },
    ]);
  });
});
