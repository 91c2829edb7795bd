/** `/records/<authority>/<key>`: a published record as a document of its own, and as a page for people. */
import { type About, isRefused } from '../formats/about.ts';
import { type Described, describe } from '../formats/described.ts';
import type { Format, FormatId } from '../formats/formats.ts';
import type { Answers } from '../oai/answers.ts';
import { localised } from '../oai/own-record.ts';
import { framed, type Page } from '../pages/frame.ts';
import { gonePage, type Past } from '../pages/gone-page.ts';
import { type RecordData, recordPage } from '../pages/record-page.ts';
import type { Counterpart, RelatedFrom } from '../pages/relations.ts';
import type { InterfaceState } from '../pages/service-state.ts';
import { tablesPage } from '../pages/tables.ts';
import { unknownPage } from '../pages/unknown-page.ts';
import { recordPath, type View } from '../pages/view.ts';
import { attribute, type Element } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import type { MetadataPrefix, Moment, PublishedRecord } from '../store/published.ts';
import { asDocument } from '../xml/served.ts';
import { parseXml } from '../xml/tree.ts';
import { joinBytes } from '../xml/write.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { PAGE_HEADERS, PAGE_TYPE, publicRoot, viewOf } from './html.ts';
import type { KeptPages, MadePage } from './kept-pages.ts';
import { chosenFormat, PAGE, rendered } from './record-formats.ts';
import { formatLinks, pageLinks } from './signposting.ts';

export const RECORDS = /^\/records\/.+$/;

/**
 * Not text/xml, which OAI-PMH prescribes for its answers: what is text may be transcoded on its way, and a record's
 * bytes are the curator's (design P4, RFC 7303 §3).
 */
const TYPE = 'application/xml; charset=utf-8';
/** In a page; all of it is at `?format=jsonld`. Four times the usual, and a page stays below 50 kB. */
const MOST_JSON_LD = 7_000;
/**
 * Formats that not every record can be said in, and what they are published as: the ledger knows which a record has.
 * To try them all for each page took longer than the rest of it (docs/performance.md).
 */
const PUBLISHED_AS: Partial<Record<FormatId, MetadataPrefix>> = {
  'datacite-xml': 'oai_datacite',
  'datacite-json': 'oai_datacite',
  dcat: 'dcat',
  'dcat-rdf': 'dcat',
  spase: 'spase',
};
const PARTS = new Set(['tables', 'history', 'findings']);
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** What others know of a record; what is left out is not there. All may throw DatabaseAway. */
export interface RecordsAround {
  /** Records, ours or harvested, that name this one. */
  relatedFrom?: (ivoid: string) => Promise<RelatedFrom[]>;
  /** What the published links file says of it. */
  counterparts?: (ivoid: string) => Promise<Counterpart[]>;
  /** What a deleted record said last; null if nothing is known of its past, so that it has no history page. */
  past?: (ivoid: string) => Promise<Past | null>;
  /** How its interfaces stand, and stood. */
  services?: (ivoid: string) => Promise<InterfaceState[]>;
  /** A page of its history in Git; null if the records repository cannot be read here. */
  historyPage?: (view: View, ivoid: string) => Promise<Page | null>;
  /** A page of what the rules say of it. */
  findingsPage?: (view: View, ivoid: string, document: string) => Promise<Page>;
}

