import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderRdfXml, renderTurtle } from '../../src/formats/dcat.ts';
import type { Thing } from '../../src/formats/graph.ts';
import { writeTurtle } from '../../src/formats/turtle.ts';
import { ABOUT, type Parts, reasonOf, record, textOf } from './cases.ts';
import { dcatFaults, name, type Quad, triples, triplesOfRdfXml } from './checks.ts';

const quads = (parts: Parts = {}) => triples(textOf(renderTurtle(record(parts), ABOUT)));
const objects = (all: Quad[], predicate: string) =>
  all.filter((quad) => quad.predicate.value === name(predicate)).map((quad) => quad.object.value);

/** Without the names of blank nodes, which say nothing. */
const comparable = (all: Quad[]) =>
  all
    .map(({ subject, predicate, object }) =>
      [subject, predicate, object].map((t) =>
        t.termType === 'BlankNode'
          ? '_'
          : `${t.value} ${'language' in t ? `${t.language} ${t.datatype.value}` : ''}`,
      ),
    )
    .map((one) => one.join('\n'))
    .sort();

const SERVICE =
  '<capability standardID="ivo://ivoa.net/std/TAP"><interface xsi:type="vs:ParamHTTP"><accessURL use="base">https://tap.example/tap</accessURL></interface></capability><capability><interface xsi:type="vr:WebBrowser"><accessURL use="full">https://page.example/</accessURL></interface></capability>';

const CASES: [string, Parts][] = [
  ['a dataset', {}],
  [
    'a dataset with nothing but what is mandatory',
    { publisher: '', creators: '', subjects: '', content: '', body: '' },
  ],
  [
    'a dataset with everything',
    {
      altIdentifiers: '<altIdentifier>doi:10.1234/x</altIdentifier>',
      curation:
        '<date role="Issued">2020-02-03T04:05:06Z</date><version>1</version><contact><name>Doe, J.</name><email>j@x.example</email><telephone>+33 (1) 23.45</telephone></contact>',
      content:
        '<source format="doi">10.1234/p</source><relationship><relationshipType>IsPartOf</relationshipType><relatedResource ivo-id="ivo://a.b/C">C</relatedResource></relationship>',
      body: `${SERVICE}<rights rightsURI="https://spdx.org/licenses/CC0-1.0">CC0</rights><rights>Be kind.</rights><coverage><temporal>50000 51000</temporal></coverage>`,
    },
  ],
  ['a service', { type: 'vs:DataService', body: SERVICE }],
  ['a registry', { type: 'vg:Registry' }],
];

