/** A replica that nobody asks notices what is published all the same. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { heedNotices } from '../../src/store/heed.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { NothingPublished, type Published } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { gate } from '../helpers/gate.ts';
import { tinyRecord } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('notices', (open, kind) => {
  it.runIf(kind === 'postgres')('make an idle replica look at once', async () => {
    const views: Database[] = [];
    const withAnother = async (options: { clock: Date }) => {
      const opened = await open(options);
      views.push(opened.another());
      return opened;
    };
    const registry = await memoryRegistry(withAnother as OpenTestDatabase, schema);
    const [db] = views;
    if (db === undefined) throw new Error('not opened');
    registry.repository.commit();
    // Its clock stands, so it never looks because somebody asked.
    const idle = openPublished(db, () => 0);
    const faults: unknown[] = [];
    onTestFinished(heedNotices(db, idle, (error) => faults.push(error)));
    await registry.publish();
    for (const generation of [1, 2, 3]) {
      await vi.waitFor(async () => expect((await idle.moment()).generation).toBe(generation));
      const ivoid = `ivo://padc.example/n${generation}`;
      registry.repository.write(`records/n${generation}.xml`, tinyRecord({ ivoid })).commit();
      await registry.at(generation);
      await registry.publish();
    }
    expect(faults).toEqual([]);
  });
});

/** heedNotices with looks that are played: each gives the generation it sees. */
function heeding(look: () => Promise<number>) {
  let notice: (payload: string | null) => void = () => undefined;
  const faults: unknown[] = [];
  const db = {
    listen: (_channel: string, onNotice: typeof notice) => {
      notice = onNotice;
      return async () => undefined;
    },
  } as unknown as Database;
  const published = { look: async () => ({ generation: await look() }) } as unknown as Published;
  const end = heedNotices(db, published, (error) => faults.push(error));
  return { notice, faults, end };
}

describe('a look after a notice', () => {
  it('is repeated if it was under way already and may have missed it', async () => {
    const seen = [6, 7];
    const { notice, end } = heeding(async () => seen.shift() ?? 0);
    notice('7');
    await end();
    expect(seen).toEqual([]);
  });

  it('is one for a whole burst', async () => {
    const held = gate();
    let looks = 0;
    const { notice, end } = heeding(async () => {
      looks += 1;
      await held.opened;
      return 100;
    });
    for (let i = 1; i <= 50; i += 1) notice(String(i));
    held.open();
    await end();
    expect(looks).toBe(2);
  });

  it('does not mind an absent database or an empty ledger, and reports the rest', async () => {
    for (const error of [new DatabaseAway('away'), new NothingPublished('empty'), new Error('a fault')]) {
      const { notice, faults, end } = heeding(() => Promise.reject(error));
      notice(null);
      await end();
      expect(faults).toEqual(error.message === 'a fault' ? [error] : []);
    }
  });
});
