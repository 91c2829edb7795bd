/** Types and states of records in words. */
import type { Language } from './language.ts';

const TYPES: Record<string, Record<Language, string>> = {
  Resource: { en: 'Resource', fr: 'Ressource' },
  Organisation: { en: 'Organisation', fr: 'Organisme' },
  Service: { en: 'Service', fr: 'Service' },
  DataService: { en: 'Data service', fr: 'Service de données' },
  CatalogService: { en: 'Catalogue service', fr: 'Service de catalogues' },
  TableService: { en: 'Table service', fr: 'Service de tables' },
  DataResource: { en: 'Data set', fr: 'Jeu de données' },
  DataCollection: { en: 'Data collection', fr: 'Collection de données' },
  CatalogResource: { en: 'Catalogue', fr: 'Catalogue' },
  Registry: { en: 'Registry', fr: 'Registre' },
  Authority: { en: 'Naming authority', fr: 'Autorité de nommage' },
  Standard: { en: 'Standard', fr: 'Norme' },
  ServiceStandard: { en: 'Service standard', fr: 'Norme de service' },
  StandardKeyEnumeration: { en: 'Standard keys', fr: 'Clés de normes' },
  Document: { en: 'Document', fr: 'Document' },
  Application: { en: 'Application', fr: 'Application' },
  // SPASE 2.7; Document, Registry and Service have the IVOA's words.
  NumericalData: { en: 'Numerical data', fr: 'Données numériques' },
  DisplayData: { en: 'Display data', fr: 'Données graphiques' },
  SimulationModel: { en: 'Simulation model', fr: 'Modèle de simulation' },
  SimulationRun: { en: 'Simulation run', fr: 'Simulation' },
  NumericalOutput: { en: 'Numerical output', fr: 'Sorties numériques' },
  DisplayOutput: { en: 'Display output', fr: 'Sorties graphiques' },
  Catalog: { en: 'Catalogue of events', fr: 'Catalogue d’événements' },
  Collection: { en: 'Collection', fr: 'Collection' },
  Granule: { en: 'Granule', fr: 'Granule' },
  Instrument: { en: 'Instrument', fr: 'Instrument' },
  Observatory: { en: 'Observatory', fr: 'Observatoire' },
  Person: { en: 'Person', fr: 'Personne' },
  Repository: { en: 'Repository', fr: 'Dépôt' },
  Software: { en: 'Software', fr: 'Logiciel' },
  Annotation: { en: 'Annotation', fr: 'Annotation' },
};

const STATUSES: Record<string, Record<Language, string>> = {
  active: { en: 'active', fr: 'active' },
  inactive: { en: 'inactive', fr: 'inactive' },
  deleted: { en: 'deleted', fr: 'supprimée' },
};

const BY_LOWER_CASE = new Map(Object.entries(TYPES).map(([type, words]) => [type.toLowerCase(), words]));

/**
 * A type for people: the local name of an xsi:type or a SPASE resource, also with the usual prefix and in lower case, as
 * RegTAP writes it (`vs:catalogservice`); as it is if it is not known.
 */
export function typeInWords(language: Language, type: string): string {
  return BY_LOWER_CASE.get(type.replace(/^\w+:/, '').toLowerCase())?.[language] ?? type;
}

export function statusInWords(language: Language, status: string): string {
  return (Object.hasOwn(STATUSES, status) ? STATUSES[status]?.[language] : undefined) ?? status;
}
