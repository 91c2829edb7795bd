/** The pages for operators and curators lead to each other. */
import { type Html, html } from '../html/html.ts';
import type { Language } from './language.ts';
import { to, type View } from './view.ts';

const WORDS = {
  en: {
    label: 'Reports',
    behind: 'For curators and operators',
    validate: 'Validate a record',
    status: 'Status',
    sources: 'Sources',
    anomalies: 'Anomalies',
    reconcile: 'Reconciliation',
  },
  fr: {
    label: 'Rapports',
    behind: 'Pour curateurs et opérateurs',
    validate: 'Valider une notice',
    status: 'État',
    sources: 'Sources',
    anomalies: 'Anomalies',
    reconcile: 'Rapprochement',
  },
} satisfies Record<Language, object>;

const REPORTS = ['status', 'sources', 'anomalies', 'reconcile'] as const;

/** `current` is the one that the page is; null: none of them. */
export function reportsNav(view: View, current: (typeof REPORTS)[number] | null): Html {
  const words = WORDS[view.language];
  const items = REPORTS.map((one) =>
    one === current
      ? html`<li><span aria-current="page">${words[one]}</span></li>\n`
      : html`<li><a href="${to(view, one)}">${words[one]}</a></li>\n`,
  );
  return html`<nav aria-label="${words.label}"><ul class="subnav">\n${items}</ul></nav>`;
}

/** For the start page. */
export function reportsSection(view: View): Html {
  const words = WORDS[view.language];
  const links = REPORTS.map((one) => html`<a href="${to(view, one)}">${words[one]}</a> · `);
  return html`<section aria-labelledby="behind"><h2 id="behind">${words.behind}</h2>
<p>${links}<a href="${to(view, 'validate')}">${words.validate}</a></p>
</section>`;
}

/** UTC seconds as people read them; `never` where there is no date. */
export function when(date: string | null, never: string): Html {
  if (date === null) return html`<span class="muted">${never}</span>`;
  const shown = date.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  return html`<time class="date" datetime="${date}">${shown}</time>`;
}
