/** Everything that may go wrong in operation, one object each: it begins, lasts for a while, and is over. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { type Chance, pause, until } from './chance.ts';
import { SettableClock } from './clock.ts';
import type { Weather } from './network.ts';
import { ROLE } from './postgres.ts';
import type { Replica } from './replica.ts';
import type { World } from './world.ts';

type Part = 'replica' | 'database' | 'network' | 'clock' | 'disk' | 'remote';

export interface Fault {
  name: string;
  /** Only one fault at a time does something to each of these. */
  touches: readonly Part[];
  /**
   * `alone`: nothing else at the same time, because the database forgets what it has told: P1 then rests on the
   * replicas that were told, which must live until they have looked again (design §3).
   */
  alone?: boolean;
  /** Why it cannot be had on this machine; null if it can. */
  missing?(world: World): string | null;
  /** Begins it. What is returned ends it: everything is as before, or on its way there. */
  start(world: World, chance: Chance): Promise<() => void | Promise<void>>;
}

/** A replica is gone at once, and comes back. */
const killReplica: Fault = {
  name: 'kill-replica',
  touches: ['replica'],
  async start({ replicas }, chance) {
    const replica = chance.pick(replicas);
    await replica.stop(chance.happens(0.8) ? 'SIGKILL' : 'SIGTERM');
    return () => replica.start();
  },
};

/** The same for the one that publishes, in whatever step of it. */
const killPublisher: Fault = {
  name: 'kill-publisher',
  touches: ['replica', 'database'],
  async start(world, chance) {
    const client = world.primary.client('postgres', ROLE);
    // The database may go away meanwhile: then there is nobody to kill.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const patience = performance.now() + 4000;
      for (let publisher: Replica | undefined; performance.now() < patience; await pause(5)) {
        const { rows } = await client.query(
          `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
           where l.locktype = 'advisory' and l.granted`,
        );
        publisher = world.replicas.find(({ place }) => place.name === rows[0]?.name);
        if (publisher === undefined) continue;
        await pause(chance.between(0, 300));
        await publisher.stop();
        const killed = publisher;
        return () => killed.start();
      }
    } finally {
      await client.end();
    }
    return () => undefined;
  },
};

const killDatabase: Fault = {
  name: 'kill-database',
  touches: ['database'],
  async start(world) {
    await world.primary.kill();
    return () => world.primary.start();
  },
};

const restartDatabase: Fault = {
  name: 'restart-database',
  touches: ['database'],
  async start(world) {
    await world.primary.stop();
    return () => world.primary.start();
  },
};

const pauseDatabase: Fault = {
  name: 'pause-database',
  touches: ['database'],
  async start({ primary }) {
    primary.freeze(true);
    return () => primary.freeze(false);
  },
};

/** Somebody else takes every connection there is. */
const exhaustConnections: Fault = {
  name: 'exhaust-connections',
  touches: ['replica', 'database'],
  async start({ primary, replicas }, chance) {
    const taken: pg.Client[] = [];
    // New connections are needed where there is a new process.
    const replica = chance.pick(replicas);
    await replica.stop();
    for (;;) {
      const client = primary.client(ROLE, ROLE);
      client.on('error', () => undefined);
      try {
        await client.connect();
        taken.push(client);
      } catch (error) {
        if ((error as { code?: string }).code !== '53300') throw error;
        break;
      }
    }
    replica.start();
    return async () => {
      await Promise.all(taken.map((client) => client.end()));
    };
  },
};

/** Until the disk is full, whatever the replica writes meanwhile. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeSync(handle, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(handle);
  }
}

/** Nothing can be written in DATA_DIR; without a file system of its own: no file can grow. */
const fullDisk: Fault = {
  name: 'full-disk',
  touches: ['disk'],
  async start({ replicas, hasSmallDisks }, chance) {
    const replica = chance.pick(replicas);
    if (hasSmallDisks) {
      const file = join(replica.place.dataDir, 'filler');
      fill(file);
      return () => rmSync(file);
    }
    const limit = (value: string) => {
      const { pid } = replica;
      if (pid !== null) execFileSync('prlimit', ['--pid', String(pid), `--fsize=${value}:`]);
    };
    limit('0');
    return () => limit('unlimited');
  },
};

