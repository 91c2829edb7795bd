/** What a resource covers: sky, time, spectrum; drawn, and in words. */
import { type Axis, type Interval, spectralAxis, timeAxis } from '../coverage/bars.ts';
import { skyMap } from '../coverage/sky-map.ts';
import { type Html, html } from '../html/html.ts';
import { attribute, child, children, type Element, text } from '../resource/element.ts';
import { capital } from '../words/say.ts';
import { barsSvg, skySvg } from './coverage-svg.ts';
import { spectrumInWords, timeInWords } from './coverage-words.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { facts, shortened, tag, webLink } from './parts.ts';
import type { View } from './view.ts';

const WORDS = {
  en: {
    heading: 'What it covers',
    sky: 'Sky',
    wholeSky: 'the whole sky',
    part: (share: string, degrees: string, from: string, to: string) =>
      `${share} of the sky (${degrees} square degrees), between declinations ${from} and ${to}`,
    moc: (orders: string) => `MOC of HEALPix order ${orders}`,
    drawn: (order: number, size: string) => `Drawn with cells of order ${order} (${size})`,
    shades: 'filled strongly where a cell is covered wholly, weakly where it is covered in part',
    specks: 'what is small has a ring around it',
    skyTitle: 'Map of the sky covered',
    skyAbout:
      'The whole sky in ICRS, in Hammer’s equal-area projection: right ascension 0° in the centre, growing to the left; a grid of 30°; the galactic plane as a dashed line.',
    frame: (frame: string) => `In the frame ${frame}, which is not that of the sky: no map is drawn.`,
    empty: 'nothing: the MOC is empty',
    footprint: 'Footprint',
    time: 'Time',
    timeTitle: 'Times covered',
    timeAbout: 'Bars on an axis of dates (UTC).',
    spectrum: 'Spectrum',
    spectrumTitle: 'Spectral ranges covered',
    spectrumAbout:
      'Bars on a logarithmic axis of wavelengths from 100 m on the left to 1 fm on the right, with the wavebands radio, millimetre, infrared, optical, ultraviolet, extreme ultraviolet, X-ray and gamma-ray.',
    waveband: 'Waveband',
    more: (n: number) => plural('en', n, 'and # more interval', 'and # more intervals'),
    show: 'The MOC as text',
  },
  fr: {
    heading: 'Ce qu’elle couvre',
    sky: 'Ciel',
    wholeSky: 'le ciel entier',
    part: (share: string, degrees: string, from: string, to: string) =>
      `${share} du ciel (${degrees} degrés carrés), entre les déclinaisons ${from} et ${to}`,
    moc: (orders: string) => `MOC d’ordre HEALPix ${orders}`,
    drawn: (order: number, size: string) => `Dessiné avec des cellules d’ordre ${order} (${size})`,
    shades: 'remplies fortement si elles sont couvertes en entier, faiblement si elles le sont en partie',
    specks: 'ce qui est petit est entouré d’un cercle',
    skyTitle: 'Carte du ciel couvert',
    skyAbout:
      'Le ciel entier en ICRS, en projection équivalente de Hammer : ascension droite 0° au centre, croissante vers la gauche ; une grille de 30° ; le plan galactique en tirets.',
    frame: (frame: string) => `Dans le repère ${frame}, qui n’est pas celui du ciel : pas de carte.`,
    empty: 'rien : le MOC est vide',
    footprint: 'Empreinte',
    time: 'Temps',
    timeTitle: 'Temps couvert',
    timeAbout: 'Barres sur un axe de dates (UTC).',
    spectrum: 'Spectre',
    spectrumTitle: 'Domaine spectral couvert',
    spectrumAbout:
      'Barres sur un axe logarithmique de longueurs d’onde, de 100 m à gauche à 1 fm à droite, avec les domaines radio, millimétrique, infrarouge, optique, ultraviolet, ultraviolet extrême, X et gamma.',
    waveband: 'Domaine',
    more: (n: number) => plural('fr', n, 'et # autre intervalle', 'et # autres intervalles'),
    show: 'Le MOC en texte',
  },
} satisfies Record<Language, object>;

const MOST_INTERVALS = 10;
const MOST_MOC = 2000;
const SQUARE_DEGREES = 41_252.96;

