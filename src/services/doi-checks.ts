/** What a DOI's landing page has to show: one small object for each expectation, so that a report can cite it. */
import { citation } from '../formats/citation.ts';
import type { Described } from '../formats/described.ts';
import { doiAddress } from '../resource/doi.ts';
import type { LandingPage } from './doi-page.ts';

export interface DoiCheck {
  id: string;
  /** What is expected, to be read after "The landing page". */
  expects: string;
  citation: string;
  /** Without it a DOI is not made public; the rest is advice. */
  isRequired?: true;
  /** True: as expected; null: does not apply to this record; else what is missing, and what to do. */
  test: (page: LandingPage, record: Described, doi: string | null) => true | string | null;
}

const PRACTICE = 'DataCite, Best Practices for DOI Registration';
const MANDATORY = 'DataCite Metadata Schema 4.6 §2.2, mandatory properties';
const ROADMAP = 'Fenner et al. 2019, A data citation roadmap, doi:10.1038/s41597-019-0031-8';
const TRUST = 'CoreTrustSeal Requirements 2023–2025';

const TOMBSTONE = 'DataCite, Best Practices for Tombstone Pages';

/** Names of a large collaboration are cut on a page. */
const FIRST_CREATORS = 3;

export const DOI_CHECKS: DoiCheck[] = [
  {
    id: 'answers',
    isRequired: true,
    expects: 'answers everybody with HTML and status 200',
    citation: `${PRACTICE}: DOIs must resolve to a publicly available landing page`,
    test: ({ status, contentType }) => {
      if (status !== 200) return `It answers with HTTP ${status}. Is the record published?`;
      return /^text\/html\b/.test(contentType) || `It answers with ${contentType || 'no media type'}.`;
    },
  },
  {
    id: 'title',
    isRequired: true,
    expects: 'shows the title',
    citation: MANDATORY,
    test: (page, { title }) => shows(page, title, 'the title'),
  },
  {
    id: 'creators',
    expects: 'shows who made it',
    citation: MANDATORY,
    test: (page, { creators }) => {
      if (creators.length === 0)
        return 'The record names no creator: the publisher stands for it. Add <creator>.';
      const missing = creators.slice(0, FIRST_CREATORS).find(({ name }) => shows(page, name, '') !== true);
      return missing === undefined || `It does not show the creator ${missing.name}.`;
    },
  },
  {
    id: 'publisher',
    isRequired: true,
    expects: 'shows the publisher',
    citation: MANDATORY,
    test: (page, { publisher }) => shows(page, publisher?.name ?? '', 'the publisher'),
  },
  {
    id: 'year',
    isRequired: true,
    expects: 'shows the year of publication',
    citation: MANDATORY,
    test: (page, { year }) => shows(page, year ?? '', 'the year of publication'),
  },
  {
    id: 'doi',
    isRequired: true,
    expects: 'shows the DOI as a full address that can be followed',
    citation: `${PRACTICE}: DOIs should be displayed as a full clickable URL`,
    test: (page, _record, doi) => {
      if (doi === null) return null;
      const isLink = page.links.some((link) => link.toLowerCase() === doiAddress(doi).toLowerCase());
      return (
        isLink ||
        `It has no link to ${doiAddress(doi)}. Is <altIdentifier>doi:${doi}</altIdentifier> published?`
      );
    },
  },
  {
    id: 'citation',
    expects: 'says how to cite it, with the DOI',
    citation: `${ROADMAP}, recommendation 3; ${TRUST}, R12`,
    test: (page, record, doi) => {
      const wanted = citation(doi === null ? record : { ...record, dois: [doi] }, { page: page.url });
      const isNamed = doi === null || page.text.toLowerCase().includes(doiAddress(doi).toLowerCase());
      return isNamed
        ? shows(page, wanted, 'how to cite it')
        : `It does not show ${doiAddress(doi)}, to be cited.`;
    },
  },
  {
    id: 'licence',
    expects: 'says under which terms it may be used',
    citation: `${TRUST}, R02 and R13`,
    test: (page, { rights }) => {
      const [first] = rights;
      if (first === undefined) return 'The record says nothing about rights. Add <rights rightsURI="…">.';
      return page.links.some((link) => link === first.uri) || shows(page, first.text, 'the licence');
    },
  },
  {
    id: 'machine-readable',
    expects: 'has its metadata as schema.org JSON-LD, with the DOI',
    citation: `${ROADMAP}, recommendation 4; ${TRUST}, R12`,
    test: ({ jsonLd }, { title }, doi) => {
      if (jsonLd.length === 0) return 'It has no JSON-LD that can be read.';
      const about = jsonLd.find(({ name }) => name === title);
      if (about === undefined) return 'Its JSON-LD is not about the title of the record.';
      if (doi === null) return true;
      return JSON.stringify(about).toLowerCase().includes(doi) || `Its JSON-LD does not name ${doi}.`;
    },
  },
  {
    id: 'cite-as',
    expects: 'names the DOI in its Link header (rel="cite-as")',
    citation: 'FAIR Signposting (signposting.org/FAIR); RFC 8574',
    test: ({ linkHeader }, _record, doi) =>
      doi === null
        ? null
        : linkHeader.toLowerCase().includes(`<${doiAddress(doi).toLowerCase()}>; rel="cite-as"`) ||
          'Its Link header has no rel="cite-as" with the DOI.',
  },
];

/** Of the page of a deleted record: a tombstone. */
export const TOMBSTONE_CHECKS: DoiCheck[] = [
  {
    id: 'answers',
    isRequired: true,
    expects: 'answers everybody with HTML, and says that the record is gone (status 410)',
    citation: TOMBSTONE,
    test: ({ status, contentType }) => {
      if (status === 404) return 'It answers with HTTP 404, as if there had never been such a record.';
      if (status !== 410) return `It answers with HTTP ${status}. Is the deletion published?`;
      return /^text\/html\b/.test(contentType) || `It answers with ${contentType || 'no media type'}.`;
    },
  },
  {
    id: 'title',
    expects: 'shows what it was called',
    citation: TOMBSTONE,
    test: (page, { title }) => shows(page, title, 'the title'),
  },
];

export interface CheckResult {
  id: string;
  expects: string;
  citation: string;
  isRequired: boolean;
  /** Null: as expected. */
  fault: string | null;
}

/** All checks that apply. If the page does not answer, nothing else is looked at. */
export function checkPage(
  page: LandingPage,
  record: Described,
  doi: string | null,
  checks: readonly DoiCheck[] = DOI_CHECKS,
): CheckResult[] {
  const results: CheckResult[] = [];
  for (const { id, expects, citation: source, isRequired = false, test } of checks) {
    const found = test(page, record, doi);
    if (found === null) continue;
    results.push({ id, expects, citation: source, isRequired, fault: found === true ? null : found });
    if (id === 'answers' && found !== true) break;
  }
  return results;
}

/** Pages cut what is longer. */
const MOST_SHOWN = 140;

function shows({ text }: LandingPage, wanted: string, what: string): true | string {
  const short = wanted.replace(/\s+/g, ' ').trim().slice(0, MOST_SHOWN);
  if (short === '') return `The record does not say ${what}.`;
  return text.includes(short) || `It does not show ${what}: "${short}".`;
}