/** Between one replica, or all, and the database. */
function network(name: string, weather: Weather, isResetAfterwards: boolean): Fault {
  return {
    name,
    touches: ['network'],
    async start({ replicas }, chance) {
      const cut = chance.happens(0.7) ? [chance.pick(replicas)] : replicas;
      for (const { place } of cut) place.network.set(weather);
      return () => {
        for (const { place } of cut) {
          if (isResetAfterwards) place.network.reset();
          place.network.set('open');
        }
      };
    },
  };
}

const needsClock = () => (SettableClock.isInstalled ? null : 'apt-get install faketime');
/** Seconds that a clock is off: what NTP steps, what a wrong zone makes, what a dead battery makes. */
const STEPS = [-5, -2, -1, 1, 2, 5, -3600, 3600, -86_400];

const replicaClock: Fault = {
  name: 'clock-replica',
  touches: ['clock'],
  missing: needsClock,
  async start({ replicas }, chance) {
    const { clock } = chance.pick(replicas);
    clock.step(chance.pick(STEPS));
    return () => clock.step(0);
  },
};

/** Not far ahead: datestamps follow the clock of the database, and would stay there until the true time comes. */
const databaseClock: Fault = {
  name: 'clock-database',
  touches: ['clock'],
  missing: needsClock,
  async start({ databaseClock: clock }, chance) {
    clock.step(chance.pick(STEPS.filter((seconds) => seconds < 60)));
    return () => clock.step(0);
  },
};

/** What is published now the database will not know afterwards; Git may forget it too. */
async function forgetfulTime({ replicas, writer }: World, chance: Chance): Promise<void> {
  const newest = async () =>
    Math.max(...(await Promise.all(replicas.map((r) => r.status()))).map((s) => s?.generation ?? 0));
  const before = await newest();
  const patience = performance.now() + chance.between(500, 5000);
  while (performance.now() < patience && (await newest()) === before) await pause(50);
  if (chance.happens(0.5)) return;
  writer.forcePush(chance);
  await pause(chance.between(500, 5000));
}

/** The standby takes over, and does not have the last transactions. */
const failover: Fault = {
  name: 'failover',
  touches: [],
  alone: true,
  async start(world, chance) {
    const standby = await world.makeStandby();
    await world.allLook();
    world.replication.set('held');
    // What is published from here on will never have been.
    await forgetfulTime(world, chance);
    await world.failOver(standby);
    await world.allLook();
    return () => undefined;
  },
};

const restoreBackup: Fault = {
  name: 'restore-backup',
  touches: [],
  alone: true,
  async start(world, chance) {
    const backup = join(world.folder, 'backup');
    await world.primary.backup(backup);
    await forgetfulTime(world, chance);
    // Whoever was started since the last answer of another must have heard of it from the ledger.
    await world.allLook();
    await world.primary.restore(backup);
    await world.allLook();
    return () => undefined;
  },
};

/** Runs the previous generation for a while, and then goes on as if nothing had been. */
const stopReplica: Fault = {
  name: 'stop-replica',
  touches: ['replica'],
  async start({ replicas }, chance) {
    const replica = chance.pick(replicas);
    replica.freeze(true);
    return () => replica.freeze(false);
  },
};

const forcePush: Fault = {
  name: 'force-push',
  touches: [],
  async start({ writer }, chance) {
    writer.forcePush(chance);
    return () => undefined;
  },
};

const hideRemote: Fault = {
  name: 'remote-away',
  touches: ['remote'],
  async start({ writer }) {
    writer.hide(true);
    return () => writer.hide(false);
  },
};

export const FAULTS: Fault[] = [
  killReplica,
  killPublisher,
  killDatabase,
  restartDatabase,
  pauseDatabase,
  exhaustConnections,
  fullDisk,
  network('cut-network', 'held', true),
  network('stalled-network', 'held', false),
  network('reset-network', 'refused', false),
  network('slow-network', 'slow', false),
  replicaClock,
  databaseClock,
  failover,
  restoreBackup,
  stopReplica,
  forcePush,
  hideRemote,
];

/** Waits until a replica has looked at the database once more. */
export async function lookedAgain(replica: Replica): Promise<void> {
  const before = (await replica.status())?.knownAt ?? null;
  await until(`${replica.place.name} looks at the database`, 120, () => replica.lookedAfter(before));
}
