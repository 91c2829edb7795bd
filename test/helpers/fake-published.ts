/** What is published, in memory: the interface of store/published.ts without a database, with its faults on demand. */
import { prefixesAmong } from '../../src/resource/metadata-formats.ts';
import { DatabaseAway } from '../../src/store/database.ts';
import {
  type ListQuery,
  type MetadataPrefix,
  type Moment,
  NothingPublished,
  type Page,
  type Published,
  type PublishedRecord,
} from '../../src/store/published.ts';

export const REGISTRY = 'ivo://padc.example/registry';
export const PUBLISHED_ROOT = 'https://registry.padc.example';

interface Kept {
  ivoid: string;
  datestamp: string;
  deleted: boolean;
  setSpecs: string[];
  /** A format that is not there cannot say it. */
  bodies: Partial<Record<MetadataPrefix, string>>;
}

export class FakePublished implements Published {
  ledger = 'ledger-1';
  generation = 1;
  responseDate = '2026-11-20T10:00:00Z';
  maxRecords = 10;
  formats: MetadataPrefix[] = ['ivo_vor', 'oai_dc'];
  /** No database to talk to. */
  away = false;
  /** No generation in it yet. */
  empty = false;
  /** moment() goes on saying what was known; only look() sees what is new (another replica has published). */
  stale = false;
  refusal: Awaited<ReturnType<Published['lastRefusal']>> = null;
  /** Awaited by every read: a test can hold them. */
  gate: Promise<void> = Promise.resolve();
  reads: string[] = [];
  readonly #records = new Map<string, Kept>();
  #known: Moment | null = null;

  constructor() {
    this.put(REGISTRY, '2026-11-01T00:00:00Z', { ivo_vor: registryRecord() });
  }

