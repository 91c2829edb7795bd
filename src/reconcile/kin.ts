/**
 * What a record of ours shares with the infrastructure that SPASE describes: its facilities and instruments by name, its
 * persons by ORCID or name, its publisher by ROR or name. Facts for a curator, said as sentences; they are no links.
 */
import type { Fields } from '../resource/fields.ts';
import type { Candidates } from './crosswalk/vor-source.ts';
import type { Known, KnownRecord } from './known.ts';
import { nameKey, organisationKey } from './names.ts';
import { foldText, normaliseOrcid } from './normalise.ts';

/** SPASE's persons, observatories, instruments and repositories, by what they are found by. */
export interface Infrastructure {
  facilities: Map<string, string>;
  instruments: Map<string, string>;
  repositories: Map<string, string>;
  personsByOrcid: Map<string, string>;
  personsByName: Map<string, string>;
}

const PLACES: Record<string, 'facilities' | 'instruments' | 'repositories'> = {
  Observatory: 'facilities',
  Instrument: 'instruments',
  Repository: 'repositories',
};

/** A name that two records have names neither. */
const AMBIGUOUS = '';

/** Indexes the infrastructure records among the harvested ones. */
export function infrastructureOf(known: Known): Infrastructure {
  const found: Infrastructure = {
    facilities: new Map(),
    instruments: new Map(),
    repositories: new Map(),
    personsByOrcid: new Map(),
    personsByName: new Map(),
  };
  for (const record of known.spase.values()) {
    const place = PLACES[record.fields.type];
    if (place !== undefined) addNames(found[place], record, place === 'repositories');
    else if (record.fields.type === 'Person') addPerson(found, record);
  }
  return found;
}

function addNames(index: Map<string, string>, { fields }: KnownRecord, isOrganisation: boolean): void {
  for (const name of new Set([fields.title, ...fields.alternateNames])) {
    add(index, isOrganisation ? organisationKey({ name, id: null }) : foldText(name), fields.id);
  }
}

function addPerson(found: Infrastructure, { fields }: KnownRecord): void {
  for (const { name, orcid } of fields.persons) {
    add(found.personsByOrcid, orcidOf(orcid), fields.id);
    add(found.personsByName, nameKey(name), fields.id);
  }
}

function add(index: Map<string, string>, key: string, id: string): void {
  if (key === '') return;
  const there = index.get(key);
  index.set(key, there === undefined || there === id ? id : AMBIGUOUS);
}

/** Ids that a draft may name for a person, a repository or an instrument of ours. */
export function candidatesFrom(infrastructure: Infrastructure): Candidates {
  const { personsByOrcid, personsByName, repositories, instruments } = infrastructure;
  return (kind, name) => {
    const orcid = normaliseOrcid(/\d{4}-\d{4}-\d{4}-\d{3}[\dX]/.exec(name)?.[0] ?? '') ?? '';
    const found = {
      Person: personsByOrcid.get(orcid) ?? personsByName.get(nameKey(name)),
      Repository: repositories.get(organisationKey({ name, id: null })),
      Instrument: instruments.get(foldText(name)),
    }[kind];
    return found === undefined || found === AMBIGUOUS ? [] : [found];
  };
}

/** One sentence for each thing that both sides name. */
export function kinOf(fields: Fields, infrastructure: Infrastructure): string[] {
  const sentences: string[] = [];
  const say = (what: string, name: string, id: string | undefined, by = 'name') => {
    if (id !== undefined && id !== AMBIGUOUS) sentences.push(`The ${what} “${name}” is ${id} (by ${by}).`);
  };
  for (const { name } of fields.facilities) {
    if (name !== null) say('facility', name, infrastructure.facilities.get(foldText(name)));
  }
  for (const { name } of fields.instruments) {
    if (name !== null) say('instrument', name, infrastructure.instruments.get(foldText(name)));
  }
  const persons = new Map(fields.persons.map((person) => [person.name, person]));
  for (const { name, orcid } of persons.values()) {
    const byOrcid = infrastructure.personsByOrcid.get(orcidOf(orcid));
    if (byOrcid !== undefined) say('person', name, byOrcid, 'ORCID');
    else say('person', name, infrastructure.personsByName.get(nameKey(name)));
  }
  const { publisher } = fields;
  if (publisher !== null && publisher.name !== null) {
    say('publisher', publisher.name, infrastructure.repositories.get(organisationKey(publisher)));
  }
  return [...new Set(sentences)];
}

function orcidOf(orcid: string | null): string {
  return orcid === null ? '' : (normaliseOrcid(orcid) ?? '');
}
