/**
 * Rules that look across the records of a set, for the person who writes them: what refers to nothing, what is there
 * twice, what disappears. What publication itself insists on is in set.ts; `validate` asks both.
 */
import { type Finding, finding, type Severity } from './finding.ts';
import type { Access, Placed, RecordSummary, Reference } from './summary.ts';

export interface RecordSet {
  /** Records to report on. */
  records: RecordSummary[];
  /** Records that did not change but refer to one that did or that is gone: reported on for that alone. */
  touching: RecordSummary[];
  /** Keys of the records reported on, and of those that are gone. */
  touched: Set<string>;
  /** Any record of the set with that key, also of those not reported on; null if there is none. */
  find(key: string): RecordSummary | null;
  /** All records of the set that are known, reported on or not. */
  all: RecordSummary[];
  /** Authorities that this registry manages, lower case; references below them must resolve. */
  managed: Set<string>;
  /** Records that were there at the base revision and are not any more. */
  disappeared: { ivoid: string; file: string }[];
}

interface AcrossFault {
  record: { file: string; ivoid: string | null };
  place: Pick<Placed, 'line' | 'column' | 'path'> | null;
  found?: string;
  message: string;
  severity?: Severity;
}

/** What a record says of others; `key` is the other's. */
type ReferenceFault = AcrossFault & { keys: string[] };

export interface AcrossRule {
  id: string;
  severity: Severity;
  citation: string;
  asks: string;
  because: string;
  check(set: RecordSet): Iterable<AcrossFault>;
}

export const ACROSS_RULES: AcrossRule[] = [
  {
    id: 'IDN-07',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.1; IVOA Identifiers 2.0; requirements.md IDN-07',
    asks: 'Every ivo-id under an authority of this registry names a record of the set; others may be anywhere.',
    because:
      'A reference that leads nowhere is shown to users as a dead link, and tools that follow it stop there.',
    *check(set) {
      // Files of no registry: nothing is known of what they refer to.
      if (set.managed.size === 0) return;
      yield* aboutReferences(set, (record) =>
        record.references.flatMap((reference) => unresolved(set, record, reference)),
      );
    },
  },
  {
    id: 'CUR-07',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.1.2; requirements.md CUR-07, RI-19',
    asks: 'A publisher that is referred to is a vr:Organisation record.',
    because: 'Users who follow the publisher expect to learn who that is and how to reach them.',
    *check(set) {
      yield* aboutReferences(set, (record) =>
        record.references.flatMap((reference) => notOrganisation(set, record, reference, 'publisher')),
      );
    },
  },
  {
    id: 'RI-18',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §3.1; requirements.md RI-18',
    asks: 'The managingOrg of an authority is a vr:Organisation record.',
    because: 'Whoever meets an identifier must be able to find out who answers for it.',
    *check(set) {
      yield* aboutReferences(set, (record) =>
        record.references.flatMap((reference) => notOrganisation(set, record, reference, 'managingOrg')),
      );
    },
  },
  {
    id: 'RI-12',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §2.4; requirements.md RI-12',
    asks: 'The record of the registry has a managedAuthority for every authority of its records.',
    because:
      'Other registries take records of an authority from the one registry that says that it manages it, and drop them otherwise.',
    check: unmanagedAuthorities,
  },
  {
    id: 'VDS-09',
    severity: 'warning',
    citation: 'VODataService 1.2 §2.2.3; Discovering Data Collections; requirements.md VDS-09',
    asks: 'The service record that IsServedBy names has the same access URL as the auxiliary capability.',
    because:
      'Clients find the data through the collection and query it through the service: both must name the same address.',
    *check(set) {
      yield* aboutReferences(set, (record) => auxiliaryFaults(set, record));
    },
  },
  {
    id: 'IDN-08',
    severity: 'warning',
    citation: 'IVOA Identifiers 2.0; requirements.md IDN-08; docs/curating.md',
    asks: 'An ivoid that disappears is deleted for the whole world: is that meant?',
    because:
      'Harvesters are told of the deletion and users lose the record. A renamed ivoid is a deletion too.',
    *check(set) {
      for (const { ivoid, file } of set.disappeared) {
        const message = `${ivoid} disappears: harvesters will delete it. If only the file was to move, keep the identifier as it was.`;
        yield { record: { file, ivoid }, place: null, message };
      }
    },
  },
  {
    id: 'SAME-TITLE',
    severity: 'info',
    citation: 'docs/curating.md',
    asks: 'No two records have the same title.',
    because: 'Search results list titles; users cannot tell two equal ones apart.',
    check: (set) =>
      twice(
        set,
        'title',
        (record) => (record.title === null ? [] : [record.title]),
        (value) => value.toLowerCase(),
      ),
  },
  {
    id: 'SAME-DOI',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.5: altIdentifier identifies the same thing',
    asks: 'No two records carry the same DOI as altIdentifier.',
    because:
      'A DOI names one thing. If one record is about a part, a source or a service of it, say so with a relationship.',
    check: (set) =>
      twice(
        set,
        'DOI',
        (record) => record.dois,
        (value) => value,
      ),
  },
  {
    id: 'SAME-URL',
    severity: 'info',
    citation: 'docs/curating.md',
    asks: 'No two services offer the same standard at the same access URL.',
    because: 'The same service registered twice is queried twice by clients that ask everybody.',
    check: (set) => twice(set, 'access URL', ownAccesses, (value) => value.replace(/(?<![?&/])[?&/]+$/, '')),
  },
];

