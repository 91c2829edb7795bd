/** `/` and addresses that do not exist: what is here, with links. */
import { html } from '../html/html.ts';
import type { Answers } from '../oai/answers.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { replyHtml } from './html.ts';
import { lookedAt } from './known.ts';

// Relative: a proxy may put the service under a path of its own.
const PLACES: [address: string, what: string][] = [
  ['oai?verb=Identify', 'the OAI-PMH 2.0 base URL, for harvesters'],
  ['oai/browse', 'the same, to read in a browser'],
  ['vosi/capabilities', 'VOSI capabilities'],
  ['vosi/availability', 'VOSI availability'],
  ['status', 'which state is served (JSON)'],
  ['health/ready', 'whether every request can be answered (JSON)'],
];

export function homeEndpoint(answers: Answers): Handler {
  return async (ctx) => {
    const { moment, note } = await lookedAt(answers);
    const name = moment?.registry.repositoryName ?? 'A publishing registry';
    replyHtml(
      ctx,
      200,
      name,
      html`<h1>${name}</h1>
<p>A publishing registry of the Virtual Observatory. ${note}</p>
<table>
${PLACES.map(([address, what]) => html`<tr><td><a href="${address}">/${address}</a></td><td>${what}</td></tr>\n`)}
<tr><td>/records/&lt;authority&gt;/&lt;key&gt;</td><td>one record, ivo://&lt;authority&gt;/&lt;key&gt;, as XML</td></tr>
</table>`,
    );
  };
}

/** Throws the 404 that names what there is. */
export function nowhere(path: string): never {
  const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path;
  throw new HttpProblem(
    404,
    `There is nothing at ${shown}. Harvesters ask at /oai, people at /oai/browse; / says what else is here.`,
  );
}
