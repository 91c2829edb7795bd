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
};

const STATUSES: Record<string, Record<Language, string>> = {
  active: { en: 'active', fr: 'active' },
  inactive: { en: 'inactive', fr: 'inactive' },
  deleted: { en: 'deleted', fr: 'supprimée' },
};

/** A local name of xsi:type for people; as it is if it is not known. */
export function typeInWords(language: Language, type: string): string {
  return (Object.hasOwn(TYPES, type) ? TYPES[type]?.[language] : undefined) ?? type;
}

export function statusInWords(language: Language, status: string): string {
  return (Object.hasOwn(STATUSES, status) ? STATUSES[status]?.[language] : undefined) ?? status;
}
