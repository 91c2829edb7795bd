/** Whom the published registry.json names as searchable registries, and how we introduce ourselves to them. */
import { readFileSync } from 'node:fs';
import type { RegistryRecord } from './resource/registry.ts';
import type { Searchable } from './resource/registry-file.ts';
import type { Ledger } from './store/ledger.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Under "searchable"; older versions of the program kept registry.json without that. */
export function searchableOf({ registryFile }: Ledger): Searchable[] {
  return registryFile?.searchable ?? [];
}

/** User-Agent and From (HV-02). */
export function whoAsks(
  registry: RegistryRecord,
  purpose: 'visibility' | 'monitoring' = 'visibility',
): { userAgent: string; from: string | null } {
  const userAgent = `voreg/${version} (+${registry.baseURL}; IVOA-test: ${purpose})`;
  return { userAgent, from: registry.adminEmails[0] ?? null };
}
