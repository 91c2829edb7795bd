import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRecord } from '../../src/validate/record.ts';
import { type RecordSummary, summarise } from '../../src/validate/summary.ts';

function summaryOf(xml: string): RecordSummary {
  const read = readRecord(Buffer.from(xml), 'x.xml');
  if (!('record' in read)) throw new Error(read.findings[0]?.message);
  return summarise(read.record, 'x.xml');
}

const APIS = readFileSync(new URL('../../records/padc.example/apis/epn_core.xml', import.meta.url), 'utf8');

it('keeps what other records may have to do with, with its places', () => {
  const summary = summaryOf(APIS);
  expect(summary).toMatchObject({
    file: 'x.xml',
    line: 2,
    ivoid: 'ivo://padc.example/apis/epn_core',
    type: 'CatalogResource',
    status: 'active',
    isAuthority: false,
    registry: null,
    title: {
      value: 'Auroral Planetary Imaging and Spectroscopy',
      line: 9,
      column: 3,
      path: '/ri:Resource/title',
    },
  });
  expect(summary.references).toMatchObject([
    { key: 'ivo://padc.example/org/padc', element: 'publisher', relationship: null },
    { key: 'ivo://padc.example/org/lira', element: 'contributor', line: 26 },
    { key: 'ivo://padc.example/tap/planeto', element: 'relatedResource', relationship: 'IsServedBy' },
  ]);
  expect(summary.accesses).toMatchObject([{ standardID: 'ivo://ivoa.net/std/TAP#aux', isStandard: true }]);
});

it('a reference without its query, in lower case; a DOI in lower case', () => {
  const summary = summaryOf(
    APIS.replace('ivo-id="ivo://padc.example/org/lira"', 'ivo-id=" ivo://PADC.example/Org?x#y "').replace(
      '  <curation>',
      '  <altIdentifier>doi:10.5/ABC</altIdentifier>\n  <altIdentifier>bibcode:x</altIdentifier>\n  <curation>',
    ),
  );
  expect(summary.references[1]).toMatchObject({
    key: 'ivo://padc.example/org',
    value: 'ivo://PADC.example/Org?x#y',
  });
  expect(summary.dois).toMatchObject([{ value: 'doi:10.5/abc' }]);
});

it('a record without a title or capabilities', () => {
  const xml = APIS.replace(/ *<title>.*\n/, '').replace(/<capability[\s\S]*<\/capability>/, '');
  expect(summaryOf(xml)).toMatchObject({ title: null, accesses: [] });
});