/** Findings in the order of the rules. */
export function acrossFindings(set: RecordSet): Finding[] {
  return ACROSS_RULES.flatMap((rule) =>
    [...rule.check(set)].map(({ record, place, found, message, severity }) =>
      finding({
        rule: rule.id,
        severity: severity ?? rule.severity,
        file: record.file,
        ivoid: record.ivoid,
        message,
        found: found ?? null,
        citation: rule.citation,
        ...(place === null ? {} : { line: place.line, column: place.column, path: place.path }),
      }),
    ),
  );
}

/** All faults of the records reported on; of others only those about a record that changed or is gone. */
function* aboutReferences(
  set: RecordSet,
  faultsOf: (record: RecordSummary) => ReferenceFault[],
): Generator<AcrossFault> {
  for (const record of set.records) yield* faultsOf(record);
  for (const record of set.touching) {
    yield* faultsOf(record).filter(({ keys }) => keys.some((key) => set.touched.has(key)));
  }
}

function unresolved(set: RecordSet, record: RecordSummary, reference: Reference): ReferenceFault[] {
  const target = set.find(reference.key);
  if (target !== null && target.status !== 'deleted') return [];
  // A tombstone may still be named as a former version.
  if (target !== null && /^(IsNewVersionOf|Continues|IsDerivedFrom)$/.test(reference.relationship ?? ''))
    return [];
  const authority = /^ivo:\/\/([^/]*)/.exec(reference.key)?.[1] ?? '';
  const isOurs = set.managed.has(authority);
  // Whether a standard of others is registered is for SVC-02.
  if (!isOurs && reference.element === 'capability') return [];
  const isGone = target !== null || set.touched.has(reference.key);
  const message = isOurs
    ? `${reference.value} is not the identifier of a record here${isGone ? ' any more' : ''}. Correct it, or add that record.`
    : `${reference.value} is under another registry's authority; whether it exists is not known here.`;
  const severity = isOurs ? 'warning' : 'info';
  return [{ record, place: reference, found: reference.value, message, severity, keys: [reference.key] }];
}

function notOrganisation(
  set: RecordSet,
  record: RecordSummary,
  reference: Reference,
  element: 'publisher' | 'managingOrg',
): ReferenceFault[] {
  if (reference.element !== element) return [];
  const target = set.find(reference.key);
  if (target === null || target.type === 'Organisation') return [];
  const message = `The ${reference.element} refers to ${reference.value}, which is a ${target.type}, not a vr:Organisation. Refer to the organisation's own record.`;
  return [{ record, place: reference, found: reference.value, message, keys: [reference.key] }];
}

