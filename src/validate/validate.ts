/** Validation of a set of files: each by itself, then what only shows across them. Not for: finding the files (commands/). */

import { ivoidKey } from '../resource/ivoid.ts';
import { EMPTY_REGISTRY_FILE, type RegistryFile } from '../resource/registry-file.ts';
import { acrossFindings, type RecordSet } from './across.ts';
import type { FileResult } from './file.ts';
import type { Finding } from './finding.ts';
import { REGISTRY_RULES } from './registry-record.ts';
import { withoutEchoes } from './rules/placeholder.ts';
import { type SetMember, setFindings } from './set.ts';
import type { Placed, RecordSummary } from './summary.ts';

export interface Report {
  profile: 'rec' | 'rofr';
  summary: { files: number; records: number; errors: number; warnings: number; infos: number };
  findings: Finding[];
  /** All files that were checked, in order. */
  files: string[];
  /** Corrections that were written (--fix). */
  fixed: { file: string; rule: string; line: number; says: string }[];
  /** Why a file was not corrected though it could have been. */
  unfixed: { file: string; reason: string }[];
}

/** What is known beside the checked files themselves. */
export interface Surroundings {
  /** Records of the rest of the set, as far as the checked ones touch them. */
  others: RecordSummary[];
  disappeared: { ivoid: string; file: string }[];
  /** About the set itself, such as a registry.json that cannot be read. */
  findings: Finding[];
  /** Whether the checked files are of the set itself, so that the rules of publication apply to them. */
  isWhole: boolean;
  registryFile: RegistryFile | null;
  registryFilePath: string;
}

/** Results of files, one after the other: what a report needs of each and no more. */
export class Collected {
  readonly files: string[] = [];
  readonly findings: Finding[] = [];
  readonly summaries: RecordSummary[] = [];
  readonly fixed: Report['fixed'] = [];
  readonly unfixed: Report['unfixed'] = [];
  readonly #strings = new Strings();

  add({ file, findings, summaries, fixed, unfixed }: FileResult): void {
    this.files.push(file);
    for (const found of findings) this.findings.push(this.#shared(found, file, summaries[0]?.ivoid));
    for (const summary of summaries) this.summaries.push(compact(summary, file, this.#strings));
    for (const one of fixed) this.fixed.push({ file, ...one });
    if (unfixed !== null) this.unfixed.push({ file, reason: unfixed });
  }

  #shared(found: Finding, file: string, ivoid: string | undefined): Finding {
    const strings = this.#strings;
    return {
      ...found,
      file,
      ivoid: found.ivoid === ivoid ? ivoid : found.ivoid,
      rule: strings.of(found.rule),
      path: strings.of(found.path),
      message: strings.of(found.message),
      citation: strings.of(found.citation),
    };
  }
}

/** Each string that threads hand over is a copy: of 100,000 findings, those of rules, paths and sources are few. */
class Strings {
  readonly #known = new Map<string, string>();

  of<T extends string | null>(text: T): T {
    if (text === null) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known as T;
    if (this.#known.size < MOST_STRINGS) this.#known.set(text, text);
    return text;
  }
}

const MOST_STRINGS = 20_000;

function compact(summary: RecordSummary, file: string, strings: Strings): RecordSummary {
  const shared = <T extends Placed>(place: T): T => ({ ...place, path: strings.of(place.path) });
  return {
    ...summary,
    file,
    key: summary.key === summary.ivoid ? summary.ivoid : summary.key,
    authority: strings.of(summary.authority),
    type: strings.of(summary.type),
    title: summary.title === null ? null : shared(summary.title),
    dois: summary.dois.map(shared),
    references: summary.references.map((reference) => {
      const value = strings.of(reference.value);
      return {
        ...shared(reference),
        value,
        key: reference.key === value ? value : strings.of(reference.key),
      };
    }),
    accesses: summary.accesses.map((access) => ({
      ...shared(access),
      standardID: strings.of(access.standardID),
    })),
  };
}

/** Puts together what was found in each file and across them. */
export function reportOf(profile: Report['profile'], checked: Collected, around: Surroundings): Report {
  const { summaries, files, fixed, unfixed } = checked;
  const publication = around.isWhole ? rulesOfPublication(summaries, around) : [];
  const across = acrossFindings(setOf(summaries, around));
  // In a set the registry's record is this registry's own; elsewhere it may be any, which only has to be valid.
  const alone = around.isWhole ? checked.findings : checked.findings.map(asOfAnyRegistry);
  const findings = withoutEchoes([...alone, ...around.findings, ...publication, ...across]);
  findings.sort(byPlace);
  const counted = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counted[severity] += 1;
  const { error: errors, warning: warnings, info: infos } = counted;
  const summary = { files: files.length, records: summaries.length, errors, warnings, infos };
  return { profile, summary, findings, files, fixed, unfixed };
}

/** What this program needs of its own registry record, other registries do without (maxRecords of 0, two interfaces). */
function asOfAnyRegistry(found: Finding): Finding {
  const isOfOurs = REGISTRY_RULES.some(
    ({ id, citation }) => id === found.rule && citation === found.citation,
  );
  return isOfOurs ? { ...found, severity: 'warning' } : found;
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function setOf(records: RecordSummary[], around: Surroundings): RecordSet {
  const all = [...records, ...around.others].sort((a, b) => (a.file < b.file ? -1 : 1));
  const byKey = new Map(all.map((record) => [record.key, record]));
  const disappeared = around.disappeared.map(({ ivoid }) => ivoid.toLowerCase());
  const touched = new Set([...records.map((record) => record.key), ...disappeared]);
  return {
    records,
    // Records that did not change may still be wrong now, because what they refer to did.
    touching: around.others.filter((other) => other.references.some(({ key }) => touched.has(key))),
    touched,
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
  const retired = new Set((around.registryFile?.retired ?? []).map(({ ivoid }) => ivoidKey(ivoid)));
  return setFindings({
    changed: members,
    untouched: new Map(others.map((other) => [other.key, { path: other.path }])),
    registry: others.find((other) => other.registry !== null && other.status !== 'deleted') ?? null,
    untouchedAuthorities: new Set(
      others.filter((o) => o.isAuthority && o.status !== 'deleted').map((o) => o.key),
    ),
    abandoned: [],
    retired: others.filter((other) => retired.has(other.key) && other.status !== 'deleted'),
    registryFile: around.registryFile ?? EMPTY_REGISTRY_FILE,
    registryFilePath: around.registryFilePath,
    formerRegistry: null,
    acceptNewIdentity: false,
  });
}

function memberOf(record: RecordSummary): SetMember {
  const { ivoid, key, authority, isAuthority, status, registry, line, identifierLine, authorityLines } =
    record;
  return {
    ...{ ivoid, key, authority, isAuthority, status, registry, path: record.file },
    ...{ line, identifierLine, authorityLines },
  };
}
