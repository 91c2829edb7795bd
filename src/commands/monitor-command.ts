/** `voreg monitor`: whether the services live that are published here. */
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { MONITOR_DAYS, monitorJob } from '../monitoring.ts';
import { inDatabase } from './in-database.ts';
import { monitorPage, weatherPage } from './monitor-page.ts';
import { monitorJson, monitorMarkdown, monitorText } from './monitor-report.ts';
import { weatherJson, weatherMarkdown, weatherOf, weatherText } from './monitor-weather.ts';
import { monitorCode } from './monitor-words.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

const REPORTS = { text: monitorText, json: monitorJson, html: monitorPage, markdown: monitorMarkdown };
const WEATHER = { text: weatherText, json: weatherJson, html: weatherPage, markdown: weatherMarkdown };
const WEEK_DAYS = 7;

interface Options {
  weather?: true;
  days?: string;
  taplint?: true;
}

/** Adds the command; `done` gets the exit code: 0 all live, 1 something is down, 3 not all could be asked. */
export function addMonitorCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('monitor')
    .description('call the services that are published here, each as its standard has it')
    .argument('[ivoid|authority...]', 'of this registry; nothing for all of it')
    .option('--weather', 'call nobody: report what the last week has seen')
    .option('--days <count>', 'of history in the report, 1 to 30; 30, and 7 for --weather')
    .option('--taplint', 'let STILTS look at TAP services too, if it is installed (minutes for each)')
    .option(
      '--format <format>',
      'text, json, html or markdown; several times, each with an --output',
      (f) => {
        outputs = addFormat(f, outputs, REPORTS);
      },
    )
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (about: string[], { days, ...flags }: Options) => {
      const [weather, taplint] = [flags.weather === true, flags.taplint === true];
      if (weather && taplint) throw new UsageError('--taplint calls services, and --weather calls nobody.');
      const config = readConfig(process.env);
      const history = daysOf(days ?? String(weather ? WEEK_DAYS : MONITOR_DAYS));
      const job = { job: 'monitor', about, taplint, days: history, ask: !weather } as const;
      const report = await inDatabase(config, job, (db) =>
        monitorJob(db, job, {
          privateHosts: config.monitorPrivateHosts,
          signal: new AbortController().signal,
          onProgress: progress(),
        }),
      );
      const { services, leftOut } = report;
      await writeOutputs(outputs, (format) => {
        if (weather) return WEATHER[format as keyof typeof WEATHER](weatherOf(report));
        return REPORTS[format as keyof typeof REPORTS](report);
      });
      done(weather ? 0 : monitorCode(services, leftOut));
    });
}

const EXAMPLES = `
Examples:
  voreg monitor                                            every interface of every active record
  voreg monitor ivo://padc.example/tap --format json       one record
  voreg monitor --weather --format html --output weather.html
Exits with 0 if all live (some perhaps degraded), 1 if something is down, 3 if not all could be asked; --weather with 0.
What is asked, and how, is in docs/operating.md, "Do our services live?".`;

function daysOf(written: string): number {
  const value = Number(written);
  if (!/^\d{1,2}$/.test(written) || value < 1 || value > MONITOR_DAYS)
    throw new UsageError(`--days ${written}: give a number from 1 to ${MONITOR_DAYS}.`);
  return value;
}

/** On a terminal only; a round may take minutes. */
function progress(): (called: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (called, total) => process.stderr.write(`\r${called} of ${total}${called === total ? '\n' : ''}`);
}
