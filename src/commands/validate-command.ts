/** The command line of `voreg validate`: options, reports, exit code. */
import { type Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { LINK_CITATION, LINK_RULES } from '../reconcile/links/check.ts';
import { type RuleDoc, ruleDocs } from '../validate/rules.ts';
import { addFormat, addOutput, type Output } from './outputs.ts';
import { REPORT_FORMATS, writeReports } from './report.ts';
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
    .description('check records: XML, schemas, the rules of the field, and references between records')
    .argument('[path...]', 'files or folders; - for standard input; nothing for all records of this checkout')
    .option(
      '--since <revision>',
      'only files that differ from this commit, branch or tag, and what they touch',
    )
    .addOption(
      new Option(
        '--profile <profile>',
        'rec: the current Recommendations; rofr: also what the Registry of Registries refuses',
      )
        .choices(['rec', 'rofr'])
        .default('rec'),
    )
    .option(
      '--fix',
      'write the corrections that are certain; every other byte of a file stays as it is',
      false,
    )
    .option('--explain <rule>', 'what a rule asks, and why, e.g. --explain VOR-09')
    .option(
      '--format <format>',
      'text, json, junit, codequality or sarif; several times, each with an --output',
      (format) => {
        outputs = addFormat(format, outputs, REPORT_FORMATS);
      },
    )
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: Options) => {
      if (options.explain !== undefined) {
        process.stdout.write(explain(options.explain));
        return;
      }
      const { since = null, profile, fix } = options;
      const progress = process.stderr.isTTY === true ? showProgress() : null;
      const { report, root } = await validate(readConfig(process.env), {
        paths,
        since,
        profile,
        fix,
        onProgress: progress?.show,
      });
      progress?.clear();
      await writeReports(report, outputs, version, root);
      done(report.summary.errors > 0 ? 1 : 0);
    });
}

const EXAMPLES = `
Examples:
  voreg validate                               all records
  voreg validate records/padc.example/apis     one folder
  voreg validate --since origin/main           what a merge request changes
  voreg validate --fix records/x.xml           with the corrections that are certain
  voreg validate --format text --format junit --output junit.xml
Exits with 0 if there is no error (warnings and notes do not count), 1 if there is one, 2 if it could not be done.`;

/** A line on the terminal's stderr that is written over: how many, how fast, how long still. */
function showProgress(): { show: (done: number, total: number) => void; clear: () => void } {
  const started = performance.now();
  let shown = started;
  return {
    show(done, total) {
      const now = performance.now();
      if (now - shown < 200) return;
      shown = now;
      const rate = (done * 1000) / (now - started);
      const left = Math.ceil((total - done) / rate);
      process.stderr.write(
        `\r\u001b[K${done} of ${total} files, ${Math.round(rate)} a second, ${left} s left`,
      );
    },
    clear() {
      if (shown > started) process.stderr.write('\r\u001b[K');
    },
  };
}

function explain(id: string): string {
  const other = OTHER_FINDINGS[id.toUpperCase()] ?? aboutLinks(id.toUpperCase());
  if (other !== undefined) return `${other}\n`;
  const doc = ruleDocs().find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (doc === undefined) throw new UsageError(unknownRule(id));
  return explanation(doc);
}

function aboutLinks(id: string): string | undefined {
  const asks = LINK_RULES[id];
  return asks === undefined
    ? undefined
    : `${id}, of the files under records/links\n  ${asks}\n  Source: ${LINK_CITATION}`;
}

function explanation({ id, severity, asks, because, citation, example }: RuleDoc): string {
  const lines = (text: string) => text.replace(/^/gm, '    ');
  const shown =
    example === undefined ? '' : `  Wrong:\n${lines(example.wrong)}\n  Right:\n${lines(example.right)}\n`;
  return `${id} (${severity})\n  ${asks}\n  ${because}\n${shown}  Source: ${citation}\n`;
}

function unknownRule(id: string): string {
  const group = `${id.toUpperCase().split('-')[0]}-`;
  const near = ruleDocs().flatMap((doc) => (doc.id.startsWith(group) ? [doc.id] : []));
  return `There is no rule ${id}. ${near.length === 0 ? '' : `There are ${near.join(', ')}. `}All are in docs/curating.md.`;
}

/** Findings that come from no rule; people ask for them all the same. */
const OTHER_FINDINGS: Record<string, string | undefined> = {
  XML: 'XML is no rule: the file is not well-formed XML, or not in the encoding that it declares.',
  XSD: 'XSD is no rule: the record breaks the XML schemas (folder xsd/), and harvesters would refuse it.',
  GIT: 'GIT is no rule: the file itself cannot be a record (a link, a Git LFS pointer, too large).',
  CONFIG: 'CONFIG is no rule: registry.json cannot be used. Its keys are in docs/operating.md.',
};
