/** `voreg harvest` and `voreg sources`: what other registries say, fetched, and how that stands. */
import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import type { HarvestResult } from '../harvest/harvest.ts';
import { type HarvestJob, harvestJob, reportSources, type SourceReport } from '../harvesting.ts';
import { handOver } from '../jobs.ts';
import { openLog } from '../log.ts';
import { openWorkplace } from '../workplace.ts';
import { progressDisplay } from './harvest-progress.ts';
import {
  HARVEST_FORMATS,
  harvestCode,
  harvestJson,
  harvestText,
  sourcesJson,
  sourcesText,
} from './harvest-report.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';

interface Options {
  full: boolean;
  source: string[];
  acceptDrop: boolean;
  validate: boolean;
}

/** Adds the commands; `done` gets the exit code: 0 complete, 3 something is missing, 4 a drop is held back, 130 stopped. */
export function addHarvestCommands(program: Command, done: (code: number) => void): void {
  const harvest = program
    .command('harvest')
    .description('fetch what other registries say: what changed since the last time, or everything')
    .argument('[source...]', 'names from registry.json; nothing for all of them')
    .option('--full', 'list everything, and compare it with the copy', false)
    .option(
      '--source <url>',
      'an OAI-PMH registry that need not be in registry.json; several times',
      many,
      [],
    )
    .option('--accept-drop', 'a large part of the records may go', false)
    .option('--no-validate', 'do not ask schemas and rules about what came');
  const outputs = withOutputs(harvest);
  harvest.addHelpText('after', EXAMPLES).action(async (sources: string[], options: Options) => {
    const job = {
      ...{ sources, urls: options.source, full: options.full },
      ...{ acceptDrop: options.acceptDrop, validate: options.validate },
    };
    const results = await runHarvest(readConfig(process.env), job);
    if (results === null) {
      done(130);
      return;
    }
    await writeOutputs(outputs(), (format) =>
      format === 'json' ? harvestJson(results) : harvestText(results),
    );
    done(harvestCode(results));
  });

  const sources = program.command('sources').description('how the sources of the harvester stand');
  const sourceOutputs = withOutputs(sources);
  sources.action(async () => {
    const reports = await readSources(readConfig(process.env));
    await writeOutputs(sourceOutputs(), (format) =>
      format === 'json' ? sourcesJson(reports) : sourcesText(reports),
    );
    done(0);
  });
}

const EXAMPLES = `
Examples:
  voreg harvest                                          what changed, from all sources
  voreg harvest rofr --full                              everything of one
  voreg harvest --source https://registry.example.org/oai
  voreg harvest --format text --format json --output harvest.json
Exits with 0 if all is complete, 3 if something is known to be missing, 4 if so many records would go that a person has to
say yes (--accept-drop), 130 if it was stopped: the next harvest goes on from there.`;

function many(value: string, before: string[]): string[] {
  return [...before, value];
}

function withOutputs(command: Command): () => Output[] {
  let outputs: Output[] = [];
  command
    .option('--format <format>', 'text or json; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, HARVEST_FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    });
  return () => outputs;
}

/** null if it was stopped by Ctrl-C. */
async function runHarvest(config: Config, job: HarvestJob): Promise<HarvestResult[] | null> {
  if (config.databaseUrl === null) {
    const answered = await handOver(config.dataDir, { job: 'harvest', ...job });
    if (answered !== null) return answered.result as HarvestResult[];
  }
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped.'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const log = openLog(config.logLevel, 'plain');
  const display = progressDisplay((text) => process.stderr.write(text), process.stderr.isTTY === true);
  const workplace = await openWorkplace(config, log, stopping.signal);
  try {
    return await harvestJob(workplace, job, {
      ...{ log, signal: stopping.signal },
      ...{ onProgress: display.progress, onDone: display.done, onValidated: display.validated },
    });
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    log.warn('Stopped. The next harvest goes on from where this one was.');
    return null;
  } finally {
    display.end();
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
    await workplace.close();
  }
}

async function readSources(config: Config): Promise<SourceReport[]> {
  const answered = config.databaseUrl === null ? await handOver(config.dataDir, { job: 'sources' }) : null;
  if (answered !== null) return answered.result as SourceReport[];
  const workplace = await openWorkplace(config, openLog(config.logLevel, 'plain'));
  try {
    return await reportSources(workplace);
  } finally {
    await workplace.close();
  }
}
