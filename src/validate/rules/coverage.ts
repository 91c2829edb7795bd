/** Rules about what the data cover and what kind of record that makes (VDS-01…08, 10, 21). */

import { readMoc } from '../../coverage/moc.ts';
import { attribute, child, children, descend, type Element, text } from '../../resource/element.ts';
import { replaceText } from '../../xml/edit.ts';
import { readInterval, spectralFault, temporalFault } from '../intervals.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject } from '../rule.ts';
import {
  capabilities,
  isAuxiliary,
  isVosi,
  standardID,
  standardOf,
  standardsTable,
  typeName,
} from '../standards.ts';
import { term, type VocabularyName, vocabulary } from '../vocabulary.ts';

const STC = /^http:\/\/www\.ivoa\.net\/xml\/STC\//;

/** MOCs are to be smaller than a few dozens of kB (VODataService 1.2 §3.2). */
const MOC_MAX_CHARACTERS = 64 * 1024;
const MOC_LEAST_ORDER = 6;
/** Also in the spelling of VOResource 1.0. */
const SERVED_BY = /^(IsServedBy|served-by)$/i;
/** Standards of services for data that ask for no type of record; HiPS and HATS are files, not services. */
const DATA_ACCESS = /^ivo:\/\/ivoa\.net\/std\/(dap|slap|soda|datalink)#/i;

