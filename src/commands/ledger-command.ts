/** `voreg ledger export` and `import`: from the embedded database to PostgreSQL, or back, without new datestamps. */
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import type { Job } from '../jobs.ts';
import { exportLedger, exportTo } from '../store/ledger-export.ts';
import type { Carried } from '../store/ledger-file.ts';
import { importLedger } from '../store/ledger-import.ts';
import { inDatabase } from './in-database.ts';

/** Adds the commands; `done` gets the exit code. What is refused is thrown: LedgerFault, or JobFailed with its sentence. */
export function addLedgerCommands(program: Command, done: (code: number) => void): void {
  const ledger = program
    .command('ledger')
    .description('move what is published to another database, with its datestamps and deletions')
    .addHelpText('after', EXAMPLES);
  ledger
    .command('export')
    .argument('[file]', 'a new file, compressed if it ends in .gz; nothing: standard output')
    .description('write the ledger of this database into a file')
    .action(async (file: string | undefined) => {
      const config = readConfig(process.env);
      if (file === undefined) await exportToTerminal(config);
      else say('Exported', await runExport(config, resolve(file)), 'to');
      done(0);
    });
  ledger
    .command('import')
    .argument('<file>', 'what voreg ledger export wrote')
    .description('take it into a database into which nothing was published yet')
    .action(async (file: string) => {
      const path = resolve(file);
      const job: Job = { job: 'ledger import', file: path };
      say('Imported', await inDatabase(readConfig(process.env), job, (db) => importLedger(db, path)), 'from');
      done(0);
    });
}

const EXAMPLES = `
Stop the service before the export that counts: what it publishes afterwards is not in the file.
  voreg ledger export /srv/ledger.jsonl.gz
  DATABASE_URL=postgres://… voreg ledger import /srv/ledger.jsonl.gz`;

function runExport(config: Config, file: string): Promise<Carried> {
  return inDatabase(config, { job: 'ledger export', file }, (db) => exportLedger(db, file));
}

/** A service that runs on the embedded database writes a file only: it is shown, and removed. */
async function exportToTerminal(config: Config): Promise<void> {
  const file = resolve(config.dataDir, `ledger-${randomUUID()}.jsonl`);
  const job: Job = { job: 'ledger export', file };
  await inDatabase<unknown>(config, job, (db) => exportTo(db, process.stdout));
  if (!existsSync(file)) return;
  try {
    await pipeline(createReadStream(file), process.stdout, { end: false });
  } finally {
    await rm(file, { force: true });
  }
}

function say(done: string, { file, generation, items, records, note }: Carried, where: string): void {
  process.stdout.write(
    `${done} generation ${generation}: ${items} ivoids, ${records} records in all formats together, ${where} ${file}\n`,
  );
  if (note !== undefined) process.stderr.write(`voreg: ${note}\n`);
}
