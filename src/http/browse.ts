/** `/oai/browse`: the six verbs for a person with a browser (browsers are dropping XSLT). The same code answers. */
import { type Html, html } from '../html/html.ts';
import type { Answers } from '../oai/answers.ts';
import { ProtocolErrors } from '../oai/error.ts';
import { type OaiRequest, parseRequest } from '../oai/request.ts';
import { BROWSE_WORDS } from '../pages/browse-words.ts';
import { languageField } from '../pages/parts.ts';
import type { View } from '../pages/view.ts';
import type { Moment } from '../store/published.ts';
import { errorsView, query, resultView } from './browse-results.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { replyPage, viewOf } from './html.ts';
import { queryOf } from './oai.ts';

export function browseEndpoint(answers: Answers, clients: Clients): Handler {
  return async (ctx) => {
    clients.admit(ctx);
    const asked = requested(queryOf(ctx.req.url ?? ''));
    const moment = await answers.moment();
    const request = asked === '' ? null : parseRequest(asked);
    ctx.state.verb = request?.verb ?? null;
    const { repositoryName } = moment.registry;
    const view = viewOf(ctx, repositoryName);
    replyPage(ctx, 200, view, {
      title: request?.verb == null ? 'OAI-PMH' : `${request.verb} · OAI-PMH`,
      place: 'harvest',
      body: html`<h1>OAI-PMH</h1>
<p class="lead">${BROWSE_WORDS[view.language].lead}</p>
${navigation(view, request)}
${forms(view, moment, request)}
${request === null ? '' : await answerView(view, moment, request, asked, answers)}`,
    });
  };
}

/** A form sends its empty fields too, and a page its language; the protocol would refuse them. */
function requested(query: string): string {
  return query
    .split('&')
    .filter((piece) => /=./.test(piece) && !piece.startsWith('lang='))
    .join('&');
}

async function answerView(
  view: View,
  moment: Moment,
  request: OaiRequest,
  asked: string,
  answers: Answers,
): Promise<Html> {
  // A relative query, so that no character of it can lead elsewhere.
  const raw = html`<p class="muted"><a href="${view.root}oai?${asked}">${BROWSE_WORDS[view.language].raw}</a></p>`;
  try {
    const { result } = await answers.find(moment, request);
    return html`${resultView(view, result, moment)}${raw}`;
  } catch (error) {
    if (!(error instanceof ProtocolErrors)) throw error;
    return html`${errorsView(error.errors)}${raw}`;
  }
}

function navigation(view: View, request: OaiRequest | null): Html {
  const list = { metadataPrefix: 'ivo_vor' };
  const links: [verb: string, parameters: Record<string, string>][] = [
    ['Identify', {}],
    ['ListMetadataFormats', {}],
    ['ListSets', {}],
    ['ListIdentifiers', list],
    ['ListRecords', list],
  ];
  const items = links.map(
    ([verb, parameters]) =>
      html`<li><a href="${query(view, verb, parameters)}"${verb === request?.verb ? html` aria-current="page"` : ''}>${verb}</a></li>\n`,
  );
  return html`<nav aria-label="OAI-PMH"><ul class="subnav">${items}</ul></nav>`;
}

function forms(view: View, { sets, formats }: Moment, request: OaiRequest | null): Html {
  const given = request?.arguments ?? {};
  const words = BROWSE_WORDS[view.language];
  const formatOptions = formats.map((prefix) => option(prefix, prefix, given.metadataPrefix));
  const setOptions = sets.map(({ setSpec }) => option(setSpec, setSpec, given.set));
  return html`<form method="get">
${languageField(view)}<label>${words.list} <select name="verb">${option('ListIdentifiers', words.headers, request?.verb)}${option('ListRecords', words.whole, request?.verb)}</select></label>
<label>${words.format} <select name="metadataPrefix">${formatOptions}</select></label>
<label>${words.from} <input name="from" size="20" placeholder="YYYY-MM-DD" value="${given.from ?? ''}"></label>
<label>${words.until} <input name="until" size="20" placeholder="YYYY-MM-DD" value="${given.until ?? ''}"></label>
<label>${words.set} <select name="set"><option value="">${words.all}</option>${setOptions}</select></label>
<button>${words.listButton}</button>
</form>
<form method="get">
${languageField(view)}<input type="hidden" name="verb" value="GetRecord">
<label class="wide">${words.identifier} <input name="identifier" placeholder="ivo://authority/key" value="${given.identifier ?? ''}"></label>
<label>${words.format} <select name="metadataPrefix">${formatOptions}</select></label>
<button>${words.getButton}</button>
</form>`;
}

function option(value: string, label: string, chosen: string | null | undefined): Html {
  return value === chosen
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`;
}
