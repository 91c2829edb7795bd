/** What searchable registries show of us and were told, and how our services stand, for /status and /metrics. */
import type { Database } from '../store/database.ts';
import { type ServiceStanding, serviceStandings } from '../store/monitor.ts';
import { type TriggerCall, triggerCalls } from '../store/trigger.ts';
import { lastChecks, type VisibleCheck } from '../store/visible.ts';
import { MONITOR_GAUGES, shownMonitor } from './monitored.ts';

export interface Outward {
  checks: VisibleCheck[];
  calls: TriggerCall[];
  /** Interfaces of our records that were called; none where nothing is monitored. */
  services?: ServiceStanding[];
}

/** Throws DatabaseAway. */
export async function readOutward(db: Database): Promise<Outward> {
  const [checks, calls, services] = [
    await lastChecks(db),
    await triggerCalls(db),
    await serviceStandings(db),
  ];
  return { checks, calls, services };
}

/** For /status: the counts of each service without its problems, which `voreg visible` names. Null: not known. */
export function shownOutward(outward: Outward | null) {
  const shown = ({ service, askedAt, error, counts }: VisibleCheck) => ({
    service,
    askedAt,
    ...counts,
    error,
  });
  return {
    visible: outward?.checks.map(shown) ?? null,
    triggers: outward?.calls ?? null,
    monitor: shownMonitor(outward?.services ?? []),
  };
}

/** A metric with the label `service`, and for the first one `state`. */
export const OUTWARD_GAUGES = [
  {
    name: 'voreg_visible_records',
    help: 'Our records at a searchable registry, by state; absent where it could not be asked.',
    labels: ['service', 'state'],
    read: ({ checks }: Outward) =>
      checks.flatMap(({ service, counts }) =>
        Object.entries(counts ?? {}).map(([state, value]) => ({ labels: { service, state }, value })),
      ),
  },
  {
    name: 'voreg_visible_failed',
    help: '1 if a searchable registry could not be asked the last time.',
    labels: ['service'],
    read: ({ checks }: Outward) =>
      checks.map(({ service, error }) => ({ labels: { service }, value: Number(error !== null) })),
  },
  {
    name: 'voreg_trigger_failed',
    help: '1 if a searchable registry could not be told of the last generation.',
    labels: ['service'],
    read: ({ calls }: Outward) =>
      calls.map(({ service, error }) => ({ labels: { service }, value: Number(error !== null) })),
  },
  ...MONITOR_GAUGES.map(({ read, ...about }) => ({
    ...about,
    read: ({ services = [] }: Outward) => read(services),
  })),
];
