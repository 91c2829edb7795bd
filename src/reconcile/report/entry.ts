/** One pair, or one record alone, as a curator decides about it. */
import { Html, html } from '../../html/html.ts';
import type { FieldDifference } from '../pair-status.ts';
import type { Change, Entry, Evidence, RecordView } from '../result.ts';

/** `<article>` with both records, the evidence, the fields side by side and what would change. */
export function entryArticle(entry: Entry): Html {
  const { here, there, status } = entry;
  const words = [here, there]
    .flatMap((record) => (record === null ? [] : [record.id, record.title]))
    .join(' ');
  return html`<article data-status="${status}" data-owners="${[here?.owner, there?.owner].filter(Boolean).join('\t')}" data-words="${words.toLowerCase()}">
<div class="pair">${side(here, 'Here')}<p class="predicate">${predicate(entry)}</p>${side(there, 'There')}</div>
<p>${entry.reason}</p>
${entry.notes.map((note) => html`<p class="note">${note}</p>`)}
${entry.evidence === null ? '' : evidenceOf(entry.evidence)}
${differences(entry.differences)}
${entry.changes.map(changeOf)}
</article>
`;
}

function predicate({ predicate: stated, proposal }: Entry): Html {
  if (stated === null) return html`<span class="muted">no link</span>`;
  return html`<code>${stated}</code>${proposal === null ? '' : html`<br><span class="tag">${proposal === 'certain' ? 'proposed' : 'to be looked at'}</span>`}`;
}

function side(record: RecordView | null, label: string): Html {
  if (record === null) return html`<div class="side none"><p class="muted">${label}: nothing</p></div>`;
  return html`<div class="side"><p class="muted">${label}: ${record.type}, ${record.source}</p>
<h3>${record.title}</h3>
<p>${recordLink(record)}${safeLink(record.access, 'resource', ' · ')}</p>
${record.version === null ? '' : html`<p class="muted">version <code>${record.version.slice(0, 12)}</code></p>`}</div>`;
}

/** The id, linked to its page where there is one that a browser may open. */
export function recordLink({ id, page }: RecordView): Html {
  return safe(page) ? html`<a href="${page ?? ''}">${id}</a>` : html`<code>${id}</code>`;
}

function safeLink(url: string | null, label: string, before: string): Html {
  return safe(url) ? html`${before}<a href="${url ?? ''}">${label}</a>` : html``;
}

/** Records come from outside: only web addresses become links. */
function safe(url: string | null): boolean {
  return url !== null && /^https?:\/\//i.test(url);
}

function evidenceOf({ score, zone, features, contradictions, runnerUp, margin }: Evidence): Html {
  const most = Math.max(1, ...features.map(({ weight }) => Math.abs(weight)));
  const next =
    runnerUp === null
      ? html`No runner-up.`
      : html`Runner-up <code>${runnerUp.id}</code> “${runnerUp.title}” ${runnerUp.score.toFixed(2)}${margin === null ? '' : `, margin ${margin.toFixed(2)}`}.`;
  return html`<details class="evidence"><summary>${zone}, score ${score.toFixed(2)}${contradictions.length === 0 ? '' : html` <span class="bad">${contradictions.length} against</span>`}</summary>
${contradictions.map((sentence) => html`<p class="bad">${sentence}</p>`)}
<table><thead><tr><th>What is compared</th><th>Alike</th><th>Weight</th><th>For and against</th></tr></thead><tbody>
${features.map(
  ({ name, value, weight }) =>
    html`<tr><td>${name}</td><td class="n">${value.toFixed(2)}</td><td class="n">${weight.toFixed(2)}</td><td>${meter(weight, most)}</td></tr>`,
)}</tbody></table><p>${next}</p></details>`;
}

/** To the right what speaks for the two, to the left what speaks against. */
function meter(weight: number, most: number): Html {
  const width = Math.round(60 * Math.min(1, Math.abs(weight) / most));
  const [x, kind] = weight < 0 ? [61 - width, 'against'] : [61, 'fine'];
  return new Html(
    `<svg width="122" height="10" role="img" aria-label="${weight.toFixed(2)}"><rect class="${kind}" x="${x}" y="1" width="${width}" height="8" rx="1"/></svg>`,
  );
}

const CHANGED_BY: Record<FieldDifference['changedBy'], string> = {
  here: 'changed here',
  there: 'changed there',
  both: 'changed on both sides',
  neither: 'different since the link was accepted',
  unknown: 'not known which side changed',
};

function differences(fields: FieldDifference[]): Html {
  if (fields.length === 0) return html``;
  return html`<div class="scroll"><table class="fields"><thead><tr><th>Field</th><th>Here</th><th>There</th><th>Since acceptance</th></tr></thead><tbody>
${fields.map(({ field, severity, here, there, changedBy }) => {
  const [ours, theirs] = marked(here ?? '', there ?? '');
  return html`<tr><th>${field}<br><span class="tag ${severity}">${severity}</span></th><td>${here === null ? html`<span class="muted">nothing</span>` : ours}</td><td>${there === null ? html`<span class="muted">nothing</span>` : theirs}</td><td>${CHANGED_BY[changedBy]}</td></tr>\n`;
})}</tbody></table></div>`;
}

const MOST_SHOWN = 600;

/** Both values with what only one of them has marked: the part between the common beginning and the common end. */
function marked(here: string, there: string): [Html, Html] {
  const a = here.split(/(?<=\s)/);
  const b = there.split(/(?<=\s)/);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a, b].map((words) => {
    const middle = words.slice(start, words.length - end).join('');
    return html`${cut(words.slice(0, start).join(''), true)}${middle === '' ? '' : html`<mark>${cut(middle, false)}</mark>`}${cut(words.slice(words.length - end).join(''), false)}`;
  }) as [Html, Html];
}

function cut(text: string, keepEnd: boolean): string {
  if (text.length <= MOST_SHOWN) return text;
  return keepEnd ? `… ${text.slice(-MOST_SHOWN / 4)}` : `${text.slice(0, MOST_SHOWN)} …`;
}

function changeOf({ side: where, summary, text }: Change): Html {
  const label = html`<b>${where === 'here' ? 'Here' : 'There'}:</b> ${summary}`;
  if (text === null) return html`<p class="change">${label}</p>`;
  return html`<details class="change"><summary>${label}</summary><pre>${text.split('\n').map(diffLine)}</pre></details>`;
}

function diffLine(line: string): Html {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
  return kind === '' ? html`${line}\n` : html`<span class="${kind}">${line}</span>\n`;
}
