/** `/anomalies`: what is wrong across the registries that were harvested, and our own. */
import { type Html, html } from '../html/html.ts';
import { fitting } from './fitting.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { callout, line, shortened, tag, theirs } from './parts.ts';
import { reportsNav } from './reports-nav.ts';
import type { View } from './view.ts';

/** As anomalies/anomalies.ts has it. */
export interface AnomaliesShown {
  /** UTC seconds: the state that was looked at. */
  at: string;
  summary: { sources: number; records: number; errors: number; warnings: number; infos: number };
  sources: { id: string; reason: string | null }[];
  incomplete: string[];
  unvalidated: number;
  anomalies: {
    code: string;
    severity: 'error' | 'warning' | 'info';
    title: string;
    means: string;
    todo: string;
    citation: string;
    count: number;
    examples: { says: string }[];
  }[];
}

export interface AnomaliesData {
  /** null: none was made yet. */
  report: AnomaliesShown | null;
  /** Something was published or harvested since. */
  isOld: boolean;
  /** A new one is being made. */
  isMaking: boolean;
}

const WORDS = {
  en: {
    title: 'Anomalies across registries',
    lead: 'Duplicates, contradictions, dead ends: what shows only when records of several registries are laid side by side.',
    making: 'The report is being made just now; with many records this takes a minute. Load this page again.',
    remaking:
      'Something was published or harvested since, and a new report is being made: load this page again in a minute.',
    old: 'Something was published or harvested since. A new report is made when this page is looked at again a few minutes after the last one.',
    later:
      'There is no report yet, and making one failed a moment ago: the log says why. Look again in a few minutes.',
    made: (at: string) => `As known at ${at} UTC:`,
    looked: (records: number, sources: number) =>
      `${plural('en', records, '# record', '# records')} of ${plural('en', sources, '# source', '# sources')}`,
    severities: { error: 'error', warning: 'warning', info: 'note' },
    counts: { errors: ['error', 'errors'], warnings: ['warning', 'warnings'], infos: ['note', 'notes'] },
    incomplete: 'Based on harvests that were not complete, so what is missing may only be missing here:',
    unvalidated: (n: number) =>
      plural(
        'en',
        n,
        '# record was not validated yet: nothing is said of its validity.',
        '# records were not validated yet: nothing is said of their validity.',
      ),
    none: 'No anomalies.',
    contents: 'What was found',
    more: (n: number) => `and ${inNumbers('en', n)} more`,
    cut: (n: number) => plural('en', n, '# kind is not shown in full.', '# kinds are not shown in full.'),
    all: 'The whole report, as text, JSON or one HTML file:',
    english: '',
  },
  fr: {
    title: 'Anomalies entre registres',
    lead: 'Doublons, contradictions, impasses : ce qui n’apparaît qu’en mettant côte à côte les notices de plusieurs registres.',
    making:
      'Le rapport est en préparation ; avec beaucoup de notices, cela prend une minute. Recharger cette page.',
    remaking:
      'Quelque chose a été publié ou moissonné depuis, et un nouveau rapport est en préparation : recharger cette page dans une minute.',
    old: 'Quelque chose a été publié ou moissonné depuis. Un nouveau rapport se fait quand on regarde cette page quelques minutes après le dernier.',
    later:
      'Il n’y a pas encore de rapport, et sa préparation vient d’échouer : le journal dit pourquoi. Revenir dans quelques minutes.',
    made: (at: string) => `État connu le ${at} UTC :`,
    looked: (records: number, sources: number) =>
      `${plural('fr', records, '# notice', '# notices')} de ${plural('fr', sources, '# source', '# sources')}`,
    severities: { error: 'erreur', warning: 'avertissement', info: 'remarque' },
    counts: {
      errors: ['erreur', 'erreurs'],
      warnings: ['avertissement', 'avertissements'],
      infos: ['remarque', 'remarques'],
    },
    incomplete: 'Fondé sur des moissons incomplètes : ce qui manque ne manque peut-être qu’ici.',
    unvalidated: (n: number) =>
      plural(
        'fr',
        n,
        '# notice n’a pas encore été validée : rien n’est dit de sa validité.',
        '# notices n’ont pas encore été validées : rien n’est dit de leur validité.',
      ),
    none: 'Aucune anomalie.',
    contents: 'Ce qui a été trouvé',
    more: (n: number) => plural('fr', n, 'et # autre', 'et # autres'),
    cut: (n: number) =>
      plural('fr', n, '# genre n’est pas montré en entier.', '# genres ne sont pas montrés en entier.'),
    all: 'Le rapport entier, en texte, JSON ou un seul fichier HTML :',
    english: 'Les constats sont en anglais, comme dans les rapports.',
  },
} satisfies Record<Language, object>;

