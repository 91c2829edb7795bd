/** The command line of `voreg import`: options, progress, reports, exit code; and the loop of --follow. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { ImportRefused } from '../harvest/import-existing.ts';
import { IMPORT_FORMATS, type ImportReport, importExitCode } from '../harvest/import-report.ts';
import { utcNow } from '../resource/dates.ts';
import { MergeRequestFailed } from '../services/gitlab.ts';
import { importRecords } from './import.ts';
import { type ProposeRequest, proposeImport } from './import-propose.ts';
import { importSource } from './import-source.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

interface Options {
  authority: string[];
  force: boolean;
  propose: boolean;
  follow: boolean;
  every: string;
  gitlab?: string;
}

/** Adds the command; `done` gets its exit code: 0, 1 something to mend, 3 incomplete, 130 stopped. */
export function addImportCommand(program: Command, version: string, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('import')
    .description('take over the records of another registry: files of this checkout, or a merge request')
    .argument('<source>', 'OAI-PMH base URL, saved answer, or folder of records')
    .option('--authority <name...>', "take exactly these authorities; default: the source's own", [])
    .option('--force', 'the source is right where a file was changed here', false)
    .option('--propose', 'as a merge request instead of in the work tree', false)
    .option('--follow', 'go on: propose whenever the source changes', false)
    .option('--every <seconds>', 'with --follow: how often to look', '3600')
    .option('--gitlab <url>', 'page of the GitLab project, if the remote does not tell it')
    .option('--format <format>', 'text or json; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, IMPORT_FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (source: string, options: Options) => {
      done(await runImport(source, options, outputs, version));
    });
}

const EXAMPLES = `
Examples:
  voreg import https://dc.example.org/oai.xml            into the checkout one stands in
  voreg import answer.xml --authority org.example        from a saved OAI-PMH answer
  voreg import https://dc.example.org/oai.xml --follow   merge requests from now on (GITLAB_TOKEN)
Exits with 0 if all is well, 1 if something was refused or has errors, 2 if it could not be done,
3 if the list was incomplete: then nothing was retired.`;

const LEAST_SECONDS = 10;

async function runImport(
  source: string,
  options: Options,
  outputs: Output[],
  version: string,
): Promise<number> {
  const every = Number(options.every);
  if (!Number.isInteger(every) || every < LEAST_SECONDS)
    throw new UsageError(`--every is a number of seconds, ${LEAST_SECONDS} at least.`);
  const config = readConfig(process.env);
  const stop = stopped();
  const request = (): ProposeRequest => ({
    source,
    open: () => importSource(source, version),
    authorities: options.authority,
    force: options.force,
    gitlab: options.gitlab ?? null,
    signal: stop.signal,
    now: utcNow(),
    onProgress: showProgress,
  });
  try {
    if (options.follow) return await follow(config, request, outputs, every);
    const report = await forPerson(() =>
      options.propose ? proposeImport(config, request()) : importRecords(config, request()),
    );
    await write(report, outputs);
    return importExitCode(report);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return 130;
  } finally {
    stop.release();
  }
}

/** A round, a pause, and so on until it is stopped. A round that fails is told, and the next one tries again. */
async function follow(
  config: Config,
  request: () => ProposeRequest,
  outputs: Output[],
  every: number,
): Promise<number> {
  for (;;) {
    const { signal } = request();
    try {
      await write(await proposeImport(config, request()), outputs);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Error) || !PASSING.has(error.name)) throw error;
      process.stderr.write(`${new Date().toISOString()} ${error.message}\n`);
    }
    await wait(every * 1000, undefined, { signal });
  }
}

/** What may be different at the next round: the network, the repository, GitLab, what the source lists. */
const PASSING = new Set(['GitError', 'ImportRefused', 'MergeRequestFailed', 'ExchangeFault']);

/** What the import refuses is a sentence for the one who gave the command. */
async function forPerson<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportRefused || error instanceof MergeRequestFailed)
      throw new UsageError(error.message);
    throw error;
  }
}

async function write(report: ImportReport, outputs: Output[]): Promise<void> {
  clearProgress();
  await writeOutputs(outputs, (format) => IMPORT_FORMATS[format]?.(report) ?? '');
}

/** Aborts at the first SIGINT or SIGTERM. */
function stopped(): { signal: AbortSignal; release: () => void } {
  const control = new AbortController();
  const abort = () => control.abort(new Error('stopped'));
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return {
    signal: control.signal,
    release: () => {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}

function showProgress(records: number): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\u001b[K${records} records listed`);
}

function clearProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write('\r\u001b[K');
}
