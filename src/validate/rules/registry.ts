/**
 * Record-level rules of Registry Interfaces 1.1 (requirements.md RI) that no publication waits for; those that it does
 * wait for are in registry-record.ts and set.ts.
 */
import { child, children, text, xsiType } from '../../resource/element.ts';
import { VG, VR, VS, XSI } from '../../resource/namespaces.ts';
import { isPublishingRegistry } from '../../resource/registry.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject, shortened } from '../rule.ts';
import { elementsWith } from './elements.ts';
import { trimFix } from './fixes.ts';
import { PREFIX_RULES } from './prefixes.ts';
import { DOC, isType, VSTD } from './types.ts';

/** Types that a record can have: vr:Resource and what is derived from it in the schemas of xsd/. */
const RESOURCE_TYPES: Record<string, string[]> = {
  [VR]: ['Resource', 'Organisation', 'Service'],
  [VS]: ['DataResource', 'DataService', 'CatalogResource', 'CatalogService', 'DataCollection', 'StandardSTC'],
  [VG]: ['Authority', 'Registry'],
  // The removed StandardKeyEnumeration is for STD-04.
  [VSTD]: ['Standard', 'ServiceStandard', 'StandardKeyEnumeration'],
  [DOC]: ['Document'],
};

const INTERFACE_1_1 = 'Registry Interfaces 1.1';

