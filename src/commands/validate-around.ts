/** What the checked files are to be seen beside: the rest of their set, and what was there before. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRegistryFile, type RegistryFile } from '../resource/registry-file.ts';
import type { FileResult, Source, Task } from '../validate/file.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { RECORD_MAX_BYTES, readRecord } from '../validate/record.ts';
import type { RecordSummary } from '../validate/summary.ts';
import type { Collected, Surroundings } from '../validate/validate.ts';
import { type Chosen, filesBelow, isBelow, isRecordFile, nameOf, type Place } from './validate-files.ts';

type Treat = (sources: Source[], task: Task) => AsyncIterable<FileResult>;

/** Up to so many checked files, Git is asked which others have to do with them; else all are read. */
const FEW = 200;

/** The rest of the set that the checked files belong to. */
export async function surroundings(
  place: Place,
  chosen: Chosen,
  checked: Collected,
  treat: Treat,
): Promise<Surroundings> {
  const { top, records } = place;
  const isWhole = chosen.before !== null || chosen.sources.some(({ absolute }) => isBelow(absolute, records));
  // Files elsewhere belong to no set; files beside the records (examples/) may refer to them.
  const isBeside = chosen.sources.some(({ absolute }) => isBelow(absolute, top)) && existsSync(records);
  const path = nameOf(join(records, 'registry.json'), top);
  if (!isWhole && !isBeside) {
    return { others: [], disappeared: [], findings: [], isWhole, registryFile: null, registryFilePath: path };
  }
  const registry = await registryFileAt(join(records, 'registry.json'), path);
  const disappeared = await disappearedRecords(place, chosen, checked);
  const others: RecordSummary[] = [];
  for await (const { summaries } of treat(
    await otherFiles(place, chosen, checked, disappeared),
    'summarise',
  )) {
    others.push(...summaries);
  }
  return {
    others,
    disappeared: disappeared.filter(({ ivoid }) => !others.some(({ key }) => key === ivoid.toLowerCase())),
    isWhole,
    findings: isWhole ? registry.findings : [],
    registryFile: registry.file,
    registryFilePath: path,
  };
}

/** Every other file of the set; in a work tree, and for few files, only those that mention something of theirs. */
async function otherFiles(
  { tree, top, records }: Place,
  chosen: Chosen,
  checked: Collected,
  disappeared: { ivoid: string }[],
): Promise<Source[]> {
  if (!existsSync(records)) return [];
  const own = new Set(chosen.sources.map(({ absolute }) => absolute));
  const isFew = checked.summaries.length + disappeared.length <= FEW;
  const all =
    tree === null || !isFew
      ? await filesBelow(records, top)
      : (await tree.mentioning(textsOf(checked.summaries, disappeared), nameOf(records, top) || '.'))
          .filter(isRecordFile)
          .sort()
          .map((path) => ({ path, absolute: join(top, path) }));
  return all.filter(({ absolute }) => !own.has(absolute));
}

/** What other records may have in common with these, as it stands in their files; the registry's record is always needed. */
function textsOf(summaries: RecordSummary[], disappeared: { ivoid: string }[]): string[] {
  const texts = new Set(disappeared.map(({ ivoid }) => ivoid));
  texts.add(':Registry"').add(":Registry'").add(':Authority"').add(":Authority'");
  for (const summary of summaries) {
    texts.add(summary.ivoid);
    for (const { key } of summary.references) texts.add(key);
    for (const { value } of [...summary.dois, ...summary.accesses]) texts.add(value);
    if (summary.title !== null) texts.add(summary.title.value);
  }
  return [...texts].map((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
}

/** Records that were there at the base revision and are not in the checked files any more. */
async function disappearedRecords(
  { tree }: Place,
  { before }: Chosen,
  checked: Collected,
): Promise<{ ivoid: string; file: string }[]> {
  if (tree === null || before === null || before.length === 0) return [];
  const present = new Set(checked.summaries.map(({ key }) => key));
  const found: { ivoid: string; file: string }[] = [];
  let next = 0;
  for await (const blob of tree.contents(
    before.map((entry) => entry.blob),
    RECORD_MAX_BYTES,
  )) {
    const file = before[next]?.path ?? '';
    next += 1;
    const read = blob.tooLarge ? null : readRecord(blob.content, file);
    if (read === null || !('record' in read)) continue;
    const { ivoid, key, status } = read.record;
    if (!present.has(key) && status !== 'deleted') found.push({ ivoid, file });
  }
  return found;
}

async function registryFileAt(
  absolute: string,
  file: string,
): Promise<{ file: RegistryFile | null; findings: Finding[] }> {
  const json = await readFile(absolute, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (json === null) return { file: null, findings: [] };
  const parsed = parseRegistryFile(json);
  if ('file' in parsed) return { file: parsed.file, findings: [] };
  const citation = 'docs/operating.md, registry.json';
  return {
    file: null,
    findings: parsed.faults.map((fault) => finding({ ...fault, file, citation })),
  };
}
