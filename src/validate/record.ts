/**
 * One file of the records repository: is it a record that can be served, and what does the ledger need to know of it?
 * Checks what every publication needs: encoding, well-formedness, identity, XSD. Rules across records are in set.ts.
 */
import { attribute, child, children, type Element, pathOf, text, xsiType } from '../resource/element.ts';
import { type Ivoid, parseIvoid } from '../resource/ivoid.ts';
import { RI } from '../resource/namespaces.ts';
import { type DublinCore, dublinCore } from '../resource/oai-dc.ts';
import { isPublishingRegistry, type RegistryRecord, readRegistry } from '../resource/registry.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { canonicalDigest } from '../xml/digest.ts';
import type { Schema } from '../xml/schema.ts';
import { type ServedRecord, servedText, serveRecord } from '../xml/served.ts';
import { type Document, parseXml, XmlFault } from '../xml/tree.ts';
import { type Finding, finding } from './finding.ts';
import { asMissing } from './missing.ts';
import { registryFindings } from './registry-record.ts';
import { applyRule, shortened } from './rule.ts';
import { ivoidTrouble } from './rules/identity.ts';
import { PLACEHOLDER_RULES } from './rules/placeholder.ts';
import { VERSION_RULES } from './rules/version.ts';
import { uatLabel } from './vocabulary.ts';

/** Largest record published here; the largest seen live (a VizieR table set) has 1.6 MB. */
export const RECORD_MAX_BYTES = 4 * 1024 * 1024;

export interface ReadRecord extends Ivoid {
  document: Document;
  /** Local name of the root's xsi:type. */
  type: string;
  status: 'active' | 'inactive' | 'deleted';
  /** As written in the record; null if the registry is to fill it in. */
  created: string | null;
  subjects: string[];
  /** What the record says of this registry, if it is a publishing registry's record. */
  registry: RegistryRecord | null;
  /** Whether it is a vg:Authority record. */
  isAuthority: boolean;
}

export interface PreparedRecord extends ReadRecord {
  served: ServedRecord;
  /** Canonical digest, equal for files that differ in formatting only (design P4). */
  digest: string;
  dublinCore: DublinCore;
}

const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Reads the bytes of a file as far as its identity. Either the record, or the findings that prevent it. */
export function readRecord(
  bytes: Uint8Array,
  file: string,
): { record: ReadRecord } | { findings: Finding[] } {
  const fault = unreadable(bytes, file);
  if (fault !== null) return { findings: [fault] };
  try {
    const document = parseXml(decodeXml(bytes));
    return identify(document, file);
  } catch (error) {
    if (error instanceof XmlFault) {
      const { message, line, column } = error;
      return {
        findings: [finding({ rule: 'XML', file, line, column, message, citation: 'XML 1.0; OAI-10' })],
      };
    }
    if (error instanceof EncodingFault) {
      const line = error.offset === null ? 1 : lineOfByte(bytes, error.offset);
      return {
        findings: [
          finding({ rule: 'XML', file, line, message: error.message, citation: 'XML 1.0 §4.3.3; OAI-10' }),
        ],
      };
    }
    throw error;
  }
}

/**
 * The record as it will be served, checked against the schemas in that form. `created` (UTC seconds) is what the
 * registry fills in where the record gives none.
 */
export function prepareRecord(
  record: ReadRecord,
  file: string,
  created: string,
  schema: Schema,
): { record: PreparedRecord } | { findings: Finding[] } {
  const findings = [...refusals(record, file, created, schema), ...ruledOut(record, file, created)];
  if (findings.length > 0) return { findings };
  const served = serveRecord(record.document, created);
  const { root } = record.document;
  return {
    record: { ...record, served, digest: canonicalDigest(root), dublinCore: dublinCore(root, uatLabel) },
  };
}

/**
 * What the schema accepts and the world should not see: places that `voreg new` marked and nobody has filled in, and
 * what a draft adds in a record that does not say so. `checkFile` finds the same by its rules.
 */
function ruledOut(record: ReadRecord, file: string, now: string): Finding[] {
  const { root, text } = record.document;
  const subject = { file, root, text, ivoid: record.ivoid, now };
  const rules = /FILL.IN/.test(text) ? [...PLACEHOLDER_RULES, ...VERSION_RULES] : VERSION_RULES;
  const findings = rules.flatMap((rule) => applyRule(rule, subject).map(({ finding: f }) => f));
  return findings.filter((f) => f.severity === 'error');
}

/** Why the record, as it will be served, cannot be published; arguments as for prepareRecord. */
export function refusals(record: ReadRecord, file: string, created: string, schema: Schema): Finding[] {
  const findings = [...schemaFindings(record, created, file, schema)];
  if (record.registry !== null) findings.push(...registryFindings(record.document.root, file));
  return findings;
}

