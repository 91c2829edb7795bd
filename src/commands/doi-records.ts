/** The records that `voreg doi` is about, as one commit has them. */
import type { Config } from '../config.ts';
import type { About } from '../formats/about.ts';
import { type Described, describe } from '../formats/described.ts';
import { type Commits, openCommits } from '../git/commits.ts';
import { documentOf } from '../reconcile/own-records.ts';
import { attribute } from '../resource/element.ts';
import { authorityOf, ivoidKey, recordPath } from '../resource/ivoid.ts';
import { isPublishingRegistry, type RegistryRecord, readRegistry, rootOf } from '../resource/registry.ts';
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import { goneRecords, MOST_REMOVALS, type Removal } from './doi-gone.ts';
import { UsageError } from './usage.ts';
import { placeOf } from './validate-files.ts';

export interface DoiRecord {
  /** In the repository. */
  path: string;
  bytes: Buffer;
  status: string;
  described: Described;
  about: About;
  /** Its file is gone: then it is as it was last, and its status `deleted`. Null: it is there. */
  removal: Removal | null;
}

/** A commit, and what reads it; without `removals` nobody looks for records that are gone. */
interface AtCommit {
  commits: Pick<Commits, 'tree' | 'blobs'> & Partial<Pick<Commits, 'removals'>>;
  commit: string;
}

/** RECORDS_REF of the checkout. @throws UsageError, GitError */
export async function checkoutCommit(config: Config): Promise<AtCommit> {
  if (config.recordsRepo.includes('://'))
    throw new UsageError(
      'doi works in a checkout of the records: clone RECORDS_REPO, go there and leave it unset.',
    );
  const { top } = await placeOf(config);
  const commits = await openCommits(top, config.recordsDir || '.');
  const commit = await commits.find(config.recordsRef ?? 'HEAD');
  if (commit === null) throw new UsageError(`${top} has no commit ${config.recordsRef ?? 'HEAD'} yet.`);
  return { commits, commit };
}

interface Found {
  records: DoiRecord[];
  /** For the User-Agent and addresses of pages. */
  base: string;
}

/**
 * The records with these ivoids, or, if none is named, all that have a DOI; in the order of their ivoids. Those whose
 * files are gone too, if they had a DOI, unless their authority has gone to another registry.
 * @throws UsageError for an ivoid that no record has, or if there is no registry's record and no BASE_URL; GitError
 */
export async function findRecords(
  { baseURL, recordsDir }: Config,
  at: AtCommit,
  ivoids: string[],
): Promise<Found> {
  const wanted = new Map(ivoids.map((ivoid) => [ivoidKey(ivoid), ivoid]));
  const found: Omit<DoiRecord, 'about'>[] = [];
  const present = { blobs: new Set<string>(), ivoids: new Set<string>(), dois: new Set<string>() };
  const isWanted = ({ ivoid, dois }: Described) =>
    ivoids.length === 0 ? dois.length > 0 : wanted.delete(ivoidKey(ivoid));
  let registry: RegistryRecord | null = null;
  for await (const { path, blob, bytes } of files(at, recordsDir)) {
    present.blobs.add(blob);
    const document = documentOf(bytes);
    if ('message' in document) continue;
    const { root } = document;
    if (registry === null && isPublishingRegistry(root)) registry = readRegistry(root);
    const described = describe(root);
    present.ivoids.add(ivoidKey(described.ivoid));
    for (const doi of described.dois) present.dois.add(doi);
    if (!isWanted(described)) continue;
    found.push({ path, bytes, status: attribute(root, 'status') ?? 'active', described, removal: null });
  }
  const managed = new Set((registry?.managedAuthorities ?? []).map((authority) => authority.toLowerCase()));
  const { commits, commit } = at;
  const removals = commits.removals?.(commit, MOST_REMOVALS) ?? [];
  for (const [key, gone] of await goneRecords(removals, commits, present))
    if (managed.has(authorityOf(key)) && isWanted(gone.described)) found.push({ ...gone, status: 'deleted' });
  const [missing] = wanted.values();
  if (missing !== undefined)
    throw new UsageError(
      `There is no record ${missing} in the commit ${at.commit.slice(0, 12)}. Is it committed?`,
    );
  const oai = baseURL ?? registry?.baseURL ?? null;
  if (oai === null || registry === null)
    throw new UsageError("The registry's own record was not found, so the addresses of pages are not known.");
  const base = rootOf(oai);
  const { ivoid, repositoryName: name } = registry;
  const records = found.map((record) => ({
    ...record,
    about: {
      updated: '',
      page: `${base}/${recordPath(record.described.ivoid)}`,
      base,
      registry: { ivoid, name },
    },
  }));
  return { base, records: records.sort((a, b) => (a.described.ivoid < b.described.ivoid ? -1 : 1)) };
}

async function* files(
  { commits, commit }: AtCommit,
  recordsDir: string,
): AsyncGenerator<{ path: string; blob: string; bytes: Buffer }> {
  const top = recordsDir === '' ? '' : `${recordsDir}/`;
  const entries = (await commits.tree(commit)).filter(
    ({ path, mode }) => mode.startsWith('100') && path.startsWith(top) && /\.xml$/i.test(path),
  );
  let at = 0;
  for await (const blob of commits.blobs(
    entries.map((entry) => entry.blob),
    RECORD_MAX_BYTES,
  )) {
    const path = entries[at]?.path ?? '';
    at += 1;
    if (!blob.tooLarge) yield { path, blob: blob.blob, bytes: Buffer.from(blob.content) };
  }
}
