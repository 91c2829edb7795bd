/** What is said to be certainly valid is valid for libxml2: on model records, and on spoilt copies of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { materialFrom, mutate, randomFrom } from '../../src/schemas/mutants.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { servedText } from '../../src/xml/served.ts';
import { sureSchema } from '../../src/xml/sure.ts';
import { parseXml, XmlFault } from '../../src/xml/tree.ts';

const read = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
const TIME = '2026-01-01T00:00:00Z';
const RECORDS = [...read('records'), ...read('examples')].map(({ name, text }) => ({
  name,
  text: servedText(parseXml(text), TIME, TIME),
}));
const FIXTURES = read('test/xsd/fixtures');

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** Whether it is certain. That it is valid then is asserted. */
function expectRight(text: string): boolean {
  const isSure = schema.isSurelyValid(parseXml(text).root);
  if (isSure) expect(schema.validate(text)).toEqual([]);
  return isSure;
}

describe('our schemas', () => {
  it('are certain of nearly all model records', () => {
    const doubtful = RECORDS.filter(({ text }) => !expectRight(text));
    expect(doubtful.length).toBeLessThan(RECORDS.length / 20);
  });

  it('are certain of no fixture that is spoilt', () => {
    type Edit = [what: string, from: string, to: string, message: string];
    const refused: Record<string, Edit[]> = JSON.parse(
      readFileSync('test/xsd/fixtures/refused.json', 'utf8'),
    );
    for (const { name, text } of FIXTURES) {
      expectRight(text);
      for (const [, from, to] of refused[name.replace(/^.*\/|\.xml$/g, '')] ?? []) {
        const [, source, flags] = /^\/(.*)\/([gs]*)$/.exec(from) ?? [];
        const spoilt = text.replace(source === undefined ? from : new RegExp(source, flags), to);
        expect(schema.isSurelyValid(parseXml(spoilt).root), `${name}: ${to}`).toBe(false);
      }
    }
  });

  it('are certain of no spoilt copy that libxml2 refuses, and of most that it takes', () => {
    const texts = [...RECORDS, ...FIXTURES].map(({ text }) => text).filter((text) => text.length < 20_000);
    const material = materialFrom(texts);
    const random = randomFrom(20261120);
    const counts = { certain: 0, valid: 0 };
    for (let i = 0; i < 3000; i += 1) {
      const mutant = mutate(texts[Math.floor(random() * texts.length)] ?? '', material, random);
      if (mutant === null || !isWellFormed(mutant.xml)) continue;
      if (expectRight(mutant.xml)) counts.certain += 1;
      if (schema.validate(mutant.xml).length === 0) counts.valid += 1;
    }
    expect(counts.certain).toBeGreaterThan(counts.valid / 2);
  }, 60_000);
});

function isWellFormed(xml: string): boolean {
  try {
    parseXml(xml);
    return true;
  } catch (error) {
    if (error instanceof XmlFault) return false;
    throw error;
  }
}

describe('a schema set', () => {
  const set = (content: string) =>
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">${content}</xs:schema>`;
  const isSure = (schemas: string, document: string) => sureSchema([set(schemas)])(parseXml(document).root);
  const root = (type: string) => `<xs:element name="a"><xs:complexType>${type}</xs:complexType></xs:element>`;

  it.each<[string, string, string]>([
    [
      'a sequence',
      root('<xs:sequence><xs:element name="b" type="xs:int"/></xs:sequence>'),
      '<a><b> 1 </b></a>',
    ],
    ['an attribute', root('<xs:attribute name="b" type="xs:token" use="required"/>'), '<a b=" x "/>'],
    [
      'a choice of many',
      root(
        '<xs:choice maxOccurs="unbounded"><xs:element name="b"/><xs:element name="c" type="xs:string"/></xs:choice>',
      ),
      '<a><c/><c/></a>',
    ],
  ])('is certain of %s', (_case, schemas, document) => {
    expect(isSure(schemas, document)).toBe(true);
  });

  it.each<[string, string, string]>([
    ['another root', root(''), '<b/>'],
    [
      'text where elements stand',
      root('<xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence>'),
      '<a>x</a>',
    ],
    ['white space in what is empty', root(''), '<a> </a>'],
    ['a missing attribute', root('<xs:attribute name="b" type="xs:token" use="required"/>'), '<a/>'],
    [
      'another value than the fixed one',
      root('<xs:attribute name="b" type="xs:token" fixed="x"/>'),
      '<a b="y"/>',
    ],
    ['what a wildcard takes', root('<xs:sequence><xs:any minOccurs="0"/></xs:sequence>'), '<a><b/></a>'],
    [
      'an element with a key',
      '<xs:element name="a" type="xs:string"><xs:key name="k"><xs:selector xpath="b"/><xs:field xpath="c"/></xs:key></xs:element>',
      '<a/>',
    ],
    ['mixed content', '<xs:element name="a"><xs:complexType mixed="true"/></xs:element>', '<a>x</a>'],
    [
      'a pattern that means more than ASCII',
      '<xs:element name="a"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="\\p{L}"/></xs:restriction></xs:simpleType></xs:element>',
      '<a>x</a>',
    ],
    [
      'a facet that is not known',
      '<xs:element name="a"><xs:simpleType><xs:restriction base="xs:decimal"><xs:totalDigits value="3"/></xs:restriction></xs:simpleType></xs:element>',
      '<a>1</a>',
    ],
    ['a type of XML Schema that is not known', '<xs:element name="a" type="xs:QName"/>', '<a>x</a>'],
  ])('is not certain of %s', (_case, schemas, document) => {
    expect(isSure(schemas, document)).toBe(false);
  });
});
