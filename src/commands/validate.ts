/** `voreg validate`: finds the files, checks them, and puts the report together. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, PROGRAM_DIR } from '../config.ts';
import { openWorkTree } from '../git/worktree.ts';
import { type CheckContext, checkFile } from '../validate/check.ts';
import { type FileResult, type Source, type Task, tooLarge, treatFile } from '../validate/file.ts';
import { finding } from '../validate/finding.ts';
import { treatFiles } from '../validate/pool.ts';
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import { rulesOf } from '../validate/rules.ts';
import { Collected, type Report, reportOf } from '../validate/validate.ts';
import { loadSchema } from '../xml/schema.ts';
import { surroundings } from './validate-around.ts';
import { type Chosen, chooseFiles, type Place } from './validate-files.ts';

export interface ValidateOptions {
  paths: string[];
  since: string | null;
  profile: 'rec' | 'rofr';
  fix: boolean;
  /** Told after each file: how many are done, of how many. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Threads take 0.3 s to start; one thread checks so many files meanwhile. */
const WORTH_THREADS = 150;

/**
 * Checks what the options name. Throws UsageError, GitError and SchemaFolderError with sentences for the person; what is
 * wrong with a file is a finding. `root` is what the paths of the report count from.
 */
export async function validate(
  config: Config,
  options: ValidateOptions,
): Promise<{ report: Report; root: string }> {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  // Git looks for the files while the schemas are compiled.
  const [schema, [place, chosen]] = await Promise.all([
    loadSchema(config.xsdDir),
    filesToCheck(config, options),
  ]);
  const context: CheckContext = { schema, rules: rulesOf(options.profile), now };
  const treat = (sources: Source[], task: Task): AsyncIterable<FileResult> =>
    sources.length > WORTH_THREADS
      ? treatFiles(sources, task, { xsdDir: config.xsdDir, profile: options.profile, now })
      : treatHere(sources, task, context);

  const checked = new Collected();
  if (chosen.standardInput) checked.add(checkInput(await readStandardInput(), context));
  for await (const result of treat(chosen.sources, options.fix ? 'fix' : 'check')) {
    checked.add(result);
    options.onProgress?.(checked.files.length, chosen.sources.length);
  }
  const around = await surroundings(place, chosen, checked, treat);
  return { report: reportOf(options.profile, checked, around), root: place.top };
}

async function filesToCheck(config: Config, { paths, since }: ValidateOptions): Promise<[Place, Chosen]> {
  const place = await placeOf(config);
  return [place, await chooseFiles(place, paths, since)];
}

async function* treatHere(sources: Source[], task: Task, context: CheckContext): AsyncGenerator<FileResult> {
  for (const source of sources) yield treatFile(source, task, context);
}

/**
 * RECORDS_REPO if it is set; else the checkout that one stands in if it has records; else this program's. A folder
 * without Git will do.
 */
async function placeOf({ recordsRepo, recordsDir }: Config): Promise<Place> {
  const here = await openWorkTree(process.cwd());
  const isSaid = recordsRepo !== PROGRAM_DIR && !recordsRepo.includes('://');
  if (!isSaid && here !== null && existsSync(join(here.top, recordsDir))) {
    return { tree: here, top: here.top, records: join(here.top, recordsDir) };
  }
  const folder = recordsRepo.includes('://') ? process.cwd() : recordsRepo;
  const tree = await openWorkTree(folder);
  const top = tree?.top ?? folder;
  return { tree, top, records: join(top, recordsDir) };
}

function checkInput(bytes: Buffer, context: CheckContext): FileResult {
  const file = '-';
  const refused = finding({ rule: 'GIT', file, message: tooLarge(bytes.length) });
  const checked =
    bytes.length > RECORD_MAX_BYTES
      ? { file, findings: [refused], corrections: [], summaries: [] }
      : checkFile(bytes, file, context);
  const unfixed = null;
  return { ...checked, fixed: [], unfixed };
}

/** Not more than is needed to say that it is too large. */
async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > RECORD_MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}
