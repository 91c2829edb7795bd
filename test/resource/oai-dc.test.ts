import { expect, test } from 'vitest';
import { dublinCore } from '../../src/resource/oai-dc.ts';
import { parseXml } from '../../src/xml/tree.ts';

const RESOURCE = `<r>
  <title> A
    title </title>
  <identifier>ivo://padc.example/x</identifier>
  <altIdentifier>doi:10.1/x</altIdentifier>
  <curation>
    <publisher ivo-id="ivo://padc.example/org">PADC</publisher>
    <creator><name>First, A.</name><logo>http://x/</logo></creator>
    <creator><name>Second, B.</name></creator>
    <contributor>Third, C.</contributor>
    <date role="Created">2026-10-05T09:00:00Z</date>
    <date role="Updated">2026-10-05</date>
    <contact><name>not said</name></contact>
  </curation>
  <content>
    <subject>ephemerides</subject><subject>Not a concept</subject><subject/>
    <description>
      One,
      broken.

      Two.
    </description>
    <source format="bibcode">2020A&amp;A...1A</source>
    <referenceURL>https://padc.example/</referenceURL>
    <type>Catalog</type>
    <relationship><relationshipType>IsServedBy</relationshipType>
      <relatedResource ivo-id="ivo://padc.example/tap">TAP</relatedResource>
      <relatedResource>Unregistered</relatedResource>
    </relationship>
  </content>
  <rights rightsURI="https://spdx.org/licenses/CC0-1.0.html">CC0</rights>
  <rights>CC0</rights>
</r>`;

test('everything that RI-02 is filled with, in order, without empty and repeated statements', () => {
  expect(
    dublinCore(parseXml(RESOURCE).root, (term) => (term === 'ephemerides' ? 'Ephemerides' : null)),
  ).toEqual([
    ['title', 'A title'],
    ['creator', 'First, A.'],
    ['creator', 'Second, B.'],
    ['subject', 'Ephemerides'],
    ['subject', 'Not a concept'],
    ['description', 'One, broken.\n\nTwo.'],
    ['publisher', 'PADC'],
    ['contributor', 'Third, C.'],
    ['date', '2026-10-05'],
    ['type', 'Catalog'],
    ['identifier', 'ivo://padc.example/x'],
    ['identifier', 'doi:10.1/x'],
    ['identifier', 'https://padc.example/'],
    ['source', 'bibcode:2020A&A...1A'],
    ['language', 'en'],
    ['relation', 'ivo://padc.example/tap'],
    ['relation', 'Unregistered'],
    ['rights', 'CC0'],
    ['rights', 'https://spdx.org/licenses/CC0-1.0.html'],
  ]);
});

test('an empty record has only its language', () => {
  expect(dublinCore(parseXml('<r/>').root, () => null)).toEqual([['language', 'en']]);
});
