/** What an anomaly across registries is: one small object each, listed in kinds.ts. */
import type { Severity } from '../validate/finding.ts';
import type { Facts } from './facts.ts';

/** One thing that is wrong. */
export interface Case {
  /** ids of the sources it is about; examples are chosen so that every one of them is seen. */
  sources: string[];
  /** What it is about: an ivoid, an authority, a standardID, an address. */
  subject: string;
  /** One sentence; without personal data. */
  says: string;
}

export interface Kind {
  /** For programs, and to look it up in docs/operating.md. */
  code: string;
  severity: Severity;
  citation: string;
  /** What there is, in the plural: the heading above the cases. */
  title: string;
  /** What it means for those who use the Registry. */
  means: string;
  /** What to do, and who. */
  todo: string;
  /** The cases, one at a time: there may be 100,000 of one kind. */
  find(facts: Facts): Iterable<Case>;
}
