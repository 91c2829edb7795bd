/**
 * `voreg serve`, `publish` and `show`: the commands that need the database. What runs them is loaded when they run:
 * `voreg publish --help` took 0.9 s of computing, now 0.2 s.
 */
import { type Command, Option } from 'commander';
import type { Config } from '../config.ts';
import type { Job } from '../jobs.ts';
import type { Outcome } from '../publish.ts';
import { METADATA_PREFIXES, prefixNamed } from '../resource/metadata-formats.ts';
import type { ShownAs } from '../show-as.ts';
import type { Shown } from '../workplace.ts';
import { addDryRunOptions, type DryRunOptions, formatOfPublication } from './dry-run-options.ts';
import { UsageError } from './usage.ts';

/** Adds the commands; `done` gets the exit code, when `serve` is stopped for instance. */
export function addServiceCommands(program: Command, version: string, done: (code: number) => void): void {
  program
    .command('serve')
    .description('publish what is in Git, then serve it and watch for new commits')
    .action(async () => {
      done(await runService(await readConfig(), version));
    });
  const publishing = program
    .command('publish')
    .description('publish the newest commit once; exits with 1 if it is refused')
    .option('--accept-new-identity', "the registry's own ivoid may change", false)
    .option('--accept-transfer <authority...>', 'an authority may leave for another registry', [])
    .option('--accept-shrink <commit>', 'this commit may delete more than MAX_SHRINK_PERCENT of the records');
  const outputs = addDryRunOptions(publishing);
  publishing.action(async (options: DryRunOptions) => {
    const config = await readConfig();
    if (options.dryRun) {
      const { runDryRun } = await import('./dry-run.ts');
      done(await runDryRun(config, options, outputs()));
    } else done(await runPublish(config, { ...options, format: formatOfPublication(options, outputs()) }));
  });
  program
    .command('show')
    .argument('<ivoid>', 'any letter case')
    .description('print a record as it is served')
    .addOption(
      new Option('--prefix <metadataPrefix>', METADATA_PREFIXES.join(', '))
        .default('ivo_vor')
        .conflicts('as'),
    )
    .option('--as <format>', 'as its page gives it by ?format=: bibtex, csl, jsonld, turtle, spase, …')
    .action(async (ivoid: string, options: { prefix: string; as?: string }) => {
      const config = await readConfig();
      if (options.as !== undefined) done(await runShowAs(config, ivoid, options.as));
      else done(await runShow(config, ivoid, options.prefix));
    });
}

async function readConfig(): Promise<Config> {
  return (await import('../config.ts')).readConfig(process.env);
}

async function runService(config: Config, version: string): Promise<number> {
  const asked = stopAsked();
  const [{ serve }, { openLog }] = [await import('../serve.ts'), await import('../log.ts')];
  const log = openLog(config.logLevel);
  const service = await serve(config, log, version, asked);
  // What was logged so far is about what this says.
  log.flush();
  print(welcome(version, service.url, service.isPublished));
  const stopped = await Promise.race([asked, service.failed.then((reason) => ({ reason }))]);
  if ('reason' in stopped) log.fatal(stopped.reason);
  else log.info(`Stopping because of ${stopped.signal}.`);
  await service.stop();
  log.flush();
  if ('reason' in stopped) return 2;
  return stopped.signal === 'SIGINT' ? 130 : 0;
}

/** How soon a repeated signal counts as impatience: npm relays a Ctrl-C that the terminal has sent already. */
const SAME_SIGNAL_MS = 2_000;

/** Settles at the first SIGINT or SIGTERM; a later one, after some time, ends the process at once. */
function stopAsked(): Promise<{ signal: NodeJS.Signals }> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = (signal: NodeJS.Signals) => {
      if (first === null) {
        first = performance.now();
        resolve({ signal });
      } else if (performance.now() - first > SAME_SIGNAL_MS) {
        process.exit(130);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

function welcome(version: string, url: string, isPublished: boolean): string {
  return [
    '',
    isPublished
      ? `voreg ${version} is serving. Look here:`
      : `voreg ${version} is listening, but the newest commit could not be published: see above, and ${url}/status`,
    `  ${url}/oai?verb=Identify   for harvesters (OAI-PMH 2.0)`,
    `  ${url}/oai/browse          the same for people`,
    `  ${url}/status              what is published`,
    'Edit a file under records/, commit it, and the next harvest carries the change. Ctrl-C stops.',
    '',
  ].join('\n');
}

async function runPublish(
  config: Config,
  options: { acceptNewIdentity: boolean; acceptTransfer: string[]; acceptShrink?: string; format: string },
): Promise<number> {
  const job: Job = {
    job: 'publish',
    acceptNewIdentity: options.acceptNewIdentity,
    acceptTransfers: options.acceptTransfer,
    acceptShrink: options.acceptShrink?.toLowerCase() ?? null,
  };
  const outcome = (await doJob(config, job)) as Outcome;
  if (options.format === 'json') print(JSON.stringify(outcome, null, 2));
  else {
    const [{ report }, { openLog }] = [await import('../poller.ts'), await import('../log.ts')];
    report(outcome, openLog(config.logLevel, 'plain'));
  }
  return outcome.kind === 'refused' || (outcome.kind === 'published' && outcome.refused !== null) ? 1 : 0;
}

async function runShow(config: Config, ivoid: string, name: string): Promise<number> {
  const prefix = prefixNamed(name);
  if (prefix === null)
    throw new UsageError(`There is no metadataPrefix ${name}: write one of ${METADATA_PREFIXES.join(', ')}.`);
  const shown = (await doJob(config, { job: 'show', ivoid, prefix })) as Shown;
  if (shown === null) throw new UsageError(`No record ${ivoid} was ever published here in ${prefix}.`);
  print(shown.xml ?? `${shown.ivoid} was deleted at ${shown.datestamp}.`);
  return 0;
}

async function runShowAs(config: Config, ivoid: string, format: string): Promise<number> {
  const shown = (await doJob(config, { job: 'show as', ivoid, format })) as ShownAs;
  if ('none' in shown && shown.isWrong) throw new UsageError(shown.none);
  print('none' in shown ? shown.none : shown.text);
  return 0;
}

/** In the service that runs on the embedded database, if one does; else here. */
async function doJob(config: Config, job: Job): Promise<unknown> {
  const { handOver } = await import('../jobs.ts');
  const answered = config.databaseUrl === null ? await handOver(config.dataDir, job) : null;
  if (answered !== null) return answered.result;
  const { openWorkplace, runJob } = await import('../workplace.ts');
  const { openLog } = await import('../log.ts');
  const workplace = await openWorkplace(config, openLog(config.logLevel, 'plain'));
  try {
    return await runJob(workplace, job);
  } finally {
    await workplace.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
