/**
 * What OAI-PMH registries do otherwise than OAI-PMH 2.0 and Registry Interfaces say, and is tolerated (requirements.md
 * HV-12): counted per source, with one example. What files in Git and folders do is in spase-deviations.ts.
 */
import type { OaiNote } from '../xml/oai-envelope.ts';
import type { Deviation } from './source.ts';

export interface DeviationKind {
  /** Rule of requirements.md that says how it should be. */
  rule: string;
  /** What it means, for a person. */
  sentence: string;
}

export const OAI_DEVIATIONS = {
  // HTTP
  'content-type': { rule: 'OAI-04', sentence: 'The Content-Type is not text/xml.' },
  'content-encoding': { rule: 'OAI-08', sentence: 'A Content-Encoding was announced but not applied.' },
  'error-status': { rule: 'OAI-05', sentence: 'A protocol error came with an HTTP error status.' },
  'get-refused': { rule: 'OAI-01', sentence: 'GET is refused; the harvest was made by POST.' },
  redirected: { rule: 'OAI-09', sentence: 'The base URL redirects to another address.' },
  'no-oai-pmh': {
    rule: 'OAI-04',
    sentence: 'An HTML page, or something else, came with HTTP 200 instead of OAI-PMH.',
  },
  // Text
  'byte-order-mark': { rule: 'OAI-10', sentence: 'The answer begins with a byte order mark.' },
  'not-utf-8': { rule: 'OAI-10', sentence: 'The answer is in another encoding than UTF-8.' },
  'encoding-contradiction': {
    rule: 'OAI-10',
    sentence: 'HTTP names another encoding than the XML declaration.',
  },
  'encoding-lies': {
    rule: 'OAI-10',
    sentence: 'There are bytes that are not in the encoding named; they were read as windows-1252.',
  },
  'text-around': { rule: 'OAI-10', sentence: 'There is text before or after the XML document.' },
  doctype: { rule: 'OAI-10', sentence: 'The answer has a DOCTYPE.' },
  'ampersand-outside': { rule: 'OAI-10', sentence: 'An & or < stands unescaped outside of the records.' },
  'control-character': {
    rule: 'OAI-18',
    sentence: 'There are characters that XML forbids outside of records.',
  },
  'undeclared-prefix': {
    rule: 'RI-06',
    sentence: 'A namespace prefix is not declared; it was taken for what everybody means by it.',
  },
  'prefixed-root': {
    rule: 'OAI-11',
    sentence: 'The OAI-PMH elements have a prefix, which breaks simple clients.',
  },
  'oai-namespace': { rule: 'OAI-11', sentence: 'The OAI-PMH elements are not in the OAI-PMH namespace.' },
  'broken-record': { rule: 'OAI-10', sentence: 'A record is not well-formed XML; it was set aside.' },
  // Envelope
  'no-response-date': {
    rule: 'OAI-13',
    sentence: 'There is no responseDate; the Date of the HTTP answer was taken for it.',
  },
  'response-date-form': { rule: 'OAI-13', sentence: 'The responseDate is not in UTC seconds with a Z.' },
  'request-echo': { rule: 'OAI-14', sentence: 'The request element does not repeat what was asked.' },
  'error-form': {
    rule: 'OAI-61',
    sentence: "An error's code is written in another form than the protocol's.",
  },
  'error-and-list': { rule: 'OAI-16', sentence: 'An answer has an error and a list; the list was taken.' },
  'no-identify': {
    rule: 'OAI-70',
    sentence: 'Identify has no usable answer; seconds granularity was assumed.',
  },
  'granularity-form': {
    rule: 'OAI-70',
    sentence: 'Identify names a granularity that the protocol does not know.',
  },
  'granularity-lies': {
    rule: 'OAI-22',
    sentence: 'A date in the granularity that Identify names was refused.',
  },
  // Lists
  'no-managed-set': {
    rule: 'RI-40',
    sentence: 'The set asked for does not exist; everything was listed instead.',
  },
  'empty-list': { rule: 'OAI-65', sentence: 'An empty list came where noRecordsMatch belongs.' },
  'empty-last-page': { rule: 'OAI-80', sentence: 'The last token led to an empty page.' },
  'no-final-token': { rule: 'OAI-80', sentence: 'The last page of several has no empty resumptionToken.' },
  'needless-token': {
    rule: 'OAI-80',
    sentence: 'A list in a single answer ends with an empty resumptionToken.',
  },
  'token-repeated': {
    rule: 'HV-12',
    sentence: 'A resumptionToken was given a second time; the list was stopped.',
  },
  'page-repeated': { rule: 'HV-12', sentence: 'A page came a second time; the list was stopped.' },
  'token-refused': { rule: 'OAI-86', sentence: 'A resumptionToken was refused; the list was begun anew.' },
  'prefix-with-token': { rule: 'OAI-62', sentence: 'A metadataPrefix is demanded together with the token.' },
  'list-size': { rule: 'OAI-85', sentence: 'completeListSize is not the number of records listed.' },
  'from-ignored': { rule: 'OAI-23', sentence: 'Records older than `from` were listed.' },
  duplicate: { rule: 'HV-12', sentence: 'A record is listed more than once with the same datestamp.' },
  'identifier-case': { rule: 'IDN-04', sentence: 'Identifiers of one record differ in letter case.' },
  // Records
  'identifiers-differ': {
    rule: 'RI-10',
    sentence: 'The identifier in the header is not the one in the record.',
  },
  'no-identifier': {
    rule: 'RI-10',
    sentence: 'The header has no identifier; the one in the record was taken.',
  },
  'no-datestamp': { rule: 'OAI-24', sentence: 'The header has no datestamp, or one that is no date.' },
  'datestamp-fraction': { rule: 'OAI-24', sentence: 'A datestamp has a fraction of a second.' },
  'datestamp-zone': { rule: 'OAI-24', sentence: 'A datestamp has no Z; no zone was taken for UTC.' },
  'datestamp-form': { rule: 'OAI-24', sentence: 'A datestamp is in another form than Identify says.' },
  'deleted-inside': { rule: 'RI-33', sentence: 'A record says status="deleted" instead of its header.' },
  'deleted-with-metadata': {
    rule: 'OAI-32',
    sentence: 'A deleted header comes with metadata; they were left out.',
  },
  'wrong-namespace': { rule: 'RI-04', sentence: 'The record is not a Resource of RegistryInterface/v1.0.' },
  'surplus-metadata': {
    rule: 'RI-04',
    sentence: '`metadata` has more than one element; the first was taken.',
  },
} as const satisfies Record<string, DeviationKind> & Record<OaiNote['code'], DeviationKind>;

export type OaiDeviation = keyof typeof OAI_DEVIATIONS;

/** E-mail addresses in an example would be personal data in a report. */
const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/g;
const EXAMPLE_MAX = 200;

/** Deviations met, until they are handed on. */
export class Noted {
  #found = new Map<OaiDeviation, Deviation>();

  add(code: OaiDeviation, example: string, count = 1): void {
    const known = this.#found.get(code);
    if (known !== undefined) known.count += count;
    else {
      const shown = example.replace(EMAIL, '…@…').replace(/\s+/g, ' ').slice(0, EXAMPLE_MAX);
      this.#found.set(code, { code, count, example: shown });
    }
  }

  take(): Deviation[] {
    const found = [...this.#found.values()];
    this.#found = new Map();
    return found;
  }
}
