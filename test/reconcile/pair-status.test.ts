import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Link } from '../../src/reconcile/links/link.ts';
import { type Comparison, type LinkedPair, pairStatus, type Side } from '../../src/reconcile/pair-status.ts';
import { STATUSES, statusKind } from '../../src/reconcile/statuses.ts';
import type { Fields } from '../../src/resource/fields.ts';

const fields = (title: string, rights = 'CC0'): Fields => ({ title, rights: [rights] }) as unknown as Fields;
const present = (title: string, rights = 'CC0'): Side => ({
  kind: 'present',
  fields: fields(title, rights),
  digest: title,
});

/** A comparison of two fields, whose digests are the values themselves. */
const comparison: Comparison = {
  differences(here, there) {
    const both = [
      ['title', here.title, there.title],
      ['rights', here.rights[0], there.rights[0]],
    ] as const;
    return both
      .filter(([, a, b]) => a !== b)
      .map(([field, a = null, b = null]) => ({ field, severity: 'medium', here: a, there: b }));
  },
  digests: ({ title, rights }) => ({ title, rights: rights[0] ?? '' }),
};

const link = (more: Partial<Link> = {}): Link => ({
  subject: 'ivo://padc.example/a',
  predicate: 'skos:exactMatch',
  isRejected: false,
  object: 'spase://SMWG/A',
  justification: 'semapv:ManualMappingCuration',
  subjectLabel: null,
  objectLabel: null,
  authors: [],
  date: null,
  confidence: null,
  comment: null,
  subjectDigest: null,
  objectDigest: null,
  others: {},
  ...more,
});

const accepted = (here: string, there: string, rights = 'CC0') => ({
  title: { subject: here, object: there },
  rights: { subject: rights, object: rights },
});

const pair = (more: Partial<LinkedPair> = {}): LinkedPair => ({
  link: link(),
  here: present('A'),
  there: present('A'),
  accepted: accepted('A', 'A'),
  conflicts: [],
  claims: [],
  newKey: null,
  ...more,
});

const gone = (isCertain: boolean, movedTo: string | null = null): Side => ({
  kind: 'gone',
  isCertain,
  reason: 'It is gone.',
  movedTo,
});

describe('the status of a linked pair', () => {
  it.each<[string, string, Partial<LinkedPair>]>([
    ['equal', 'in-sync', {}],
    ['changed there only', 'stale-here', { there: present('B') }],
    ['changed here only', 'stale-there', { here: present('B') }],
    ['changed on both sides', 'diverged', { here: present('B'), there: present('C') }],
    ['different since acceptance', 'diverged', { there: present('B'), accepted: accepted('A', 'B') }],
    [
      'one field changed here, another there',
      'diverged',
      { here: present('B'), there: present('A', 'CC-BY') },
    ],
    ['no base', 'diverged', { there: present('B'), accepted: null }],
    ['a relation', 'related', { link: link({ predicate: 'dcterms:isPartOf' }), there: present('B') }],
    ['rejected', 'rejected', { link: link({ isRejected: true }), there: present('B') }],
    [
      'rejected, then named',
      'candidate',
      { link: link({ isRejected: true }), newKey: 'altIdentifier spase://SMWG/A' },
    ],
    ['gone for certain', 'orphaned', { there: gone(true) }],
    ['gone, but moved', 'moved', { there: gone(true, 'spase://NASA/A') }],
    ['ours gone', 'orphaned', { here: gone(true) }],
    ['gone from an incomplete harvest', 'unverifiable', { there: gone(false) }],
    ['unreadable', 'unverifiable', { there: { kind: 'unreadable', reason: 'Not XML.' } }],
    ['claimed twice', 'duplicate-claim', { claims: ['ivo://padc.example/b claims it too.'] }],
    [
      'from two sources',
      'conflicting-authority',
      { conflicts: ['Two registries have it.'], there: present('B') },
    ],
  ])('%s: %s', (_case, status, more) => {
    expect(pairStatus(pair(more), comparison).status).toBe(status);
  });

  it('names the fields, both values and who changed them', () => {
    const { differences } = pairStatus(
      pair({ there: present('B', 'CC-BY'), here: present('A', 'CC-BY-SA') }),
      comparison,
    );
    expect(differences).toEqual([
      { field: 'title', severity: 'medium', here: 'A', there: 'B', changedBy: 'there' },
      { field: 'rights', severity: 'medium', here: 'CC-BY-SA', there: 'CC-BY', changedBy: 'both' },
    ]);
  });

  const side = fc.oneof(
    fc.constantFrom('A', 'B', 'C').map((title) => present(title)),
    fc.boolean().map((isCertain) => gone(isCertain)),
    fc.constant<Side>({ kind: 'unreadable', reason: 'Not XML.' }),
  );

  it('P9: a rejected pair stays silent whatever both sides become, unless an identifier names the other', () => {
    fc.assert(
      fc.property(side, side, (here, there) => {
        expect(pairStatus(pair({ here, there, link: link({ isRejected: true }) }), comparison).status).toBe(
          'rejected',
        );
      }),
    );
  });

  it('P8: nothing is concluded from an absence that is not certain', () => {
    fc.assert(
      fc.property(side, side, (here, there) => {
        const { status } = pairStatus(pair({ here, there }), comparison);
        const isUncertain = [here, there].some((one) => one.kind === 'gone' && !one.isCertain);
        if (isUncertain) expect(status).toBe('unverifiable');
      }),
    );
  });

  it('is swapped when the sides are: who is stale follows who changed', () => {
    const title = fc.constantFrom('A', 'B', 'C');
    fc.assert(
      fc.property(title, title, title, title, (here, there, baseHere, baseThere) => {
        const one = pairStatus(
          pair({ here: present(here), there: present(there), accepted: accepted(baseHere, baseThere) }),
          comparison,
        ).status;
        const other = pairStatus(
          pair({ here: present(there), there: present(here), accepted: accepted(baseThere, baseHere) }),
          comparison,
        ).status;
        const swapped: Record<string, string> = { 'stale-here': 'stale-there', 'stale-there': 'stale-here' };
        expect(other).toBe(swapped[one] ?? one);
      }),
    );
  });
});

it('every status says what it means and what is done', () => {
  for (const { id } of STATUSES) expect(statusKind(id).meaning).toMatch(/\.$/);
  expect(new Set(STATUSES.map(({ id }) => id)).size).toBe(15);
});
