import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receive, Spool } from '../../src/harvest/import-receive.ts';
import { ListSource, organisation } from './list-source.ts';

const id = (n: number) => `ivo://padc.example/org/r${n}`;

async function received(source: ListSource, since: string | null = null) {
  const spool = new Spool();
  try {
    const result = await receive(source, since, spool, new AbortController().signal);
    const texts = [...result.listed.values()].map(({ place }) => place && spool.read(place).toString('utf8'));
    return { ...result, texts };
  } finally {
    spool.close();
  }
}

describe('receive', () => {
  it('keeps the bytes of each record, the later of two, and adds up what it was told', async () => {
    const source = new ListSource();
    for (let n = 0; n < 5; n += 1) source.put(organisation(id(n), `Title ${n} é`));
    source.records.push({
      ...source.records[0],
      id: id(0).toUpperCase(),
      deleted: true,
      bytes: null,
    } as never);
    source.deviations = [{ code: 'duplicate', count: 2, example: 'first' }];
    const { listed, texts, deviations, full } = await received(source);
    expect([...listed.keys()]).toEqual([0, 1, 2, 3, 4].map(id));
    expect(texts).toEqual([null, ...[1, 2, 3, 4].map((n) => organisation(id(n), `Title ${n} é`))]);
    expect(deviations).toEqual([{ code: 'duplicate', count: 2, example: 'first' }]);
    expect(full).toBe(true);
  });

  it('forgets what came before the list was begun anew', async () => {
    const source = new ListSource();
    for (let n = 0; n < 4; n += 1) source.put(organisation(id(n)));
    source.marks.set(2, { restarted: true });
    expect([...(await received(source)).listed.keys()]).toEqual([id(2), id(3)]);
  });

  it('knows that it got everything though it asked for changes', async () => {
    const source = new ListSource().put(organisation(id(0)));
    expect((await received(source, '2026-01-01T00:00:00Z')).full).toBe(false);
    source.marks.set(0, { everything: true });
    expect((await received(source, '2026-01-01T00:00:00Z')).full).toBe(true);
  });
});

describe('a spool', () => {
  it('gives back what was put in, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }), (all) => {
        const spool = new Spool();
        const places = all.map((bytes) => spool.add(bytes));
        for (const [i, place] of [...places.entries()].reverse())
          expect(spool.read(place).equals(Buffer.from(all[i] ?? []))).toBe(true);
        spool.close();
      }),
      { numRuns: 30 },
    );
  });
});
