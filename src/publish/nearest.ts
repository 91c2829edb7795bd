/** What somebody may have meant by a name that is not there. */
import { editDistance } from '../words/edit-distance.ts';

/** The few names that differ least, nearest first; none that differs by more than one letter in four. */
export function nearest(wanted: string, names: Iterable<string>): string[] {
  const most = Math.max(2, Math.floor(wanted.length / 4));
  const found: { name: string; distance: number }[] = [];
  for (const name of names) {
    const distance = editDistance(wanted, name, most);
    if (distance <= most) found.push({ name, distance });
  }
  const least = Math.min(...found.map(({ distance }) => distance));
  return found
    .filter(({ distance }) => distance <= least + 1)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

const SHOWN = 3;
