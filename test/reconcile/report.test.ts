import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/reconcile/report/html.ts';
import { textReport } from '../../src/reconcile/report/text.ts';
import { exampleResult, HOSTILE } from './example-result.ts';

describe('the report as a page', () => {
  it('shows both records, the evidence feature by feature, the runner-up and what speaks against', () => {
    const page = htmlReport(exampleResult());
    for (const shown of [
      'Auroral Planetary Imaging and Spectroscopy',
      'href="https://spase-metadata.org/SMWG/Repository/PADC/APIS.html"',
      'score 0.72',
      'The cadences differ: PT4S here, PT60S there.',
      'spase://CNES/NumericalData/B',
      '<mark>survey </mark>',
      '<mark>level 3 </mark>',
      'not known which side changed',
      '991',
      '7 days behind',
      '+&#60;AccessURL&#62;',
      'was not harvested completely',
    ]) {
      expect(page).toContain(shown);
    }
  });

  it('needs no network', () => {
    const page = htmlReport(exampleResult());
    expect(page).not.toMatch(/\b(src|srcset)=|<link|@import|url\(/);
  });

  it('is not broken by what a record says, and links web addresses only', () => {
    const page = htmlReport(exampleResult(true));
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('href="javascript:');
    expect(page).not.toContain('href="data:');
    expect(page).not.toContain('\u001b');
  });
});

describe('the report for a terminal', () => {
  it('counts, then names what asks for a person', () => {
    expect(textReport(exampleResult())).toMatchSnapshot();
  });

  it('sends no control character', () => {
    const text = textReport(exampleResult(true));
    expect(HOSTILE).toContain('\u001b');
    expect(text).not.toContain('\u001b');
  });
});
