/** The records themselves: identity, form, and what `voreg validate` says of each (src/validate). */
import { parseIvoid } from '../resource/ivoid.ts';
import { type Check, check } from './check.ts';
import type { Records } from './facts.ts';
import type { Found } from './found.ts';
import type { RecordSeen } from './record-book.ts';

const RI22 = 'Registry Interfaces 1.1 §2.2';
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

/** Says something of each record that is not right. */
function each(
  records: Records,
  found: Found,
  say: (record: RecordSeen) => [expected: string, seen: string] | null,
): void {
  for (const record of records.book.records) {
    const said = say(record);
    if (said !== null)
      found.add({ request: record.asked, expected: said[0], seen: `${said[1]} (${record.header.id})` });
  }
}

export const RECORDS: Check[] = [
  check({
    id: 'records/one-resource',
    rule: 'RI-04',
    citation: `${RI22}; RofR test RI3.1.2b`,
    level: 'fail',
    asks: 'Inside of metadata is one ri:Resource.',
    needs: ['records'],
    run: ({ records }, _visit, found) =>
      each(records, found, ({ hasMetadata, roots, root }) => {
        if (!hasMetadata || (roots === 1 && root?.isResource === true)) return null;
        return ['one ri:Resource', root === null ? 'nothing' : `${roots} elements, the first <${root.name}>`];
      }),
  }),
  check({
    id: 'records/type',
    rule: 'RI-05',
    citation: RI22,
    level: 'fail',
    asks: 'Each ri:Resource has an xsi:type whose prefix is declared.',
    needs: ['records'],
    run: ({ records }, _visit, found) =>
      each(records, found, ({ root }) => {
        if (root === null || (root.type !== null && root.type.uri !== null)) return null;
        return [
          'xsi:type',
          root.type === null ? 'none' : `a prefix that is not declared, of ${root.type.local}`,
        ];
      }),
  }),
  check({
    id: 'records/identifier',
    rule: 'RI-10',
    citation: 'Registry Interfaces 1.1 §2.3; RofR test RI3.1.3',
    level: 'fail',
    asks: 'The header’s identifier is the one in the record, character by character.',
    needs: ['records'],
    run: ({ records }, _visit, found) =>
      each(records, found, ({ header, root }) => {
        if (root === null || root.identifier === header.id) return null;
        return [header.id, root.identifier === null ? 'no identifier' : `"${root.identifier}"`];
      }),
  }),
  check({
    id: 'records/ivoid',
    rule: 'IDN-01',
    citation: 'IVOA Identifiers 2.0 §2.3; requirements.md IDN-01 to IDN-03',
    level: 'fail',
    asks: 'Every identifier is an ivoid.',
    needs: ['identifiers'],
    run({ identifiers }, _visit, found) {
      for (const { id } of identifiers.headers) {
        if (parseIvoid(id) === null)
          found.add({ request: identifiers.asked, expected: 'ivo://authority/key', seen: id });
      }
    },
  }),
  check({
    id: 'records/dates',
    rule: 'VOR-03',
    citation: 'VOResource 1.2 §3.1; RofR tests VR3.1b1 to b3',
    level: 'fail',
    asks: 'Each record says when it was created and updated, in UTC, and in that order.',
    needs: ['records'],
    run: ({ records }, _visit, found) =>
      each(records, found, ({ root }) => {
        if (root === null) return null;
        const { created, updated } = root;
        if (created === null || updated === null)
          return ['created and updated', created === null ? 'no created' : 'no updated'];
        if (!SECONDS.test(created) || !SECONDS.test(updated))
          return ['YYYY-MM-DDThh:mm:ssZ', `${created}, ${updated}`];
        return created > updated
          ? ['created before updated', `created ${created}, updated ${updated}`]
          : null;
      }),
  }),
  check({
    id: 'records/schema',
    rule: 'RI-08',
    citation: `${RI22}; RofR test VRvalid`,
    level: 'fail',
    asks: 'Every record is valid by the XML schemas.',
    needs: ['records'],
    run: ({ records }, _visit, found) => found.takeOver(records.book.findings.schema),
  }),
  check({
    id: 'records/rules',
    rule: 'RI-08',
    citation: 'requirements.md RI-06, RI-07 and part (c); docs/curating.md',
    level: 'warn',
    asks: 'Every record keeps the rules that the schemas cannot check.',
    needs: ['records'],
    run: ({ records }, _visit, found) => found.takeOver(records.book.findings.rules),
  }),
  check({
    id: 'records/across',
    rule: 'IDN-07',
    citation: 'requirements.md IDN-07, CUR-07, VDS-09',
    level: 'warn',
    asks: 'Records that refer to each other find each other, and no two say they are the same thing.',
    needs: ['records', 'registry'],
    run({ records, registry }, _visit, found) {
      const managed = new Set(registry.says.managedAuthorities.map((name) => name.toLowerCase()));
      for (const observation of records.book.across(managed)) found.add(observation);
    },
  }),
];
