/** What a dry run says and what publish() then does are the same, whatever a curator did in between (design §6). */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type DryRun, dryRun } from '../../src/publish/dry-run.ts';
import { type Outcome, publish } from '../../src/publish.ts';
import type { Database } from '../../src/store/database.ts';
import { readLedger } from '../../src/store/ledger.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { Curator, type CuratorStep, type Edit } from './curator.ts';
import { MemoryRepository } from './memory-repository.ts';
import { curatorStep } from './schedules.ts';

const RUNS = Number(process.env.DRY_RUNS ?? 15);

type Step = CuratorStep | { do: 'retire'; record: number };
const reformat: fc.Arbitrary<Step> = fc
  .nat(5)
  .map((record) => ({ do: 'commit', edits: [{ edit: 'reformat', record }], daysAgo: 0 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: curatorStep },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retire' as const), record: fc.nat(8) }) },
  { weight: 1, arbitrary: reformat },
);
/** Steps between publications; the last one of a batch may be followed by a repair of what is broken. */
const batch = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 3 }), repaired: fc.boolean() });

type Batch = { steps: Step[]; repaired: boolean };
const committed = (...edits: Edit[]): Step => ({ do: 'commit', edits, daysAgo: 0 });
const put: Edit = { edit: 'put', record: 0, text: 0, folder: 0, upper: false, status: 0 };
const after = (...steps: Step[]): Batch => ({ steps, repaired: false });
const edited = (...edits: Edit[]): Batch => after(committed(...edits));
/** All that may happen, as some schedules have too little of it; and what a fault was found by. */
const EXAMPLES: [Batch[]][] = [
  [
    [
      after(committed(put), committed({ edit: 'remove', record: 0 })),
      ...[edited(put), edited({ edit: 'reformat', record: 0 }), edited({ ...put, text: 1 })],
      ...[edited({ edit: 'remove', record: 0 }), edited(put), edited({ edit: 'break', record: 0 })],
    ],
  ],
  [[after(committed(put)), after({ do: 'retire', record: 0 }), after(committed({ edit: 'formats' }))]],
];

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});

eachDatabase('dry run', (open) => {
  test('it says what publication does', { timeout: 600_000 }, async () => {
    const seen = { created: 0, updated: 0, unchanged: 0, deleted: 0, passing: 0, findings: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
        const { database, close } = await open();
        try {
          await migrate(database);
          const repository = new MemoryRepository();
          const curator = new Curator(repository);
          const job = { db: database, repository, schema, recordsDir: 'records' };
          await publish(job);
          for (const { steps, repaired } of batches) {
            for (const one of steps) {
              if (one.do === 'retire') curator.retire([`ivo://padc.example/record-${one.record}`]);
              else curator.take(one);
            }
            if (repaired) curator.repair();
            const base = (await readLedger(database)).commit ?? '';
            const said = await dryRun({
              repository,
              schema,
              recordsDir: 'records',
              base,
              ...OPTIONS,
              head: await repository.head(),
            });
            const buried = await tombstones(database);
            const outcome = await publish({ ...job, again: true });
            expect(summaryOf(said, buried), JSON.stringify(said)).toEqual(doneBy(outcome, buried));
            for (const list of Object.keys(seen) as (keyof typeof seen)[]) seen[list] += said[list].length;
          }
        } finally {
          await close();
        }
      }),
      {
        numRuns: RUNS,
        examples: EXAMPLES,
        ...(process.env.DRY_SEED ? { seed: Number(process.env.DRY_SEED) } : {}),
      },
    );
    // The schedules are worth something only if everything happens in them.
    expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  });
});

const OPTIONS = { accept: { newIdentity: false, transfers: new Set<string>() }, now: '2026-11-20T10:00:00Z' };

async function tombstones(db: Database): Promise<Set<string>> {
  const rows = await db.query<{ key: string }>("select key from record where prefix = 'ivo_vor' and deleted");
  return new Set(rows.map((row) => row.key));
}

interface Summary {
  created: string[];
  updated: string[];
  deleted: string[];
  withdrawn: string[];
  refused: string[];
}

/** Without what harvesters know as deleted, before and after: a tombstone whose sets change is told by nobody but the ledger. */
function deletions(ivoids: string[], buried: Set<string>): string[] {
  return [...new Set(ivoids)].filter((ivoid) => !buried.has(ivoid.toLowerCase())).sort();
}

function summaryOf(said: DryRun, buried: Set<string>): Summary {
  const names = (entries: { ivoid: string }[]) => entries.map(({ ivoid }) => ivoid).sort();
  return {
    created: names(said.created),
    updated: names(said.updated),
    deleted: deletions([...names(said.deleted), ...said.passing], buried),
    withdrawn: names(said.withdrawn),
    refused: told(said.findings),
  };
}

function doneBy(outcome: Outcome, buried: Set<string>): Summary {
  const nothing = { created: [], updated: [], deleted: [], withdrawn: [], refused: [] };
  if (outcome.kind === 'unchanged') return nothing;
  const findings = outcome.kind === 'refused' ? outcome.findings : (outcome.refused?.findings ?? []);
  // An older commit may have been published instead; what head would have brought is what the dry run is about.
  if (outcome.kind === 'refused' || findings.length > 0) return { ...nothing, refused: told(findings) };
  const { created, updated, deleted, withdrawn } = outcome;
  return {
    created: [...created].sort(),
    updated: [...updated].sort(),
    deleted: deletions(deleted, buried),
    withdrawn: [...withdrawn].sort(),
    refused: [],
  };
}

/** A record that a commit retires, but does not touch, is not read for its line; publication reads all if formats change. */
function lineOf({ rule, line }: Finding): number | null {
  return rule === 'RETIRED' ? null : line;
}

function told(findings: Finding[]): string[] {
  return findings.map((f) => `${f.file}:${lineOf(f)} ${f.severity} ${f.rule} ${f.message}`).sort();
}
