/** The registry’s own record (Registry Interfaces 1.1 §2.4, §2.5, §3), as far as it can be seen from outside. */
import { attribute, children, type Element, text, xsiType } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { VG } from '../resource/namespaces.ts';
import { harvestCapabilities, readRegistry } from '../resource/registry.ts';
import { getRecordOf } from './ask.ts';
import { type Check, check, NotTestable } from './check.ts';
import { harvestURLs, type Identified, isSameURL } from './facts.ts';
import { whole } from './list.ts';
import { identifierOf, isSameIvoid, ownRecordOf } from './record-book.ts';
import { named } from './reply.ts';

const RI = 'Registry Interfaces 1.1';
const OWN = 'the registry’s own record';
const STANDARD = 'ivo://ivoa.net/std/Registry';

export const PROFILE: Check[] = [
  check({
    id: 'profile/own-record',
    rule: 'RI-11',
    citation: `${RI} §2.4; RofR tests RI3.1.4a, RI3.1.4aw`,
    level: 'fail',
    asks: 'Exactly one vg:Registry record of the list describes this registry, and it is not deleted.',
    needs: ['identify', 'records'],
    run({ identify, records }, visit, found) {
      whole(records);
      const own = records.book.registries.filter(
        ({ root }) =>
          harvestURLs(root).some((url) => isSameURL(url, visit.base)) ||
          isSameIvoid(identifierOf(root), describedIvoid(identify)),
      );
      if (own.length === 1) return;
      const seen = own.map(({ root }) => identifierOf(root)).join(', ') || 'none';
      found.add({ request: records.asked, expected: `one vg:Registry record for ${visit.base}`, seen });
    },
  }),
  check({
    id: 'profile/own-record-managed',
    rule: 'RI-13',
    citation: `${RI} §2.4, §3.2`,
    level: 'fail',
    asks: 'The registry’s own record is in ivo_managed.',
    needs: ['registry', 'managed'],
    run({ registry, managed }, _visit, found) {
      const id = identifierOf(registry.root);
      if (whole(managed).byKey.has(ivoidKey(id))) return;
      found.add({ request: managed.asked, expected: id, seen: 'it is not there' });
    },
  }),
  check({
    id: 'profile/description',
    rule: 'RI-21',
    citation: `${RI} §2.5; RofR tests RI3.1.5b1 to b3`,
    level: 'fail',
    asks: 'Identify’s description is the registry’s own record as the list has it.',
    needs: ['identify', 'registry'],
    run({ identify, registry }, _visit, found) {
      if (registry.header === null) throw new NotTestable(`${OWN} is not in the list`);
      const described = describedResource(identify);
      if (described === null) throw new NotTestable('Identify has no description with a record');
      const { digest } = ownRecordOf(identify.reply.text, described, null);
      if (digest === registry.digest) return;
      const seen = `another one, of ${identifierOf(described)}`;
      found.add({
        request: identify.reply.asked,
        expected: `the record of ${registry.header.id} as in ListRecords`,
        seen,
      });
    },
  }),
  check({
    id: 'profile/title',
    rule: 'RI-21',
    citation: `practice; ${RI} §2.5`,
    level: 'info',
    asks: 'repositoryName is the title of the registry’s own record.',
    needs: ['identify', 'registry'],
    run({ identify, registry }, _visit, found) {
      const { repositoryName } = registry.says;
      if (identify.one('repositoryName').replace(/\s+/g, ' ') === repositoryName) return;
      found.add({
        request: identify.reply.asked,
        expected: repositoryName,
        seen: identify.one('repositoryName'),
      });
    },
  }),
  check({
    id: 'profile/harvest-interface',
    rule: 'RI-22',
    citation: `${RI} §3.4; RofR tests RI3.1.5b4, RI4.0b, RI4.0c`,
    level: 'fail',
    asks: 'The registry’s own record has a vg:Harvest capability with a vg:OAIHTTP interface, role std, at the base URL.',
    needs: ['registry'],
    run({ registry: { root } }, visit, found) {
      const request = getRecordOf(identifierOf(root));
      const urls = harvestURLs(root);
      if (urls.some((url) => isSameURL(url, visit.base))) return;
      const any = harvestCapabilities(root).flatMap((one) => children(one, 'interface'));
      const withoutRole = any.flatMap((face) => named(face, 'accessURL')).map((url) => url.text.trim());
      const isRoleOnly = urls.length === 0 && withoutRole.some((url) => isSameURL(url, visit.base));
      const seen = isRoleOnly
        ? 'no interface with role="std"'
        : urls.join(', ') || 'no vg:OAIHTTP interface with role="std"';
      found.add({
        request,
        expected: `an interface at ${visit.base}`,
        seen,
        ...(isRoleOnly ? { level: 'warn' } : {}),
      });
    },
  }),
  check({
    id: 'profile/standard-id',
    rule: 'RI-23',
    citation: `${RI} §3.2`,
    level: 'fail',
    asks: `The standardID of vg:Harvest is ${STANDARD}.`,
    needs: ['registry'],
    run({ registry: { root } }, _visit, found) {
      for (const capability of harvestCapabilities(root)) {
        const said = attribute(capability, 'standardID') ?? '';
        if (isSameIvoid(said, STANDARD)) continue;
        found.add({
          request: getRecordOf(identifierOf(root)),
          expected: STANDARD,
          seen: said || 'no standardID',
        });
      }
    },
  }),
  check({
    id: 'profile/page-size',
    rule: 'RI-27',
    citation: 'VORegistry 1.1; requirements.md RI-27',
    level: 'warn',
    asks: 'Pages have as many records as vg:Harvest says (maxRecords), and there are none if it says 0 or less.',
    needs: ['registry', 'identifiers', 'records'],
    run({ registry, identifiers, records }, _visit, found) {
      const { maxRecords } = registry.says;
      if (Number.isNaN(maxRecords)) throw new NotTestable(`${OWN} has no maxRecords`);
      for (const { pages } of [identifiers, records]) {
        for (const { asked, count, token } of pages) {
          const isTooLong = maxRecords > 0 && count > maxRecords;
          const isUnexpected = maxRecords <= 0 && token !== null;
          if (!isTooLong && !isUnexpected) continue;
          const seen = isTooLong ? `${count} records` : 'a resumptionToken';
          found.add({ request: asked, expected: `maxRecords ${maxRecords}`, seen });
        }
      }
    },
  }),
  check({
    id: 'profile/soap',
    rule: 'RI-26',
    citation: `${RI} §2, §3.4`,
    level: 'warn',
    asks: 'The registry’s own record has no SOAP interfaces (vg:OAISOAP) and no vg:Search capability.',
    needs: ['registry'],
    run({ registry: { root } }, _visit, found) {
      for (const capability of children(root, 'capability')) {
        const types = [capability, ...children(capability, 'interface')].map((one) => xsiType(one));
        for (const type of types) {
          if (type?.uri !== VG || !/^(Search|OAISOAP)$/.test(type.local)) continue;
          found.add({
            request: getRecordOf(identifierOf(root)),
            expected: 'OAI-PMH over HTTP only',
            seen: `vg:${type.local}`,
          });
        }
      }
    },
  }),
  check({
    id: 'profile/full',
    rule: 'RI-25',
    citation: `${RI} §3.2`,
    level: 'info',
    asks: 'A registry that has only records of its own says full="false".',
    needs: ['registry', 'identifiers', 'managed'],
    run({ registry: { root }, identifiers, managed }, _visit, found) {
      const full = text(children(root, 'full')[0]);
      const isOwnOnly = whole(identifiers).headers.length === whole(managed).headers.length;
      if (!isOwnOnly || full !== 'true') return;
      found.add({
        request: getRecordOf(identifierOf(root)),
        expected: '<full>false</full>',
        seen: '<full>true</full>',
      });
    },
  }),
];

function describedResource(identify: Identified): Element | null {
  const inside = named(identify.element, 'description').flatMap((one) => one.children);
  return inside.find(({ local }) => local === 'Resource') ?? null;
}

function describedIvoid(identify: Identified): string {
  const resource = describedResource(identify);
  return resource === null ? '' : readRegistry(resource).ivoid;
}
