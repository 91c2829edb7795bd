/**
 * Relations between records that are not one and the same: a table and its products, a service and the repository that
 * describes it (crosswalk.md §2.4: 1:n is the normal case). Proposals by what both records state, each with its reason;
 * likeness of titles alone proposes nothing here.
 */
import type { Fields } from '../../resource/fields.ts';
import { nameKey } from '../names.ts';
import { foldText, normaliseUrl } from '../normalise.ts';
import { isOfClass } from './classes.ts';
import { codeForm } from './words.ts';

export interface RelationProposal {
  subject: string;
  predicate:
    | 'skos:relatedMatch'
    | 'dcterms:isPartOf'
    | 'dcterms:hasPart'
    | 'vorel:IsServiceFor'
    | 'vorel:IsDerivedFrom';
  /** Sorted; one entry for a 1:1 relation. */
  objects: string[];
  /** What it rests on, for a person. */
  why: string;
}

/** Data set names inside a table, by the record's id: `granule_gid`s or HAPI ids that its rows name. */
export type Granules = ReadonlyMap<string, ReadonlySet<string>>;

/** Infrastructure that a resource can be part of or served by. */
const isPlace = ({ type }: Fields) => type === 'Repository' || type === 'Organisation' || type === 'Service';
const isData = ({ type }: Fields) => isOfClass(type, 'data');
const isService = ({ type }: Fields) => isOfClass(type, 'service');

/**
 * What could be stated of each of `here` (VOResource) and some of `there` (SPASE), sorted by subject, predicate and
 * object. Cost: linear in the records, and in the pairs that share a key.
 */
export function relations(
  here: Iterable<Fields>,
  there: Iterable<Fields>,
  granules: Granules = new Map(),
): RelationProposal[] {
  const index = new Places(there);
  const found: RelationProposal[] = [];
  for (const fields of here) {
    const parts = partsOf(fields, index, granules);
    found.push(...parts, ...sameData(fields, index), ...places(fields, index));
    if (isService(fields) && parts.length === 0) found.push(...served(fields, index));
  }
  const key = ({ subject, predicate, objects }: RelationProposal) =>
    `${subject}\t${predicate}\t${objects[0] ?? ''}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** SPASE records by the keys they are found by. */
class Places {
  readonly byKey = new Map<string, Fields[]>();
  readonly byDoi = new Map<string, Fields[]>();
  readonly placesByHost = new Map<string, Fields[]>();
  readonly dataByHost = new Map<string, Fields[]>();

  constructor(records: Iterable<Fields>) {
    for (const fields of records) {
      if (isPlace(fields)) {
        for (const host of hostsOf(fields)) push(this.placesByHost, host, fields);
      } else if (isData(fields)) {
        for (const { productKey } of fields.access) push(this.byKey, codeForm(productKey ?? ''), fields);
        for (const doi of doisOf(fields)) push(this.byDoi, doi, fields);
        for (const host of accessHosts(fields)) push(this.dataByHost, host, fields);
      }
    }
  }
}

/** A table has the products whose keys its rows name. */
function partsOf(here: Fields, { byKey }: Places, granules: Granules): RelationProposal[] {
  const names = granules.get(here.id);
  if (names === undefined) return [];
  const parts = [...names].flatMap((name) => byKey.get(codeForm(name)) ?? []);
  return propose(
    here,
    'dcterms:hasPart',
    parts,
    `${names.size} data set names in its rows are ProductKeys there`,
  );
}

/**
 * Data with one DOI: the same data served again, or several products of one DOI (13 DOIs are on 2 to 24 SPASE records).
 * Identity is for the matcher to say, and for a person.
 */
function sameData(here: Fields, { byDoi }: Places): RelationProposal[] {
  if (!isData(here)) return [];
  return doisOf(here).flatMap((doi) =>
    propose(here, 'vorel:IsDerivedFrom', byDoi.get(doi) ?? [], `both name the DOI ${doi}`),
  );
}

/** A repository or service on a host of ours: the same thing described otherwise if title or person agree too, else its home. */
function places(here: Fields, { placesByHost }: Places): RelationProposal[] {
  return [...hostsOf(here)].flatMap((host) =>
    (placesByHost.get(host) ?? []).flatMap((place) => {
      const alike = alikeIn(here, place);
      if (alike.length > 0)
        return propose(
          here,
          'skos:relatedMatch',
          [place],
          `same ${['host', ...alike].join(', ')}; a ${place.type} is no ${here.type}`,
        );
      return propose(here, 'dcterms:isPartOf', [place], `same host ${host}`);
    }),
  );
}

/** Products that a service's own host serves. */
function served(here: Fields, { dataByHost }: Places): RelationProposal[] {
  return [...accessHosts(here)].flatMap((host) =>
    propose(here, 'vorel:IsServiceFor', dataByHost.get(host) ?? [], `their access address is on ${host}`),
  );
}

function alikeIn(a: Fields, b: Fields): string[] {
  const names = new Set(a.persons.map(({ name }) => nameKey(name)));
  return [
    ...(foldText(a.title) === foldText(b.title) ? ['title'] : []),
    ...(b.persons.some(({ name }) => names.has(nameKey(name))) ? ['person'] : []),
  ];
}

function propose(
  { id }: Fields,
  predicate: RelationProposal['predicate'],
  objects: Fields[],
  why: string,
): RelationProposal[] {
  const ids = [...new Set(objects.map((object) => object.id))].sort();
  return ids.length === 0 ? [] : [{ subject: id, predicate, objects: ids, why }];
}

function doisOf({ dois, otherDois }: Fields): string[] {
  return [...new Set([...dois, ...otherDois])];
}

/** Hosts that hold many things and are nobody's: a DOI resolver, code and paper archives. */
const SHARED_HOSTS =
  /(?:^|\.)(?:doi\.org|github\.com|zenodo\.org|adsabs\.harvard\.edu|helio\.data\.nasa\.gov|dc\.g-vo\.org)$/;

function hostsOf(fields: Fields): Set<string> {
  return hosts([...fields.referenceUrls, ...fields.access.map(({ url }) => url)]);
}

function accessHosts({ access }: Fields): Set<string> {
  return hosts(access.map(({ url }) => url));
}

function hosts(urls: string[]): Set<string> {
  const found = urls.map(
    (url) =>
      normaliseUrl(url)
        ?.replace(/[/?#:].*$/s, '')
        .replace(/^www\./, '') ?? '',
  );
  return new Set(found.filter((host) => host !== '' && !SHARED_HOSTS.test(host)));
}

function push(map: Map<string, Fields[]>, key: string, fields: Fields): void {
  if (key === '') return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [fields]);
  else if (list.at(-1) !== fields) list.push(fields);
}
