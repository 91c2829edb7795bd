/** Which of the listed records are the source's own: a full registry lists everybody's (RI-41, field-reports.md C6). */
import { authorityOf } from '../resource/ivoid.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import { IVO_MANAGED } from '../resource/sets.ts';
import { ImportRefused } from './import-existing.ts';
import type { Listed } from './import-receive.ts';

export interface Ownership {
  /** How it was told, for the report. */
  by: string;
  isOwn(listed: { id: string; setSpecs: string[] }): boolean;
  /** Authorities (lower case) that have records of its own. */
  authorities: string[];
}

/**
 * By the authorities that were asked for; else by the set ivo_managed of the headers; else by the registry record among
 * them (`registries`), or by what an earlier, full import found (`remembered`); else because all are of one authority.
 * Throws ImportRefused if nothing tells.
 */
export function ownershipOf(
  listed: Iterable<Listed>,
  registries: RegistryRecord[],
  asked: string[],
  remembered: string[] | null,
): Ownership {
  if (asked.length > 0) return byAuthorities('--authority', asked);
  const all = [...listed];
  if (all.some(({ setSpecs }) => setSpecs.includes(IVO_MANAGED))) return bySet(all, remembered ?? []);
  const [registry, ...others] = registries;
  if (registry !== undefined && others.length === 0)
    return byAuthorities(`the managedAuthority of ${registry.ivoid}`, registry.managedAuthorities);
  if (remembered !== null) return byAuthorities('the import before', remembered);
  const counts = countAuthorities(all);
  if (counts.size <= 1) return byAuthorities('its one authority', [...counts.keys()]);
  const found = [...counts].map(([authority, count]) => `${authority} (${count})`).join(', ');
  throw new ImportRefused(
    `Nothing tells which of these records are the source's own: ${found}. ` +
      'Neither headers with the set ivo_managed nor one registry record are there. Say it with --authority NAME.',
  );
}

function byAuthorities(by: string, authorities: string[]): Ownership {
  const own = new Set(authorities.map((authority) => authority.toLowerCase()));
  return { by, authorities: [...own], isOwn: ({ id }) => own.has(authorityOf(id)) };
}

/** Tombstones come without their sets from some registries: then their authority tells. */
function bySet(all: Listed[], remembered: string[]): Ownership {
  const isManaged = ({ setSpecs }: { setSpecs: string[] }) => setSpecs.includes(IVO_MANAGED);
  const managed = new Set([...remembered, ...all.filter(isManaged).map(({ id }) => authorityOf(id))]);
  return {
    by: 'the set ivo_managed',
    authorities: [...managed],
    isOwn: (one) => isManaged(one) || (one.setSpecs.length === 0 && managed.has(authorityOf(one.id))),
  };
}

function countAuthorities(all: Listed[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of all) counts.set(authorityOf(id), (counts.get(authorityOf(id)) ?? 0) + 1);
  return counts;
}
