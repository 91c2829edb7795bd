/**
 * A MOC as lines on a map of the whole sky: Hammer's equal-area projection (the "Aitoff" of astronomers), the equator in
 * the middle, RA 0° in its centre and growing to the left. Pure: paths as SVG has them, no colours.
 */
import { coarser, mocFill } from './moc-fill.ts';
import { type Cells, type Corner, outlines } from './outline.ts';

/** The map is an ellipse that fills this, with its centre at 0, 0. */
export const WIDTH = 1440;
export const HEIGHT = 720;

export interface SkyMap {
  /** HEALPix order that it is drawn with. */
  order: number;
  /** Paths around the cells that are covered wholly, and around all that are touched; '' if there are none. */
  whole: string;
  touched: string;
  /** Centres of pieces that are too small to be seen, few enough to be marked. */
  specks: { x: number; y: number }[];
  /** Coarsest and finest order of the MOC's cells. */
  orders: [number, number];
  /** Part of the sky that is covered, 0…1: of the MOC itself, whatever is drawn. */
  share: number;
  /** Declinations between which the touched cells lie. */
  from: number;
  to: number;
}

/** A cell is then 3.7 units wide: about two pixels on a page. */
const FINEST = 6;
/** Order 3 has 768 cells: their paths are always short enough. */
const COARSEST = 3;
/** Characters of both paths. */
const MOST_LENGTH = 16_000;
/** A cell that is filled but for rounding. */
const NEARLY = 1 - 1e-9;
/** A run of cells has at least four corners, of three characters at least. */
const LEAST_OF_RUN = 12;

/** The map of a MOC (ASCII), as fine as it fits; null if it is empty, or no MOC. */
export function skyMap(moc: string): SkyMap | null {
  const fill = mocFill(moc, FINEST);
  if (fill === null) return null;
  const { orders } = fill;
  let { parts } = fill;
  const share = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  if (share === 0) return null;
  for (let order = FINEST; ; order -= 1) {
    if (order < FINEST) parts = coarser(parts);
    const [whole, touched] = [runs(parts, NEARLY), runs(parts, 0)];
    const isLast = order === COARSEST;
    if (!isLast && (whole.length + touched.length) * LEAST_OF_RUN > MOST_LENGTH) continue;
    const lines = outlines(order, touched);
    const isSame = areaOf(whole) === areaOf(touched);
    const paths = {
      whole: pathOf(isSame ? lines : outlines(order, whole)),
      touched: isSame ? '' : pathOf(lines),
    };
    if (!isLast && paths.whole.length + paths.touched.length > MOST_LENGTH) continue;
    return { order, ...paths, orders, specks: specksOf(lines), share, ...rangeOf(lines, order, touched) };
  }
}

/** Where a position is on the map, in its units; y grows downwards, as SVG has it. */
export function onMap({ ra, dec, isFromAbove }: Corner): { x: number; y: number } {
  const lambda = ((ra > 180 || isFromAbove ? ra - 360 : ra) * Math.PI) / 180;
  const phi = (dec * Math.PI) / 180;
  const scale = Math.sqrt(1 + Math.cos(phi) * Math.cos(lambda / 2));
  return {
    x: (-WIDTH / 2) * ((Math.cos(phi) * Math.sin(lambda / 2)) / scale),
    y: (-HEIGHT / 2) * (Math.sin(phi) / scale),
  };
}

/** Cells with more than that part covered. */
function runs(parts: Float64Array, more: number): Cells {
  const found: [number, number][] = [];
  let from = -1;
  for (let cell = 0; cell <= parts.length; cell += 1) {
    const isIn = (parts[cell] ?? 0) > more;
    if (isIn && from < 0) from = cell;
    if (isIn || from < 0) continue;
    found.push([from, cell]);
    from = -1;
  }
  return found;
}

function areaOf(cells: Cells): number {
  return cells.reduce((sum, [low, high]) => sum + high - low, 0);
}

/** Whole units, each step from the last: rounding never adds up. */
function pathOf(lines: readonly Corner[][]): string {
  return lines.map((line) => `${lineOf(line.map(onMap))}z`).join('');
}

/** An open line through points, as SVG's path data. */
export function lineOf(points: readonly { x: number; y: number }[]): string {
  let written = '';
  let [atX, atY] = [0, 0];
  for (const [i, point] of points.entries()) {
    const [x, y] = [Math.round(point.x), Math.round(point.y)];
    if (i === 0) written = `M${x} ${y}l`;
    else if (x !== atX || y !== atY) written += `${x - atX} ${y - atY} `;
    [atX, atY] = [x, y];
  }
  return written.replace(/ $|l$/, '').replace(/ -/g, '-');
}

const SPECK = 20;
const MOST_SPECKS = 12;

function specksOf(lines: readonly Corner[][]): SkyMap['specks'] {
  if (lines.length > MOST_SPECKS) return [];
  return lines.flatMap((line) => {
    const points = line.map(onMap);
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const box = { x: Math.min(...xs), y: Math.min(...ys), toX: Math.max(...xs), toY: Math.max(...ys) };
    if (box.toX - box.x > SPECK || box.toY - box.y > SPECK || isHole(points)) return [];
    return [{ x: Math.round((box.x + box.toX) / 2), y: Math.round((box.y + box.toY) / 2) }];
  });
}

/** Holes are walked the other way round. */
function isHole(points: readonly { x: number; y: number }[]): boolean {
  let twice = 0;
  for (const [i, to] of points.entries()) {
    const from = points.at(i - 1) ?? to;
    twice += from.x * to.y - to.x * from.y;
  }
  return twice < 0;
}

/** A pole inside the area is on none of its borders. */
function rangeOf(lines: readonly Corner[][], order: number, touched: Cells): { from: number; to: number } {
  let [from, to] = [90, -90];
  for (const line of lines) for (const { dec } of line) [from, to] = [Math.min(from, dec), Math.max(to, dec)];
  const has = (cell: number) => touched.some(([low, high]) => low <= cell && cell < high);
  const perFace = 4 ** order;
  if ([0, 1, 2, 3].some((face) => has((face + 1) * perFace - 1))) to = 90;
  if ([8, 9, 10, 11].some((face) => has(face * perFace))) from = -90;
  return { from, to };
}