/** In any letter case of the ivoid (IDN-04); 404 if never published, 410 if deleted (P5). Reads the ledger, never a file. */
export function recordEndpoint(answers: Answers, pages: KeptPages, around: RecordsAround = {}): Handler {
  let formats: readonly Format[] | null = null;
  return async (ctx) => {
    const ivoid = ivoidOf(ctx.path);
    // When it is first asked for: harvesters never do, and the formats bring crosswalks and vocabularies along.
    formats ??= (await import('../formats/formats.ts')).FORMATS;
    const format = chosenFormat(ctx, formats);
    const moment = await answers.moment();
    const seen = viewOf(ctx, moment.registry.repositoryName);
    const view = { ...seen, query: understood(seen.query) };
    const asked = { ivoid, format, formats, moment, view };
    const record = ivoidKey(ivoid);
    const parts = [format, record];
    // Only a page depends on more than the record.
    if (format === PAGE) parts.push(view.language, String(view.isChosen), view.root, view.query);
    const wanted = {
      moment,
      // Any number can be asked for.
      key: view.query.includes('from=') ? null : parts.join('\n'),
      // Not the parts of a page, which its reader asks for afterwards.
      handed: ctx.query.part === undefined ? { records: 1, record, page: null } : null,
    };
    await pages.reply(ctx, wanted, (asker) => answers.inTurn(() => made(asked, answers, around), asker));
  };
}

/** What a page knows of a query; the rest is not repeated in its links, nor makes it another page. */
function understood(query: string): string {
  const given = new URLSearchParams(query);
  const part = given.get('part') ?? '';
  const kept = new URLSearchParams();
  if (given.get('format') === PAGE) kept.set('format', PAGE);
  if (PARTS.has(part)) kept.set('part', part);
  const from = part === 'tables' ? given.get('from') : null;
  if (from !== null) kept.set('from', from);
  return String(kept);
}

interface Asked {
  ivoid: string;
  format: string;
  formats: readonly Format[];
  moment: Moment;
  view: View;
}

async function made(asked: Asked, answers: Answers, around: RecordsAround): Promise<MadePage> {
  const { ivoid, format: id, formats, moment, view } = asked;
  const found = await answers.published.record('ivo_vor', ivoid);
  if (found.record === null) {
    throw new HttpProblem(404, `This registry has no record ${ivoid}.`, {}, (shown) =>
      unknownPage(shown, ivoid),
    );
  }
  const record = localised(found.record, moment.registry, answers.settings);
  const { registry } = moment;
  const base = publicRoot(moment, answers.settings);
  const page = `${base}/${recordPath(record.ivoid)}`;
  if (record.deleted || record.body === null) {
    if (id === PAGE && view.query.includes('part=history')) {
      return pageOf(view, { page: await historyOf(view, record.ivoid, around), link: null });
    }
    return gone(view, id, page, record, around);
  }
  const document = asDocument(record.body, record.xmlnsAt);
  const format = formats.find((one) => one.id === id);
  if (format?.id === 'vor') {
    const body = joinBytes([DECLARATION, document]);
    return { status: 200, type: TYPE, body, headers: { Vary: 'Accept', Link: formatLinks(page) } };
  }
  const text = document.toString('utf8');
  const { root } = parseXml(text);
  const { ivoid: own, repositoryName: name } = registry;
  const about = { updated: record.datestamp, page, base, registry: { ivoid: own, name } };
  if (format !== undefined) {
    const counterparts = format.id === 'jsonld' ? await around.counterparts?.(record.ivoid) : undefined;
    return inFormat(format, describe(root), counterparts === undefined ? about : { ...about, counterparts });
  }
  return pageOf(view, await bodyOf({ view, record, root, text, about, formats }, answers, around));
}

