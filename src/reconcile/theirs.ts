/**
 * What would help the other side: a minimal patch of a SPASE file that names our service, and a draft of a record that
 * SPASE does not have. Given to their owner as `git am` takes it, with a message; nothing is pushed anywhere.
 */
import type { Fields } from '../resource/fields.ts';
import type { Document } from '../xml/tree.ts';
import { isEpnTable } from './crosswalk/vor-access.ts';
import type { Candidates } from './crosswalk/vor-source.ts';
import { DRAFT_TYPES, type DraftType, vorToSpase } from './crosswalk/vor-to-spase.ts';
import type { KnownRecord } from './known.ts';
import { ownerOf, pageOf } from './known.ts';
import { PatchRefused, patchSpase } from './spase-patch.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A patch of one file of another repository. */
export interface TheirPatch {
  /** Path in the source's repository. */
  path: string;
  spaseId: string;
  ivoid: string;
  before: Buffer;
  after: Buffer;
  diff: Buffer;
  notes: string[];
}

/**
 * The patch that says on a SPASE record how our service is reached: an AccessURL with Style=EPNTAP (the style that IHDEA
 * decided on 2021-10-01), and the page of our record as InformationURL. Null if it is said already, or cannot be; then
 * `refused` has the sentence.
 */
export function serviceCard(
  here: Fields,
  there: KnownRecord,
  original: Buffer,
  at: string,
): { patch: TheirPatch } | { refused: string } {
  const table = here.tables.find(isEpnTable) ?? null;
  const access = tapAccess(here);
  if (there.path === null)
    return { refused: `${there.fields.id} did not come from a repository, so there is no file to patch.` };
  try {
    const { bytes, edits, notes } = patchSpase(original, {
      ...(access === null
        ? {}
        : {
            accessUrl: {
              name: here.title,
              url: access,
              style: table === null ? 'TAP' : 'EPNTAP',
              productKey: table,
            },
          }),
      informationUrl: { name: 'IVOA registry record', url: pageOf(here.id) ?? here.id },
      revision: {
        date: at,
        note: `Added the access through ${table === null ? 'TAP' : 'EPN-TAP'} and the IVOA registry record ${here.id}.`,
      },
    });
    if (edits.length === 0) return { refused: `${there.fields.id} says it already.` };
    const path = pathIn(there);
    const diff = unifiedDiff(path, original, bytes);
    return {
      patch: {
        path,
        spaseId: there.fields.id,
        ivoid: here.id,
        before: original,
        after: bytes,
        diff,
        notes,
      },
    };
  } catch (error) {
    if (!(error instanceof PatchRefused)) throw error;
    return { refused: error.message };
  }
}

/** In the repository of the authority itself: the aggregate of all of them has its name in front. */
function pathIn({ fields, path }: KnownRecord): string {
  const front = `${ownerOf(fields.id)}/`;
  return path?.startsWith(front) ? path.slice(front.length) : (path ?? '');
}

/** The base URL of the TAP service: where the standard's queries go. */
function tapAccess({ access, tables }: Fields): string | null {
  const tap = access.find(
    ({ standard }) => standard !== null && /^ivo:\/\/ivoa\.net\/std\/tap(#|$)/i.test(standard),
  );
  return tap?.url ?? (tables.length > 0 ? (access[0]?.url ?? null) : null);
}

/** A draft of a SPASE record for ours, with the places marked that only a person can fill. */
export function spaseDraft(
  document: Document,
  resourceType: string | null,
  at: string,
  candidates: Candidates,
): { xml: string; marks: string[] } {
  const as = DRAFT_TYPES.find((type): type is DraftType => type === resourceType);
  const { xml, marks } = vorToSpase(document.root, {
    now: at,
    candidates,
    ...(as === undefined ? {} : { as }),
  });
  return { xml, marks: marks.map(({ line, says }) => `line ${line}: ${says}`) };
}

/** One mail of `git format-patch`: `git am` makes a commit of it. */
export function formatPatch(
  patches: TheirPatch[],
  message: { subject: string; body: string; author: string; date: string; number: number; of: number },
): Buffer {
  const { subject, body, author, date, number, of } = message;
  const head = [
    'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001',
    `From: ${author}`,
    `Date: ${new Date(date).toUTCString().replace('GMT', '+0000')}`,
    `Subject: [PATCH${of === 1 ? '' : ` ${number}/${of}`}] ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body.trimEnd(),
    '---',
    '',
    '',
  ].join('\n');
  return Buffer.concat([
    Buffer.from(head, 'utf8'),
    ...patches.map(({ diff }) => diff),
    Buffer.from('-- \nvoreg\n\n'),
  ]);
}
