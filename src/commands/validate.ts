/** `voreg validate`: finds the files, checks them, and writes the reports. */
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Config } from '../config.ts';
import { openWorkTree, type WorkTree } from '../git/worktree.ts';
import { parseRegistryFile, type RegistryFile } from '../resource/registry-file.ts';
import { type CheckContext, type CheckedFile, checkFile } from '../validate/check.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { RECORD_MAX_BYTES, readRecord } from '../validate/record.ts';
import { rulesOf } from '../validate/rules.ts';
import { type RecordSummary, summarise } from '../validate/summary.ts';
import { type Report, reportOf, type Surroundings } from '../validate/validate.ts';
import { decodeXml } from '../xml/decode.ts';
import { applyEdits } from '../xml/edit.ts';
import { loadSchema } from '../xml/schema.ts';
import { UsageError } from './usage.ts';

export interface ValidateOptions {
  paths: string[];
  since: string | null;
  profile: 'rec' | 'rofr';
  fix: boolean;
}

/** A file to check; `path` is how reports name it: from the top of the work tree, with slashes. */
interface Source {
  path: string;
  /** On disk; null for standard input. */
  absolute: string | null;
}

/**
 * Checks what the options name. Throws UsageError, GitError and SchemaFolderError with sentences for the person; what is
 * wrong with a file is a finding.
 */
export async function validate(
  config: Config,
  options: ValidateOptions,
): Promise<{ report: Report; root: string }> {
  const schema = await loadSchema(config.xsdDir);
  const tree = await openWorkTree(config.recordsRepo.includes('://') ? process.cwd() : config.recordsRepo);
  const top = tree?.top ?? process.cwd();
  const records = join(top, config.recordsDir);
  const chosen = await choose(options, tree, top, config.recordsDir);
  const context: CheckContext = { schema, rules: rulesOf(options.profile), now: utcNow() };
  const checked: CheckedFile[] = [];
  let fixed = 0;
  for (const source of chosen.sources) {
    const first = await checkSource(source, context);
    const again =
      options.fix && source.absolute !== null ? await fixFile(source, source.absolute, first, context) : null;
    fixed += again?.fixed ?? 0;
    checked.push(again?.checked ?? first);
  }
  const around = await surroundings(chosen, checked, tree, top, records);
  return { report: reportOf(options.profile, checked, around, fixed), root: top };
}

interface Chosen {
  sources: Source[];
  /** With --since: files that are gone, and the revision they were there at. */
  gone: { paths: string[]; revision: string } | null;
}

async function choose(
  options: ValidateOptions,
  tree: WorkTree | null,
  top: string,
  recordsDir: string,
): Promise<Chosen> {
  if (options.since !== null) {
    if (tree === null)
      throw new UsageError(
        `--since needs a Git repository, and ${top} is in none. Leave --since out to check every file.`,
      );
    const { changed, gone } = await tree.changedSince(options.since, recordsDir || '.');
    const paths = changed.filter(isRecordFile);
    return {
      sources: paths.map((path) => ({ path, absolute: join(top, path) })),
      gone: { paths: gone.filter(isRecordFile), revision: options.since },
    };
  }
  if (options.paths.length === 0) {
    return { sources: await filesBelow(join(top, recordsDir), top), gone: null };
  }
  const sources: Source[] = [];
  for (const path of options.paths) {
    if (path === '-') sources.push({ path: '-', absolute: null });
    else sources.push(...(await filesBelow(resolve(path), top)));
  }
  return { sources, gone: null };
}

function isRecordFile(path: string): boolean {
  return /\.xml$/i.test(path);
}

/** A file itself, or the .xml files below a folder; links are not followed. */
async function filesBelow(absolute: string, top: string): Promise<Source[]> {
  const found = await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new UsageError(`There is no file or folder ${absolute}.`);
    throw error;
  });
  if (!found.isDirectory()) return [{ path: nameOf(absolute, top), absolute }];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && isRecordFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: nameOf(file, top), absolute: file }));
}

function nameOf(absolute: string, top: string): string {
  const path = relative(top, absolute);
  return (path.startsWith('..') ? absolute : path).split(sep).join('/');
}

