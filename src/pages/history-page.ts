/** Who changed a record and when, with what changed in its text. */
import { type Html, html } from '../html/html.ts';
import type { Hunk } from '../resource/line-diff.ts';
import type { Page } from './frame.ts';
import type { Language } from './language.ts';
import { shortened, theirs } from './parts.ts';
import { recordPath, to, type View } from './view.ts';

export interface Revision {
  commit: string;
  /** UTC seconds. */
  at: string;
  author: string;
  subject: string;
  kind: 'added' | 'changed' | 'removed';
  /** What changed in its text; empty for the first version, null where it is too large to be compared. */
  hunks: Hunk[] | null;
}

const WORDS = {
  en: {
    title: 'History of changes',
    says: (n: number) =>
      `What the repository of records knows of this record, newest first; at most ${n} changes.`,
    kinds: { added: 'added', changed: 'changed', removed: 'removed' },
    by: 'by',
    show: 'What changed',
    none: 'No change of this record was found in the part of the history that can be read here.',
    cut: 'More was changed than is shown.',
    tooLarge: 'The texts are too large to be compared here.',
    commit: 'Commit',
    back: 'Back to the record',
  },
  fr: {
    title: 'Historique des modifications',
    says: (n: number) =>
      `Ce que le dépôt des notices sait de celle-ci, le plus récent d’abord ; au plus ${n} modifications.`,
    kinds: { added: 'ajoutée', changed: 'modifiée', removed: 'supprimée' },
    by: 'par',
    show: 'Ce qui a changé',
    none: 'Aucune modification de cette notice n’a été trouvée dans la partie de l’historique lisible ici.',
    cut: 'Il y a plus de changements qu’il n’en est montré.',
    tooLarge: 'Les textes sont trop grands pour être comparés ici.',
    commit: 'Commit',
    back: 'Retour à la notice',
  },
} satisfies Record<Language, object>;

/** As many as are asked of Git. */
export const MOST_REVISIONS = 20;
/** Characters of differences on the page, and of one line. */
const MOST_DIFF = 24_000;
const MOST_LINE = 240;

export function historyPage(view: View, ivoid: string, revisions: Revision[]): Page {
  const words = WORDS[view.language];
  const budget = { left: MOST_DIFF };
  return {
    title: `${words.title} · ${ivoid}`,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="id"><a href="${to(view, recordPath(ivoid))}">${ivoid}</a></p>
<h1>${words.title}</h1>
<p>${revisions.length === 0 ? words.none : words.says(MOST_REVISIONS)}</p>
${revisions.map((revision) => revisionView(view.language, revision, budget))}
<p><a href="${to(view, recordPath(ivoid))}">${words.back}</a></p>`,
  };
}

function revisionView(language: Language, revision: Revision, budget: { left: number }): Html {
  const words = WORDS[language];
  const { at, author, subject, commit, kind, hunks } = revision;
  return html`<section class="revision"><h2><time class="date" datetime="${at}">${at.replace('T', ' ').replace('Z', ' UTC')}</time> <small>${words.kinds[kind]} ${words.by} ${theirs(author, 80)}</small></h2>
<p dir="auto">${shortened(subject, 300)} <small class="muted">${words.commit} <code>${commit.slice(0, 10)}</code></small></p>
${hunks === null ? html`<p class="muted">${words.tooLarge}</p>` : hunks.length === 0 ? '' : diffView(language, hunks, budget)}
</section>
`;
}

/** Signs stand in the text, so that colour is not all that tells what was added and what removed. */
function diffView(language: Language, hunks: Hunk[], budget: { left: number }): Html {
  const words = WORDS[language];
  const lines: Html[] = [];
  const all = hunks.flatMap((hunk, i) => [...(i > 0 ? [null] : []), ...hunk.lines]);
  let isCut = false;
  for (const line of all) {
    if (budget.left <= 0) {
      isCut = true;
      break;
    }
    const text = line === null ? '⋯' : `${line.sign} ${shortened(line.text, MOST_LINE)}`;
    budget.left -= text.length + 40;
    const tone = line?.sign === '+' ? 'added' : line?.sign === '-' ? 'removed' : null;
    lines.push(tone === null ? html`${text}\n` : html`<span class="${tone}">${text}</span>\n`);
  }
  return html`<details><summary>${words.show}</summary><pre class="diff" tabindex="0">${lines}</pre>${isCut ? html`<p class="muted">${words.cut}</p>` : ''}</details>`;
}
