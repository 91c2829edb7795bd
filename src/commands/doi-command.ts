/** `voreg doi`: DOIs of our records at DataCite. */
import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { runDoi } from './doi.ts';
import type { DoiAction, DoiOptions, DoiReport } from './doi-entry.ts';
import { doiCode, doiText } from './doi-report.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

const FORMATS = { text: true, json: true };

interface Options {
  check: boolean;
  reserve: boolean;
  update: boolean;
  publish: boolean;
  dryRun: boolean;
  patch?: string;
  gitlab?: string;
}

/** Adds the command; `done` gets the exit code: 0 as it should be, 1 something is to be done by a person. */
export function addDoiCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('doi')
    .description(
      'DOIs of our records: show what DataCite would get, check landing pages, reserve, keep up to date',
    )
    .argument('[ivoid...]', 'of this registry; nothing for all records with a DOI')
    .option('--check', 'ask for the landing pages and hold them against what is expected of them', false)
    .option('--reserve', 'reserve a DOI for each record named, and propose its altIdentifier', false)
    .option('--update', 'send metadata and address where they differ from those at DataCite', false)
    .option(
      '--publish',
      'as --update, and make reserved DOIs public whose landing page is as it should be',
      false,
    )
    .option('--dry-run', 'send nothing, show the requests (the default)', false)
    .option('--patch <file>', 'with --reserve: write the proposed change to a file instead of a branch')
    .option(
      '--gitlab <url>',
      "with --reserve: the project's page, where the remote's address does not tell it",
    )
    .option('--format <format>', 'text or json; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (ivoids: string[], options: Options) => {
      const config = readConfig(process.env);
      const report = await runDoi(config, optionsOf(ivoids, options));
      await writeOutputs(outputs, (format) => written(format, report, config));
      done(doiCode(report));
    });
}

const EXAMPLES = `
Examples:
  voreg doi                                          records with a DOI, and what DataCite would get of them
  voreg doi --check                                  are their landing pages as DataCite and CoreTrustSeal expect?
  voreg doi --reserve --dry-run ivo://padc.example/x the request for a new DOI
  voreg doi --reserve ivo://padc.example/x           reserve it, and propose the altIdentifier
  voreg doi --publish                                once that is merged and published: make it public, for ever
Needs DATACITE_URL, DATACITE_PREFIX, and to send anything DATACITE_USER and DATACITE_PASSWORD_FILE.
Exits with 0 if all is as it should be, 1 if something is to be done by a person, 2 if DataCite or Git refuses.`;

function written(format: string, report: DoiReport, { datacite }: Config): string {
  return format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : doiText(report, datacite);
}

function optionsOf(ivoids: string[], options: Options): DoiOptions {
  const actions = (['check', 'reserve', 'update', 'publish'] as const).filter((name) => options[name]);
  // --publish is --update and more.
  const [action = 'show' satisfies DoiAction, other] = actions.filter(
    (name) => name !== 'update' || !options.publish,
  );
  if (other !== undefined) throw new UsageError(`--${action} or --${other}: give one of them.`);
  if (options.patch !== undefined && action !== 'reserve')
    throw new UsageError('--patch goes with --reserve.');
  return {
    action,
    dryRun: options.dryRun,
    ivoids,
    patch: options.patch ?? null,
    gitlab: options.gitlab ?? null,
  };
}
