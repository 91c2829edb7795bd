/** What harvesters would lose by a commit, for a dry run: deletions, and what leaves with a transferred authority. */
import type { Change } from '../git/repository.ts';
import { parseIvoid } from '../resource/ivoid.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { type At, type Deleted, type DryRun, type Entry, sorted } from './dry-run.ts';
import type { ReadNew } from './dry-run-files.ts';
import { transferredOut } from './gone.ts';
import { type Former, liveFormer, lower, readTombstones } from './held.ts';
import { pastRecords } from './history.ts';

export type Gone = Pick<DryRun, 'deleted' | 'passing' | 'withdrawn' | 'findings'> & { usedHistory: boolean };

/** What harvesters lose. The whole history is read only if what is deleted may have been deleted before. */
export async function findGone(at: At, read: ReadNew, changes: Change[]): Promise<Gone> {
  const { held, registryFile } = at;
  const out = transferredOut(registryFile);
  const live = [...held.former.values()].filter((former) => former.status !== 'deleted');
  const leaving = live.filter((former) => !read.keys.has(former.key));
  const isLive = (key: string) => held.untouched.has(key) || liveFormer(held, key) !== null;

  const past = pastRecords(read.history, at.head, lower(held.registry?.managedAuthorities ?? []));
  const listed = new Set(held.registryFile.retired.map(({ ivoid }) => ivoid.toLowerCase()));
  const retired = registryFile.retired
    .flatMap(({ ivoid }) => parseIvoid(ivoid) ?? [])
    .filter((r) => !listed.has(r.key));
  const isNew = (key: string, authority: string) =>
    !isLive(key) && !read.keys.has(key) && !out.has(authority.toLowerCase());
  const passing = [...past.values()].filter((p) => isNew(p.key, p.authority));
  const retiring = retired.filter((r) => isNew(r.key, r.authority) && !past.has(r.key));
  const buried = read.buried.map((entry) => ({ entry, key: entry.ivoid.toLowerCase() }));
  const before = new Set(
    held.registryFile.transfers.filter((t) => t.direction === 'out').map((t) => t.authority.toLowerCase()),
  );
  const transferred = [...out].filter((authority) => !before.has(authority));

  const usedHistory =
    passing.length + retiring.length + transferred.length > 0 || buried.some(({ key }) => !isLive(key));
  const tombstones = usedHistory ? await readTombstones(at.repository, at.base, held, at.schema) : new Map();
  const unknown = ({ key }: { key: string }) => !tombstones.has(key);
  const withdrawn = [
    ...leaving.filter((f) => out.has(f.authority.toLowerCase())).map((f) => bare(f.ivoid, f.path)),
    ...[...tombstones.values()]
      .filter((t) => transferred.includes(t.authority.toLowerCase()))
      .map((t) => bare(t.ivoid, null)),
  ];
  const removed = new Set(changes.flatMap((c) => (c.newBlob === null ? [c.path] : [])));
  return {
    deleted: sorted([
      ...leaving
        .filter((f) => !out.has(f.authority.toLowerCase()))
        .map((f) => deletedOf(f, removed, read.ivoids)),
      ...buried.filter(({ key }) => isLive(key) || !tombstones.has(key)).map(({ entry }) => entry),
      ...retiring
        .filter(unknown)
        .map(({ ivoid }): Deleted => ({ ...bare(ivoid, null), why: 'retired', successor: null })),
    ]),
    passing: passing
      .filter(unknown)
      .map(({ ivoid }) => ivoid)
      .sort(),
    withdrawn: sorted(withdrawn),
    findings: transferred.flatMap((authority) => unconfirmed(at, authority, withdrawn)),
    usedHistory,
  };
}

function deletedOf(former: Former, removed: Set<string>, ivoids: Map<string, string>): Deleted {
  const successor = ivoids.get(former.path) ?? null;
  const why = removed.has(former.path) || successor === null ? 'file removed' : 'ivoid changed';
  return { ...bare(former.ivoid, former.path), why, successor };
}

/** Publication holds such a commit back until an operator has said yes (P5); here it is only said. */
function unconfirmed(at: At, authority: string, withdrawn: Entry[]): Finding[] {
  const count = withdrawn.filter(
    ({ ivoid }) => parseIvoid(ivoid)?.authority.toLowerCase() === authority,
  ).length;
  if (count === 0 || at.accept.transfers.has(authority)) return [];
  const message =
    `The transfer of ${authority} takes ${count} records and tombstones out of this registry without a deletion notice. After the ` +
    `merge an operator has to check that the other registry serves them, and run: voreg publish --accept-transfer ${authority}`;
  return [
    finding({ rule: 'RI-35', severity: 'warning', file: at.registryFilePath, found: authority, message }),
  ];
}

function bare(ivoid: string, file: string | null): Entry {
  return { ivoid, file, title: null, type: null };
}
