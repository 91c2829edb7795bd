/** Identify: who the registry says it is (OAI-PMH 2.0 §4.2, Registry Interfaces 1.1 §2.5). */

import { xsiType } from '../resource/element.ts';
import { RI, VG } from '../resource/namespaces.ts';
import { type Check, check } from './check.ts';
import { isSameURL } from './facts.ts';
import type { Found } from './found.ts';
import { named, seen } from './reply.ts';

const OAI42 = 'OAI-PMH 2.0 §4.2';
const RI25 = 'Registry Interfaces 1.1 §2.5';
const REQUIRED = [
  'repositoryName',
  'baseURL',
  'protocolVersion',
  'earliestDatestamp',
  'deletedRecord',
  'granularity',
];
/** OAI-PMH.xsd's pattern, and the narrower one of the openarchives.org validator. */
const EMAIL = /^\S[^\s@]*@\S[^\s.]*\.\S+$/;
const PLAIN_EMAIL = /^\w[\w\-.+]*@[A-Za-z0-9\-.]+\.[A-Za-z]{2,}$/;
const SECONDS = 'YYYY-MM-DDThh:mm:ssZ';

/** An address is an address of a person, perhaps: findings do not show it. */
const ADDRESS = 'an address of another form (not shown here)';

export const IDENTIFY: Check[] = [
  check({
    id: 'identify/answers',
    rule: 'RI-20',
    citation: `${RI25}; ${OAI42}`,
    level: 'fail',
    asks: 'Identify is answered.',
    needs: [],
    async run(_facts, visit, found) {
      const reply = await visit.oai('verb=Identify');
      if (reply.content?.local !== 'Identify') {
        found.add({ request: reply.asked, expected: 'Identify', seen: seen(reply) });
      }
    },
  }),
  check({
    id: 'identify/complete',
    rule: 'OAI-70',
    citation: OAI42,
    level: 'fail',
    asks: 'Identify has each required element once, with a value, and at least one adminEmail.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      for (const name of REQUIRED) {
        const values = identify.all(name);
        const holds = values.length === 1 && values[0] !== '';
        if (!holds)
          say(found, `one <${name}> with a value`, `${values.length} of them: ${values.join(', ')}`);
      }
      if (identify.all('adminEmail').length === 0) say(found, 'an <adminEmail>', 'none');
    },
  }),
  check({
    id: 'identify/base-url',
    rule: 'RI-20',
    citation: `${RI25}; RofR test RI3.1.5a`,
    level: 'fail',
    asks: 'baseURL is the address under which the registry is asked.',
    needs: ['identify'],
    run({ identify }, visit, found) {
      const said = identify.one('baseURL');
      if (!isSameURL(said, visit.base)) say(found, visit.base, said);
    },
  }),
  check({
    id: 'identify/protocol-version',
    rule: 'OAI-70',
    citation: OAI42,
    level: 'fail',
    asks: 'protocolVersion is 2.0.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      if (identify.one('protocolVersion') !== '2.0') say(found, '2.0', identify.one('protocolVersion'));
    },
  }),
  check({
    id: 'identify/admin-email',
    rule: 'OAI-70',
    citation: OAI42,
    level: 'fail',
    asks: 'adminEmail has the form of an e-mail address, and one that validators in use accept.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      for (const email of identify.all('adminEmail')) {
        if (!EMAIL.test(email)) say(found, 'name@host.domain', ADDRESS);
        else if (!PLAIN_EMAIL.test(email)) {
          const expected = 'name@host.domain without mailto:, brackets or comments';
          found.add({ request: IDENTIFY_REQUEST, expected, seen: ADDRESS, level: 'warn' });
        }
      }
    },
  }),
  check({
    id: 'identify/granularity',
    rule: 'RI-43',
    citation: 'Registry Interfaces 1.1 §2.7',
    level: 'fail',
    asks: 'The granularity is seconds.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      if (identify.one('granularity') !== SECONDS) say(found, SECONDS, identify.one('granularity'));
    },
  }),
  check({
    id: 'identify/earliest-datestamp',
    rule: 'OAI-25',
    citation: OAI42,
    level: 'fail',
    asks: 'earliestDatestamp is a date in the granularity that is announced.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      const said = identify.one('earliestDatestamp');
      const granularity = identify.one('granularity');
      const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(said) && !Number.isNaN(Date.parse(said));
      if (!isDate || said.length !== granularity.length) say(found, granularity, said);
    },
  }),
  check({
    id: 'identify/deleted-record',
    rule: 'RI-30',
    citation: `${RI25}; OAI-PMH 2.0 §2.5.1`,
    level: 'fail',
    asks: 'deletedRecord is persistent, transient or no.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      const said = identify.one('deletedRecord');
      if (!/^(persistent|transient|no)$/.test(said)) say(found, 'persistent, transient or no', said);
    },
  }),
  check({
    id: 'identify/keeps-deletions',
    rule: 'RI-31',
    citation: RI25,
    level: 'warn',
    asks: 'The registry tells of deleted records: deletedRecord is not "no".',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      if (identify.one('deletedRecord') === 'no') say(found, 'persistent or transient', 'no');
    },
  }),
  check({
    id: 'identify/compression',
    rule: 'OAI-08',
    citation: 'OAI-PMH 2.0 §3.1.3',
    level: 'fail',
    asks: 'identity is not listed as a compression.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      if (identify.all('compression').some((name) => name.toLowerCase() === 'identity')) {
        say(found, 'only other encodings, such as gzip', 'identity');
      }
    },
  }),
  check({
    id: 'identify/description',
    rule: 'RI-21',
    citation: `${RI25}; RofR tests RI3.1.5b1 to b3`,
    level: 'fail',
    asks: 'One description holds one ri:Resource of type vg:Registry.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      const inside = named(identify.element, 'description').map(({ children }) => children);
      const resources = inside.flat().filter(({ uri, local }) => uri === RI && local === 'Resource');
      const [first] = resources;
      if (first === undefined || resources.length > 1) {
        say(found, 'one ri:Resource in one description', `${resources.length} of them`);
        return;
      }
      const type = xsiType(first);
      if (type?.uri !== VG || type.local !== 'Registry') {
        say(
          found,
          'xsi:type vg:Registry',
          type === null ? 'no xsi:type' : `${type.local} of ${type.uri ?? 'no namespace'}`,
        );
      }
    },
  }),
  check({
    id: 'identify/containers',
    rule: 'OAI-71',
    citation: OAI42,
    level: 'fail',
    asks: 'Each description holds one element, in a namespace of its own.',
    needs: ['identify'],
    run({ identify }, _visit, found) {
      for (const { children } of named(identify.element, 'description')) {
        const [only] = children;
        if (only === undefined || children.length > 1)
          say(found, 'one element', `${children.length} elements`);
        else if (only.uri === '') say(found, 'an element in a namespace', `<${only.name}> in none`);
      }
    },
  }),
];

const IDENTIFY_REQUEST = 'GET ?verb=Identify';

function say(found: Found, expected: string, seen: string): void {
  found.add({ request: IDENTIFY_REQUEST, expected, seen: seen === '' ? 'nothing' : seen });
}
