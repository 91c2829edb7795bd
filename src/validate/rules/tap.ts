/** Rules about TAP services and the tables of the standard models: TAPRegExt, ObsCore, EPN-TAP (TAP-01…12). */
import { child, children, type Element, text } from '../../resource/element.ts';
import type { Severity } from '../finding.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject } from '../rule.ts';
import { signatureFault } from '../signature.ts';
import {
  capabilities,
  hasStdRole,
  interfaces,
  isTapService,
  presentAttribute,
  standardID,
  standardsTable,
  TAP,
  typeName,
} from '../standards.ts';
import { TABLE_MODEL_RULES } from './table-model.ts';
import { LIMITS, limitFaults } from './tap-limits.ts';

const TAPREGEXT = 'ivo://ivoa.net/std/tapregext#';
/** ADQL 2.1 §4.2: all that features-adqlgeo can list. */
const GEOMETRY =
  'AREA BOX CENTROID CIRCLE CONTAINS COORD1 COORD2 COORDSYS DISTANCE INTERSECTS POINT POLYGON REGION'.split(
    ' ',
  );

function tapServices({ root }: Subject): Element[] {
  return capabilities(root).filter(isTapService);
}

const UPLOAD = 'upload method';

export const TAP_RULES: Rule[] = [
  {
    id: 'TAP-01',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 §2.8',
    asks: 'A TAP capability has a vs:ParamHTTP with role="std", the version of TAP, and the base URL with use="base".',
    because: 'Every TAP client takes the address from there and appends /sync, /async and /tables.',
    example: {
      wrong: '<accessURL use="full">https://example.org/tap/sync</accessURL>',
      right: '<accessURL use="base">https://example.org/tap</accessURL>',
    },
    *check(subject) {
      for (const capability of tapServices(subject)) yield* mainInterfaceFaults(capability);
    },
  },
  {
    id: 'TAP-02',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 (draft) §2.8',
    asks: 'A tr:DALIInterface repeats address, role and version of the vs:ParamHTTP and lists sync, async and tables.',
    because: 'Clients of TAPRegExt 1.1 take the endpoints from it.',
    *check(subject) {
      for (const capability of tapServices(subject)) yield* daliFaults(capability);
    },
  },
  {
    id: 'TAP-03',
    severity: 'warning',
    citation: 'TAP 1.1 §2.4',
    asks: 'A record has one capability with the standardID ivo://ivoa.net/std/TAP.',
    because:
      'Clients take any one of several. Another service is another record; other ways to log in are other interfaces.',
    *check({ root }) {
      const all = capabilities(root).filter((c) => standardID(c).toLowerCase() === TAP);
      for (const capability of all.slice(1)) {
        const message =
          'The record has a TAP capability before. Describe another service in a record of its own.';
        yield { element: capability, attribute: 'standardID', found: standardID(capability), message };
      }
    },
  },
  {
    id: 'TAP-04',
    severity: 'info',
    citation: 'TAPRegExt 1.1 §2.4; ADQL 2.1',
    asks: 'The language ADQL is listed, each version with its ivo-id (ivo://ivoa.net/std/ADQL#v2.0 or #v2.1).',
    because: 'Clients choose the syntax that they write by it.',
    example: {
      wrong: '<version>2.1</version>',
      right: '<version ivo-id="ivo://ivoa.net/std/ADQL#v2.1">2.1</version>',
    },
    *check(subject) {
      for (const capability of tapServices(subject)) yield* languageFaults(capability);
    },
  },
  {
    id: 'TAP-05',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 §2.4',
    asks: 'Types of languageFeatures are those of TAPRegExt, and functions are written name(argument TYPE, …) -> TYPE.',
    because: 'Clients complete and check queries with the signatures.',
    example: {
      wrong: '<form>ivo_hasword</form>',
      right: '<form>ivo_hasword(haystack TEXT, needle TEXT) -&gt; INTEGER</form>',
    },
    *check(subject) {
      for (const capability of tapServices(subject)) {
        for (const list of children(capability, 'language').flatMap((l) => children(l, 'languageFeatures'))) {
          yield* featureFaults(list);
        }
      }
    },
  },
  {
    id: 'TAP-06',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 §2.5',
    asks: 'VOTable is among the output formats, and ivo-ids of formats are those of TAPRegExt.',
    because: 'Every TAP service gives VOTable, and clients tell its serializations by the ivo-id.',
    example: {
      wrong: '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable">',
      right: '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td">',
    },
    *check(subject) {
      for (const capability of tapServices(subject)) {
        const formats = children(capability, 'outputFormat');
        if (!formats.some(isVotable)) {
          const message =
            'No outputFormat is VOTable. Add one with <mime>application/x-votable+xml</mime>; all TAP services have it.';
          yield { element: capability, severity: severityOfLack(capability, formats), message };
        }
        for (const format of formats)
          yield* keyFaults(format, standardsTable().tapOutputFormats, 'output format');
      }
    },
  },
  {
    id: 'TAP-07',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 §2.6',
    asks: 'Each uploadMethod has an ivo-id of TAPRegExt: upload-inline, upload-http, upload-https or upload-ftp.',
    because: 'Clients compare it as a string to see whether they can upload tables.',
    example: {
      wrong: '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#inline"/>',
      right: '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/>',
    },
    *check(subject) {
      for (const method of tapServices(subject).flatMap((c) => children(c, 'uploadMethod'))) {
        if (attributeText(method, 'ivo-id') === '') {
          const message = `The uploadMethod has no ivo-id. Write one of ${oneOf(standardsTable().tapUploadMethods)}.`;
          yield { element: method, message };
        } else yield* keyFaults(method, standardsTable().tapUploadMethods, UPLOAD);
      }
    },
  },
  {
    id: 'TAP-08',
    severity: 'warning',
    citation: 'TAPRegExt 1.1 §2.2, §2.7',
    asks: 'Each limit is given once, or once for sync and async each, and its default is not above the hard limit.',
    because:
      'Clients stop at repeated limits (pyVO: W23, W25) and offer users what the service then refuses.',
    example: {
      wrong: '<default unit="row">5000</default><hard unit="row">2000</hard>',
      right: '<default unit="row">2000</default><hard unit="row">5000</hard>',
    },
    *check(subject) {
      for (const capability of tapServices(subject)) yield* limitFaults(capability);
    },
  },
  ...TABLE_MODEL_RULES,
];

