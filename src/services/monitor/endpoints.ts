/** What can be asked of a record's interfaces, and with which question: by the standard that each says it follows. */
import { attribute, child, children, descend, type Element, text, xsiType } from '../../resource/element.ts';
import { needsLogin } from '../../resource/login.ts';
import { SOMEWHERE, testQuery, withQuery } from '../../resource/test-query.ts';
import type { Endpoint } from '../../store/monitor.ts';
import { MANDATORY, type Mandatory } from './fields.ts';

/** How an interface is asked. */
export type What =
  | 'tap'
  | 'tap-columns'
  | 'taplint'
  | 'cone'
  | 'sia1'
  | 'sia2'
  | 'ssa'
  | 'slap'
  | 'oai'
  | 'hips'
  | 'vosi-availability'
  | 'vosi-capabilities'
  | 'vosi-tables'
  | 'example'
  | 'web'
  | 'service';

export interface Task extends Endpoint {
  what: What;
  /** The address that is asked; a TAP service by its base. */
  ask: string;
  /** Whether the question is the record's own example: it must find something then. */
  isExample: boolean;
  /** What a table of results must have. */
  mandatory: Mandatory | null;
  /** The record, for the one answer that is compared with it; thousands of tasks would hold all of them. */
  root: Element | null;
}

const IVOA = 'ivo://ivoa.net/std/';

