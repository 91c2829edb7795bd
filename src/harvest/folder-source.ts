/**
 * A folder of XML files as a source, or one file: records as they are, and saved answers of an OAI-PMH registry (one, or
 * the pages of a list). For trials and for work without a network. It is read anew each time: there is no `since`.
 */
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Model } from '../resource/fields.ts';
import { partsOf } from './file-parts.ts';
import {
  type Contents,
  everything,
  FILE_MAX_BYTES,
  type KnownFiles,
  type ListedFile,
  settle,
  survey,
} from './file-tree.ts';
import { OaiPages } from './oai-pages.ts';
import type { ListRequest, Source, SourceEnd, SourceList } from './source.ts';

export interface FolderSourceOptions {
  id: string;
  model: Model;
  /** A folder, read with all folders in it, or a file. Links are not followed. */
  path: string;
}

/** A source that lists what is in a folder or file now. */
export function folderSource(options: FolderSourceOptions): Source {
  return {
    id: options.id,
    model: options.model,
    list: (request) => list(options, request),
    async close() {},
  };
}

async function* list(options: FolderSourceOptions, request: ListRequest): SourceList {
  try {
    return yield* listed(options, request);
  } catch (error) {
    request.signal.throwIfAborted();
    if (!isSystemError(error) && !(error instanceof Changed)) throw error;
    const reason = `${options.path} could not be read to its end: ${error.message}`;
    return { complete: false, reason, reached: null, announced: null };
  }
}

/** A file is another than a moment ago. */
class Changed extends Error {
  override name = 'Changed';
}

async function* listed({ path, model }: FolderSourceOptions, { signal }: ListRequest): SourceList {
  const isFile = (await stat(path)).isFile();
  const all = isFile ? [path] : await xmlFilesIn(path);
  const files: ListedFile[] = [];
  const pages = new OaiPages(model);
  for (const file of all) {
    signal.throwIfAborted();
    const name = isFile ? file : relative(path, file);
    if (await isOai(file)) yield* pages.read(name, createReadStream(file));
    else files.push({ path: name, content: await mark(file) });
  }
  const known: KnownFiles = new Map();
  const read = (marks: string[]) => contentsOf(marks, signal);
  await survey(files, model, known, read);
  const tree = await settle(files, model, known);
  yield* partsOf(everything(tree), read, 0, () => null, false);
  const announced = pages.announced === null ? tree.records.size : pages.announced + tree.records.size;
  const { reason } = pages;
  return { complete: reason === null, reason, reached: null, announced } satisfies SourceEnd;
}

async function xmlFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === '.git' ? [] : xmlFilesIn(path);
      return entry.isFile() && /\.xml$/i.test(entry.name) ? [path] : [];
    }),
  );
  return found.flat().sort();
}

/** Far enough for a declaration, a style sheet, comments and the root's start tag. */
const HEAD_BYTES = 4096;

/** The root's local name is OAI-PMH: then the file is cut up by the strict reader of such answers. */
async function isOai(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.toString('latin1', 0, bytesRead).replaceAll('\0', '');
    return /^[^<]*(?:<[?!][^>]*>[^<]*)*<(?:[\w.-]+:)?OAI-PMH[\s>/]/.test(head);
  } finally {
    await handle.close();
  }
}

/** Stands for the content as it is now: path, size and time of change. */
async function mark(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return JSON.stringify([file, size, mtimeMs]);
}

async function* contentsOf(marks: string[], signal: AbortSignal): Contents {
  for (const content of marks) {
    signal.throwIfAborted();
    const [file, size] = JSON.parse(content) as [string, number, number];
    const bytes = size > FILE_MAX_BYTES ? null : await readFile(file);
    if ((await mark(file)) !== content) throw new Changed(`${file} was changed meanwhile. Try again.`);
    yield { content, size, bytes };
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
