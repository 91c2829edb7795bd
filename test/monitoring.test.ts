/** `voreg monitor` from what was published to what is said, and by whom it is done while the service runs. */
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitorPage, weatherPage } from '../src/commands/monitor-page.ts';
import { monitorJson, monitorMarkdown, monitorText } from '../src/commands/monitor-report.ts';
import { weatherMarkdown, weatherOf, weatherText } from '../src/commands/monitor-weather.ts';
import { monitorCode } from '../src/commands/monitor-words.ts';
import { shownMonitor } from '../src/http/monitored.ts';
import { monitorJob, monitorWhenDue } from '../src/monitoring.ts';
import { serviceStandings } from '../src/store/monitor.ts';
import { VisibleUnasked } from '../src/visibility.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { fakeClock } from './helpers/clock.ts';
import { eachDatabase, type OpenTestDatabase } from './helpers/database.ts';
import {
  capability,
  type FakeServices,
  FIELDS,
  fakeServices,
  serviceRecord,
  votable,
} from './helpers/fake-services.ts';
import { memoryRegistry } from './promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const CONE = 'ivo://padc.example/cone';
const TAP = 'ivo://padc.example/tap';
const GONE = 'ivo://padc.example/inactive';
const HOUR = 3_600;

/** The registry's own addresses are nowhere: nobody waits for them. */
const around = () => ({
  privateHosts: ['127.0.0.1'],
  signal: new AbortController().signal,
  limits: { exchange: { connectMs: 100, totalMs: 500 }, delayMs: 0, clock: fakeClock(Date.now()) },
});
const job = (more: object = {}) => ({ about: [CONE, TAP], taplint: false, days: 30, ask: true, ...more });

/** A registry with a cone search, a TAP service and an inactive one, published. */
async function published(open: OpenTestDatabase) {
  const registry = await memoryRegistry(open, schema);
  const services = await fakeServices();
  works(services);
  const write = (ivoid: string, xml: string) =>
    registry.repository.write(`records/${ivoid.split('/').at(-1)}.xml`, xml);
  const cone = capability({ standard: 'ConeSearch', url: `${services.root}/cone` });
  write(CONE, serviceRecord(cone, CONE));
  write(TAP, serviceRecord(capability({ standard: 'TAP#aux', url: `${services.root}/tap` }), TAP));
  write(GONE, serviceRecord(cone, GONE).replace('status="active"', 'status="inactive"'));
  registry.repository.commit();
  await registry.publish();
  return { registry, services };
}

function works(services: FakeServices): void {
  services.answers = { '/cone': votable(FIELDS.cone), '/tap/sync': votable(['name="table_name"']) };
}

