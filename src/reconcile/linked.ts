/** Every reviewed link, as it stands today. */
import { type KnownRecord, pageOf, unseenView, viewOf } from './known.ts';
import { type Accepted, acceptedKey } from './links/accepted.ts';
import type { Link } from './links/link.ts';
import { type Comparison, pairStatus } from './pair-status.ts';
import { type Entry, entry, type RecordView } from './result.ts';
import type { World } from './world.ts';

/** The reviewed links of one authority, with what both sides were when they were accepted. */
export interface ReviewedLinks {
  authority: string;
  links: Link[];
  accepted: Accepted;
}

/** One entry for each link, in the order of the files. */
export function linkedEntries(reviewed: ReviewedLinks[], world: World, comparison: Comparison): Entry[] {
  return reviewed.flatMap(({ links, accepted }) =>
    links.map((link) => {
      const { subject, object } = link;
      const { status, reason, differences } = pairStatus(
        {
          link,
          here: world.side(subject),
          there: world.side(object),
          accepted: accepted.get(acceptedKey(subject, object)) ?? null,
          conflicts: [...world.conflicts(subject), ...world.conflicts(object)],
          claims: world.claims(link),
          newKey: link.isRejected ? world.namedBy(link) : null,
        },
        comparison,
      );
      return entry({
        status,
        reason,
        here: shown(world.find(subject), subject, link.subjectLabel),
        there: shown(world.find(object), object, link.objectLabel),
        predicate: link.predicate,
        differences,
        notes: link.comment === null ? [] : [link.comment],
      });
    }),
  );
}

/** The record, or what the link remembers of one that is gone. */
function shown(record: KnownRecord | null, id: string, label: string | null): RecordView {
  if (record !== null) return viewOf(record);
  return unseenView(id, label ?? id, pageOf(id));
}

/** Ids (lower case) that some link of ours speaks of, rejections included: nothing is proposed for them again (P9). */
export function decidedPairs(reviewed: ReviewedLinks[]): Set<string> {
  return new Set(
    reviewed.flatMap(({ links }) => links.map(({ subject, object }) => pairKey(subject, object))),
  );
}

export function pairKey(subject: string, object: string): string {
  return `${subject.toLowerCase()}\t${object.toLowerCase()}`;
}

/** Our records that are linked to something by any accepted statement, in lower case. */
export function linkedSubjects(reviewed: ReviewedLinks[]): Set<string> {
  return new Set(
    reviewed.flatMap(({ links }) =>
      links.filter(({ isRejected }) => !isRejected).map(({ subject }) => subject.toLowerCase()),
    ),
  );
}
