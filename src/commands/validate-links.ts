/** The files of links (records/links/*.tsv) as `voreg validate` sees them: findings at line and column, and --fix. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkLinkFile, LINK_CITATION } from '../reconcile/links/check.ts';
import type { FileResult } from '../validate/file.ts';
import { finding } from '../validate/finding.ts';
import type { Collected } from '../validate/validate.ts';
import { type Chosen, isBelow, nameOf, type Place } from './validate-files.ts';

/**
 * Checks the links files that the run is about: all of them when the whole folder of records is checked, else those
 * named. Called after the records, whose ivoids the links are held against (only if all records were checked).
 */
export async function checkLinks(
  place: Place,
  chosen: Chosen,
  paths: string[],
  checked: Collected,
  fix: boolean,
): Promise<FileResult[]> {
  const isAll = paths.length === 0 && chosen.before === null;
  const published = isAll ? new Set(checked.summaries.map(({ key }) => key)) : null;
  const results: FileResult[] = [];
  for (const absolute of await linkFiles(place, paths, chosen.before !== null)) {
    results.push(await treat(absolute, nameOf(absolute, place.top), published, fix));
  }
  return results;
}

/** Whether a path that a person named is one: then it is no record. */
export function isLinksPath(path: string): boolean {
  return /\.tsv$/i.test(path);
}

async function linkFiles({ records }: Place, paths: string[], isSince: boolean): Promise<string[]> {
  const folder = join(records, 'links');
  const all = existsSync(folder)
    ? (await readdir(folder)).filter(isLinksPath).map((name) => join(folder, name))
    : [];
  if (isSince || paths.length === 0) return all.sort();
  const named = paths.filter(isLinksPath).filter((path) => existsSync(path));
  const below = all.filter((file) => paths.some((path) => path !== '-' && isBelow(file, path)));
  return [...new Set([...named, ...below])].sort();
}

async function treat(
  absolute: string,
  file: string,
  published: Set<string> | null,
  fix: boolean,
): Promise<FileResult> {
  const bytes = await readFile(absolute);
  const name = basename(dirname(absolute)) === 'links' ? basename(absolute) : file;
  const { faults, canonical } = checkLinkFile({ name, bytes }, published);
  const isFixed = fix && canonical !== null;
  if (isFixed) await writeFile(absolute, canonical);
  const kept = isFixed ? faults.filter(({ rule }) => rule !== 'LNK-09') : faults;
  return {
    file,
    findings: kept.map(({ rule, severity, line, column, found, message }) =>
      finding({ rule, severity, file, line, column, found, message, citation: LINK_CITATION }),
    ),
    corrections: [],
    summaries: [],
    fixed: isFixed ? [{ rule: 'LNK-09', line: 1, says: 'canonical form' }] : [],
    unfixed: null,
  };
}
