/** The registry that is examined in these tests: this project's own records, in three publications. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitRepo } from '../helpers/git-repo.ts';

const RECORDS = new URL('../../records', import.meta.url).pathname;
const FILES = readdirSync(RECORDS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.xml') || file === 'registry.json')
  .sort();

/** No other record refers to these. */
export const DELETED = ['padc.example/plates/sia_pilot.xml', 'padc.example/alma/artemix.xml'];
/** Comes a day later than the others. */
const LATER = 'padc.example/hesiod';

/** Pages of 30: the 80 records have three. */
function content(file: string): Buffer | string {
  const bytes = readFileSync(join(RECORDS, file));
  if (!file.endsWith('/registry.xml')) return bytes;
  return bytes.toString('utf8').replace('<maxRecords>100<', '<maxRecords>30<');
}

function write(repo: GitRepo, isWanted: (file: string) => boolean): void {
  for (const file of FILES.filter(isWanted)) repo.write(`records/${file}`, content(file));
}

export const DAYS: ((repo: GitRepo) => void)[] = [
  (repo) => write(repo, (file) => !file.startsWith(LATER)),
  (repo) => write(repo, (file) => file.startsWith(LATER)),
  (repo) => {
    for (const file of DELETED) repo.remove(`records/${file}`);
  },
];
