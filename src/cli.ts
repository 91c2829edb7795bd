/**
 * The command line (design §6). Exit codes: 0 done and clean, 1 findings or refused, 2 usage, configuration or I/O, 3 incomplete,
 * 4 held for a person, 130 interrupted.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

type Done = (code: number) => void;

/**
 * Each is loaded only if it is called, or if all are to be listed: what `serve` needs takes half a second to load, and
 * a curator's `validate` is to answer in less.
 */
const COMMANDS: { names: string[]; add: (program: Command, done: Done) => Promise<void> }[] = [
  {
    names: ['serve', 'publish', 'show'],
    add: async (program, done) =>
      (await import('./commands/service-commands.ts')).addServiceCommands(program, version, done),
  },
  {
    names: ['validate'],
    add: async (program, done) =>
      (await import('./commands/validate-command.ts')).addValidateCommand(program, version, done),
  },
  {
    names: ['new'],
    add: async (program, done) => (await import('./commands/new-command.ts')).addNewCommand(program, done),
  },
  {
    names: ['check'],
    add: async (program, done) =>
      (await import('./commands/check-command.ts')).addCheckCommand(program, version, done),
  },
  {
    names: ['anomalies'],
    add: async (program, done) =>
      (await import('./commands/anomalies-command.ts')).addAnomaliesCommand(program, done),
  },
  {
    names: ['import'],
    add: async (program, done) =>
      (await import('./commands/import-command.ts')).addImportCommand(program, version, done),
  },
  {
    names: ['convert'],
    add: async (program, done) =>
      (await import('./commands/convert-command.ts')).addConvertCommand(program, done),
  },
  {
    names: ['harvest', 'sources'],
    add: async (program, done) =>
      (await import('./commands/harvest-command.ts')).addHarvestCommands(program, done),
  },
  {
    names: ['explain'],
    add: async (program, done) =>
      (await import('./commands/explain-command.ts')).addExplainCommand(program, done),
  },
  {
    names: ['eval'],
    add: async (program, done) => (await import('./commands/eval-command.ts')).addEvalCommand(program, done),
  },
  {
    names: ['schemas'],
    add: async (program, done) =>
      (await import('./commands/schemas-command.ts')).addSchemasCommand(program, done),
  },
  {
    names: ['vocabularies'],
    add: async (program, done) =>
      (await import('./commands/vocabularies-command.ts')).addVocabulariesCommand(program, done),
  },
  {
    names: ['visible'],
    add: async (program, done) =>
      (await import('./commands/visible-command.ts')).addVisibleCommand(program, done),
  },
  {
    names: ['monitor'],
    add: async (program, done) =>
      (await import('./commands/monitor-command.ts')).addMonitorCommand(program, done),
  },
  {
    names: ['doi'],
    add: async (program, done) => (await import('./commands/doi-command.ts')).addDoiCommand(program, done),
  },
  {
    names: ['mail'],
    add: async (program, done) => (await import('./commands/mail-command.ts')).addMailCommand(program, done),
  },
  {
    names: ['ledger'],
    add: async (program, done) =>
      (await import('./commands/ledger-command.ts')).addLedgerCommands(program, done),
  },
  {
    names: ['touch'],
    add: async (program, done) =>
      (await import('./commands/touch-command.ts')).addTouchCommand(program, done),
  },
  {
    names: ['stats'],
    add: async (program, done) =>
      (await import('./commands/stats-command.ts')).addStatsCommand(program, done),
  },
  {
    names: ['reconcile'],
    add: async (program, done) =>
      (await import('./commands/reconcile-command.ts')).addReconcileCommand(program, done),
  },
];

/** Runs the command that `argv` (as process.argv) names. Returns the exit code; `serve` returns when it is stopped. */
export async function run(argv: string[]): Promise<number> {
  let code = 0;
  const program = new Command('voreg')
    .description('A publishing registry for the IVOA: VOResource records in Git, served over OAI-PMH.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(voreg --help shows what there is)');
  const called = COMMANDS.filter(({ names }) => names.includes(argv[2] ?? ''));
  // Only then is the list of commands printed, and the variables below it.
  if (called.length === 0) {
    const { describeVariables } = await import('./config.ts');
    program.addHelpText('after', () => `\n${describeVariables()}`);
  }
  for (const { add } of called.length > 0 ? called : COMMANDS) {
    await add(program, (exitCode) => {
      code = exitCode;
    });
  }
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