async function checkSource({ path, absolute }: Source, context: CheckContext): Promise<CheckedFile> {
  if (absolute === null) return checkFile(await readStandardInput(), path, context);
  const file = await lstat(absolute);
  const refused = (message: string) => ({
    file: path,
    findings: [finding({ rule: 'GIT', file: path, message })],
    fixes: [],
    summaries: [],
  });
  if (file.isSymbolicLink())
    return refused('This is a symbolic link. Commit the record itself: links are not followed.');
  if (!file.isFile()) return refused('This is not a file.');
  if (file.size > RECORD_MAX_BYTES) {
    return refused(
      `The file has ${file.size} bytes; a record may have ${RECORD_MAX_BYTES}. Split it into several records.`,
    );
  }
  return checkFile(await readFile(absolute), path, context);
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    // One more than allowed is enough to say so.
    if (bytes > RECORD_MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Writes the safe corrections of a file in UTF-8 or as it was, and checks the result. */
async function fixFile(
  source: Source,
  absolute: string,
  before: CheckedFile,
  context: CheckContext,
): Promise<{ fixed: number; checked: CheckedFile } | null> {
  if (before.fixes.length === 0) return null;
  const bytes = await readFile(absolute);
  // Only UTF-8 files are written back: the corrections may need characters that another encoding lacks.
  const text = decodeXml(bytes);
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\uFEFF' : '';
  if (!Buffer.from(mark + text, 'utf8').equals(bytes)) return null;
  const corrected = applyEdits(
    text,
    before.fixes.flatMap((fix) => fix.edits),
  );
  if (corrected === text) return null;
  const result = Buffer.from(mark + corrected, 'utf8');
  const after = checkFile(result, source.path, context);
  const errors = (findings: Finding[]) => findings.filter((f) => f.severity === 'error').length;
  // A correction must never make a record worse.
  if (errors(after.findings) > errors(before.findings)) return null;
  await writeFile(absolute, result);
  return { fixed: before.fixes.length, checked: after };
}

/** The rest of the set that the checked files belong to. */
async function surroundings(
  chosen: Chosen,
  checked: CheckedFile[],
  tree: WorkTree | null,
  top: string,
  records: string,
): Promise<Surroundings> {
  const registryFilePath = nameOf(join(records, 'registry.json'), top);
  const isWhole = chosen.sources.some((s) => s.absolute?.startsWith(records + sep)) || chosen.gone !== null;
  const isBeside = existsSync(records) && chosen.sources.some((s) => s.absolute?.startsWith(top + sep));
  const none = { others: [], disappeared: [], isWhole: false, registryFile: null, registryFilePath };
  // Files elsewhere belong to no set; files beside the records (examples/) may refer to them.
  if (!isWhole && !isBeside) return none;
  const { disappeared, files } = await gone(chosen, checked, tree);
  const names = new Set(checked.map((c) => c.file));
  const paths = (await othersOf(checked, disappeared, chosen, tree, top, records)).filter(
    (path) => !names.has(path),
  );
  const others = (await Promise.all(paths.map((path) => summaryAt(join(top, path), path)))).filter(
    (s) => s !== null,
  );
  return {
    others,
    disappeared: files,
    isWhole,
    registryFile: await registryFileAt(join(records, 'registry.json')),
    registryFilePath,
  };
}

/** Every other file of the set; in a repository only those that mention something of the checked ones. */
async function othersOf(
  checked: CheckedFile[],
  disappeared: string[],
  chosen: Chosen,
  tree: WorkTree | null,
  top: string,
  records: string,
): Promise<string[]> {
  if (tree === null || chosen.gone === null)
    return (await filesBelow(records, top)).map((source) => source.path);
  const texts = new Set(disappeared);
  // The registry's record and the authorities' are always needed.
  texts.add('Registry"').add('Authority"');
  for (const s of checked.flatMap((c) => c.summaries)) {
    texts.add(s.ivoid);
    for (const r of s.references) texts.add(r.value);
    for (const place of [...s.dois, ...s.accesses, ...(s.title === null ? [] : [s.title])])
      texts.add(place.value);
  }
  const lines = [...texts].filter((text) => text !== '' && !text.includes('\n'));
  const dir = nameOf(records, top) || '.';
  return (await tree.mentioning(lines, dir)).filter(isRecordFile);
}

/** What was there at the base revision and is not any more: ivoids, and where to report them. */
async function gone(
  chosen: Chosen,
  checked: CheckedFile[],
  tree: WorkTree | null,
): Promise<{ disappeared: string[]; files: { ivoid: string; file: string }[] }> {
  if (chosen.gone === null || tree === null) return { disappeared: [], files: [] };
  const { paths, revision } = chosen.gone;
  const present = new Set(checked.flatMap((c) => c.summaries).map((s) => s.key));
  const files: { ivoid: string; file: string }[] = [];
  const before = [...paths, ...checked.map((c) => c.file)];
  for (const path of before) {
    const bytes = await tree.fileAt(revision, path);
    const read = bytes === null ? null : readRecord(bytes, path);
    if (read === null || !('record' in read)) continue;
    const { ivoid, key, status } = read.record;
    if (!present.has(key) && status !== 'deleted') files.push({ ivoid, file: path });
  }
  return { disappeared: files.map((f) => f.ivoid), files };
}

async function summaryAt(absolute: string, path: string): Promise<RecordSummary | null> {
  const file = await lstat(absolute);
  if (!file.isFile() || file.size > RECORD_MAX_BYTES) return null;
  const read = readRecord(await readFile(absolute), path);
  return 'record' in read ? summarise(read.record, path) : null;
}

async function registryFileAt(path: string): Promise<RegistryFile | null> {
  const json = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (json === null) return null;
  const parsed = parseRegistryFile(json);
  return 'file' in parsed ? parsed.file : null;
}

function utcNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
