/** The kinds of record that `voreg new` makes. */
import {
  cone,
  datalink,
  epnTap,
  hips,
  obscore,
  servedTables,
  sia1,
  sia2,
  slap,
  soda,
  ssa,
  tap,
  unknownTables,
} from './protocols.ts';
import type { Body } from './record.ts';
import {
  authority,
  catalogService,
  dataResource,
  document,
  organisation,
  registry,
  service,
  serviceStandard,
  standard,
} from './resources.ts';
import type { Given, Values } from './values.ts';

export interface RecordKind {
  /** For the list of kinds. */
  is: string;
  /** Of the root, with its canonical prefix. */
  xsiType: string;
  /** What it needs beside what every record does. */
  needs: (keyof Given)[];
  /** What its access URL is, for a question. */
  accessURL?: string;
  body(values: Values): Body;
}

const COMMON: (keyof Given)[] = ['creators', 'date'];
const SERVICE: (keyof Given)[] = [...COMMON, 'accessURL', 'rights'];
const TABLE: (keyof Given)[] = [...COMMON, 'servedBy', 'accessURL', 'rights'];
const BASE_URL = 'base URL of the service';
const TAP_URL = 'base URL of the TAP service that answers queries';

export const KINDS: Record<string, RecordKind> = {
  organisation: {
    is: 'an institute, data center, observatory or project',
    xsiType: 'vr:Organisation',
    needs: [],
    body: organisation,
  },
  authority: {
    is: 'a naming authority: the first part of ivoids',
    xsiType: 'vg:Authority',
    needs: ['creators'],
    body: authority,
  },
  registry: {
    is: 'the publishing registry itself',
    xsiType: 'vg:Registry',
    needs: ['creators', 'accessURL', 'rights'],
    accessURL: 'base URL of OAI-PMH, ending in /oai',
    body: registry,
  },
  service: {
    is: 'a service that does something else than hand out data',
    xsiType: 'vr:Service',
    needs: SERVICE,
    accessURL: 'address of the page at which people use it',
    body: service,
  },
  'data-resource': {
    is: 'a collection of data without tables',
    xsiType: 'vs:DataResource',
    needs: SERVICE,
    accessURL: 'address of the page at which people get the data',
    body: dataResource,
  },
  'data-service': {
    is: 'a service on data without tables',
    xsiType: 'vs:DataService',
    needs: SERVICE,
    accessURL: 'address of the page at which people use it',
    body: dataResource,
  },
  'catalog-resource': {
    is: 'tables that are queried through the TAP service of another record',
    xsiType: 'vs:CatalogResource',
    needs: TABLE,
    accessURL: TAP_URL,
    body: (values) => servedTables(values, unknownTables()),
  },
  'catalog-service': {
    is: 'a service on tables, of no protocol below; --from-vosi copies what it offers',
    xsiType: 'vs:CatalogService',
    needs: SERVICE,
    accessURL: 'address of the page at which people use it',
    body: catalogService,
  },
  standard: {
    is: 'a convention such as a data model or a format',
    xsiType: 'vstd:Standard',
    needs: COMMON,
    body: standard,
  },
  'service-standard': {
    is: 'a protocol of your own',
    xsiType: 'vstd:ServiceStandard',
    needs: COMMON,
    body: serviceStandard,
  },
  document: {
    is: 'a tutorial or other text',
    xsiType: 'doc:Document',
    needs: [...COMMON, 'accessURL'],
    accessURL: 'address at which the text is read',
    body: document,
  },
  tap: protocol('a TAP service; --from-vosi copies what it offers', 'vs:CatalogService', tap),
  cone: protocol('a cone search', 'vs:CatalogService', cone),
  sia1: protocol('an image search, SIA 1', 'vs:CatalogService', sia1),
  sia2: protocol('an image query, SIA 2', 'vs:CatalogService', sia2),
  ssa: protocol('a search for spectra, SSA', 'vs:CatalogService', ssa),
  slap: protocol('a search for spectral lines, SLAP', 'vs:CatalogService', slap),
  datalink: protocol('links from datasets, DataLink', 'vs:DataService', datalink),
  soda: protocol('cutouts, SODA', 'vs:DataService', soda),
  hips: protocol('a hierarchical survey, HiPS', 'vs:DataService', hips),
  'epn-tap': {
    is: 'a table of EPN-TAP 2.0 in the TAP service of another record',
    xsiType: 'vs:CatalogResource',
    needs: [...TABLE, 'frame'],
    accessURL: TAP_URL,
    body: epnTap,
  },
  obscore: {
    is: 'a table of ObsCore 1.1 in the TAP service of another record',
    xsiType: 'vs:CatalogResource',
    needs: TABLE,
    accessURL: TAP_URL,
    body: obscore,
  },
};

function protocol(is: string, xsiType: string, body: RecordKind['body']): RecordKind {
  return { is, xsiType, needs: SERVICE, accessURL: BASE_URL, body };
}
