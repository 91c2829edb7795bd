/** The anomaly report for people and programs: plain text, JSON, and one self-contained HTML page. */
import { printable } from '../words/say.ts';
import type { AnomalyReport } from './anomalies.ts';
import { anomalyPage } from './page.ts';
import { caveats, headline } from './words.ts';

export const ANOMALY_FORMATS: Record<string, (report: AnomalyReport) => string> = {
  text: textReport,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  html: anomalyPage,
};

function textReport(report: AnomalyReport): string {
  const lines = [headline(report), ...caveats(report), ''];
  for (const kind of report.anomalies) {
    lines.push(`${kind.severity}: ${kind.title} (${kind.code}, ${kind.count})`);
    lines.push(`  ${kind.means}`, `  What to do: ${kind.todo}`);
    for (const { says } of kind.examples) lines.push(`    - ${says}`);
    if (kind.count > kind.examples.length) lines.push(`    and ${kind.count - kind.examples.length} more`);
    lines.push(`  Source: ${kind.citation}`, '');
  }
  if (report.anomalies.length === 0) lines.push('No anomalies.', '');
  return lines.map((line) => `${printable(line)}\n`).join('');
}
