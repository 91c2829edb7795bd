/** A small Virtual Observatory in memory: sources and records as the harvested store would give them. */
import { gatherFacts } from '../../src/anomalies/facts.ts';
import type { Fields } from '../../src/resource/fields.ts';
import { ivoidKey } from '../../src/resource/ivoid.ts';
import type { HarvestedRecord, SourceState } from '../../src/store/harvested.ts';

export const NOW = '2026-11-20T12:00:00Z';

export function fields(id: string, parts: Partial<Fields> = {}): Fields {
  return {
    ...{
      model: 'vor',
      id,
      type: 'CatalogResource',
      version: '1.2',
      status: 'active',
      title: `Title of ${id}`,
    },
    ...{ alternateNames: [], description: '', created: null, updated: null, dois: [], otherDois: [] },
    ...{ altIdentifiers: [], priorIds: [], referenceUrls: [], access: [], persons: [], publisher: null },
    ...{ instruments: [], facilities: [], repositories: [], temporal: [], cadence: null, parameters: [] },
    ...{ subjects: [], measurements: [], regions: [], wavebands: [], levels: [], rights: [], relations: [] },
    ...{ tables: [], authorities: [], standards: [] },
    ...parts,
  };
}

export interface World {
  states: SourceState[];
  records: HarvestedRecord[];
}

/** Adds a registry with its own record, its authority record, and nothing else. Changes are made to what it returns. */
export class Registry {
  readonly state: SourceState;
  readonly records: HarvestedRecord[] = [];
  readonly own: Fields;

  constructor(id: string, authority: string) {
    const url = `http://${id}.example/oai`;
    const registryId = `ivo://${authority}/registry`;
    this.state = {
      ...{ id, kind: 'oai', url, model: 'vor', records: 2, deleted: 0, quarantined: 0, drift: 0 },
      ...{
        firstTried: '2026-01-01T00:00:00Z',
        lastFull: '2026-11-19T12:00:00Z',
        lastIncremental: null,
        reached: '2026-11-19T12:00:00Z',
      },
      ...{ complete: true, alarm: null, deviations: [], reason: null },
      identify: { repositoryName: `Registry ${id}`, baseURL: url, adminEmails: 1, registryId },
    };
    this.own = fields(registryId, {
      type: 'Registry',
      title: `Registry ${id}`,
      alternateNames: [id.toUpperCase()],
      access: [{ url, standard: null, interfaceType: 'OAIHTTP', productKey: null, name: null }],
      authorities: [authority],
    });
    this.add(this.own);
    this.add(fields(`ivo://${authority}`, { type: 'Authority', authorities: [authority] }));
  }

  add(what: Fields, parts: Partial<HarvestedRecord> = {}): this {
    this.records.push({
      ...{ source: this.state.id, key: ivoidKey(what.id), id: what.id, model: 'vor', datestamp: NOW },
      ...{ deleted: false, setSpecs: ['ivo_managed'], digest: 'x', path: null, blob: null },
      ...{ firstSeen: NOW, lastSeen: NOW, fields: what },
      validity: { errors: 0, warnings: 0, infos: 0, rules: {} },
      ...parts,
    });
    return this;
  }

  remove(id: string): this {
    this.records.splice(
      this.records.findIndex((record) => record.id === id),
      1,
    );
    return this;
  }
}

/** The Registry of Registries with copies of these registries' records. */
export function rofr(...copies: Fields[]): Registry {
  const registry = new Registry('rofr', 'ivoa.net');
  registry.own.id = 'ivo://ivoa.net/rofr';
  registry.records[0] = {
    ...registry.records[0],
    id: registry.own.id,
    key: registry.own.id,
  } as HarvestedRecord;
  if (registry.state.identify !== null) registry.state.identify.registryId = registry.own.id;
  for (const copy of copies) registry.add(copy);
  return registry;
}

export function factsOf(...registries: Registry[]) {
  const records = registries.flatMap((registry) => registry.records);
  const harvested = {
    sources: async () => registries.map(({ state }) => state),
    // In batches, as the store gives them.
    async *records() {
      for (let at = 0; at < records.length; at += 3) yield records.slice(at, at + 3);
    },
  };
  return gatherFacts(harvested, null, NOW);
}