/** The record of the registry is at fault for its authorities; for a single record IDN-06 says so. */
function* unmanagedAuthorities(set: RecordSet): Generator<AcrossFault> {
  const registries = set.all.filter((record) => record.registry !== null && record.status !== 'deleted');
  const [registry, another] = registries;
  if (registry === undefined || another !== undefined || !set.records.includes(registry)) return;
  const unmanaged = new Map<string, RecordSummary[]>();
  for (const record of set.all) {
    const authority = record.authority.toLowerCase();
    if (set.managed.has(authority) || record.status === 'deleted') continue;
    const others = unmanaged.get(authority);
    if (others === undefined) unmanaged.set(authority, [record]);
    else others.push(record);
  }
  for (const [authority, records] of unmanaged) {
    const which = records.length === 1 ? (records[0]?.ivoid ?? '') : `${records.length} records`;
    const message = `The registry's record has no managedAuthority ${authority}, under which it has ${which}. Add <managedAuthority>${authority}</managedAuthority>, or correct the identifiers.`;
    const place = { line: registry.line, column: 1, path: '/ri:Resource' };
    yield { record: registry, place, found: authority, message };
  }
}

/** An auxiliary capability's standardID ends in #aux, or has -aux- in its key (vocabularies/standards.json). */
function isAuxiliary(access: Access): boolean {
  return /(#aux$|-aux(-|$))/i.test(access.standardID);
}

function auxiliaryFaults(set: RecordSet, record: RecordSummary): ReferenceFault[] {
  const auxiliary = record.accesses.filter(isAuxiliary);
  if (auxiliary.length === 0 || record.status === 'deleted') return [];
  const servedBy = record.references.filter((r) => r.relationship === 'IsServedBy');
  const keys = servedBy.map((r) => r.key);
  // That it names none is for the record's own VDS-09.
  if (servedBy.length === 0) return [];
  const services = keys.map((key) => set.find(key));
  // A service of another registry cannot be compared here.
  if (services.some((service) => service === null)) return [];
  const offered = new Set(services.flatMap((service) => service?.accesses ?? []).map((a) => a.value));
  const names = servedBy.map((r) => r.value).join(', ');
  return auxiliary
    .filter((access) => !offered.has(access.value))
    .map((access) => ({
      record,
      place: access,
      found: access.value,
      message: `The access URL ${access.value} of the auxiliary capability is not one of ${names}, by which the record is served. Write the service's own access URL.`,
      keys,
    }));
}

/** Standard interfaces that a record offers in its own right: auxiliary ones share their URL with the service by design. */
function ownAccesses(record: RecordSummary): Placed[] {
  return record.accesses
    .filter(
      (a) => a.isStandard && a.standardID !== '' && !isAuxiliary(a) && !/\/std\/vosi/i.test(a.standardID),
    )
    .map((a) => ({ ...a, value: a.value }));
}

function* twice(
  set: RecordSet,
  what: string,
  valuesOf: (record: RecordSummary) => Placed[],
  normalise: (value: string) => string,
): Generator<AcrossFault> {
  const reported = new Set(set.records.map((r) => r.key));
  const first = new Map<string, RecordSummary>();
  for (const record of set.all) {
    if (record.status === 'deleted') continue;
    const seenHere = new Set<string>();
    for (const place of valuesOf(record)) {
      const value = normalise(place.value);
      if (value === '' || seenHere.has(value)) continue;
      seenHere.add(value);
      const other = first.get(value);
      if (other === undefined) first.set(value, record);
      else if (reported.has(record.key)) {
        yield {
          record,
          place,
          found: place.value,
          message: `The ${what} "${place.value}" is also that of ${other.ivoid} (${other.file}).`,
        };
      } else if (reported.has(other.key)) {
        const there = valuesOf(other).find((p) => normalise(p.value) === value) ?? null;
        yield {
          record: other,
          place: there,
          found: place.value,
          message: `The ${what} "${place.value}" is also that of ${record.ivoid} (${record.file}).`,
        };
      }
    }
  }
}