/** Each with its own test in test/validate/rules/registry.test.ts. */
export const REGISTRY_INTERFACE_RULES: Rule[] = [
  {
    id: 'RI-05',
    severity: 'error',
    citation: `${INTERFACE_1_1} §2.2`,
    asks: 'The xsi:type of ri:Resource is vr:Resource or a type derived from it.',
    because: 'It says what kind of resource the record describes, and so which elements it may have.',
    example: {
      wrong: '<ri:Resource xsi:type="vs:ConeSearch" …>',
      right: '<ri:Resource xsi:type="vs:CatalogService" …>',
    },
    *check({ root }) {
      const type = xsiType(root);
      if (type === null) return;
      const found = attributeText(root, 'type', XSI);
      const place = { element: root, attribute: 'xsi:type', found };
      const known = RESOURCE_TYPES[type.uri ?? ''];
      if (type.uri === null) {
        const prefix = found.slice(0, found.indexOf(':'));
        yield {
          ...place,
          message: `The prefix "${shortened(prefix)}" of xsi:type="${shortened(found)}" is not declared. Add xmlns:${shortened(prefix)}="…" to the root.`,
        };
      } else if (known === undefined) {
        yield {
          ...place,
          message: `xsi:type="${shortened(found)}" is in the namespace "${shortened(type.uri)}", which has no types of resources. ${namespaceInstead(type.uri)}`,
        };
      } else if (!known.includes(type.local)) {
        yield {
          ...place,
          message: `xsi:type="${shortened(found)}" is no type of resource. That namespace has ${known.join(', ')}.`,
        };
      }
    },
  },
  ...PREFIX_RULES,
  {
    id: 'RI-10',
    severity: 'warning',
    citation: `${INTERFACE_1_1} §2.3; RofR test RI3.1.3`,
    asks: 'There is no white space around the identifier.',
    because:
      'The header that harvesters see has the bare identifier, and the Registry of Registries compares the two as they stand.',
    example: {
      wrong: '<identifier> ivo://padc.example/bass </identifier>',
      right: '<identifier>ivo://padc.example/bass</identifier>',
    },
    *check(subject) {
      const element = child(subject.root, 'identifier');
      // In the registry's own record it is RI-12's, an error.
      if (element === null || element.text === element.text.trim() || isPublishingRegistry(subject.root))
        return;
      const message = `There is white space around "${shortened(text(element))}". Remove it.`;
      yield { element, found: element.text, message, ...trimFix(subject, element) };
    },
  },
  {
    id: 'RI-14',
    severity: 'warning',
    citation: `${INTERFACE_1_1} §3.1; RofR test RI3.1.4c`,
    asks: 'The identifier of a vg:Authority record is ivo:// and the authority, without a key.',
    because:
      'Such a record claims the authority itself; registries look for it under exactly this identifier.',
    example: {
      wrong: '<identifier>ivo://padc.example/authority</identifier>',
      right: '<identifier>ivo://padc.example</identifier>',
    },
    *check({ root }) {
      const element = child(root, 'identifier');
      const match = /^(ivo:\/\/[^/?#]+)\/./i.exec(text(element));
      if (!isType(root, VG, 'Authority') || element === null || match === null) return;
      const message = `"${shortened(text(element))}" has a key, but a vg:Authority record is about the authority itself. Write ${shortened(match[1] ?? '')}.`;
      yield { element, found: text(element), message };
    },
  },
  {
    id: 'RI-18',
    severity: 'error',
    citation: `VORegistry 1.1; ${INTERFACE_1_1} §3.1`,
    asks: 'A vg:Authority record names one managingOrg, with the ivo-id of its vr:Organisation record.',
    because: 'Whoever meets an identifier must be able to find out who answers for it.',
    example: {
      wrong: '<managingOrg>PADC</managingOrg>',
      right: '<managingOrg ivo-id="ivo://padc.example/org/padc">PADC</managingOrg>',
    },
    *check({ root }) {
      if (!isType(root, VG, 'Authority')) return;
      const [element, ...others] = children(root, 'managingOrg');
      if (element === undefined) {
        const message =
          'The authority has no managingOrg. Add <managingOrg ivo-id="…">name</managingOrg> after the content.';
        yield { element: root, message };
        return;
      }
      for (const other of others) {
        yield {
          element: other,
          found: text(other),
          message: `"${shortened(text(other))}" is a second managingOrg; an authority has one.`,
        };
      }
      if (text(element) === '') {
        yield {
          element,
          message: 'The managingOrg is empty. Write the name of the organisation.',
          severity: 'warning',
        };
      } else if (attributeText(element, 'ivo-id') === '') {
        const message = `The managingOrg "${shortened(text(element))}" has no ivo-id. Add that of its vr:Organisation record.`;
        yield { element, found: text(element), message, severity: 'info' };
      }
    },
  },
  {
    id: 'RI-19',
    severity: 'info',
    citation: 'requirements.md RI-19: practice of the VO',
    asks: 'The publisher has a vr:Organisation record, and the record refers to it.',
    because: 'Users find everything of one publisher by its identifier; names are spelt in many ways.',
    example: {
      wrong: '<publisher>PADC</publisher>',
      right: '<publisher ivo-id="ivo://padc.example/org/padc">PADC</publisher>',
    },
    *check({ root }) {
      const curation = child(root, 'curation');
      const element = curation === null ? null : child(curation, 'publisher');
      if (element === null || attributeText(element, 'ivo-id') !== '') return;
      const message = `No organisation record stands behind the publisher "${shortened(text(element))}". Register it as vr:Organisation if it is not, and refer to it.`;
      yield { element, found: text(element), message };
    },
  },
  {
    id: 'RI-26',
    severity: 'warning',
    citation: `${INTERFACE_1_1} §2, §3.4`,
    asks: 'A registry does not publish the SOAP interfaces vg:Search and vg:OAISOAP.',
    because:
      'They belong to Registry Interfaces 1.0, and no client is left. RegTAP took the place of vg:Search.',
    example: {
      wrong: '<interface xsi:type="vg:OAISOAP" …>',
      right: '<interface xsi:type="vg:OAIHTTP" role="std">',
    },
    *check({ root }) {
      for (const element of elementsWith(root, 'type')) {
        if (!/Search|OAISOAP/.test(attributeText(element, 'type', XSI))) continue;
        const soap = ['Search', 'OAISOAP'].find((local) => isType(element, VG, local));
        if (soap === undefined) continue;
        const message = `The ${element.local} of type vg:${soap} is a SOAP interface that nobody uses any more. Remove it.`;
        yield { element, attribute: 'xsi:type', found: `vg:${soap}`, message };
      }
    },
  },
  {
    id: 'RI-27',
    severity: 'error',
    citation: 'VORegistry 1.1, vg:Harvest and vg:Registry',
    asks: 'A vg:Registry says by full whether it takes in all records of all registries, and its vg:Harvest capability by maxRecords how many a page has.',
    because: 'Harvesters read both before they begin; the schema refuses a record without them.',
    example: { wrong: '(no full)', right: '<full>false</full>' },
    check: harvestFaults,
  },
  {
    id: 'RI-55',
    severity: 'warning',
    citation: `${INTERFACE_1_1} §4.1; requirements.md RI-55`,
    asks: 'Records under ivo://ivoa.net/ are not published here.',
    because:
      'Those of the IVOA standards live in the Registry of Registries, whose copy is the canonical one.',
    example: {
      wrong: '<identifier>ivo://ivoa.net/std/bass</identifier>',
      right: '<identifier>ivo://padc.example/std/bass</identifier>',
    },
    *check({ root }) {
      const element = child(root, 'identifier');
      if (element === null || !/^ivo:\/\/ivoa\.net\/./i.test(text(element))) return;
      const message = `"${shortened(text(element))}" is for the Registry of Registries to publish. Send the record to its keepers, or use an authority of your own.`;
      yield { element, found: text(element), message };
    },
  },
];

function* harvestFaults({ root }: Subject): Generator<Fault> {
  for (const capability of children(root, 'capability')) {
    if (!isType(capability, VG, 'Harvest')) continue;
    const [most] = children(capability, 'maxRecords');
    if (most === undefined) {
      const message =
        'The vg:Harvest capability has no maxRecords. Add it after the interfaces: the most records in one page.';
      yield { element: capability, message };
    } else if (!/^[+-]?\d+$/.test(text(most))) {
      const message = `maxRecords is "${shortened(text(most))}", not a whole number. Write the most records in one page.`;
      yield { element: most, found: text(most), message };
    }
  }
  if (!isType(root, VG, 'Registry')) return;
  const [full] = children(root, 'full');
  if (full === undefined) {
    const message = 'The registry has no full. Add <full>false</full> before managedAuthority.';
    yield { element: root, message };
  } else if (!/^(true|false|1|0)$/.test(text(full))) {
    const message = `full is "${shortened(text(full))}", which is not true or false. Write false for a registry that only publishes.`;
    yield { element: full, found: text(full), message };
  }
}

/** The current version of a namespace, or what there is. */
function namespaceInstead(uri: string): string {
  const schema = /^.*\/xml\/[A-Za-z]+\/v/.exec(uri)?.[0];
  const known = Object.keys(RESOURCE_TYPES);
  const current = schema === undefined ? undefined : known.find((other) => other.startsWith(schema));
  return current === undefined ? `Those are in ${oneOf(known)}.` : `Declare the prefix as ${current}.`;
}
