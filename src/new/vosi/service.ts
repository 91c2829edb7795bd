/** What a service says of itself at its VOSI endpoints, as far as its record may say it too. */
import type { Element } from '../../resource/element.ts';
import type { Tag } from '../../xml/write.ts';
import { copyCapabilities, tablesAddress } from './capabilities.ts';
import { FETCH_LIMITS, type FetchLimits, fetchXml, VosiFault } from './fetch.ts';
import { copyTables } from './tables.ts';

const CAPABILITIES = 'http://www.ivoa.net/xml/VOSICapabilities/v1.0';
const TABLES = 'http://www.ivoa.net/xml/VOSITables/v1.0';

export interface ServiceMetadata {
  capabilities: Tag[];
  /** Null: none, or none that belongs into a record. `false`: without columns, for services with very many. */
  tableset(withColumns: boolean): Tag | null;
  /** Sentences about what was left out. */
  notes: string[];
}

/**
 * Asks a service. `address`: its base URL, or that of its VOSI capabilities. `wanted`: the standardID of a capability
 * that must be there, or null. Throws VosiFault.
 */
export async function askService(
  address: string,
  wanted: string | null,
  limits: FetchLimits = FETCH_LIMITS,
): Promise<ServiceMetadata> {
  const at = /\/capabilities\/?(\?.*)?$/.test(address)
    ? address
    : `${address.replace(/(?<![/?])[/?]+$/, '')}/capabilities`;
  const document = await fetchXml(at, limits);
  expectRoot(document, CAPABILITIES, 'capabilities', at);
  const { tags, notes } = copyCapabilities(document);
  const ids = tags.map((tag) => (tag.attributes.standardID ?? '').toLowerCase());
  if (tags.length === 0) throw new VosiFault(`${at} lists no capability that a record may have.`);
  if (wanted !== null && !ids.includes(wanted.toLowerCase())) {
    throw new VosiFault(
      `${at} does not list ${wanted}. For another kind of service use: voreg new catalog-service.`,
    );
  }
  const tables = await fetchTables(document, notes, limits);
  return {
    // What the record is about comes first.
    capabilities: [...tags.filter((t) => isWanted(t, wanted)), ...tags.filter((t) => !isWanted(t, wanted))],
    notes,
    tableset: (withColumns) =>
      tables === null ? null : copyTables(tables, withColumns ? notes : [], withColumns),
  };
}

function isWanted(tag: Tag, wanted: string | null): boolean {
  return wanted !== null && tag.attributes.standardID?.toLowerCase() === wanted.toLowerCase();
}

async function fetchTables(document: Element, notes: string[], limits: FetchLimits): Promise<Element | null> {
  const address = tablesAddress(document);
  if (address === null) {
    notes.push('The service has no VOSI tables endpoint: write the tables by hand.');
    return null;
  }
  const tables = await fetchXml(address, limits);
  expectRoot(tables, TABLES, 'tableset', address);
  return tables;
}

function expectRoot(root: Element, uri: string, local: string, address: string): void {
  if (root.local === local && (root.uri === uri || root.uri === '')) return;
  throw new VosiFault(`${address} answers with a ${root.name} element, not with VOSI ${local}.`);
}
