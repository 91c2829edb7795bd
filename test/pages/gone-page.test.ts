import { expect, it } from 'vitest';
import { framed } from '../../src/pages/frame.ts';
import { gonePage, type Past } from '../../src/pages/gone-page.ts';
import type { View } from '../../src/pages/view.ts';
import { expectGoodPage } from './valid-html.ts';

const VIEW: View = { language: 'en', isChosen: false, root: '../../', query: '', registry: 'R' };

async function page(past: Past | null, language: View['language'] = 'en'): Promise<string> {
  const view = { ...VIEW, language };
  const gone = { ivoid: 'ivo://padc.example/a', datestamp: '2026-11-20T12:00:00Z', relatedFrom: [], past };
  const { text } = framed(view, gonePage(view, gone));
  await expectGoodPage(text);
  return text;
}

it('says what the record was called, and that its DOI stays', async () => {
  const text = await page({ title: 'Plates & <b>', dois: ['10.48322/a.b', '10.48322/x<y'] });
  expect(text).toContain('Plates &#38; &#60;b&#62;');
  expect(text).toContain('<a href="https://doi.org/10.48322/a.b">');
  expect(text).toContain('<a href="https://doi.org/10.48322/x%3Cy">');
  expect(text).toContain('part=history');
});

it('of a record without a DOI, or whose past nobody knows, says no more', async () => {
  for (const past of [{ title: '', dois: [] }, null]) {
    const text = await page(past, 'fr');
    expect(text).toContain('2026-11-20 12:00:00 UTC');
    expect(text).not.toContain('doi.org');
    expect(text.includes('part=history')).toBe(past !== null);
  }
});
