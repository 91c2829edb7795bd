/** The reconciliation report for a terminal: what there is to do, most urgent first. */
import { printable } from '../../words/say.ts';
import { ELSEWHERE, type Sighting } from '../elsewhere.ts';
import type { Entry, Reconciliation } from '../result.ts';
import { STATUSES } from '../statuses.ts';

const MOST = 10;

/** Plain text, each line ended. Control characters are shown, not sent to the terminal. */
export function textReport(result: Reconciliation): string {
  const { here, sources, counts } = result;
  const lines = [
    `${here.records} records here with ${here.links} links, compared with ${sources.map(({ id, records }) => `${id} (${records})`).join(', ') || 'no source'}.`,
    ...result.caveats.map((caveat) => `Note: ${caveat}`),
    ...(result.held === null ? [] : ['', `Held: ${result.held}`]),
    '',
    ...STATUSES.filter(({ id }) => (counts[id] ?? 0) > 0).map(
      ({ id, meaning }) => `${String(counts[id]).padStart(7)}  ${id.padEnd(21)} ${meaning}`,
    ),
    '',
  ];
  for (const { id, asks } of STATUSES) {
    const entries = result.entries.filter(({ status }) => status === id);
    if (!asks || entries.length === 0) continue;
    lines.push(`${id}:`, ...entries.slice(0, MOST).flatMap(entryLines));
    if (entries.length > MOST) lines.push(`  and ${entries.length - MOST} more: see --format html or json`);
    lines.push('');
  }
  for (const { status, owner, about, count, examples } of result.bulk) {
    lines.push(
      `${status}: ${count} of ${owner}${about === null ? '' : ` (${about})`}, e.g. ${examples.map(({ id }) => id).join(', ')}`,
    );
  }
  if (result.bulk.length > 0) lines.push('');
  lines.push(...sightingLines(result.sightings));
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function entryLines({ here, there, predicate, reason, evidence }: Entry): string[] {
  const pair = [here?.id, predicate ?? '', there?.id].filter(Boolean).join('  ');
  const score = evidence === null ? '' : ` (${evidence.zone}, score ${evidence.score.toFixed(2)})`;
  return [`  ${pair}${score}`, `    ${reason}`];
}

function sightingLines(sightings: Sighting[]): string[] {
  const kinds = Object.keys(ELSEWHERE) as (keyof typeof ELSEWHERE)[];
  const lines = kinds.flatMap((kind) => {
    const found = sightings.filter(({ finding }) => finding === kind);
    if (found.length === 0) return [];
    const examples = found.slice(0, 3).map(({ ivoid, source }) => `${ivoid} at ${source}`);
    return [`  ${kind}: ${found.length}. ${ELSEWHERE[kind]} E.g. ${examples.join(', ')}`];
  });
  return lines.length === 0 ? [] : ['What other registries hold of our records:', ...lines, ''];
}
