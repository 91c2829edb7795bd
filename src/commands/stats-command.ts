/** `voreg stats`: who uses the service, and what for. */
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { KEPT } from '../store/access.ts';
import { type AccessQuery, readAccess } from '../store/access-read.ts';
import { inDatabase } from './in-database.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { STATS_FORMATS, statsJson, statsText } from './stats-report.ts';
import { UsageError } from './usage.ts';

interface Options {
  days: string;
  harvester?: string | undefined;
  record?: string | undefined;
}

/** Adds the command; `done` gets its exit code, 0. */
export function addStatsCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('stats')
    .description('who uses the service: harvests, harvesters, records handed out')
    .option('--days <count>', `how many, up to today; at most ${KEPT.days}`, '30')
    .option('--harvester <text>', 'the lists of those with this in their name or network')
    .option('--record <ivoid>', 'how often this record was fetched by itself, by month')
    .option('--format <format>', 'text or json; several times, each with an --output', (format) => {
      outputs = addFormat(format, outputs, STATS_FORMATS);
    })
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const query = queryOf(options);
      const report = await inDatabase(readConfig(process.env), { job: 'stats', ...query }, (db) =>
        readAccess(db, query),
      );
      await writeOutputs(outputs, (format) =>
        format === 'json' ? statsJson(report) : statsText(report, query.harvester !== null),
      );
      done(0);
    });
}

const EXAMPLES = `
Examples:
  voreg stats                            the last 30 days on one screen
  voreg stats --days 365 --format json   for a yearly report
  voreg stats --harvester gavo           what it asked for, and how far it came
  voreg stats --record ivo://padc.example/cats/q/cone
What is counted, and how exactly, is in docs/operating.md, "Who uses it".`;

function queryOf({ days: written, harvester, record }: Options): AccessQuery {
  const days = Number(written);
  if (!Number.isInteger(days) || days < 1 || days > KEPT.days)
    throw new UsageError(`--days is a number from 1 to ${KEPT.days}.`);
  if (record !== undefined && parseIvoid(record) === null)
    throw new UsageError(`${record} is no ivoid: write --record ivo://authority/key.`);
  return {
    days,
    harvester: harvester ?? null,
    record: record === undefined ? null : ivoidKey(record),
  };
}
