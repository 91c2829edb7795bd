/**
 * The options of `voreg publish --dry-run`. Apart from what runs it (dry-run.ts), which takes 0.14 s to load: for --help, or a
 * real publication, nobody should wait for that.
 */
import { type Command, Option } from 'commander';
import { DRY_RUN_FORMATS } from '../publish/dry-run-report.ts';
import { DEFAULT_SERVICES } from '../services/authority-lookup.ts';
import { addFormat, addOutput, type Output } from './outputs.ts';
import { UsageError } from './usage.ts';

export interface DryRunOptions {
  dryRun: boolean;
  base?: string;
  head?: string;
  lookup: boolean;
  regtap: string[];
  rofr: string;
  acceptNewIdentity: boolean;
  acceptTransfer: string[];
  acceptShrink?: string;
}

/** Adds the options to the command `publish`. The returned function gives the outputs that were asked for. */
export function addDryRunOptions(command: Command): () => Output[] {
  let outputs: Output[] = [];
  command
    .option('--dry-run', 'only say what harvesters would receive; needs no database', false)
    .option(
      '--base <revision>',
      'with --dry-run: what is published; default: where HEAD left the target branch',
    )
    .option('--head <revision>', 'with --dry-run: what would be published; default: HEAD')
    .option('--no-lookup', 'with --dry-run: do not ask other registries about new authorities')
    .addOption(
      new Option('--regtap <urls>', 'with --dry-run: RegTAP services to ask, with commas between')
        .env('REGTAP_URLS')
        .default(DEFAULT_SERVICES.regtap)
        .argParser((urls) => urls.split(/[\s,]+/).filter((url) => url !== '')),
    )
    .addOption(
      new Option('--rofr <url>', 'with --dry-run: the Registry of Registries to ask')
        .env('ROFR_URL')
        .default(DEFAULT_SERVICES.rofr),
    )
    .option(
      '--format <format>',
      'text or json; with --dry-run also markdown, and several times',
      (format) => {
        outputs = addFormat(format, outputs, DRY_RUN_FORMATS);
      },
    )
    .option('--output <file>', 'with --dry-run: where the --format before it goes', (file) => {
      outputs = addOutput(file, outputs);
    });
  return () => outputs;
}

/** The format of a real publication. Throws UsageError for options that only a dry run has. */
export function formatOfPublication(options: DryRunOptions, outputs: Output[]): string {
  const [first = { format: 'text', file: null }] = outputs;
  if (
    options.base === undefined &&
    options.head === undefined &&
    outputs.length <= 1 &&
    first.file === null
  ) {
    if (first.format !== 'markdown') return first.format;
  }
  throw new UsageError('--base, --head, --output, several --format and --format markdown need --dry-run.');
}
