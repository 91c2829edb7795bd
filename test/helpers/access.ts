/** Sums of accesses with something in every field. */
import type { AccessBatch, HarvesterCounts, ListCounts } from '../../src/store/access.ts';

const AT = Date.UTC(2026, 10, 20, 8);
const WHO = { name: 'GAVO', network: '192.0.2.0' };

export function harvesterOf(counts: Partial<HarvesterCounts>): HarvesterCounts {
  return {
    ...{ ...WHO, kind: 'copy', requests: 1, bytes: 100, records: 10, errors: 0, begun: 0, completed: 0 },
    ...{ lastError: null, firstAt: AT, lastAt: AT, harvestAt: null, ...counts },
  };
}

export function listOf(counts: Partial<ListCounts>): ListCounts {
  return {
    ...{ ...WHO, list: 'one', verb: 'ListRecords', prefix: 'ivo_vor', set: null, from: null, until: null },
    ...{
      begun: 0,
      completed: 0,
      pages: 1,
      records: 0,
      size: 0,
      reached: 0,
      firstAt: AT,
      lastAt: AT,
      ...counts,
    },
  };
}

/** A batch whose totals are the sums of its harvesters. */
export function batchOf(parts: Partial<AccessBatch>): AccessBatch {
  const { harvesters = [] } = parts;
  const sum = (of: 'requests' | 'bytes' | 'records') => harvesters.reduce((total, one) => total + one[of], 0);
  const sums = { requests: sum('requests'), bytes: sum('bytes'), records: sum('records') };
  return {
    ...{ day: '2026-11-20', totals: [{ what: 'ListRecords', prefix: 'ivo_vor', ...sums }] },
    ...{ harvesters: [], lists: [], records: [], dropped: 0, ...parts },
  };
}
