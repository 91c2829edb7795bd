/**
 * Holds a harvested copy against all that its server has said to the harvester: promise P8, told without the harvester's
 * own tables of runs and marks. Everything here is known from the server's side (memory-source.ts, `passes`).
 */
import { expect } from 'vitest';
import type { HarvestResult } from '../../src/harvest/harvest.ts';
import type { Database } from '../../src/store/database.ts';
import { bytesOf, dateOf, type MemoryServer, type Pass } from './memory-source.ts';

interface Held {
  key: string;
  deleted: boolean;
  /** About to go: noted, and settled with the next end of a run. */
  leaving: boolean;
  bytes: string | null;
}

export class Witness {
  readonly #server: MemoryServer;
  /** Bytes → the server's number of that version. */
  readonly #versions = new Map<string, number>();
  /** Of the check before: key → the version that was live, or null. */
  #before = new Map<string, number | null>();

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  /**
   * After a harvest; `result` null if it crashed, `from` the number of passes there were before it, `quiet` if nothing
   * changed on the server meanwhile.
   */
  async check(
    db: Database,
    { result, from, quiet }: { result: HarvestResult | null; from: number; quiet: boolean },
  ): Promise<void> {
    const { passes } = this.#server;
    if (result === null) for (const pass of passes.slice(from)) pass.sure = false;
    for (const { key, bytes, version } of passes.slice(from).flatMap(({ said }) => said)) {
      if (bytes !== null) this.#versions.set(`${key} ${bytes}`, version);
    }
    const held = await heldIn(db);
    for (const one of held) this.#checkClaim(one);
    await this.#checkReached(db, held);
    const began = passes.findIndex((pass, i) => i >= from && pass.since === null && pass.fresh);
    if (quiet && result?.complete === true && began >= 0) this.checkEqual(held);
    this.#before = new Map(held.map((one) => [one.key, one.deleted ? null : this.#versionOf(one)]));
  }

  /** A complete full list that nothing disturbed leaves nothing to be desired. */
  checkEqual(held: Held[]): void {
    const bad = new Set([...this.#server.unreadable].map((id) => id.toLowerCase()));
    const live = held.filter(({ deleted, key }) => !deleted && !bad.has(key));
    const truth = [...this.#server.truth()].filter(([key]) => !bad.has(key));
    expect(new Map(live.map(({ key, bytes }) => [key, bytes]))).toEqual(new Map(truth));
  }

  /** It was said to the harvester, nothing newer had been taken in, and what is gone is gone for a reason. */
  #checkClaim(one: Held): void {
    const { key } = one;
    const before = this.#before.get(key) ?? null;
    if (!one.deleted) {
      const version = this.#versionOf(one);
      expect(version, `${key} says what the server never said`).not.toBeNull();
      expect(version ?? 0, `${key} went back`).toBeGreaterThanOrEqual(before ?? 0);
    } else if (before !== null || !this.#before.has(key)) {
      const isTold = this.#server.passes.some(({ said }) =>
        said.some((entry) => entry.key === key && entry.deleted && entry.version > (before ?? 0)),
      );
      expect(isTold || this.#wasAbsent(key), `${key} went, and nobody had said so`).toBe(true);
    }
  }

  /** Absent from a complete full list and from a complete one of the changes since it began; named by none after. */
  #wasAbsent(key: string): boolean {
    const { passes } = this.#server;
    const last = ({ said }: Pass) => said.findLast((entry) => entry.key === key);
    const isLive = (pass: Pass) => last(pass)?.deleted === false;
    return passes.some((full, i) => {
      if (!full.complete || full.since !== null || last(full) !== undefined) return false;
      if (full.announced !== null && full.said.length < full.announced) return false;
      const later = passes.slice(i + 1);
      if (later.some((pass) => pass.complete && pass.sure && isLive(pass))) return false;
      return later.some(
        (pass) => pass.complete && pass.since !== null && pass.since <= full.reached && !isLive(pass),
      );
    });
  }

  /** What changed before the moment from which the next list is asked is in the copy: nobody would ask for it again. */
  async #checkReached(db: Database, held: Held[]): Promise<void> {
    const [row] = await db.query<{ reached: string | null }>('select reached from harvest_source');
    const reached = row?.reached ?? null;
    if (reached === null) return;
    expect(
      this.#server.passes.some((pass) => pass.complete && pass.reached === reached),
      `${reached} is where no complete list began`,
    ).toBe(true);
    const aside = await db.query<{ key: string }>('select key from harvest_quarantine');
    const bad = new Set([
      ...[...this.#server.unreadable].map((id) => id.toLowerCase()),
      ...aside.map((q) => q.key),
    ]);
    for (const record of this.#server.records.values()) {
      const key = record.id.toLowerCase();
      if (record.sneaked || bad.has(key) || dateOf(record.at) >= reached) continue;
      const one = held.find((h) => h.key === key);
      const what = `${key} changed at ${dateOf(record.at)}, before ${reached}, and will not be asked for again`;
      if (record.deleted) expect(one === undefined || one.deleted || one.leaving, what).toBe(true);
      else expect(one?.deleted === false ? one.bytes : null, what).toBe(bytesOf(record).toString());
    }
  }

  #versionOf({ key, bytes }: Held): number | null {
    return this.#versions.get(`${key} ${bytes}`) ?? null;
  }
}

async function heldIn(db: Database): Promise<Held[]> {
  const rows = await db.query<{ key: string; deleted: boolean; leaving: boolean; bytes: Buffer | null }>(
    `select h.key, h.deleted, h.gone_by is not null and not h.deleted as leaving, v.bytes
     from harvested h left join harvested_version v on v.id = h.version`,
  );
  return rows.map(({ bytes, ...row }) => ({ ...row, bytes: bytes?.toString() ?? null }));
}
