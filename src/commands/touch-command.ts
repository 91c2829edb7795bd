/** `voreg touch`: a new datestamp for records that did not change, so that harvesters fetch them again. */
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { type Touched, touch } from '../publish/touch.ts';
import { inDatabase } from './in-database.ts';
import { UsageError } from './usage.ts';

interface Options {
  all: boolean;
  yes: boolean;
  format: string;
}

/** Adds the command; `done` gets its exit code: 0 touched, 1 a name is unknown or nothing can be touched now. */
export function addTouchCommand(program: Command, done: (code: number) => void): void {
  program
    .command('touch')
    .argument('[name...]', 'ivoids, or authorities: all their records')
    .description('give records a new datestamp, so that harvesters fetch them again; deletions too')
    .option('--all', 'every record and deletion there is; only with --yes', false)
    .option('--yes', 'it is meant: every harvester is going to fetch everything again', false)
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], options: Options) => {
      const asked = namesOf(names, options);
      const touched = await inDatabase(readConfig(process.env), { job: 'touch', names: asked }, (db) =>
        touch(db, asked),
      );
      process.stdout.write(
        options.format === 'json' ? `${JSON.stringify(touched, null, 2)}\n` : text(touched),
      );
      done(touched.kind === 'touched' ? 0 : 1);
    });
}

const EXAMPLES = `
Nothing changes in Git, and only the datestamps in what harvesters get. A database that is rebuilt from Git forgets it.
  voreg touch ivo://padc.example/regtap
  voreg touch padc.example`;

function namesOf(names: string[], { all, yes, format }: Options): string[] | null {
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`There is no format "${format}": use text or json.`);
  if (all && names.length > 0) throw new UsageError('--all stands for every record: give names, or --all.');
  if (!all && names.length === 0)
    throw new UsageError('Say what to touch: ivoids, authorities, or --all. See voreg touch --help.');
  if (all && !yes)
    throw new UsageError(
      'With --all every harvester fetches everything again. If that is meant: voreg touch --all --yes',
    );
  return all ? null : names;
}

/** More than this are counted. */
const SHOWN = 20;

function text(touched: Touched): string {
  if (touched.kind === 'refused') return `Nothing was touched. ${touched.reason}\n`;
  if (touched.kind === 'unknown') return `Nothing was touched.\n${touched.names.map(unknown).join('')}`;
  const { records, deleted, datestamp, generation } = touched;
  const gone = new Set(deleted);
  const lines = records.slice(0, SHOWN).map((ivoid) => `  ${ivoid}${gone.has(ivoid) ? ' (deleted)' : ''}\n`);
  const more = records.length > SHOWN ? `  … and ${records.length - SHOWN} more\n` : '';
  const count = `${records.length} ${records.length === 1 ? 'record' : 'records'}`;
  const among = deleted.length === 0 ? '' : ` (${deleted.length} of them deleted)`;
  return `Touched ${count}${among}: generation ${generation}, datestamp ${datestamp}.\n${lines.join('')}${more}`;
}

function unknown({ name, nearest }: { name: string; nearest: string[] }): string {
  const what = /^ivo:/i.test(name)
    ? `No record ${name} was ever published here.`
    : `Nothing was ever published here under an authority ${name}; an ivoid begins with ivo://.`;
  return `${what}${nearest.length === 0 ? '' : ` Did you mean ${nearest.join(' or ')}?`}\n`;
}
