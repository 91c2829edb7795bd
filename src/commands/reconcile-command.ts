/** `voreg reconcile`: what the IVOA, we and IHDEA say of the same things; reports, proposals and patches. */

import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { htmlReport } from '../reconcile/report/html.ts';
import { textReport } from '../reconcile/report/text.ts';
import type { Reconciliation } from '../reconcile/result.ts';
import { SCOPES } from '../reconcile/scope.ts';
import { statusKind } from '../reconcile/statuses.ts';
import { utcNow } from '../resource/dates.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { runReconcile } from './reconcile.ts';
import { writePatches } from './reconcile-patches.ts';
import { proposeReconciled } from './reconcile-propose.ts';

export const RECONCILE_FORMATS: Record<string, (result: Reconciliation) => string> = {
  text: textReport,
  json: (result) => `${JSON.stringify(result, null, 2)}\n`,
  html: htmlReport,
};

interface Options {
  scope?: string;
  spase: string[];
  propose: boolean;
  patches?: string;
  acceptChanges: boolean;
  gitlab?: string;
}

/** Adds the command; `done` gets its exit code: 0 in step, 1 something to look at, 3 incomplete, 4 held. */
export function addReconcileCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('reconcile')
    .description(
      'compare our records with the other IVOA registries and with IHDEA (SPASE), and propose links',
    )
    .option('--scope <name>', `only a table of known pairs: ${SCOPES.join(', ')}`)
    .option(
      '--spase <dir...>',
      'SPASE records of a folder or Git repository instead of the last harvests',
      [],
    )
    .option('--propose', 'put what can be merged on a branch, and open or update a merge request', false)
    .option(
      '--gitlab <url>',
      "with --propose: the project's page, where the remote's address does not tell it",
    )
    .option(
      '--patches <folder>',
      'write patches and drafts for the owners of the other records, as git am takes them',
    )
    .option('--accept-changes', 'go on although many statuses changed since the last run', false)
    .option('--format <format>', 'text, json or html; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, RECONCILE_FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText(
      'after',
      '\nChanges nothing by itself. Exits with 0 if all is in step, 1 if something asks for a person, 3 if a harvest it ' +
        'stands on was incomplete,\n4 if so many statuses changed that the run waits for --accept-changes.',
    )
    .action(async (options: Options) => {
      const config = readConfig(process.env);
      const now = utcNow();
      const { scope = null, spase, acceptChanges } = options;
      const run = await runReconcile(config, { scope, spase, acceptChanges, now });
      await writeOutputs(outputs, (format) => RECONCILE_FORMATS[format]?.(run.result) ?? '');
      if (run.result.held === null) {
        if (options.patches !== undefined)
          tell(await writePatches(run, options.patches, now, config.spaseXsdDir));
        if (options.propose) tell(await proposeReconciled(config, run, options.gitlab ?? null, now));
      }
      done(exitCodeOf(run.result));
    });
}

function tell(sentences: string[]): void {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
}

/** 4 held, 3 based on an incomplete harvest, 1 something asks for a person, 0 all in step. */
export function exitCodeOf({ held, sources, entries, bulk, sightings }: Reconciliation): number {
  if (held !== null) return 4;
  if (sources.some(({ isComplete }) => !isComplete)) return 3;
  const asks = [...entries, ...bulk].some(({ status }) => statusKind(status).asks);
  return asks || sightings.some(({ finding }) => finding !== 'same') ? 1 : 0;
}
