/** Random schedules for the world, as fast-check makes and shrinks them. */
import fc from 'fast-check';
import type { MetadataPrefix } from '../../src/store/published.ts';
import type { CuratorStep, Edit } from './curator.ts';
import { type Schedule, STOPS, type Step } from './world.ts';

const RECORDS = 6;
const record = fc.nat(RECORDS - 1);
const put: fc.Arbitrary<Edit> = fc.record({
  edit: fc.constant('put' as const),
  record,
  text: fc.nat(3),
  folder: fc.nat(1),
  upper: fc.boolean(),
  status: fc.nat(4),
});

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 8, arbitrary: put },
  { weight: 4, arbitrary: fc.record({ edit: fc.constant('remove' as const), record }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('change ivoid' as const), record, to: record }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('reformat' as const), record }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('break' as const), record }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant('sets' as const), text: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant<Edit>({ edit: 'formats' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      edit: fc.constant('page size' as const),
      records: fc.integer({ min: 3, max: 7 }),
    }),
  },
);
const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
const daysAgo = fc.nat(400);

export const curatorStep: fc.Arbitrary<CuratorStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('commit' as const), edits, daysAgo }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), from: fc.nat(3), edits, daysAgo }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revert' as const), to: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('force-push' as const), to: fc.nat(3) }) },
);

const kill = fc.option(
  fc.record({ at: fc.integer({ min: 1, max: 30 }), done: fc.boolean(), dies: fc.boolean() }),
  { freq: 4 },
);
const replica = fc.nat(1);
const harvester = fc.nat(2);

const touched: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('touch' as const),
  // One, so that not all of it fails for one that is unknown; or everything.
  records: fc.array(record, { maxLength: 1 }),
  kill,
});

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('commit' as const), change: curatorStep }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('publish' as const), kill }) },
  { weight: 2, arbitrary: touched },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), replica }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      harvester,
      replica,
      wait: fc.constantFrom(0, 600, 1500, 3000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('whole harvest' as const),
      harvester,
      replicas: fc.array(replica, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('database clock' as const),
      seconds: fc.constantFrom(1, 1, 1, 2, 5, -1, -1, -3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('replica clock' as const),
      replica,
      milliseconds: fc.constantFrom(600, 1500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), replica }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('snapshot' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), witness: replica }) },
);

/** oai_datacite most often: of the formats that cannot say everything it says most of these records. */
const format = fc.constantFrom<MetadataPrefix>(
  'oai_dc',
  'oai_datacite',
  'oai_datacite',
  'oai_datacite',
  'dcat',
);

/** How much of what has begun happens before the next step begins: nothing, a few statements, or all of it. */
const all = fc.array(fc.nat(9), { minLength: 30, maxLength: 60 });
const anyPicks = fc.oneof(fc.array(fc.nat(9), { maxLength: 6 }), all);

function scheduleOf(step: fc.Arbitrary<Step>, picks: fc.Arbitrary<number[]>): fc.Arbitrary<Schedule> {
  return fc.record({
    format,
    steps: fc.array(fc.record({ step, picks }), { minLength: 5, maxLength: 30, size: 'max' }),
    rest: fc.array(fc.nat(9), { minLength: 10, maxLength: 10 }),
  });
}

/** Everything that P1 lists. */
export const schedule = scheduleOf(anyStep, anyPicks);

const few = fc.nat(1);
const smallEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    edit: fc.constant('put' as const),
    record: few,
    text: fc.constantFrom(0, 1, 3),
    folder: fc.constant(0),
    upper: fc.constant(false),
    status: fc.constant(0),
  }),
  fc.record({ edit: fc.constant('remove' as const), record: few }),
);
const smallChange: fc.Arbitrary<CuratorStep> = fc.oneof(
  { weight: 5, arbitrary: smallEdit.map((edit) => ({ do: 'commit' as const, edits: [edit], daysAgo: 0 })) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('force-push' as const), to: fc.nat(2) }) },
);
const seldomSeen: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: smallChange.map((change) => ({ do: 'commit' as const, change })) },
  { weight: 5, arbitrary: fc.constant<Step>({ do: 'publish', kill: null }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('whole harvest' as const),
      harvester: fc.constant(0),
      replicas: fc.array(replica, { minLength: 1, maxLength: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const), replica }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('database clock' as const),
      seconds: fc.constantFrom(1, 3, -1, -2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('replica clock' as const),
      replica,
      milliseconds: fc.constant(3000),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'snapshot' }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), witness: replica }) },
);

/**
 * Failovers and restores, often, around two records that go back and forth between two texts: what is lost with a
 * generation and not said again by the next publication shows only so.
 */
export const failovers = scheduleOf(
  seldomSeen,
  fc.oneof({ weight: 3, arbitrary: all }, { weight: 1, arbitrary: fc.constant<number[]>([]) }),
);

/** Touches between and beside publications, harvests and clocks that step. */
export const touches = scheduleOf(
  fc.oneof(
    { weight: 4, arbitrary: touched },
    { weight: 3, arbitrary: smallChange.map((change) => ({ do: 'commit' as const, change })) },
    { weight: 3, arbitrary: fc.constant<Step>({ do: 'publish', kill: null }) },
    { weight: 5, arbitrary: seldomSeen },
  ),
  anyPicks,
);

/** A replica's turn to send so many statements: replicas come before publishers in the order that picks choose by. */
const replicaTurns = (most: number) =>
  fc
    .record({ who: fc.nat(1), times: fc.nat(most) })
    .map(({ who, times }) => new Array<number>(times).fill(who));
const tick = fc.constantFrom(0, 0, 1, 1, 2, -1);

/**
 * A look that is stopped on its way, a publication that is stopped at a step of design §3, the clock that ticks or is
 * set back, and a harvest meanwhile.
 */
const race = fc
  .record({
    edit: smallEdit,
    replica,
    harvester,
    stop: fc.constantFrom(...(Object.keys(STOPS) as (keyof typeof STOPS)[])),
    looked: replicaTurns(4),
    resumed: replicaTurns(4),
    harvested: replicaTurns(14),
    seconds: fc.tuple(tick, tick, tick),
    restart: fc.boolean(),
    rest: fc.oneof(fc.constant<number[]>([]), all),
  })
  .map((r): Schedule['steps'] => {
    const ticks = (at: 0 | 1 | 2): Step => ({ do: 'database clock', seconds: r.seconds[at] });
    // A replica that lives on would notice an answer that a publication has gone behind, and make it good.
    const restart: Schedule['steps'] = r.restart
      ? [{ step: { do: 'restart', replica: r.replica }, picks: [] }]
      : [];
    return [
      { step: { do: 'commit', change: { do: 'commit', edits: [r.edit], daysAgo: 0 } }, picks: [] },
      { step: { do: 'look', replica: r.replica }, picks: r.looked },
      { step: ticks(0), picks: [] },
      { step: { do: 'publish until', stop: r.stop }, picks: [] },
      { step: ticks(1), picks: r.resumed },
      { step: { do: 'whole harvest', harvester: r.harvester, replicas: [r.replica] }, picks: r.harvested },
      ...restart,
      { step: ticks(2), picks: r.rest },
    ];
  });

/** Publications and looks interleaved statement by statement while the clock ticks: the order of steps in design §3. */
export const races: fc.Arbitrary<Schedule> = fc.record({
  format,
  steps: fc.array(race, { minLength: 2, maxLength: 6, size: 'max' }).map((rounds) => rounds.flat()),
  rest: fc.array(fc.nat(9), { minLength: 10, maxLength: 10 }),
});
