import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  difference,
  everything,
  type KnownFiles,
  type Plan,
  settle,
  type Tree,
} from '../../src/harvest/file-tree.ts';
import { readFileFacts } from '../../src/harvest/record-file.ts';
import { ivoidKey } from '../../src/resource/ivoid.ts';
import { spaseRecord } from './listing.ts';

const known: KnownFiles = new Map();

/** Path → content. */
function treeOf(files: Map<string, string>): Promise<Tree> {
  for (const content of files.values())
    if (!known.has(content)) known.set(content, readFileFacts(Buffer.from(content), 'spase'));
  const list = [...files].map(([path, content]) => ({ path, content }));
  return settle(list, 'spase', known);
}

/** What a store holds after a list, as store/harvest-stage.ts has it: key → path and content. */
type Held = Map<string, string>;

function apply(held: Held, { items, gone }: Plan, isFull: boolean): Held {
  const next: Held = isFull ? new Map() : new Map(held);
  for (const item of items) {
    const was = item.kind === 'fault' && item.id !== null ? held.get(ivoidKey(item.id)) : undefined;
    if (item.kind === 'fault' && item.id !== null && was !== undefined) next.set(ivoidKey(item.id), was);
  }
  for (const item of items)
    if (item.kind === 'record') next.set(ivoidKey(item.id), `${item.file.path} ${item.file.content}`);
  for (const { id } of gone) next.delete(ivoidKey(id));
  return next;
}

const path = fc.constantFrom('A.xml', 'X/A.xml', 'X/B.xml', 'Y/A.xml', 'Deprecated/X/A.xml');
const id = fc.constantFrom('spase://X/A', 'spase://X/B', 'spase://Y/A', 'spase://x/a');
const content = (broken: string[]) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(id, fc.constantFrom('one', 'two')).map(([i, name]) => spaseRecord(i, name)),
    },
    { weight: 1, arbitrary: id.map((i) => spaseRecord(i, '<')) },
    { weight: 1, arbitrary: fc.constantFrom('<urlset/>', ...broken) },
  );
const history = (broken: string[]) =>
  fc.array(fc.uniqueArray(fc.tuple(path, content(broken)), { selector: ([p]) => p, maxLength: 5 }), {
    minLength: 2,
    maxLength: 5,
  });

it('whatever curators do, the changes one by one lead where full lists lead', async () => {
  await fc.assert(
    fc.asyncProperty(history([]), async (trees) => {
      let before = await treeOf(new Map());
      let byChanges: Held = new Map();
      let byLists: Held = new Map();
      for (const files of trees) {
        const now = await treeOf(new Map(files));
        byChanges = apply(byChanges, await difference(before, now), false);
        byLists = apply(byLists, everything(now), true);
        expect([...byChanges].sort()).toEqual([...byLists].sort());
        before = now;
      }
    }),
    { numRuns: 2_000 },
  );
});

it('also where files have no identifier any more: then nothing is taken for gone that may be there', async () => {
  await fc.assert(
    fc.asyncProperty(history(['', '<Spase>', spaseRecord(' ')]), async (trees) => {
      let before = await treeOf(new Map());
      let held: Held = new Map();
      for (const files of trees) {
        const now = await treeOf(new Map(files));
        const plan = await difference(before, now);
        for (const { id: gone } of plan.gone) expect(now.records.has(ivoidKey(gone))).toBe(false);
        const unread = now.items.filter(({ kind, facts }) => kind === 'fault' && facts.id === null);
        const paths = new Set(unread.map((item) => item.file.path));
        for (const gone of plan.gone) expect(paths.has(gone.path)).toBe(false);
        held = apply(held, plan, false);
        for (const [key, { file }] of now.records) expect(held.get(key)).toBe(`${file.path} ${file.content}`);
        before = now;
      }
    }),
    { numRuns: 1_000 },
  );
});

it('every file is a record, set aside, or left out; each identifier has one record', async () => {
  await fc.assert(
    fc.asyncProperty(history(['', '<Spase>']), async (trees) => {
      for (const files of trees) {
        const { items, records } = await treeOf(new Map(files));
        expect(items.map((item) => item.file.path).sort()).toEqual(files.map(([p]) => p).sort());
        expect(records.size).toBe(items.filter((item) => item.kind === 'record').length);
      }
    }),
  );
});
