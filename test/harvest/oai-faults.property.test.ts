/**
 * Promise P8 at the client: whatever goes wrong on the way, a list that says it is complete is, and no record is handed
 * on that the registry did not send so.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourcePart } from '../../src/harvest/source.ts';
import { type Action, type FakeRegistry, fakeRecords, startFakeRegistry } from '../helpers/fake-registry.ts';
import { list } from './oai-list.ts';

const fault: fc.Arbitrary<Action | null> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  fc.record({ do: fc.constant('cut' as const), after: fc.nat(9000), announced: fc.boolean() }),
  fc.record({ do: fc.constant('truncate' as const), after: fc.nat(9000) }),
  fc.constant<Action>({ do: 'reset' }),
  fc
    .constantFrom(400, 404, 429, 500, 502, 503, 504)
    .map((status): Action => ({ do: 'answer', status, body: '<html>no</html>' })),
  fc
    .constantFrom(
      '',
      '<html><br></html>',
      'busy',
      '<OAI-PMH>',
      error('badResumptionToken'),
      error('badArgument'),
    )
    .map((body): Action => ({ do: 'answer', body })),
);

function error(code: string): string {
  return (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-20T12:00:00Z</responseDate>' +
    `<request>x</request><error code="${code}"/></OAI-PMH>`
  );
}

/** What happens at the registry before a request is answered. */
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  fc.record({ what: fc.constantFrom('put' as const, 'remove' as const), n: fc.integer({ min: 1, max: 20 }) }),
);

type Sent = Map<string, Set<string>>;

function remember(registry: FakeRegistry, sent: Sent): void {
  for (const { id, datestamp, deleted, xml } of registry.records.values()) {
    const versions = sent.get(id) ?? new Set();
    sent.set(id, versions.add(`${datestamp} ${deleted ? 'deleted' : xml}`));
  }
}

/** Ids of all records since the list was last begun. */
function named(parts: SourcePart[]): Set<string> {
  const from = Math.max(
    0,
    parts.findLastIndex((part) => part.restarted === true),
  );
  return new Set(parts.slice(from).flatMap((part) => part.records.map((record) => record.id)));
}

describe('a list under any faults', () => {
  it('is whole if it says so, and says only what was sent', async () => {
    const counts = { complete: 0, incomplete: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fault, edit), { maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        // The last fault stays.
        fc.boolean(),
        async (schedule, pageSize, isStuck) => {
          const registry = await startFakeRegistry({ records: fakeRecords(15), pageSize });
          try {
            const sent: Sent = new Map();
            remember(registry, sent);
            registry.intercept = ({ number }) => {
              registry.tick(1);
              const after = isStuck
                ? ([schedule.at(-1)?.[0] ?? null, null] as const)
                : ([null, null] as const);
              const [action, change] = schedule[number - 1] ?? after;
              if (change?.what === 'put') registry.put(`ivo://fake.example/r${change.n}`);
              if (change?.what === 'remove') registry.remove(`ivo://fake.example/r${change.n}`);
              remember(registry, sent);
              return action;
            };
            const { parts, end } = await list(registry);
            counts[end.complete ? 'complete' : 'incomplete'] += 1;
            for (const record of parts.flatMap((part) => part.records)) {
              const version = `${record.datestamp} ${record.deleted ? 'deleted' : record.bytes}`;
              expect(sent.get(record.id)).toContain(version);
            }
            expect(parts.flatMap((part) => part.quarantined)).toEqual([]);
            // What appeared after `reached` is for the next, incremental list.
            const before = [...registry.records.values()].filter(
              (one) => one.datestamp < (end.reached ?? ''),
            );
            const absent = before.filter((one) => !named(parts).has(one.id));
            if (end.complete) expect(absent.map((one) => one.id)).toEqual([]);
          } finally {
            registry.close();
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(Math.min(counts.complete, counts.incomplete)).toBeGreaterThan(0);
  });

  it('goes on after a crash at any part', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 6 }),
        async (stops, pageSize) => {
          const registry = await startFakeRegistry({ records: fakeRecords(17), pageSize });
          try {
            const kept = new Set<string>();
            let resume: SourcePart['cursor'] = null;
            for (const stopAfter of [...stops, Number.POSITIVE_INFINITY]) {
              const { parts, end } = await list(registry, { resume, stopAfter });
              // As the store does: what follows the last cursor is thrown away.
              const last = parts.findLastIndex((part) => part.cursor !== null);
              for (const part of parts.slice(0, last + 1)) for (const { id } of part.records) kept.add(id);
              resume = JSON.parse(JSON.stringify(parts[last]?.cursor ?? resume)) as SourcePart['cursor'];
              if (stopAfter === Number.POSITIVE_INFINITY)
                expect(end).toMatchObject({ complete: true, reason: null });
            }
            expect(kept.size).toBe(17);
          } finally {
            registry.close();
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
