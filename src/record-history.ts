/** What Git knows of a record: its versions, and the last one of a record that is gone. */
import { type BlobContent, type FileCommit, isGitError } from './git/repository.ts';
import type { Past } from './pages/gone-page.ts';
import type { Revision } from './pages/history-page.ts';
import { doiOf } from './resource/doi.ts';
import { child, children, text } from './resource/element.ts';
import { ivoidKey } from './resource/ivoid.ts';
import { diffLines } from './resource/line-diff.ts';
import type { Workplace } from './workplace.ts';
import { parseXml, XmlFault } from './xml/tree.ts';

/** Longer texts are not compared for a page, nor checked: it would stop everyone else for longer than 100 ms. */
export const MOST_BYTES = 256 * 1024;

/** How far back removed files are looked for: what is older has a page without its last title. */
const MOST_REMOVALS = 500;
const MOST_REMOVED = 3000;

type Place = Pick<Workplace, 'db' | 'repository' | 'published'>;
interface File {
  path: string;
  /** Its last content. */
  blob: string;
}

interface RecordHistory {
  /** Newest first; null if the published commit is not in the copy here, or nothing says where the record's file is or was. */
  revisions(ivoid: string): Promise<Revision[] | null>;
  /** What a deleted record said last; null if no file of it is found. */
  past(ivoid: string): Promise<Past | null>;
}

/** All may throw DatabaseAway. */
export function recordHistory(place: Place): RecordHistory {
  const removedAt = removedFiles(place);
  const fileOf = async (ivoid: string, commit: string): Promise<File | null> => {
    const [item] = await place.db.query<{ path: string | null; blob: string | null }>(
      'select path, blob from item where key = $1',
      [ivoidKey(ivoid)],
    );
    if (item?.path != null && item.blob !== null) return { path: item.path, blob: item.blob };
    return (await removedAt(commit)).get(ivoidKey(ivoid)) ?? null;
  };
  const inGit = async <T>(ivoid: string, read: (file: File, commit: string) => Promise<T>) => {
    const { commit } = await place.published.moment();
    try {
      const file = await fileOf(ivoid, commit);
      return file === null ? null : await read(file, commit);
    } catch (error) {
      // Another replica published what this one has not fetched yet, or an object is not there.
      if (isGitError(error, 'missing-commit', 'missing-object', 'missing-repository')) return null;
      throw error;
    }
  };
  return {
    revisions: (ivoid) => inGit(ivoid, ({ path }, commit) => revisionsOf(place, path, commit)),
    past: (ivoid) =>
      inGit(ivoid, async ({ blob }) => {
        for await (const found of place.repository.blobs([blob], MOST_BYTES))
          if (!found.tooLarge) return pastOf(found.content);
        return UNREADABLE;
      }),
  };
}

/** Files that are no more, by the key of the record that each had last; read once for each published commit. */
function removedFiles({ repository }: Place): (commit: string) => Promise<Map<string, File>> {
  let at: { commit: string; files: Promise<Map<string, File>> } | null = null;
  const read = async (commit: string) => {
    const removed: File[] = [];
    for await (const { changes } of repository.removals(commit, MOST_REMOVALS))
      for (const { path, oldBlob: blob } of changes)
        if (blob !== null && /\.xml$/i.test(path)) removed.push({ path, blob });
    const files = new Map<string, File>();
    const last = removed.slice(-MOST_REMOVED);
    let index = 0;
    // Oldest first, so that the last one counts.
    for await (const found of repository.blobs(
      last.map(({ blob }) => blob),
      MOST_BYTES,
    )) {
      const file = last[index];
      index += 1;
      const ivoid = found.tooLarge ? undefined : IDENTIFIER.exec(found.content.toString('latin1'))?.[1];
      if (file !== undefined && ivoid !== undefined) files.set(ivoidKey(ivoid), file);
    }
    return files;
  };
  return (commit) => {
    if (at?.commit !== commit) {
      const files = read(commit);
      at = { commit, files };
      files.catch(() => {
        at = null;
      });
    }
    return at.files;
  };
}

/** The first identifier in a record is its own (VOResource 1.1 §2.2), and ASCII (Identifiers 2.0 §2.1). */
const IDENTIFIER = /<(?:\w+:)?identifier(?:\s[^>]*)?>\s*(ivo:\/\/[^<\s]+)\s*</i;

/** Too long, or no XML. */
const UNREADABLE: Past = { title: '', dois: [] };

function pastOf(content: Buffer): Past {
  try {
    const { root } = parseXml(content.toString('utf8'));
    const dois = children(root, 'altIdentifier').flatMap((one) => doiOf(text(one)) ?? []);
    return { title: text(child(root, 'title')), dois: [...new Set(dois)] };
  } catch (error) {
    if (error instanceof XmlFault) return UNREADABLE;
    throw error;
  }
}

async function revisionsOf({ repository }: Place, path: string, commit: string): Promise<Revision[]> {
  const { MOST_REVISIONS } = await import('./pages/history-page.ts');
  const commits = await repository.fileHistory(commit, path, MOST_REVISIONS);
  const ids = [...new Set(commits.flatMap(({ oldBlob, newBlob }) => [oldBlob, newBlob]))];
  const texts = new Map<string, BlobContent>();
  for await (const blob of repository.blobs(
    ids.filter((id) => id !== null),
    MOST_BYTES,
  ))
    texts.set(blob.blob, blob);
  return commits.map((one) => revisionOf(one, texts));
}

function revisionOf(one: FileCommit, texts: Map<string, BlobContent>): Revision {
  const { commit, committedAt: at, author, subject, oldBlob, newBlob } = one;
  const kind = oldBlob === null ? 'added' : newBlob === null ? 'removed' : 'changed';
  const of = (id: string | null) => {
    const blob = id === null ? undefined : texts.get(id);
    return blob === undefined || blob.tooLarge ? null : blob.content.toString('utf8').split(/\r?\n/);
  };
  const [before, after] = [of(oldBlob), of(newBlob)];
  // The first and the last version are whole texts, which the record itself shows better than a list of its lines.
  const hunks = kind !== 'changed' ? [] : before === null || after === null ? null : diffLines(before, after);
  return { commit, at, author, subject, kind, hunks };
}
