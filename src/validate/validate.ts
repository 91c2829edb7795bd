/** Validation of a set of files: each by itself, then what only shows across them. Not for: finding the files (commands/). */

import { EMPTY_REGISTRY_FILE, type RegistryFile } from '../resource/registry-file.ts';
import { acrossFindings, type RecordSet } from './across.ts';
import type { CheckedFile } from './check.ts';
import type { Finding } from './finding.ts';
import { type SetMember, setFindings } from './set.ts';
import type { RecordSummary } from './summary.ts';

export interface Report {
  profile: 'rec' | 'rofr';
  summary: { files: number; records: number; errors: number; warnings: number; infos: number };
  findings: Finding[];
  /** All files that were checked, in order. */
  files: string[];
  /** Corrections that were written (--fix). */
  fixed: number;
}

/** What is known beside the checked files themselves. */
export interface Surroundings {
  /** Records of the rest of the set, as far as the checked ones touch them. */
  others: RecordSummary[];
  disappeared: { ivoid: string; file: string }[];
  /** Whether the checked files are of the set itself, so that the rules of publication apply to them. */
  isWhole: boolean;
  registryFile: RegistryFile | null;
  registryFilePath: string;
}

/** Puts together what was found in each file and across them. */
export function reportOf(
  profile: Report['profile'],
  checked: CheckedFile[],
  around: Surroundings,
  fixed = 0,
): Report {
  const records = checked.flatMap((c) => c.summaries);
  const across = around.isWhole ? rulesOfPublication(records, around) : [];
  const findings = [
    ...checked.flatMap((c) => c.findings),
    ...across,
    ...acrossFindings(setOf(records, around)),
  ];
  findings.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
  );
  const count = (severity: string) => findings.filter((f) => f.severity === severity).length;
  return {
    profile,
    summary: {
      files: checked.length,
      records: records.length,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
    },
    findings,
    files: checked.map((c) => c.file),
    fixed,
  };
}

function setOf(records: RecordSummary[], around: Surroundings): RecordSet {
  const all = [...records, ...around.others].sort((a, b) => (a.file < b.file ? -1 : 1));
  const byKey = new Map(all.map((record) => [record.key, record]));
  return {
    records,
    all,
    managed: managedBy(all),
    disappeared: around.disappeared,
    find: (key) => byKey.get(key) ?? null,
  };
}

function managedBy(records: RecordSummary[]): Set<string> {
  return new Set(records.flatMap((r) => r.registry?.managedAuthorities ?? []).map((a) => a.toLowerCase()));
}

/** The rules that publication itself insists on (set.ts), for the checked files. */
function rulesOfPublication(records: RecordSummary[], around: Surroundings): Finding[] {
  const members = records.map(memberOf);
  const others = around.others.map(memberOf);
  return setFindings({
    changed: members,
    untouched: new Map(others.map((other) => [other.key, { path: other.path }])),
    registry: others.find((other) => other.registry !== null && other.status !== 'deleted') ?? null,
    untouchedAuthorities: new Set(
      others.filter((o) => o.isAuthority && o.status !== 'deleted').map((o) => o.key),
    ),
    abandoned: [],
    registryFile: around.registryFile ?? EMPTY_REGISTRY_FILE,
    registryFilePath: around.registryFilePath,
    formerRegistry: null,
    acceptNewIdentity: false,
  });
}

function memberOf(record: RecordSummary): SetMember {
  const { ivoid, key, authority, isAuthority, status, registry, line } = record;
  return { ivoid, key, authority, isAuthority, status, registry, path: record.file, line };
}
