/** The program. An error that is meant for a person is one sentence; anything else is a fault of voreg and shows its stack. */
import { setFlagsFromString } from 'node:v8';
import { run } from './cli.ts';

// By default V8 lets the heap grow fourfold before it collects: the first publication of 30,000 records peaked at
// 469 MB; so at 309 MB, in the same time.
setFlagsFromString('--heap-growing-percent=100');

const FOR_PEOPLE = new Set([
  'ConfigError',
  'DatabaseAway',
  'DatabaseGone',
  'DatabaseRefused',
  'DirectoryInUse',
  'DirectoryUnusable',
  'DoiFailed',
  'GitError',
  'JobFailed',
  'LedgerFault',
  'MailFailed',
  'MergeRequestFailed',
  'MigrationRefused',
  'SchemaFolderError',
  'SourceUnknown',
  'UsageError',
  'VisibleUnasked',
]);

/** What Node says of the system, in words that name what to change. */
const SYSTEM: Record<string, string> = {
  EADDRINUSE: 'Another program listens there already: stop it, or set PORT.',
  EADDRNOTAVAIL: 'This machine has no such address: set HOST.',
  ENOTFOUND: 'There is no host of that name: see HOST and DATABASE_URL.',
  EACCES: 'This user may not do that: see DATA_DIR and PORT (below 1024 only root may listen).',
  EPERM: 'That cannot be done there: see DATA_DIR.',
  EROFS: 'The disk is read-only: set DATA_DIR to a folder that can be written.',
  ENOSPC: 'The disk is full: make room, or set DATA_DIR to another one.',
  ENOTDIR: 'A part of the path is a file, not a folder: see DATA_DIR.',
  // Making folders, Node says this of a read-only disk, too.
  ENOENT: 'A folder is not there and cannot be made: see DATA_DIR.',
  EEXIST: 'There is a file where a folder should be: see DATA_DIR.',
};

try {
  process.exitCode = await run(process.argv);
} catch (error) {
  process.stderr.write(wordsOf(error));
  process.exitCode = 2;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return `voreg met an unexpected error.\n${String(error)}\n`;
  if (FOR_PEOPLE.has(error.name)) return `voreg: ${error.message}\n`;
  // A port in use, a folder that may not be read: Node's message names it.
  const code = 'syscall' in error && 'code' in error ? String(error.code) : null;
  if (code !== null) return `voreg: ${error.message}. ${SYSTEM[code] ?? ''}\n`;
  return `voreg met an unexpected error.\n${error.stack ?? error.message}\n`;
}
