/** SARIF 2.1.0, for code hosts and editors other than GitLab. */
import type { Severity } from '../finding.ts';
import { ruleDocs } from '../rules.ts';
import type { Report } from '../validate.ts';

const LEVEL: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

export function sarifReport({ findings }: Report, version: string): string {
  const used = [...new Set(findings.map((f) => f.rule))].sort();
  const docs = new Map(ruleDocs().map((doc) => [doc.id, doc]));
  const rules = used.map((id) => ({
    id,
    shortDescription: { text: docs.get(id)?.asks ?? id },
    ...(docs.has(id)
      ? { help: { text: `${docs.get(id)?.because ?? ''} (${docs.get(id)?.citation ?? ''})` } }
      : {}),
  }));
  const results = findings.map((f) => ({
    ruleId: f.rule,
    ruleIndex: used.indexOf(f.rule),
    level: LEVEL[f.severity],
    message: { text: f.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: f.file.split('/').map(encodeURIComponent).join('/') },
          region: { startLine: f.line, startColumn: f.column },
        },
      },
    ],
  }));
  const driver = { name: 'voreg', version, rules };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
