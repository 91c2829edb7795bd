/** Rules that look across the records of one commit. Pure: publish/ gathers the facts, from the commit and the ledger. */
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { type Finding, finding } from './finding.ts';

/** What the rules need to know of a record: of one in the commit's change, or of one that was published before. */
export interface SetMember {
  ivoid: string;
  key: string;
  authority: string;
  isAuthority: boolean;
  path: string;
  line: number;
  /** Where they are known: lines of the identifier, and of each managedAuthority by the authority in lower case. */
  identifierLine?: number;
  authorityLines?: Map<string, number>;
  status: string;
  registry: RegistryRecord | null;
}

export interface SetFacts {
  /** Records of the files that this commit changes (all files, in a first publication), in order of path. */
  changed: SetMember[];
  /** Published records with the keys of `changed`, at files this commit does not touch. */
  untouched: Map<string, { path: string }>;
  /** The published registry record, if the commit does not touch its file. */
  registry: SetMember | null;
  /** Keys of authority records that were published and are not touched. */
  untouchedAuthorities: Set<string>;
  /** Published records, not touched, under authorities that the commit's registry record manages no more. */
  abandoned: { ivoid: string; path: string }[];
  /** Published records that are not deleted, at files this commit does not touch, which its registry.json lists as retired. */
  retired: { ivoid: string; path: string }[];
  registryFile: RegistryFile;
  registryFilePath: string;
  /** Identity that was published before, and whether a new one is accepted. */
  formerRegistry: { ivoid: string } | null;
  acceptNewIdentity: boolean;
}

interface SetRule {
  id: string;
  citation: string;
  asks: string;
  because: string;
  check(facts: SetFacts): Omit<Partial<Finding>, 'rule'>[];
}

/** Registry records of the set: those in the change, else the one in force. */
function registries(facts: SetFacts): SetMember[] {
  const found = facts.changed.filter((member) => member.registry !== null && member.status !== 'deleted');
  const inForce = facts.registry;
  return inForce === null || found.some((member) => member.key === inForce.key) ? found : [inForce, ...found];
}

function managed(facts: SetFacts): Set<string> {
  return new Set(
    registries(facts)
      .flatMap((m) => m.registry?.managedAuthorities ?? [])
      .map((a) => a.toLowerCase()),
  );
}

