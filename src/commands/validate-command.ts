/** The command line of `voreg validate`: options, reports, exit code. */
import { type Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { ruleDocs } from '../validate/rules.ts';
import { addFormat, addOutput, type Output, writeReports } from './report.ts';
import { UsageError } from './usage.ts';
import { validate } from './validate.ts';

interface Options {
  since?: string;
  profile: 'rec' | 'rofr';
  fix: boolean;
  explain?: string;
}

/** Adds the command; `done` gets its exit code: 0 clean (warnings and notes allowed), 1 errors. */
export function addValidateCommand(program: Command, version: string, done: (code: number) => void): void {
  let outputs: Output[] = [];
  program
    .command('validate')
    .description('check records: XML, XSD, the rules of the field, and references between records')
    .argument('[path...]', 'files or folders; - for standard input; nothing for all records of the work tree')
    .option('--since <revision>', 'only what changed since then, and what that touches')
    .addOption(
      new Option('--profile <profile>', 'current Recommendations, or what the Registry of Registries accepts')
        .choices(['rec', 'rofr'])
        .default('rec'),
    )
    .option('--fix', 'write the corrections that are safe; every other byte stays', false)
    .option('--explain <rule>', 'what a rule asks, and why')
    .option(
      '--format <format>',
      'text, json, junit, codequality or sarif; may be given several times',
      (format) => {
        outputs = addFormat(format, outputs);
      },
    )
    .option('--output <file>', 'where the --format before it goes', (file) => {
      outputs = addOutput(file, outputs);
    })
    .action(async (paths: string[], options: Options) => {
      if (options.explain !== undefined) {
        process.stdout.write(explain(options.explain));
        return;
      }
      const { since = null, profile, fix } = options;
      const { report, root } = await validate(readConfig(process.env), { paths, since, profile, fix });
      await writeReports(report, outputs, version, root);
      done(report.summary.errors > 0 ? 1 : 0);
    });
}

function explain(id: string): string {
  const docs = ruleDocs().filter((doc) => doc.id.toLowerCase() === id.toLowerCase());
  if (docs.length === 0) {
    throw new UsageError(`There is no rule ${id}. All rules are listed in docs/curating.md.`);
  }
  return docs
    .map((doc) => `${doc.id} (${doc.severity})\n  ${doc.asks}\n  ${doc.because}\n  Source: ${doc.citation}\n`)
    .join('\n');
}
