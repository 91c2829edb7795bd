/** Every kind of anomaly, in the order of the report. */
import type { Kind } from './kind.ts';
import { IDENTITY_KINDS } from './kinds-identity.ts';
import { RECORD_KINDS } from './kinds-records.ts';
import { REGISTRY_KINDS } from './kinds-registries.ts';
import { SOURCE_KINDS } from './kinds-sources.ts';

export const KINDS: Kind[] = [...IDENTITY_KINDS, ...REGISTRY_KINDS, ...RECORD_KINDS, ...SOURCE_KINDS];
