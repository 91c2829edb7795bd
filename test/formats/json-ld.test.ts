import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OAI_FORMATS } from '../../src/formats/formats.ts';
import { embeddable, jsonLd, renderJsonLd } from '../../src/formats/json-ld.ts';
import { ABOUT, type Parts, record, textOf } from './cases.ts';
import { datasetFaults } from './checks.ts';

const json = (parts: Parts = {}) => jsonLd(record(parts), ABOUT);

describe('JSON-LD', () => {
  it('a dataset has what Google Dataset Search asks for', () => {
    const found = json({
      altIdentifiers: '<altIdentifier>https://doi.org/10.1234/x</altIdentifier>',
      body: '<rights>CC BY 4.0</rights><coverage><temporal>50449 61060</temporal><temporal>-Inf 50000</temporal></coverage><capability><interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://x.example/a.fits</accessURL><resultType>application/fits</resultType></interface></capability>',
    });
    expect(datasetFaults(found)).toEqual([]);
    expect(found).toMatchObject({
      '@type': 'Dataset',
      '@id': 'https://registry.example/resolve?ivoid=ivo%3A%2F%2Fpadc.example%2Fx',
      url: ABOUT.page,
      sameAs: 'https://doi.org/10.1234/x',
      identifier: [{ propertyID: 'IVOID', value: 'ivo://padc.example/x' }, { value: 'doi:10.1234/x' }],
      creator: { '@type': 'Person', familyName: 'Le Sidaner', givenName: 'Pierre' },
      publisher: { '@type': 'Organization', name: 'PADC' },
      license: 'https://spdx.org/licenses/CC-BY-4.0',
      temporalCoverage: ['1997-01-01T00:00:00Z/2026-01-20T00:00:00Z', '../1995-10-10T00:00:00Z'],
      keywords: { '@type': 'DefinedTerm', name: 'Jupiter', url: 'http://www.ivoa.net/rdf/uat#jupiter' },
      includedInDataCatalog: { name: 'A registry', url: 'https://registry.example/' },
      distribution: {
        '@type': 'DataDownload',
        contentUrl: 'https://x.example/a.fits',
        encodingFormat: 'application/fits',
      },
    });
  });

  it.each([
    ['vs:DataService', 'WebAPI'],
    ['vr:Organisation', 'Organization'],
    ['vg:Registry', 'DataCatalog'],
    ['vstd:Standard', 'TechArticle'],
    ['vg:Authority', 'CreativeWork'],
  ])('%s is a %s', (type, expected) => {
    const found = json({ type });
    expect(found).toMatchObject({ '@type': expected, name: 'A catalogue' });
    expect(JSON.stringify(found)).not.toMatch(/:(?:""|\[\]|null)/);
  });

  it('says what curators have linked it with: identity as sameAs, parts as parts, and nothing of what is only near', () => {
    const link = (predicate: string, id: string, url: string | null) => ({ id, predicate, url, title: 'T' });
    const page = (name: string) => `https://spase-metadata.org/${name}.html`;
    const counterparts = [
      link('skos:exactMatch', 'spase://CNES/same', page('CNES/same')),
      link('skos:closeMatch', 'spase://CNES/near', page('CNES/near')),
      link('skos:relatedMatch', 'spase://CNES/kin', page('CNES/kin')),
      link('dcterms:isPartOf', 'spase://CNES/whole', page('CNES/whole')),
      link('dcterms:hasPart', 'ivo://other.example/part', null),
      link('vorel:IsDerivedFrom', 'spase://CNES/raw', null),
      link('skos:exactMatch', 'spase://CNES/evil', 'javascript:alert(1)'),
    ];
    const found = jsonLd(record(), { ...ABOUT, counterparts });
    expect(found).toMatchObject({
      sameAs: [page('CNES/same'), 'spase://CNES/evil'],
      isPartOf: { '@type': 'CreativeWork', '@id': page('CNES/whole'), name: 'T' },
      hasPart: { '@id': 'https://registry.example/resolve?ivoid=ivo%3A%2F%2Fother.example%2Fpart' },
      isBasedOn: { '@id': 'spase://CNES/raw' },
    });
    expect(JSON.stringify(found)).not.toMatch(/near|kin|javascript/);
    const service = jsonLd(record({ type: 'vs:DataService' }), { ...ABOUT, counterparts });
    expect(service.sameAs).toEqual([page('CNES/same'), 'spase://CNES/evil']);
    expect(service).not.toHaveProperty('isPartOf');
    for (const { render, prefix } of OAI_FORMATS)
      expect(render(record(), { ...ABOUT, counterparts }), prefix).toEqual(render(record(), ABOUT));
  });

  it('a service leads to its interfaces', () => {
    expect(json({ type: 'vs:DataService' })).toMatchObject({
      serviceType: 'TAP',
      potentialAction: {
        target: { url: 'https://tap.example/tap', contentType: 'application/x-votable+xml' },
      },
      documentation: 'https://page.example/x',
    });
  });

  it('cuts what Google would not read, and not in the middle of a character', () => {
    const { description } = json({ description: '🪐'.repeat(50_000) });
    expect(String(description).length).toBeLessThanOrEqual(5_000);
    expect(String(description)).toMatch(/^(?:🪐)+…$/u);
  });

  it('is one object that no script element ends early, and parses back', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom('</script>', '<!--', '-->', ']]>', '&amp;', '\u2028', '"', '\\', 'a'))
          .map((a) => a.join('')),
        (name) => {
          const text = embeddable({ name });
          expect(text).not.toMatch(/[<>&\u2028\u2029]/);
          expect(JSON.parse(text)).toEqual({ name });
        },
      ),
    );
    expect(textOf(renderJsonLd(record({ title: '&lt;/script>&lt;script>alert(1)' }), ABOUT))).not.toContain(
      '<',
    );
  });
});
