/** What the registry's own vg:Registry record says: the source of Identify (design §5, RI-11, RI-20…27). */
import { attribute, child, children, descend, type Element, text, xsiType } from './element.ts';
import { VG } from './namespaces.ts';

/** `ivo://ivoa.net/std/Registry`, compared in lower case (RI-23). */
const HARVEST_STANDARD = 'ivo://ivoa.net/std/registry';

export interface RegistryRecord {
  ivoid: string;
  repositoryName: string;
  baseURL: string;
  adminEmails: string[];
  maxRecords: number;
  managedAuthorities: string[];
}

/** Whether a resource is a publishing registry's record: a vg:Registry with an OAI-PMH harvest interface. */
export function isPublishingRegistry(resource: Element): boolean {
  const type = xsiType(resource);
  return type?.uri === VG && type.local === 'Registry' && harvestCapabilities(resource).length > 0;
}

export function harvestCapabilities(resource: Element): Element[] {
  return children(resource, 'capability').filter((capability) => {
    const type = xsiType(capability);
    const standard = (attribute(capability, 'standardID') ?? '').toLowerCase();
    return (
      (type?.uri === VG && type.local === 'Harvest') ||
      (standard === HARVEST_STANDARD && oaiInterfaces(capability).length > 0)
    );
  });
}

/** vg:OAIHTTP interfaces with role std (RI-22). */
export function oaiInterfaces(capability: Element): Element[] {
  return children(capability, 'interface').filter((e) => {
    const type = xsiType(e);
    return type?.uri === VG && type.local === 'OAIHTTP' && /^std(:|$)/.test(attribute(e, 'role') ?? '');
  });
}

/** Where a registry's pages begin, from the accessURL of its OAI-PMH: `https://example.org/reg/oai` → `https://example.org/reg`. */
export function rootOf(oai: string): string {
  return oai.replace(/\/oai\/?$/, '');
}

/** Reads the record; whether it is fit to be served from is for validate/rules to say. */
export function readRegistry(resource: Element): RegistryRecord {
  const capability = harvestCapabilities(resource)[0];
  const oai = capability === undefined ? undefined : oaiInterfaces(capability)[0];
  return {
    ivoid: text(child(resource, 'identifier')),
    repositoryName: text(child(resource, 'title')),
    baseURL: text(oai === undefined ? null : child(oai, 'accessURL')),
    adminEmails: descend(resource, 'curation', 'contact', 'email')
      .map(text)
      .filter((email) => email !== ''),
    maxRecords: Number.parseInt(text(capability === undefined ? null : child(capability, 'maxRecords')), 10),
    managedAuthorities: children(resource, 'managedAuthority').map(text),
  };
}
