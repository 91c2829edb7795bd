/** Sets (OAI-PMH 2.0 §2.6, Registry Interfaces 1.1 §2.6). */
import { authorityOf } from '../resource/ivoid.ts';
import { type Check, check, NotTestable } from './check.ts';
import { compareLists, Differences } from './differ.ts';
import type { Found } from './found.ts';
import { type Walk, walk, whole } from './list.ts';
import type { Header } from './page.ts';
import { seen } from './reply.ts';
import { NoList, type Visit } from './visit.ts';

const OAI26 = 'OAI-PMH 2.0 §2.6';
const RI26 = 'Registry Interfaces 1.1 §2.6';
const SETS_REQUEST = 'GET ?verb=ListSets';
const LIST = { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' };
/** OAI-PMH.xsd's setSpecType. */
const SET_SPEC = /^[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*$/;
/** Sets whose lists are read; of more, those spread over the list of sets. */
const MOST_SETS = 12;
/** Reserved, and yet used by the Registry of Registries for its list of registries (RI 1.1 §4.2). */
const STANDARD_SETS = ['ivo_managed', 'ivo_publishers'];

export const SETS: Check[] = [
  check({
    id: 'sets/answers',
    rule: 'OAI-45',
    citation: 'OAI-PMH 2.0 §4.6, §3.6 (OAI-67)',
    level: 'fail',
    asks: 'ListSets answers with sets, or with noSetHierarchy.',
    needs: ['sets'],
    run({ sets: { reply } }, _visit, found) {
      const isFine = reply.content?.local === 'ListSets' || reply.errors.join() === 'noSetHierarchy';
      if (!isFine) found.add({ request: reply.asked, expected: 'ListSets', seen: seen(reply) });
    },
  }),
  check({
    id: 'sets/managed',
    rule: 'RI-40',
    citation: `${RI26}; RofR test RI3.1.6a`,
    level: 'fail',
    asks: 'There is a set ivo_managed.',
    needs: ['sets'],
    run({ sets: { sets } }, _visit, found) {
      const specs = sets.map(({ spec }) => spec);
      const list = specs.slice(0, 10).join(', ') || 'no sets';
      if (!specs.includes('ivo_managed'))
        found.add({ request: SETS_REQUEST, expected: 'ivo_managed', seen: list });
    },
  }),
  check({
    id: 'sets/reserved-names',
    rule: 'RI-42',
    citation: `${RI26}; RofR test RI3.1.6b`,
    level: 'fail',
    asks: 'Names of the registry’s own sets do not begin with ivo_.',
    needs: ['sets'],
    run({ sets: { sets } }, _visit, found) {
      for (const { spec } of sets) {
        if (!/^ivo_/i.test(spec) || STANDARD_SETS.includes(spec)) continue;
        found.add({ request: SETS_REQUEST, expected: 'a name that does not begin with ivo_', seen: spec });
      }
    },
  }),
  check({
    id: 'sets/form',
    rule: 'OAI-40',
    citation: OAI26,
    level: 'fail',
    asks: 'Each set has a setSpec of unreserved characters, once, and a setName.',
    needs: ['sets'],
    run({ sets: { sets } }, _visit, found) {
      const known = new Set<string>();
      for (const { spec, name } of sets) {
        if (!SET_SPEC.test(spec))
          found.add({ request: SETS_REQUEST, expected: 'parts of unreserved characters', seen: `"${spec}"` });
        if (known.has(spec))
          found.add({ request: SETS_REQUEST, expected: 'each set once', seen: `${spec} again` });
        if (name === '')
          found.add({ request: SETS_REQUEST, expected: 'a setName', seen: `none for ${spec}` });
        known.add(spec);
      }
    },
  }),
  check({
    id: 'sets/known',
    rule: 'OAI-42',
    citation: OAI26,
    level: 'fail',
    asks: 'The sets that headers name are sets of ListSets.',
    needs: ['sets', 'identifiers'],
    run({ sets: { sets }, identifiers }, _visit, found) {
      const known = new Set(sets.map(({ spec }) => spec));
      for (const { id, sets: named } of identifiers.headers) {
        for (const spec of named) {
          if (!known.has(spec))
            found.add({
              request: identifiers.asked,
              expected: 'a set of ListSets',
              seen: `${spec} of ${id}`,
            });
        }
      }
    },
  }),
  check({
    id: 'sets/lists',
    rule: 'OAI-41',
    citation: `${OAI26}; requirements.md RI-45`,
    level: 'fail',
    asks: 'The list of a set has the records whose headers name it, or a set below it, and no others.',
    needs: ['sets', 'identifiers'],
    async run({ sets: { sets }, identifiers }, visit, found) {
      if (sets.length === 0) throw new NotTestable('the registry has no sets');
      const full = whole(identifiers);
      const some = chosen(sets);
      found.sampled(some.length, sets.length, 'sets');
      for (const { spec } of some) {
        const part = await listOf(spec, visit, found);
        if (part !== null) await compareSet(spec, full, part, visit, found);
      }
    },
  }),
  check({
    id: 'sets/headers',
    rule: 'RI-45',
    citation: OAI26,
    level: 'fail',
    asks: 'Headers name the same sets whether or not a set was asked for.',
    needs: ['identifiers', 'managed'],
    async run({ identifiers, managed }, visit, found) {
      const subset = whole(managed);
      const same: Walk = { ...whole(identifiers), byKey: new Map() };
      for (const [key, header] of identifiers.byKey) if (subset.byKey.has(key)) same.byKey.set(key, header);
      await compareLists(
        [same, subset],
        ['the full list', 'the list of ivo_managed'],
        ['datestamp', 'sets'],
        visit,
        found,
      );
    },
  }),
  check({
    id: 'sets/deepest',
    rule: 'OAI-41',
    citation: OAI26,
    level: 'warn',
    asks: 'Of a set and a set below it, headers name only the lower one.',
    needs: ['identifiers'],
    run({ identifiers }, _visit, found) {
      if (!identifiers.headers.some(({ sets }) => sets.some((spec) => spec.includes(':')))) {
        throw new NotTestable('no header names a set below another');
      }
      for (const { id, sets } of identifiers.headers) {
        const upper = sets.filter((spec) => sets.some((other) => other.startsWith(`${spec}:`)));
        if (upper.length > 0) {
          found.add({
            request: identifiers.asked,
            expected: 'the deepest sets only',
            seen: `${sets.join(' ')} of ${id}`,
          });
        }
      }
    },
  }),
  check({
    id: 'sets/managed-is-ours',
    rule: 'RI-41',
    citation: `${RI26}; RofR test RI3.1.4b`,
    level: 'fail',
    asks: 'ivo_managed has all records under the registry’s authorities and no others.',
    needs: ['identifiers', 'managed', 'registry'],
    async run({ identifiers, managed, registry }, visit, found) {
      const authorities = new Set(registry.says.managedAuthorities.map((name) => name.toLowerCase()));
      const [full, part] = [whole(identifiers), whole(managed)];
      const differences = new Differences();
      for (const [key, header] of full.byKey) {
        if (header.deleted) continue;
        const isOurs = authorities.has(authorityOf(header.id));
        if (isOurs === part.byKey.has(key)) continue;
        differences.add(header, {
          request: part.asked,
          expected: isOurs
            ? 'every record under a managedAuthority'
            : 'only records under a managedAuthority',
          seen: isOurs ? `it lacks ${header.id}` : `it has ${header.id}`,
        });
      }
      await differences.tell(visit, found, full);
    },
  }),
  check({
    id: 'sets/steady',
    rule: 'OAI-40',
    citation: 'practice: sets that change their order or number from answer to answer (DSpace 11201)',
    level: 'info',
    asks: 'ListSets says the same twice.',
    needs: ['sets'],
    async run({ sets: { reply } }, visit, found) {
      const again = await visit.oai('verb=ListSets');
      const plain = ({ text }: { text: string }) => text.replace(/<responseDate>[^<]*/, '');
      if (plain(again) !== plain(reply)) {
        found.add({ request: again.asked, expected: 'the same answer as before', seen: 'another one' });
      }
    },
  }),
];

function chosen<T extends { spec: string }>(sets: T[]): T[] {
  const step = Math.max(1, sets.length / MOST_SETS);
  return sets.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

async function listOf(set: string, visit: Visit, found: Found): Promise<Walk | null> {
  try {
    return whole(await walk(visit, { ...LIST, set }));
  } catch (error) {
    if (!(error instanceof NoList)) throw error;
    found.add({ request: error.reply.asked, expected: 'the list of the set', seen: seen(error.reply) });
    return null;
  }
}

async function compareSet(spec: string, full: Walk, part: Walk, visit: Visit, found: Found): Promise<void> {
  const request = `GET ?${new URLSearchParams({ ...LIST, set: spec })}`;
  const isIn = ({ sets }: Header) => sets.some((one) => one === spec || one.startsWith(`${spec}:`));
  const differences = new Differences();
  for (const [key, header] of full.byKey) {
    const isThere = part.byKey.has(key);
    if (isIn(header) === isThere) continue;
    const expected = isThere ? `headers that name ${spec}` : `all records whose headers name ${spec}`;
    const seen = isThere
      ? `${header.id} names ${header.sets.join(' ') || 'no set'}`
      : `it lacks ${header.id}`;
    differences.add(header, { request, expected, seen });
  }
  for (const [key, header] of part.byKey) {
    if (full.byKey.has(key)) continue;
    const seen = `${header.id}, which the full list does not have`;
    differences.add(header, { request, expected: 'a part of the full list', seen });
  }
  await differences.tell(visit, found, full);
}
