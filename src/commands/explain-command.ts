/** The command line of `voreg explain`: why two records are taken for one, or not. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { CorpusBuilder } from '../reconcile/match/corpus.ts';
import { type ExplainedPart, type Explanation, explain } from '../reconcile/match/explain.ts';
import { Rankings } from '../reconcile/match/rank.ts';
import { recordsIn } from '../reconcile/match/read.ts';
import { Scorer } from '../reconcile/match/scorer.ts';
import { normaliseId } from '../reconcile/normalise.ts';
import type { Fields } from '../resource/fields.ts';
import { openHarvested } from '../store/harvested-read.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';
import { placeOf } from './validate-files.ts';

const FORMATS = { text: true, json: true };

interface Named {
  id: string;
  title: string;
  type: string;
}

/** An explanation with the names of the records in it. */
interface Report extends Omit<Explanation, 'runnerUp' | 'rival'> {
  version: 1;
  here: Named;
  there: Named;
  runnerUp: (Named & { score: number }) | null;
  rival: (Named & { score: number }) | null;
}

/** Adds the command; `done` gets 0, or 1 if the two are no candidates for each other. */
export function addExplainCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('explain')
    .description('why two records are taken for one, feature by feature')
    .argument('<ivoid>', 'a record of ours or of another registry; any identifier will do')
    .argument('<spaseid>', 'its supposed counterpart')
    .option(
      '--source <dir...>',
      'records of folders or bare Git repositories instead of the last harvests',
      [],
    )
    .option('--format <format>', 'text or json', (format: string) => {
      outputs = addFormat(format, outputs, FORMATS);
    })
    .option('--output <file>', 'where it goes', (file: string) => {
      outputs = addOutput(file, outputs);
    })
    .action(async (here: string, there: string, { source }: { source: string[] }) => {
      const report = reportOn(await (source.length > 0 ? fromFolders(source) : fromHarvests()), here, there);
      await writeOutputs(outputs, (format) =>
        format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : shown(report),
      );
      done(report.zone === 'none' ? 1 : 0);
    });
}

async function fromFolders(dirs: string[]): Promise<Fields[]> {
  const found: Fields[] = [];
  for (const dir of dirs) {
    if (!existsSync(dir)) throw new UsageError(`There is no folder ${dir}.`);
    for await (const { fields } of recordsIn(dir)) found.push(fields);
  }
  return found;
}

/** Our records of the work tree, and all that was harvested. */
async function fromHarvests(): Promise<Fields[]> {
  const config = readConfig(process.env);
  const { records } = await placeOf(config);
  const found = await fromFolders([records]);
  const db = await openDatabase(config);
  try {
    await migrate(db);
    for await (const batch of openHarvested(db).records(null)) {
      for (const { fields } of batch) if (fields !== null) found.push(fields);
    }
  } finally {
    await db.close();
  }
  return found;
}

function reportOn(records: Fields[], hereId: string, thereId: string): Report {
  const find = (id: string) => {
    const at = records.findIndex((fields) => normaliseId(fields.id) === normaliseId(id));
    if (at < 0) {
      throw new UsageError(
        `No record ${id} is known among ${records.length}. Harvest its source, or name its folder with --source.`,
      );
    }
    return at;
  };
  const here = find(hereId);
  const there = find(thereId);
  const builder = new CorpusBuilder();
  for (const fields of records) builder.add(fields);
  const corpus = builder.build();
  const scorer = new Scorer(corpus);
  const sideOf = (at: number) => records[at]?.model;
  // Both of one world: all others of it compete. Else each competes with its own side.
  const all = Int32Array.from(records.keys());
  const mixed = sideOf(here) !== sideOf(there);
  const asking = mixed ? all.filter((at) => sideOf(at) === sideOf(here)) : all;
  const side = mixed ? all.filter((at) => sideOf(at) === sideOf(there)) : all;
  const rankings = new Rankings(corpus, scorer, asking, side);
  const explanation = explain(corpus, scorer, rankings, here, there);
  const name = (at: number): Named => ({
    id: records[at]?.id ?? '',
    title: records[at]?.title ?? '',
    type: records[at]?.type ?? '',
  });
  const scored = (one: { record: number; score: number } | null) =>
    one === null ? null : { ...name(one.record), score: one.score };
  return {
    version: 1,
    here: name(here),
    there: name(there),
    ...explanation,
    runnerUp: scored(explanation.runnerUp),
    rival: scored(explanation.rival),
  };
}

const IN_WORDS: Record<Explanation['zone'], string> = {
  confident: 'confident: would be ticked in a merge request',
  review: 'review: a candidate for a curator',
  none: 'none: not proposed',
};

function shown(report: Report): string {
  const { here, there, parts, contradictions, runnerUp, margin, rival, claimMargin } = report;
  const lines = [
    `${here.id}  (${here.type})`,
    `  ${here.title}`,
    `${there.id}  (${there.type})`,
    `  ${there.title}`,
    '',
    `score ${report.score.toFixed(3)} (evidence ${signed(report.evidence)}), ${IN_WORDS[report.zone]}`,
    ...(report.relation === 'related'
      ? ['Their types are never one and the same: at most they are related.']
      : []),
    ...(report.isBest ? [] : ['Another record is a better candidate.']),
    '',
    '  value  evidence  at most  feature',
    `                ${signed(report.start)}            where the sum starts: most pairs are none`,
    ...parts.flatMap(partLines),
    '',
    ...contradictions.map(({ message }) => `contradiction: ${message}`),
    `${report.isBest ? 'runner-up' : 'better'}: ${runnerUp === null ? 'none' : `${runnerUp.id} (${runnerUp.score.toFixed(3)}), margin ${signed(margin ?? 0)}`}`,
    ...(rival === null || claimMargin === null
      ? []
      : [`also claimed by: ${rival.id} (${rival.score.toFixed(3)}), margin ${signed(claimMargin)}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function partLines({
  name,
  about,
  value,
  evidence,
  most,
  shared,
  hereOnly,
  thereOnly,
}: ExplainedPart): string[] {
  const number = value === null ? '    –' : value.toFixed(3);
  const line = `  ${number}  ${signed(evidence).padStart(8)}  ${most.toFixed(2).padStart(7)}  ${name}: ${about}`;
  if (value === null) return [`${line} (not said by both)`];
  const only = (what: string, terms: string[]) =>
    terms.length === 0 ? [] : [`${' '.repeat(30)}${what}: ${terms.join(', ')}`];
  if (evidence === 0 && value === 1) return [line];
  return [line, ...only('both', shared), ...only('here', hereOnly), ...only('there', thereOnly)];
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
