/** `voreg vocabularies update`: the pinned tables of terms, from ivoa.net. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PROGRAM_DIR } from '../config.ts';
import { BY_HAND, type Change, SERVED, updateVocabulary } from '../upkeep/vocabularies.ts';
import { UsageError } from './usage.ts';

const TIMEOUT_MS = 60_000;

interface Options {
  from: string;
  dir: string;
  acceptGone: boolean;
}

/** Adds the command; `done` gets 0, or 1 if a vocabulary was refused. */
export function addVocabulariesCommand(program: Command, done: (code: number) => void): void {
  program
    .command('vocabularies')
    .description('upkeep of the vocabularies that records are checked against')
    .command('update')
    .description('fetch the vocabularies of the IVOA, show what changed, and write it into this checkout')
    .option('--from <url>', 'where they are', 'http://www.ivoa.net/rdf/')
    .option('--dir <folder>', 'the JSON files', join(PROGRAM_DIR, 'src/validate/vocabularies'))
    .option('--accept-gone', 'also where terms are gone', false)
    .action(async (options: Options) => {
      done(await update(options));
    });
}

async function update({ from, dir, acceptGone }: Options): Promise<number> {
  if (!existsSync(join(dir, 'uat.json'))) {
    throw new UsageError(
      `There are no vocabularies in ${dir}. Run this in a checkout of voreg, or name the folder with --dir.`,
    );
  }
  const base = from.endsWith('/') ? from : `${from}/`;
  if (!/^https?:\/\//.test(base) || !URL.canParse(base))
    throw new UsageError(`--from ${from} is no http address.`);
  const today = new Date().toISOString().slice(0, 10);
  const changes: Change[] = [];
  for (const name of SERVED) {
    const change = await updateVocabulary(name, {
      dir,
      from: base,
      acceptGone,
      timeoutMs: TIMEOUT_MS,
      today,
    });
    process.stdout.write(`${describe(change)}\n`);
    changes.push(change);
  }
  const byHand = BY_HAND.map(({ file, source }) => `  ${file}.json: ${source}`).join('\n');
  process.stdout.write(`\nNot served as vocabularies, so not looked at; to be kept by hand:\n${byHand}\n`);
  if (changes.some((change) => change.after !== change.before)) {
    process.stdout.write('\nLook at the difference (git diff), run npm test, and commit it.\n');
  }
  return changes.some((change) => change.refused !== null) ? 1 : 0;
}

const SHOWN = 10;

/** A line, and one for each kind of change. */
export function describe({ name, refused, before, after, ...change }: Change): string {
  if (refused !== null) return `${name}: not updated. ${refused}`;
  const lists = {
    added: change.added,
    deprecated: change.deprecated,
    gone: change.gone,
    changed: change.changed,
  };
  const lines = Object.entries(lists)
    .filter(([, terms]) => terms.length > 0)
    .map(([what, terms]) => {
      const more = terms.length > SHOWN ? ` and ${terms.length - SHOWN} more` : '';
      return `  ${what}: ${terms.slice(0, SHOWN).join(', ')}${more}`;
    });
  if (lines.length === 0) return `${name}: up to date (${before})`;
  return [`${name}: ${before} → ${after}`, ...lines].join('\n');
}
