/**
 * The `rofr` profile: what an otherwise good record must not have yet, because the Registry of Registries validates with
 * older schemas: VOResource 1.1 with Erratum 1, VODataService 1.1wd2, TAPRegExt 1.0, StandardsRegExt 1.0
 * (requirements.md, contradiction 1; differences read off its schema files in 2026-11).
 */
import { attribute, descend, type Element, text, walk, xsiType } from '../resource/element.ts';
import { RI, VG, VR, VS } from '../resource/namespaces.ts';
import type { Fault, Rule } from './rule.ts';
import { draftElement } from './rules/version.ts';

const TR = 'http://www.ivoa.net/xml/TAPRegExt/v1.0';
const VSTD = 'http://www.ivoa.net/xml/StandardsRegExt/v1.0';
const CITATION = 'schemas of the Registry of Registries; requirements.md, known contradictions 1';

/** Namespaces whose types it knows. */
const KNOWN = new Set([
  ...[RI, VR, VS, VG, TR, VSTD],
  'http://www.ivoa.net/xml/ConeSearch/v1.0',
  'http://www.ivoa.net/xml/SIA/v1.1',
  'http://www.ivoa.net/xml/SSA/v1.1',
  'http://www.ivoa.net/xml/DocRegExt/v1',
  'http://www.ivoa.net/xml/STC/stc-v1.30.xsd',
]);
const WAVEBANDS = ['Radio', 'Millimeter', 'Infrared', 'Optical', 'UV', 'EUV', 'X-ray', 'Gamma-ray'];
const TAP_LIMITS = ['retentionPeriod', 'executionDuration', 'outputLimit', 'uploadLimit'];

export const ROFR_RULES: Rule[] = [
  {
    id: 'ROFR-01',
    severity: 'error',
    citation: CITATION,
    asks: 'No altIdentifier attribute on names and publishers.',
    because:
      'It came with VOResource 1.2. Until the Registry of Registries follows, an ORCID goes into <altIdentifier> inside the creator.',
    check: (subject) =>
      everywhere(subject.root, (e) => attribute(e, 'altIdentifier') !== null).map((element) => ({
        element,
        attribute: 'altIdentifier',
        found: attribute(element, 'altIdentifier') ?? '',
        message:
          `The attribute altIdentifier on <${element.local}> is not known to the Registry of Registries. ` +
          `Inside a creator write <altIdentifier>${attribute(element, 'altIdentifier')}</altIdentifier> after the name; elsewhere leave it out.`,
      })),
  },
  {
    id: 'ROFR-02',
    severity: 'error',
    citation: CITATION,
    asks: `waveband is one of ${WAVEBANDS.join(', ')}.`,
    because: 'The wider messenger vocabulary (Photon, Neutrino) came with VODataService 1.2.',
    check: (subject) =>
      descend(subject.root, 'coverage', 'waveband')
        .filter((element) => !WAVEBANDS.includes(text(element)))
        .map((element) => ({
          element,
          found: text(element),
          message: `The Registry of Registries does not know the waveband "${text(element)}". Write ${WAVEBANDS.join(', ')}, or leave it out.`,
        })),
  },
  {
    id: 'ROFR-03',
    severity: 'error',
    citation: CITATION,
    asks: 'coverage/spatial has no frame attribute.',
    because: 'It came with VODataService 1.2.',
    check: (subject) =>
      descend(subject.root, 'coverage', 'spatial')
        .filter((element) => attribute(element, 'frame') !== null)
        .map((element) => ({
          element,
          attribute: 'frame',
          found: attribute(element, 'frame') ?? '',
          message: `The Registry of Registries refuses frame="${attribute(element, 'frame')}" on spatial. Leave the non-celestial coverage out for now.`,
        })),
  },
  {
    id: 'ROFR-04',
    severity: 'error',
    citation: CITATION,
    asks: 'Parameters of interfaces have a simple data type, not vs:VOTableType.',
    because: 'VODataService 1.1wd2 knows only vs:SimpleDataType there.',
    check: (subject) =>
      everywhere(
        subject.root,
        (e) =>
          e.local === 'dataType' && e.parent?.local === 'param' && e.parent.parent?.local === 'interface',
      )
        .filter((element) =>
          ['VOTableType', 'TAPType', 'TAPDataType'].includes(xsiType(element)?.local ?? ''),
        )
        .map((element) => ({
          element,
          found: xsiType(element)?.local ?? '',
          message: `The Registry of Registries refuses ${xsiType(element)?.local} for an interface parameter. Write e.g. <dataType>real</dataType>.`,
        })),
  },
  {
    id: 'ROFR-05',
    severity: 'error',
    citation: CITATION,
    asks: 'Every xsi:type is one that the Registry of Registries knows.',
    because:
      'It has no schema for SLAP, VOEvent and other extensions, and TAPRegExt 1.1 types are too new for it.',
    check: (subject) =>
      everywhere(subject.root, (e) => isUnknownType(e)).map((element) => ({
        element,
        found: attribute(element, 'type', 'http://www.w3.org/2001/XMLSchema-instance') ?? '',
        message:
          `The Registry of Registries does not know the type ${attribute(element, 'type', 'http://www.w3.org/2001/XMLSchema-instance')}. ` +
          'Keep the record outside of records/ (for instance in examples/) until it does.',
      })),
  },
  {
    id: 'ROFR-06',
    severity: 'error',
    citation: CITATION,
    asks: 'TAP limits are given once each, without forMode.',
    because: 'Several limits, by sync and async, came with TAPRegExt 1.1.',
    check: (subject) => tapLimitFaults(subject.root),
  },
  {
    id: 'ROFR-07',
    severity: 'error',
    citation: CITATION,
    asks: 'No productTypeServed, no dataSource, and no stats of columns.',
    because: 'They come with VODataService 1.3, a draft.',
    *check({ root }) {
      const element = draftElement(root);
      if (element === null) return;
      const message = `The Registry of Registries does not know <${element.local}>. Leave it out for now, and what else is of VODataService 1.3.`;
      yield { element, message };
    },
  },
];

function everywhere(root: Element, holds: (element: Element) => boolean): Element[] {
  return [...walk(root)].filter(holds);
}

function isUnknownType(element: Element): boolean {
  const type = xsiType(element);
  if (type === null || type.uri === null) return false;
  return !KNOWN.has(type.uri) || (type.uri === TR && type.local === 'DALIInterface');
}

function tapLimitFaults(root: Element): Fault[] {
  const capabilities = everywhere(root, (e) => xsiType(e)?.uri === TR && xsiType(e)?.local === 'TableAccess');
  return capabilities.flatMap((capability) =>
    TAP_LIMITS.flatMap((name) => {
      const limits = capability.children.filter((e) => e.local === name);
      const repeated = limits.slice(1).map((element) => ({
        element,
        message: `The Registry of Registries accepts one <${name}>. Keep the one that holds for most queries.`,
      }));
      const moded = everywhere(capability, (e) => e.local === name && attribute(e, 'forMode') !== null).map(
        (element) => ({
          element,
          attribute: 'forMode',
          found: attribute(element, 'forMode') ?? '',
          message: `The Registry of Registries refuses forMode on <${name}>. Leave the attribute out.`,
        }),
      );
      return [...repeated, ...moded];
    }),
  );
}
