/** A commit that takes away much of the registry waits for a person. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { tinyRecord } from '../promises/records.ts';
import { changes, memoryRegistry, refusal } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const path = (n: number) => `records/x${n}.xml`;

eachDatabase('shrink', (open) => {
  /** A registry of its own two records and `count` others, published. */
  async function registryOf(count: number) {
    const it = await memoryRegistry(open, schema);
    for (let n = 0; n < count; n += 1)
      it.repository.write(path(n), tinyRecord({ ivoid: `ivo://padc.example/x${n}` }));
    it.repository.commit();
    await it.publish();
    return {
      ...it,
      removing(from: number, to: number): string {
        for (let n = from; n < to; n += 1) it.repository.remove(path(n));
        return it.repository.commit();
      },
    };
  }

  describe('a commit that removes', () => {
    test('more than a fifth, and more than ten, is refused; what was up stays up', async () => {
      const it = await registryOf(50);
      it.removing(0, 11);
      const outcome = await it.publish();
      expect(refusal(outcome)).toEqual(['.:1 SHRINK']);
      expect(outcome).toMatchObject({ findings: [{ found: '11 of 52' }] });
      expect(await it.list()).toHaveLength(50);
    });

    test.each([
      ['ten of twelve', 12, 10],
      ['eleven of a hundred', 100, 11],
    ])('%s is not', async (_case, all, removed) => {
      const it = await registryOf(all);
      it.removing(0, removed);
      expect(changes(await it.publish()).deleted).toHaveLength(removed);
    });

    test('everything, when a person accepts that commit and no other', async () => {
      const it = await registryOf(20);
      const commit = it.removing(0, 20);
      const accept = (shrink: string) => ({
        accept: { newIdentity: false, transfers: new Set<string>(), shrink },
        again: true,
      });
      expect((await it.publish(accept('0000000'))).kind).toBe('refused');
      expect((await it.publish(accept(commit.slice(0, 4)))).kind).toBe('refused');
      expect(changes(await it.publish(accept(commit.slice(0, 12)))).deleted).toHaveLength(20);
    });

    test('as much as the operator has set', async () => {
      const it = await registryOf(20);
      it.removing(0, 20);
      expect((await it.publish({ maxShrinkPercent: 100 })).kind).toBe('published');
    });
  });

  test('a rebuild from an old history with many deletions is no loss', async () => {
    const it = await registryOf(30);
    it.removing(0, 29);
    await it.publish({ maxShrinkPercent: 100 });
    await it.db.query('update ledger set restamp = true');
    expect((await it.publish()).kind).toBe('published');
  });
});
