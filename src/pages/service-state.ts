/** How the interfaces of a record stand, and how they stood: for its page. */
import { type Html, html } from '../html/html.ts';
import { toTheMinute } from '../words/say.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { shortened, table, tag } from './parts.ts';

/** What is known of one interface. Dates are UTC seconds; null for what is not known. */
export interface InterfaceState {
  /** accessURL as in the record. */
  url: string;
  /** What was asked of it, e.g. `tap`. */
  what: string;
  /** The table that was asked about; ''. */
  about: string;
  /** null: it could never be asked. */
  state: 'up' | 'degraded' | 'down' | null;
  since: string | null;
  askedAt: string | null;
  problems: { level: string; says: string }[];
  lastError: { says: string; at: string } | null;
  /** Days that the numbers are of. */
  days: number;
  /** In percent. */
  uptime: number | null;
  medianSeconds: number | null;
}

const WORDS = {
  en: {
    heading: 'Is it up?',
    says: (at: string) => `Seen by this registry, which called each interface; last on ${at} (UTC).`,
    heads: (days: number) => ['Interface', 'State', `Answered, ${days} days`, 'Usual time'],
    since: (at: string) => `since ${at}`,
    names: { web: 'Web page', service: 'Reachable', example: 'Its example' } as Record<string, string>,
    state: { up: 'up', degraded: 'with faults', down: 'down', unknown: 'not known' },
    lastError: (at: string) => `Last down on ${at}:`,
    more: (n: number) => plural('en', n, '# more interface was called.', '# more interfaces were called.'),
  },
  fr: {
    heading: 'Le service répond-il ?',
    says: (at: string) =>
      `Constaté par ce registre, qui appelle chaque interface ; la dernière fois le ${at} (UTC).`,
    heads: (days: number) => ['Interface', 'État', `Réponses, ${days} jours`, 'Durée usuelle'],
    since: (at: string) => `depuis le ${at}`,
    names: { web: 'Page web', service: 'Joignable', example: 'Son exemple' } as Record<string, string>,
    state: { up: 'en service', degraded: 'avec défauts', down: 'en panne', unknown: 'inconnu' },
    lastError: (at: string) => `Dernière panne le ${at} :`,
    more: (n: number) =>
      plural('fr', n, '# autre interface a été appelée.', '# autres interfaces ont été appelées.'),
  },
} satisfies Record<Language, object>;

const TONES = { up: 'good', degraded: 'warn', down: 'bad', unknown: 'plain' } as const;
/** The page stays under 50 KB whatever a record has. */
const SHOWN = 12;
const REMARKS = 3;

/** The section; nothing where nothing was ever asked. */
export function serviceState(history: InterfaceState[], language: Language): Html | '' {
  const askedAt = history
    .map((one) => one.askedAt ?? '')
    .sort()
    .at(-1);
  if (askedAt === undefined || askedAt === '') return '';
  const words = WORDS[language];
  const rows = history.slice(0, SHOWN).map((one) => rowOf(one, language));
  const more = history.length - SHOWN;
  return html`<section aria-labelledby="service"><h2 id="service">${words.heading}</h2>
<p class="muted">${words.says(toTheMinute(askedAt))}</p>
${table(words.heading, words.heads(history[0]?.days ?? 0), rows)}
${more > 0 ? html`<p class="muted">${words.more(more)}</p>\n` : ''}</section>
`;
}

function rowOf(one: InterfaceState, language: Language): (string | Html)[] {
  const words = WORDS[language];
  const state = one.state ?? 'unknown';
  const called = words.names[one.what] ?? NAMES[one.what] ?? one.what;
  const name = one.about === '' ? called : `${called} ${shortened(one.about, 80)}`;
  return [
    html`${name}<br><small><bdi>${shortened(one.url, 120)}</bdi></small><br>${remarksOf(one, language)}`,
    html`${tag(words.state[state], TONES[state])}${one.since === null ? '' : html`<br><small>${words.since(toTheMinute(one.since))}</small>`}`,
    one.uptime === null ? '' : `${inNumbers(language, Math.floor(one.uptime * 10) / 10)} %`,
    one.medianSeconds === null ? '' : `${inNumbers(language, Math.round(one.medianSeconds * 100) / 100)} s`,
  ];
}

/** What was asked, as people call it; the same in both languages. */
const NAMES: Record<string, string> = {
  ...{ tap: 'TAP', 'tap-columns': 'TAP_SCHEMA:', taplint: 'TAP, taplint', cone: 'Simple Cone Search' },
  ...{ sia1: 'SIA', sia2: 'SIA 2', ssa: 'SSA', slap: 'SLAP', oai: 'OAI-PMH', hips: 'HiPS' },
  'vosi-availability': 'VOSI availability',
  'vosi-capabilities': 'VOSI capabilities',
  'vosi-tables': 'VOSI tables',
};

/** In English, as they are in reports: their words are the services' own, mostly. */
function remarksOf({ problems, lastError, state }: InterfaceState, language: Language): Html {
  const said = problems
    .slice(0, REMARKS)
    .map(({ says }) => html`<span lang="en" dir="auto">${shortened(says, 240)}</span><br>`);
  const last =
    lastError === null || state === 'down'
      ? ''
      : html`<small>${WORDS[language].lastError(toTheMinute(lastError.at))} <span lang="en" dir="auto">${shortened(lastError.says, 160)}</span></small>`;
  return html`${said}${last}`;
}
