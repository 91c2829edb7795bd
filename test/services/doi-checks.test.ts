import { describe, expect, it } from 'vitest';
import { describe as described } from '../../src/formats/described.ts';
import { checkPage, DOI_CHECKS } from '../../src/services/doi-checks.ts';
import type { LandingPage } from '../../src/services/doi-page.ts';
import { parseXml } from '../../src/xml/tree.ts';

const DOI = '10.5072/abc';
const record = (
  rights = '<rights rightsURI="https://spdx.org/licenses/CC-BY-4.0.html">CC-BY-4.0</rights>',
  creator = '<creator><name>Curie, M.</name></creator>',
) =>
  described(
    parseXml(
      `<r created="2020-01-02T00:00:00Z"><title>The plates</title><identifier>ivo://padc.example/x</identifier><altIdentifier>doi:${DOI}</altIdentifier>
<curation><publisher>Paris</publisher>${creator}<date role="Issued">2021-05-06</date></curation><content><description>D</description></content>${rights}</r>`,
    ).root,
  );

const GOOD: LandingPage = {
  url: 'https://registry.padc.example/records/padc.example/x',
  status: 200,
  contentType: 'text/html; charset=utf-8',
  linkHeader: `<https://doi.org/${DOI}>; rel="cite-as"`,
  text: `The plates Curie, M. Paris Curie, M. (2021): The plates. Paris. https://doi.org/${DOI} CC-BY-4.0`,
  links: [`https://doi.org/${DOI}`],
  jsonLd: [{ name: 'The plates', sameAs: [`https://doi.org/${DOI}`] }],
};

/** Of each check: a page on which this alone is wrong. */
const BAD: Record<string, { page: Partial<LandingPage>; says: string }> = {
  answers: { page: { status: 410 }, says: 'It answers with HTTP 410.' },
  title: {
    page: { text: GOOD.text.replaceAll('The plates', 'Plates') },
    says: 'It does not show the title: "The plates".',
  },
  creators: {
    page: { text: GOOD.text.replaceAll('Curie', 'Cury') },
    says: 'It does not show the creator Curie, M..',
  },
  publisher: {
    page: { text: GOOD.text.replaceAll('Paris', 'Lyon') },
    says: 'It does not show the publisher',
  },
  year: { page: { text: GOOD.text.replaceAll('2021', 'n.d.') }, says: 'It does not show the year' },
  doi: { page: { links: [] }, says: `It has no link to https://doi.org/${DOI}.` },
  citation: { page: { text: GOOD.text.replace('(2021):', '2021') }, says: 'It does not show how to cite it' },
  licence: { page: { text: GOOD.text.replace('CC-BY-4.0', '') }, says: 'It does not show the licence' },
  'machine-readable': {
    page: { jsonLd: [{ name: 'The plates' }] },
    says: `Its JSON-LD does not name ${DOI}.`,
  },
  'cite-as': { page: { linkHeader: '' }, says: 'Its Link header has no rel="cite-as"' },
};

const faults = (page: Partial<LandingPage>, of = record(), doi: string | null = DOI) =>
  checkPage({ ...GOOD, ...page }, of, doi).filter(({ fault }) => fault !== null);

describe('what is expected of a landing page', () => {
  it('a good page has it all', () => {
    expect(faults({})).toEqual([]);
    expect(checkPage(GOOD, record(), DOI)).toHaveLength(DOI_CHECKS.length);
  });

  it.each(DOI_CHECKS.map(({ id }) => id))('%s', (id) => {
    const { page, says } = BAD[id] ?? { page: {}, says: 'no test' };
    const found = faults(page).find((one) => one.id === id);
    expect(found?.fault).toContain(says);
    expect(found?.citation).not.toBe('');
  });

  it('a page in another form than HTML is none', () => {
    expect(faults({ contentType: 'application/pdf' })).toMatchObject([
      { id: 'answers', fault: 'It answers with application/pdf.' },
    ]);
  });

  it('the record itself may lack what the page should show', () => {
    expect(faults({}, record('')).map(({ fault }) => fault)).toEqual([
      'The record says nothing about rights. Add <rights rightsURI="…">.',
    ]);
    expect(faults({}, record(undefined, '')).map(({ id }) => id)).toContain('creators');
  });

  it('without a DOI nothing of it is expected', () => {
    const none = { ...record(), dois: [] };
    const page = {
      ...GOOD,
      text: GOOD.text.replace(`https://doi.org/${DOI}`, GOOD.url),
      links: [],
      linkHeader: '',
    };
    expect(faults(page, none, null)).toEqual([]);
  });

  it('the licence may be said by its address', () => {
    expect(
      faults({
        text: GOOD.text.replace('CC-BY-4.0', ''),
        links: [...GOOD.links, 'https://spdx.org/licenses/CC-BY-4.0.html'],
      }),
    ).toEqual([]);
  });
});