function* mainInterfaceFaults(capability: Element): Generator<Fault> {
  const all = interfaces(capability);
  const isParam = (i: Element) => typeName(i, '') === 'vs:ParamHTTP';
  const main = all.find((i) => isParam(i) && hasStdRole(i));
  if (main === undefined) {
    const meant = all.find(isParam) ?? (all.length === 1 ? all[0] : undefined);
    const message = 'TAP clients look for a vs:ParamHTTP interface with role="std". Write it so.';
    yield {
      element: meant ?? capability,
      found: meant === undefined ? '' : attributeText(meant, 'role'),
      message,
    };
    return;
  }
  const version = attributeText(main, 'version');
  if (!/^1\.[01]$/.test(version)) {
    yield {
      element: main,
      ...presentAttribute(main, 'version'),
      found: version,
      severity: version === '' ? 'info' : 'warning',
      message: `The interface ${version === '' ? 'does not give its version of TAP' : `gives "${version}" as its version of TAP`}. Write version="1.1" (or "1.0").`,
    };
  }
  for (const url of children(main, 'accessURL')) {
    const use = attributeText(url, 'use');
    const endpoint = /\/(sync|async|tables|capabilities|availability|examples)\/?\??$/.exec(text(url));
    if (endpoint !== null) {
      const message = `The accessURL of TAP is the base that /${endpoint[1]} is appended to. Write ${text(url).slice(0, endpoint.index)}`;
      yield { element: url, found: text(url), message };
    } else if (use !== 'base') {
      const message = 'TAP clients append paths to this address. Write use="base" on the accessURL.';
      yield { element: url, ...presentAttribute(url, 'use'), found: use, message };
    }
  }
}

function* daliFaults(capability: Element): Generator<Fault> {
  const all = interfaces(capability);
  const isOf11 = LIMITS.some((name) =>
    children(capability, name).some((e) => attributeText(e, 'forMode') !== ''),
  );
  if (isOf11 && !all.some((i) => typeName(i, '') === 'tr:DALIInterface')) {
    const message =
      'The capability uses forMode of TAPRegExt 1.1, but has no interface of type tr:DALIInterface, which 1.1 wants beside the ParamHTTP one. Add it, with the endpoints sync, async and tables.';
    yield { element: capability, message, severity: 'info' };
  }
  const main = all.find((i) => typeName(i, '') === 'vs:ParamHTTP' && hasStdRole(i));
  for (const dali of all.filter((i) => typeName(i, '') === 'tr:DALIInterface')) {
    const endpoints = children(dali, 'endpoint').map((e) => text(child(e, 'name')));
    const missing = ['sync', 'async', 'tables'].filter((name) => !endpoints.includes(name));
    if (missing.length > 0) {
      const message = `The DALI interface does not list the endpoint ${missing.join(', ')}. Add <endpoint><name>${missing[0]}</name></endpoint>.`;
      yield { element: dali, found: endpoints.join(' '), message };
    }
    if (!hasStdRole(dali)) {
      const message = 'The DALI interface has the same role as the ParamHTTP one. Write role="std".';
      yield { element: dali, ...presentAttribute(dali, 'role'), found: attributeText(dali, 'role'), message };
    }
    const url = child(dali, 'accessURL');
    if (url !== null && attributeText(url, 'use') !== 'base') {
      const message = 'Endpoints are appended to this address. Write use="base" on the accessURL.';
      yield { element: url, ...presentAttribute(url, 'use'), found: attributeText(url, 'use'), message };
    }
    if (main === undefined) continue;
    const [here, there] = [attributeText(dali, 'version'), attributeText(main, 'version')];
    if (here !== there) {
      const message = `The DALI interface has version="${here}", the ParamHTTP one "${there}". They are the same service: write "${there || here}" on both.`;
      yield { element: dali, ...presentAttribute(dali, 'version'), found: here, message };
    }
    const base = text(child(main, 'accessURL'));
    const bare = (address: string) => address.replace(/[?/]$/, '');
    if (url !== null && bare(text(url)) !== bare(base)) {
      const message = `The DALI interface has another accessURL than the ParamHTTP one. Write ${base}`;
      yield { element: url, found: text(url), message };
    }
  }
}

