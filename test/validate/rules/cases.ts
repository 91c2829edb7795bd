/** Rules tried on model records with one thing changed: each case says what is wrong, where, and how it is mended. */
import { describe, expect, it } from 'vitest';
import { child, text } from '../../../src/resource/element.ts';
import type { Severity } from '../../../src/validate/finding.ts';
import { applyRule, type Rule, type Subject } from '../../../src/validate/rule.ts';
import { applyEdits } from '../../../src/xml/edit.ts';
import { parseXml } from '../../../src/xml/tree.ts';

export const NOW = '2026-11-20T12:00:00Z';

/** Text of the model record → what stands there instead. */
export type Change = [from: string, to: string];

export interface Case {
  rule: string;
  /** The model record, which the rule finds nothing wrong with. */
  model: string;
  wrong: Change[];
  /** The finding points at the line where this begins in the wrong text. */
  at: string;
  /** Part of the message. */
  says: string;
  /** Of the finding, where it is not the rule's own. */
  severity?: Severity;
  /** What stands in place of the changed texts once the fix is applied; absent if there must be no fix. */
  fixed?: Change[];
}

/** Changes that the rule must not mind. */
export interface FineCase {
  rule: string;
  model: string;
  fine: Change[];
}

export function subjectOf(xml: string, now = NOW): Subject {
  const { root, text: source } = parseXml(xml);
  return { file: 'test.xml', root, text: source, ivoid: text(child(root, 'identifier')) || null, now };
}

export function changed(model: string, changes: Change[]): string {
  return changes.reduce((xml, [from, to]) => {
    if (!xml.includes(from)) throw new Error(`The model record has no ${from}`);
    return xml.replace(from, () => to);
  }, model);
}

