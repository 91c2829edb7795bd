/** The bytes are the curator's, but for what the registry owns on the root (P4). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RI, VG, VR, XSI } from '../../src/resource/namespaces.ts';
import {
  asDocument,
  NO_DEFAULT_NAMESPACE,
  serveRecord,
  UPDATED_PLACEHOLDER,
  withUpdated,
} from '../../src/xml/served.ts';
import { parseXml } from '../../src/xml/tree.ts';

const CREATED = '2026-01-02T03:04:05Z';
const UPDATED = '2026-11-20T10:00:00Z';
const NAMESPACES = `xmlns:ri="${RI}" xmlns:vr="${VR}" xmlns:xsi="${XSI}"`;
const LOCATION = `${RI} ${RI} ${VR} ${VR}`;

/** As served, with the datestamp in its place. */
function served(xml: string): string {
  const { bytes, updatedAt } = serveRecord(parseXml(xml), CREATED);
  return withUpdated(bytes, updatedAt, UPDATED).toString('utf8');
}

describe('what the registry owns', () => {
  test.each([
    [
      'nothing is there',
      `<ri:Resource ${NAMESPACES}/>`,
      `<ri:Resource xmlns="" updated="${UPDATED}" created="${CREATED}" xsi:schemaLocation="${LOCATION}" ${NAMESPACES}/>`,
    ],
    [
      'all is there, and complete',
      `<ri:Resource created='2020-01-01T00:00:00Z' updated='1999' xsi:schemaLocation="${LOCATION}" ${NAMESPACES}/>`,
      `<ri:Resource xmlns="" created='2020-01-01T00:00:00Z' updated='${UPDATED}' xsi:schemaLocation="${LOCATION}" ${NAMESPACES}/>`,
    ],
    [
      'a schemaLocation that lacks the namespace of an xsi:type inside',
      `<ri:Resource ${NAMESPACES} xmlns:vg="${VG}" xsi:schemaLocation="${VR} mine.xsd"><a xsi:type="vg:X"/></ri:Resource>`,
      `<ri:Resource xmlns="" updated="${UPDATED}" created="${CREATED}" ${NAMESPACES} xmlns:vg="${VG}" xsi:schemaLocation="${VR} mine.xsd ${RI} ${RI} ${VG} ${VG}"><a xsi:type="vg:X"/></ri:Resource>`,
    ],
    [
      'a default namespace of its own',
      `<Resource xmlns="${RI}" xmlns:xsi="${XSI}"/>`,
      `<Resource updated="${UPDATED}" created="${CREATED}" xsi:schemaLocation="${LOCATION}" xmlns="${RI}" xmlns:xsi="${XSI}"/>`,
    ],
    [
      'another prefix for xsi',
      `<ri:Resource xmlns:ri="${RI}" xmlns:i="${XSI}"/>`,
      `<ri:Resource xmlns="" updated="${UPDATED}" created="${CREATED}" i:schemaLocation="${LOCATION}" xmlns:ri="${RI}" xmlns:i="${XSI}"/>`,
    ],
    [
      'two prefixes for xsi',
      `<ri:Resource xmlns:ri="${RI}" xmlns:i="${XSI}" xmlns:j="${XSI}" j:schemaLocation=""/>`,
      `<ri:Resource xmlns="" updated="${UPDATED}" created="${CREATED}" xmlns:ri="${RI}" xmlns:i="${XSI}" xmlns:j="${XSI}" j:schemaLocation=" ${LOCATION}"/>`,
    ],
    [
      'the placeholder itself in another attribute',
      `<ri:Resource version="${UPDATED_PLACEHOLDER}" updated="x" ${NAMESPACES}/>`,
      `<ri:Resource xmlns="" created="${CREATED}" xsi:schemaLocation="${LOCATION}" version="${UPDATED_PLACEHOLDER}" updated="${UPDATED}" ${NAMESPACES}/>`,
    ],
    [
      'attributes that only look like ours',
      `<ri:Resource vr:updated="a" last-updated="updated='b'" ${NAMESPACES}/>`,
      `<ri:Resource xmlns="" updated="${UPDATED}" created="${CREATED}" xsi:schemaLocation="${LOCATION}" vr:updated="a" last-updated="updated='b'" ${NAMESPACES}/>`,
    ],
  ])('%s', (_case, xml, expected) => {
    expect(served(xml)).toBe(expected);
  });
});

test('outside of an OAI answer the xmlns="" can be taken out again', () => {
  const { bytes, xmlnsAt } = serveRecord(parseXml(`<ri:Resource ${NAMESPACES}/>`), CREATED);
  expect(asDocument(bytes, xmlnsAt).toString()).toBe(bytes.toString().replace(NO_DEFAULT_NAMESPACE, ''));
  expect(asDocument(bytes, null)).toBe(bytes);
});

