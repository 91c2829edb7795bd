/** Authorities and the organisations behind them (Registry Interfaces 1.1 §2.4, §3.1, §3.2). */
import { attribute } from '../resource/element.ts';
import { authorityOf, ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { VG } from '../resource/namespaces.ts';
import { getRecordOf } from './ask.ts';
import { type Check, check, NotTestable } from './check.ts';
import type { Records } from './facts.ts';
import { whole } from './list.ts';
import { identifierOf, type RecordSeen } from './record-book.ts';
import { named } from './reply.ts';

const RI = 'Registry Interfaces 1.1';

export const AUTHORITIES: Check[] = [
  check({
    id: 'profile/authorities',
    rule: 'RI-12',
    citation: `${RI} §2.4, §3.1 (RI-17); RofR test RI3.1.4b`,
    level: 'fail',
    asks: 'Every record of ivo_managed is under a managedAuthority of the registry’s own record.',
    needs: ['registry', 'managed'],
    run({ registry, managed }, _visit, found) {
      const authorities = new Set(registry.says.managedAuthorities.map((name) => name.toLowerCase()));
      for (const header of managed.headers) {
        if (header.deleted || authorities.has(authorityOf(header.id))) continue;
        const expected = [...authorities].join(', ') || 'a managedAuthority; there is none';
        found.add({ request: managed.asked, expected, seen: header.id });
      }
    },
  }),
  check({
    id: 'profile/authority-records',
    rule: 'RI-13',
    citation: `${RI} §2.4, §3.2; RofR test RI3.1.4c`,
    level: 'fail',
    asks: 'Each managedAuthority has one vg:Authority record, in ivo_managed.',
    needs: ['registry', 'records', 'managed'],
    run({ registry, records, managed }, _visit, found) {
      const claimed = new Set(
        authorityRecords(whole(records) as Records).map(({ header }) => ivoidKey(header.id)),
      );
      for (const authority of registry.says.managedAuthorities) {
        const id = `ivo://${authority.toLowerCase()}`;
        const isManaged = managed.byKey.get(id)?.deleted === false;
        if (claimed.has(id) && isManaged) continue;
        const seen = claimed.has(id) ? 'it is not in ivo_managed' : 'there is none';
        found.add({
          request: getRecordOf(`ivo://${authority}`),
          expected: `a vg:Authority record of ivo://${authority}`,
          seen,
        });
      }
    },
  }),
  check({
    id: 'profile/authority-identifiers',
    rule: 'RI-14',
    citation: `${RI} §3.1`,
    level: 'fail',
    asks: 'The identifier of a vg:Authority record is ivo://authority without a resource key.',
    needs: ['records'],
    run({ records }, _visit, found) {
      for (const { header, asked } of authorityRecords(records)) {
        const key = parseIvoid(header.id)?.resourceKey ?? '';
        if (key !== '')
          found.add({ request: asked, expected: `ivo://${authorityOf(header.id)}`, seen: header.id });
      }
    },
  }),
  check({
    id: 'profile/managing-organisation',
    rule: 'RI-18',
    citation: `${RI} §3.1`,
    level: 'warn',
    asks: 'A vg:Authority record names its managing organisation by the ivoid of a vr:Organisation record.',
    needs: ['records', 'managed'],
    run({ records, managed }, _visit, found) {
      const types = typesOf(records);
      for (const { header, asked, root } of authorityRecords(records)) {
        if (!managed.byKey.has(ivoidKey(header.id))) continue;
        const organisation = root?.managingOrg ?? '';
        const type = types.get(ivoidKey(organisation));
        const isElsewhere = type === undefined && authorityOf(organisation) !== authorityOf(header.id);
        if (organisation !== '' && (type === 'Organisation' || isElsewhere)) continue;
        const seen =
          organisation === '' ? `no ivo-id in ${header.id}` : `${organisation}, ${type ?? 'no record here'}`;
        found.add({ request: asked, expected: 'managingOrg with the ivo-id of a vr:Organisation', seen });
      }
    },
  }),
  check({
    id: 'profile/publisher',
    rule: 'RI-19',
    citation: 'practice; VOResource 1.2 §3.1.2',
    level: 'warn',
    asks: 'The publisher of the registry’s own record is a vr:Organisation record, named by its ivoid.',
    needs: ['registry', 'records'],
    run({ registry: { root, says }, records }, _visit, found) {
      const publisher = named(root, 'curation').flatMap((one) => named(one, 'publisher'))[0];
      const id = publisher === undefined ? '' : (attribute(publisher, 'ivo-id') ?? '');
      const type = typesOf(records).get(ivoidKey(id));
      const ours = new Set(says.managedAuthorities.map((name) => name.toLowerCase()));
      const isElsewhere = id !== '' && !ours.has(authorityOf(id));
      if (type === 'Organisation' || isElsewhere) return;
      const seen = id === '' ? 'no ivo-id' : `${id}, ${type ?? 'no record here'}`;
      found.add({
        request: getRecordOf(identifierOf(root)),
        expected: 'the ivo-id of a vr:Organisation',
        seen,
      });
    },
  }),
  check({
    id: 'profile/foreign-standards',
    rule: 'RI-55',
    citation: `${RI} §4.1`,
    level: 'warn',
    asks: 'Records of ivo://ivoa.net are left to the Registry of Registries.',
    needs: ['managed', 'registry'],
    run({ managed, registry }, _visit, found) {
      if (authorityOf(registry.says.ivoid) === 'ivoa.net') {
        throw new NotTestable('this is the Registry of Registries');
      }
      for (const header of managed.headers) {
        if (authorityOf(header.id) === 'ivoa.net')
          found.add({ request: managed.asked, expected: 'none', seen: header.id });
      }
    },
  }),
];

function authorityRecords({ book }: Records): RecordSeen[] {
  return book.records.filter(({ root }) => root?.type?.uri === VG && root.type.local === 'Authority');
}

/** Local name of the type, by ivoid in lower case. */
function typesOf({ book }: Records): Map<string, string> {
  return new Map(book.records.map(({ header, root }) => [ivoidKey(header.id), root?.type?.local ?? '']));
}
