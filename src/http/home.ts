/** `/` and addresses that do not exist. */
import type { Context } from 'koa';
import { describe } from '../formats/described.ts';
import type { Answers } from '../oai/answers.ts';
import { baseURL } from '../oai/own-record.ts';
import { framed } from '../pages/frame.ts';
import { type Change, type HomeData, homePage } from '../pages/home-page.ts';
import type { View } from '../pages/view.ts';
import { child, text, xsiType } from '../resource/element.ts';
import type { PublishedRecord } from '../store/published.ts';
import { parseXml } from '../xml/tree.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { PAGE_HEADERS, PAGE_TYPE, replyPage, viewOf } from './html.ts';
import type { KeptPages } from './kept-pages.ts';
import { type Known, lookedAt } from './known.ts';
import { asked, orNull } from './status.ts';

const CHANGES = 10;

export function homeEndpoint(answers: Answers, clients: Clients, pages: KeptPages): Handler {
  return async (ctx) => {
    const known = await lookedAt(answers);
    const { moment } = known;
    const view = viewOf(ctx, moment?.registry.repositoryName ?? null);
    if (moment === null || known.database === 'away') {
      clients.admit(ctx);
      replyPage(ctx, 200, view, homePage(view, await dataOf(known, answers)));
      return;
    }
    const { language, isChosen, root, query } = view;
    // `root` too: `//` comes here as well, and its links are other ones.
    // The page repeats its query in its links: any other is a page that nobody else asks for.
    const key =
      query === '' || query === 'format=html' ? ['home', language, isChosen, root, query].join('\n') : null;
    await pages.reply(ctx, { moment, key }, (asker) =>
      answers.inTurn(() => made(view, known, answers), asker),
    );
  };
}

async function made(view: View, known: Known, answers: Answers) {
  return {
    status: 200,
    type: PAGE_TYPE,
    body: Buffer.from(framed(view, homePage(view, await dataOf(known, answers))).text),
    headers: { 'Content-Language': view.language, ...PAGE_HEADERS },
  };
}

/** Whatever can be told just now: the page is there also without the database. */
async function dataOf({ moment, database, note }: Known, answers: Answers): Promise<HomeData> {
  const { counts } = await asked(answers);
  const own = moment === null ? null : await orNull(answers.own.at(moment));
  const latest = (await orNull(answers.published.latest(CHANGES))) ?? [];
  return {
    trouble: moment === null || database === 'away' ? note : null,
    description: own === null ? [] : describe(parseXml(own.body.toString('utf8')).root).description,
    own: moment?.registry.ivoid ?? null,
    baseURL: moment === null ? null : baseURL(moment, answers.settings),
    authorities: moment?.registry.managedAuthorities ?? [],
    publishedAt: moment?.publishedAt ?? null,
    counts,
    changes: latest.map(changeOf),
  };
}

/** Without a body, though it is not deleted: all of them together would have been too many bytes (readLatest). */
function changeOf({ ivoid, datestamp, deleted, body }: PublishedRecord): Change {
  if (body === null) return { ivoid, datestamp, title: '', type: deleted ? null : '' };
  const { root } = parseXml(body.toString('utf8'));
  return { ivoid, datestamp, title: text(child(root, 'title')), type: xsiType(root)?.local ?? 'Resource' };
}

/** Throws the 404 that names what there is. */
export async function nowhere(ctx: Context, answers: Answers): Promise<never> {
  // So that the page has the registry's name, also if it is the first that is asked for.
  await lookedAt(answers);
  const { path } = ctx;
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  throw new HttpProblem(
    404,
    `There is nothing at ${shown}. Harvesters ask at /oai, people at /oai/browse; / says what else is here.`,
  );
}
