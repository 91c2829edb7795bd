/** `voreg reconcile --patches FOLDER`: for each owner a series of patches with a letter, and drafts of missing records. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KnownRecord, ownerOf } from '../reconcile/known.ts';
import type { Entry } from '../reconcile/result.ts';
import { readScope, recordsOfRow, type ScopeRow } from '../reconcile/scope.ts';
import { loadSpaseSchema } from '../reconcile/spase-schema.ts';
import { formatPatch, serviceCard, type TheirPatch } from '../reconcile/theirs.ts';
import { decodeAnyway } from '../xml/decode.ts';
import type { LoadedSchema } from '../xml/schema.ts';
import type { Run } from './reconcile.ts';

const AUTHOR = 'voreg <voreg@localhost>';

/** Writes the files; returns what to tell. Owner by owner, one commit for each of our services. */
export async function writePatches(
  run: Run,
  folder: string,
  now: string,
  spaseXsdDir: string | null,
): Promise<string[]> {
  const found = await collectPatches(run, now);
  const { refused } = found;
  const { patches, invalid } = await validOnes(found.patches, spaseXsdDir);
  const owners = groupBy(patches, ({ spaseId }) => ownerOf(spaseId));
  const told: string[] = [];
  for (const [owner, own] of owners) {
    const place = join(folder, owner);
    await mkdir(place, { recursive: true });
    const series = [...groupBy(own, ({ ivoid }) => ivoid)];
    for (const [index, [ivoid, files]] of series.entries()) {
      const name = `${String(index + 1).padStart(4, '0')}-${ivoid.replace(/^ivo:\/\//, '').replace(/[^A-Za-z0-9]+/g, '-')}.patch`;
      const message = {
        subject: `Add the EPN-TAP access of ${ivoid}`,
        body: bodyOf(ivoid, files),
        author: AUTHOR,
        date: now,
        number: index + 1,
        of: series.length,
      };
      await writeFile(join(place, name), formatPatch(files, message));
    }
    await writeFile(join(place, 'LETTER.txt'), letter(owner, own));
    told.push(`${owner}: ${own.length} files in ${series.length} patches under ${place}`);
  }
  const drafts = await writeDrafts(run.result.entries, folder);
  if (drafts > 0) told.push(`${drafts} drafts of SPASE records under ${join(folder, 'drafts')}`);
  if (refused > 0) told.push(`${refused} records need no patch, or have no place for one (see the report)`);
  told.push(...invalid);
  return told.length === 0 ? ['There is nothing to patch.'] : told;
}

/** The patches of the report's pairs, and of every record below a prefix whose data one of our tables serves. */
async function collectPatches(run: Run, now: string): Promise<{ patches: TheirPatch[]; refused: number }> {
  const { result, world, known, originals } = run;
  const pairs = new Map<string, [string, string]>();
  const add = (here: string, there: string) => pairs.set(`${here}\t${there}`, [here, there]);
  for (const { here, there, changes } of result.entries) {
    const isPatched = changes.some(
      ({ side, kind, text }) => side === 'there' && kind === 'AccessURL' && text !== null,
    );
    if (here !== null && there !== null && isPatched) add(here.id, there.id);
  }
  for (const row of rowsOf(result.scope)) {
    for (const { prefix, patch } of row.there) {
      if (prefix === undefined || patch !== true) continue;
      const ids = [...known.spase.keys()].filter((id) => id.startsWith(prefix));
      for (const here of recordsOfRow(row, known)) for (const id of ids) add(here.fields.id, id);
    }
  }
  const patches: TheirPatch[] = [];
  let refused = 0;
  const services = new Map<KnownRecord, KnownRecord[]>();
  for (const [hereId, thereId] of pairs.values()) {
    const [here, there] = [world.find(hereId), world.find(thereId)];
    if (here !== null && there !== null) services.set(there, [...(services.get(there) ?? []), here]);
  }
  for await (const { record, bytes } of originals.of([...services.keys()])) {
    for (const here of services.get(record) ?? []) {
      const card = serviceCard(here.fields, record, bytes, now);
      if ('patch' in card) patches.push(card.patch);
      else refused += 1;
    }
  }
  patches.sort((a, b) => (a.spaseId < b.spaseId ? -1 : 1));
  return { patches, refused };
}

/** A patch may not make a valid record invalid, by the schema of the version that the record declares. */
async function validOnes(
  patches: TheirPatch[],
  dir: string | null,
): Promise<{ patches: TheirPatch[]; invalid: string[] }> {
  if (dir === null) return { patches, invalid: [] };
  const schemas = new Map<string, LoadedSchema | null>();
  const invalid: string[] = [];
  const kept: TheirPatch[] = [];
  for (const patch of patches) {
    const version = /<Version>\s*([\d.]+)\s*</.exec(patch.after.toString('latin1'))?.[1] ?? '';
    if (!schemas.has(version)) schemas.set(version, await loadSpaseSchema(dir, version));
    const schema = schemas.get(version) ?? null;
    const faults = (bytes: Buffer) => schema?.validate(decodeAnyway(bytes).text).length ?? 0;
    if (faults(patch.after) <= faults(patch.before)) kept.push(patch);
    else invalid.push(`${patch.spaseId} was left out: the patch would not be valid SPASE ${version}.`);
  }
  for (const schema of schemas.values()) schema?.dispose();
  return { patches: kept, invalid };
}

function rowsOf(scope: string): ScopeRow[] {
  return scope === 'all' ? [] : readScope(scope).rows;
}

function bodyOf(ivoid: string, files: TheirPatch[]): string {
  const examples = files.slice(0, 3).map(({ spaseId }) => `  ${spaseId}`);
  const more = files.length > examples.length ? [`  and ${files.length - examples.length} more`] : [];
  return [
    `These records say how their data are reached through the Virtual Observatory: an`,
    `AccessURL with Style=EPNTAP, as agreed at the IHDEA meeting of 2021-10-01, and the page of`,
    `the IVOA registry record ${ivoid}.`,
    '',
    ...examples,
    ...more,
  ].join('\n');
}

function letter(owner: string, patches: TheirPatch[]): string {
  const notes = [...new Set(patches.flatMap(({ notes: own }) => own))];
  return [
    `To the keepers of the SPASE records of ${owner},`,
    '',
    `the services behind ${patches.length} of your records can be reached through the Virtual Observatory as well.`,
    'The patches in this folder say so in the records: an AccessURL with Style=EPNTAP (or TAP), the page of the IVOA',
    'registry record, and an entry in the revision history. Nothing else is changed: encoding, line ends and formatting',
    'are yours. In a clone of your repository:',
    '',
    '  git am *.patch',
    '',
    ...(notes.length === 0 ? [] : ['Please look at:', ...notes.map((note) => `  - ${note}`), '']),
  ].join('\n');
}

async function writeDrafts(entries: Entry[], folder: string): Promise<number> {
  let count = 0;
  for (const { here, changes } of entries) {
    const draft = changes.find(({ kind, text }) => kind === 'record' && text !== null);
    if (here === null || draft === undefined || draft.text === null) continue;
    const name = `${here.id.replace(/^ivo:\/\//, '').replace(/[^A-Za-z0-9]+/g, '-')}.xml`;
    await mkdir(join(folder, 'drafts'), { recursive: true });
    await writeFile(join(folder, 'drafts', name), draft.text);
    count += 1;
  }
  return count;
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
