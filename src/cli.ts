/** The command line (design §6). Exit codes: 0 done and clean, 1 refused, 2 usage, configuration or I/O, 130 interrupted. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addSchemasCommand } from './commands/schemas-command.ts';
import { UsageError } from './commands/usage.ts';
import { addValidateCommand } from './commands/validate-command.ts';
import { type Config, describeVariables, readConfig } from './config.ts';
import { handOver, type Job } from './jobs.ts';
import { openLog } from './log.ts';
import type { Outcome } from './publish.ts';
import { report, serve } from './serve.ts';
import { openWorkplace, runJob, type Shown } from './workplace.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Runs the command that `argv` (as process.argv) names. Returns the exit code; `serve` returns when it is stopped. */
export async function run(argv: string[]): Promise<number> {
  let code = 0;
  const program = new Command('voreg')
    .description('A publishing registry for the IVOA: VOResource records in Git, served over OAI-PMH.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(voreg --help shows what there is)')
    .addHelpText('after', `\n${describeVariables()}`);

  program
    .command('serve')
    .description('publish what is in Git, then serve it and watch for new commits')
    .action(async () => {
      code = await runService(readConfig(process.env));
    });
  program
    .command('publish')
    .description('publish the newest commit once; exits with 1 if it is refused')
    .option('--accept-new-identity', "the registry's own ivoid may change", false)
    .option('--accept-transfer <authority...>', 'an authority may leave for another registry', [])
    .option('--format <format>', 'text or json', 'text')
    .action(async (options: { acceptNewIdentity: boolean; acceptTransfer: string[]; format: string }) => {
      code = await runPublish(readConfig(process.env), options);
    });
  program
    .command('show')
    .argument('<ivoid>', 'any letter case')
    .description('print a record as it is served')
    .option('--prefix <metadataPrefix>', 'ivo_vor or oai_dc', 'ivo_vor')
    .action(async (ivoid: string, options: { prefix: string }) => {
      code = await runShow(readConfig(process.env), ivoid, options.prefix);
    });

  addValidateCommand(program, version, (exitCode) => {
    code = exitCode;
  });
  addSchemasCommand(program, (exitCode) => {
    code = exitCode;
  });

  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

async function runService(config: Config): Promise<number> {
  const log = openLog(config.logLevel);
  const stopped = new Promise<NodeJS.Signals>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  const service = await serve(config, log, version);
  print(welcome(service.url));
  const signal = await stopped;
  log.info(`Stopping because of ${signal}.`);
  await service.stop();
  log.flush();
  return signal === 'SIGINT' ? 130 : 0;
}

function welcome(url: string): string {
  return [
    '',
    `voreg ${version} is serving. Look here:`,
    `  ${url}/oai?verb=Identify   for harvesters (OAI-PMH 2.0)`,
    `  ${url}/oai/browse          the same for people`,
    `  ${url}/status              what is published`,
    'Edit a file under records/, commit it, and the next harvest carries the change. Ctrl-C stops.',
    '',
  ].join('\n');
}

async function runPublish(
  config: Config,
  options: { acceptNewIdentity: boolean; acceptTransfer: string[]; format: string },
): Promise<number> {
  const job: Job = {
    job: 'publish',
    acceptNewIdentity: options.acceptNewIdentity,
    acceptTransfers: options.acceptTransfer,
  };
  const outcome = (await doJob(config, job)) as Outcome;
  if (options.format === 'json') print(JSON.stringify(outcome, null, 2));
  else report(outcome, openLog(config.logLevel));
  return outcome.kind === 'refused' || (outcome.kind === 'published' && outcome.refused !== null) ? 1 : 0;
}

async function runShow(config: Config, ivoid: string, prefix: string): Promise<number> {
  if (prefix !== 'ivo_vor' && prefix !== 'oai_dc')
    throw new UsageError(`There is no metadataPrefix ${prefix}: write ivo_vor or oai_dc.`);
  const shown = (await doJob(config, { job: 'show', ivoid, prefix })) as Shown;
  if (shown === null) throw new UsageError(`No record ${ivoid} was ever published here.`);
  print(shown.xml ?? `${shown.ivoid} was deleted at ${shown.datestamp}.`);
  return 0;
}

/** In the service that runs on the embedded database, if one does; else here. */
async function doJob(config: Config, job: Job): Promise<unknown> {
  const answered = config.databaseUrl === null ? await handOver(config.dataDir, job) : null;
  if (answered !== null) return answered.result;
  const workplace = await openWorkplace(config, openLog(config.logLevel));
  try {
    return await runJob(workplace, job);
  } finally {
    await workplace.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