eachDatabase('our services', (open) => {
  it('are called and told of, and inactive ones not', async () => {
    const { registry, services } = await published(open);
    const report = await monitorJob(registry.db, job(), around());
    expect(report.services.map(({ ivoid, what, state }) => [ivoid, what, state])).toEqual([
      [CONE, 'cone', 'up'],
      [TAP, 'tap', 'up'],
    ]);
    expect(services.asked).toHaveLength(2);
    expect(monitorCode(report.services, 0)).toBe(0);
    expect(monitorText(report)).toMatch(
      /^SERVICE +INTERFACE +STATE +TIME +UPTIME +SINCE\nivo:\/\/padc\.example\/cone +cone +up +0\.\d\d s +100\.0 % +2026-11-20T12:00:00Z\n/,
    );
    expect(monitorText(report)).toContain('2 interfaces: 2 up, 0 degraded, 0 down; 0 could not be asked.');
  });

  it('that are down are told of until they are mended, with what to do', async () => {
    const { registry, services } = await published(open);
    await monitorJob(registry.db, job(), around());
    services.answers['/cone'] = { status: 500 };
    services.answers['/tap/sync'] = votable(['name="t"'], { status: '' });
    await registry.at(HOUR);
    await monitorJob(registry.db, job(), around());
    await registry.at(3 * HOUR);
    const report = await monitorJob(registry.db, job({ ask: false, days: 7 }), around());
    expect(monitorCode(report.services, 0)).toBe(1);
    const text = monitorText(report);
    expect(text).toContain(
      'Down since 2026-11-20T13:00:00Z.\n  down: It answers with HTTP 500.\n    Look into the log',
    );
    expect(text).toContain('degraded: The VOTable has no INFO named QUERY_STATUS.');
    expect(JSON.parse(monitorJson(report))).toMatchObject({
      version: 1,
      summary: { interfaces: 2, up: 0, degraded: 1, down: 1, unasked: 0 },
      services: [{ ivoid: CONE, problems: [{ code: 'http', todo: expect.stringMatching(/log/) }] }, {}],
    });
    const weather = { ...report, madeAt: '2026-11-20T15:00:00Z' };
    const told = weatherText(weatherOf(weather));
    expect(told).toContain('Service weather of A registry, 2026-11-13 to 2026-11-20');
    expect(told).toContain('0 are up, 1 degraded and 1 down; 75.0 % of 4 calls were answered.');
    expect(told).toContain(`Down now: 1\n  ${CONE}, cone. Since: 2026-11-20 13:00; Uptime: 50.0 %;`);
    expect(told).toContain('New problems: 2');
    expect(shownMonitor(await serviceStandings(registry.db))).toMatchObject({
      ...{ interfaces: 2, down: 1, degraded: 1, askedAt: '2026-11-20T13:00:00Z' },
      downNow: [{ ivoid: CONE, what: 'cone', error: 'It answers with HTTP 500.' }],
    });
    works(services);
    await monitorJob(registry.db, job(), around());
    const after = await monitorJob(registry.db, job({ ask: false }), around());
    const mended = weatherText(weatherOf({ ...after, madeAt: '2026-11-20T15:00:00Z' }));
    expect(mended).toContain('Down now: Nothing.');
    expect(mended).toContain(`Down for a while: 1\n  ${CONE}, cone. Altogether: 2 h;`);
  });

  it('that could not be asked are no news of an outage, and no all-clear', async () => {
    const { registry } = await published(open);
    const report = await monitorJob(registry.db, job(), { ...around(), privateHosts: [] });
    expect(report.services.map(({ state }) => state)).toEqual([null, null]);
    expect(monitorCode(report.services, 0)).toBe(3);
    expect(monitorCode([], 2)).toBe(3);
    expect(monitorText(report)).toMatch(
      /not asked[\s\S]*Not asked: .* private network[\s\S]*MONITOR_PRIVATE_HOSTS/,
    );
  });

  it('are asked about as a whole, by authority or one by one, and nobody else’s', async () => {
    const { registry } = await published(open);
    const ask = (about: string[]) => monitorJob(registry.db, job({ about }), around());
    expect((await ask(['IVO://padc.EXAMPLE/Cone'])).services).toHaveLength(1);
    await expect(ask(['other.example'])).rejects.toThrow(VisibleUnasked);
    const everything = await ask([]);
    // The registry is a service itself.
    expect(everything.services.map(({ ivoid }) => ivoid)).toContain('ivo://padc.example/registry');
    expect((await ask(['padc.example'])).services).toHaveLength(everything.services.length);
  });

  it('are asked by the service when it is time, by one replica', async () => {
    const { registry, services } = await published(open);
    const log = pino({ level: 'silent' });
    const look = () => monitorWhenDue(registry.db, { ...around(), everySeconds: HOUR, log });
    const cones = () => services.asked.filter((one) => one.includes('/cone')).length;
    await Promise.all([look(), look()]);
    expect(cones()).toBe(1);
    await registry.at(HOUR - 1);
    await look();
    expect(cones()).toBe(1);
    await registry.at(HOUR);
    await look();
    expect(cones()).toBe(2);
  });
});

describe('a report', () => {
  const hostile = '<script>alert(1)</script>|[x](javascript:y)\u001b[31m';
  const service = {
    ...{ ivoid: 'ivo://padc.example/x', title: hostile, url: 'http://x/', what: 'tap', about: '' },
    ...{ state: 'down' as const, since: '2026-11-19T00:00:00Z', askedAt: '2026-11-20T00:00:00Z' },
    problems: [{ code: 'query-error', level: 'down' as const, says: `The service says: ${hostile}` }],
    ...{ seconds: null, unasked: null, lastError: { says: hostile, at: '2026-11-20T00:00:00Z' } },
    ...{ days: 7, asked: 3, uptime: 66.66, medianSeconds: 12.5, p95Seconds: 20, downSeconds: 7200 },
    first: 'up' as const,
  };
  const report = {
    ...{ version: 1 as const, registry: 'ivo://padc.example/registry', name: hostile, about: [] },
    ...{ madeAt: '2026-11-20T00:00:00Z', days: 7, leftOut: 0, services: [service] },
  };

  it('runs nothing and steers nothing, whatever a service says', () => {
    for (const page of [monitorPage(report), weatherPage(weatherOf(report))]) {
      expect(page).not.toContain('<script');
      expect(page).toContain('&#60;script&#62;');
      expect(page).toContain("default-src 'none'");
    }
    for (const text of [monitorMarkdown(report), weatherMarkdown(weatherOf(report))]) {
      expect(text).not.toMatch(/(?<!\\)<script|(?<!\\)\[x/);
      expect(text).not.toContain('\u001b');
    }
    for (const text of [monitorText(report), weatherText(weatherOf(report))])
      expect(text).not.toContain('\u001b');
  });

  it('of nothing says so', () => {
    const empty = { ...report, services: [] };
    expect(monitorText(empty)).toMatch(/^No active record/);
    expect(weatherText(weatherOf(empty))).toContain('No service was asked in the last 7 days.');
    expect(monitorPage(empty)).toContain('There is no service.');
  });
});
