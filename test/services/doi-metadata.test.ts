import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefused } from '../../src/formats/about.ts';
import { describe as described } from '../../src/formats/described.ts';
import {
  type Attributes,
  attributesOf,
  differing,
  doiFor,
  isBelow,
} from '../../src/services/doi-metadata.ts';
import { parseXml } from '../../src/xml/tree.ts';

const ABOUT = {
  updated: '2026-11-20T10:00:00Z',
  page: 'https://registry.padc.example/records/padc.example/x',
  base: 'https://registry.padc.example',
  registry: { ivoid: 'ivo://padc.example/registry', name: 'PADC' },
};

function attributes(more = '', doi = '10.5072/abc'): Attributes {
  const { root } = parseXml(
    `<r created="2020-01-02T00:00:00Z"><title>T</title><identifier>ivo://padc.example/x</identifier>${more}<curation><publisher>P</publisher></curation></r>`,
  );
  const found = attributesOf(described(root), ABOUT, doi);
  if (isRefused(found)) throw new Error(found.refused);
  return found;
}

describe('the DOI of an ivoid', () => {
  it('is always the same, whatever letter case is written, and below the prefix', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9./_-]{1,40}$/), (key) => {
        const doi = doiFor(`ivo://padc.example/${key}`, '10.5072');
        expect(doi).toMatch(/^10\.5072\/[b-df-hj-np-tv-xz2-9]{5}-[b-df-hj-np-tv-xz2-9]{5}$/);
        expect(doiFor(`IVO://PADC.EXAMPLE/${key.toUpperCase()}`, '10.5072')).toBe(doi);
        expect(isBelow(doi, '10.5072')).toBe(true);
      }),
    );
  });

  it('differs from record to record', () => {
    const all = Array.from({ length: 20_000 }, (_, i) => doiFor(`ivo://padc.example/${i}`, '10.5072'));
    expect(new Set(all).size).toBe(all.length);
  });

  it('a prefix is not just the beginning of another', () => {
    expect(isBelow('10.50721/abc', '10.5072')).toBe(false);
  });
});

describe('what DataCite is told', () => {
  it('has the ivoid as another identifier, and nothing that changes with each publication', () => {
    const told = attributes(
      '<altIdentifier>doi:10.5072/abc</altIdentifier><altIdentifier>bibcode:2020A&amp;A...1</altIdentifier>',
    );
    expect(told.doi).toBe('10.5072/abc');
    expect(told.identifiers).toEqual([
      { identifier: 'ivo://padc.example/x', identifierType: 'IVOID' },
      { identifier: 'bibcode:2020A&A...1', identifierType: 'BIBCODE' },
    ]);
    expect(JSON.stringify(told)).not.toContain(ABOUT.updated);
  });

  it('names another DOI of the record as such', () => {
    expect(attributes('<altIdentifier>doi:10.25935/other</altIdentifier>').identifiers).toContainEqual({
      identifier: '10.25935/other',
      identifierType: 'DOI',
    });
  });
});

describe('what differs', () => {
  it('nothing, with what DataCite adds', () => {
    const told = attributes();
    const theirs = {
      ...structuredClone(told),
      ...{
        state: 'draft',
        formats: null,
        contributors: undefined,
        container: {},
        publicationYear: `${told.publicationYear}`,
      },
      titles: told.titles.map((title) => ({ ...title, titleType: null })),
      schemaVersion: null,
    };
    expect(differing(told, theirs)).toEqual([]);
  });

  it.each([
    ['titles', [{ title: 'Another' }]],
    ['url', 'https://elsewhere.example/'],
    ['creators', []],
    ['publisher', { name: 'Q' }],
    ['publisher', null],
    ['subjects', [{ subject: 'left over' }]],
  ])('%s', (name, value) => {
    const told = attributes();
    expect(differing(told, { ...structuredClone(told), [name]: value })).toEqual([name]);
  });
});
