/**
 * HEALPix in the nested scheme: which cell a position lies in, where a cell lies, which cells a circle touches.
 * Górski et al. 2005, ApJ 622, 759, §4–5 (cells, numbering); positions are ICRS degrees, cells as a MOC numbers them.
 * Exact to a double's precision at every order a MOC may have; nothing here is approximate but where it says so.
 */

/** HEALPix cells of order 29 still fit into the 64 bits of a MOC. */
export const MAX_ORDER = 29;

/** A cell takes in its borders towards smaller numbers only: half-open, [low, high), as every range here. */
export type Range = readonly [low: bigint, high: bigint];

const DEGREES = 180 / Math.PI;

/** Row of the southern corner of each of the 12 base cells counted from the north pole, in units of their size. */
export const ROW = [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4];
/** Its longitude, in eighths of a turn. */
export const COLUMN = [1, 3, 5, 7, 0, 2, 4, 6, 1, 3, 5, 7];

/** Number of the last cell of an order, and one. */
export function cellsOf(order: number): bigint {
  return 12n << BigInt(2 * order);
}

/** The cell of that order (0–29) that holds a position: `ra` any number of degrees, `dec` −90…90. */
export function cellOf(order: number, ra: number, dec: number): bigint {
  const side = 2 ** order;
  const z = Math.sin(dec / DEGREES);
  const turn = (((ra % 360) + 360) % 360) / 90;
  // (-1e-20 % 360) + 360 is 360.
  const t = turn >= 4 ? 0 : turn;
  if (Math.abs(z) > 2 / 3) return polar(side, order, z, t, dec);
  const middle = side * (0.5 + t);
  const slope = side * z * 0.75;
  const rising = Math.floor(middle - slope);
  const falling = Math.floor(middle + slope);
  const up = Math.floor(rising / side);
  const down = Math.floor(falling / side);
  const face = up === down ? (up % 4) + 4 : up < down ? up : down + 8;
  return nested(order, face, falling % side, side - (rising % side) - 1);
}

function polar(side: number, order: number, z: number, t: number, dec: number): bigint {
  const quarter = Math.min(3, Math.floor(t));
  const within = t - quarter;
  // The distance from the pole by its sine: 1 − |z| has no digits left there.
  const cosine = Math.sin((90 - Math.abs(dec)) / DEGREES);
  const size = (side * cosine) / Math.sqrt((1 + Math.abs(z)) / 3);
  const rising = Math.min(side - 1, Math.floor(within * size));
  const falling = Math.min(side - 1, Math.floor((1 - within) * size));
  return z >= 0
    ? nested(order, quarter, side - falling - 1, side - rising - 1)
    : nested(order, quarter + 8, rising, falling);
}

/** Bits of x at the even places, those of y at the odd ones, the face before them. */
function nested(order: number, face: number, x: number, y: number): bigint {
  const low = BigInt(spread(x % 32768) + 2 * spread(y % 32768));
  const high = BigInt(spread(Math.floor(x / 32768)) + 2 * spread(Math.floor(y / 32768)));
  return (BigInt(face) << BigInt(2 * order)) | (high << 30n) | low;
}

/** A zero between any two of 15 bits. */
function spread(bits: number): number {
  let b = bits;
  b = (b | (b << 8)) & 0x00ff00ff;
  b = (b | (b << 4)) & 0x0f0f0f0f;
  b = (b | (b << 2)) & 0x33333333;
  return (b | (b << 1)) & 0x55555555;
}

function gathered(bits: number): number {
  let b = bits & 0x55555555;
  b = (b | (b >> 1)) & 0x33333333;
  b = (b | (b >> 2)) & 0x0f0f0f0f;
  b = (b | (b >> 4)) & 0x00ff00ff;
  return (b | (b >> 8)) & 0x0000ffff;
}

/** `ra` 0…360 and `dec`, in degrees. */
export interface Position {
  ra: number;
  dec: number;
}

/** The middle of a cell. */
export function centreOf(order: number, cell: bigint): Position {
  return pointIn(order, cell, 0.5, 0.5);
}

/** Its corners: south, east, north, west. Its borders are curves, nearly straight at order 3 and finer. */
export function cornersOf(order: number, cell: bigint): Position[] {
  return [
    pointIn(order, cell, 0, 0),
    pointIn(order, cell, 1, 0),
    pointIn(order, cell, 1, 1),
    pointIn(order, cell, 0, 1),
  ];
}

