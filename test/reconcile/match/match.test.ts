import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorpusBuilder } from '../../../src/reconcile/match/corpus.ts';
import { Rankings } from '../../../src/reconcile/match/rank.ts';
import { Scorer } from '../../../src/reconcile/match/scorer.ts';
import { verdictOn } from '../../../src/reconcile/match/zones.ts';
import type { Fields } from '../../../src/resource/fields.ts';
import { at, series, spase, vor } from './records.ts';

const ZONES = ['none', 'review', 'confident'];

/** Matches each of `here` among `there`; the answers by id, in the order of the ids. */
function match(here: Fields[], there: Fields[]) {
  const builder = new CorpusBuilder();
  const records = [...here, ...there];
  for (const fields of records) builder.add(fields);
  const corpus = builder.build();
  const numbers = Int32Array.from(records.keys());
  const rankings = new Rankings(
    corpus,
    new Scorer(corpus),
    numbers.slice(0, here.length),
    numbers.slice(here.length),
  );
  return here
    .map((fields, i) => {
      const { counterpart, zone, evidence, relation, contradictions } = verdictOn(corpus, rankings, i);
      return {
        id: fields.id,
        counterpart: counterpart === null ? null : (records[counterpart]?.id ?? ''),
        ...{ zone, evidence, relation, contradictions: contradictions.map(({ code }) => code) },
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const lives = series('LIVE');
const olds = series('OLD');

describe('matching', () => {
  it('finds each of a series of siblings, confidently', () => {
    for (const { id, counterpart, zone } of match(olds, lives)) {
      expect(counterpart).toBe(id.replace('OLD', 'LIVE'));
      expect(zone).toBe('confident');
    }
  });

  it('knows nothing of ids: other ids give the same scores', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...lives.keys()], { minLength: lives.length }), (order) => {
        const renamed = lives.map((fields, i) => ({
          ...fields,
          id: lives[order[i] ?? 0]?.id ?? '',
          priorIds: [olds[order[i] ?? 0]?.id ?? ''],
          relations: [{ type: 'Other', id: olds[i]?.id ?? '', title: null }],
        }));
        const scores = (found: ReturnType<typeof match>) =>
          found.map(({ evidence, zone }) => [evidence, zone]);
        expect(scores(match(olds, renamed))).toEqual(scores(match(olds, lives)));
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of its input, to the last bit', () => {
    const expected = match(olds, lives);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(lives, { minLength: lives.length }),
        fc.shuffledSubarray(olds, { minLength: olds.length }),
        (there, here) => {
          expect(match(here, there)).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is symmetric', () => {
    const builder = new CorpusBuilder();
    const records = [...lives.slice(0, 12), ...olds.slice(6, 18), vor('x/y', { title: 'Meridian' })];
    for (const fields of records) builder.add(fields);
    const scorer = new Scorer(builder.build());
    fc.assert(
      fc.property(fc.nat(records.length - 1), fc.nat(records.length - 1), (a, b) => {
        expect(scorer.evidence(a, b)).toBe(scorer.evidence(b, a));
      }),
    );
  });

  it('an unrelated record more raises no zone', () => {
    const before = new Map(match(olds, lives.slice(5)).map(({ id, zone }) => [id, zone]));
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 3 }), (titles) => {
        const more = titles.map((title, i) => spase(`XX/NumericalData/${i}`, { title, description: title }));
        for (const { id, zone } of match(olds, [...lives.slice(5), ...more])) {
          expect(ZONES.indexOf(zone)).toBeLessThanOrEqual(ZONES.indexOf(before.get(id) ?? ''));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('siblings of what is not there are not confident: another spacecraft, cadence, instrument', () => {
    const lonely = olds.filter(({ id }) => id.includes('Meridian1/FGX/PT4S'));
    const without = lives.filter(({ id }) => !id.includes('Meridian1/FGX/PT4S'));
    const [found] = match(lonely, without);
    expect(found?.zone).not.toBe('confident');
    expect(found?.contradictions.length).toBeGreaterThan(0);
  });

  it('two that claim one counterpart both point at it', () => {
    const copy = { ...(olds[0] as Fields), id: 'spase://COPY/NumericalData/x' };
    const both = match([...olds, copy], lives).filter(({ id }) => id === copy.id || id === olds[0]?.id);
    expect(new Set(both.map(({ counterpart }) => counterpart)).size).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    ['nothing said at all', spase('A/NumericalData/x'), spase('B/NumericalData/x')],
    [
      'an unknown type',
      spase('A/Wonder/x', { title: 'Wonder of the week' }),
      spase('B/NumericalData/x', { title: 'Wonder of the week' }),
    ],
    [
      'a title of 10,000 letters',
      spase('A/NumericalData/x', { title: 'x'.repeat(10_000) }),
      spase('B/NumericalData/x', { title: 'y z '.repeat(2500) }),
    ],
    [
      'numbers and signs',
      spase('A/NumericalData/x', { title: '1e999 0x10 ∞ -0 1.2.3 …' }),
      spase('B/NumericalData/x', { title: '++--' }),
    ],
    [
      'dates and durations that are none',
      spase('A/NumericalData/x', { cadence: 'P', temporal: [{ start: 'yesterday', stop: '2024-13-45' }] }),
      spase('B/NumericalData/x', { cadence: '-P1D' }),
    ],
    [
      'addresses that are none',
      spase('A/NumericalData/x', { access: [at(''), at('http://'), at('::', '')] }),
      spase('B/NumericalData/x', { access: [at('http://')] }),
    ],
    [
      'names of object members',
      spase('A/constructor/x', { title: 'constructor toString __proto__ hourly' }),
      spase('B/__proto__/x', { title: 'constructor toString __proto__' }),
    ],
  ])('%s: scored, and never confident', (_, a, b) => {
    const builder = new CorpusBuilder();
    builder.add(a);
    builder.add(b);
    const scorer = new Scorer(builder.build());
    expect(Number.isFinite(scorer.evidence(0, 1))).toBe(true);
    for (const { zone } of match([a], [b])) expect(zone).not.toBe('confident');
  });

  it('PriorIDs in a circle change nothing', () => {
    const round = lives.map((fields, i) => ({
      ...fields,
      priorIds: [lives[(i + 1) % lives.length]?.id ?? ''],
    }));
    expect(match(olds, round)).toEqual(match(olds, lives));
  });

  it('no records give no answers', () => {
    expect(match([], [])).toEqual([]);
    expect(match(olds.slice(0, 1), [])[0]).toMatchObject({ counterpart: null, zone: 'none' });
  });
});
