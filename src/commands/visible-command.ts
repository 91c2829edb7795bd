/** `voreg visible`: what searchable registries show of us. */
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { DEFAULT_GRACE_DAYS, visibleJob } from '../visibility.ts';
import { inDatabase } from './in-database.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';
import { visibleCode, visibleText } from './visible-report.ts';

const FORMATS = { text: true, json: true };

/** Adds the command; `done` gets the exit code: 0 all is shown, 1 something is not, 3 a service could not be asked. */
export function addVisibleCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('visible')
    .description('ask searchable registries whether they show what is published here')
    .argument('[ivoid|authority...]', 'of this registry; nothing for all of it')
    .option('--grace <days>', 'how long harvesters may take', days, DEFAULT_GRACE_DAYS)
    .option('--format <format>', 'text or json; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (about: string[], { grace }: { grace: number }) => {
      const job = { job: 'visible', about, graceDays: grace } as const;
      const report = await inDatabase(readConfig(process.env), job, (db) =>
        visibleJob(db, { ...job, signal: new AbortController().signal }),
      );
      await writeOutputs(outputs, (format) =>
        format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : visibleText(report),
      );
      done(visibleCode(report));
    });
}

const EXAMPLES = `
Examples:
  voreg visible                              everything, at all services in registry.json ("searchable")
  voreg visible ivo://padc.example/registry  one record
  voreg visible padc.example --grace 7 --format json
Exits with 0 if all is shown as it is, 1 if something is missing, stale or resurrected beyond the grace, 3 if a service
could not be asked and nothing else was found.`;

function days(written: string): number {
  const value = Number(written);
  if (!/^\d{1,4}(\.\d+)?$/.test(written) || value > 3650)
    throw new UsageError(`--grace ${written}: give a number of days, at most 3650.`);
  return value;
}
