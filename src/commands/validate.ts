/** `voreg validate`: finds the files, checks them, and puts the report together. */

import type { Config } from '../config.ts';
import { utcNow } from '../resource/dates.ts';
import { type CheckContext, checkFile } from '../validate/check.ts';
import { type FileResult, type Source, type Task, tooLarge, treatFile } from '../validate/file.ts';
import { finding } from '../validate/finding.ts';
import { treatFiles } from '../validate/pool.ts';
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import { rulesOf } from '../validate/rules.ts';
import { Collected, type Report, reportOf } from '../validate/validate.ts';
import { loadSchema } from '../xml/schema.ts';
import { surroundings } from './validate-around.ts';
import { type Chosen, chooseFiles, placeOf } from './validate-files.ts';
import { checkLinks, isLinksPath } from './validate-links.ts';

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
  const now = utcNow();
  const { xsdDir } = config;
  const { profile } = options;
  const place = await placeOf(config);
  const recordPaths = options.paths.filter((path) => !isLinksPath(path));
  const isOnlyLinks = options.paths.length > 0 && recordPaths.length === 0 && options.since === null;
  const chosen: Chosen = isOnlyLinks
    ? { sources: [], standardInput: false, before: null }
    : await chooseFiles(place, recordPaths, options.since);
  // Threads have their own: what is not needed here is 30 MB.
  let context: Promise<CheckContext> | null = null;
  const contextHere = () => {
    context ??= loadSchema(xsdDir).then((schema) => ({ schema, rules: rulesOf(profile), now }));
    return context;
  };
  const treat = (sources: Source[], task: Task): AsyncIterable<FileResult> =>
    sources.length > WORTH_THREADS
      ? treatFiles(sources, task, { xsdDir, profile, now })
      : treatHere(sources, task, contextHere);

  const checked = new Collected();
  if (chosen.standardInput) checked.add(checkInput(await readStandardInput(), await contextHere()));
  for await (const result of treat(chosen.sources, options.fix ? 'fix' : 'check')) {
    checked.add(result);
    options.onProgress?.(checked.files.length, chosen.sources.length);
  }
  const links = await checkLinks(place, chosen, options.paths, checked, options.fix);
  for (const result of links) checked.add(result);
  const around = await surroundings(place, chosen, checked, treat);
  return { report: reportOf(options.profile, checked, around), root: place.top };
}

async function* treatHere(
  sources: Source[],
  task: Task,
  contextHere: () => Promise<CheckContext>,
): AsyncGenerator<FileResult> {
  const context = await contextHere();
  for (const source of sources) yield treatFile(source, task, context);
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
