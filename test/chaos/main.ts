/**
 * The proof under faults: the program as it is shipped, as three replicas on one PostgreSQL, harvested without a pause
 * while a curator commits and everything else fails in turn. At the end of each round every harvester must have what
 * is in Git (P1), every answer must have been valid (P3), and nothing may have been left over.
 *
 *   npm run test:chaos -- [--rounds N] [--minutes M] [--seed S] [--faults LIST] [--seconds T] [--program FILE] [--keep FOLDER]
 *
 * Needs Git and PostgreSQL's server programs; with faketime also the clocks are set. Exit 1 if anything was lost.
 */
import { mkdtempSync, realpathSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadSchema } from '../../src/xml/schema.ts';
import { compileProgram } from '../helpers/compile.ts';
import { FAULTS, type Fault } from './faults.ts';
import { Journal } from './journal.ts';
import { Leaks } from './leaks.ts';
import { type RoundResult, runRound } from './round.ts';
import { World } from './world.ts';

const XSD = fileURLToPath(new URL('../../xsd', import.meta.url));
const SHOWN = 10;

interface Plan {
  rounds: number;
  minutes: number;
  seconds: number;
  seed: string;
  faults: Fault[];
  /** A compiled program; null: this project is compiled. */
  program: string | null;
  /** Where traces and logs of a failed run are copied to; null: they stay in the temporary folder. */
  keep: string | null;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function keepTraces(folder: string, to: string): Promise<void> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /(^trace\.jsonl|\.log|\/log)$/.test(name),
  );
  for (const name of names) await cp(join(folder, name), join(to, name), { recursive: true });
}

function planOf(args: string[]): Plan {
  const text = { type: 'string' } as const;
  const options = {
    rounds: text,
    minutes: text,
    seconds: text,
    seed: text,
    faults: text,
    program: text,
    keep: text,
  };
  const { values } = parseArgs({ args, options });
  const number = (name: 'rounds' | 'minutes' | 'seconds', fallback: number): number => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} ${values[name]} is not a number above 0.`);
    return value;
  };
  const names = values.faults?.split(',') ?? FAULTS.map(({ name }) => name);
  const faults = names.map((name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault === undefined)
      throw new Error(`There is no fault ${name}; there are ${FAULTS.map((one) => one.name).join(', ')}.`);
    return fault;
  });
  return {
    rounds: number('rounds', values.minutes === undefined ? 10 : Number.POSITIVE_INFINITY),
    minutes: number('minutes', Number.POSITIVE_INFINITY),
    seconds: number('seconds', 15),
    seed: values.seed ?? String(Date.now()),
    faults,
    program: values.program ?? null,
    keep: values.keep ?? null,
  };
}

/** Returns whether all went well. */
async function run(plan: Plan): Promise<boolean> {
  const began = performance.now();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'voreg-chaos-')));
  const journal = new Journal(folder);
  const program = plan.program ?? (await compileProgram(join(folder, 'built')));
  const schema = await loadSchema(XSD);
  const world = await World.create(folder, program, journal);
  // Else replicas, servers and mounted disks would outlive an impatient person.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(
      signal,
      () =>
        void world
          .close()
          .then(() => world.remove())
          .finally(() => process.exit(130)),
    );
  const leaks = new Leaks();
  const results: RoundResult[] = [];
  try {
    const faults = available(plan.faults, world);
    for (let round = 1; round <= plan.rounds && journal.wrongs.length === 0; round += 1) {
      if (performance.now() - began > plan.minutes * 60_000) break;
      const seed = `${plan.seed}:${round}`;
      results.push(
        await sayRound(seed, journal, () => runRound(world, leaks, { ...plan, seed, faults, schema })),
      );
    }
  } catch (error) {
    journal.wrong(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await world.close();
    journal.write();
  }
  const exits = world.replicas.flatMap((replica) => replica.exits);
  saySummary(plan, { results, journal, leaks, exits, folder, seconds: (performance.now() - began) / 1000 });
  if (journal.wrongs.length === 0) await world.remove();
  else if (plan.keep !== null) await keepTraces(folder, plan.keep);
  return journal.wrongs.length === 0;
}

function available(faults: Fault[], world: World): Fault[] {
  if (!world.hasSmallDisks)
    say('Full disks are made by limits on the size of files: this user may not mount a small file system.');
  return faults.filter(({ name, missing }) => {
    const why = missing?.(world) ?? null;
    if (why !== null) say(`Left out: ${name} (${why}).`);
    return why === null;
  });
}

async function sayRound(
  seed: string,
  journal: Journal,
  work: () => Promise<RoundResult>,
): Promise<RoundResult> {
  const before = { ...journal };
  const began = performance.now();
  const result = await work();
  const { commits, pages, harvests, refusals } = journal;
  say(
    `${seed}  ${((performance.now() - began) / 1000).toFixed(0)} s  ${commits - before.commits} commits  ` +
      `${result.generations} generations  ${pages - before.pages} pages  ${harvests - before.harvests} harvests  ` +
      `${refusals - before.refusals} refusals  ${result.losses} losses  ${result.faults.join(' ')}`,
  );
  return result;
}

function saySummary(
  plan: Plan,
  of: {
    results: RoundResult[];
    journal: Journal;
    leaks: Leaks;
    exits: string[];
    folder: string;
    seconds: number;
  },
): void {
  const { results, journal, leaks, exits } = of;
  const counts = new Map<string, number>();
  for (const name of results.flatMap(({ faults }) => faults)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const losses = results.reduce((sum, one) => sum + one.losses, 0);
  say(
    `\n${results.length} rounds in ${of.seconds.toFixed(0)} s: ${journal.commits} commits, ${journal.pages} pages, ` +
      `${journal.harvests} harvests, ${journal.refusals} refusals, longest answer ${journal.longestMs} ms; ` +
      `${exits.length} replicas ended by themselves; ` +
      `at most ${leaks.mostMegabytes} MB and ${leaks.mostFiles} open files at rest.`,
  );
  say(
    `Faults: ${[...counts]
      .sort()
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}.`,
  );
  say(`Losses: ${losses}. Broken promises: ${journal.wrongs.length}.`);
  if (journal.wrongs.length === 0) return;
  for (const wrong of journal.wrongs.slice(0, SHOWN)) say(`  ${wrong}`);
  say(`Seed ${plan.seed}. Traces and logs: ${of.folder}`);
}

// Not exitCode: connections to what was killed may still be waiting for it.
process.exit((await run(planOf(process.argv.slice(2)))) ? 0 : 1);
