/** Tiny records that are valid against xsd/: the fixtures of the promises' tests. */
import { RI, VG, VR, XSI } from '../../src/resource/namespaces.ts';

export const AUTHORITY = 'padc.example';
export const REGISTRY_IVOID = `ivo://${AUTHORITY}/registry`;
export const REGISTRY_PATH = 'records/registry.xml';
export const AUTHORITY_PATH = 'records/authority.xml';
export const REGISTRY_FILE_PATH = 'records/registry.json';

export interface TinyRecord {
  ivoid: string;
  title?: string;
  subject?: string;
  status?: 'active' | 'inactive' | 'deleted';
  /** Local name, of VOResource. */
  type?: 'Resource' | 'Organisation';
  /** More of the root's attributes, with a blank before each. */
  attributes?: string;
  description?: string;
}

/** A vr:Resource of about 700 bytes. */
export function tinyRecord({
  ivoid,
  title = 'A record',
  subject = 'ephemerides',
  status = 'active',
  type = 'Resource',
  attributes = '',
  description = 'Written for a test.',
}: TinyRecord): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ri:Resource xsi:type="vr:${type}" status="${status}"${attributes}
    xmlns:ri="${RI}"
    xmlns:vr="${VR}"
    xmlns:xsi="${XSI}">
  ${body(ivoid, title, subject, description)}
</ri:Resource>
`;
}

export interface RegistryOptions {
  ivoid?: string;
  maxRecords?: number;
  authorities?: string[];
  title?: string;
}

export function registryRecord({
  ivoid = REGISTRY_IVOID,
  maxRecords = 3,
  authorities = [AUTHORITY],
  title = 'A registry',
}: RegistryOptions = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ri:Resource xsi:type="vg:Registry" status="active"
    xmlns:ri="${RI}"
    xmlns:vg="${VG}"
    xmlns:xsi="${XSI}">
  ${body(ivoid, title, 'virtual-observatories', 'Written for a test.')}
  <capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry">
    <interface xsi:type="vg:OAIHTTP" role="std" version="1.0">
      <accessURL>https://registry.${AUTHORITY}/oai</accessURL>
    </interface>
    <maxRecords>${maxRecords}</maxRecords>
  </capability>
  <full>false</full>
  ${authorities.map((a) => `<managedAuthority>${a}</managedAuthority>`).join('')}
</ri:Resource>
`;
}

export function authorityRecord(authority = AUTHORITY): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ri:Resource xsi:type="vg:Authority" status="active"
    xmlns:ri="${RI}"
    xmlns:vg="${VG}"
    xmlns:xsi="${XSI}">
  ${body(`ivo://${authority}`, 'An authority', 'virtual-observatories', 'Written for a test.')}
  <managingOrg>Paris Astronomical Data Centre</managingOrg>
</ri:Resource>
`;
}

function body(ivoid: string, title: string, subject: string, description: string): string {
  return `<title>${title}</title>
  <identifier>${ivoid}</identifier>
  <curation>
    <publisher>Paris Astronomical Data Centre</publisher>
    <contact><name>Registry operators</name><email>vo@${AUTHORITY}</email></contact>
  </curation>
  <content>
    <subject>${subject}</subject>
    <description>${description}</description>
    <referenceURL>https://${AUTHORITY}/</referenceURL>
  </content>`;
}

/** Where records are written: test/helpers/git-repo.ts, or MemoryRepository. */
interface Writable {
  write(path: string, content: string): unknown;
}

/** What every registry must have: its own record and its authority's. */
export function writeRegistry(repository: Writable, options: RegistryOptions = {}): void {
  const { authorities = [AUTHORITY] } = options;
  repository.write(REGISTRY_PATH, registryRecord(options));
  for (const authority of authorities) {
    const path = authority === AUTHORITY ? AUTHORITY_PATH : `records/authority-${authority}.xml`;
    repository.write(path, authorityRecord(authority));
  }
}
