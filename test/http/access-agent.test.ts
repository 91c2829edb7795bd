import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentOf, BROWSERS, UNNAMED } from '../../src/http/access-agent.ts';

describe('a User-Agent', () => {
  it.each([
    // SoftID 1.0 and what wiki.ivoa.net/SoftID lists.
    ['GAVO-RegTAP-harvester (IVOA-copy) DaCHS/2.9', 'GAVO-RegTAP-harvester', 'copy'],
    ['GloTS-harvester (IVOA-copy) DaCHS/2.9', 'GloTS-harvester', 'copy'],
    ['STILTS/3.4-1+ (IVOA-test) Java/1.8.0_181', 'STILTS', 'test'],
    ['STILTS/3.4 (IVOA-validate) Java/1.8.0_181', 'STILTS', 'test'],
    ['TOPCAT/4.8 Java/1.8.0_181', 'TOPCAT', 'program'],
    // What the libraries below the field's harvesters send by themselves.
    ['Java/1.8.0_292', 'Java', 'program'],
    ['Python-urllib/3.11', 'Python-urllib', 'program'],
    ['python-requests/2.31.0', 'python-requests', 'program'],
    ['OAI Harvester 4.2', 'OAI Harvester', 'program'],
    ['curl/8.5.0', 'curl', 'program'],
    ['pyvo/1.5 (contact@example.org) Python/3.12', 'pyvo', 'program'],
    // A contact, as OAI-PMH's guidelines for harvesters ask for, is a person's.
    ['someone@example.org', UNNAMED, 'program'],
    ['harvester someone@example.org', 'harvester', 'program'],
    ['192.0.2.77', UNNAMED, 'program'],
    ['probe 2001:db8::1 192.0.2.77', 'probe', 'program'],
    ['https://harvest.example.org/about', 'harvest.example.org', 'program'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot', 'robot'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'GPTBot',
      'robot',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', BROWSERS, 'browser'],
    ['(others)', UNNAMED, 'program'],
    ['', UNNAMED, 'program'],
    ['\u00e9\u0000<script>', UNNAMED, 'program'],
  ])('%s', (header, name, kind) => {
    expect(agentOf(header)).toEqual({ name, kind });
  });

  it('is one of a kind that can be written anywhere, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (header) => {
        const { name } = agentOf(header);
        expect(name).toMatch(/^(\((browsers|no name)\)|[\w.+! -]{1,60})$/);
        expect(name).not.toMatch(/@|\d\.\d+\.\d+\.\d/);
      }),
    );
  });

  it('takes no longer than its length, and no more than is looked at', () => {
    const hostile = ['a', ' ', '(', '(IVOA-', 'bot', '1.', 'http://', '@'].map((piece) =>
      piece.repeat(20_000),
    );
    const start = performance.now();
    for (const header of hostile) for (let i = 0; i < 100; i += 1) agentOf(header);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