/** The section about the coverage of a ri:Resource; nothing if it has none. */
export function coverageOf(view: View, root: Element): Html | '' {
  const coverage = child(root, 'coverage');
  if (coverage === null) return '';
  const { language } = view;
  const words = WORDS[language];
  const footprint = text(child(coverage, 'footprint'));
  const wavebands = children(coverage, 'waveband').map(text);
  const rows = facts([
    [words.sky, skyOf(language, child(coverage, 'spatial'))],
    [words.footprint, footprint === '' ? null : webLink(footprint, shortened(footprint, 200))],
    [words.time, timeOf(language, intervalsOf(coverage, 'temporal'))],
    [words.spectrum, spectrumOf(language, intervalsOf(coverage, 'spectral'))],
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

/** VODataService 1.2 §3.3.1: a MOC in ICRS; one in another frame, of a planet for one, is not on the sky. */
function skyOf(language: Language, spatial: Element | null): Html | null {
  const moc = text(spatial);
  if (spatial === null || moc === '') return null;
  const words = WORDS[language];
  const frame = attribute(spatial, 'frame')?.trim() ?? '';
  const asText = html`<details><summary>${words.show}</summary><pre class="line" tabindex="0"><code>${shortened(moc, MOST_MOC)}</code></pre></details>`;
  if (frame !== '' && frame.toUpperCase() !== 'ICRS')
    return html`<p>${words.frame(shortened(frame, 60))}</p>${asText}`;
  const map = skyMap(moc);
  if (map === null) return html`${words.empty}${asText}`;
  const covered = map.share === 1 ? words.wholeSky : partOf(language, map);
  const [coarsest, finest] = map.orders;
  // A map with the MOC's own cells needs no word about them.
  const drawn = [
    ...(map.order >= finest ? [] : [words.drawn(map.order, cellSize(language, map.order))]),
    ...(map.touched === '' ? [] : [words.shades]),
    ...(map.specks.length === 0 ? [] : [words.specks]),
  ].join(language === 'fr' ? ' ; ' : '; ');
  const remark = drawn === '' ? '' : ` ${capital(drawn)}.`;
  const description = `${covered}. ${words.skyAbout}${remark}`;
  return html`<p>${covered}</p>
${skySvg({ id: 'sky', title: words.skyTitle, description }, map)}
<p class="muted">${words.moc(coarsest === finest ? `${finest}` : `${coarsest}–${finest}`)}.${remark}</p>${map.share === 1 ? '' : asText}`;
}

function partOf(
  language: Language,
  { share, from, to }: { share: number; from: number; to: number },
): string {
  const degrees = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(Math.round(value))}°`;
  return WORDS[language].part(
    `${decimal(language, share * 100)} %`,
    decimal(language, share * SQUARE_DEGREES),
    degrees(from),
    degrees(to),
  );
}

/** Three digits. */
function decimal(language: Language, value: number): string {
  if (value >= 1000) return inNumbers(language, Math.round(value));
  const written = value < 0.001 ? '< 0.001' : `${Number(value.toPrecision(3))}`;
  return language === 'fr' ? written.replace('.', ',') : written;
}

/** The side of a square as large as a cell: 58.6° at order 0. */
function cellSize(language: Language, order: number): string {
  return `${decimal(language, Number((58.632 / 2 ** order).toPrecision(2)))}°`;
}

type Written = [low: string, high: string];

function intervalsOf(coverage: Element, name: 'temporal' | 'spectral'): Written[] {
  return children(coverage, name).map((element) => {
    const [low = '', high = ''] = text(element).split(/\s+/);
    return [low, high];
  });
}

function timeOf(language: Language, intervals: Written[]): Html | null {
  const { timeTitle: title, timeAbout: about } = WORDS[language];
  const axis = timeAxis(intervals.map(numbers));
  return drawnOf(language, intervals, { inWords: timeInWords, axis, id: 'time', title, about });
}

function spectrumOf(language: Language, intervals: Written[]): Html | null {
  const { spectrumTitle: title, spectrumAbout: about } = WORDS[language];
  const axis = spectralAxis(intervals.map(numbers));
  return drawnOf(language, intervals, { inWords: spectrumInWords, axis, id: 'spectrum', title, about });
}

function numbers([low, high]: Written): Interval {
  return [low === '' ? Number.NaN : Number(low), high === '' ? Number.NaN : Number(high)];
}

interface Drawing {
  inWords: (language: Language, low: string, high: string) => string;
  axis: Axis | null;
  id: string;
  title: string;
  about: string;
}

function drawnOf(language: Language, intervals: Written[], drawing: Drawing): Html | null {
  if (intervals.length === 0) return null;
  const { inWords, axis, id, title, about } = drawing;
  const shown = intervals.slice(0, MOST_INTERVALS).map(([low, high]) => inWords(language, low, high));
  const left = intervals.length - shown.length;
  const more = left > 0 ? [WORDS[language].more(left)] : [];
  const description = [about, ...shown.slice(0, 3)].join(' ');
  return html`${axis === null ? '' : barsSvg({ id, title, description }, axis, id === 'spectrum')}
${shown.map((one) => html`<div>${one}</div>\n`)}${more.map((one) => html`<div class="muted">${one}</div>`)}`;
}
