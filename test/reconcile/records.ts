/** Fields of small records, for tests that look at whole sets of them. */
import { emptyKnown, type Known, type KnownRecord } from '../../src/reconcile/known.ts';
import type { Fields } from '../../src/resource/fields.ts';
import type { SourceState } from '../../src/store/harvested.ts';

const EMPTY: Fields = {
  model: 'spase',
  id: '',
  type: 'NumericalData',
  version: '2.7.1',
  status: null,
  title: '',
  alternateNames: [],
  description: '',
  created: null,
  updated: null,
  dois: [],
  otherDois: [],
  altIdentifiers: [],
  priorIds: [],
  referenceUrls: [],
  access: [],
  persons: [],
  publisher: null,
  instruments: [],
  facilities: [],
  repositories: [],
  temporal: [],
  cadence: null,
  parameters: [],
  subjects: [],
  measurements: [],
  regions: [],
  wavebands: [],
  levels: [],
  rights: [],
  relations: [],
  tables: [],
  authorities: [],
  standards: [],
};

export function fieldsOf(more: Partial<Fields>): Fields {
  return { ...EMPTY, ...more };
}

/** A record of a SPASE source at the path that fits its id, unless another is given. */
export function spaseRecord(id: string, more: Partial<Fields> = {}, path?: string): KnownRecord {
  const place = path ?? `${id.slice('spase://'.length)}.xml`;
  const fields = fieldsOf({ id, title: id, ...more });
  return { fields, source: 'ihdea', digest: `digest of ${id}`, path: place, blob: null, setSpecs: [] };
}

export function ownRecord(id: string, more: Partial<Fields> = {}): KnownRecord {
  const fields = fieldsOf({ model: 'vor', type: 'CatalogResource', version: '1.2', id, title: id, ...more });
  return {
    fields,
    source: 'here',
    digest: `digest of ${id}`,
    path: 'records/a.xml',
    blob: null,
    setSpecs: [],
  };
}

export function sourceState(more: Partial<SourceState> = {}): SourceState {
  return {
    id: 'ihdea',
    kind: 'git',
    url: 'https://hpde.example',
    model: 'spase',
    firstTried: '2026-11-01T00:00:00Z',
    lastFull: '2026-11-20T00:00:00Z',
    lastIncremental: null,
    reached: null,
    records: 1,
    deleted: 0,
    quarantined: 0,
    drift: 0,
    complete: true,
    alarm: null,
    identify: null,
    deviations: [],
    reason: null,
    ...more,
  };
}

export function knownOf(spase: KnownRecord[], own: KnownRecord[] = [], more: Partial<Known> = {}): Known {
  const bySpaseId = new Map(spase.map((record) => [record.fields.id, record]));
  return { ...emptyKnown(), own, spase: bySpaseId, sources: [sourceState()], ...more };
}