const TONES = { error: 'bad', warning: 'warn', info: 'plain' } as const;
const LIST_BYTES = 32_000;
const MOST_EXAMPLES = 5;

export function anomaliesPage(view: View, { report, isOld, isMaking }: AnomaliesData): Page {
  const words = WORDS[view.language];
  const notice =
    report === null
      ? callout(isMaking ? 'note' : 'warn', html`<p>${isMaking ? words.making : words.later}</p>`)
      : isMaking || isOld
        ? callout('note', html`<p>${isMaking ? words.remaking : words.old}</p>`)
        : '';
  return {
    title: words.title,
    place: 'sources',
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
${reportsNav(view, 'anomalies')}
${notice}
${report === null ? '' : reportOf(view.language, report)}
<p>${words.all}</p>
${line('npx voreg anomalies --examples 100 --format html --output anomalies.html')}`,
  };
}

function reportOf(language: Language, report: AnomaliesShown): Html {
  const words = WORDS[language];
  const n = (count: number) => inNumbers(language, count);
  const { at, summary, incomplete, unvalidated, anomalies } = report;
  const { shown, left } = fitting(anomalies, LIST_BYTES, (kind) => kindSection(language, kind));
  const counts = (['errors', 'warnings', 'infos'] as const).map((kind) => {
    const [one = '', many = ''] = words.counts[kind];
    return html`<li><span class="number">${n(summary[kind])}</span> ${plural(language, summary[kind], one, many)}</li>\n`;
  });
  return html`<p>${words.made(at.replace('T', ' ').replace('Z', ''))} ${words.looked(summary.records, summary.sources)}. ${words.english}</p>
<ul class="numbers">${counts}</ul>
${incomplete.length === 0 ? '' : callout('warn', incompleteOf(language, report))}
${unvalidated === 0 ? '' : callout('note', html`<p>${words.unvalidated(unvalidated)}</p>`)}
<h2>${words.contents}</h2>
${anomalies.length === 0 ? html`<p>${words.none}</p>` : contentsOf(language, anomalies, shown.length)}
${shown}
${left > 0 ? html`<p class="muted">${words.cut(left)}</p>` : ''}`;
}

function incompleteOf(language: Language, { incomplete, sources }: AnomaliesShown): Html {
  const shown = incomplete.slice(0, 12).map((id) => {
    const reason = sources.find((source) => source.id === id)?.reason ?? '';
    return html`<li><bdi>${shortened(id, 80)}</bdi> <span lang="en">${theirs(reason, 200)}</span></li>\n`;
  });
  const left = incomplete.length - shown.length;
  const words = WORDS[language];
  return html`<p>${words.incomplete}</p><ul>
${shown}${left > 0 ? html`<li class="muted">${words.more(left)}</li>` : ''}</ul>`;
}

/** `linked`: of so many kinds there is a section below. */
function contentsOf(language: Language, kinds: AnomaliesShown['anomalies'], linked: number): Html {
  const items = kinds.map(({ code, severity, title, count }, i) => {
    const name = i < linked ? html`<a href="#${code}">${title}</a>` : html`${title}`;
    return html`<li>${tag(WORDS[language].severities[severity], TONES[severity])} <span lang="en">${name}</span> <span class="muted">${inNumbers(language, count)}</span></li>\n`;
  });
  return html`<ul class="plain">
${items}</ul>`;
}

function kindSection(language: Language, kind: AnomaliesShown['anomalies'][number]): Html {
  const words = WORDS[language];
  const examples = kind.examples.slice(0, MOST_EXAMPLES);
  const left = kind.count - examples.length;
  return html`<h3 id="${kind.code}">${tag(words.severities[kind.severity], TONES[kind.severity])} <span lang="en">${kind.title}</span> <span class="muted">${inNumbers(language, kind.count)}</span></h3>
<p lang="en">${kind.means} ${kind.todo}</p>
<ul lang="en">
${examples.map(({ says }) => html`<li>${theirs(says, 300)}</li>\n`)}${left > 0 ? html`<li class="muted" lang="${language}">${words.more(left)}</li>\n` : ''}</ul>
<p class="muted"><small><code>${kind.code}</code> · <span lang="en">${kind.citation}</span></small></p>
`;
}
