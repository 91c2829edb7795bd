/** The command line of `voreg check URL`: examines somebody's registry, or one's own, from outside. */
import type { Command } from 'commander';
import { openNetwork } from '../check/network.ts';
import { jsonReport } from '../check/report/json.ts';
import { junitReport } from '../check/report/junit.ts';
import { exitCode } from '../check/report/summary.ts';
import { textReport } from '../check/report/text.ts';
import { allChecks, type Examination, examine, NoRegistry } from '../check/run.ts';
import { readConfig } from '../config.ts';
import { loadSchema } from '../xml/schema.ts';
import { addFormat, addOutput, type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

interface Options {
  maxRecords: number;
  requests: number;
  minutes: number;
  delay: number;
  only: string[];
  strict: boolean;
  from?: string;
  list: boolean;
}

const FORMATS: Record<
  string,
  (examination: Examination, how: { strict: boolean; colour: boolean }) => string | Iterable<string>
> = {
  text: (examination, { colour }) => textReport(examination, colour),
  json: jsonReport,
  junit: (examination, { strict }) => junitReport(examination, strict),
};

/** Adds the command; `done` gets its exit code: 0 clean, 1 findings, 2 nothing to examine, 3 cut by a limit. */
export function addCheckCommand(program: Command, version: string, done: (code: number) => void): void {
  let outputs: Output[] = [];
  const command = program
    .command('check')
    .description('examine a registry from outside: OAI-PMH 2.0, the IVOA profile, and every record')
    .argument('[url]', 'OAI-PMH base URL')
    .option('--max-records <n>', 'longer lists are read so far and no further', wholeNumber, 20_000)
    .option('--requests <n>', 'requests in all', wholeNumber, 1_500)
    .option('--minutes <n>', 'time in all', wholeNumber, 60)
    .option('--delay <ms>', 'between two requests; 0 for one’s own', wholeNumber, 200)
    .option('--only <names>', 'groups or checks, with commas: paging,dates/windows', listOf, [])
    .option('--strict', 'warnings count as failures', false)
    .option('--from <email>', 'your address, sent to the registry’s operator (HTTP From)')
    .option('--list', 'list the checks and what they ask', false)
    .option(
      '--format <format>',
      `${Object.keys(FORMATS).join(', ')}; several times, each with an --output`,
      (format) => {
        outputs = addFormat(format, outputs, FORMATS);
      },
    )
    .option('--output <file>', 'file for the --format before it', (file) => {
      outputs = addOutput(file, outputs);
    })
    .addHelpText('after', EXAMPLES);
  command.action(async (url: string | undefined, options: Options) => {
    if (options.list) {
      process.stdout.write(listOfChecks());
      return;
    }
    const examination = await run(addressOf(url), options, version);
    if (examination === null) {
      process.stderr.write('Interrupted: nothing is reported.\n');
      return done(130);
    }
    const isForTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
    await writeOutputs(outputs, (format, file) => {
      const how = { strict: options.strict, colour: isForTerminal && file === null };
      return FORMATS[format]?.(examination, how) ?? '';
    });
    done(exitCode(examination, options.strict));
  });
}

const EXAMPLES = `
Examples:
  voreg check https://registry.example.org/oai
  voreg check http://127.0.0.1:8080/oai --delay 0 --strict
  voreg check https://registry.example.org/oai --only paging,sets --format json
  voreg check https://registry.example.org/oai --format text --format junit --output junit.xml
Exits with 0 if no MUST is broken (warnings and notes do not count unless --strict), 1 if one is, 2 if there is nothing
to examine, 3 if a limit was reached before the end.`;

/** Null if it was interrupted. */
async function run(base: string, options: Options, version: string): Promise<Examination | null> {
  const { xsdDir } = readConfig(process.env);
  const deadline = Date.now() + options.minutes * 60_000;
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Interrupted.'));
  process.once('SIGINT', stop);
  const progress = process.stderr.isTTY === true;
  const network = openNetwork({
    base,
    userAgent: `voreg/${version} (registry check)`,
    from: options.from ?? null,
    deadline,
    delayMs: options.delay,
    signal: stopping.signal,
    onWait: tellWait,
  });
  const schema = await loadSchema(xsdDir);
  try {
    return await examine({
      base,
      ask: network.ask,
      limits: { requests: options.requests, records: options.maxRecords, deadline },
      schema,
      only: options.only,
      ...(progress ? { onProgress: showProgress } : {}),
    });
  } catch (error) {
    if (error === stopping.signal.reason) return null;
    if (error instanceof NoRegistry) throw new UsageError(error.message);
    throw error;
  } finally {
    process.removeListener('SIGINT', stop);
    if (progress) process.stderr.write('\r\u001b[K');
    network.close();
    schema.dispose();
  }
}

/** Short pauses are nobody's business. */
function tellWait(ms: number, why: string): void {
  if (ms > 3_000) process.stderr.write(`Waiting ${Math.ceil(ms / 1000)} s: ${why}.\n`);
}

function showProgress(check: string, requests: number): void {
  process.stderr.write(`\r\u001b[K${requests} requests, now ${check}`);
}

function addressOf(url: string | undefined): string {
  if (url === undefined) throw new UsageError('Name the OAI-PMH base URL of the registry: voreg check URL.');
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isWeb) throw new UsageError(`"${url}" is no http or https address.`);
  if (/[?#]./.test(url)) throw new UsageError(`"${url}" has a query: give the base URL, up to the "?".`);
  return url.replace(/[?#]$/, '');
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`"${text}" is not a whole number.`);
  return Number(text);
}

function listOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = allChecks().map(({ id }) => id);
  const unknown = names.find((name) => !known.some((id) => id === name || id.startsWith(`${name}/`)));
  if (unknown === undefined) return names;
  const groups = [...new Set(known.map((id) => id.split('/')[0]))].join(', ');
  throw new UsageError(
    `There is no check or group "${unknown}". Groups: ${groups}; --list shows all checks.`,
  );
}

function listOfChecks(): string {
  return allChecks()
    .map(({ id, rule, asks, citation }) => `${id}  ${rule}  ${asks}  (${citation})\n`)
    .join('');
}
