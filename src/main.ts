/** The program. An error that is meant for a person is one sentence; anything else is a fault of voreg and shows its stack. */
import { run } from './cli.ts';

const FOR_PEOPLE = new Set([
  'ConfigError',
  'DatabaseAway',
  'DirectoryInUse',
  'DirectoryUnusable',
  'GitError',
  'JobFailed',
  'MigrationRefused',
  'SchemaFolderError',
  'UsageError',
]);

try {
  process.exitCode = await run(process.argv);
} catch (error) {
  const known = error instanceof Error && (FOR_PEOPLE.has(error.name) || isSystemError(error));
  process.stderr.write(
    known
      ? `voreg: ${error.message}\n`
      : `voreg met an unexpected error.\n${String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 2;
}

/** A port in use, a folder that may not be read: Node's message names it. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error;
}
