/** Who changed one file, and when: the last commits of the first-parent line that touched it. */
import { type GitCall, gitOutput } from './child.ts';
import { splitAtNul } from './raw.ts';

export interface FileCommit {
  commit: string;
  /** Committer date, UTC seconds: `2026-11-20T08:49:00Z`. */
  committedAt: string;
  /** Name only: an address is not for everyone. */
  author: string;
  subject: string;
  /** Blob ids; null: was not there, is gone. */
  oldBlob: string | null;
  newBlob: string | null;
}

/** A merge counts with all that it brought, as publication sees it (questions.ts). */
const LOG = [
  ...['-c', 'log.showSignature=false', '-c', 'log.mailmap=true', 'log'],
  ...['--first-parent', '--diff-merges=first-parent', '--raw', '-z', '--no-renames', '--no-abbrev'],
  '--format=tformat:%H%x00%ct%x00%an%x00%s',
];

const RAW = /^\n?:\d{6} \d{6} ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/;

/** The last `most` commits of `head` that changed the file at `path`, newest first. Throws as gitOutput does. */
export async function askFileHistory(
  head: string,
  path: string,
  most: number,
  call: GitCall,
): Promise<FileCommit[]> {
  const commits: FileCommit[] = [];
  let fields: string[] = [];
  for await (const found of splitAtNul(gitOutput([...LOG, `--max-count=${most}`, head, '--', path], call))) {
    for (const field of found) {
      fields.push(field.toString('utf8'));
      // Commit, date, author, subject, the raw line, the path.
      if (fields.length < 6) continue;
      const [commit = '', seconds = '', author = '', subject = '', raw = ''] = fields;
      const [, oldBlob = '', newBlob = ''] = RAW.exec(raw) ?? [];
      commits.push({
        commit: commit.trim(),
        committedAt: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`,
        author,
        subject,
        oldBlob: idOrNull(oldBlob),
        newBlob: idOrNull(newBlob),
      });
      fields = [];
    }
  }
  return commits;
}

function idOrNull(id: string): string | null {
  return /^0*$/.test(id) ? null : id;
}
