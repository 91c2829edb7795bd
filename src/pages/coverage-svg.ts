/**
 * Drawings of coverage as inline SVG: colours are classes of style/55-coverage.css and currentColor, so that they follow
 * the scheme; every drawing has a title and a description, and its numbers stand beside it as text.
 */
import { AXIS, type Axis, BANDS, type Bar } from '../coverage/bars.ts';
import { HEIGHT, lineOf, onMap, type SkyMap, WIDTH } from '../coverage/sky-map.ts';
import { type Html, html } from '../html/html.ts';

interface Said {
  /** Unique on the page: what the drawing is named by. */
  id: string;
  title: string;
  /** What it shows, in full sentences. */
  description: string;
}

const MARGIN = 70;

/** The map of the sky with a graticule of 30°, the galactic plane, and what is covered. */
export function skySvg({ id, title, description }: Said, map: SkyMap): Html {
  const box = `${-WIDTH / 2 - MARGIN} ${-HEIGHT / 2 - 25} ${WIDTH + 2 * MARGIN} ${HEIGHT + 50}`;
  return html`<svg class="drawing sky" viewBox="${box}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
<ellipse class="ground" rx="${WIDTH / 2}" ry="${HEIGHT / 2}"/>
${map.touched === '' ? '' : html`<path class="touched" d="${map.touched}"/>`}
${map.whole === '' ? '' : html`<path class="whole" d="${map.whole}"/>`}
<path class="grid" d="${GRATICULE}"/><path class="grid axis" d="${EQUATOR}"/><path class="grid galaxy" d="${GALAXY}"/>
<ellipse class="grid axis" rx="${WIDTH / 2}" ry="${HEIGHT / 2}"/>
${map.specks.map(({ x, y }) => html`<circle class="speck" cx="${x}" cy="${y}" r="26"/>`)}
${LABELS}
</svg>`;
}

/** Labels nearer to an end than this would stand out: they grow inwards. */
const NEAR_END = 60;

/** A row of bars, with the named bands behind them for a spectral one. */
export function barsSvg({ id, title, description }: Said, { bars, ticks }: Axis, hasBands: boolean): Html {
  const top = hasBands ? 90 : 0;
  const foot = top + 50;
  return html`<svg class="drawing bars" viewBox="-40 0 ${AXIS + 80} ${foot + 60}" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${hasBands ? BAND_MARKS : ''}
${bars.map((bar) => barOf(bar, top))}
<path class="grid axis" d="M0 ${foot}h${AXIS}"/>
${ticks.map(({ at, label }, i) => {
  const place = at < NEAR_END ? 'first' : at > AXIS - NEAR_END ? 'last' : '';
  return html`<path class="grid axis" d="M${rounded(at)} ${foot}v10"/><text class="${i % 2 === 0 ? 'even' : 'odd'} ${place}" x="${rounded(at)}" y="${foot + 40}">${label}</text>`;
})}
</svg>`;
}

/** An end that is open is an arrow, so that it is not told by colour. */
function barOf({ from, to, isOpenBelow, isOpenAbove }: Bar, top: number): Html {
  const [left, right] = [rounded(from), rounded(to)];
  const [a, b] = [
    isOpenBelow ? Math.min(left + 16, right) : left,
    isOpenAbove ? Math.max(right - 16, left) : right,
  ];
  const y = top + 10;
  const outline = `M${a} ${y}H${b}${isOpenAbove ? `L${right} ${y + 15}L${b} ${y + 30}` : `V${y + 30}`}H${a}${isOpenBelow ? `L${left} ${y + 15}z` : 'z'}`;
  return html`<path class="whole" d="${outline}"/>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Labels in two rows: the bands from optical to extreme ultraviolet are narrow. */
const BAND_MARKS: Html = html`${BANDS.map(({ label, from, to }, i) => {
  const y = i % 2 === 0 ? 76 : 36;
  const edge = i === 0 ? html`` : html`<path class="grid" d="M${rounded(from)} 84V140"/>`;
  return html`${edge}<text class="band" x="${rounded((from + to) / 2)}" y="${y}">${label}</text>`;
})}`;

type Point = readonly [ra: number, dec: number];

function line(points: readonly Point[]): string {
  return lineOf(points.map(([ra, dec]) => onMap({ ra, dec, isFromAbove: false })));
}

function sequence(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
}

/** From one edge of the map to the other: just above RA 180° to 180°. */
const ACROSS = sequence(180.0001, 540, 9.9999972).map((ra) => Math.min(ra, 540) % 360);

const GRATICULE = [
  ...sequence(210, 510, 30).map((ra) => line(sequence(-90, 90, 10).map((dec) => [ra % 360, dec] as const))),
  ...[-60, -30, 30, 60].map((dec) => line(ACROSS.map((ra) => [ra, dec] as const))),
].join('');
const EQUATOR = line(ACROSS.map((ra) => [ra, 0] as const));

/** Galactic latitude 0: its pole is at 192.85948°, 27.12825° (J2000), its ascending node on the equator 90° after. */
const GALAXY = (() => {
  const pole = (27.12825 * Math.PI) / 180;
  const points = sequence(0, 360, 5).map((angle): Point => {
    const a = (angle * Math.PI) / 180;
    const dec = Math.asin(Math.sin(a) * Math.cos(pole));
    const ra = 282.85948 + (Math.atan2(Math.sin(a) * Math.sin(pole), Math.cos(a)) * 180) / Math.PI;
    return [(ra + 360) % 360, (dec * 180) / Math.PI];
  });
  // Cut open where it passes the edge of the map.
  const pieces: Point[][] = [[]];
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (
      before !== undefined &&
      (before[0] - 180) * (point[0] - 180) < 0 &&
      Math.abs(before[0] - point[0]) < 90
    )
      pieces.push([]);
    pieces.at(-1)?.push(point);
  }
  return pieces.map(line).join('');
})();

const LABELS: Html = html`${[240, 300, 0, 60, 120].map((ra) => {
  const { x } = onMap({ ra, dec: 0, isFromAbove: false });
  return html`<text x="${Math.round(x)}" y="-10">${ra}°</text>`;
})}${[-60, -30, 30, 60].map((dec) => {
  const { x, y } = onMap({ ra: 180, dec, isFromAbove: false });
  return html`<text class="last" x="${Math.round(x) - 12}" y="${Math.round(y) + (dec > 0 ? 0 : 24)}">${dec > 0 ? '+' : '−'}${Math.abs(dec)}°</text>`;
})}<text class="last" x="${-WIDTH / 2 - 12}" y="12">0°</text>`;