/** Each with its own test in test/validate/set.test.ts. */
export const SET_RULES: SetRule[] = [
  {
    id: 'RI-11',
    citation: 'Registry Interfaces 1.1 §2.4; RofR test RI3.1.4a',
    asks: 'The set has exactly one record that describes this registry.',
    because: 'Identify is made from it, and harvesters learn from it what this registry is responsible for.',
    check: (facts) => {
      const found = registries(facts);
      if (found.length === 1) return [];
      if (found.length === 0) {
        const message =
          'There is no record of this registry. Add one vg:Registry record with a vg:Harvest capability: Identify is made from it.';
        return [{ file: facts.registryFilePath, message }];
      }
      const paths = found.map((member) => member.path).join(', ');
      return found.slice(1).map((member) => ({
        ...placeOf(member),
        message: `More than one record describes this registry (${paths}). Keep one vg:Registry record with a vg:Harvest capability.`,
      }));
    },
  },
  {
    id: 'RI-52',
    citation: 'requirements.md RI-52: a registration in the RofR is bound to the registry’s ivoid',
    asks: 'The registry’s own ivoid stays as it is.',
    because: 'Its registration in the Registry of Registries is bound to it.',
    check: (facts) => {
      const [registry, another] = registries(facts);
      const former = facts.formerRegistry;
      // Of two records of this registry nobody knows which is meant: RI-11 says so.
      if (registry === undefined || another !== undefined || former === null || facts.acceptNewIdentity)
        return [];
      if (registry.key === former.ivoid.toLowerCase()) return [];
      const message =
        `The registry's ivoid changes from ${former.ivoid} to ${registry.ivoid}; its registration in the Registry of Registries ` +
        'is bound to it. Restore it, or publish once with --accept-new-identity and register again.';
      return [{ ...identifierOf(registry), message }];
    },
  },
  {
    id: 'IDN-04',
    citation: 'IVOA Identifiers 2.0 §2.1: the registry part compares case-insensitively',
    asks: 'No two records have the same ivoid; letter case does not count.',
    because: 'Harvesters keep one record per identifier: of two, one would be lost.',
    check: (facts) => {
      const first = new Map<string, string>();
      return facts.changed.flatMap((member) => {
        const other = first.get(member.key) ?? facts.untouched.get(member.key)?.path;
        if (!first.has(member.key)) first.set(member.key, member.path);
        if (other === undefined) return [];
        const message =
          `${member.ivoid} is already the identifier of ${other} (letter case does not count). ` +
          'Give this record an ivoid of its own, or remove one of the two files.';
        return [{ ...identifierOf(member), found: member.ivoid, message }];
      });
    },
  },
  {
    id: 'IDN-06',
    citation: 'Registry Interfaces 1.1 §3; requirements.md RI-12, IDN-06',
    asks: 'The authority of every record is managed by this registry.',
    because:
      'Only one registry may publish under an authority; other registries drop records of a foreign one.',
    check: (facts) => {
      const authorities = managed(facts);
      if (registries(facts).length === 0) return [];
      const own = facts.changed
        .filter((member) => !authorities.has(member.authority.toLowerCase()))
        .map((member) => ({
          ...identifierOf(member),
          found: member.authority,
          message:
            `The authority ${member.authority} is not managed by this registry. Use one of ${[...authorities].sort().join(', ')}, ` +
            `or add <managedAuthority>${member.authority}</managedAuthority> to the registry's record and a vg:Authority record.`,
        }));
      const left = facts.abandoned.map(({ ivoid, path }) => ({
        file: path,
        ivoid,
        message: `${ivoid} is under an authority that the registry's record manages no more. Remove the file too, or restore the managedAuthority.`,
      }));
      return [...own, ...left];
    },
  },
  {
    id: 'RI-13',
    citation: 'Registry Interfaces 1.1 §2.4, §3.2; RofR test RI3.1.4c',
    asks: 'Every managed authority has a vg:Authority record.',
    because: 'It is the claim to the name that others look up before they take it.',
    check: (facts) => {
      const [registry] = registries(facts);
      if (registry === undefined) return [];
      const there = new Set(facts.untouchedAuthorities);
      for (const m of facts.changed) if (m.isAuthority && m.status !== 'deleted') there.add(m.key);
      return [...managed(facts)]
        .filter((authority) => !there.has(`ivo://${authority}`))
        .map((authority) => ({
          ...placeOf(registry),
          line: registry.authorityLines?.get(authority) ?? registry.line,
          found: authority,
          message: `The managed authority ${authority} has no record. Add a vg:Authority record with the identifier ivo://${authority}.`,
        }));
    },
  },
  {
    id: 'RETIRED',
    citation: 'docs/operating.md, registry.json',
    asks: 'An ivoid that registry.json lists as retired has no record.',
    because: 'The two contradict each other: it is either gone or there.',
    check: (facts) => {
      const retired = new Map(facts.registryFile.retired.map((r) => [r.ivoid.toLowerCase(), r]));
      const says = (ivoid: string) =>
        `${ivoid} is listed under "retired" in registry.json, yet here is its record. Remove one of the two.`;
      const changed = facts.changed
        .filter((member) => retired.has(member.key) && member.status !== 'deleted')
        .map((member) => ({
          ...identifierOf(member),
          found: member.ivoid,
          message: says(member.ivoid),
        }));
      // Else the next rebuild, which reads all files, would refuse what was published.
      const left = facts.retired.map(({ ivoid, path }) => ({ file: path, ivoid, message: says(ivoid) }));
      return [...changed, ...left];
    },
  },
  {
    id: 'RI-35',
    citation: 'requirements.md RI-35: a transferred authority leaves without tombstones',
    asks: 'An authority that moved to another registry is not managed here any more.',
    because: "Two registries that publish the same authority overwrite each other's records.",
    check: (facts) => {
      const out = new Map(
        facts.registryFile.transfers
          .filter((t) => t.direction === 'out')
          .map((t) => [t.authority.toLowerCase(), t]),
      );
      const kept = [...managed(facts)].filter((authority) => out.has(authority));
      const [registry] = registries(facts);
      return kept.map((authority) => ({
        ...(registry === undefined
          ? { file: facts.registryFilePath }
          : { ...placeOf(registry), line: registry.authorityLines?.get(authority) ?? registry.line }),
        found: authority,
        message:
          `registry.json says that the authority ${authority} moved to ${out.get(authority)?.to}, but the registry's record still ` +
          'manages it. Remove its managedAuthority and its records, or the transfer.',
      }));
    },
  },
];

/** Findings about the set, in the order of the rules. */
export function setFindings(facts: SetFacts): Finding[] {
  return SET_RULES.flatMap((rule) =>
    rule.check(facts).map((found) =>
      finding({
        file: facts.registryFilePath,
        message: '',
        citation: rule.citation,
        ...found,
        rule: rule.id,
      }),
    ),
  );
}

function identifierOf(member: SetMember): { file: string; line: number; ivoid: string } {
  return { ...placeOf(member), line: member.identifierLine ?? member.line };
}

function placeOf(member: SetMember): { file: string; line: number; ivoid: string } {
  return { file: member.path, line: member.line, ivoid: member.ivoid };
}