/** The schema refuses a tr:TableAccess without any; one that lacks the right one breaks only the text of the standard. */
function severityOfLack(capability: Element, present: Element[]): Severity {
  return present.length === 0 && typeName(capability, '') === 'tr:TableAccess' ? 'error' : 'warning';
}

function* languageFaults(capability: Element): Generator<Fault> {
  const languages = children(capability, 'language');
  const adql = languages.filter((l) => text(child(l, 'name')).toUpperCase() === 'ADQL');
  if (adql.length === 0) {
    const message = 'The capability does not list the language ADQL, which every TAP service has. Add it.';
    yield { element: languages[0] ?? capability, severity: severityOfLack(capability, languages), message };
  }
  const ids = standardsTable().adqlVersions;
  for (const version of adql.flatMap((l) => children(l, 'version'))) {
    const id = attributeText(version, 'ivo-id');
    if (ids.some((known) => known.toLowerCase() === id.toLowerCase())) continue;
    const right = ids.find((known) => known.endsWith(`#v${text(version)}`)) ?? oneOf(ids);
    const message = `The version ${text(version)} of ADQL ${id === '' ? 'has no ivo-id' : `has ivo-id="${id}"`}. Write ivo-id="${right}".`;
    yield { element: version, ...presentAttribute(version, 'ivo-id'), found: id, message };
  }
}

function* featureFaults(list: Element): Generator<Fault> {
  const type = attributeText(list, 'type');
  const lower = type.toLowerCase();
  const known = standardsTable().tapLanguageFeatures;
  if (!known.some((k) => k.toLowerCase() === lower)) {
    const isOwn = /^ivo:\/\//i.test(type) && !/^ivo:\/\/ivoa\.net\//i.test(type);
    const message = `"${type}" is not a type of language features. Write one of ${oneOf(known)}.`;
    yield {
      element: list,
      ...presentAttribute(list, 'type'),
      found: type,
      severity: isOwn ? 'info' : 'warning',
      message,
    };
  }
  const isUdf = lower === `${TAPREGEXT}features-udf`;
  const isGeometry = lower === `${TAPREGEXT}features-adqlgeo`;
  for (const form of children(list, 'feature').flatMap((f) => child(f, 'form') ?? [])) {
    const written = text(form);
    const fault = isUdf ? signatureFault(written) : null;
    if (fault !== null) {
      const message = `"${written}" ${fault}. Write name(argument TYPE, …) -> TYPE.`;
      yield { element: form, found: written, message };
    } else if (isGeometry && !GEOMETRY.includes(written.toUpperCase())) {
      const message = `"${written}" is not a geometry function of ADQL. They are ${oneOf(GEOMETRY)}, written without arguments.`;
      yield { element: form, found: written, severity: 'info', message };
    }
  }
}

function isVotable(format: Element): boolean {
  return (
    /^(application\/x-votable\+xml|text\/xml)\b/i.test(text(child(format, 'mime'))) ||
    /#output-votable/i.test(attributeText(format, 'ivo-id'))
  );
}

/** ivo-ids of the IVOA must be keys that exist; others are their owners' business. */
function* keyFaults(element: Element, known: string[], what: string): Generator<Fault> {
  const id = attributeText(element, 'ivo-id');
  const alike = known.find((k) => k.toLowerCase() === id.toLowerCase());
  // Before the # case does not count, after it it does (IDN-04).
  if (id === '' || (alike !== undefined && keyOf(alike) === keyOf(id))) return;
  const place = { element, attribute: 'ivo-id', found: id };
  if (alike !== undefined) {
    yield { ...place, severity: 'info', message: `"${id}" is written ${alike}. Write it so.` };
    return;
  }
  const isOfIvoa = /^ivo:\/\/ivoa\.(net|org)\//i.test(id);
  // Any other URI is its owner's: the GAVO data center has formats of its own.
  if (what !== UPLOAD && !isOfIvoa && /^[a-z][a-z0-9+.-]*:/i.test(id)) return;
  const own = what === UPLOAD ? '' : ', or an ivo-id of your own authority';
  const severity = isOfIvoa ? {} : { severity: 'info' as const };
  yield {
    ...place,
    ...severity,
    message: `"${id}" is not an ${what} of TAPRegExt. Write ${oneOf(known)}${own}.`,
  };
}

function keyOf(id: string): string {
  return id.slice(id.indexOf('#') + 1);
}
