/** Records that mean harm, or are merely odd: every format stays well-formed, and leads nowhere that runs something. */
import { describe, expect, it } from 'vitest';
import { isRefused } from '../../src/formats/about.ts';
import { FORMATS, OAI_FORMATS } from '../../src/formats/formats.ts';
import { attribute } from '../../src/resource/element.ts';
import { formatOfPrefix } from '../../src/resource/metadata-formats.ts';
import { XSI } from '../../src/resource/namespaces.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { ABOUT, type Parts, record } from './cases.ts';
import { dataciteFaults, dataciteResource, dcatFaults, triples } from './checks.ts';

const RUNS = 'javascript:alert(1)';
const BREAKS = 'a"b\'c\\d&#10;e`{}|^ %zz ]]&gt; --&gt; &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;';

const CASES: [string, Parts][] = [
  [
    'scripts and quotes everywhere',
    {
      title: BREAKS,
      publisher: `<publisher ivo-id="ivo://a/b&quot;&gt;&lt;x">${BREAKS}</publisher>`,
      creators: `<creator><name>${BREAKS}</name></creator>`,
      curation: `<date role="&quot;x">2020</date><version>${BREAKS}</version><contact><name>${BREAKS}</name><email>a@b.example&gt;,x</email></contact>`,
      subjects: `<subject>${BREAKS}</subject>`,
      description: BREAKS,
      content: `<source format="bibcode">${BREAKS}</source><referenceURL>https://x.example/${BREAKS}</referenceURL><relationship><relationshipType>Cites</relationshipType><relatedResource altIdentifier="${BREAKS.replaceAll('"', '&quot;')}">${BREAKS}</relatedResource></relationship>`,
      body: `<rights rightsURI="https://x.example/&quot;&gt;">${BREAKS}</rights><capability standardID="ivo://x/&quot; y"><interface xsi:type="vs:ParamHTTP"><accessURL use="base">https://x.example/?q=${BREAKS}</accessURL></interface></capability>`,
    },
  ],
  [
    'addresses that run something',
    {
      content: `<referenceURL>${RUNS}</referenceURL><relationship><relationshipType>Cites</relationshipType><relatedResource altIdentifier="${RUNS}">R</relatedResource></relationship>`,
      altIdentifiers: `<altIdentifier>java&#9;script:alert(1)</altIdentifier>`,
      body: `<rights rightsURI="${RUNS}">R</rights><capability><interface xsi:type="vr:WebBrowser"><accessURL use="full"> JavaScript:alert(1)</accessURL></interface><interface xsi:type="vs:ParamHTTP"><accessURL use="base">data:text/html,x</accessURL></interface><interface xsi:type="vs:ParamHTTP"><accessURL use="base">https://ok.example/</accessURL></interface></capability>`,
    },
  ],
  ['a description of 100,000 characters', { description: 'x '.repeat(50_000) }],
  [
    'text from right to left, and what turns it around',
    { title: 'עברית \u202Eabc\u202C \u2066x', description: '\u200Fعربي\u2028\u0085' },
  ],
  [
    'nothing but a root',
    {
      title: '',
      identifier: '',
      publisher: '',
      creators: '',
      curation: '',
      subjects: '',
      description: '',
      content: '',
      body: '',
    },
  ],
];

describe.each(CASES)('%s', (_, parts) => {
  const one = record(parts);
  it.each(FORMATS.flatMap(({ id, render }) => (render === null ? [] : [{ id, render }])))('$id', ({
    id,
    render,
  }) => {
    const rendered = render(one, ABOUT);
    if ('refused' in rendered) {
      expect(rendered.refused).toMatch(/^(?:DataCite|DCAT-AP|SPASE|The record) /);
      return;
    }
    const { text } = rendered;
    if (/^\s*</.test(text)) expect(parseXml(text).root.children.length).toBeGreaterThanOrEqual(0);
    if (id === 'datacite-xml') expect(dataciteFaults(dataciteResource(text))).toEqual([]);
    if (id === 'dcat') expect(dcatFaults(triples(text))).toEqual([]);
    if (id === 'jsonld') expect(text).not.toContain('<');
    if (/json|csl/.test(id)) expect(JSON.parse(text)).toBeTypeOf('object');
    if (id !== 'oai_dc' && id !== 'datacite-xml' && id !== 'datacite-json') {
      expect(text).not.toMatch(/["'<>](?:javascript|data|vbscript):/i);
    }
  });
});

it('a format is found by one id, and by one media type of its own', () => {
  expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
  const special = FORMATS.flatMap(({ mediaTypes }) => mediaTypes).filter(
    (type) => type !== 'application/xml',
  );
  expect(new Set(special).size).toBe(special.length);
});

it('what OAI-PMH publishes stands in the namespace that is declared for it', () => {
  for (const { prefix, render } of OAI_FORMATS) {
    const { namespace, schema } = formatOfPrefix(prefix);
    const rendered = render(record({ subjects: '<subject>magnetic-fields</subject>' }), ABOUT);
    if (isRefused(rendered)) throw new Error(rendered.refused);
    const { root } = parseXml(rendered.text);
    expect(root.uri).toBe(namespace);
    // RDF/XML has no room for it on its root.
    if (prefix !== 'dcat') expect(attribute(root, 'schemaLocation', XSI)).toBe(`${namespace} ${schema}`);
  }
});