function unreadable(bytes: Uint8Array, file: string): Finding | null {
  if (bytes.length > RECORD_MAX_BYTES) {
    const message = `The file has ${bytes.length} bytes; a record may have ${RECORD_MAX_BYTES}. Split it into several records.`;
    return finding({ rule: 'GIT', file, message });
  }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 100)).toString('latin1');
  if (start.startsWith(LFS_POINTER)) {
    const message =
      'This is a Git LFS pointer, not a record. Commit the XML itself: `git lfs untrack` the file, then add it again.';
    return finding({ rule: 'GIT', file, message });
  }
  return bytes.length === 0
    ? finding({ rule: 'XML', file, message: 'The file is empty. Write a record, or remove it.' })
    : null;
}

function identify(document: Document, file: string): { record: ReadRecord } | { findings: Finding[] } {
  const { root } = document;
  const at = (element: Element) => ({
    file,
    line: element.line,
    column: element.column,
    path: pathOf(element),
  });
  if (root.uri !== RI || root.local !== 'Resource') {
    const message =
      `The root element is ${root.name}${root.uri === '' ? '' : ` in ${root.uri}`}; a record is an ri:Resource in ${RI}. ` +
      'If this file is no record, give it another ending than .xml or move it out of the records folder.';
    return {
      findings: [finding({ rule: 'RI-04', ...at(root), message, citation: 'Registry Interfaces 1.1 §2.2' })],
    };
  }
  const identifier = child(root, 'identifier');
  const written = text(identifier);
  const ivoid = parseIvoid(written);
  if (ivoid === null) return { findings: [identifierFinding(identifier, root, written, file)] };
  const type = xsiType(root);
  if (type === null) {
    const message =
      'The root has no xsi:type, so nobody can tell what kind of resource this is. Write e.g. xsi:type="vs:CatalogService".';
    return {
      findings: [
        finding({
          rule: 'RI-05',
          ...at(root),
          ivoid: written,
          message,
          citation: 'Registry Interfaces 1.1 §2.2',
        }),
      ],
    };
  }
  const status = attribute(root, 'status');
  return {
    record: {
      ...ivoid,
      document,
      type: type.local,
      status: status === 'inactive' || status === 'deleted' ? status : 'active',
      created: attribute(root, 'created'),
      subjects: children(child(root, 'content') ?? root, 'subject').map(text),
      registry: isPublishingRegistry(root) ? readRegistry(root) : null,
      isAuthority: type.local === 'Authority',
    },
  };
}

function identifierFinding(
  identifier: Element | null,
  root: Element,
  written: string,
  file: string,
): Finding {
  if (identifier === null) return missingIdentifier(root, file);
  const trouble = ivoidTrouble(written);
  return finding({
    rule: trouble?.rule ?? 'IDN-01',
    file,
    line: identifier.line,
    column: identifier.column,
    path: pathOf(identifier),
    found: shortened(written),
    message: `"${shortened(written)}" cannot be the identifier of a record. ${trouble?.says ?? ''}`.trim(),
    citation: 'IVOA Identifiers 2.0 §2.3; requirements.md IDN-01…03',
  });
}

/** Its elements may be there in a namespace: a default namespace on the root takes all of them along. */
function missingIdentifier(root: Element, file: string): Finding {
  const misplaced = root.children.find((element) => element.local === 'identifier');
  const place = misplaced ?? root;
  const message =
    misplaced === undefined
      ? 'The record has no identifier. Add <identifier>ivo://authority/key</identifier> after the title.'
      : `The elements of the record are in the namespace ${misplaced.uri}, but VOResource's are in none. ` +
        'Declare no default namespace on the root, and write its children without a prefix.';
  return finding({
    rule: misplaced === undefined ? 'IDN-01' : 'VOR-05',
    file,
    line: misplaced === undefined ? place.line : root.line,
    column: misplaced === undefined ? place.column : root.column,
    path: pathOf(root),
    message,
    citation:
      misplaced === undefined
        ? 'VOResource 1.2 §3.1.1; requirements.md IDN-01'
        : 'VOResource 1.2 §2.1; requirements.md VOR-05',
  });
}

const MOST_TRIES = 20;

function* schemaFindings(
  record: ReadRecord,
  created: string,
  file: string,
  schema: Schema,
): Generator<Finding> {
  const { document } = record;
  const asServed = servedText(document, created, '2000-01-01T00:00:00Z');
  let tries = 0;
  for (const fault of schema.validate(asServed)) {
    // The start tag got longer on its first line only; other places are those of the file.
    const line = fault.line + document.startLine - 1;
    const column = fault.line === 1 ? document.root.column : fault.column;
    const found = finding({
      rule: fault.kind === 'xml' ? 'XML' : 'XSD',
      file,
      line,
      column,
      ivoid: record.ivoid,
      path: fault.element,
      found: fault.value === undefined ? null : shortened(fault.value),
      message: fault.message,
      citation: 'requirements.md RI-08',
    });
    // Each of these is another validation: enough for a person, not for a record that is wrong throughout.
    tries += 1;
    yield (tries <= MOST_TRIES ? asMissing(found, document, asServed, schema) : null) ?? found;
  }
}

function lineOfByte(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i += 1) if (bytes[i] === 10) line += 1;
  return line;
}
