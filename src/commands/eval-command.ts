/** The command line of `voreg eval match`: how well records are matched where the right answers are known. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { View } from '../reconcile/match/clues.ts';
import { fitWeights } from '../reconcile/match/cross.ts';
import { PRIOR } from '../reconcile/match/fit.ts';
import { type AtThreshold, type Measures, measure, summary } from '../reconcile/match/measure.ts';
import { WEIGHTS, type Weights } from '../reconcile/match/model.ts';
import { Rankings } from '../reconcile/match/rank.ts';
import { type FoundRecord, recordsIn } from '../reconcile/match/read.ts';
import { Scorer } from '../reconcile/match/scorer.ts';
import { type Sides, sidesOf, trialOf } from '../reconcile/match/trial.ts';
import { readTruth, TruthFault, type TruthPair } from '../reconcile/match/truth.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

const FORMATS = { text: true, json: true };
const VIEWS: Record<View, string> = {
  all: 'everything the records say',
  vor: 'what a VOResource record has an element for',
  bare: 'title, start and instrument alone',
};

interface Flags {
  truth: string;
  source: string[];
  fields: string;
  errors: number;
  fit: boolean;
  write?: string;
}

interface Report {
  version: 1;
  fields: View;
  subjects: number;
  objects: number;
  /** Judged by weights that have not seen the mission (--fit), or by those in use. */
  leftOut: boolean;
  measures: Measures;
  seconds: { reading: number; preparing: number; matching: number };
  pairsPerSecond: number;
  megabytes: number;
}

/** Adds the command; `done` gets 0, or 1 if records of the truth were not found. */
export function addEvalCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('eval')
    .description('measure parts of voreg against known answers')
    .command('match')
    .description('how well records are matched')
    .requiredOption('--truth <file>', 'tab-separated pairs: subject_id, object_id, subject_path, object_path')
    .requiredOption('--source <dir...>', 'folders of records, or bare Git repositories')
    .option('--fields <view>', `what may be seen: ${Object.keys(VIEWS).join(', ')}`, 'all')
    .option('--errors <n>', 'show so many wrong answers', (text: string) => Number(text), 0)
    .option(
      '--fit',
      'find the weights anew, and measure each mission with weights that have not seen it',
      false,
    )
    .option('--write <file>', 'where --fit puts the weights')
    .option('--format <format>', 'text or json', (format: string) => {
      outputs = addFormat(format, outputs, FORMATS);
    })
    .option('--output <file>', 'where the report goes', (file: string) => {
      outputs = addOutput(file, outputs);
    })
    .action(async (flags: Flags) => {
      const reports = await evaluate(flags);
      await writeOutputs(outputs, (format) =>
        format === 'json'
          ? `${JSON.stringify(reports.length === 1 ? reports[0] : reports, null, 2)}\n`
          : reports.map((report) => shown(report, flags.errors)).join('\n'),
      );
      done(reports.some(({ measures }) => measures.missing > 0) ? 1 : 0);
    });
}

async function evaluate(flags: Flags): Promise<Report[]> {
  if (!Object.hasOwn(VIEWS, flags.fields)) {
    throw new UsageError(`There are no --fields ${flags.fields}: use ${Object.keys(VIEWS).join(', ')}.`);
  }
  if (flags.write !== undefined && !flags.fit) throw new UsageError('--write belongs to --fit.');
  const pairs = await truthIn(flags.truth);
  const started = performance.now();
  const records: FoundRecord[] = [];
  for (const dir of flags.source) {
    if (!existsSync(dir)) throw new UsageError(`There is no folder ${dir}.`);
    for await (const record of recordsIn(dir)) records.push(record);
  }
  const reading = since(started);
  const sides = sidesOf(records, pairs);
  return flags.fit
    ? fitted(sides, pairs, reading, flags.write ?? null)
    : [measured(sides, pairs, flags.fields as View, reading)];
}