// ---- any record -----------------------------------------------------------------------------------------------------

const space = fc.constantFrom(' ', '\n', '\r\n', '\t', '  ', ' \r');
const quote = fc.constantFrom('"', "'");
const value = fc.stringMatching(/^[a-z0-9 é€/>:=.&]{0,12}$/).map((text) => text.replaceAll('&', '&amp;'));
const other = fc.record({
  name: fc.constantFrom('status', 'version', 'x', 'ri:x', 'createdBy'),
  value,
});
const content = fc.array(
  fc.constantFrom(
    'text é€\u{1F600}',
    '\r\n',
    '\t ',
    '<!-- updated="no" -->',
    '<![CDATA[<ri:Resource updated="no">]]>',
    '<?pi updated="no"?>',
    '&lt;&#233;&#xD;',
    '<a updated="no"/>',
    '<b xmlns="urn:b" xmlns:q="urn:q"><q:c/></b>',
    `<c xsi:type="z:T" xmlns:z="${VG}"></c >`,
  ),
  { maxLength: 8 },
);
interface Written {
  name: string;
  value: string;
  before: string;
  equals: string;
  quote: string;
}
const written = (attribute: fc.Arbitrary<{ name: string; value: string }>): fc.Arbitrary<Written> =>
  fc
    .record({ attribute, before: space, equals: fc.constantFrom('=', ' =', '= ', '\n=\n'), quote })
    .map(({ attribute: { name, value: v }, ...how }) => ({ name, value: v, ...how }));
const given = (name: string, values: fc.Arbitrary<string>) =>
  written(values.map((v) => ({ name, value: v })));

const record = fc
  .record({
    others: fc.uniqueArray(written(other), { selector: (a) => a.name, maxLength: 4 }),
    updated: fc.option(given('updated', value), { nil: undefined }),
    created: fc.option(given('created', value), { nil: undefined }),
    location: fc.option(given('xsi:schemaLocation', fc.constantFrom('', `${RI} x`, `${VR} y\n ${VG} z`)), {
      nil: undefined,
    }),
    declarations: fc.tuple(given('xmlns:ri', fc.constant(RI)), given('xmlns:xsi', fc.constant(XSI))),
    order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(9)]),
    tail: fc.constantFrom('', ' ', '\r\n'),
    content,
    prolog: fc.constantFrom(
      '',
      '<?xml version="1.0" encoding="E"?>',
      '<?xml version="1.0" encoding="E"?>\r\n<!-- <x updated="y"> -->\n<?p?>',
    ),
    epilog: fc.constantFrom('', '\n', '\r\n<!-- end -->', '<?p?>'),
    encoding: fc.constantFrom('UTF-8' as const, 'UTF-16' as const),
  })
  .map(({ others, updated, created, location, declarations, order, ...rest }) => {
    const attributes = [...others, updated, created, location, ...declarations].filter(
      (a) => a !== undefined,
    );
    const shuffled = attributes
      .map((a, i) => ({ a, at: order[i] ?? 0 }))
      .sort((x, y) => x.at - y.at)
      .map(({ a }) => a);
    return { attributes: shuffled, ...rest };
  });

const start = (attributes: Written[]) =>
  attributes.map((a) => a.before + a.name + a.equals + a.quote + a.value + a.quote).join('');

test('every byte outside of the owned attributes is the curator’s', () => {
  fc.assert(
    fc.property(record, ({ attributes, tail, content: inside, prolog, epilog }) => {
      const body = `>${inside.join('')}</ri:Resource>`;
      const xml = `${prolog.replace('"E"', '"UTF-8"')}<ri:Resource${start(attributes)}${tail}${body}${epilog}`;

      const names = attributes.map((a) => a.name);
      const known = attributes.find((a) => a.name === 'xsi:schemaLocation')?.value.split(/\s+/) ?? [];
      const used = inside.some((part) => part.includes('xsi:type')) ? [RI, VR, VG] : [RI, VR];
      const lacking = used
        .filter((uri) => !known.includes(uri))
        .map((uri) => ` ${uri} ${uri}`)
        .join('');
      const inserted = [
        names.includes('updated') ? '' : ` updated="${UPDATED}"`,
        names.includes('created') ? '' : ` created="${CREATED}"`,
        names.includes('xsi:schemaLocation') ? '' : ` xsi:schemaLocation="${lacking.trim()}"`,
      ].join('');
      const completed = attributes.map((a) =>
        a.name === 'updated'
          ? { ...a, value: UPDATED }
          : a.name === 'xsi:schemaLocation'
            ? { ...a, value: a.value + lacking }
            : a,
      );
      expect(served(xml)).toBe(`<ri:Resource xmlns=""${inserted}${start(completed)}${tail}${body}`);
    }),
    { numRuns: 1000 },
  );
});
