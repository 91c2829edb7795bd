/** Writes a validation report in the formats asked for: `--format F --output FILE`, several pairs in one run. */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codequalityReport } from '../validate/report/codequality.ts';
import { jsonReport } from '../validate/report/json.ts';
import { junitReport } from '../validate/report/junit.ts';
import { sarifReport } from '../validate/report/sarif.ts';
import { textReport } from '../validate/report/text.ts';
import type { Report } from '../validate/validate.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { UsageError } from './usage.ts';

/** A format and the file it goes to; null: standard output. */
export interface Output {
  format: string;
  file: string | null;
}

const FORMATS: Record<
  string,
  (report: Report, context: { version: string; root: string; colour: boolean }) => string
> = {
  text: (report, { root, colour }) => textReport(report, { colour, lineOf: lineReader(root) }),
  json: jsonReport,
  junit: junitReport,
  codequality: codequalityReport,
  sarif: (report, { version }) => sarifReport(report, version),
};

/** `--format` begins a pair, `--output` completes the one before it. Throws UsageError. */
export function addFormat(format: string, outputs: Output[]): Output[] {
  if (!Object.hasOwn(FORMATS, format)) {
    throw new UsageError(`There is no format "${format}": use ${Object.keys(FORMATS).join(', ')}.`);
  }
  return [...outputs, { format, file: null }];
}

export function addOutput(file: string, outputs: Output[]): Output[] {
  const last = outputs.at(-1);
  if (last === undefined || last.file !== null) {
    throw new UsageError(
      `--output ${file} belongs to the --format before it: write e.g. --format junit --output ${file}.`,
    );
  }
  return [...outputs.slice(0, -1), { ...last, file }];
}

/** Writes every output; text to standard output if none was asked for. Paths in the report count from `root`. */
export async function writeReports(
  report: Report,
  outputs: Output[],
  version: string,
  root: string,
): Promise<void> {
  const chosen = outputs.length === 0 ? [{ format: 'text', file: null }] : outputs;
  if (chosen.filter((output) => output.file === null).length > 1) {
    throw new UsageError('Only one --format can go to the terminal; give the others an --output FILE.');
  }
  for (const { format, file } of chosen) {
    const colour = file === null && process.stdout.isTTY === true && !process.env.NO_COLOR;
    const text = FORMATS[format]?.(report, { version, root, colour }) ?? '';
    if (file === null) {
      process.stdout.write(text);
    } else {
      await mkdir(dirname(resolve(file)), { recursive: true });
      await writeFile(file, text);
    }
  }
}

/** Lines of files, the last one read kept: findings come file by file. */
function lineReader(root: string): (file: string, line: number) => string | null {
  let held: { file: string; lines: string[] } | null = null;
  return (file, line) => {
    if (held?.file !== file) held = { file, lines: linesOf(resolve(root, file)) };
    return held.lines[line - 1] ?? null;
  };
}

/** None for what cannot be read as text: the finding says so already. */
function linesOf(path: string): string[] {
  try {
    return decodeXml(readFileSync(path)).split(/\r\n|\r|\n/);
  } catch (error) {
    if (error instanceof EncodingFault || (error instanceof Error && 'code' in error)) return [];
    throw error;
  }
}