async function truthIn(file: string): Promise<TruthPair[]> {
  try {
    return readTruth(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof TruthFault) throw new UsageError(`${file}: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`There is no file ${file}.`);
    throw error;
  }
}

function measured(sides: Sides, pairs: TruthPair[], view: View, reading: number): Report {
  const started = performance.now();
  const trial = trialOf(sides, pairs, view);
  const preparing = since(started);
  const from = performance.now();
  const rankings = new Rankings(trial.corpus, new Scorer(trial.corpus), trial.objects, trial.subjects);
  const matching = since(from);
  return {
    ...head(sides, view, false),
    measures: measure(trial, rankings, WEIGHTS.zones),
    seconds: { reading, preparing, matching },
    pairsPerSecond: Math.round(rankings.scored / matching),
    megabytes: memory(),
  };
}

/** Both views are learned from together: one set of weights serves records of either world. */
async function fitted(
  sides: Sides,
  pairs: TruthPair[],
  reading: number,
  file: string | null,
): Promise<Report[]> {
  const started = performance.now();
  const views: View[] = ['all', 'vor'];
  const trials = views.map((view) => trialOf(sides, pairs, view));
  const preparing = since(started);
  const from = performance.now();
  const { weights, judged } = fitWeights(trials, PRIOR, WEIGHTS.zones);
  const matching = since(from);
  const reports = views.map((view, i): Report => {
    const trial = trials[i];
    if (trial === undefined) throw new RangeError('a trial for each view');
    return {
      ...head(sides, view, true),
      measures: summary(trial, judged[i] ?? []),
      seconds: { reading, preparing, matching },
      pairsPerSecond: 0,
      megabytes: memory(),
    };
  });
  if (file !== null) await writeFile(file, `${JSON.stringify(withMeasures(weights, reports), null, 2)}\n`);
  return reports;
}

/** The weights, with the measurement that chose them. */
function withMeasures(weights: Weights, reports: Report[]): Weights {
  return {
    ...weights,
    measured: {
      command:
        'voreg eval match --truth PAIRS.tsv --source DIR --fit --write src/reconcile/match/data/weights.json',
      judged: 'each mission by weights learned from the others',
      ...Object.fromEntries(
        reports.map(({ fields, measures }) => [
          fields,
          {
            pairs: measures.pairs,
            blocking: round(measures.completeness),
            bestF1: round(measures.best.f1),
            confidentPrecision: round(measures.confident.precision),
            confidentCoverage: round(measures.confident.coverage),
            confidentWithoutTruth: round(measures.confidentWithoutTruth),
          },
        ]),
      ),
    },
  };
}

function head({ subjects, objects }: Sides, fields: View, leftOut: boolean) {
  return { version: 1 as const, fields, subjects: subjects.length, objects: objects.length, leftOut };
}

function since(from: number): number {
  return Math.round(performance.now() - from) / 1000;
}

/** The most this process has had, in MB. */
function memory(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function shown(report: Report, errors: number): string {
  const { measures: m, seconds } = report;
  const lines = [
    `Seen: ${VIEWS[report.fields]}. ${report.subjects} records searched for each of ${report.objects}; ${m.pairs} pairs are known to be true, of ${m.objects} records.`,
    ...(report.leftOut ? ['Each mission was judged by weights that have not seen it.'] : []),
    ...(m.missing > 0
      ? [`${m.missing} pairs of the truth were not found in the sources; they count as missed.`]
      : []),
    '',
    `blocking       ${part(m.completeness)} of the true pairs are looked at, ${m.candidatesEach.toFixed(0)} candidates each`,
    ...table('all', m.thresholds, m.best),
    ...table(
      `hard: title and description both changed, ${part(m.hard.share)} of the records`,
      m.hard.thresholds,
      m.hard.best,
    ),
    `confident      ${part(m.confident.precision)} right, ${part(m.confident.coverage)} of the records; ${m.confident.wrong} wrong`,
    `               ${part(m.confidentWithoutTruth)} would be confident and wrong if the right record were not there`,
    `queue          ${m.queue.size} records; ${m.queue.hits.map(({ k, share }) => `hit@${k} ${part(share)}`).join(', ')}`,
    `time           ${seconds.reading} s reading, ${seconds.preparing} s preparing, ${seconds.matching} s matching (${report.pairsPerSecond} pairs/s), ${report.megabytes} MB`,
    ...m.errors
      .slice(0, errors)
      .flatMap(({ object, predicted, truth, score, zone }) => [
        '',
        `${object}  (${zone}, ${score.toFixed(3)})`,
        `  taken for  ${predicted}`,
        `  is         ${truth.join(' ')}`,
      ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function table(what: string, thresholds: AtThreshold[], best: AtThreshold): string[] {
  const row = ({ score, precision, recall, f1 }: AtThreshold) =>
    `  ≥ ${score.toPrecision(3).padEnd(9)} ${part(precision).padStart(9)} ${part(recall).padStart(9)} ${part(f1).padStart(9)}`;
  return [
    `score          precision    recall        F1   (${what})`,
    ...thresholds.map(row),
    `best:`,
    row(best),
  ];
}

function part(share: number): string {
  return share.toFixed(4);
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
