/** What we publish, and the same records as the harvested registries hold them. */
import type { Held, Holder, OwnRecord } from '../reconcile/elsewhere.ts';
import type { Known } from '../reconcile/known.ts';
import { documentOf } from '../reconcile/own-records.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import type { Harvested } from '../store/harvested.ts';
import { NothingPublished, type Position, type Published } from '../store/published.ts';
import { contentDigest } from '../xml/content-digest.ts';

const PAGE = 500;

/** Every record we publish, deletions included; none if nothing was published from this database. */
export async function publishedOnes(published: Published): Promise<OwnRecord[]> {
  try {
    await published.look();
  } catch (error) {
    if (error instanceof NothingPublished) return [];
    throw error;
  }
  const own: OwnRecord[] = [];
  let after: Position | null = null;
  for (;;) {
    const query = {
      prefix: 'ivo_vor',
      from: null,
      until: null,
      set: null,
      after,
      limit: PAGE,
      bodies: true,
    } as const;
    const { records } = await published.page(query);
    for (const { ivoid, datestamp, deleted, body } of records) {
      own.push({ ivoid, datestamp, deleted, content: body === null ? null : contentOf(body) });
    }
    const last = records.at(-1);
    if (last === undefined) return own;
    after = { datestamp: last.datestamp, key: last.key };
  }
}

/** Which of our records the harvested registries hold, and which registries hand out more than their own. */
export async function heldOfOurs(
  known: Known,
  harvested: Harvested,
  own: OwnRecord[],
): Promise<{ held: Held[]; holders: Holder[] }> {
  const ours = new Set(own.map(({ ivoid }) => ivoidKey(ivoid)));
  const held: Held[] = [];
  const full = new Set<string>();
  for (const { source, fields, setSpecs, digest } of known.others) {
    if (!setSpecs.includes('ivo_managed')) full.add(source);
    if (!ours.has(ivoidKey(fields.id))) continue;
    const bytes = await harvested.bytes(source, fields.id, digest);
    held.push({
      source,
      ivoid: fields.id,
      deleted: false,
      updated: fields.updated,
      setSpecs,
      content: bytes === null ? null : contentOf(bytes),
    });
  }
  for (const key of known.gone) {
    const [source = '', ivoid = ''] = key.split('\t');
    if (ours.has(ivoid))
      held.push({ source, ivoid, deleted: true, updated: null, setSpecs: [], content: null });
  }
  const holders = known.sources
    .filter(({ model }) => model === 'vor')
    .map(({ id, complete, lastFull }) => ({
      source: id,
      isFull: full.has(id),
      isComplete: complete && lastFull !== null,
    }));
  return { held, holders };
}

function contentOf(bytes: Buffer): string | null {
  const document = documentOf(bytes);
  return 'message' in document ? null : contentDigest(document.root);
}