export const COVERAGE_RULES: Rule[] = [
  {
    id: 'VDS-01',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.2; http://www.ivoa.net/rdf/messenger',
    asks: 'Each waveband is a term of the messenger vocabulary.',
    because: 'Searches by waveband compare the term; anything else is not found.',
    example: { wrong: '<waveband>optical</waveband>', right: '<waveband>Optical</waveband>' },
    *check(subject) {
      for (const element of descend(subject.root, 'coverage', 'waveband')) {
        yield* termFaults(subject, element, 'messenger');
      }
    },
  },
  {
    id: 'VDS-02',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.2; MOC 2.0 §4.3.2',
    asks: 'spatial is an ASCII MOC in ICRS, without frame for the sky, of order 6 or finer, and small.',
    because:
      'RegTAP turns it into a geometry to search; one that cannot be read drops out of all searches by position.',
    example: { wrong: '<spatial>6/12,14,13</spatial>', right: '<spatial>6/12-14</spatial>' },
    *check({ root }) {
      for (const element of descend(root, 'coverage', 'spatial')) yield* spatialFaults(element);
    },
  },
  {
    id: 'VDS-03',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.2',
    asks: 'temporal is two Modified Julian Dates, the earlier first.',
    because: 'Searches by time compare MJDs; Julian dates or years are never found, or always.',
    example: { wrong: '<temporal>1996 2005</temporal>', right: '<temporal>50083 53736</temporal>' },
    *check({ root }) {
      for (const element of descend(root, 'coverage', 'temporal')) {
        const interval = readInterval(text(element));
        const fault = interval === null ? noInterval('MJDs such as 51544 51909') : temporalFault(...interval);
        if (fault !== null) yield { element, found: text(element), ...fault };
      }
    },
  },
  {
    id: 'VDS-04',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.2',
    asks: 'spectral is two energies in joules, the lower first, and fits the wavebands.',
    because: 'Searches by energy compare joules; a wavelength in metres looks like a gamma ray.',
    example: { wrong: '<spectral>4.8e-7 7.3e-7</spectral>', right: '<spectral>2.72e-19 4.14e-19</spectral>' },
    *check({ root }) {
      for (const coverage of children(root, 'coverage')) {
        const wavebands = children(coverage, 'waveband').map(text);
        for (const element of children(coverage, 'spectral')) {
          const interval = readInterval(text(element));
          const fault =
            interval === null
              ? noInterval('energies in joules such as 2.72e-19 4.14e-19')
              : spectralFault(...interval, wavebands);
          if (fault !== null) yield { element, found: text(element), ...fault };
        }
      }
    },
  },
  {
    id: 'VDS-05',
    severity: 'info',
    citation: 'VODataService 1.2 §3.2',
    asks: 'Coverage is given as spatial, temporal and spectral, not as an STC profile.',
    because: 'STC coverage is deprecated and read by nobody any more.',
    *check({ root }) {
      for (const coverage of children(root, 'coverage')) {
        for (const element of coverage.children.filter((c) => STC.test(c.uri))) {
          const message = `${element.name} is deprecated. Write spatial (a MOC), temporal (MJD) and spectral (J) instead.`;
          yield { element, found: element.name, message };
        }
      }
    },
  },
  {
    id: 'VDS-06',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.2',
    asks: 'A footprint has ivo-id="ivo://ivoa.net/std/moc" and the address of a MOC.',
    because: 'The ivo-id tells clients what they will get; no other format is defined.',
    example: {
      wrong: '<footprint>https://example.org/moc.fits</footprint>',
      right: '<footprint ivo-id="ivo://ivoa.net/std/moc">https://example.org/moc.fits</footprint>',
    },
    *check({ root }) {
      const { mocFootprint } = standardsTable();
      for (const element of descend(root, 'coverage', 'footprint')) {
        const id = attributeText(element, 'ivo-id');
        if (id.toLowerCase() === mocFootprint) continue;
        const about = id === '' ? {} : { attribute: 'ivo-id' };
        const message = `The footprint ${id === '' ? 'has no ivo-id' : `has ivo-id="${id}"`}. Write ivo-id="${mocFootprint}", with the address of a MOC.`;
        yield { element, ...about, found: id, message };
      }
    },
  },
  {
    id: 'VDS-07',
    severity: 'info',
    citation: 'VODataService 1.2 §3.1',
    asks: 'A DataResource or CatalogResource only has auxiliary or non-standard capabilities.',
    because:
      'Clients that list services ask for the service types; data collections point to their service instead.',
    example: {
      wrong: '<ri:Resource xsi:type="vs:CatalogResource"> … standardID="ivo://ivoa.net/std/ConeSearch"',
      right: '<ri:Resource xsi:type="vs:CatalogService"> … standardID="ivo://ivoa.net/std/ConeSearch"',
    },
    *check({ root }) {
      const type = typeName(root, '');
      if (type !== 'vs:DataResource' && type !== 'vs:CatalogResource') return;
      const own = capabilities(root).find((c) => isServiceStandard(standardID(c), type));
      if (own === undefined) return;
      const offers = `The record is a ${type}, but offers ${standardID(own)} itself.`;
      if (descend(root, 'content', 'relationship', 'relationshipType').some((e) => SERVED_BY.test(text(e)))) {
        // It names its service: then the capability was meant to be auxiliary.
        const message = `${offers} It is served by another record: write the auxiliary standardID, such as ivo://ivoa.net/std/TAP#aux.`;
        yield { element: own, attribute: 'standardID', found: standardID(own), message };
        return;
      }
      const service = type === 'vs:DataResource' ? 'vs:DataService' : 'vs:CatalogService';
      const message = `${offers} Write xsi:type="${service}", or the auxiliary standardID and a relationship IsServedBy.`;
      yield { element: root, found: type, message };
    },
  },
  {
    id: 'VDS-08',
    severity: 'info',
    citation: 'VODataService 1.2 §2.2.3, §3.1',
    asks: 'A DataService or CatalogService is a service in its own right.',
    because: 'Data that are served by the service of another record are a DataResource or CatalogResource.',
    example: {
      wrong: '<ri:Resource xsi:type="vs:CatalogService"> … standardID="ivo://ivoa.net/std/TAP#aux"',
      right: '<ri:Resource xsi:type="vs:CatalogResource"> … standardID="ivo://ivoa.net/std/TAP#aux"',
    },
    *check({ root }) {
      const type = typeName(root, '');
      if (type !== 'vs:DataService' && type !== 'vs:CatalogService') return;
      const ids = capabilities(root)
        .filter((c) => !isVosi(c))
        .map(standardID)
        .filter((id) => id !== '');
      if (ids.length === 0 || !ids.every(isAuxiliary)) return;
      const resource = type === 'vs:DataService' ? 'vs:DataResource' : 'vs:CatalogResource';
      const message = `All capabilities of this ${type} are auxiliary: the service is that of another record. Write xsi:type="${resource}".`;
      yield { element: root, found: type, message };
    },
  },
  {
    id: 'VDS-10',
    severity: 'info',
    citation: 'VODataService 1.2 §3.1.3',
    asks: 'A CatalogResource or CatalogService has a tableset.',
    because: 'Searches by column, UCD or table find the record through it.',
    *check({ root }) {
      const type = typeName(root, '');
      if (type !== 'vs:CatalogResource' && type !== 'vs:CatalogService') return;
      if (child(root, 'tableset') !== null) return;
      const message = `The record is a ${type} without a tableset. Add the tables, at least by name; without tables it is a ${type.replace('Catalog', 'Data')}.`;
      yield { element: root, found: type, message };
    },
  },
  {
    id: 'VDS-21',
    severity: 'warning',
    citation: 'VODataService 1.3 (draft) §3.1.1',
    asks: 'productTypeServed and dataSource are terms of their vocabularies.',
    because: 'Searches by kind of data compare the term.',
    example: {
      wrong: '<productTypeServed>Spectra</productTypeServed>',
      right: '<productTypeServed>spectrum</productTypeServed>',
    },
    *check(subject) {
      for (const element of children(subject.root, 'productTypeServed')) {
        yield* termFaults(subject, element, 'product-type');
      }
      for (const element of children(subject.root, 'dataSource'))
        yield* termFaults(subject, element, 'data-source');
    },
  },
];

