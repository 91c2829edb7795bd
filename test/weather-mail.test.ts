/** The weather report by mail: each week once, however many replicas look, and only where it was asked for. */
import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { scheduleMonitoring } from '../src/monitor-schedule.ts';
import { parseSmtpUrl } from '../src/services/mail-settings.ts';
import { keepResults } from '../src/store/monitor.ts';
import { mailWeatherWhenDue } from '../src/weather-mail.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from './helpers/database.ts';
import { capability, serviceRecord } from './helpers/fake-services.ts';
import { type FakeSmtp, fakeSmtp } from './helpers/fake-smtp.ts';
import { memoryRegistry } from './promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const CONE = 'ivo://padc.example/cone';
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** The clock of the tests begins on Friday 2026-11-20 at 12:00 UTC. */
const MONDAY_5 = 2 * DAY + 17 * HOUR;

async function world(open: OpenTestDatabase) {
  const registry = await memoryRegistry(open, schema);
  const cone = capability({ standard: 'ConeSearch', url: 'https://padc.example/cone' });
  registry.repository.write('records/cone.xml', serviceRecord(cone, CONE));
  registry.repository.commit();
  await registry.publish();
  const smtp = await fakeSmtp();
  const server = parseSmtpUrl(smtp.url);
  if (server === null) throw new Error(smtp.url);
  const to = ['curator@padc.example', 'director@padc.example'];
  const settings = { server, from: 'voreg@padc.example', to, contacts: false, weather: true };
  const said: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(JSON.parse(line).msg) });
  const { signal } = new AbortController();
  const round = (says: string) =>
    keepResults(
      registry.db,
      [
        {
          ...{
            ivoid: CONE,
            title: 'A <b>cone</b>',
            url: 'https://padc.example/cone',
            what: 'cone',
            about: '',
          },
          ...{ state: 'down', seconds: null, problems: [{ code: 'http', level: 'down', says }] },
        },
      ],
      true,
    );
  const look = () => mailWeatherWhenDue({ db: registry.db, settings, log, signal });
  return { registry, smtp, settings, said, log, signal, round, look };
}

const header = ({ mails }: FakeSmtp, at: number, name: string) =>
  mails[at]?.headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);

eachDatabase('the weather report by mail', (open) => {
  it('comes each week from Monday 05:00 UTC, once from all replicas, as Markdown and as a page', async () => {
    const { registry, smtp, settings, round, look } = await world(open);
    await look();
    expect(smtp.mails).toEqual([]);
    await round('It answers with HTTP 503.');
    await Promise.all([look(), look(), look()]);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]?.to).toEqual(settings.to);
    expect(header(smtp, 0, 'Subject')).toBe('[A registry] Services: 1 down, 0 degraded, 0 up');
    expect(header(smtp, 0, 'Content-Type')).toMatch(/^multipart\/alternative;/);
    const body = smtp.mails[0]?.body ?? '';
    expect(body).toMatch(/Content-Type: text\/plain[\s\S]*# Service weather of A registry[\s\S]*## Down now/);
    expect(body).toContain('It comes each week, as long as MAIL_WEATHER is on.');
    expect(body).toMatch(/Content-Type: text\/html[\s\S]*<!doctype html>/);
    expect(body).not.toContain('<b>cone');
    await registry.at(MONDAY_5 - 1);
    await look();
    expect(smtp.mails).toHaveLength(1);
    await registry.at(MONDAY_5);
    await Promise.all([look(), look()]);
    await registry.at(MONDAY_5 + 7 * DAY - 1);
    await look();
    expect(smtp.mails).toHaveLength(2);
    // Nobody looked on that Monday: it comes as soon as somebody does.
    await registry.at(MONDAY_5 + 10 * DAY);
    await look();
    expect(smtp.mails).toHaveLength(3);
    await registry.at(MONDAY_5 + 14 * DAY);
    await look();
    expect(smtp.mails).toHaveLength(4);
  });

  it('that the mail server refuses is tried again in an hour', async () => {
    const { registry, smtp, said, round, look } = await world(open);
    await round('It answers with HTTP 503.');
    smtp.refuse.MAIL = '450 later';
    await look();
    await look();
    expect(said).toEqual([expect.stringMatching(/^Not mailed: Services: 1 down.* 450 later/)]);
    smtp.refuse = {};
    await registry.at(HOUR);
    await look();
    expect(smtp.mails).toHaveLength(1);
  });

  it('goes out while the service runs, if it is asked for', async () => {
    const { registry, smtp, settings, log, signal, round } = await world(open);
    await round('It answers with HTTP 503.');
    const run = (weather: boolean, monitorSeconds: number) =>
      scheduleMonitoring(
        {
          ...{ db: registry.db, log, signal },
          config: { monitorSeconds, monitorPrivateHosts: [], mail: { ...settings, weather } },
        },
        ...([5, 5] as const),
      );
    const off = [run(false, DAY), run(true, 0)];
    const stop = run(true, DAY);
    await vi.waitFor(() => expect(smtp.mails).toHaveLength(1), 5_000);
    await Promise.all([stop(), ...off.map((one) => one())]);
    expect(smtp.mails).toHaveLength(1);
  });
});
