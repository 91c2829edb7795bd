/** `--format F --output FILE`, several pairs in one run: reads the pairs, and puts reports where they say. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { UsageError } from './usage.ts';

/** A format and the file it goes to; null: standard output. */
export interface Output {
  format: string;
  file: string | null;
}

/** `--format` begins a pair. Throws UsageError for one that is not among `known` (its keys). */
export function addFormat(format: string, outputs: Output[], known: Record<string, unknown>): Output[] {
  if (!Object.hasOwn(known, format)) {
    throw new UsageError(`There is no format "${format}": use ${Object.keys(known).join(', ')}.`);
  }
  return [...outputs, { format, file: null }];
}

/** `--output` completes the pair before it. Throws UsageError. */
export function addOutput(file: string, outputs: Output[]): Output[] {
  const last = outputs.at(-1);
  if (last === undefined || last.file !== null) {
    throw new UsageError(
      `--output ${file} belongs to the --format before it: write e.g. --format junit --output ${file}.`,
    );
  }
  return [...outputs.slice(0, -1), { ...last, file }];
}

/** Writes each; text to standard output if none was asked for. Folders are made. Throws UsageError for two on the terminal. */
export async function writeOutputs(
  outputs: Output[],
  render: (format: string, file: string | null) => string | Iterable<string>,
): Promise<void> {
  const chosen = outputs.length === 0 ? [{ format: 'text', file: null }] : outputs;
  if (chosen.filter((output) => output.file === null).length > 1) {
    throw new UsageError('Only one --format can go to the terminal; give the others an --output FILE.');
  }
  for (const { format, file } of chosen) {
    if (file === null) {
      await writeTo(process.stdout, render(format, file));
    } else {
      await mkdir(dirname(resolve(file)), { recursive: true });
      const text = render(format, file);
      await writeFile(file, typeof text === 'string' ? text : Readable.from(text));
    }
  }
}

/** As fast as it is read; a reader that has seen enough (`| head`) ends it quietly. */
async function writeTo(stream: Writable, text: string | Iterable<string>): Promise<void> {
  let failed: NodeJS.ErrnoException | null = null;
  stream.on('error', (error) => {
    failed ??= error;
  });
  for (const chunk of typeof text === 'string' ? [text] : text) {
    await new Promise<void>((done) => {
      stream.write(chunk, () => done());
    });
    // TypeScript does not see the assignment in the listener.
    const error = failed as NodeJS.ErrnoException | null;
    if (error?.code === 'EPIPE') return;
    if (error !== null) throw error;
  }
}
