/** What is wrong with a file, said to the person who wrote it (design §6). */

export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  /** Id of the rule in requirements.md, or XML, XSD, GIT, CONFIG. */
  rule: string;
  severity: Severity;
  /** Path in the records repository. */
  file: string;
  /** From 1; the start tag of the element meant. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  ivoid: string | null;
  /** Element path such as /ri:Resource/title; null where it is about the file. */
  path: string | null;
  /** The value that was found, shortened. */
  found: string | null;
  message: string;
  /** What to write instead, where that is certain. */
  fix: string | null;
  citation: string | null;
}

/** A finding with the usual defaults: an error about the whole file. */
export function finding(parts: Pick<Finding, 'rule' | 'file' | 'message'> & Partial<Finding>): Finding {
  return {
    severity: 'error',
    line: 1,
    column: 1,
    ivoid: null,
    path: null,
    found: null,
    fix: null,
    citation: null,
    ...parts,
  };
}

/**
 * One line for a terminal or a log: `file:line:column severity RULE message`. What steers a terminal, or turns the
 * direction of reading, is written as in JSON: a file may be called so.
 */
export function formatFinding(f: Finding): string {
  const line = `${f.file}:${f.line}:${f.column} ${f.severity} ${f.rule} ${f.message}`;
  return line.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
