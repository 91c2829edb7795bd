/** Anomalies of the registries' own records: duplicates, copies that differ, and what Identify says otherwise. */
import type { Fields } from '../resource/fields.ts';
import { cut } from '../words/say.ts';
import { oneOfEach } from './claims.ts';
import { type Entry, type Facts, harvestUrls } from './facts.ts';
import type { Case, Kind } from './kind.ts';
import { registryUrl } from './registry-url.ts';

export const REGISTRY_KINDS: Kind[] = [
  {
    code: 'rofr-copy-differs',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §4.1; field-reports.md D2, D3',
    title: 'Registry records whose copy in the Registry of Registries differs from the registry’s own',
    means: 'Harvesters that begin at the RofR go by the old copy: an old address, missing authorities.',
    todo: 'The operator has the registry validated and registered again at the RofR, which then takes the new record.',
    *find(facts) {
      for (const copy of facts.registries.filter(({ source }) => facts.isRofr(source))) {
        const own = facts.registries.find(
          (entry) => entry.key === copy.key && entry !== copy && facts.ownRegistry(entry.source) === entry,
        );
        if (own === undefined || facts.isRofr(own.source)) continue;
        const differing = differences(copy.fields, own.fields);
        // A newer date by itself is a registry that published itself again, not an outdated copy.
        if (differing.every((difference) => difference.startsWith('updated '))) continue;
        const says = `${own.id}: ${differing.join('; ')}.`;
        yield { sources: [copy.source, own.source], subject: own.id, says };
      }
    },
  },
  {
    code: 'registry-id-in-two-cases',
    severity: 'warning',
    citation: 'IVOA Identifiers 2.0 §2.1; requirements.md RI-52',
    title: 'Registries whose ivoid is written in different letter cases',
    means: 'It is one registry, but the RofR compares ivoids as they are written, and may list it twice.',
    todo: 'The operator writes the ivoid the same way everywhere, and asks the RofR to drop the other one.',
    *find(facts) {
      const written = grouped(facts.registries, ({ key }) => key);
      for (const [key, entries] of written) {
        const ids = [...new Set(entries.map(({ id }) => id))];
        if (ids.length < 2) continue;
        const where = entries.map(({ id, source }) => `${id} at ${source}`).join(', ');
        yield { sources: sourcesOf(entries), subject: key, says: `${where}.` };
      }
    },
  },
  {
    code: 'registries-with-one-title',
    severity: 'warning',
    citation: 'Registry Anomalies Report (Euro-VO, 2016): same title',
    title: 'Different registries with the same title',
    means: 'People cannot tell them apart; often one is what is left of the other.',
    todo: 'The operators give them different titles, or the one that is dead is taken out of the RofR.',
    find: (facts) => alike(facts, 'title', ({ fields }) => [fields.title.toLowerCase()]),
  },
  {
    code: 'registries-with-one-short-name',
    severity: 'info',
    citation: 'Registry Anomalies Report (Euro-VO, 2016): same shortName',
    title: 'Different registries with the same shortName',
    means: 'Lists of registries show the shortName: two lines look the same.',
    todo: 'The operators give them different short names.',
    find: (facts) =>
      alike(facts, 'shortName', ({ fields }) => fields.alternateNames.map((name) => name.toLowerCase())),
  },
  {
    code: 'registries-with-one-address',
    severity: 'error',
    citation: 'Registry Anomalies Report (Euro-VO, 2016): same harvest URL',
    title: 'Different registries with the same harvesting address',
    means:
      'Everything there is harvested twice, under two registries. (Addresses are compared without scheme, default port and final slash.)',
    todo: 'One of the two records is left over: its operator removes it, and has it taken out of the RofR.',
    find: (facts) => alike(facts, 'address', ({ fields }) => harvestUrls(fields).map(registryUrl)),
  },
  {
    code: 'registry-without-own-record',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.4; RofR test RI3.1.4a',
    title: 'Registries that do not publish their own vg:Registry record',
    means: 'Nobody can say which authorities they manage, so none of their records can be told from a copy.',
    todo: 'The registry publishes its vg:Registry record in ivo_managed.',
    *find(facts) {
      for (const state of facts.sources) {
        if (state.identify === null || state.lastFull === null) continue;
        if (facts.ownRegistry(state.id) !== null) continue;
        const said = state.identify.registryId;
        const subject = said ?? state.id;
        const says = `${state.id} has no vg:Registry record ${said === null ? 'of its own' : said}.`;
        yield { sources: [state.id], subject, says };
      }
    },
  },
  {
    code: 'identify-and-record-differ',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §2.5; RofR tests RI3.1.5a…b4',
    title: 'Registries whose Identify says other things than their record',
    means: 'Harvesters take the address from one and the name from the other.',
    todo: 'The operator makes both say the same; voreg takes Identify from the record.',
    *find(facts) {
      for (const state of facts.sources) {
        const own = facts.ownRegistry(state.id);
        if (state.identify === null || own === null) continue;
        const { repositoryName, baseURL, adminEmails, registryId } = state.identify;
        const says: string[] = [];
        if (!same(repositoryName, own.fields.title))
          says.push(`repositoryName is "${repositoryName}", the title "${own.fields.title}"`);
        const addresses = harvestUrls(own.fields);
        if (!addresses.some((url) => url.replace(/\?$/, '') === baseURL.replace(/\?$/, '')))
          says.push(`baseURL is ${baseURL}, the accessURL ${addresses.join(' and ') || 'missing'}`);
        if (adminEmails === 0) says.push('there is no adminEmail');
        if (registryId === null) says.push('Identify does not hold the registry’s record');
        if (says.length > 0)
          yield { sources: [state.id], subject: own.id, says: `${own.id}: ${says.join('; ')}.` };
      }
    },
  },
];

