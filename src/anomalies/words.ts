/** Sentences that the text and the page of the anomaly report share. */
import type { AnomalyReport } from './anomalies.ts';

/** What was looked at, and how much was found. */
export function headline({ summary, at }: AnomalyReport): string {
  const { sources, records, errors, warnings, infos } = summary;
  return (
    `${plural(records, 'record')} of ${plural(sources, 'source')}, as known at ${at}: ` +
    `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(infos, 'note')}.`
  );
}

/** What the reader must know before believing the rest. */
export function caveats({ incomplete, sources, unvalidated }: AnomalyReport): string[] {
  const why = (id: string) =>
    sources.find((source) => source.id === id)?.reason ?? 'its last harvest did not end';
  const parts = incomplete.map((id) => `${id}: ${why(id).replace(/\.$/, '')}`);
  return [
    ...(parts.length === 0
      ? []
      : [`Based on incomplete harvests, so what is missing may only be missing here. ${parts.join('; ')}.`]),
    ...(unvalidated === 0 ? [] : [`${plural(unvalidated, 'record')} not validated yet.`]),
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
