/** Rules about registries that one visit from outside cannot judge: listed, so that nobody takes silence for a pass. */
import type { Described } from './check.ts';

export interface Unseen extends Described {
  reason: string;
}

function unseen(name: string, rule: string, citation: string, asks: string, reason: string): Unseen {
  return { id: `unseen/${name}`, rule, citation, level: 'info', asks, reason };
}

const OAI251 = 'OAI-PMH 2.0 §2.5.1';
const GUIDE = 'OAI-PMH guidelines for repositories';
const TIME = 'it takes two visits with a change between them';
const OTHERS = 'it takes the records of all other registries: see voreg anomalies';

export const UNSEEN: Unseen[] = [
  unseen(
    'one-base-url',
    'OAI-02',
    'OAI-PMH 2.0 §3.1.1',
    'There is one base URL for all requests.',
    'only the given one was asked',
  ),
  unseen(
    'mirrors',
    'OAI-06',
    'OAI-PMH 2.0 §3.1.2.2',
    'A mirror answers with the canonical base URL.',
    'whether requests are spread over mirrors does not show',
  ),
  unseen(
    'datestamp-changes',
    'OAI-26',
    'OAI-PMH 2.0 §2.7.1',
    'The datestamp changes whenever the record does.',
    `${TIME}; dates/changed sees a part`,
  ),
  unseen(
    'datestamp-is-publication',
    'OAI-27',
    `${GUIDE} §3`,
    'A record is visible from its datestamp on.',
    TIME,
  ),
  unseen(
    'changes-while-paging',
    'OAI-83',
    `${GUIDE} §5`,
    'A change during a list does not hide a record.',
    TIME,
  ),
  unseen(
    'token-state',
    'OAI-84',
    `${GUIDE} §5.1`,
    'The token encodes the state of the list.',
    'tokens are opaque',
  ),
  unseen(
    'token-lifetime',
    'OAI-86',
    `${GUIDE} §5.4`,
    'Tokens are valid for tens of minutes.',
    'the visit does not wait so long; paging/expiry sees what is announced',
  ),
  unseen(
    'single-response',
    'OAI-87',
    `${GUIDE} §2.5`,
    'Fewer than 1,000 items may come in one response.',
    'it is leave, not a duty',
  ),
  unseen('kept-for-ever', 'OAI-31', OAI251, 'Persistent deletions are kept for ever.', TIME),
  unseen(
    'kept-six-months',
    'RI-32',
    'Registry Interfaces 1.1 §2.5',
    'Transient deletions are kept for six months.',
    TIME,
  ),
  unseen('undeletion', 'OAI-34', OAI251, 'A record that comes back has a newer datestamp.', TIME),
  unseen(
    'same-ivoid',
    'IDN-08',
    'IVOA Identifiers 2.0',
    'An ivoid is never used for another resource.',
    TIME,
  ),
  unseen('identity-kept', 'RI-52', 'practice of the RofR', 'The registry’s own ivoid never changes.', TIME),
  unseen(
    'new-authority',
    'RI-15',
    'Registry Interfaces 1.1 §3.1',
    'A new authority exists nowhere else.',
    OTHERS,
  ),
  unseen(
    'one-publisher',
    'RI-16',
    'Registry Interfaces 1.1 §3',
    'Only one registry publishes under an authority.',
    OTHERS,
  ),
  unseen('transfer', 'RI-35', 'practice', 'A transferred authority leaves without deleted records.', TIME),
  unseen(
    'registered',
    'RI-50',
    'Registry Interfaces 1.1 §4.1',
    'The registry is registered at the RofR.',
    OTHERS,
  ),
  unseen(
    'validated-again',
    'RI-51',
    'Registry Interfaces 1.1 §4.1',
    'The operator runs a validator now and then.',
    'how often does not show; this visit is one time',
  ),
  unseen(
    'inactive',
    'RI-34',
    'VOResource 1.2 §3.1',
    'Resources that are not maintained at present are inactive, not deleted.',
    'whether a resource is maintained does not show',
  ),
  unseen(
    'searchable',
    'RI-53',
    'Registry Interfaces 1.1 §5.2, §5.3 (RI-54)',
    'A searchable registry has RegTAP and harvests all others.',
    'only the publishing side is examined',
  ),
  unseen(
    'harvester',
    'RI-60',
    'Registry Interfaces 1.1 §4.2 (RI-61, RI-62, RI-63, RI-64); OAI-28, HV-01 to HV-12',
    'Rules for harvesters.',
    'a harvester is not seen by those it harvests',
  ),
  unseen(
    'full-accepts-all',
    'RI-65',
    'Registry Interfaces 1.1 §3.2',
    'A full registry accepts all valid records.',
    OTHERS,
  ),
  unseen('empty-sets', 'OAI-44', 'OAI-PMH 2.0 §2.6', 'Empty sets may be listed.', 'it is leave, not a duty'),
  unseen(
    'about',
    'OAI-72',
    'OAI-PMH 2.0 §2.5',
    'about containers have a schema.',
    'answers/schema sees it where it applies',
  ),
];
