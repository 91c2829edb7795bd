/** `voreg visible` from what was published to what is said, and by whom it is asked while the service runs. */
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { visibleCode, visibleText } from '../src/commands/visible-report.ts';
import { lastChecks } from '../src/store/visible.ts';
import { askWhenDue, VisibleUnasked, visibleJob } from '../src/visibility.ts';
import { type LoadedSchema, loadSchema } from '../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from './helpers/database.ts';
import { type FakeTap, fakeTap } from './helpers/fake-tap.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from './promises/records.ts';
import { memoryRegistry } from './promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const DAY = 86_400;
const signal = new AbortController().signal;
const EVERYTHING = { about: [], graceDays: 2, signal };
const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/B';

/** A registry with two records of its own, published, and a service that may be asked. */
async function published(open: OpenTestDatabase, ids = ['gavo']) {
  const registry = await memoryRegistry(open, schema);
  const taps = await Promise.all(ids.map(() => fakeTap({ 'rr.resource': [] })));
  const searchable = ids.map((id, i) => ({ id, tap: taps[i]?.url, allowPrivate: true }));
  registry.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, searchable }));
  for (const ivoid of [A, B]) registry.repository.write(`records/${ivoid.at(-1)}.xml`, tinyRecord({ ivoid }));
  registry.repository.commit();
  await registry.publish();
  return { registry, taps };
}

/** The service harvests: it has then what is published now, as RegTAP writes it. */
async function harvested(tap: FakeTap | undefined, { registry }: Awaited<ReturnType<typeof published>>) {
  if (tap === undefined) throw new Error('no service');
  tap.tables['rr.resource'] = [...(await registry.records()).values()]
    .filter(({ deleted }) => !deleted)
    .map(({ ivoid, datestamp }) => ({
      ivoid: ivoid.toLowerCase(),
      updated: datestamp.slice(0, 19),
      harvested_from: 'ivo://padc.example/registry',
    }));
}

eachDatabase('what a searchable registry shows', (open) => {
  it('of records that are published, changed, deleted, and not ours', async () => {
    const made = await published(open);
    const { registry, taps } = made;
    const [tap] = taps;
    const ask = async () => (await visibleJob(registry.db, EVERYTHING)).services[0];
    expect(await ask()).toMatchObject({ counts: { active: 4, visible: 0, waiting: 4, missing: 0 } });
    await harvested(tap, made);
    expect(await ask()).toMatchObject({ counts: { active: 4, visible: 4, fresh: 4 }, problems: [] });

    registry.repository.write('records/a.xml', tinyRecord({ ivoid: A, title: 'Another title' }));
    registry.repository.remove('records/B.xml');
    registry.repository.write('records/c.xml', tinyRecord({ ivoid: 'ivo://padc.example/c' }));
    registry.repository.commit();
    await registry.at(DAY);
    await registry.publish();
    expect((await ask())?.counts).toMatchObject({ active: 4, visible: 3, fresh: 2, waiting: 3 });
    await registry.at(4 * DAY);
    tap?.tables['rr.resource']?.push({
      ...{
        ivoid: 'ivo://padc.example/x',
        updated: '2026-01-01T00:00:00',
        harvested_from: 'ivo://other/registry',
      },
    });
    const report = await visibleJob(registry.db, EVERYTHING);
    expect(report.services).toMatchObject([
      {
        counts: {
          active: 4,
          visible: 3,
          fresh: 2,
          waiting: 0,
          stale: 1,
          missing: 1,
          resurrected: 1,
          foreign: 1,
        },
        problems: [
          { ivoid: A, state: 'stale', since: '2026-11-21T12:00:00Z', theirs: '2026-11-20T12:00:00Z' },
          { ivoid: B, state: 'resurrected', since: '2026-11-21T12:00:00Z' },
          { ivoid: 'ivo://padc.example/x', state: 'foreign', from: 'ivo://other/registry' },
          { ivoid: 'ivo://padc.example/c', state: 'missing', theirs: null },
        ],
      },
    ]);
    expect(visibleCode(report)).toBe(1);
    const text = visibleText(report);
    expect(text).toMatch(/^SERVICE {2}ACTIVE.*\ngavo {10}4 {8}3/);
    expect(text).toContain('gavo, missing: not there');
    expect(text).toContain(`  ${A}  shown as of 2026-11-20T12:00:00Z; ours is of 2026-11-21T12:00:00Z`);
    expect(await lastChecks(registry.db)).toMatchObject([{ service: 'gavo', counts: { stale: 1 } }]);
  });

  it('of one record, in any letter case, and what cannot be asked about', async () => {
    const made = await published(open);
    const { registry, taps } = made;
    await harvested(taps[0], made);
    const ask = (about: string[]) => visibleJob(registry.db, { ...EVERYTHING, about });
    expect(await ask(['IVO://PADC.example/b'])).toMatchObject({
      services: [{ counts: { active: 1, visible: 1, fresh: 1, foreign: 0 } }],
    });
    expect(await ask(['PADC.example'])).toMatchObject({ services: [{ counts: { active: 4, fresh: 4 } }] });
    // Only everything is kept.
    expect(await lastChecks(registry.db)).toEqual([]);
    await expect(ask(['ivo://other.example/x'])).rejects.toThrow(
      /no authority of this registry; there are: padc/,
    );
    await expect(ask(['ivo://padc.example/%'])).rejects.toThrow(/no ivoid/);
  });

  it('where one cannot be asked: that is said, the others are asked all the same', async () => {
    const made = await published(open, ['gavo', 'paris']);
    const { registry, taps } = made;
    await harvested(taps[0], made);
    const [, paris] = taps;
    if (paris !== undefined) paris.broken = { status: 404, body: '' };
    const report = await visibleJob(registry.db, EVERYTHING);
    expect(report.services).toMatchObject([
      { service: 'gavo', error: null, counts: { fresh: 4 } },
      { service: 'paris', error: 'The service answers with HTTP 404.', counts: null },
    ]);
    expect(visibleCode(report)).toBe(3);
    expect(visibleText(report)).toContain('paris could not be asked, so nothing is known of it. ');
  });

  it('where nobody is named, or nothing is published', async () => {
    const registry = await memoryRegistry(open, schema);
    await expect(visibleJob(registry.db, EVERYTHING)).rejects.toThrow(VisibleUnasked);
    registry.repository.commit();
    await registry.publish();
    await expect(visibleJob(registry.db, EVERYTHING)).rejects.toThrow(/list searchable registries/);
  });

  it('is asked by one replica, when the time has come', async () => {
    const { registry, taps } = await published(open);
    const [tap] = taps;
    const asking = { everySeconds: 3600, log: pino({ level: 'silent' }), signal };
    const queries = () => tap?.asked.length;
    // An empty answer takes one query.
    await Promise.all([askWhenDue(registry.db, asking), askWhenDue(registry.db, asking)]);
    expect(queries()).toBe(1);
    await registry.at(3599);
    await askWhenDue(registry.db, asking);
    expect(queries()).toBe(1);
    await registry.at(3600);
    await askWhenDue(registry.db, asking);
    expect(queries()).toBe(2);
  });
});