  put(ivoid: string, datestamp: string, bodies: Partial<Record<MetadataPrefix, string>> = {}): void {
    this.#records.set(ivoid.toLowerCase(), {
      ivoid,
      datestamp,
      deleted: false,
      setSpecs: ['authority.padc.example', 'ivo_managed'],
      bodies: { ivo_vor: resource(ivoid), oai_dc: dublinCore(ivoid), ...bodies },
    });
  }

  delete(ivoid: string, datestamp: string): void {
    const record = this.#records.get(ivoid.toLowerCase());
    if (record === undefined) throw new Error(`no ${ivoid} to delete`);
    Object.assign(record, { deleted: true, datestamp });
  }

  moment(): Promise<Moment> {
    if (this.#known !== null && (this.away || this.stale)) return Promise.resolve(this.#known);
    return this.look();
  }

  present(): Moment | null {
    if (this.#known !== null && (this.away || this.stale)) return this.#known;
    return this.empty || this.away ? null : this.#look();
  }

  async look(): Promise<Moment> {
    return this.#look();
  }

  #look(): Moment {
    this.#check();
    const datestamps = [...this.#records.values()].map(({ datestamp }) => datestamp).sort();
    this.#known = {
      ledger: this.ledger,
      generation: this.generation,
      responseDate: this.responseDate,
      earliestDatestamp: datestamps[0] ?? '',
      lastDatestamp: datestamps.at(-1) ?? '',
      commit: 'c0ffee',
      publishedAt: `2026-11-19T00:00:${String(this.generation).padStart(2, '0')}Z`,
      registry: {
        ivoid: REGISTRY,
        repositoryName: 'Registry of PADC & <others>',
        baseURL: `${PUBLISHED_ROOT}/oai`,
        adminEmails: ['registry@padc.example'],
        maxRecords: this.maxRecords,
        managedAuthorities: ['padc.example'],
      },
      sets: [
        { setSpec: 'ivo_managed', setName: 'Originating here', description: null },
        { setSpec: 'authority.padc.example', setName: 'padc.example', description: 'All & every <record>' },
        { setSpec: 'vespa', setName: 'VESPA', description: null },
      ],
      formats: this.formats,
      knownAt: Date.now(),
    };
    return this.#known;
  }

  async page(query: ListQuery): Promise<Page> {
    await this.#read('page');
    const all = this.#list(query).filter((r) => after(r, query.after));
    let records = all.slice(0, query.limit);
    if (all.length - records.length === 1) records = all.slice(0, query.limit - 1);
    return {
      ledger: this.ledger,
      generation: this.generation,
      records: records.map((r) => toPublished(r, query.prefix, query.bodies)),
      more: all.length > records.length,
    };
  }

  async latest(limit: number) {
    await this.#read('latest');
    const all = [...this.#records.values()].sort((a, b) => (order(a) < order(b) ? 1 : -1));
    return all.slice(0, limit).map((record) => toPublished(record, 'ivo_vor', true));
  }

  async listSize(query: ListQuery): Promise<number> {
    await this.#read('listSize');
    return this.#list(query).length;
  }

  async record(prefix: MetadataPrefix, ivoid: string) {
    await this.#read('record');
    const kept = this.#records.get(ivoid.toLowerCase());
    const record = kept?.bodies[prefix] === undefined ? null : toPublished(kept, prefix, true);
    return { ledger: this.ledger, generation: this.generation, record };
  }

  async formatsOf(ivoid: string) {
    await this.#read('formatsOf');
    const { bodies = {}, deleted = false } = this.#records.get(ivoid.toLowerCase()) ?? {};
    const formats = prefixesAmong(Object.keys(bodies)).map((prefix) => ({ prefix, deleted }));
    return { ledger: this.ledger, generation: this.generation, formats };
  }

  async counts() {
    await this.#read('counts');
    const deleted = [...this.#records.values()].filter((r) => r.deleted).length;
    return {
      live: this.#records.size - deleted,
      deleted,
      byStatus: { active: this.#records.size - deleted, ...(deleted > 0 ? { deleted } : {}) },
      byType: { Resource: this.#records.size - deleted },
    };
  }

  async lastRefusal() {
    if (this.away) throw new DatabaseAway('away');
    return this.refusal;
  }

  #list({ prefix, from, until, set }: ListQuery): Kept[] {
    return [...this.#records.values()]
      .filter((r) => r.bodies[prefix] !== undefined)
      .filter((r) => (from === null || r.datestamp >= from) && (until === null || r.datestamp <= until))
      .filter((r) => set === null || r.setSpecs.includes(set))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  async #read(what: string): Promise<void> {
    this.reads.push(what);
    await this.gate;
    this.#check();
  }

  #check(): void {
    if (this.away) throw new DatabaseAway('The database is away.');
    if (this.empty) throw new NothingPublished('Nothing has been published.');
  }
}

function order({ datestamp, ivoid }: Kept): string {
  return `${datestamp} ${ivoid.toLowerCase()}`;
}

function after(record: Kept, position: ListQuery['after']): boolean {
  return position === null || order(record) > `${position.datestamp} ${position.key}`;
}

function toPublished(kept: Kept, prefix: MetadataPrefix, bodies: boolean): PublishedRecord {
  const { ivoid, datestamp, deleted, setSpecs } = kept;
  const body = deleted || !bodies ? null : Buffer.from(kept.bodies[prefix] ?? '', 'utf8');
  const inserted = body?.indexOf(' xmlns=""') ?? -1;
  return {
    ivoid,
    key: ivoid.toLowerCase(),
    datestamp,
    deleted,
    setSpecs,
    body,
    xmlnsAt: inserted < 0 ? null : inserted,
  };
}

const NAMESPACES =
  'xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" ' +
  'xmlns:vg="http://www.ivoa.net/xml/VORegistry/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function resource(ivoid: string, type = 'vr:Resource', rest = ''): string {
  return `<ri:Resource xmlns="" ${NAMESPACES} xsi:type="${type}" created="2026-01-01T00:00:00Z" updated="2026-11-01T00:00:00Z" status="active" version="1.2">
  <title>Études &amp; données of ${ivoid}</title>
  <identifier>${ivoid}</identifier>
  <curation><publisher>PADC</publisher><contact><name>Support</name><email>registry@padc.example</email></contact></curation>
  <content><subject>virtual-observatories</subject><description>A record, to be tested with. <!-- ]]&gt; --></description><referenceURL>https://padc.example/</referenceURL></content>
${rest}</ri:Resource>`;
}

function registryRecord(): string {
  return resource(
    REGISTRY,
    'vg:Registry',
    `  <!-- <capability>not this one</capability> -->
  <capability standardID="ivo://ivoa.net/std/Registry" xsi:type="vg:Harvest">
    <interface xsi:type="vg:OAIHTTP" role="std" version="1.0"><accessURL use="base">
      ${PUBLISHED_ROOT}/oai</accessURL></interface>
    <maxRecords>10</maxRecords>
  </capability>
  <capability standardID="ivo://ivoa.net/std/VOSI#availability">
    <interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="full">${PUBLISHED_ROOT}/vosi/availability</accessURL></interface>
  </capability>
  <capability>
    <interface xsi:type="vr:WebBrowser"><accessURL use="full">${PUBLISHED_ROOT}.org/elsewhere</accessURL></interface>
  </capability>
  <full>false</full>
  <managedAuthority>padc.example</managedAuthority>
`,
  );
}

function dublinCore(ivoid: string): string {
  return (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:title>Études of ${ivoid}</dc:title><dc:identifier>${ivoid}</dc:identifier></oai_dc:dc>`
  );
}
