/** What the published links files (records/links/) say of a record: its counterparts elsewhere, as curators accepted them. */
import { isGitError } from './git/repository.ts';
import type { Counterpart } from './pages/relations.ts';
import { ivoidKey } from './resource/ivoid.ts';
import type { Workplace } from './workplace.ts';

/** About 25,000 links. To read them takes a tenth of a second, once after each change of the file. */
const MOST_BYTES = 8 * 1024 * 1024;

type Counterparts = Map<string, Counterpart[]>;
type Files = { path: string; blob: string }[];

/**
 * Counterparts by ivoid. What was read is remembered until another commit is published, and over that as long as the
 * files stay the same. May throw DatabaseAway. Empty while the copy here does not hold the published commit.
 */
export function publishedLinks(
  workplace: Pick<Workplace, 'repository' | 'published' | 'config'>,
): (ivoid: string) => Promise<Counterpart[]> {
  let at: { commit: string; files: string; links: Promise<Counterparts> } | null = null;
  return async (ivoid) => {
    const { commit } = await workplace.published.moment();
    try {
      if (at?.commit !== commit) {
        const files = await linkFiles(workplace, commit);
        const name = files.map(({ blob }) => blob).join();
        const links = at?.files === name ? at.links : readAll(workplace, files);
        at = { commit, files: name, links };
      }
      return (await at.links).get(ivoidKey(ivoid)) ?? [];
    } catch (error) {
      at = null;
      // Another replica published what this one has not fetched yet.
      if (isGitError(error, 'missing-commit', 'missing-object', 'missing-repository')) return [];
      throw error;
    }
  };
}

/** Of links that wait for a curator (candidates) nothing is shown. */
async function linkFiles(
  { repository, config }: Pick<Workplace, 'repository' | 'config'>,
  commit: string,
): Promise<Files> {
  const { linkFileKind } = await import('./reconcile/links/check.ts');
  const folder = `${config.recordsDir === '' ? '' : `${config.recordsDir}/`}links/`;
  return (await repository.tree(commit)).filter(
    ({ path, type, mode }) =>
      type === 'blob' &&
      mode !== '120000' &&
      path.startsWith(folder) &&
      linkFileKind(path.slice(folder.length))?.kind === 'links',
  );
}

async function readAll({ repository }: Pick<Workplace, 'repository'>, files: Files): Promise<Counterparts> {
  const { readLinks } = await import('./reconcile/links/read.ts');
  const found: Counterparts = new Map();
  for await (const file of repository.blobs(
    files.map(({ blob }) => blob),
    MOST_BYTES,
  )) {
    // What is wrong in it, `voreg validate` tells; links that are sound count all the same.
    for (const link of file.tooLarge ? [] : (readLinks(file.content).set?.links ?? [])) {
      if (link.isRejected) continue;
      const key = ivoidKey(link.subject);
      const { object: id, objectLabel: title, predicate } = link;
      const one = { id, title, predicate, url: pageOf(id) };
      // In place: a copy for each of 60,000 links of one record took longer than anybody waits.
      const known = found.get(key);
      if (known === undefined) found.set(key, [one]);
      else known.push(one);
    }
  }
  // What is the same comes before what is only related.
  const isOther = ({ predicate }: Counterpart) => Number(predicate !== 'skos:exactMatch');
  for (const list of found.values()) list.sort((a, b) => isOther(a) - isOther(b));
  return found;
}

/** SPASE has a page for each of its records, by its id. */
function pageOf(id: string): string | null {
  return id.startsWith('spase://') ? `https://spase-metadata.org/${encodeURI(id.slice(8))}.html` : null;
}
