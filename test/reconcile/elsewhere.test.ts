import { describe, expect, it } from 'vitest';
import { type Held, type OwnRecord, sightings } from '../../src/reconcile/elsewhere.ts';

const own: OwnRecord = {
  ivoid: 'ivo://padc.example/A',
  datestamp: '2026-11-20T12:00:00Z',
  deleted: false,
  content: 'new',
};
const held: Held = {
  source: 'gavo',
  ivoid: 'ivo://PADC.example/a',
  deleted: false,
  updated: '2026-11-20T12:00:00Z',
  setSpecs: [],
  content: 'new',
};
const full = { source: 'gavo', isFull: true, isComplete: true };

describe('what others hold of our records', () => {
  it.each<[string, Partial<OwnRecord>, Partial<Held> | null, Partial<typeof full>, string | null]>([
    ['the same, in other letter case', {}, {}, {}, 'same'],
    ['an older version', {}, { content: 'old', updated: '2026-11-19T12:00:00Z' }, {}, 'stale'],
    ['other content under our date', {}, { content: 'other' }, {}, 'altered'],
    ['not there', {}, null, {}, 'missing'],
    ['not there, but the harvest broke off', {}, null, { isComplete: false }, 'unknown'],
    ['not there, but it gives only its own records', {}, null, { isFull: false }, null],
    ['deleted there', {}, { deleted: true, content: null }, {}, 'missing'],
    ['deleted here, still there', { deleted: true, content: null }, {}, {}, 'resurrected'],
    ['deleted on both sides', { deleted: true, content: null }, { deleted: true, content: null }, {}, null],
    ['deleted here and gone there', { deleted: true, content: null }, null, {}, null],
    ['said to be its own', {}, { setSpecs: ['ivo_managed'] }, {}, 'claimed'],
  ])('%s', (_case, here, there, holder, finding) => {
    const found = sightings([{ ...own, ...here }], there === null ? [] : [{ ...held, ...there }], [
      { ...full, ...holder },
    ]);
    expect(found.map((one) => one.finding)).toEqual(finding === null ? [] : [finding]);
  });

  it('says how far behind', () => {
    const stale = sightings([own], [{ ...held, content: 'old', updated: '2026-11-20T11:00:00Z' }], [full]);
    expect(stale[0]?.behind).toBe(3600);
  });
});