export function findingsOf(rules: Rule[], id: string, xml: string) {
  const rule = rules.find((r) => r.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}`);
  return applyRule(rule, subjectOf(xml));
}

/** One test for each case, and one for each rule: it has cases, and its model records are fine. */
export function tryRules(rules: Rule[], cases: Case[], fine: FineCase[] = []): void {
  describe.each(rules.map((rule) => ({ rule, id: rule.id })))('$id', ({ rule, id }) => {
    const own = cases.filter((c) => c.rule === id);

    it('has a case, and nothing against the model records', () => {
      expect(own).not.toEqual([]);
      for (const model of new Set(own.map((c) => c.model))) expect(findingsOf(rules, id, model)).toEqual([]);
    });

    it.each(own)('says: $says', ({ model, wrong, at, says, severity, fixed }) => {
      const xml = changed(model, wrong);
      const found = findingsOf(rules, id, xml);
      expect(found.map(({ finding }) => finding.message)).toEqual([expect.stringContaining(says)]);
      const [{ finding, fix }] = found as [(typeof found)[0]];
      const index = xml.indexOf(at);
      expect(index).toBeGreaterThan(-1);
      expect(finding.line).toBe(xml.slice(0, index).split('\n').length);
      expect(finding.severity).toBe(severity ?? rule.severity);
      if (fixed === undefined) {
        expect(fix).toBeNull();
      } else {
        const mended = applyEdits(xml, fix?.edits ?? []);
        expect(mended).toBe(changed(model, fixed));
        expect(findingsOf(rules, id, mended)).toEqual([]);
      }
    });

    it.each(fine.filter((c) => c.rule === id))('finds nothing wrong with $fine', ({
      model,
      fine: changes,
    }) => {
      expect(findingsOf(rules, id, changed(model, changes))).toEqual([]);
    });
  });
}

const NAMESPACES = `
    xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"
    xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;

function schemaLocation(...uris: string[]): string {
  const all = ['http://www.ivoa.net/xml/VOResource/v1.0', ...uris];
  return `\n    xsi:schemaLocation="${all.map((uri) => `${uri} ${uri}`).join('\n      ')}"`;
}

const CURATION = `  <curation>
    <publisher ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</publisher>
    <creator>
      <name>Cecconi, B.</name>
    </creator>
    <contributor>VESPA team</contributor>
    <date role="Created">2019-05-13</date>
    <date role="Inspected">2026-10-05</date>
    <contact>
      <name>PADC support team</name>
      <email>vo.paris@obspm.fr</email>
      <telephone>+33 1 40 51 22 21</telephone>
    </contact>
  </curation>`;

const CONTENT = `  <content>
    <subject>observatories</subject>
    <description>
      Resolver for the names of observation facilities: spacecraft, observatories and telescopes.
    </description>
    <source format="bibcode">2018ivoa.spec.0625P</source>
    <referenceURL>https://github.com/epn-vespa/FacilityList</referenceURL>
    <type>Education</type>
    <contentLevel>Research</contentLevel>
    <relationship>
      <relationshipType>Cites</relationshipType>
      <relatedResource ivo-id="ivo://padc.example/tap/planeto">PADC TAP service</relatedResource>
    </relationship>
  </content>`;

function record(type: string, key: string, namespaces: string, places: string[], tail: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ri:Resource xsi:type="${type}" created="2019-05-13T13:00:00Z" status="active" version="1.2"${NAMESPACES}${namespaces}${schemaLocation(...places)}>
  <title>Names of observatories</title>
  <shortName>ObsFacility</shortName>
  <identifier>ivo://padc.example${key}</identifier>
${CURATION}
${CONTENT}
${tail}
</ri:Resource>
`;
}

const VS = 'http://www.ivoa.net/xml/VODataService/v1.1';
const VG = 'http://www.ivoa.net/xml/VORegistry/v1.0';
const VSTD = 'http://www.ivoa.net/xml/StandardsRegExt/v1.0';
const DOC = 'http://www.ivoa.net/xml/DocRegExt/v1';

export const SERVICE = record(
  'vs:DataService',
  '/obsfacility',
  `\n    xmlns:vs="${VS}"`,
  [VS],
  `  <rights>Open to everybody.</rights>
  <capability standardID="ivo://padc.example/std/platequery#query-1.0">
    <description>Names in, facilities out.</description>
    <interface xsi:type="vs:ParamHTTP" role="std">
      <accessURL use="base">https://obsfacility.padc.example/resolve</accessURL>
    </interface>
  </capability>`,
);

export const AUTHORITY = record(
  'vg:Authority',
  '',
  `\n    xmlns:vg="${VG}"`,
  [VG],
  '  <managingOrg ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</managingOrg>',
);

export const REGISTRY = record(
  'vg:Registry',
  '/registry',
  `\n    xmlns:vg="${VG}"`,
  [VG],
  `  <capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry">
    <interface xsi:type="vg:OAIHTTP" role="std">
      <accessURL use="base">https://voreg.padc.example/oai</accessURL>
    </interface>
    <maxRecords>100</maxRecords>
  </capability>
  <full>false</full>
  <managedAuthority>padc.example</managedAuthority>`,
);

export const STANDARD = record(
  'vstd:ServiceStandard',
  '/std/platequery',
  `\n    xmlns:vs="${VS}"\n    xmlns:vstd="${VSTD}"`,
  [VS, VSTD],
  `  <endorsedVersion status="n/a" use="preferred">1.0</endorsedVersion>
  <endorsedVersion status="wd">0.9</endorsedVersion>
  <key>
    <name>query-1.0</name>
    <description>Version 1.0 of the lookup.</description>
  </key>
  <key>
    <name>query-0.9</name>
    <description>Version 0.9 of the lookup.</description>
  </key>
  <interface xsi:type="vs:ParamHTTP" role="std">
    <accessURL use="base">http://example.org/platequery?</accessURL>
  </interface>`,
);

export const DOCUMENT = record(
  'doc:Document',
  '/doc/tutorial',
  `\n    xmlns:doc="${DOC}"`,
  [DOC],
  `  <capability xsi:type="doc:Edition">
    <interface xsi:type="vr:WebBrowser" role="rendered">
      <accessURL use="full">https://github.com/epn-vespa/tutorials/tutorial.pdf</accessURL>
    </interface>
    <interface xsi:type="vr:WebBrowser" role="source">
      <accessURL use="full">https://github.com/epn-vespa/tutorials</accessURL>
    </interface>
    <languageCode>en</languageCode>
  </capability>`,
);
