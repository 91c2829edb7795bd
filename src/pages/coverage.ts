/** What a resource covers: sky, time, spectrum. */
import { type Html, html } from '../html/html.ts';
import { utcOfMjd } from '../resource/dates.ts';
import { child, children, type Element, text } from '../resource/element.ts';
import type { Language } from './language.ts';
import { facts, shortened, tag, webLink } from './parts.ts';
import type { View } from './view.ts';

const WORDS = {
  en: {
    heading: 'What it covers',
    sky: 'Sky',
    wholeSky: 'the whole sky',
    moc: (orders: string) => `MOC, HEALPix ${orders}`,
    footprint: 'Footprint',
    time: 'Time',
    to: 'to',
    open: 'open',
    spectrum: 'Spectrum',
    waveband: 'Waveband',
    more: (n: number) => `and ${n} more intervals`,
    show: 'The MOC as text',
  },
  fr: {
    heading: 'Ce qu’elle couvre',
    sky: 'Ciel',
    wholeSky: 'le ciel entier',
    moc: (orders: string) => `MOC, HEALPix ${orders}`,
    footprint: 'Empreinte',
    time: 'Temps',
    to: 'à',
    open: 'ouvert',
    spectrum: 'Spectre',
    waveband: 'Domaine',
    more: (n: number) => `et ${n} autres intervalles`,
    show: 'Le MOC en texte',
  },
} satisfies Record<Language, object>;

const MOST_INTERVALS = 10;
const MOST_MOC = 2000;

/** The section about the coverage of a ri:Resource; nothing if it has none. */
export function coverageOf(view: View, root: Element): Html | '' {
  const coverage = child(root, 'coverage');
  if (coverage === null) return '';
  const words = WORDS[view.language];
  const footprint = text(child(coverage, 'footprint'));
  const wavebands = children(coverage, 'waveband').map(text);
  const rows = facts([
    [words.sky, skyOf(view.language, text(child(coverage, 'spatial')))],
    [words.footprint, footprint === '' ? null : webLink(footprint, shortened(footprint, 200))],
    [words.time, intervals(view.language, children(coverage, 'temporal'), timeOf)],
    [words.spectrum, intervals(view.language, children(coverage, 'spectral'), spectrumOf)],
    [
      words.waveband,
      wavebands.length === 0 ? null : html`${wavebands.slice(0, 20).map((one) => html`${tag(one)} `)}`,
    ],
  ]);
  if (!rows.text.includes('<dt>')) return '';
  return html`<section aria-labelledby="coverage"><h2 id="coverage">${words.heading}</h2>
${rows}
</section>
`;
}

/** An ASCII MOC (MOC 2.0 §4.3.2): `0/0-11` is everything. */
function skyOf(language: Language, moc: string): Html | null {
  if (moc === '') return null;
  const words = WORDS[language];
  if (/^0\/\s*0-11(\s+\d+\/)*$/.test(moc)) return html`${words.wholeSky}`;
  const orders = [...new Set([...moc.matchAll(/(?<!\d)(\d+)\//g)].map(([, order]) => order))];
  const shown = orders.length > 1 ? `${orders[0]}–${orders.at(-1)}` : (orders[0] ?? '');
  return html`${words.moc(shown)}<details><summary>${words.show}</summary><pre class="line" tabindex="0"><code>${shortened(moc, MOST_MOC)}</code></pre></details>`;
}

function intervals(
  language: Language,
  elements: Element[],
  shown: (language: Language, low: string, high: string) => string,
): Html | null {
  if (elements.length === 0) return null;
  const parts = elements.slice(0, MOST_INTERVALS).map((element) => {
    const [low = '', high = ''] = text(element).split(' ');
    return html`<div>${shown(language, low, high)}</div>`;
  });
  const left = elements.length - parts.length;
  return html`${parts}${left > 0 ? html`<div class="muted">${WORDS[language].more(left)}</div>` : ''}`;
}

function timeOf(language: Language, low: string, high: string): string {
  const words = WORDS[language];
  const date = (mjd: string) =>
    utcOfMjd(mjd)
      ?.replace(/T00:00:00Z$/, '')
      .replace('T', ' ') ?? words.open;
  return `${date(low)} ${words.to} ${date(high)} (MJD ${shortened(low, 20)}–${shortened(high, 20)})`;
}

/** h·c in J·m: energy times wavelength (CODATA 2018, exact). */
const HC = 6.62607015e-34 * 299_792_458;

/** Energies in joule as VODataService 1.2 §3.3 has them, and the wavelengths they stand for. */
function spectrumOf(language: Language, low: string, high: string): string {
  const [a, b] = [Number(low), Number(high)];
  const written = `${shortened(low, 20)}–${shortened(high, 20)} J`;
  if (!(a > 0) || !(b > 0)) return written;
  return `${metres(HC / b)} ${WORDS[language].to} ${metres(HC / a)} (${written})`;
}

const UNITS: [least: number, unit: string][] = [
  [1, 'm'],
  [1e-2, 'cm'],
  [1e-3, 'mm'],
  [1e-6, 'µm'],
  [1e-9, 'nm'],
];

/** A length with the unit that gives few digits. */
function metres(length: number): string {
  const [least, unit] = UNITS.find(([from]) => length >= from) ?? [1e-12, 'pm'];
  return `${Number((length / least).toPrecision(3))} ${unit}`;
}
