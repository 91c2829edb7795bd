/** Converts a record, or a folder of them, between SPASE and VOResource. What is said about it is convert-command's. */
import { mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Loss } from '../reconcile/crosswalk/losses.ts';
import { folderCandidates, folderResolve } from '../reconcile/crosswalk/spase-folder.ts';
import { type Resolve, resourceOf, textAt } from '../reconcile/crosswalk/spase-source.ts';
import { type Converted, NotExported, spaseToVor } from '../reconcile/crosswalk/spase-to-vor.ts';
import { mintIvoid, spasePath } from '../reconcile/crosswalk/values.ts';
import type { Candidates } from '../reconcile/crosswalk/vor-source.ts';
import { type DraftType, type Mark, vorToSpase } from '../reconcile/crosswalk/vor-to-spase.ts';
import type { Element } from '../resource/element.ts';
import { decodeAnyway } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { UsageError } from './usage.ts';

/** The largest live SPASE record has 1.64 MB, the largest VOResource record (VizieR) 1.6 MB. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface ConvertOptions {
  to: 'vor' | 'spase';
  /** Of the ivoids of converted SPASE records. */
  authority: string;
  /** Folder of SPASE records in which persons and instruments are looked up; null: the one that the file lies in. */
  records: string | null;
  as: DraftType | null;
  withIvoids: boolean;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`. */
  now: string;
}

export interface Conversion {
  file: string;
  xml: string;
  /** ivoid, or resource type of a draft. */
  is: string;
  losses: Loss[];
  marks: Mark[];
  moved: Converted['moved'] | null;
}

/** Why a file gives no record. `isOther`: it is a record of a kind that is not converted by itself, such as a Person. */
export interface Refusal {
  file: string;
  reason: string;
  isOther: boolean;
}

/** Throws UsageError for an authority that no ivoid can have. */
export function checkAuthority(authority: string): void {
  try {
    mintIvoid('spase://X/Y', authority);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--authority ${authority}: ${error.message}`);
    throw error;
  }
}

/** One file; `-` is standard input. Throws UsageError if it cannot be opened. */
export async function convertFile(file: string, options: ConvertOptions): Promise<Conversion | Refusal> {
  const bytes = file === '-' ? await readStream(process.stdin) : await readLimited(file);
  if (bytes === null) return tooLarge(file);
  return convertBytes(bytes, file, options, lookUps(options, null));
}

/** What one file of a folder became, with the place it was written to. */
export type FolderResult = { place: string; conversion: Conversion } | { refusal: Refusal };

/**
 * Every .xml file below a folder, in order, each written below `output` as soon as it is converted: a VOResource
 * record by its ivoid, a draft at its place in the folder. What was there is replaced whole.
 */
export async function* convertFolder(
  folder: string,
  output: string,
  options: ConvertOptions,
): AsyncGenerator<{ result: FolderResult; total: number }> {
  const files = await xmlFiles(folder, resolve(output));
  const lookUp = lookUps(options, folder);
  for (const file of files) {
    const bytes = await readLimited(file);
    const done = bytes === null ? tooLarge(file) : convertBytes(bytes, file, options, lookUp);
    if ('reason' in done) {
      yield { result: { refusal: done }, total: files.length };
      continue;
    }
    const name = options.to === 'vor' ? `${done.is.slice('ivo://'.length)}.xml` : relative(folder, file);
    const place = join(output, name);
    await mkdir(dirname(place), { recursive: true });
    // Whole or not at all, also if the program is stopped here.
    const unfinished = join(dirname(place), `.${basename(place).slice(0, 200)}.${process.pid}`);
    await writeFile(unfinished, done.xml);
    await rename(unfinished, place);
    yield { result: { place, conversion: done }, total: files.length };
  }
}

interface LookUps {
  /** Null: in the folder that the record itself lies in. */
  resolve: Resolve | null;
  candidates: Candidates;
}

function lookUps({ records, to }: ConvertOptions, folder: string | null): LookUps {
  const dir = records ?? (to === 'vor' ? folder : null);
  if (dir === null) return { resolve: null, candidates: () => [] };
  return { resolve: folderResolve(dir), candidates: folderCandidates(dir) };
}

function convertBytes(
  bytes: Uint8Array,
  file: string,
  options: ConvertOptions,
  lookUp: LookUps,
): Conversion | Refusal {
  try {
    const { root } = parseXml(decodeAnyway(bytes).text);
    return options.to === 'vor' ? toVor(root, file, options, lookUp) : toSpase(root, file, options, lookUp);
  } catch (error) {
    if (error instanceof NotExported) return { file, reason: error.message, isOther: true };
    if (error instanceof XmlFault) {
      return { file, reason: `line ${error.line}: ${error.message}`, isOther: false };
    }
    throw error;
  }
}

function toVor(root: Element, file: string, options: ConvertOptions, lookUp: LookUps): Conversion {
  const { authority, now } = options;
  const own = lookUp.resolve === null ? rootOf(root, file) : null;
  const find = lookUp.resolve ?? (own === null ? () => null : folderResolve(own));
  const isDeprecated = resolve(file).split(sep).includes('Deprecated');
  const { xml, ivoid, losses, moved } = spaseToVor(root, { authority, now, isDeprecated, resolve: find });
  return { file, xml, is: ivoid, losses, marks: [], moved };
}

function toSpase(root: Element, file: string, options: ConvertOptions, { candidates }: LookUps): Conversion {
  const { now, as, withIvoids } = options;
  const chosen = as === null ? {} : { as };
  const { xml, type, losses, marks } = vorToSpase(root, { now, withIvoids, candidates, ...chosen });
  return { file, xml, is: type, losses, marks, moved: null };
}

/** The folder below which a record lies at the path of its id; null if it does not. */
function rootOf(root: Element, file: string): string | null {
  const resource = resourceOf(root);
  const path = spasePath(textAt(resource, 'ResourceID') ?? '');
  const absolute = resolve(file);
  for (const end of path === null ? [] : [path, path.slice(path.indexOf('/') + 1)]) {
    const tail = `${sep}${end.split('/').join(sep)}.xml`;
    if (absolute.endsWith(tail)) return absolute.slice(0, -tail.length) || sep;
  }
  return null;
}

function tooLarge(file: string): Refusal {
  return { file, reason: `It has more than ${MOST_BYTES} bytes; no record has.`, isOther: false };
}

async function readLimited(file: string): Promise<Buffer | null> {
  const handle = await open(file);
  try {
    if ((await handle.stat()).size > MOST_BYTES) return null;
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function readStream(stream: AsyncIterable<Buffer | string>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Whether a path is a folder. Throws UsageError if there is nothing. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UsageError(`There is no ${path}. Name a file, a folder, or - for standard input.`);
    }
    throw error;
  }
}

/** Sorted; without hidden folders (.git), links, and what an earlier run wrote. */
async function xmlFiles(folder: string, output: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || resolve(path) === output) continue;
    if (entry.isDirectory()) found.push(...(await xmlFiles(path, output)));
    else if (entry.isFile() && entry.name.endsWith('.xml')) found.push(path);
  }
  return found.sort();
}