describe('DCAT-AP', () => {
  it.each(CASES)('%s has what DCAT-AP 3.0 requires', (_, parts) => {
    expect(dcatFaults(quads(parts))).toEqual([]);
  });

  it('says of which class things are that it only names, as the SHACL shapes of DCAT-AP 3.0.1 want', () => {
    const [dataset, registry] = ['vs:CatalogResource', 'vg:Registry'].map((type) =>
      quads({
        ...{ type, content: '<referenceURL>https://page.example/x</referenceURL>' },
        body: '<capability><interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://x.example/a.fits</accessURL><resultType>application/fits</resultType></interface></capability>',
      }),
    );
    const classOf = (all: Quad[] = [], predicate: string) =>
      objects(all, predicate).flatMap((iri) =>
        all
          .filter((quad) => quad.subject.value === iri && quad.predicate.value === name('rdf:type'))
          .map((quad) => quad.object.value),
      );
    const document = [name('foaf:Document')];
    expect(classOf(dataset, 'dcat:landingPage')).toEqual(document);
    expect(classOf(dataset, 'foaf:page')).toEqual(document);
    expect(classOf(registry, 'foaf:homepage')).toEqual(document);
    expect(classOf(dataset, 'dct:language')).toEqual([name('dct:LinguisticSystem')]);
    expect(classOf(dataset, 'dcat:theme')).toEqual([name('skos:Concept')]);
    expect(classOf(dataset, 'dcat:mediaType')).toEqual([name('dct:MediaType')]);
    expect(classOf(registry, 'dcat:themeTaxonomy')).toEqual([name('skos:ConceptScheme')]);
    expect(objects(dataset ?? [], 'skos:inScheme')).toEqual(
      expect.arrayContaining([expect.stringMatching(/\/language$/), expect.stringMatching(/\/data-theme$/)]),
    );
  });

  it.each(CASES)('%s is the same in Turtle and RDF/XML', (_, parts) => {
    const xml = triplesOfRdfXml(textOf(renderRdfXml(record(parts), ABOUT)));
    expect(new Set(comparable(xml))).toEqual(new Set(comparable(quads(parts))));
  });

  it.each([
    'vs:CatalogResource',
    'vs:DataService',
    'vg:Registry',
  ])('%s: one licence, the other rights in one statement, and one creator of a catalogue', (type) => {
    const rights =
      '<rights rightsURI="https://a.example/terms">Terms</rights><rights>CC-BY-4.0</rights><rights>Be kind.</rights>';
    const creators = '<creator><name>A</name></creator><creator><name>B</name></creator>';
    const body = `${rights}${type === 'vg:Registry' ? '' : SERVICE}`;
    const all = quads({ type, creators, body });
    expect(new Set(objects(all, 'dct:license'))).toEqual(new Set(['https://spdx.org/licenses/CC-BY-4.0']));
    expect(all.map(({ object }) => object.value)).toContain('Terms https://a.example/terms\nBe kind.');
    for (const predicate of ['dct:license', 'dct:rights']) {
      const subjects = all
        .filter((quad) => quad.predicate.value === name(predicate))
        .map(({ subject }) => subject.value);
      expect(subjects.length).toBeGreaterThan(0);
      expect(new Set(subjects).size).toBe(subjects.length);
    }
    expect(objects(all, 'dct:creator')).toHaveLength(type === 'vg:Registry' ? 1 : 2);
  });

  it('names a resource the same wherever it is spoken of, in any letter case of its ivoid', () => {
    const part = quads(CASES[2]?.[1]);
    const whole = quads({ identifier: 'ivo://A.B/c' });
    expect(objects(part, 'dct:isPartOf')).toEqual([whole[0]?.subject.value]);
  });

  it('a service says where it is, what it conforms to, and its page', () => {
    const all = quads({ type: 'vs:DataService', body: SERVICE });
    expect(objects(all, 'dcat:endpointURL')).toEqual(['https://tap.example/tap']);
    expect(objects(all, 'dct:conformsTo')).toEqual(['ivo://ivoa.net/std/TAP']);
    expect(objects(all, 'foaf:page')).toEqual(['https://page.example/']);
  });

  it('refuses what has no class in DCAT-AP, or lacks something', () => {
    expect(reasonOf(renderTurtle(record({ type: 'vr:Organisation' }), ABOUT))).toContain('Organisation');
    expect(reasonOf(renderTurtle(record({ type: 'vr:Service', body: '' }), ABOUT))).toContain('address');
    expect(reasonOf(renderRdfXml(record({ description: '' }), ABOUT))).toContain('a description');
  });

  it('two names for one agent both stay', () => {
    const all = quads({
      creators:
        '<creator><name ivo-id="ivo://padc.example/org">Paris Astronomical Data Centre</name></creator>',
    });
    expect(objects(all, 'foaf:name')).toEqual(['PADC', 'Paris Astronomical Data Centre']);
  });
});

describe('Turtle', () => {
  const said = (literal: string): Thing => ({
    iri: 'https://x.example/',
    types: ['dcat:Dataset'],
    says: [
      ['dct:title', { literal, lang: 'en' }],
      ['dct:description', { literal }],
    ],
  });

  it('parses back with the same literals, whatever they hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('"', '\\', '\n', '\r', '\t', "'", '"""', '.', ';', ' ', '\u2028', '\0'))
        .map((a) => a.join('')),
    );
    fc.assert(
      fc.property(text, (literal) => {
        const values = triples(writeTurtle(said(literal))).map((quad) => quad.object.value);
        expect(values.slice(1)).toEqual([literal, literal]);
      }),
    );
  });
});
