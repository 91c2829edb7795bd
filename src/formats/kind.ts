/** What a record describes, as the other worlds see it. VOResource types say how it is described, not always what it is. */
import { attribute, type Element, xsiType } from '../resource/element.ts';
import { each, first } from '../resource/field-values.ts';

export type Kind =
  | 'dataset'
  | 'service'
  | 'registry'
  | 'organisation'
  | 'authority'
  | 'standard'
  | 'document'
  | 'software'
  | 'other';

/** What each is in schema.org. */
export const SCHEMA_TYPES: Record<Kind, string> = {
  dataset: 'Dataset',
  service: 'WebAPI',
  registry: 'DataCatalog',
  organisation: 'Organization',
  standard: 'TechArticle',
  document: 'TechArticle',
  software: 'SoftwareApplication',
  authority: 'CreativeWork',
  other: 'CreativeWork',
};

const KINDS = new Map<string, Kind>([
  ['CatalogResource', 'dataset'],
  ['DataResource', 'dataset'],
  ['DataCollection', 'dataset'],
  ['Service', 'service'],
  ['DataService', 'service'],
  ['Registry', 'registry'],
  ['Organisation', 'organisation'],
  ['Authority', 'authority'],
  ['Standard', 'standard'],
  ['ServiceStandard', 'standard'],
  ['StandardKeyEnumeration', 'standard'],
  ['Document', 'document'],
  ['Application', 'software'],
]);

const DATA_AND_SERVICE = new Set(['CatalogService', 'TableService']);
const TAP = /^ivo:\/\/ivoa\.net\/std\/tap$/i;

/**
 * A CatalogService is data and the service to reach it in one; only a whole TAP service serves data that are described
 * elsewhere, and so is a service for people who look for data.
 */
export function kindOf(root: Element): Kind {
  const local = xsiType(root)?.local ?? '';
  const known = KINDS.get(local);
  if (known !== undefined) return known;
  if (!DATA_AND_SERVICE.has(local)) return each(root, 'capability').length > 0 ? 'service' : 'other';
  const isWholeTap = each(root, 'capability').some((one) =>
    TAP.test((attribute(one, 'standardID') ?? '').trim()),
  );
  const hasData = first(root, 'coverage') !== null || first(root, 'tableset') !== null;
  return hasData && !isWholeTap ? 'dataset' : 'service';
}
