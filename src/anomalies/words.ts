/** Sentences that the text and the page of the anomaly report share. */
import { counted } from '../words/say.ts';
import type { AnomalyReport } from './anomalies.ts';

/** What was looked at, and how much was found. */
export function headline({ summary, at }: AnomalyReport): string {
  const { sources, records, errors, warnings, infos } = summary;
  return (
    `${counted(records, 'record')} of ${counted(sources, 'source')}, as known at ${at}: ` +
    `${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(infos, 'note')}.`
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
    ...(unvalidated === 0 ? [] : [`${counted(unvalidated, 'record')} not validated yet.`]),
  ];
}
