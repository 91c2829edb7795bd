import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

let service: Service;
beforeAll(async () => {
  const published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  published.put('ivo://padc.example/gone', '2026-11-02T00:00:00Z');
  published.delete('ivo://padc.example/gone', '2026-11-03T12:30:00Z');
  service = await startService(published);
});
afterAll(() => service.close());

async function browse(query: string): Promise<string> {
  const response = await fetch(`${service.root}/oai/browse${query}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return response.text();
}

/** Addresses of links in what the page itself says, without HTML's escapes. */
function links(page: string): string[] {
  const [main = ''] = /<main[\s\S]*<\/main>/.exec(page) ?? [];
  return Array.from(main.matchAll(/href="([^"]+)"/g), ([, link = '']) =>
    link.replaceAll('&#38;', '&').replaceAll('&#39;', "'"),
  );
}

describe('/oai/browse', () => {
  it('security headers: nothing run, nothing loaded from elsewhere', async () => {
    const response = await fetch(`${service.root}/oai/browse`);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page).not.toMatch(/<script|\son\w+=|style="/i);
  });

  it('in French, and every link and form carries that on without telling the protocol', async () => {
    const page = await browse('?verb=ListSets&lang=fr');
    expect(page).toContain('<html lang="fr"');
    expect(page).toContain('Ensembles');
    expect(page).not.toContain('class="callout bad"');
    for (const link of links(page)) expect(link).toMatch(/^\.\.\/oai\?(?!.*lang)|lang=fr/);
    expect(page.match(/<input type="hidden" name="lang" value="fr">/g)).toHaveLength(2);
  });

  it.each([
    ['?verb=Identify', 'persistent: kept for ever'],
    ['?verb=ListSets', 'All &#38; every &#60;record&#62;'],
    ['?verb=ListMetadataFormats', 'http://www.ivoa.net/xml/VOResource/v1.0'],
    ['?verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/r10', '&#60;dc:title&#62;Études'],
    ['?verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/gone', 'only its header is kept'],
    ['?verb=ListRecords&metadataPrefix=ivo_vor', 'Records 1–10 of 26'],
    ['?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-11-03', 'Records 1–1 of 1'],
    ['?verb=ListIdentifiers&metadataPrefix=oai_dc&from=junk', '<b>badArgument</b>'],
    ['?verb=GetRecord&metadataPrefix=junk&identifier=ivo://x.y/z', '<b>idDoesNotExist</b>'],
    ['?verb=nonsense', '<b>badVerb</b>'],
  ])('%s shows %s', async (query, text) => {
    expect(await browse(query)).toContain(text);
  });

  it('the empty fields of a form are not arguments', async () => {
    const page = await browse('?verb=ListIdentifiers&metadataPrefix=oai_dc&from=&until=&set=');
    expect(page).toContain('Records 1–10 of 26');
  });

  it('every link leads to something without an error, three clicks deep', async () => {
    const seen = new Set<string>();
    let level = [''];
    for (let depth = 0; depth < 3; depth += 1) {
      const next: string[] = [];
      for (const query of level) {
        for (const link of links(await browse(query))) {
          // An empty set may be listed (OAI-44).
          if (seen.has(link) || link.includes('set=vespa')) continue;
          seen.add(link);
          if (link.startsWith('?')) {
            next.push(link);
            continue;
          }
          const response = await fetch(new URL(link, `${service.root}/oai/browse`));
          expect(response.status, link).toBe(link.includes('/gone') ? 410 : 200);
          expect(await response.text()).not.toContain('<error');
        }
      }
      level = next;
    }
    expect([...seen].some((link) => link.includes('resumptionToken'))).toBe(true);
    for (const query of level) expect(await browse(query)).not.toContain('class="callout bad"');
  });

  it('escapes whatever is asked', async () => {
    const value = fc.constantFrom(
      '<script>',
      '"><img src=x onerror=1>',
      "'",
      '%3Cb%3E',
      '&#60;',
      '%00',
      '%ff',
      '../',
      'javascript:1',
    );
    const name = fc.constantFrom(
      'verb',
      'identifier',
      'metadataPrefix',
      'from',
      'set',
      'resumptionToken',
      '<x>',
    );
    const pieces = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 4 });
    const verb = fc.constantFrom('', 'verb=GetRecord&', 'verb=ListRecords&');
    await fc.assert(
      fc.asyncProperty(verb, pieces, async (first, all) => {
        const page = await browse(`?${first}${all.map(([n, v]) => `${n}=${v}`).join('&')}`);
        expect(page).not.toMatch(/<script|<img|<b>x|<x>|href="javascript/);
        for (const link of links(page)) expect(link).toMatch(/^(\?|\.\.\/(oai\?|records\/))/);
      }),
      { numRuns: 150 },
    );
  });
});
