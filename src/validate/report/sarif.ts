/** SARIF 2.1.0, for code hosts and editors other than GitLab. */
import type { Severity } from '../finding.ts';
import { ruleDocs } from '../rules.ts';
import type { Report } from '../validate.ts';
import { jsonList } from './pieces.ts';

const LEVEL: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

export function* sarifReport({ findings }: Report, version: string): Generator<string> {
  const used = [...new Set(findings.map((f) => f.rule))].sort();
  const indexOf = new Map(used.map((id, index) => [id, index]));
  const docs = new Map(ruleDocs().map((doc) => [doc.id, doc]));
  const rules = used.map((id) => ({
    id,
    shortDescription: { text: docs.get(id)?.asks ?? id },
    ...(docs.has(id)
      ? { help: { text: `${docs.get(id)?.because ?? ''} (${docs.get(id)?.citation ?? ''})` } }
      : {}),
  }));
  const driver = { name: 'voreg', version, rules };
  const run = JSON.stringify({ tool: { driver }, columnKind: 'utf16CodeUnits' }, null, 2).replace(
    /\n\}$/,
    '',
  );
  yield `{\n"$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n"version": "2.1.0",\n"runs": [${run},\n  "results": `;
  yield* jsonList(findings, 1, (f) => ({
    ruleId: f.rule,
    ruleIndex: indexOf.get(f.rule),
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
  yield '\n}]\n}\n';
}
