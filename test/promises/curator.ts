/** A curator who does everything that can be done to a folder of records, mistakes included. */
import { isRefused } from '../../src/formats/about.ts';
import { describe } from '../../src/formats/described.ts';
import { OAI_FORMATS } from '../../src/formats/formats.ts';
import type { MetadataPrefix } from '../../src/store/published.ts';
import { parseXml } from '../../src/xml/tree.ts';
import type { MemoryRepository } from './memory-repository.ts';
import { REGISTRY_FILE_PATH, REGISTRY_PATH, registryRecord, tinyRecord, writeRegistry } from './records.ts';

export type Edit =
  | { edit: 'put'; record: number; text: number; folder: number; upper: boolean; status: number }
  | { edit: 'remove'; record: number }
  | { edit: 'change ivoid'; record: number; to: number }
  | { edit: 'reformat'; record: number }
  | { edit: 'break'; record: number }
  | { edit: 'sets'; text: number }
  | { edit: 'formats' }
  | { edit: 'page size'; records: number };

export type CuratorStep =
  | { do: 'commit'; edits: Edit[]; daysAgo: number }
  | { do: 'merge'; from: number; edits: Edit[]; daysAgo: number }
  | { do: 'revert'; to: number }
  | { do: 'force-push'; to: number };

const STATUS = ['active', 'active', 'active', 'inactive', 'deleted'] as const;
const DAY = 86_400_000;
const TODAY = Date.UTC(2026, 10, 20);

/** What a curator does to a repository: in memory, or in Git too. */
export type Curated = Pick<
  MemoryRepository,
  'write' | 'remove' | 'list' | 'read' | 'commit' | 'merge' | 'checkout' | 'takeFiles' | 'reset' | 'resolve'
>;

export class Curator {
  readonly #repository: Curated;
  readonly #commits: string[] = [];
  #retired: string[] = [];
  /** Whether formats beside ivo_vor and oai_dc are published. */
  #offersAll = true;
  #count = 0;

  constructor(repository: Curated) {
    this.#repository = repository;
    writeRegistry(repository);
    this.#commits.push(repository.commit('begin'));
  }

