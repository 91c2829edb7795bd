import { expect, it } from 'vitest';
import { pageLinks } from '../../src/http/signposting.ts';
import { record } from '../formats/cases.ts';

it('a link that is too long for the header is left out, those after it are not', () => {
  const body = [`https://a.example/${'x'.repeat(2900)}`, 'https://b.example/terms']
    .map((uri) => `<rights rightsURI="${uri}">Terms</rights>`)
    .join('');
  const links = pageLinks(record({ body }), 'https://registry.example/records/a', []);
  expect(links).not.toContain('https://a.example/');
  expect(links).toContain('<https://b.example/terms>; rel="license"');
});
