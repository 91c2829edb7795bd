/** Writes a validation report in the formats asked for. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import { codequalityReport } from '../validate/report/codequality.ts';
import { jsonReport } from '../validate/report/json.ts';
import { junitReport } from '../validate/report/junit.ts';
import { inChunks } from '../validate/report/pieces.ts';
import { sarifReport } from '../validate/report/sarif.ts';
import { textReport } from '../validate/report/text.ts';
import type { Report } from '../validate/validate.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { type Output, writeOutputs } from './outputs.ts';

/** Each format's writer. */
export const REPORT_FORMATS: Record<
  string,
  (report: Report, context: { version: string; root: string; colour: boolean }) => Iterable<string>
> = {
  text: (report, { root, colour }) => textReport(report, { colour, lineOf: lineReader(root) }),
  json: jsonReport,
  junit: junitReport,
  codequality: codequalityReport,
  sarif: (report, { version }) => sarifReport(report, version),
};

/** Writes every output; text to standard output if none was asked for. Paths in the report count from `root`. */
export async function writeReports(
  report: Report,
  outputs: Output[],
  version: string,
  root: string,
): Promise<void> {
  const isForTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR;
  await writeOutputs(outputs, (format, file) => {
    const colour = isForTerminal && file === null;
    return inChunks(REPORT_FORMATS[format]?.(report, { version, root, colour }) ?? []);
  });
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
    if (statSync(path).size > RECORD_MAX_BYTES) return [];
    return decodeXml(readFileSync(path)).split(/\r\n|\r|\n/);
  } catch (error) {
    if (error instanceof EncodingFault || (error instanceof Error && 'code' in error)) return [];
    throw error;
  }
}
