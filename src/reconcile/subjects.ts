/** Whether a record is about what SPASE describes: the Sun, the heliosphere, planets and their surroundings. */
import type { Fields } from '../resource/fields.ts';
import { uatConcept } from './crosswalk/spase-content.ts';
import { table } from './crosswalk/table.ts';
import { isEpnTable } from './crosswalk/vor-access.ts';

let concepts: Set<string> | null = null;

/** UAT concepts that some region, measurement or phenomenon of SPASE stands for. */
function heliophysicsConcepts(): Set<string> {
  concepts ??= new Set(
    ['region', 'measurement-type', 'phenomenon-type'].flatMap((name) =>
      Object.values(table<{ rows: Record<string, { uat?: string[] }> }>(name).rows).flatMap(
        ({ uat = [] }) => uat,
      ),
    ),
  );
  return concepts;
}

/** A SPASE record always is; a VOResource because it has an EPN-TAP table, or by its subjects. */
export function isHeliophysics(fields: Fields): boolean {
  return fields.tables.some(isEpnTable) || isAboutHeliophysics(fields);
}

/** By its subjects alone: not every EPN-TAP table is about the solar system. */
export function isAboutHeliophysics(fields: Fields): boolean {
  if (fields.model === 'spase') return true;
  return fields.subjects.some((subject) => heliophysicsConcepts().has(uatConcept(subject) ?? subject));
}
