/** `/oai/browse`: the six verbs for a person with a browser (browsers are dropping XSLT). The same code answers. */
import { type Html, html } from '../html/html.ts';
import type { Answers } from '../oai/answers.ts';
import { ProtocolErrors } from '../oai/error.ts';
import { type OaiRequest, parseRequest } from '../oai/request.ts';
import type { Moment } from '../store/published.ts';
import { errorsView, resultView } from './browse-results.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { replyHtml } from './html.ts';
import { queryOf } from './oai.ts';

export function browseEndpoint(answers: Answers, clients: Clients): Handler {
  return async (ctx) => {
    clients.admit(ctx);
    const query = withoutEmpty(queryOf(ctx.req.url ?? ''));
    const moment = await answers.moment();
    const request = query === '' ? null : parseRequest(query);
    ctx.state.verb = request?.verb ?? null;
    const { repositoryName } = moment.registry;
    const title = request?.verb == null ? repositoryName : `${request.verb} · ${repositoryName}`;
    replyHtml(
      ctx,
      200,
      title,
      html`<h1>${repositoryName}</h1>
${navigation(request)}
${forms(moment, request)}
${request === null ? '' : await answerView(moment, request, query, answers)}`,
    );
  };
}

/** A form sends its empty fields too; the protocol would refuse them. */
function withoutEmpty(query: string): string {
  return query
    .split('&')
    .filter((piece) => /=./.test(piece))
    .join('&');
}

async function answerView(
  moment: Moment,
  request: OaiRequest,
  query: string,
  answers: Answers,
): Promise<Html> {
  // A relative query, so that no character of it can lead elsewhere.
  const raw = html`<p class="muted"><a href="../oai?${query}">This answer as harvesters get it (XML)</a></p>`;
  try {
    const { result } = await answers.find(moment, request);
    return html`${resultView(result, moment)}${raw}`;
  } catch (error) {
    if (!(error instanceof ProtocolErrors)) throw error;
    return html`${errorsView(error.errors)}${raw}`;
  }
}

function navigation(request: OaiRequest | null): Html {
  const links: [query: string, label: string][] = [
    ['verb=Identify', 'Identify'],
    ['verb=ListMetadataFormats', 'ListMetadataFormats'],
    ['verb=ListSets', 'ListSets'],
    ['verb=ListIdentifiers&metadataPrefix=ivo_vor', 'ListIdentifiers'],
    ['verb=ListRecords&metadataPrefix=ivo_vor', 'ListRecords'],
  ];
  const items = links.map(([query, verb]) =>
    verb === request?.verb
      ? html`<a href="?${query}" aria-current="page">${verb}</a> `
      : html`<a href="?${query}">${verb}</a> `,
  );
  return html`<nav>${items}</nav>`;
}

function forms({ sets }: Moment, request: OaiRequest | null): Html {
  const given = request?.arguments ?? {};
  const setOptions = sets.map(({ setSpec }) => option(setSpec, setSpec, given.set));
  return html`<form method="get">
<label>List <select name="verb">${option('ListIdentifiers', 'headers', request?.verb)}${option('ListRecords', 'records', request?.verb)}</select></label>
<label>Format ${formats(given.metadataPrefix)}</label>
<label>Changed from (UTC) <input name="from" size="20" placeholder="YYYY-MM-DD" value="${given.from ?? ''}"></label>
<label>until (UTC) <input name="until" size="20" placeholder="YYYY-MM-DD" value="${given.until ?? ''}"></label>
<label>Set <select name="set"><option value="">all</option>${setOptions}</select></label>
<button>List</button>
</form>
<form method="get">
<input type="hidden" name="verb" value="GetRecord">
<label class="wide">Identifier <input name="identifier" placeholder="ivo://authority/key" value="${given.identifier ?? ''}"></label>
<label>Format ${formats(given.metadataPrefix)}</label>
<button>Get record</button>
</form>`;
}

function formats(chosen: string | undefined): Html {
  return html`<select name="metadataPrefix">${option('ivo_vor', 'ivo_vor', chosen)}${option('oai_dc', 'oai_dc', chosen)}</select>`;
}

function option(value: string, label: string, chosen: string | null | undefined): Html {
  return value === chosen
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`;
}