function same(a: string, b: string): boolean {
  return a.replace(/\s+/g, ' ').trim() === b.replace(/\s+/g, ' ').trim();
}

/** What is compared between a copy and the original; of texts and persons only that they differ. */
const COMPARED: { name: string; of: (fields: Fields) => string[]; shown: boolean }[] = [
  { name: 'title', of: ({ title }) => [title], shown: true },
  { name: 'shortName', of: ({ alternateNames }) => alternateNames, shown: true },
  { name: 'status', of: ({ status }) => [status ?? 'none'], shown: true },
  { name: 'version', of: ({ version }) => [version ?? 'none'], shown: true },
  { name: 'updated', of: ({ updated }) => [updated ?? 'none'], shown: true },
  { name: 'managedAuthority', of: ({ authorities }) => authorities, shown: true },
  { name: 'accessURL', of: ({ access }) => access.map(({ url }) => url), shown: true },
  { name: 'standardID', of: ({ standards }) => standards, shown: true },
  { name: 'referenceURL', of: ({ referenceUrls }) => referenceUrls, shown: true },
  { name: 'publisher', of: ({ publisher }) => [publisher?.name ?? 'none'], shown: true },
  { name: 'subject', of: ({ subjects }) => subjects, shown: true },
  { name: 'description', of: ({ description }) => [description], shown: false },
  { name: 'persons', of: ({ persons }) => persons.map((p) => `${p.role} ${p.name}`), shown: false },
];

function differences(copy: Fields, own: Fields): string[] {
  return COMPARED.flatMap(({ name, of, shown }) => {
    const [there, here] = [new Set(of(copy)), new Set(of(own))];
    const onlyThere = [...there].filter((value) => !here.has(value));
    const onlyHere = [...here].filter((value) => !there.has(value));
    if (onlyThere.length + onlyHere.length === 0) return [];
    if (!shown) return [`${name} differs`];
    return [`${name} is ${listed(onlyThere)} in the copy and ${listed(onlyHere)} in its own record`];
  });
}

const MOST_VALUES = 3;

function listed(values: string[]): string {
  if (values.length === 0) return 'lacking';
  const shown = values.slice(0, MOST_VALUES).map((value) => `"${cut(value, 120)}"`);
  return shown.join(', ') + (values.length > MOST_VALUES ? ` and ${values.length - MOST_VALUES} more` : '');
}

/** Registries with different ivoids and one value in common. */
function* alike(facts: Facts, what: string, valuesOf: (entry: Entry) => string[]): Generator<Case> {
  const present = oneOfEach(facts).filter(({ fields }) => fields.status !== 'deleted');
  const byValue = new Map<string, Entry[]>();
  for (const entry of present) {
    for (const value of new Set(valuesOf(entry)))
      if (value.trim() !== '') byValue.set(value, [...(byValue.get(value) ?? []), entry]);
  }
  for (const [value, entries] of byValue) {
    if (entries.length < 2) continue;
    const says = `${entries.map(({ id }) => id).join(' and ')} have the ${what} "${value}".`;
    yield { sources: sourcesOf(entries), subject: value, says };
  }
}

function grouped(entries: Entry[], by: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(by(entry), [...(groups.get(by(entry)) ?? []), entry]);
  return groups;
}

function sourcesOf(entries: Entry[]): string[] {
  return [...new Set(entries.map(({ source }) => source))];
}
