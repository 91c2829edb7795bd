import { describe, expect, it } from 'vitest';
import { html } from '../../src/html/html.ts';
import { coverageOf } from '../../src/pages/coverage.ts';
import { framed } from '../../src/pages/frame.ts';
import type { Language } from '../../src/pages/language.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { expectGoodPage } from './valid-html.ts';

function page(coverage: string, language: Language = 'en'): string {
  const view = { language, isChosen: false, root: './', query: '', registry: 'R' };
  const { root } = parseXml(`<r><coverage>${coverage}</coverage></r>`);
  return framed(view, { title: 't', body: html`<h1>t</h1>${coverageOf(view, root)}` }).text;
}

/** The drawing alone is well-formed XML too. */
function drawings(text: string): string[] {
  const found = text.match(/<svg class="drawing[\s\S]*?<\/svg>/g) ?? [];
  for (const svg of found) expect(() => parseXml(svg)).not.toThrow();
  return found;
}

const EVERYTHING =
  '<spatial>5/1000-2000 6/9000 9/1000000</spatial><temporal>47892 51910</temporal><temporal>52030 +Inf</temporal>' +
  '<spectral>3e-19 5e-19</spectral><waveband>Optical</waveband>';

describe('the section of coverage', () => {
  it.each([
    'en',
    'fr',
  ] as const)('is valid HTML with three named drawings, and says all of it in words: %s', async (language) => {
    const text = page(EVERYTHING, language);
    await expectGoodPage(text);
    const svgs = drawings(text);
    expect(svgs).toHaveLength(3);
    for (const svg of svgs) {
      expect(svg).toMatch(
        /role="img" aria-labelledby="(\w+)-t \1-d">\s*<title id="\1-t">[^<]+<\/title><desc id="\1-d">[^<]+</,
      );
      expect(svg).not.toContain('style=');
    }
    expect(text).toContain('397 nm');
    expect(text).toContain('755 THz');
    expect(text).toContain('eV');
    expect(text).toMatch(/· 300 zJ (to|à) 500 zJ</);
    expect(text).not.toContain('e-19');
    expect(text).toContain('1990-01-01');
  });

  it('says how much of the sky, and where', () => {
    expect(page('<spatial>0/0-3</spatial>')).toContain(
      '33.3 % of the sky (13,751 square degrees), between declinations +0° and +90°',
    );
    expect(page('<spatial>0/0-11</spatial>')).toContain('the whole sky');
    expect(page('<spatial>29/7</spatial>')).toContain('&#60; 0.001 % of the sky');
  });

  it('says with which cells it is drawn, where it is not by those of the MOC', () => {
    const scattered = Array.from({ length: 100_000 }, (_, i) => (i * 2_654_435) % (12 * 4 ** 9)).sort(
      (a, b) => a - b,
    );
    const text = page(`<spatial>9/${scattered.join(' ')}</spatial>`);
    expect(text).toMatch(/Drawn with cells of order [345] /);
    expect(text.length).toBeLessThan(30_000);
  });

  it('draws no map of what is not on the sky', () => {
    const text = page('<spatial frame="IAU_MARS">0/0-3</spatial>');
    expect(drawings(text)).toEqual([]);
    expect(text).toContain('In the frame IAU_MARS');
  });

  it('says that an empty MOC covers nothing', () => {
    const text = page('<spatial>6/</spatial>');
    expect(drawings(text)).toEqual([]);
    expect(text).toContain('the MOC is empty');
  });

  it('shows ten of many intervals as text, and all of them as bars', () => {
    const many = Array.from(
      { length: 3000 },
      (_, i) => `<temporal>${50_000 + 10 * i} ${50_003 + 10 * i}</temporal>`,
    );
    const text = page(many.join(''));
    expect(text).toContain('and 2,990 more intervals');
    expect(text.length).toBeLessThan(30_000);
  });

  it.each(['x y', '1', '', '1e400 -1e400', 'NaN NaN'])('takes the interval "%s"', async (interval) => {
    await expectGoodPage(page(`<temporal>${interval}</temporal><spectral>${interval}</spectral>`));
  });
});
