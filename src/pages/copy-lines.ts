/** Lines to paste into a terminal or Python. Whatever a record says, it stays inside one quoted word. */
import { withoutSlashAtEnd } from '../resource/address.ts';
import { descend, type Element, text } from '../resource/element.ts';
import { SOMEWHERE, testQuery, withQuery } from '../resource/test-query.ts';
import type { StandardWords } from './standards.ts';

export interface Lines {
  /** For Python with pyvo; null where pyvo has nothing for it. */
  pyvo: string | null;
  curl: string | null;
  /** The menu entry of TOPCAT and the address to paste there. */
  topcat: { menu: string; url: string } | null;
  /** A page of Aladin Lite. */
  aladin: string | null;
}

const NONE: Lines = { pyvo: null, curl: null, topcat: null, aladin: null };
const ALADIN = 'https://aladin.cds.unistra.fr/AladinLite/';

/** In degrees, ICRS. */
interface Field {
  ra: number;
  dec: number;
  /** Radius or edge. */
  size: number;
}

/** For services whose record gives none. */
const DEFAULT_FIELD: Field = { ...SOMEWHERE, size: 0.1 };

/** `url` is the address as in the record, and safe; `table` the first table that can be asked, if any. */
export function linesFor(
  use: StandardWords['use'],
  { url, capability, face, table }: { url: string; capability: Element; face: Element; table: string | null },
): Lines {
  const given = fieldOf(capability);
  const field = given ?? DEFAULT_FIELD;
  const { ra, dec, size } = field;
  const aladin = given === null ? null : aladinField(given);
  const dal = (service: string, search: string) =>
    `import pyvo\nresult = pyvo.dal.${service}(${py(url)}).search(${search})\nprint(result.to_table())`;
  switch (use) {
    case 'tap': {
      const query = `SELECT TOP 5 * FROM ${table ?? 'tap_schema.tables'}`;
      const sync = `${withoutSlashAtEnd(url)}/sync`;
      return {
        pyvo: dal('TAPService', py(query)),
        curl: `curl -L ${sh(sync)} -d REQUEST=doQuery -d LANG=ADQL -d FORMAT=csv --data-urlencode ${sh(`QUERY=${query}`)}`,
        topcat: { menu: 'VO ▸ Table Access Protocol (TAP) Query', url },
        aladin: null,
      };
    }
    case 'cone':
      return {
        pyvo: dal('SCSService', `pos=(${ra}, ${dec}), radius=${size}`),
        curl: curl(withQuery(url, `RA=${ra}&DEC=${dec}&SR=${size}`)),
        topcat: { menu: 'VO ▸ Cone Search', url },
        aladin,
      };
    case 'sia1':
      return {
        pyvo: dal('SIAService', `pos=(${ra}, ${dec}), size=${size}`),
        curl: curl(withQuery(url, `POS=${ra},${dec}&SIZE=${size}`)),
        topcat: { menu: 'VO ▸ Simple Image Access (SIA) Query', url },
        aladin,
      };
    case 'sia2': {
      const test = testQuery(face);
      return {
        pyvo: `import pyvo\nservice = pyvo.dal.SIA2Service(${py(url)}, check_baseurl=False)\nprint(service.search(pos=(${ra}, ${dec}, ${size})).to_table())`,
        curl: curl(withQuery(url, test ?? `POS=CIRCLE+${ra}+${dec}+${size}&MAXREC=5`)),
        topcat: { menu: 'VO ▸ Simple Image Access (SIA) Query', url },
        aladin,
      };
    }
    case 'ssa':
      return {
        pyvo: dal('SSAService', `pos=(${ra}, ${dec}), diameter=${size}`),
        curl: curl(withQuery(url, `REQUEST=queryData&POS=${ra},${dec}&SIZE=${size}`)),
        topcat: { menu: 'VO ▸ Simple Spectral Access (SSA) Query', url },
        aladin,
      };
    case 'slap':
      return {
        ...NONE,
        pyvo: `import pyvo\nfrom astropy import units as u\nresult = pyvo.dal.SLAService(${py(url)}).search((6.5e-7 * u.m, 6.6e-7 * u.m))\nprint(result.to_table())`,
        curl: curl(withQuery(url, 'REQUEST=queryData&WAVELENGTH=6.5E-7/6.6E-7')),
      };
    case 'hips':
      return {
        ...NONE,
        curl: curl(`${withoutSlashAtEnd(url)}/properties`),
        aladin: `${ALADIN}?${new URLSearchParams({ survey: url })}`,
      };
    case 'oai':
      return { ...NONE, curl: curl(withQuery(url, 'verb=Identify')) };
    case 'vosi':
      return NONE;
    case 'plain': {
      const test = testQuery(face);
      return { ...NONE, curl: curl(test === null ? url : withQuery(url, test)) };
    }
  }
}

/** The test position of a cone, image or spectral search (SimpleDALRegExt 1.2 §3); null without one in degrees. */
function fieldOf(capability: Element): Field | null {
  const number = (...path: string[]) => {
    const [found] = descend(capability, 'testQuery', ...path);
    return found === undefined || text(found) === '' ? Number.NaN : Number(text(found));
  };
  const size = [number('sr'), number('size', 'long'), number('size')].find((n) => n > 0) ?? 0.1;
  const places: [number, number][] = [
    [number('ra'), number('dec')],
    [number('pos', 'long'), number('pos', 'lat')],
  ];
  const place = places.find(([ra, dec]) => Math.abs(ra) <= 360 && Math.abs(dec) <= 90);
  return place === undefined ? null : { ra: place[0], dec: place[1], size };
}

function aladinField({ ra, dec, size }: Field): string {
  return `${ALADIN}?${new URLSearchParams({ target: `${ra} ${dec}`, fov: String(Math.max(0.05, size * 2)) })}`;
}

function curl(url: string): string {
  return `curl -L ${sh(url)}`;
}

/** One word for a POSIX shell. */
function sh(word: string): string {
  return `'${word.replace(/[\p{Cc}\p{Cf}]/gu, '').replaceAll("'", `'\\''`)}'`;
}

/** A string literal of Python, which reads those of JSON. */
function py(word: string): string {
  return JSON.stringify(word);
}
