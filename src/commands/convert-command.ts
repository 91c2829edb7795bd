/** The command line of `voreg convert`: flags, what it says, exit code. */

import type { Command } from 'commander';
import { formatLoss } from '../reconcile/crosswalk/losses.ts';
import { MADE_UP_AUTHORITY } from '../reconcile/crosswalk/spase-to-vor.ts';
import { DRAFT_TYPES, type DraftType } from '../reconcile/crosswalk/vor-to-spase.ts';
import { utcNow } from '../resource/dates.ts';
import {
  type Conversion,
  type ConvertOptions,
  checkAuthority,
  convertFile,
  convertFolder,
  isFolder,
} from './convert.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

const FORMATS = { text: true, json: true };

interface Flags {
  to?: string;
  authority: string;
  records?: string;
  as?: string;
  withIvoids: boolean;
}

/** Adds the command; `done` gets 0, or 1 if a file could not be converted. */
export function addConvertCommand(program: Command, done: (code: number) => void): void {
  let outputs: Output[] = [];
  let target: string | null = null;
  program
    .command('convert')
    .description('a SPASE record as VOResource, or a SPASE draft for a VOResource record')
    .argument('<path>', 'a file, - for standard input, or a folder with --output')
    .requiredOption('--to <model>', 'vor or spase')
    .option('--authority <authority>', 'of the ivoids of converted SPASE records', MADE_UP_AUTHORITY)
    .option(
      '--records <folder>',
      'SPASE records (a checkout of hpde.io) in which persons and instruments are looked up',
    )
    .option('--as <type>', `what a draft is: ${DRAFT_TYPES.join(', ')}`)
    .option('--with-ivoids', 'drafts name ivoids in AssociationID', false)
    .option('--format <format>', 'text (the XML; the rest on standard error) or json', (format: string) => {
      outputs = addFormat(format, outputs, FORMATS);
    })
    .option('--output <path>', 'a file, or the folder for those of a folder', (path: string) => {
      if (outputs.length === 0) target = path;
      else outputs = addOutput(path, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, flags: Flags) => {
      const options = optionsOf(flags);
      if (path === '-' || !(await isFolder(path))) {
        const own: Output[] = target === null ? outputs : [...outputs, { format: 'text', file: target }];
        done(await one(path, options, own));
      } else {
        if (target === null)
          throw new UsageError(`${path} is a folder: say where its records go with --output FOLDER.`);
        done(await many(path, target, options, outputs));
      }
    });
}

const EXAMPLES = `
Examples:
  voreg convert hpde/CNES/NumericalData/x.xml --to vor          as VOResource, under a made-up authority
  voreg convert records/padc.example/nda/epn_core.xml --to spase  a draft; VOREG-FILL marks what only you can say
  voreg convert hpde --to vor --output converted --format json --output losses.json
What does not fit into the other model is listed on standard error.
Exits with 0 if it is done, 1 if a file is not a record of the other model, 2 if it could not be done.`;

function optionsOf(flags: Flags): ConvertOptions {
  const { to, authority, withIvoids } = flags;
  const records = flags.records ?? null;
  const as = flags.as ?? null;
  if (to !== 'vor' && to !== 'spase')
    throw new UsageError(`--to ${to}: there are vor (VOResource) and spase.`);
  if (as !== null && !isDraftType(as))
    throw new UsageError(`--as ${as}: there are ${DRAFT_TYPES.join(', ')}.`);
  checkAuthority(authority);
  const now = utcNow();
  return { to, authority, records, as, withIvoids, now };
}

function isDraftType(type: string): type is DraftType {
  return (DRAFT_TYPES as readonly string[]).includes(type);
}

async function one(path: string, options: ConvertOptions, outputs: Output[]): Promise<number> {
  const result = await convertFile(path, options);
  if ('reason' in result) {
    process.stderr.write(`voreg: ${path}: ${result.reason}\n`);
    return 1;
  }
  const { is, xml, losses, marks, moved } = result;
  const json = () =>
    `${JSON.stringify({ version: 1, file: path, to: options.to, is, losses, marks, moved, xml }, null, 1)}\n`;
  await writeOutputs(outputs, (format) => (format === 'json' ? json() : xml));
  process.stderr.write(words(result));
  return 0;
}

/** What was lost and what is marked, a line each. */
function words({ losses, marks, moved }: Conversion): string {
  const lines = [
    ...losses.map(formatLoss),
    ...(moved?.supersededBy ?? []).map((id) => `moved: superseded by ${id}`),
    ...(moved?.supersedes ?? []).map((id) => `moved: supersedes ${id}`),
    ...(marks.length > 0 ? [`${marks.length} places to fill in:`] : []),
    ...marks.map(({ line, says }) => `  line ${line}: ${says}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

interface Tally {
  version: 1;
  to: string;
  converted: number;
  /** Records that are part of others, or of no kind of the other model. */
  passedOver: number;
  marks: number;
  refused: { file: string; reason: string }[];
  /** `field kind` → in how many records. */
  losses: Record<string, number>;
  files: { file: string; place: string; is: string; losses: number; marks: number }[];
}

async function many(
  folder: string,
  target: string,
  options: ConvertOptions,
  outputs: Output[],
): Promise<number> {
  const tally: Tally = {
    version: 1,
    to: options.to,
    converted: 0,
    passedOver: 0,
    marks: 0,
    refused: [],
    losses: {},
    files: [],
  };
  const show = progress();
  let seen = 0;
  for await (const { result, total } of convertFolder(folder, target, options)) {
    seen += 1;
    show(seen, total);
    if ('refusal' in result) {
      const { file, reason, isOther } = result.refusal;
      if (isOther) tally.passedOver += 1;
      else tally.refused.push({ file, reason });
      continue;
    }
    const { file, is, losses, marks } = result.conversion;
    tally.converted += 1;
    tally.marks += marks.length;
    tally.files.push({ file, place: result.place, is, losses: losses.length, marks: marks.length });
    for (const key of new Set(losses.map(({ field, kind }) => `${field} ${kind}`)))
      tally.losses[key] = (tally.losses[key] ?? 0) + 1;
  }
  show.end();
  await writeOutputs(outputs, (format) =>
    format === 'json' ? `${JSON.stringify(tally)}\n` : tallied(tally, target),
  );
  return tally.refused.length > 0 ? 1 : 0;
}

function tallied({ converted, passedOver, refused, losses, marks }: Tally, target: string): string {
  const often = Object.entries(losses).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const lines = [
    `${converted} records written below ${target}, ${passedOver} passed over (persons, instruments and what else is no record there).`,
    ...(marks > 0 ? [`${marks} places to fill in; grep -r VOREG-FILL ${target} shows them.`] : []),
    ...often.map(([what, count]) => `  ${what} in ${count} records`),
    ...refused.map(({ file, reason }) => `not converted: ${file}: ${reason}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** A line on a terminal's stderr that is written over. */
function progress(): { (done: number, total: number): void; end(): void } {
  const isTerminal = process.stderr.isTTY === true;
  const started = performance.now();
  let shown = started;
  const show = (done: number, total: number) => {
    const now = performance.now();
    if (!isTerminal || now - shown < 200) return;
    shown = now;
    const rate = (done * 1000) / (now - started);
    const left = Math.ceil((total - done) / rate);
    process.stderr.write(`\r\u001b[K${done} of ${total} files, ${Math.round(rate)} a second, ${left} s left`);
  };
  return Object.assign(show, {
    end: () => {
      if (shown > started) process.stderr.write('\r\u001b[K');
    },
  });
}
