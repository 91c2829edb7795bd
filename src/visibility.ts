/** Asking searchable registries what they show of us: for the command, and every VISIBLE_SECONDS in the service. */
import type { Logger } from './log.ts';
import { authorityOf, ivoidKey, parseIvoid } from './resource/ivoid.ts';
import type { RegistryRecord } from './resource/registry.ts';
import { searchableOf, whoAsks } from './searchable.ts';
import { askVisible, type Scope } from './services/visible.ts';
import type { Database } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import {
  keepChecks,
  type OwnRecord,
  ownRecords,
  sinceLastCheck,
  type VisibleCheck,
} from './store/visible.ts';
import { whenDue } from './when-due.ts';

/** A day for the harvesters, and one for their bad days. */
export const DEFAULT_GRACE_DAYS = 2;
const DAY_MS = 86_400_000;

/** It cannot be asked like that; the message is for the person. */
export class VisibleUnasked extends Error {
  override name = 'VisibleUnasked';
}

export interface VisibleReport {
  version: 1;
  /** ivoid of our registry. */
  registry: string;
  /** What was asked about: ivoids and authorities; empty: everything. */
  about: string[];
  graceDays: number;
  services: VisibleCheck[];
}

/** Asks all services of registry.json as it is published. Keeps the results if everything was asked about. Throws VisibleUnasked, DatabaseAway, the signal's reason. */
export async function visibleJob(
  db: Database,
  { about, graceDays, signal }: { about: string[]; graceDays: number; signal: AbortSignal },
): Promise<VisibleReport> {
  const ledger = await readLedger(db);
  const { registry } = ledger;
  if (registry === null)
    throw new VisibleUnasked('Nothing has been published yet: run `voreg publish` first.');
  const services = searchableOf(ledger);
  if (services.length === 0)
    throw new VisibleUnasked(
      'There is nobody to ask: list searchable registries under "searchable" in the published registry.json (docs/operating.md, "Does the world see it?").',
    );
  const scope = scopeOf(about, registry);
  const asking = {
    ...{ scope, own: await ownOf(db, scope), now: Date.parse(ledger.now), graceMs: graceDays * DAY_MS },
    ...{ ...whoAsks(registry), signal },
  };
  const checks = await Promise.all(services.map((service) => askVisible(service, asking)));
  if (about.length === 0 && graceDays === DEFAULT_GRACE_DAYS) await keepChecks(db, checks);
  return { version: 1, registry: registry.ivoid, about, graceDays, services: checks };
}

/** What ivoids and authorities of ours stand for; all of ours for none. @throws VisibleUnasked for what is none of ours */
export function scopeOf(about: string[], { managedAuthorities }: RegistryRecord): Scope {
  const managed = new Set(managedAuthorities.map((authority) => authority.toLowerCase()));
  if (about.length === 0) return { authorities: [...managed], keys: [] };
  const scope: Scope = { authorities: [], keys: [] };
  for (const one of about) {
    const isIvoid = /^ivo:\/\//i.test(one);
    if (isIvoid && parseIvoid(one) === null) throw new VisibleUnasked(`${one} is no ivoid.`);
    const authority = isIvoid ? authorityOf(one) : one.toLowerCase();
    if (!managed.has(authority))
      throw new VisibleUnasked(
        `${authority} is no authority of this registry; there are: ${[...managed].join(', ')}.`,
      );
    if (isIvoid) scope.keys.push(ivoidKey(one));
    else scope.authorities.push(authority);
  }
  return scope;
}

async function ownOf(db: Database, { authorities, keys }: Scope): Promise<Map<string, OwnRecord>> {
  const own = new Map<string, OwnRecord>();
  for (const [column, values] of [
    ['authority', authorities],
    ['key', keys],
  ] as const)
    for await (const batch of ownRecords(db, column, values)) for (const one of batch) own.set(one.key, one);
  return own;
}

/** Asks if VISIBLE_SECONDS have passed since anybody did; one replica at a time. */
export async function askWhenDue(
  db: Database,
  { everySeconds, log, signal }: { everySeconds: number; log: Logger; signal: AbortSignal },
): Promise<void> {
  // With nobody to ask, nothing is known either.
  if (searchableOf(await readLedger(db)).length === 0) return keepChecks(db, []);
  const check = async () => {
    const { services } = await visibleJob(db, { about: [], graceDays: DEFAULT_GRACE_DAYS, signal });
    for (const { service, error, counts } of services) {
      if (counts === null) log.warn(`${service} was not asked what it shows of us. ${error}`);
      else
        log.info(
          `${service} shows ${counts.visible} of ${counts.active} active records: ${counts.stale} stale, ${counts.missing} missing, ${counts.resurrected} resurrected.`,
        );
    }
  };
  await whenDue(db, { name: 'visible', everySeconds, since: () => sinceLastCheck(db), signal }, check);
}
