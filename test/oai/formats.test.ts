/** The formats that not every record can be said in, as harvesters ask for them (OAI-PMH 2.0 §2.5.1, §4). */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefused } from '../../src/formats/about.ts';
import { describe as described } from '../../src/formats/described.ts';
import { OAI_FORMATS } from '../../src/formats/formats.ts';
import { attribute, type Element } from '../../src/resource/element.ts';
import {
  FURTHER_PREFIXES,
  METADATA_PREFIXES,
  type MetadataPrefix,
} from '../../src/resource/metadata-formats.ts';
import { XSI } from '../../src/resource/namespaces.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { FakePublished, REGISTRY } from '../helpers/fake-published.ts';
import { ask, type Service, startService } from '../helpers/service.ts';

const IVOID = 'ivo://padc.example/apis/epn_core';
const SAID = new URL('../../records/padc.example/apis/epn_core.xml', import.meta.url);
const GONE = 'ivo://padc.example/gone';
const ABOUT = {
  ...{ updated: '2026-11-02T00:00:00Z', page: 'https://padc.example/p', base: 'https://padc.example' },
  registry: { ivoid: REGISTRY, name: 'A registry' },
};

let service: Service;
let published: FakePublished;

beforeAll(async () => {
  published = new FakePublished();
  const record = described(parseXml(readFileSync(SAID, 'utf8')).root);
  const bodies: Partial<Record<MetadataPrefix, string>> = {};
  for (const { prefix, render } of OAI_FORMATS) {
    const made = render(record, ABOUT);
    if (isRefused(made)) throw new Error(made.refused);
    bodies[prefix] = made.text.replace(/^<\?xml.*\n/, '');
  }
  published.put(IVOID, '2026-11-02T00:00:00Z', bodies);
  published.put(GONE, '2026-11-02T00:00:00Z', { spase: bodies.spase ?? '' });
  published.delete(GONE, '2026-11-03T00:00:00Z');
  service = await startService(published, { cacheBytes: 0 });
});
afterAll(() => service.close());
beforeEach(() => {
  published.formats = [...METADATA_PREFIXES];
});

const listed = (xml: string) => Array.from(xml.matchAll(/<metadataPrefix>([^<]*)</g), ([, prefix]) => prefix);
const get = (identifier: string, prefix: string) =>
  ask(service.root, `verb=GetRecord&identifier=${identifier}&metadataPrefix=${prefix}`);

function payloads(element: Element): Element[] {
  if (element.local === 'metadata') return element.children;
  return element.children.flatMap(payloads);
}

describe.each(FURTHER_PREFIXES)('%s', (prefix) => {
  it.each(['ListRecords', 'ListIdentifiers'])('%s has the records that can be said in it', async (verb) => {
    const answer = await ask(service.root, `verb=${verb}&metadataPrefix=${prefix}`);
    expect(answer.identifiers).toEqual(prefix === 'spase' ? [IVOID, GONE] : [IVOID]);
    expect(answer.request.metadataPrefix).toBe(prefix);
  });

  it('its payload stands in the namespace that ListMetadataFormats declares, with its schema', async () => {
    const formats = (await ask(service.root, 'verb=ListMetadataFormats')).xml;
    const [, schema, namespace] =
      new RegExp(
        `<metadataPrefix>${prefix}</metadataPrefix><schema>([^<]*)</schema><metadataNamespace>([^<]*)<`,
      ).exec(formats) ?? [];
    const [payload] = payloads(parseXml((await get(IVOID, prefix)).xml).root);
    expect(payload?.uri).toBe(namespace);
    // OAI-PMH 2.0 §3.4 wants it, RDF/XML 1.1 §7.2.9 forbids it on rdf:RDF.
    if (payload !== undefined && prefix !== 'dcat')
      expect(attribute(payload, 'schemaLocation', XSI)).toBe(`${namespace} ${schema}`);
  });

  it('a record that it cannot say: cannotDisseminateFormat, with what there is (§4.1)', async () => {
    const answer = await get(REGISTRY, prefix);
    expect(answer.errors).toEqual(['cannotDisseminateFormat']);
    expect(answer.xml).toContain(`cannot be said in ${prefix}. It is available as ivo_vor, oai_dc.`);
  });

  it('no such record at all: idDoesNotExist', async () => {
    expect((await get('ivo://padc.example/none', prefix)).errors).toEqual(['idDoesNotExist']);
  });

  it('that is not published (yet, or any more): as if it were unknown', async () => {
    published.formats = ['ivo_vor', 'oai_dc'];
    expect((await get(IVOID, prefix)).errors).toEqual(['cannotDisseminateFormat']);
    const list = await ask(service.root, `verb=ListRecords&metadataPrefix=${prefix}`);
    expect(list.errors).toEqual(['cannotDisseminateFormat']);
    expect(listed((await ask(service.root, 'verb=ListMetadataFormats')).xml)).toEqual(['ivo_vor', 'oai_dc']);
    const { xml } = await ask(service.root, `verb=ListMetadataFormats&identifier=${IVOID}`);
    expect(listed(xml)).toEqual(['ivo_vor', 'oai_dc']);
  });
});

describe('ListMetadataFormats', () => {
  it.each<[string, string, readonly string[]]>([
    ['a record', IVOID, METADATA_PREFIXES],
    ['a record that only some can say', REGISTRY, ['ivo_vor', 'oai_dc']],
    ['a deleted one: what its tombstone is in', GONE, ['ivo_vor', 'oai_dc', 'spase']],
  ])('of %s', async (_case, identifier, expected) => {
    const { xml } = await ask(service.root, `verb=ListMetadataFormats&identifier=${identifier}`);
    expect(listed(xml)).toEqual(expected);
  });
});

it('a token of a format that is no longer published is refused', async () => {
  for (let i = 0; i < 15; i += 1)
    published.put(`ivo://padc.example/more${i}`, '2026-11-02T00:00:00Z', {
      dcat: '<rdf:RDF xmlns:rdf="x"/>',
    });
  const { token } = await ask(service.root, 'verb=ListIdentifiers&metadataPrefix=dcat');
  expect(token).toMatch(/./);
  const next = await ask(service.root, `verb=ListIdentifiers&resumptionToken=${token}`);
  expect(next.identifiers).toHaveLength(6);
  published.formats = ['ivo_vor', 'oai_dc'];
  const { errors } = await ask(service.root, `verb=ListIdentifiers&resumptionToken=${token}`);
  expect(errors).toEqual(['badResumptionToken']);
});
