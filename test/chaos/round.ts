/** A round: faults for some seconds while all are at work, then peace, and the reckoning. */
import type { Schema } from '../../src/xml/schema.ts';
import { type Chance, chanceOf, pause } from './chance.ts';
import type { Fault } from './faults.ts';
import { Harvesters } from './harvesters.ts';
import type { Leaks } from './leaks.ts';
import type { World } from './world.ts';

export interface RoundResult {
  faults: string[];
  losses: number;
  generations: number;
}

interface Running {
  fault: Fault;
  stop: () => void | Promise<void>;
  until: number;
}

/** At the same time at most. */
const FAULTS_AT_ONCE = 2;

export interface RoundPlan {
  seed: string;
  /** How long faults happen; what is under way then comes to its end. */
  seconds: number;
  faults: readonly Fault[];
  schema: Schema;
}

/** Returns what happened. What must not have is in the world's journal. */
export async function runRound(world: World, leaks: Leaks, plan: RoundPlan): Promise<RoundResult> {
  const chance = chanceOf(plan.seed);
  const { journal } = world;
  const harvesters = new Harvesters(plan.seed, world.replicas, plan.schema, journal);
  const before = await generationOf(world);
  harvesters.start();
  world.writer.start(chanceOf(`${plan.seed} writer`));
  let faults: string[];
  try {
    faults = await inject(world, chance, plan);
    await world.writer.stop();
    world.writer.repair();
    await world.settled();
  } finally {
    await world.writer.stop();
    await harvesters.stop();
  }
  await harvesters.catchUp();
  const losses = await harvesters.compare(world.writer.truth());
  harvesters.close();
  for (const leak of await leaks.find(world)) journal.wrong(`leaked: ${leak}`);
  journal.write();
  return { faults, losses, generations: (await generationOf(world)) - before };
}

/** Begins and ends faults until the time is over, and ends those that are left. Returns their names. */
async function inject(world: World, chance: Chance, { seconds, faults }: RoundPlan): Promise<string[]> {
  const running: Running[] = [];
  const done: string[] = [];
  const end = async (which: (one: Running) => boolean) => {
    for (const one of running.filter(which)) {
      running.splice(running.indexOf(one), 1);
      await one.stop();
      world.journal.note('fault ends', { fault: one.fault.name });
    }
  };
  const last = performance.now() + seconds * 1000;
  const wanted = faultsToPick(faults);
  while (performance.now() < last) {
    await end(({ until }) => performance.now() > until);
    const touched = running.flatMap((one) => one.fault.touches);
    const fault = wanted(chance);
    if (fault.alone === true) {
      await end(() => true);
      await world.allLook();
    } else if (running.length >= FAULTS_AT_ONCE || fault.touches.some((part) => touched.includes(part))) {
      await pause(50);
      continue;
    }
    world.journal.note('fault begins', { fault: fault.name });
    done.push(fault.name);
    const stop = await fault.start(world, chance);
    running.push({ fault, stop, until: performance.now() + chance.between(300, 5000) });
    await pause(chance.between(0, 1000));
  }
  await end(() => true);
  return done;
}

/** One that takes long, and has to be alone, is taken once in a round. */
function faultsToPick(faults: readonly Fault[]): (chance: Chance) => Fault {
  let left = faults;
  return (chance) => {
    const fault = chance.pick(left);
    const others = left.filter(({ alone }) => alone !== true);
    if (fault.alone === true && others.length > 0) left = others;
    return fault;
  };
}

async function generationOf(world: World): Promise<number> {
  return Math.max(
    ...(await Promise.all(world.replicas.map((one) => one.status()))).map((s) => s?.generation ?? 0),
  );
}
