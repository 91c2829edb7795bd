/**
 * The statuses that reconciling gives (matching.md §6): what each means and what is done about it unless a person
 * decides otherwise. Nothing here is ever done without a curator's merge (promise P9), and no status of a record of
 * ours is changed because of what others do.
 */

export interface StatusKind {
  id: string;
  /** For a curator, in one sentence. */
  meaning: string;
  action: string;
  /** Whether a person should look: counted in the summary and the exit code. */
  asks: boolean;
}

export const STATUSES = [
  {
    id: 'in-sync',
    meaning: 'Linked, and no compared field differs beyond its tolerance.',
    action: 'none',
    asks: false,
  },
  {
    id: 'diverged',
    meaning:
      'Linked, and fields differ although neither side, or both sides, changed since the link was accepted.',
    action: 'The fields are listed in the merge request; a person decides which side is right.',
    asks: true,
  },
  {
    id: 'stale-here',
    meaning: 'Linked, and only the record there changed since the link was accepted.',
    action: 'A patch of our record is proposed.',
    asks: true,
  },
  {
    id: 'stale-there',
    meaning: 'Linked, and only our record changed since the link was accepted.',
    action: 'A patch for the owner of the other record is prepared.',
    asks: true,
  },
  {
    id: 'missing-here',
    meaning: 'A record there is in scope, and nothing here is linked to it or resembles it.',
    action: 'A new record is proposed where its owner has consented; otherwise it is only listed.',
    asks: true,
  },
  {
    id: 'missing-there',
    meaning: 'A record here is in scope, and nothing there is linked to it or resembles it.',
    action: 'A draft of a new record for the other registry is prepared.',
    asks: true,
  },
  {
    id: 'candidate',
    meaning: 'Not linked, but a record there resembles it enough to be looked at.',
    action: 'The candidates are ranked in the candidates file; a curator accepts or rejects each.',
    asks: true,
  },
  {
    id: 'rejected',
    meaning: 'A curator said that the two do not belong together so.',
    action: 'Silent, until an identifier that names the other record appears in one of them.',
    asks: false,
  },
  {
    id: 'related',
    meaning: 'Linked by a relation other than identity.',
    action: 'Only that both sides exist is checked.',
    asks: false,
  },
  {
    id: 'duplicate-claim',
    meaning: 'Two records of one registry claim the same counterpart, DOI or PriorID.',
    action: 'Warned about; a person decides which claim stands.',
    asks: true,
  },
  {
    id: 'conflicting-authority',
    meaning: 'The same identifier comes from two sources, or from one that does not manage its authority.',
    action: 'Nothing is merged until the owners have settled it.',
    asks: true,
  },
  {
    id: 'moved',
    meaning: 'The linked record is gone, and another one names it as its former identifier.',
    action: 'The link is rewritten to the new identifier, after review.',
    asks: true,
  },
  {
    id: 'orphaned',
    meaning: 'The linked record has vanished from a complete harvest, or was deleted.',
    action: 'The link stays and is marked; our record stays as it is.',
    asks: true,
  },
  {
    id: 'unverifiable',
    meaning: 'The other record cannot be read, its schema is unknown, or the last harvest was not complete.',
    action: 'Reported; nothing is concluded from it.',
    asks: false,
  },
  {
    id: 'out-of-scope',
    meaning:
      'A kind of record that is not linked: persons, granules, annotations, authorities, standards, sandboxes.',
    action: 'Not listed.',
    asks: false,
  },
] as const satisfies StatusKind[];

export type Status = (typeof STATUSES)[number]['id'];

export function statusKind(id: Status): StatusKind {
  const kind = STATUSES.find((status) => status.id === id);
  if (kind === undefined) throw new Error(`There is no status ${id}.`);
  return kind;
}
