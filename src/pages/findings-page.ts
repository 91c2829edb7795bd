/** What the rules say of one record: the same as `voreg validate`, for everyone to see. */
import { type Html, html } from '../html/html.ts';
import type { Page } from './frame.ts';
import { type Language, plural } from './language.ts';
import { shortened, tag, theirs } from './parts.ts';
import { recordPath, to, type View } from './view.ts';

/** As validate/finding.ts has it. */
export interface ShownFinding {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  line: number;
  path: string | null;
  message: string;
  fix: string | null;
  citation: string | null;
}

const WORDS = {
  en: {
    title: 'What validation says',
    clean: 'The record passes all rules.',
    says: (n: number) =>
      plural(
        'en',
        n,
        '# remark. It does not keep the record from being served; errors do, before it is published.',
        '# remarks. None of them keeps the record from being served; errors do, before it is published.',
      ),
    tooLarge: 'The record is too large to be checked here. `voreg validate` checks it.',
    severities: { error: 'error', warning: 'warning', info: 'note' },
    line: 'Line',
    fix: 'Write instead',
    cut: (n: number) => plural('en', n, '# more is not shown.', '# more are not shown.'),
    xml: 'The XML with these lines',
    back: 'Back to the record',
  },
  fr: {
    title: 'Ce que dit la validation',
    clean: 'La notice satisfait à toutes les règles.',
    says: (n: number) =>
      plural(
        'fr',
        n,
        '# remarque. Elle n’empêche pas de servir la notice ; les erreurs le font, avant la publication. Elle est en anglais.',
        '# remarques. Aucune n’empêche de servir la notice ; les erreurs le font, avant la publication. Elles sont en anglais.',
      ),
    tooLarge: 'La notice est trop grande pour être examinée ici. `voreg validate` l’examine.',
    severities: { error: 'erreur', warning: 'avertissement', info: 'remarque' },
    line: 'Ligne',
    fix: 'Écrire plutôt',
    cut: (n: number) => plural('fr', n, '# autre n’est pas montrée.', '# autres ne sont pas montrées.'),
    xml: 'Le XML avec ces lignes',
    back: 'Retour à la notice',
  },
} satisfies Record<Language, object>;

const MOST = 60;
const TONES = { error: 'bad', warning: 'warn', info: 'plain' } as const;

/** `findings` in the order of their places; null: the record was too large to be checked on demand. */
export function findingsPage(view: View, ivoid: string, findings: ShownFinding[] | null): Page {
  const words = WORDS[view.language];
  const summary =
    findings === null ? words.tooLarge : findings.length === 0 ? words.clean : words.says(findings.length);
  const shown = (findings ?? []).slice(0, MOST);
  const left = (findings?.length ?? 0) - shown.length;
  return {
    title: `${words.title} · ${ivoid}`,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="id"><a href="${to(view, recordPath(ivoid))}">${ivoid}</a></p>
<h1>${words.title}</h1>
<p>${summary}</p>
<ul class="plain findings">
${shown.map((one) => findingView(view.language, one))}</ul>
${left > 0 ? html`<p class="muted">${words.cut(left)}</p>` : ''}
<p class="pager"><a href="?format=vor">${words.xml}</a> <a href="${to(view, recordPath(ivoid))}">${words.back}</a></p>`,
  };
}

function findingView(language: Language, one: ShownFinding): Html {
  const words = WORDS[language];
  const { rule, severity, line, message, fix, citation } = one;
  return html`<li class="card">${tag(words.severities[severity], TONES[severity])} <code>${rule}</code> <span class="muted">${words.line} ${line}</span>
<p lang="en">${theirs(message, 600)}</p>
${fix === null ? '' : html`<p>${words.fix}: <code>${shortened(fix, 200)}</code></p>`}${citation === null ? '' : html`<p class="muted"><small lang="en">${shortened(citation, 200)}</small></p>`}</li>
`;
}
