/** Puts reports where `--format F --output FILE` pairs say. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Output } from './report.ts';
import { UsageError } from './usage.ts';

/** Writes each; text to standard output if none was asked for. Folders are made. Throws UsageError for two on the terminal. */
export async function writeOutputs(
  outputs: Output[],
  render: (format: string, file: string | null) => string,
): Promise<void> {
  const chosen = outputs.length === 0 ? [{ format: 'text', file: null }] : outputs;
  if (chosen.filter((output) => output.file === null).length > 1) {
    throw new UsageError('Only one --format can go to the terminal; give the others an --output FILE.');
  }
  for (const { format, file } of chosen) {
    if (file === null) {
      process.stdout.write(render(format, file));
    } else {
      await mkdir(dirname(resolve(file)), { recursive: true });
      await writeFile(file, render(format, file));
    }
  }
}
