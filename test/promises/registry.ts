/** One registry for a test: a records repository, a ledger whose clock stands until it is set, and what is published. */

import type { Repository } from '../../src/git/repository.ts';
import { type Outcome, type PublishJob, publish } from '../../src/publish.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import type { MetadataPrefix, Published, PublishedRecord } from '../../src/store/published.ts';
import type { Schema } from '../../src/xml/schema.ts';
import type { OpenTestDatabase } from '../helpers/database.ts';
import type { GitRepo } from '../helpers/git-repo.ts';
import { MemoryRepository } from './memory-repository.ts';
import { writeRegistry } from './records.ts';

export const NOON = Date.UTC(2026, 10, 20, 12);

export interface Registry<R extends Repository> {
  db: Database;
  repository: R;
  published: Published;
  schema: Schema;
  /** Publishes what the repository has. */
  publish(options?: Partial<PublishJob>): Promise<Outcome>;
  /** Lets the database's clock stand so many seconds after noon. */
  at(seconds: number): Promise<void>;
  /** Everything that is published, by ivoid as written. */
  records(prefix?: MetadataPrefix): Promise<Map<string, PublishedRecord>>;
  /** The same in short: `ivoid` or `ivoid (deleted)`, sorted, without the registry's own and its authority's. */
  list(prefix?: MetadataPrefix): Promise<string[]>;
  /** ivoid → seconds after noon. */
  datestamps(): Promise<Record<string, number>>;
  body(ivoid: string, prefix?: MetadataPrefix): Promise<string | null>;
}

/** In memory, with the records that every registry must have already written (not committed). */
export async function memoryRegistry(
  open: OpenTestDatabase,
  schema: Schema,
): Promise<Registry<MemoryRepository>> {
  const repository = new MemoryRepository();
  writeRegistry(repository);
  return registryOn(open, schema, repository);
}

export async function registryOn<R extends Repository>(
  open: OpenTestDatabase,
  schema: Schema,
  repository: R,
): Promise<Registry<R>> {
  const { database: db, clock } = await open({ clock: new Date(NOON) });
  await migrate(db);
  const published = openPublished(db);
  const records = async (prefix: MetadataPrefix = 'ivo_vor') => {
    const query = { prefix, from: null, until: null, set: null, after: null, limit: 1000, bodies: true };
    const page = await published.page(query);
    return new Map(page.records.map((record) => [record.ivoid, record]));
  };
  return {
    db,
    repository,
    published,
    schema,
    publish: (options = {}) => publish({ db, repository, schema, recordsDir: 'records', ...options }),
    at: (seconds) => clock.set(new Date(NOON + seconds * 1000)),
    records,
    async list(prefix) {
      const all = [...(await records(prefix)).values()].filter(({ ivoid }) => !OWN.test(ivoid));
      return all.map(({ ivoid, deleted }) => (deleted ? `${ivoid} (deleted)` : ivoid)).sort();
    },
    async datestamps() {
      const all = [...(await records()).values()].filter(({ ivoid }) => !OWN.test(ivoid));
      return Object.fromEntries(all.map((r) => [r.ivoid, (Date.parse(r.datestamp) - NOON) / 1000]));
    },
    async body(ivoid, prefix) {
      return (await records(prefix)).get(ivoid)?.body?.toString('utf8') ?? null;
    },
  };
}

const OWN = /^ivo:\/\/[^/]+(\/registry)?$/;

/** The findings of a refusal, in short; fails if it was none. */
export function refusal(outcome: Outcome): string[] {
  if (outcome.kind !== 'refused') throw new Error(`not refused, but ${outcome.kind}`);
  return outcome.findings.map((f) => `${f.file}:${f.line} ${f.rule}`);
}

/** The changes of a publication; fails if it was none. */
export function changes(outcome: Outcome): Record<'created' | 'updated' | 'deleted' | 'withdrawn', string[]> {
  if (outcome.kind !== 'published') throw new Error(`not published, but ${JSON.stringify(outcome)}`);
  const { created, updated, deleted, withdrawn } = outcome;
  return {
    created: created.sort(),
    updated: updated.sort(),
    deleted: deleted.sort(),
    withdrawn: withdrawn.sort(),
  };
}

/** A real repository, opened as the program does. */
export async function opened(repo: GitRepo, dataDir: string): Promise<Repository> {
  const { openRepository } = await import('../../src/git/repository.ts');
  return openRepository({ source: repo.path, ref: null, recordsDir: 'records', dataDir });
}
