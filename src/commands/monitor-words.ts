/** What reports about services have in common: numbers in words, and what to do. */
import { adviceOn } from '../services/monitor/problems.ts';
import type { Problem, ServiceHistory } from '../store/monitor.ts';

export const STATE_WORDS = { up: 'up', degraded: 'degraded', down: 'DOWN' } as const;

/** How the interface is called: what is asked of it, and of which table. */
export function nameOf({ what, about }: Pick<ServiceHistory, 'what' | 'about'>): string {
  return about === '' ? what : `${what} ${about}`;
}

/** `45 s`, `12 min`, `3 h`, `2 d` */
export function duration(seconds: number): string {
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ];
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? ['s', 1];
  return `${Math.round(seconds / size)} ${unit}`;
}

/** Of an answer. */
export function seconds(value: number | null): string {
  if (value === null) return '';
  return value < 10 ? `${value.toFixed(2)} s` : `${Math.round(value)} s`;
}

/** Never 100 where one answer was missing. */
export function percent(uptime: number | null): string {
  return uptime === null ? '' : `${(Math.floor(uptime * 10) / 10).toFixed(1)} %`;
}

export interface Summary {
  interfaces: number;
  up: number;
  degraded: number;
  down: number;
  /** Could not be asked the last time, whatever is known from before. */
  unasked: number;
}

export function summaryOf(services: ServiceHistory[]): Summary {
  const count = (state: string) => services.filter((one) => one.state === state).length;
  return {
    ...{ interfaces: services.length, up: count('up'), degraded: count('degraded'), down: count('down') },
    unasked: services.filter(({ unasked }) => unasked !== null).length,
  };
}

/** What is wrong with a service now, the worst first, each with what to do. */
export function troubles({ problems }: ServiceHistory): { problem: Problem; todo: string }[] {
  const order = ['down', 'unasked', 'degraded', 'note'];
  return [...problems]
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .map((problem) => ({ problem, todo: adviceOn(problem.code) }));
}

/** 1: something is down; 3: not all could be asked; else 0. */
export function monitorCode(services: ServiceHistory[], leftOut: number): number {
  const { down, unasked } = summaryOf(services);
  if (down > 0) return 1;
  return unasked > 0 || leftOut > 0 ? 3 : 0;
}
