/** What a searchable registry shows of us, held against what was published; over HTTP with a RegTAP on this machine. */
import { describe, expect, it } from 'vitest';
import { askVisible, Judgement } from '../../src/services/visible.ts';
import type { OwnRecord } from '../../src/store/visible.ts';
import { type FakeRow, fakeTap } from '../helpers/fake-tap.ts';

const NOW = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;
const LONG_AGO = '2026-11-01T00:00:00Z';
const YESTERDAY = '2026-11-19T00:00:00Z';

function own(ivoid: string, more: Partial<OwnRecord> = {}): OwnRecord {
  return { key: ivoid.toLowerCase(), ivoid, datestamp: LONG_AGO, deleted: false, status: 'active', ...more };
}

function asking(records: OwnRecord[], scope = { authorities: ['padc.example'], keys: [] as string[] }) {
  return {
    ...{ scope, own: new Map(records.map((one) => [one.key, one])), now: NOW, graceMs: 2 * DAY },
    ...{ userAgent: 'voreg-test', from: null, signal: new AbortController().signal },
  };
}

const A = 'ivo://padc.example/a';

describe('a record', () => {
  const theirs = { ivoid: A, updated: '2026-11-01T00:00:00', from: 'ivo://padc.example/registry' };
  const ours = own('ivo://PADC.example/A');
  it.each([
    ['with our datestamp is fresh', ours, theirs, 'fresh'],
    ['in any letter case', ours, { ...theirs, ivoid: 'IVO://Padc.Example/a' }, 'fresh'],
    ['with fractions of a second', ours, { ...theirs, updated: '2026-11-01 00:00:00.000' }, 'fresh'],
    ['with an older date is stale', ours, { ...theirs, updated: '2026-10-01T00:00:00Z' }, 'stale'],
    ['without a date is not known to be ours', ours, { ...theirs, updated: '' }, 'stale'],
    [
      'that changed within the grace waits',
      { ...ours, datestamp: YESTERDAY },
      { ...theirs, updated: LONG_AGO },
      'waiting',
    ],
    ['with a later date is not what we served', ours, { ...theirs, updated: YESTERDAY }, 'foreign'],
    ['that we never had', null, theirs, 'foreign'],
    ['that was deleted here', { ...ours, deleted: true }, theirs, 'resurrected'],
    [
      'that was deleted within the grace waits',
      { ...ours, deleted: true, datestamp: YESTERDAY },
      theirs,
      'waiting',
    ],
    ['that is not there', ours, null, 'missing'],
    ['that is not there yet', { ...ours, datestamp: YESTERDAY }, null, 'waiting'],
  ])('%s', (_case, ours, theirs, state) => {
    const judged = new Judgement(asking(ours === null ? [] : [ours]));
    if (theirs !== null) judged.see(theirs);
    const { counts, problems } = judged.conclude();
    const states = ['fresh', 'waiting', 'stale', 'missing', 'resurrected', 'foreign'] as const;
    expect(Object.fromEntries(states.map((one) => [one, counts?.[one]]))).toEqual(
      Object.fromEntries(states.map((one) => [one, Number(one === state)])),
    );
    expect(problems.map((one) => one.state)).toEqual(state === 'fresh' || state === 'waiting' ? [] : [state]);
    expect(counts).toMatchObject({
      active: Number(ours?.deleted === false),
      visible: Number(ours?.deleted === false && theirs !== null),
    });
  });

  it('that is inactive is not missed: searchable registries leave it out', () => {
    const { counts } = new Judgement(asking([own(A, { status: 'inactive' })])).conclude();
    expect(counts).toMatchObject({ active: 0, missing: 0, waiting: 0 });
  });
});

describe('a service', () => {
  const row = (ivoid: string, updated = '2026-11-01T00:00:00'): FakeRow => {
    return { ivoid, updated, harvested_from: 'ivo://padc.example/registry' };
  };
  const ask = (tap: string, ...[records, scope]: Parameters<typeof asking>) =>
    askVisible({ id: 'fake', tap, allowPrivate: true }, asking(records, scope));

  it('is asked page after page, also when it sends fewer rows than it is asked for', async () => {
    const ivoids = Array.from({ length: 25 }, (_, i) => `ivo://padc.example/r${String(i).padStart(2, '0')}`);
    const tap = await fakeTap({ 'rr.resource': ivoids.map((ivoid) => row(ivoid)) });
    tap.most = 10;
    const { error, counts } = await ask(
      tap.url,
      ivoids.map((ivoid) => own(ivoid)),
    );
    expect(error).toBeNull();
    expect(counts).toMatchObject({ active: 25, visible: 25, fresh: 25, foreign: 0 });
    expect(tap.asked).toHaveLength(4);
    // The same from one that has only CSV, which does not tell that there is more.
    tap.votable = 'binary2';
    expect(
      (
        await ask(
          tap.url,
          ivoids.map((ivoid) => own(ivoid)),
        )
      ).counts,
    ).toMatchObject({ fresh: 25 });
  });

  it("is asked about whole authorities: a wildcard of LIKE takes in no others', and a quote ends nothing", async () => {
    const tap = await fakeTap({
      'rr.resource': [
        ...['ivo://a_b/x', 'ivo://a_b', 'ivo://acb/x', "ivo://it's/y", 'ivo://a_bc/z'].map((ivoid) =>
          row(ivoid),
        ),
      ],
    });
    const scope = { authorities: ['a_b', "it's"], keys: [] };
    const { problems, error } = await ask(tap.url, [], scope);
    expect(error).toBeNull();
    expect(problems.map(({ ivoid }) => ivoid).sort()).toEqual(['ivo://a_b', 'ivo://a_b/x', "ivo://it's/y"]);
    expect(tap.asked.some((query) => query.includes("'ivo://it''s'"))).toBe(true);
  });

  it('is asked about one record with one query', async () => {
    const tap = await fakeTap({ 'rr.resource': [row(A), row(`${A}/b`)] });
    const { counts } = await ask(tap.url, [own(A)], { authorities: [], keys: [A] });
    expect(counts).toMatchObject({ active: 1, fresh: 1, foreign: 0 });
    expect(tap.asked).toHaveLength(1);
  });

  it.each([
    [{ status: 400, body: 'no' }, 'The service answers with HTTP 400.'],
    [{ status: 403, body: '' }, 'It refuses us (HTTP 403); ask its operator before trying again.'],
    [{ status: 200, body: '<html>' }, /^The answer is not well-formed XML/],
    [{ status: 200, body: 'updated\r\nx\r\n' }, 'The answer has no column ivoid.'],
  ])('that answers %j is not guessed about', async (broken, error) => {
    const tap = await fakeTap({ 'rr.resource': [] });
    tap.broken = broken;
    const check = await ask(tap.url, [own(A)]);
    expect(check).toMatchObject({ counts: null, problems: [] });
    expect(check.error).toMatch(error);
  });

  it('that repeats its rows for ever is given up', async () => {
    const tap = await fakeTap({ 'rr.resource': [] });
    tap.broken = { status: 200, body: `ivoid,updated,harvested_from\r\n${A},${LONG_AGO},\r\n` };
    expect(await ask(tap.url, [own(A)])).toMatchObject({
      error: 'The service repeats its rows.',
      counts: null,
    });
  });

  it('in a private network is asked only where registry.json says so', async () => {
    const tap = await fakeTap({ 'rr.resource': [row(A)] });
    const check = await askVisible({ id: 'fake', tap: tap.url }, asking([own(A)]));
    expect(check.counts).toBeNull();
    expect(check.error).toMatch(/private/);
    expect(tap.asked).toEqual([]);
  });
});
