/** Whether our services live, for /status and /metrics. */
import type { ServiceStanding } from '../store/monitor.ts';

/** Services that are named on /status, and that have a metric of their own: the counts are of all. */
const MOST_NAMED = 50;
const MOST_SERIES = 500;

/** Section `monitor` of /status; null where nothing was ever asked. */
export function shownMonitor(services: ServiceStanding[]) {
  const dates = services.flatMap(({ askedAt }) => (askedAt === null ? [] : [askedAt]));
  if (services.length === 0) return null;
  const of = (state: ServiceStanding['state']) => services.filter((one) => one.state === state);
  const down = of('down');
  return {
    askedAt: dates.sort().at(-1) ?? null,
    ...{ interfaces: services.length, up: of('up').length, degraded: of('degraded').length },
    ...{ down: down.length, unasked: services.filter(({ unasked }) => unasked !== null).length },
    downNow: down.slice(0, MOST_NAMED).map(({ ivoid, url, what, since, lastError }) => ({
      ...{ ivoid, url, what, since, error: lastError?.says ?? null },
    })),
  };
}

interface Labelled {
  labels: Record<string, string>;
  value: number;
}

/** One for each record and kind of interface; of several the worst. Those that could never be asked have none. */
function seriesOf(services: ServiceStanding[]): { ivoid: string; what: string; all: ServiceStanding[] }[] {
  const series = new Map<string, { ivoid: string; what: string; all: ServiceStanding[] }>();
  for (const one of services) {
    if (one.state === null) continue;
    const { ivoid, what } = one;
    const key = `${what} ${ivoid}`;
    const known = series.get(key);
    if (known === undefined) series.set(key, { ivoid, what, all: [one] });
    else known.all.push(one);
  }
  // What is down comes first: it is not what is left out.
  return [...series.values()].sort((a, b) => Number(isDown(b.all)) - Number(isDown(a.all)));
}

function isDown(all: ServiceStanding[]): boolean {
  return all.some(({ state }) => state === 'down');
}

export const MONITOR_GAUGES = [
  {
    name: 'voreg_service_up',
    help: `1 if an interface of a record answered the last time, degraded or not; the first ${MOST_SERIES}, those that are down before all.`,
    labels: ['ivoid', 'what'],
    read: (services: ServiceStanding[]): Labelled[] =>
      seriesOf(services)
        .slice(0, MOST_SERIES)
        .map(({ ivoid, what, all }) => ({ labels: { ivoid, what }, value: Number(!isDown(all)) })),
  },
  {
    name: 'voreg_service_seconds',
    help: 'How long that answer took; of several the longest. Absent where there was none.',
    labels: ['ivoid', 'what'],
    read: (services: ServiceStanding[]): Labelled[] =>
      seriesOf(services)
        .slice(0, MOST_SERIES)
        .flatMap(({ ivoid, what, all }) => {
          const times = all.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
          return times.length === 0 ? [] : [{ labels: { ivoid, what }, value: Math.max(...times) }];
        }),
  },
  {
    name: 'voreg_services',
    help: 'Interfaces that are monitored, by state; unknown: it could never be asked.',
    labels: ['state'],
    read: (services: ServiceStanding[]): Labelled[] =>
      services.length === 0
        ? []
        : (['up', 'degraded', 'down', null] as const).map((state) => ({
            labels: { state: state ?? 'unknown' },
            value: services.filter((one) => one.state === state).length,
          })),
  },
  {
    name: 'voreg_service_left_out',
    help: `Interfaces beyond the first ${MOST_SERIES}, which have no voreg_service_up.`,
    labels: [],
    read: (services: ServiceStanding[]): Labelled[] =>
      services.length === 0
        ? []
        : [{ labels: {}, value: Math.max(0, seriesOf(services).length - MOST_SERIES) }],
  },
];
