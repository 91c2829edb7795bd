/** /status and /metrics tell how our services stand, bounded whatever their number. */
import { expect, it, onTestFinished } from 'vitest';
import type { ServiceStanding } from '../../src/store/monitor.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { startService } from '../helpers/service.ts';

function standing(key: string, more: Partial<ServiceStanding> = {}): ServiceStanding {
  return {
    ...{ ivoid: `ivo://padc.example/${key}`, title: 'A service', url: 'https://padc.example/x' },
    ...{ what: 'cone', about: '', state: 'up', seconds: 0.25, problems: [], unasked: null },
    ...{ since: '2026-11-01T00:00:00Z', askedAt: '2026-11-20T10:00:00Z', lastError: null, ...more },
  };
}

const DOWN = {
  state: 'down' as const,
  seconds: null,
  lastError: { says: 'It answers with HTTP 500.', at: '2026-11-20T10:00:00Z' },
};

async function answersWith(services: ServiceStanding[]) {
  const outward = async () => ({ checks: [], calls: [], services });
  const { root, close } = await startService(new FakePublished(), {}, { outward });
  onTestFinished(close);
  const status = (await (await fetch(`${root}/status?format=json`)).json()) as Record<string, unknown>;
  return { status, metrics: (await (await fetch(`${root}/metrics`)).text()).split('\n') };
}

it('counts by state, and what is down by name', async () => {
  const { status, metrics } = await answersWith([
    standing('a'),
    standing('b', DOWN),
    standing('b', { url: 'https://padc.example/y' }),
    standing('c', { state: 'degraded', seconds: 3 }),
    standing('d', { state: null, askedAt: null, since: null, seconds: null, unasked: 'It is private.' }),
  ]);
  expect(status.monitor).toEqual({
    ...{ askedAt: '2026-11-20T10:00:00Z', interfaces: 5, up: 2, degraded: 1, down: 1, unasked: 1 },
    downNow: [
      {
        ...{ ivoid: 'ivo://padc.example/b', url: 'https://padc.example/x', what: 'cone' },
        ...{ since: '2026-11-01T00:00:00Z', error: 'It answers with HTTP 500.' },
      },
    ],
  });
  for (const line of [
    'voreg_service_up{ivoid="ivo://padc.example/a",what="cone"} 1',
    'voreg_service_up{ivoid="ivo://padc.example/b",what="cone"} 0',
    'voreg_service_up{ivoid="ivo://padc.example/c",what="cone"} 1',
    'voreg_service_seconds{ivoid="ivo://padc.example/c",what="cone"} 3',
    'voreg_services{state="unknown"} 1',
    'voreg_service_left_out 0',
  ])
    expect(metrics).toContain(line);
  expect(metrics.some((line) => line.includes('padc.example/d'))).toBe(false);
});

it('nothing where nothing is monitored', async () => {
  const { status, metrics } = await answersWith([]);
  expect(status.monitor).toBeNull();
  expect(metrics.some((line) => /^voreg_service(s|_up|_seconds)\{/.test(line))).toBe(false);
});

it('of a thousand services 500 have a metric, those that are down among them', async () => {
  const many = Array.from({ length: 1_000 }, (_, n) => standing(`r${n}`, n === 999 ? DOWN : {}));
  const { status, metrics } = await answersWith(many);
  expect(metrics.filter((line) => line.startsWith('voreg_service_up{'))).toHaveLength(500);
  expect(metrics).toContain('voreg_service_up{ivoid="ivo://padc.example/r999",what="cone"} 0');
  expect(metrics).toContain('voreg_service_left_out 500');
  expect(status.monitor).toMatchObject({ interfaces: 1_000, down: 1 });
});
