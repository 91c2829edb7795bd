/** /status and /metrics tell what searchable registries show of us and were told. */
import { expect, it, onTestFinished } from 'vitest';
import type { Outward } from '../../src/http/outward.ts';
import { DatabaseAway } from '../../src/store/database.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { startService } from '../helpers/service.ts';

const OUTWARD: Outward = {
  checks: [
    {
      ...{ service: 'gavo', askedAt: '2026-11-20T10:00:00Z', error: null },
      counts: {
        active: 5,
        visible: 4,
        fresh: 2,
        waiting: 1,
        stale: 1,
        missing: 1,
        resurrected: 0,
        foreign: 0,
      },
      problems: [
        { ivoid: 'ivo://x/y', state: 'missing', since: '2026-11-01T00:00:00Z', theirs: null, from: null },
      ],
    },
    { service: 'paris', askedAt: '2026-11-20T10:00:00Z', error: 'No answer.', counts: null, problems: [] },
  ],
  calls: [
    { service: 'gavo', generation: 7, calledAt: '2026-11-20T10:00:00Z', error: 'It answers with HTTP 500.' },
  ],
};

async function answersWith(outward: () => Promise<Outward>) {
  const { root, close } = await startService(new FakePublished(), {}, { outward });
  onTestFinished(close);
  const status = (await (await fetch(`${root}/status?format=json`)).json()) as Record<string, unknown>;
  return { status, metrics: (await (await fetch(`${root}/metrics`)).text()).split('\n') };
}

it('with counts by state, and why one could not be asked', async () => {
  const { status, metrics } = await answersWith(async () => OUTWARD);
  expect(status.visible).toEqual([
    {
      ...{ service: 'gavo', askedAt: '2026-11-20T10:00:00Z', error: null, active: 5, visible: 4 },
      ...{ fresh: 2, waiting: 1, stale: 1, missing: 1, resurrected: 0, foreign: 0 },
    },
    { service: 'paris', askedAt: '2026-11-20T10:00:00Z', error: 'No answer.' },
  ]);
  expect(status.triggers).toEqual(OUTWARD.calls);
  for (const line of [
    'voreg_visible_records{service="gavo",state="stale"} 1',
    'voreg_visible_records{service="gavo",state="active"} 5',
    'voreg_visible_failed{service="gavo"} 0',
    'voreg_visible_failed{service="paris"} 1',
    'voreg_trigger_failed{service="gavo"} 1',
  ])
    expect(metrics).toContain(line);
  expect(metrics.some((line) => line.startsWith('voreg_visible_records{service="paris"'))).toBe(false);
});

it('with null while the database is away', async () => {
  const { status, metrics } = await answersWith(async () => {
    throw new DatabaseAway('away');
  });
  expect(status).toMatchObject({ visible: null, triggers: null });
  expect(metrics.some((line) => line.startsWith('voreg_visible_records{'))).toBe(false);
});
