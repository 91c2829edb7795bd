/** What `voreg validate` says of the files under records/links/: each rule with what it asks, for docs/curating.md too. */
import { parseIvoid } from '../../resource/ivoid.ts';
import { readAccepted } from './accepted.ts';
import type { PlacedLink } from './line.ts';
import type { LinkFault } from './link.ts';
import { readLinks } from './read.ts';
import { writeLinks } from './write.ts';

export const LINK_CITATION = 'SSSOM/TSV; docs/reconciling.md';

/** Rule id → what it asks. */
export const LINK_RULES: Record<string, string> = {
  'LNK-01':
    'The file is UTF-8 without a byte order mark: a metadata block of YAML behind #, then a table with tabs, without empty lines.',
  'LNK-02': 'The metadata has mapping_set_id, license and curie_map, and nothing that SSSOM does not know.',
  'LNK-03':
    'Every line has subject_id, predicate_id, object_id and mapping_justification; columns are SSSOM’s, each once.',
  'LNK-04':
    'Identifiers are CURIEs with a declared prefix: an ivoid of the authority that the file is named after, and spase:… or ivo:….',
  'LNK-05': 'The predicate is one of the eight that links have; predicate_modifier is Not or empty.',
  'LNK-06': 'No line states the same as another one.',
  'LNK-07': 'No line states the opposite of another one, and skos:exactMatch is one to one.',
  'LNK-08': 'The ivoid of a link is a record of this registry.',
  'LNK-09': 'The file is in canonical form (sorted, no empty columns), so that branches merge.',
  'LNK-10': 'Dates, confidences, ORCIDs and digests have their form.',
  'LNK-11': 'The digests beside the links are those of links that exist.',
};

export interface LinkFile {
  /** `padc.example.sssom.tsv` */
  name: string;
  bytes: Uint8Array;
}

/** What kind of file it is by its name, and whose. */
export function linkFileKind(
  name: string,
): { authority: string; kind: 'links' | 'candidates' | 'accepted' } | null {
  const match = /^([A-Za-z0-9][^/]*?)\.(candidates\.sssom|sssom|accepted)\.tsv$/.exec(name);
  if (match === null) return null;
  const kind = match[2] === 'sssom' ? 'links' : match[2] === 'accepted' ? 'accepted' : 'candidates';
  return { authority: match[1] ?? '', kind };
}

/**
 * Faults of one links file. `published` holds the ivoids of this registry's records in lower case; null if that is not
 * known (a single file is checked). A fix for LNK-09 is the canonical text.
 */
export function checkLinkFile(
  { name, bytes }: LinkFile,
  published: Set<string> | null,
): { faults: LinkFault[]; canonical: string | null } {
  const kind = linkFileKind(name);
  if (kind === null) {
    const message =
      `"${name}" is not a name of a links file: <authority>.sssom.tsv, <authority>.candidates.sssom.tsv or ` +
      '<authority>.accepted.tsv.';
    return {
      faults: [{ rule: 'LNK-01', severity: 'error', line: 1, column: 1, found: name, message }],
      canonical: null,
    };
  }
  if (kind.kind === 'accepted')
    return { faults: readAccepted(Buffer.from(bytes).toString('utf8')).faults, canonical: null };
  const { set, faults } = readLinks(bytes);
  for (const link of set?.links ?? []) faults.push(...aboutSubject(link, kind.authority, published));
  if (set === null || faults.some(({ severity }) => severity === 'error')) return { faults, canonical: null };
  const canonical = writeLinks(set);
  if (canonical === Buffer.from(bytes).toString('utf8')) return { faults, canonical: null };
  faults.push({
    rule: 'LNK-09',
    severity: 'warning',
    line: firstDifference(Buffer.from(bytes).toString('utf8'), canonical),
    column: 1,
    found: null,
    message:
      'From this line on the file is not in canonical form; --fix writes it so: sorted, no empty columns, LF line ends.',
  });
  return { faults, canonical };
}

function aboutSubject(link: PlacedLink, authority: string, published: Set<string> | null): LinkFault[] {
  const fault = (rule: string, severity: LinkFault['severity'], message: string): LinkFault[] => [
    { rule, severity, line: link.line, column: 1, found: link.subject, message },
  ];
  const owner = parseIvoid(link.subject)?.authority ?? '';
  if (owner.toLowerCase() !== authority.toLowerCase()) {
    return fault(
      'LNK-04',
      'error',
      `${link.subject} belongs to the authority ${owner}: its links are in ${owner}.sssom.tsv.`,
    );
  }
  if (published !== null && !published.has(link.subject.toLowerCase())) {
    return fault(
      'LNK-08',
      'warning',
      `There is no record ${link.subject} here. If it was deleted, remove its links, or leave them until the next reconciliation has looked.`,
    );
  }
  return [];
}

function firstDifference(a: string, b: string): number {
  const [x, y] = [a.split('\n'), b.split('\n')];
  const at = x.findIndex((line, index) => line !== y[index]);
  return (at === -1 ? x.length : at) + 1;
}
