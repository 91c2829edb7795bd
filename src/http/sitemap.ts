/** `/sitemap.xml` (sitemaps.org 0.9): the page of every record that is not deleted, in maps of at most 50,000 places. */
import { html } from '../html/html.ts';
import type { Answers } from '../oai/answers.ts';
import { recordPath } from '../pages/view.ts';
import type { ListQuery, Position, PublishedRecord } from '../store/published.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { publicRoot } from './html.ts';
import type { KeptPages, MadePage } from './kept-pages.ts';

const MOST_PLACES = 50_000;
/** Records read at once: some hundred kilobytes. */
const PAGE = 2_000;
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** One map, or, for more records than that, the index of maps that begin `?after=` a position in the list of records. */
export function sitemapEndpoint(answers: Answers, pages: KeptPages): Handler {
  /** Positions that the last index named. A map after any other is not kept: there are more of them than records. */
  let named = new Set<string>();
  return async (ctx) => {
    const moment = await answers.moment();
    const root = publicRoot(moment, answers.settings);
    const after = afterOf(ctx.query.after);
    const at = after === null ? '' : written(after);
    const key = after === null || named.has(at) ? `sitemap\n${at}` : null;
    const make = async () => {
      const size = await answers.published.listSize(query(null));
      // Deleted records count in: then there is an index with one map, which does no harm.
      if (after !== null || size <= MOST_PLACES) return xml(await map(answers, root, after));
      const starts = await startsOfMaps(answers);
      named = new Set(starts);
      return xml(index(starts, root));
    };
    await pages.reply(ctx, { moment, key }, (asker) => answers.inTurn(make, asker));
  };
}

function xml(text: string): MadePage {
  return {
    status: 200,
    type: 'application/xml; charset=utf-8',
    body: Buffer.from(DECLARATION + text),
    headers: {},
  };
}

async function map(answers: Answers, root: string, after: Position | null): Promise<string> {
  const places: string[] = after === null ? [`<url><loc>${html`${root}/`.text}</loc></url>\n`] : [];
  for await (const { ivoid, deleted, datestamp } of walk(answers, after, MOST_PLACES - places.length)) {
    if (deleted) continue;
    places.push(
      html`<url><loc>${root}/${recordPath(ivoid)}</loc><lastmod>${datestamp}</lastmod></url>\n`.text,
    );
  }
  return `<urlset xmlns="${NAMESPACE}">\n${places.join('')}</urlset>\n`;
}

function index(starts: string[], root: string): string {
  const maps = starts.map((after) => {
    const place = `${root}/sitemap.xml?${new URLSearchParams({ after })}`;
    return html`<sitemap><loc>${place}</loc></sitemap>\n`.text;
  });
  return `<sitemapindex xmlns="${NAMESPACE}">\n${maps.join('')}</sitemapindex>\n`;
}

/** Positions, as `?after=` has them. */
async function startsOfMaps(answers: Answers): Promise<string[]> {
  const starts: string[] = [];
  let count = 0;
  for await (const { datestamp, key } of walk(answers, null, Number.POSITIVE_INFINITY)) {
    count += 1;
    // The first begins before the first record, which has a key: no key is empty.
    if (count === 1) starts.push(written({ datestamp, key: '' }));
    else if (count % MOST_PLACES === 0) starts.push(written({ datestamp, key }));
  }
  return starts;
}

/** At most `most` records of the list after a position, a page at a time. */
async function* walk(
  answers: Answers,
  start: Position | null,
  most: number,
): AsyncGenerator<PublishedRecord> {
  let after = start;
  let left = most;
  while (left > 0) {
    const { records, more } = await answers.published.page({ ...query(after), limit: Math.min(PAGE, left) });
    yield* records;
    left -= records.length;
    const last = records.at(-1);
    if (!more || last === undefined) return;
    after = last;
  }
}

function query(after: Position | null): ListQuery {
  return { prefix: 'ivo_vor', from: null, until: null, set: null, after, limit: PAGE, bodies: false };
}

function written({ datestamp, key }: Position): string {
  return `${datestamp} ${key}`;
}

function afterOf(written: string | string[] | undefined): Position | null {
  if (written === undefined) return null;
  const [, datestamp, key] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([^\p{Cc}\p{Z}]{0,1000})$/u.exec(String(written)) ?? [];
  if (datestamp !== undefined && key !== undefined && !Number.isNaN(Date.parse(datestamp)))
    return { datestamp, key };
  throw new HttpProblem(404, 'There is no such part of the sitemap; /sitemap.xml names all of them.');
}
