import { expect, it } from 'vitest';
import { showAs } from '../src/show-as.ts';
import { FakePublished, PUBLISHED_ROOT } from './helpers/fake-published.ts';

const IVOID = 'ivo://padc.example/Res/one';

function withOne(): FakePublished {
  const published = new FakePublished();
  published.put(IVOID, '2026-11-02T00:00:00Z');
  return published;
}

it.each([
  ['vor', /^<ri:Resource [\s\S]*<\/ri:Resource>$/],
  ['ivo_vor', /^<ri:Resource /],
  ['bibtex', /^@misc\{[\s\S]*\}$/],
  ['csl', /^\[[\s\S]*\]$/],
  ['oai_dc', /^<\?xml [\s\S]*<oai_dc:dc /],
])('--as %s: the record in that format, in any letter case of its ivoid', async (format, text) => {
  const shown = await showAs(withOne(), null, { ivoid: IVOID.toUpperCase().replace('IVO:', 'ivo:'), format });
  expect(shown).toEqual({ text: expect.stringMatching(text) });
});

it('links to the page of BASE_URL, or else of the address in the registry record', async () => {
  const page = async (baseURL: string | null) =>
    JSON.stringify(await showAs(withOne(), baseURL, { ivoid: IVOID, format: 'jsonld' }));
  expect(await page(null)).toContain(`${PUBLISHED_ROOT}/records/padc.example/`);
  expect(await page('https://other.example/oai')).toContain('https://other.example/records/padc.example/');
});

it('says why there is nothing to show', async () => {
  const published = withOne();
  const none = async (ivoid: string, format: string) => await showAs(published, null, { ivoid, format });
  expect(await none(IVOID, 'html')).toEqual({
    none: expect.stringMatching(/^There is no format html: write one of vor, .*turtle\.$/),
    isWrong: true,
  });
  expect(await none('ivo://padc.example/none', 'csl')).toMatchObject({ isWrong: true });
  expect(await none(IVOID, 'turtle')).toEqual({
    none: expect.stringMatching(`^${IVOID} cannot be had as DCAT-AP Turtle: `),
    isWrong: true,
  });
  published.delete(IVOID, '2026-11-03T00:00:00Z');
  expect(await none(IVOID, 'csl')).toEqual({
    none: `${IVOID} was deleted at 2026-11-03T00:00:00Z.`,
    isWrong: false,
  });
});