function* termFaults(subject: Subject, element: Element, name: VocabularyName): Generator<Fault> {
  const value = text(element);
  const found = term(name, value);
  if (found !== null && !found.deprecated) return;
  const terms = Object.keys(vocabulary(name).terms);
  const right = found?.useInstead?.[0] ?? terms.find((t) => t.toLowerCase() === value.toLowerCase());
  yield {
    element,
    found: value,
    message: `"${value}" is ${found === null ? 'not a' : 'a deprecated'} term of the vocabulary ${name}. Write ${right ?? oneOf(terms)}.`,
    ...(right === undefined
      ? {}
      : { fix: { says: right, edits: [replaceText(subject.text, element, right)] } }),
  };
}

function* spatialFaults(element: Element): Generator<Fault> {
  const written = text(element);
  const moc = readMoc(written);
  if ('fault' in moc) yield { element, found: moc.at, message: `The MOC ${moc.fault}.` };
  else if (moc.order < MOC_LEAST_ORDER && !moc.isWholeSky) {
    const message = `The MOC is of order ${moc.order}; give order ${MOC_LEAST_ORDER} (a degree) or finer, or close it with ${MOC_LEAST_ORDER}/ if it is exact.`;
    yield { element, found: written, severity: 'info', message };
  }
  if (written.length > MOC_MAX_CHARACTERS) {
    const message = `The MOC has ${written.length} characters; registries want a few dozens of kB. Give a coarser one here and the exact one as footprint.`;
    yield { element, found: written, severity: 'info', message };
  }
  const frame = attribute(element, 'frame')?.trim();
  if (frame !== undefined && isCelestial(frame)) {
    const message = `frame="${frame}" says that this is not the sky, whose MOC is always in ICRS. Remove frame, and convert the MOC if it is in another frame.`;
    yield { element, attribute: 'frame', found: frame, message };
  }
}

/** The schema refuses it too, but cannot say which numbers are meant. */
function noInterval(numbers: string): Omit<Fault, 'element'> {
  return { message: `This is not two numbers with one blank between them. Write ${numbers}.` };
}

/** Frames of the sky, by the refframe vocabulary and as they are also written. */
function isCelestial(frame: string): boolean {
  const known = Object.keys(vocabulary('refframe').terms).find(
    (t) => t.toLowerCase() === frame.toLowerCase(),
  );
  return (
    /^(j2000|b1950|celestial|fk[45]|icrf\d*|equatorial|)$/i.test(frame) ||
    (known !== undefined && !/^(BODY|UNKNOWN|xy|AZ_EL)$/.test(known))
  );
}

/** A standard for services of their own: one that asks for a type of record, and not for this one. */
function isServiceStandard(id: string, type: string): boolean {
  const asked = standardOf(id)?.resourceTypes ?? null;
  if (isAuxiliary(id)) return false;
  return asked === null ? DATA_ACCESS.test(id) : !asked.includes(type);
}