function inFormat(format: Format, described: Described, about: About): MadePage {
  const name = described.ivoid.replace(/^ivo:\/\//i, '').replace(/[^\w.-]+/g, '_');
  return {
    status: 200,
    type: `${format.mediaTypes[0]}; charset=utf-8`,
    body: Buffer.from(rendered(format, described, about)),
    headers: {
      Vary: 'Accept',
      Link: formatLinks(about.page),
      'Content-Disposition': `inline; filename="${name}.${format.ending}"`,
    },
  };
}

interface Shown {
  view: View;
  record: PublishedRecord;
  root: Element;
  text: string;
  about: About;
  formats: readonly Format[];
}

/** The page itself, or one of its parts, which have addresses of their own so that the landing page stays cheap. */
async function bodyOf(
  shown: Shown,
  answers: Answers,
  around: RecordsAround,
): Promise<{ page: Page; link: string | null }> {
  const { view, record, root, text, about } = shown;
  const query = new URLSearchParams(view.query);
  switch (query.get('part')) {
    case 'tables': {
      const from = Number.parseInt(query.get('from') ?? '', 10) || 0;
      return { page: tablesPage(view, root, record.ivoid, from), link: null };
    }
    case 'history':
      return { page: await historyOf(view, record.ivoid, around), link: null };
    case 'findings':
      if (around.findingsPage === undefined) throw new HttpProblem(404, 'Records are not validated here.');
      return { page: await around.findingsPage(view, record.ivoid, DECLARATION + text), link: null };
  }
  const described = describe(root);
  const [published, relatedFrom, counterparts, services] = await Promise.all([
    answers.published.formatsOf(record.ivoid),
    around.relatedFrom?.(record.ivoid) ?? [],
    around.counterparts?.(record.ivoid) ?? [],
    around.services?.(record.ivoid) ?? [],
  ]);
  const had = new Set(published.formats.flatMap(({ prefix, deleted }) => (deleted ? [] : [prefix])));
  const formats = shown.formats.filter(({ id }) => had.has(PUBLISHED_AS[id] ?? 'ivo_vor'));
  const jsonLd = shown.formats.find(({ id }) => id === 'jsonld');
  const linked = jsonLd?.render?.(described, { ...about, counterparts });
  const data: RecordData = {
    described,
    status: attribute(root, 'status') ?? '',
    datestamp: record.datestamp,
    page: about.page,
    formats,
    relatedFrom,
    counterparts,
    services,
    jsonLd:
      linked === undefined || isRefused(linked) || linked.text.length > MOST_JSON_LD ? null : linked.text,
    parts: { history: around.historyPage !== undefined, findings: around.findingsPage !== undefined },
  };
  return { page: recordPage(view, data), link: pageLinks(described, about.page, formats) };
}

async function historyOf(view: View, ivoid: string, around: RecordsAround): Promise<Page> {
  const page = (await around.historyPage?.(view, ivoid)) ?? null;
  if (page === null) throw new HttpProblem(404, 'The history of this record cannot be read here.');
  return page;
}

function pageOf(view: View, { page, link }: { page: Page; link: string | null }): MadePage {
  return {
    status: 200,
    type: PAGE_TYPE,
    body: Buffer.from(framed(view, page).text),
    headers: { 'Content-Language': view.language, ...PAGE_HEADERS, ...(link === null ? {} : { Link: link }) },
  };
}

/** 410: a page for who asks for one, a sentence for who asks for a format. */
async function gone(
  view: View,
  format: string,
  page: string,
  { ivoid, datestamp }: PublishedRecord,
  around: RecordsAround,
): Promise<MadePage> {
  if (format !== PAGE) {
    const sentence = `${ivoid} was deleted from this registry on ${datestamp}.\n`;
    const headers = { Vary: 'Accept', Link: formatLinks(page) };
    return { status: 410, type: 'text/plain; charset=utf-8', body: Buffer.from(sentence), headers };
  }
  const [relatedFrom, past] = await Promise.all([
    around.relatedFrom?.(ivoid) ?? [],
    around.past?.(ivoid) ?? null,
  ]);
  const told = gonePage(view, { ivoid, datestamp, relatedFrom, past });
  return { ...pageOf(view, { page: told, link: null }), status: 410 };
}

function ivoidOf(path: string): string {
  const key = path.slice('/records/'.length);
  try {
    const ivoid = `ivo://${decodeURIComponent(key)}`;
    if (!/\p{Cc}/u.test(ivoid)) return ivoid;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  throw new HttpProblem(404, 'This address is not that of a record: write /records/<authority>/<key>.');
}