  take(step: CuratorStep): void {
    const repository = this.#repository;
    switch (step.do) {
      case 'commit':
        this.#edit(step.edits);
        this.#commit(step.daysAgo);
        return;
      case 'merge': {
        const main = repository.resolve('HEAD');
        repository.checkout(this.#older(step.from));
        this.#edit(step.edits);
        const side = repository.commit(this.#message(), { date: dateOf(step.daysAgo) });
        repository.checkout(main);
        this.#commits.push(repository.merge(side, { date: dateOf(step.daysAgo) }));
        return;
      }
      case 'revert':
        repository.takeFiles(this.#older(step.to));
        this.#commit(0);
        return;
      case 'force-push':
        repository.reset(this.#older(step.to));
        return;
    }
  }

  /** Puts right what keeps the commit from being published: broken files, and two files with one ivoid. */
  repair(): void {
    const seen = new Set<string>();
    for (const path of this.#recordPaths()) {
      const ivoid = /<identifier>([^<]*)</.exec(this.#repository.read(path))?.[1]?.toLowerCase();
      if (
        ivoid === undefined ||
        !this.#repository.read(path).endsWith('</ri:Resource>\n') ||
        seen.has(ivoid)
      ) {
        this.#repository.remove(path);
      }
      if (ivoid !== undefined) seen.add(ivoid);
    }
    this.#commit(0);
  }

  /** Publishes all formats, if some edit has switched them off. */
  offerAll(): void {
    this.#offersAll = true;
    const repository = this.#repository;
    const isThere = repository.list().includes(REGISTRY_FILE_PATH);
    if (!isThere || !repository.read(REGISTRY_FILE_PATH).includes('"formats"')) return;
    this.#writeRegistryFile(0);
    this.#commit(0);
  }

  /** Ivoids of the present files that are not deleted and can be said in the format, in lower case, sorted. */
  live(prefix: MetadataPrefix): string[] {
    const texts = [...this.#recordPaths()].map((path) => this.#repository.read(path));
    return texts
      .filter((text) => !text.includes('status="deleted"') && isSaid(prefix, text))
      .map((text) => (/<identifier>([^<]*)</.exec(text)?.[1] ?? '').toLowerCase())
      .sort();
  }

  /** Lists ivoids under "retired", as a rebuild after a force-push asks. */
  retire(ivoids: string[]): void {
    this.#retired = [...new Set([...this.#retired, ...ivoids])];
    this.#writeRegistryFile(0);
    this.#commit(0);
  }

  #edit(edits: Edit[]): void {
    for (const edit of edits) this.#editOne(edit);
  }

  #editOne(edit: Edit): void {
    const repository = this.#repository;
    switch (edit.edit) {
      case 'put': {
        const key = edit.upper ? `Record-${edit.record}` : `record-${edit.record}`;
        const content = tinyRecord({
          ivoid: `ivo://padc.example/${key}`,
          title: `Text ${edit.text}`,
          subject: edit.text % 2 === 0 ? 'ephemerides' : 'solar-physics',
          status: STATUS[edit.status % STATUS.length] ?? 'active',
          // Not to be said in oai_datacite.
          type: edit.text === 3 ? 'Organisation' : 'Resource',
        });
        this.#removeRecord(edit.record);
        repository.write(`records/${'deep/'.repeat(edit.folder)}record-${edit.record}.xml`, content);
        return;
      }
      case 'remove':
        this.#removeRecord(edit.record);
        return;
      case 'change ivoid':
        for (const path of this.#pathsOf(edit.record)) {
          const changed = repository.read(path).replace(/record-\d+(?=<)/i, `record-${edit.to}`);
          repository.write(path, changed);
        }
        return;
      case 'reformat':
        for (const path of this.#pathsOf(edit.record)) {
          repository.write(
            path,
            repository.read(path).replace('\n  <title>', `\n${' '.repeat(1 + (edit.record % 7))}<title>`),
          );
        }
        return;
      case 'break':
        for (const path of this.#pathsOf(edit.record))
          repository.write(path, repository.read(path).slice(0, 300));
        return;
      case 'sets':
        this.#writeRegistryFile(edit.text);
        return;
      case 'formats':
        this.#offersAll = !this.#offersAll;
        this.#writeRegistryFile(0);
        return;
      case 'page size':
        repository.write(REGISTRY_PATH, registryRecord({ maxRecords: edit.records }));
        return;
    }
  }

  #writeRegistryFile(text: number): void {
    const sets = [
      {
        setSpec: 'odd',
        setName: `Set ${text}`,
        match: { subject: [text % 2 === 0 ? 'ephemerides' : 'solar-physics'] },
      },
    ];
    const retired = this.#retired.map((ivoid) => ({ ivoid, on: '2026-11-20', reason: 'cut off' }));
    this.#repository.write(
      REGISTRY_FILE_PATH,
      JSON.stringify({
        version: 1,
        sets: text === 0 ? [] : sets,
        retired,
        ...(this.#offersAll ? {} : { formats: [] }),
      }),
    );
  }

  #removeRecord(record: number): void {
    for (const path of this.#pathsOf(record)) this.#repository.remove(path);
  }

  #pathsOf(record: number): string[] {
    return this.#recordPaths().filter((path) => path.endsWith(`/record-${record}.xml`));
  }

  #recordPaths(): string[] {
    return this.#repository.list().filter((path) => path.endsWith('.xml'));
  }

  #older(back: number): string {
    const at = this.#commits.length - 1 - (back % this.#commits.length);
    return this.#commits[at] ?? this.#repository.resolve('HEAD');
  }

  #commit(daysAgo: number): void {
    this.#commits.push(this.#repository.commit(this.#message(), { date: dateOf(daysAgo) }));
  }

  #message(): string {
    this.#count += 1;
    return `change ${this.#count}`;
  }
}

const ABOUT = {
  ...{ updated: '2026-11-20T10:00:00Z', page: 'https://padc.example/p', base: 'https://padc.example' },
  registry: { ivoid: 'ivo://padc.example/registry', name: 'A registry' },
};

/** As it is served: the registry fills in `created`, from which DataCite's year is taken (P4). */
function isSaid(prefix: MetadataPrefix, text: string): boolean {
  const format = OAI_FORMATS.find((one) => one.prefix === prefix);
  const dated = / created="/.test(text)
    ? text
    : text.replace(/<(?![?!])[\w:.-]+/, '$& created="2026-11-01T00:00:00Z"');
  return format === undefined || !isRefused(format.render(describe(parseXml(dated).root), ABOUT));
}

function dateOf(daysAgo: number): Date {
  return new Date(TODAY - daysAgo * DAY);
}
