/** The command line of `voreg new`: flags, what it says, exit code. */

import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { Interrupted } from '../new/ask.ts';
import { FIELDS } from '../new/fields.ts';
import { KINDS } from '../new/types.ts';
import { utcNow } from '../resource/dates.ts';
import { type NewRecord, newRecord } from './new.ts';

/** Adds the command; `done` gets its exit code: 0, or 130 for Ctrl-C at a question. */
export function addNewCommand(program: Command, done: (code: number) => void): void {
  const answers: Record<string, string[]> = {};
  const command = program
    .command('new')
    .description('write the skeleton of a record; asks for what is missing on a terminal, else marks it')
    .argument('<type>', 'kind of record, see below')
    .option(
      '--from-vosi <url>',
      'tap, catalog-service: copy capabilities and tables from the running service',
    )
    .option(
      '--output <file>',
      'where it goes, - for standard output; else below the records, as the ivoid says',
    )
    .addHelpText('after', `\n${describeKinds()}`);
  for (const { flag, option, says } of FIELDS) {
    command.option(option, says, (value: string) => {
      answers[flag] = [...(answers[flag] ?? []), value];
    });
  }
  command.action(async (kind: string, options: { fromVosi?: string; output?: string }) => {
    const { fromVosi = null, output = null } = options;
    // Questions go to standard error, so that the record alone is on standard output.
    const isAsking = process.stdin.isTTY === true && process.stderr.isTTY === true;
    const terminal = isAsking ? { input: process.stdin, output: process.stderr } : null;
    const now = utcNow();
    try {
      tell(await newRecord(readConfig(process.env), { kind, answers, fromVosi, output, terminal, now }));
      done(0);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      process.stderr.write(`\n${error.message}\n`);
      done(130);
    }
  });
}

function tell({ xml, file, marks, notes }: NewRecord): void {
  if (file === null) process.stdout.write(xml);
  const said = [...notes];
  if (file !== null) said.push(`Wrote ${file}.`);
  if (marks.length > 0) {
    const places = marks.length === 1 ? 'One place is' : `${marks.length} places are`;
    said.push(`${places} left to fill in; voreg validate ${file ?? 'FILE'} shows them:`);
    said.push(...marks.map(({ line, message }) => `  line ${line}: ${message}`));
  }
  if (said.length > 0) process.stderr.write(`${said.join('\n')}\n`);
}

function describeKinds(): string {
  const lines = Object.entries(KINDS).map(([name, { is }]) => `  ${name.padEnd(17)} ${is}`);
  return ['Types:', ...lines].join('\n');
}
