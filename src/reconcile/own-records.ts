/** Our side, as one commit of the records repository has it: records, reviewed links, and what they were accepted with. */
import type { Commits } from '../git/commits.ts';
import { type Consent, parseRegistryFile } from '../resource/registry-file.ts';
import { vorFields } from '../resource/vor-fields.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { canonicalDigest } from '../xml/digest.ts';
import { type Document, parseXml, XmlFault } from '../xml/tree.ts';
import { HERE, type KnownRecord } from './known.ts';
import type { ReviewedLinks } from './linked.ts';
import { readAccepted } from './links/accepted.ts';
import { linkFileKind } from './links/check.ts';
import type { LinkFault } from './links/link.ts';
import { readLinks } from './links/read.ts';

/** A record is refused by validation beyond 4 MB; a links file may be larger. */
const MAX_BYTES = 64 * 1024 * 1024;

export interface OwnFiles {
  commit: string;
  records: KnownRecord[];
  reviewed: ReviewedLinks[];
  /** Candidates files: pairs that wait for a curator, by authority. */
  candidates: ReviewedLinks[];
  /** Of registry.json: SPASE authorities whose records may become ours. */
  consents: Consent[];
  /** Path → bytes of every file under links/. */
  linkFiles: Map<string, Buffer>;
  /** Records and lines of links that could not be read: `voreg validate` says more. */
  faults: { file: string; line: number; message: string }[];
}

/** Reads the records folder of a commit. @throws GitError */
export async function readOwn(commits: Commits, commit: string, recordsDir: string): Promise<OwnFiles> {
  const top = recordsDir === '' ? '' : `${recordsDir}/`;
  const entries = (await commits.tree(commit)).filter(
    ({ path, type, mode }) =>
      type === 'blob' &&
      mode !== '120000' &&
      (/\.xml$/i.test(path) || isLinkFile(path, top) || path === `${top}registry.json`),
  );
  const own: OwnFiles = {
    commit,
    records: [],
    reviewed: [],
    candidates: [],
    consents: [],
    linkFiles: new Map(),
    faults: [],
  };
  let index = 0;
  for await (const found of commits.blobs(
    entries.map(({ blob }) => blob),
    MAX_BYTES,
  )) {
    const entry = entries[index];
    index += 1;
    if (entry === undefined) continue;
    const { path, blob } = entry;
    if (found.tooLarge)
      own.faults.push({ file: path, line: 1, message: `The file has ${found.size} bytes.` });
    else if (isLinkFile(path, top)) own.linkFiles.set(path, Buffer.from(found.content));
    else if (path === `${top}registry.json`) addConsents(own, path, found.content.toString('utf8'));
    else addRecord(own, path, blob, found.content);
  }
  addLinks(own);
  return own;
}

function isLinkFile(path: string, top: string): boolean {
  return path.startsWith(`${top}links/`) && linkFileKind(path.slice(top.length + 'links/'.length)) !== null;
}

function addConsents(own: OwnFiles, file: string, json: string): void {
  const read = parseRegistryFile(json);
  if ('file' in read) own.consents.push(...read.file.consents);
  else own.faults.push(...read.faults.map(({ line, message }) => ({ file, line, message })));
}

function addRecord(own: OwnFiles, path: string, blob: string, bytes: Buffer): void {
  const document = documentOf(bytes);
  if ('message' in document) {
    own.faults.push({ file: path, ...document });
    return;
  }
  const fields = vorFields(document.root);
  if (fields === null || fields.status === 'deleted') return;
  own.records.push({
    fields,
    source: HERE,
    digest: canonicalDigest(document.root),
    path,
    blob,
    setSpecs: [],
  });
}

/** The document, or why it is none. */
export function documentOf(bytes: Buffer): Document | { line: number; message: string } {
  try {
    return parseXml(decodeXml(bytes));
  } catch (error) {
    if (error instanceof XmlFault) return { line: error.line, message: error.message };
    if (error instanceof EncodingFault) return { line: 1, message: error.message };
    throw error;
  }
}

function addLinks(own: OwnFiles): void {
  const accepted = new Map<string, ReviewedLinks['accepted']>();
  const note = (file: string, faults: LinkFault[]) => {
    for (const { line, message, severity } of faults)
      if (severity === 'error') own.faults.push({ file, line, message });
  };
  const named = [...own.linkFiles].map(([path, bytes]) => ({
    path,
    bytes,
    kind: linkFileKind(path.slice(path.lastIndexOf('/') + 1)),
  }));
  for (const { path, bytes, kind } of named) {
    if (kind?.kind !== 'accepted') continue;
    const read = readAccepted(bytes.toString('utf8'));
    note(path, read.faults);
    accepted.set(kind.authority, read.accepted);
  }
  for (const { path, bytes, kind } of named) {
    if (kind === null || kind.kind === 'accepted') continue;
    const { set, faults } = readLinks(bytes);
    note(path, faults);
    const { authority } = kind;
    const links = { authority, links: set?.links ?? [], accepted: accepted.get(authority) ?? new Map() };
    (kind.kind === 'links' ? own.reviewed : own.candidates).push(links);
  }
}
