/** Anomalies of names: ivoids, authorities, and what refers to them. */
import { parseIvoid } from '../resource/ivoid.ts';
import { claims, managedByAny } from './claims.ts';
import type { Facts, Mention } from './facts.ts';
import type { Kind } from './kind.ts';

/** Records whose copies somewhere else are on purpose: the RofR has those of registries. */
function isCopyInRofr(facts: Facts, key: string, source: string): boolean {
  return facts.isRofr(source) && facts.registries.some((r) => r.key === key && r.source === source);
}

function distinctOrigins(facts: Facts, sources: string[]): number {
  return new Set(sources.map((source) => facts.origin(source))).size;
}

export const IDENTITY_KINDS: Kind[] = [
  {
    code: 'ivoid-published-twice',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §3; IVOA Identifiers 2.0 §2.1',
    title: 'Records that two registries publish as their own',
    means:
      'Searchable registries keep one record for an ivoid (letter case does not count): which one users see depends on who was harvested last.',
    todo: 'The two operators agree who publishes it. The other removes it without a deletion notice (a transfer), or users lose the record.',
    *find(facts) {
      for (const [key, all] of facts.live) {
        if (all.length < 2) continue;
        const sources = all.filter((source) => !isCopyInRofr(facts, key, source));
        if (distinctOrigins(facts, sources) < 2) continue;
        yield { sources, subject: key, says: `${key} is published by ${sources.join(' and ')}.` };
      }
    },
  },
  {
    code: 'ivoid-deleted-and-alive',
    severity: 'warning',
    citation: 'requirements.md RI-35; field-reports.md B4',
    title: 'Records that one registry has deleted and another publishes',
    means:
      'A searchable registry that harvests the deletion last drops a record that is alive. This is what is left when an authority moved with deletion notices.',
    todo: 'The registry with the deletion removes it (voreg: a transfer in registry.json); searchable registries harvest both in full.',
    *find(facts) {
      for (const [key, from] of facts.deleted) {
        const alive = (facts.live.get(key) ?? []).filter((source) => !isCopyInRofr(facts, key, source));
        const gone = from.filter((one) => alive.every((other) => facts.origin(one) !== facts.origin(other)));
        if (alive.length === 0 || gone.length === 0) continue;
        const says = `${key} is deleted at ${gone.join(' and ')} and alive at ${alive.join(' and ')}.`;
        yield { sources: [...gone, ...alive], subject: key, says };
      }
    },
  },
  {
    code: 'authority-claimed-twice',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §3; requirements.md RI-16',
    title: 'Authorities that two registries claim to manage',
    means:
      'Only one registry may publish under an authority. Both records of an ivoid then go round, and deletions of one hit the other.',
    todo: 'One of the two registries takes the managedAuthority out of its record.',
    *find(facts) {
      for (const [authority, claimants] of claims(facts)) {
        if (claimants.length < 2) continue;
        const says = `The authority ${authority} is a managedAuthority of ${claimants.map((c) => c.id).join(' and ')}.`;
        yield { sources: sourcesOf(claimants), subject: authority, says };
      }
    },
  },
  {
    code: 'authority-unclaimed',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §3.1, §3.2; requirements.md RI-17',
    title: 'Authority records that no registry manages',
    means: 'The name is taken, and nobody is responsible for the records below it.',
    todo: 'The registry that publishes the vg:Authority record adds the managedAuthority to its own record.',
    *find(facts) {
      for (const { source, id, fields } of facts.authorityRecords) {
        const authority = (parseIvoid(id)?.authority ?? fields.authorities[0] ?? '').toLowerCase();
        if (authority === '' || managedByAny(facts, authority)) continue;
        const says = `${id} (at ${source}) is the record of an authority that no registry's record names as managedAuthority.`;
        yield { sources: [source], subject: authority, says };
      }
    },
  },
  {
    code: 'authority-undescribed',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.4, §3.2; RofR test RI3.1.4c',
    title: 'Managed authorities without a vg:Authority record',
    means: 'Others who look the name up before they take it find it free.',
    todo: 'The managing registry publishes ivo://AUTHORITY, or drops the managedAuthority. The RofR refuses it as it is.',
    *find(facts) {
      const described = new Set(
        facts.authorityRecords.map(({ id }) => parseIvoid(id)?.authority.toLowerCase()),
      );
      for (const [authority, claimants] of claims(facts)) {
        // Of a registry that we know from the RofR alone, or in part, the record may be where we did not look.
        const known = claimants.filter(({ source }) => isKnownWhole(facts, source));
        if (described.has(authority) || known.length === 0) continue;
        const says = `${known.map((c) => c.id).join(' and ')} manages ${authority}, but nobody publishes ivo://${authority}.`;
        yield { sources: sourcesOf(known), subject: authority, says };
      }
    },
  },
  {
    code: 'authority-inside-authority',
    severity: 'info',
    citation: 'Registry Anomalies Report (Euro-VO, 2016): common authority prefix',
    title: 'Authorities that begin like one of another registry',
    means:
      'ivo://org.x and ivo://org.x.y look like one organisation’s, but belong to two registries. Legal, and often left from a move.',
    todo: 'The two operators make sure that both names are still meant.',
    *find(facts) {
      const all = claims(facts);
      for (const [authority, claimants] of all) {
        for (const prefix of prefixesOf(authority)) {
          const others = all.get(prefix);
          if (others === undefined) continue;
          if (others.some((other) => claimants.some((one) => one.key === other.key))) continue;
          const says = `${authority} (${claimants.map((c) => c.id).join(', ')}) is below ${prefix} (${others.map((c) => c.id).join(', ')}).`;
          yield { sources: sourcesOf([...claimants, ...others]), subject: authority, says };
        }
      }
    },
  },
  {
    code: 'record-outside-authorities',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §2.6; RofR test RI3.1.4b',
    title: 'Records outside of the authorities that their registry manages',
    means: 'Searchable registries may drop them; nobody else may publish them either.',
    todo: 'The registry adds the managedAuthority (and its vg:Authority record), or takes the records out of ivo_managed.',
    *find(facts) {
      for (const [source, authorities] of facts.authorities) {
        const own = facts.ownRegistry(source);
        // Without its record the registry has another anomaly; the RofR holds other people's records by purpose.
        if (own === null || facts.isRofr(source)) continue;
        const managed = new Set(own.fields.authorities.map((a) => a.toLowerCase()));
        for (const [authority, { count, example }] of authorities) {
          if (managed.has(authority)) continue;
          const what = count === 1 ? `1 record, ${example}` : `${count} records such as ${example}`;
          yield {
            sources: [source],
            subject: authority,
            says: `${source} publishes ${what}, but ${own.id} does not manage ${authority}.`,
          };
        }
      }
    },
  },
  {
    code: 'ivoid-unresolved',
    severity: 'warning',
    citation: 'IVOA Identifiers 2.0; requirements.md IDN-07',
    title: 'ivoids that are referred to, and that the registry of their authority does not publish',
    means: 'Users and programs who follow the reference come to nothing.',
    todo: 'The publisher of the referring record corrects the ivoid, or takes the ivo-id out and keeps the name.',
    *find(facts) {
      for (const [key, mention] of facts.references) {
        if (facts.live.has(key)) continue;
        const authority = authorityOf(key);
        // Of an authority that nobody manages: the next kind.
        if (authority !== null && !managedByAny(facts, authority) && !facts.deleted.has(key)) continue;
        yield { sources: [mention.source], subject: key, says: `${whoSays(mention)}: ${whyNot(facts, key)}` };
      }
    },
  },
  {
    code: 'authority-unknown',
    severity: 'info',
    citation: 'IVOA Identifiers 2.0; Registry Interfaces 1.1 §3',
    title: 'Authorities that are referred to, and that no registry that was harvested manages',
    means: 'The records are gone with their registry, or are published by one that is not among the sources.',
    todo: 'Add the registry to the sources; if there is none any more, the referring records need new references.',
    *find(facts) {
      const found = new Map<string, { count: number; first: Mention; key: string }>();
      for (const [key, mention] of [...facts.references, ...facts.standards]) {
        const authority = authorityOf(key.replace(/[?#].*$/s, ''));
        if (authority === null || managedByAny(facts, authority) || isKnown(facts, key)) continue;
        const known = found.get(authority);
        if (known === undefined) found.set(authority, { count: mention.count, first: mention, key });
        else known.count += mention.count;
      }
      for (const [authority, { count, first, key }] of found) {
        const often = count === 1 ? 'once' : `${count} times`;
        const says = `${authority} is referred to ${often}, e.g. ${key} by ${first.id} (${first.as}).`;
        yield { sources: [first.source], subject: authority, says };
      }
    },
  },
];

function whoSays({ id, as, count }: Mention): string {
  return `${id} (${as})${count === 1 ? '' : `, and ${count - 1} more references to it`}`;
}

function authorityOf(key: string): string | null {
  return parseIvoid(key)?.authority ?? null;
}

/** A record that is there all the same, a tombstone, or a standard of the IVOA: the RofR has those. */
function isKnown(facts: Facts, key: string): boolean {
  const record = key.replace(/[?#].*$/s, '');
  return facts.live.has(record) || facts.deleted.has(record) || record.startsWith('ivo://ivoa.net/');
}

function whyNot(facts: Facts, key: string): string {
  const gone = facts.deleted.get(key);
  if (gone !== undefined) return `${key} was deleted at ${gone.join(' and ')}.`;
  const authority = parseIvoid(key)?.authority;
  if (authority === undefined) return `${key} is not an ivoid that a record can have.`;
  return `${key} is not among the records of ${authority}.`;
}

function isKnownWhole(facts: Facts, source: string): boolean {
  return !facts.isRofr(source) && facts.source(source)?.complete === true;
}

function sourcesOf(entries: { source: string }[]): string[] {
  return [...new Set(entries.map(({ source }) => source))];
}

/** `org`, `org.x` of `org.x.y`; not those that no authority can be (three characters, a dot inside). */
function prefixesOf(authority: string): string[] {
  const parts = authority.split('.');
  return parts
    .slice(1, -1)
    .map((_, index) => parts.slice(0, index + 2).join('.'))
    .filter((prefix) => prefix.length >= 3);
}
