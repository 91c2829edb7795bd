/** What OAI-PMH calls errors (HTTP 200, OAI-05), and the two ways in which a request cannot be answered just now. */

/** OAI-PMH 2.0 §3.6. */
export type ErrorCode =
  | 'badArgument'
  | 'badResumptionToken'
  | 'badVerb'
  | 'cannotDisseminateFormat'
  | 'idDoesNotExist'
  | 'noRecordsMatch'
  | 'noMetadataFormats'
  | 'noSetHierarchy';

export interface OaiError {
  code: ErrorCode;
  /** For a person: what is wrong and what to do. */
  text: string;
}

/** The request has an answer, and that is one or more errors (OAI-68: all of them at once). */
export class ProtocolErrors extends Error {
  override name = 'ProtocolErrors';
  readonly errors: OaiError[];
  constructor(...errors: OaiError[]) {
    super(errors.map(({ code, text }) => `${code}: ${text}`).join(' '));
    this.errors = errors;
  }
}

/** What this replica knows, or what it read, is older than what the request speaks of: look at the database again. */
export class Behind extends Error {
  override name = 'Behind';
}

/** Not now: overloaded, or behind and not able to catch up. Becomes 503 with Retry-After (OAI-07). */
export class Unavailable extends Error {
  override name = 'Unavailable';
  /** Whole seconds. */
  readonly retryAfter: number;
  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** Somebody's input in a message: in quotation marks, and not longer than a line. */
export function quoted(input: string): string {
  return input.length > 100 ? `“${input.slice(0, 100)}…”` : `“${input}”`;
}
