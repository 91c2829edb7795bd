/** `voreg anomalies`: what is wrong across the registries that were harvested, and our own. */
import type { Command } from 'commander';
import { type AnomalyReport, exitCodeOf } from '../anomalies/anomalies.ts';
import { ANOMALY_FORMATS } from '../anomalies/report.ts';
import { anomaliesIn } from '../anomalies/run.ts';
import { type Config, readConfig } from '../config.ts';
import { handOver } from '../jobs.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { openPublished } from '../store/open-published.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

/** Adds the command; `done` gets its exit code: 0 none, 1 errors, 3 based on incomplete harvests. */
export function addAnomaliesCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('anomalies')
    .description(
      'what is wrong across registries: duplicates, contradictions, dead ones; from the last harvests',
    )
    .option('--examples <count>', 'how many of each kind', '10')
    .option('--format <format>', 'text, json or html; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, ANOMALY_FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText(
      'after',
      '\nExits with 0 if there is no error, 1 if there is one, 3 if a harvest it stands on was incomplete (it says which).',
    )
    .action(async (options: { examples: string }) => {
      const examples = Number(options.examples);
      if (!Number.isInteger(examples) || examples < 1 || examples > MOST_EXAMPLES)
        throw new UsageError(`--examples is a number from 1 to ${MOST_EXAMPLES}.`);
      const report = await anomalies(readConfig(process.env), examples);
      await writeOutputs(outputs, (format) => ANOMALY_FORMATS[format]?.(report) ?? '');
      done(exitCodeOf(report));
    });
}

const MOST_EXAMPLES = 1000;

/** In the service that runs on the embedded database, if one does; else here. */
async function anomalies(config: Config, examples: number): Promise<AnomalyReport> {
  const { databaseUrl, dataDir } = config;
  const answered = databaseUrl === null ? await handOver(dataDir, { job: 'anomalies', examples }) : null;
  if (answered !== null) return answered.result as AnomalyReport;
  const db = await openDatabase({ databaseUrl, dataDir });
  try {
    await migrate(db);
    return await anomaliesIn(db, openPublished(db), examples);
  } finally {
    await db.close();
  }
}
