/** Validates the records of a list as they come by (src/validate), and keeps the findings in short. */
import { acrossFindings } from '../validate/across.ts';
import { type CheckContext, checkFile } from '../validate/check.ts';
import type { Finding as RecordFinding, Severity } from '../validate/finding.ts';
import { ruleDocs } from '../validate/rules.ts';
import type { RecordSummary } from '../validate/summary.ts';
import { getRecordOf } from './ask.ts';
import type { Described, Level, Observation } from './check.ts';
import { type Finding, Found } from './found.ts';

const LEVEL: Record<Severity, Level> = { error: 'fail', warning: 'warn', info: 'info' };
/** What the schemas see, and what keeps a record from being read at all. */
const SCHEMA = new Set(['XML', 'XSD', 'GIT', 'RI-04', 'RI-05', 'VOR-05', 'IDN-01', 'IDN-02', 'IDN-03']);

/** Every observation of a record says its own rule and level. */
const PLAIN: Described = { id: '', rule: '', citation: 'requirements.md, part (c)', level: 'warn', asks: '' };

export class Validator {
  readonly #context: CheckContext;
  readonly #asks = new Map(ruleDocs().map(({ id, asks }) => [id, asks]));
  readonly #schema = new Found(PLAIN);
  readonly #rules = new Found(PLAIN);
  readonly #summaries: RecordSummary[] = [];

  constructor(context: CheckContext) {
    this.#context = context;
  }

  findings(): { schema: Finding[]; rules: Finding[] } {
    return { schema: this.#schema.findings(), rules: this.#rules.findings() };
  }

  /** `id` is what the header says; `text` the record as a document of its own. */
  look(id: string, text: string): void {
    const checked = checkFile(Buffer.from(text, 'utf8'), id, this.#context);
    for (const finding of checked.findings) {
      const isSchema = SCHEMA.has(finding.rule) && finding.severity === 'error';
      (isSchema ? this.#schema : this.#rules).add(this.#observed(id, finding));
    }
    this.#summaries.push(...checked.summaries);
  }

  /** What only shows across the records; `managed` are the registry's authorities, in lower case. */
  *across(managed: Set<string>): Generator<Observation> {
    const byKey = new Map(this.#summaries.map((summary) => [summary.key, summary]));
    const findings = acrossFindings({
      records: this.#summaries,
      touching: [],
      touched: new Set(byKey.keys()),
      find: (key) => byKey.get(key) ?? null,
      all: this.#summaries,
      managed,
      disappeared: [],
    });
    for (const finding of findings) yield this.#observed(finding.file, finding);
  }

  #observed(id: string, finding: RecordFinding): Observation {
    // What a record says in these places may be about a person.
    const isPersonal = /(email|telephone|address)$/.test(finding.path ?? '');
    const where = finding.path === null ? '' : ` (${finding.path}, line ${finding.line} of the record)`;
    return {
      request: getRecordOf(id),
      expected: this.#asks.get(finding.rule) ?? EXPECTED[finding.rule] ?? 'A valid record.',
      seen: isPersonal ? `a contact detail that breaks the rule${where}` : `${finding.message}${where}`,
      level: LEVEL[finding.severity],
      rule: finding.rule,
      ...(finding.citation === null ? {} : { citation: finding.citation }),
    };
  }
}

const EXPECTED: Record<string, string> = {
  XML: 'A record that is well-formed XML.',
  XSD: 'A record that is valid by the XML schemas.',
  GIT: 'A record of less than 4 MB.',
};
