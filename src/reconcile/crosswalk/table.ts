/** The tables of the crosswalk, as data: tables/*.json, each with its date and where its facts come from. */
import { readFileSync } from 'node:fs';

/** `npm run build` copies the folder to dist, so that this holds there too. */
const TABLES = new URL('tables/', import.meta.url);

const loaded = new Map<string, unknown>();

/** A table by the name of its file without `.json`, read once. */
export function table<T>(name: string): T {
  let found = loaded.get(name);
  if (found === undefined) {
    found = JSON.parse(readFileSync(new URL(`${name}.json`, TABLES), 'utf8'), bare);
    loaded.set(name, found);
  }
  return found as T;
}

/** Objects without a prototype: a record may say `valueOf`, and that is no row of any table. */
function bare(_key: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.assign(Object.create(null), value) : value;
}
