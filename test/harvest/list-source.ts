/** A source whose list a test writes, and may change between two harvests. */
import type { ListRequest, Source, SourceEnd, SourcePart, SourceRecord } from '../../src/harvest/source.ts';

export const RESPONSE_DATE = '2026-11-20T10:00:00Z';

export class ListSource implements Source {
  readonly id = 'test';
  model: Source['model'] = 'vor';
  /** In the order of the list; each with the moment of its last change. */
  readonly records: SourceRecord[] = [];
  end: SourceEnd = { complete: true, reason: null, reached: RESPONSE_DATE, announced: null };
  quarantined: SourcePart['quarantined'] = [];
  deviations: SourcePart['deviations'] = [];
  /** What Identify says. */
  registryId: string | null = null;
  /** What the part says that begins at this record. */
  readonly marks = new Map<number, Pick<SourcePart, 'restarted' | 'everything'>>();
  /** What was asked for. */
  readonly asked: (string | null)[] = [];

  put(xml: string, parts: Partial<SourceRecord> = {}): this {
    const id = /<identifier>\s*(\S+?)\s*</.exec(xml)?.[1] ?? '?';
    return this.#set({ ...EMPTY, id, bytes: Buffer.from(xml), ...parts });
  }

  delete(id: string, parts: Partial<SourceRecord> = {}): this {
    return this.#set({ ...EMPTY, id, deleted: true, bytes: null, ...parts });
  }

  /** Takes it out of the list without a word. */
  forget(id: string): this {
    const at = this.records.findIndex((record) => record.id === id);
    this.records.splice(at, 1);
    return this;
  }

  #set(record: SourceRecord): this {
    const at = this.records.findIndex(({ id }) => id.toLowerCase() === record.id.toLowerCase());
    if (at >= 0) this.records.splice(at, 1);
    this.records.push(record);
    return this;
  }

  async *list({ since }: ListRequest) {
    this.asked.push(since);
    const changed = this.records.filter(({ datestamp }) => since === null || (datestamp ?? '') >= since);
    for (let at = 0; at < Math.max(1, changed.length); at += 2) {
      const quarantined = at === 0 ? this.quarantined : [];
      const deviations = at === 0 ? this.deviations : [];
      const part: SourcePart = {
        ...{ records: changed.slice(at, at + 2), quarantined, deviations, transferred: 1, cursor: { at } },
        ...this.marks.get(at),
      };
      yield part;
    }
    return this.end;
  }

  identify() {
    return { repositoryName: 'Test', baseURL: '', adminEmails: 1, registryId: this.registryId };
  }

  async close() {}
}

const EMPTY: SourceRecord = {
  ...{ id: '', datestamp: '2026-11-01T00:00:00Z', deleted: false, setSpecs: ['ivo_managed'], bytes: null },
  ...{ path: null, blob: null },
};

/** A small valid record. */
export function organisation(ivoid: string, title = 'An organisation', attributes = ''): string {
  return `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="vr:Organisation" status="active" created="2010-01-01T00:00:00Z" updated="2020-01-01T00:00:00Z"${attributes}>
  <title>${title}</title>
  <identifier>${ivoid}</identifier>
  <curation>
    <publisher>Paris Astronomical Data Centre</publisher>
    <contact>
      <name>Support</name>
      <email>support@padc.example</email>
    </contact>
  </curation>
  <content>
    <subject>virtual-observatories</subject>
    <description>An organisation that exists in tests only, and says so at some length.</description>
    <referenceURL>https://padc.example/</referenceURL>
  </content>
</ri:Resource>`;
}