/** A point of a cell: (0, 0) is its southern corner, x grows to the north-east, y to the north-west, both up to 1. */
export function pointIn(order: number, cell: bigint, x: number, y: number): Position {
  const bits = 2n * BigInt(order);
  const face = Number(cell >> bits);
  const within = cell & ((1n << bits) - 1n);
  const low = Number(within & 0x3fffffffn);
  const high = Number(within >> 30n);
  const side = 2 ** order;
  const along = (gathered(low) + 32768 * gathered(high) + x) / side;
  const across = (gathered(low >> 1) + 32768 * gathered(high >> 1) + y) / side;
  const row = (ROW[face] ?? 0) - along - across;
  // From the pole: 1 at the border of the cap and beyond.
  const size = row < 1 ? row : row > 3 ? 4 - row : 1;
  const column = ((COLUMN[face] ?? 0) * size + along - across + 8) % 8;
  const ra = size < 1e-15 ? 0 : (45 * column) / size;
  return { ra: ra % 360, dec: latitude(row, size) };
}

function latitude(row: number, size: number): number {
  if (size === 1) return DEGREES * Math.asin(((2 - row) * 2) / 3);
  // 1 − z = size²/3: the half angle keeps its digits near the pole.
  const fromPole = 2 * DEGREES * Math.asin(size / Math.sqrt(6));
  return row < 1 ? 90 - fromPole : fromPole - 90;
}

/** Degrees between two positions; exact for small and for large angles (the formula of Vincenty). */
export function angleBetween(a: Position, b: Position): number {
  const turn = (b.ra - a.ra) / DEGREES;
  const [from, to] = [a.dec / DEGREES, b.dec / DEGREES];
  const [sin, cos] = [Math.sin, Math.cos];
  const y = cos(from) * sin(to) - sin(from) * cos(to) * cos(turn);
  return (
    DEGREES *
    Math.atan2(Math.hypot(cos(to) * sin(turn), y), sin(from) * sin(to) + cos(from) * cos(to) * cos(turn))
  );
}

/** No point of a cell of this order is farther from its middle: the largest are at the borders of the polar caps. */
function reachOf(order: number): number {
  const side = 2 ** order;
  const middle = { ra: 45 / side, dec: DEGREES * Math.asin(2 / 3) };
  const corner = { ra: 0, dec: DEGREES * Math.asin(1 - (1 - 1 / side) ** 2 / 3) };
  return angleBetween(middle, corner);
}

/** Cells at the circle's border are looked at until they are this part of its radius. */
const FINENESS = 16;

/**
 * Cells that a circle touches (`radius` in degrees), as ranges of order 29, ascending. Never too few: a cell of less
 * than a sixteenth of the radius that lies just outside may be among them. A radius of 0 is the cell of the position.
 */
export function cellsWithin(centre: Position, radius: number): Range[] {
  const own = cellOf(MAX_ORDER, centre.ra, centre.dec);
  if (radius === 0) return [[own, own + 1n]];
  let finest = 0;
  while (finest < MAX_ORDER && reachOf(finest) > radius / FINENESS) finest += 1;
  const found: Range[] = [];
  const visit = (order: number, cell: bigint): void => {
    const distance = angleBetween(centre, centreOf(order, cell));
    const reach = reachOf(order);
    if (distance > radius + reach) return;
    if (order === finest || distance + reach <= radius) found.push(atFinest(order, cell));
    else for (let child = 0n; child < 4n; child += 1n) visit(order + 1, 4n * cell + child);
  };
  for (let base = 0n; base < 12n; base += 1n) visit(0, base);
  return merged(found);
}

/** The cells of order 29 inside a cell. */
export function atFinest(order: number, cell: bigint): Range {
  const shift = BigInt(2 * (MAX_ORDER - order));
  return [cell << shift, (cell + 1n) << shift];
}

/** The same cells in as few ranges as possible, ascending. */
export function merged(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const joined: [bigint, bigint][] = [];
  for (const [low, high] of sorted) {
    const last = joined.at(-1);
    if (last === undefined || low > last[1]) joined.push([low, high]);
    else if (high > last[1]) last[1] = high;
  }
  return joined;
}
