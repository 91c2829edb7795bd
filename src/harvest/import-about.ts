/** What an import's plan tells beside its files: authorities and sets that need a person, and what was left to others. */
import { authorityOf } from '../resource/ivoid.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { Existing } from './import-existing.ts';
import type { Examined, Plan } from './import-plan.ts';

/** What publication would refuse, said before it does (IDN-06, RI-13), and what the source claims beside. */
export function aboutAuthorities(
  taken: Examined[],
  existing: Existing,
  { registry }: Plan,
  registries: RegistryRecord[],
): string[] {
  const present = new Set(taken.map(({ record }) => record.authority.toLowerCase()));
  const kept = [...existing.records.values()].find((r) => r.registry !== null && r.status !== 'deleted');
  const theirs = registries.find(({ ivoid }) => ivoid === registry?.ivoid) ?? null;
  const ours = kept?.registry ?? (registry?.taken === true ? theirs : null);
  const managed = new Set((ours?.managedAuthorities ?? []).map((authority) => authority.toLowerCase()));
  const described = new Set([
    ...[...existing.records.values()].filter((r) => r.isAuthority).map((r) => r.authority.toLowerCase()),
    ...taken.filter(({ record }) => record.isAuthority).map(({ record }) => record.authority.toLowerCase()),
  ]);
  const claimed = (theirs?.managedAuthorities ?? []).map((authority) => authority.toLowerCase());
  const where = kept?.path ?? (ours === null ? null : ours.ivoid);
  return [
    ...(ours === null && taken.length > 0
      ? ['There is no registry record: write one (voreg new registry), or nothing can be published.']
      : []),
    ...[...present]
      .filter((authority) => ours !== null && !managed.has(authority))
      .map(
        (authority) =>
          `Add <managedAuthority>${authority}</managedAuthority> to ${where}: its records were taken.`,
      ),
    ...[...present]
      .filter((authority) => !described.has(authority))
      .map((authority) => `There is no vg:Authority record ivo://${authority}: write it.`),
    ...claimed
      .filter((authority) => !present.has(authority))
      .map((authority) => `The source manages ${authority} too, but no record of it was taken.`),
  ];
}

export function unknownSets(own: Examined[], { registryFile }: Existing): Plan['sets'] {
  const known = new Set(registryFile.sets.map(({ setSpec }) => setSpec));
  const counts = new Map<string, number>();
  for (const { listed } of own)
    for (const setSpec of listed.setSpecs)
      if (!known.has(setSpec) && !/^(ivo_|authority\.|type\.)/.test(setSpec))
        counts.set(setSpec, (counts.get(setSpec) ?? 0) + 1);
  return [...counts].map(([setSpec, count]) => ({ setSpec, count }));
}

/** Counts the records of others. */
export class Skipped {
  readonly #found = new Map<string, { authority: string; count: number; example: string }>();

  add(id: string): void {
    const authority = authorityOf(id);
    const known = this.#found.get(authority);
    if (known === undefined) this.#found.set(authority, { authority, count: 1, example: id });
    else known.count += 1;
  }

  list(): Plan['skipped'] {
    return [...this.#found.values()].sort((a, b) => b.count - a.count);
  }
}