/** By standardID in lower case (IDN-04); the first that fits counts. */
const BY_STANDARD: [pattern: RegExp, what: What][] = [
  [/^tap(#aux)?$/, 'tap'],
  [/^conesearch/, 'cone'],
  [/^sia#query(-aux)?-2/, 'sia2'],
  [/^sia(#aux|#query-1.*)?$/, 'sia1'],
  [/^ssa/, 'ssa'],
  [/^slap/, 'slap'],
  [/^registry/, 'oai'],
  [/^hips(#hips-1.*)?$/, 'hips'],
  [/^vosi#availability/, 'vosi-availability'],
  [/^vosi#capabilities/, 'vosi-capabilities'],
  [/^vosi#tables/, 'vosi-tables'],
  // They want an identifier that only an earlier answer gives, and refuse to do without one: that is an answer too.
  [/^(datalink|soda|uws|vospace)/, 'service'],
];

/** In degrees, where the record gives no example; small, so that the answer is. */
const SMALL = 0.01;

/** All that can be asked of a record; what needs a login only whether it is there. */
export function tasksOf(root: Element, ivoid: string): Task[] {
  const title = text(child(root, 'title')).slice(0, 200);
  const seen = new Set<string>();
  const tasks = children(root, 'capability').flatMap((capability) =>
    children(capability, 'interface').flatMap((face) =>
      children(face, 'accessURL')
        .map((url) => text(url))
        .filter((url) => url !== '')
        .flatMap((url) => tasksAt({ root, capability, face, url }, { ivoid, title })),
    ),
  );
  return tasks.filter(({ what, url, about }) => {
    const key = `${what} ${about} ${url}`;
    return !seen.has(key) && seen.add(key);
  });
}

interface Face {
  root: Element;
  capability: Element;
  face: Element;
  url: string;
}

function tasksAt(at: Face, record: { ivoid: string; title: string }): Task[] {
  const { root, url } = at;
  const what = whatOf(at);
  const { query, isExample } = questionOf(what, at);
  const task: Task = {
    ...{ ...record, url, what, about: '', isExample, mandatory: MANDATORY[what] ?? null },
    ask: query === '' ? url : withQuery(url, query),
    root: what === 'vosi-capabilities' ? root : null,
  };
  if (what !== 'tap') return [task];
  return [task, ...tablesToCheck(root).map((table) => ({ ...task, what: 'tap-columns' as const, ...table }))];
}

function whatOf({ capability, face }: Face): What {
  const type = xsiType(face)?.local;
  if (type === 'WebBrowser') return 'web';
  if (needsLogin(face) || type === 'WebService') return 'service';
  const id = attribute(capability, 'standardID')?.trim().toLowerCase() ?? '';
  const known = id.startsWith(IVOA)
    ? BY_STANDARD.find(([pattern]) => pattern.test(id.slice(IVOA.length)))
    : undefined;
  if (known !== undefined) return known[1];
  if (testQuery(face) !== null) return 'example';
  return 'service';
}

/** What is appended to the address, and whether the record gives it (SimpleDALRegExt 1.2 §3, capability/testQuery). */
function questionOf(what: What, { capability, face }: Face): { query: string; isExample: boolean } {
  const example = testQuery(face);
  if (example !== null && DATA.has(what)) return { query: example, isExample: true };
  const test = child(capability, 'testQuery');
  const isExample = test !== null;
  const value = (...path: string[]) => (test === null ? '' : text(descend(test, ...path)[0]));
  const number = (found: string, otherwise: number) => (/^[-+.\d]/.test(found) ? found : String(otherwise));
  const extras = value('extras') === '' ? '' : `&${value('extras').replace(/^[?&]+/, '')}`;
  const command = value('queryDataCmd').replace(/^[?&]+/, '');
  const { ra, dec, size } = { ...SOMEWHERE, size: SMALL };
  const pos = `POS=${number(value('pos', 'long'), ra)},${number(value('pos', 'lat'), dec)}`;
  switch (what) {
    case 'cone': {
      const verbosity = value('verb') === '' ? '' : `&VERB=${value('verb')}`;
      const place = `RA=${number(value('ra'), ra)}&DEC=${number(value('dec'), dec)}&SR=${number(value('sr'), size)}`;
      return { query: `${place}${verbosity}${extras}`, isExample };
    }
    case 'sia1': {
      const [long, lat] = [value('size', 'long'), value('size', 'lat')].map((one) => number(one, size));
      return { query: `${pos}&SIZE=${long},${lat}${extras}`, isExample };
    }
    case 'sia2':
      return { query: `POS=CIRCLE+${ra}+${dec}+${size}&MAXREC=1`, isExample: false };
    case 'ssa': {
      if (command !== '') return { query: withRequest(command), isExample };
      return { query: `REQUEST=queryData&${pos}&SIZE=${number(value('size'), size)}`, isExample };
    }
    case 'slap': {
      if (command !== '') return { query: withRequest(command), isExample };
      const [from, to] = [
        number(value('wavelength', 'minWavelength'), 6.5e-7),
        number(value('wavelength', 'maxWavelength'), 6.6e-7),
      ];
      return { query: `REQUEST=queryData&WAVELENGTH=${from}/${to}`, isExample };
    }
    case 'oai':
      return { query: 'verb=Identify', isExample: false };
    default:
      return { query: '', isExample: false };
  }
}

const DATA: ReadonlySet<What> = new Set(['cone', 'sia1', 'sia2', 'ssa', 'slap', 'example']);

function withRequest(command: string): string {
  return /(^|&)REQUEST=/i.test(command) ? command : `REQUEST=queryData&${command}`;
}

const EPN = /^ivo:\/\/(ivoa\.net\/std\/epntap|vopdc\.obspm\/std\/epncore)/i;
const OBSCORE = /^ivo:\/\/ivoa\.net\/std\/obscore/i;
/** Of one record: a service of hundreds of tables has one of each kind, or a few. */
const MOST_TABLES = 20;

/** The tables that say they are EPN-TAP's or ObsCore's, as ADQL names them. */
function tablesToCheck(root: Element): { about: string; mandatory: Mandatory }[] {
  const found = descend(root, 'tableset', 'schema').flatMap((schema) =>
    children(schema, 'table').flatMap((table) => {
      const name = text(child(table, 'name'));
      const about = name.includes('.') ? name : `${text(child(schema, 'name'))}.${name}`;
      const utype = text(child(table, 'utype')) || text(child(schema, 'utype'));
      const isEpn = EPN.test(utype) || /(^|\.)epn_core$/i.test(name);
      const mandatory = isEpn ? MANDATORY.epn : MANDATORY.obscore;
      const isOne = isEpn || OBSCORE.test(utype) || /^(ivoa\.)?obscore$/i.test(about);
      return isOne && mandatory !== undefined ? [{ about, mandatory }] : [];
    }),
  );
  return found.slice(0, MOST_TABLES);
}
