/** The parts of a list of files (source.ts): what a plan names, with its bytes, in portions of bounded size. */
import { breathe } from '../store/breathe.ts';
import { FILE_MAX_BYTES, type Item, type Plan, type ReadContents } from './file-tree.ts';
import { elementBytes } from './record-file.ts';
import type { Deviation, Quarantined, SourcePart, SourceRecord } from './source.ts';
import type { FileDeviation } from './spase-deviations.ts';

const QUARANTINE_MAX_BYTES = 1024 * 1024;
/** Of a part: so much, and not more than FILE_MAX_BYTES. */
const PART_RECORDS = 500;

/**
 * The parts of a plan, from its item number `from` on. Each has a cursor: `number` of the items done, made into the
 * source's own by `cursorAt`.
 */
export async function* partsOf(
  plan: Plan,
  read: ReadContents,
  from: number,
  cursorAt: (done: number) => SourcePart['cursor'],
  hasBlobs: boolean,
): AsyncGenerator<SourcePart> {
  let part = new PartInMaking();
  const items = plan.items.slice(from);
  let done = from;
  for await (const { item, bytes } of withBytes(items, read)) {
    if (part.isFull(bytes)) {
      yield part.finish(cursorAt(done));
      part = new PartInMaking();
    }
    part.add(item, bytes, hasBlobs);
    done += 1;
    await breathe();
  }
  for (const one of plan.gone.slice(Math.max(0, from - plan.items.length))) {
    if (part.isFull(null)) {
      yield part.finish(cursorAt(done));
      part = new PartInMaking();
    }
    part.addGone(one);
    done += 1;
  }
  for (const path of plan.vanished.slice(Math.max(0, from - plan.items.length - plan.gone.length))) {
    if (part.isFull(null)) {
      yield part.finish(cursorAt(done));
      part = new PartInMaking();
    }
    part.addVanished(path);
    done += 1;
  }
  if (!part.isEmpty) yield part.finish(cursorAt(done));
}

async function* withBytes(
  items: Item[],
  read: ReadContents,
): AsyncGenerator<{ item: Item; bytes: Buffer | null }> {
  const needed = items.filter(({ kind, facts }) => kind !== 'other' && !facts.deleted);
  const contents = read(needed.map(({ file }) => file.content));
  try {
    for (const item of items) {
      const isNeeded = item.kind !== 'other' && !item.facts.deleted;
      const next = isNeeded ? await contents.next() : null;
      yield { item, bytes: next?.value?.bytes ?? null };
    }
  } finally {
    await contents.return(undefined);
  }
}

class PartInMaking {
  readonly #records: SourceRecord[] = [];
  readonly #quarantined: Quarantined[] = [];
  readonly #vanished: string[] = [];
  readonly #deviations = new Map<FileDeviation, Deviation>();
  #bytes = 0;
  #transferred = 0;

  get isEmpty(): boolean {
    return this.#entries + this.#deviations.size === 0;
  }

  isFull(next: Buffer | null): boolean {
    const entries = this.#entries;
    return entries >= PART_RECORDS || (entries > 0 && this.#bytes + (next?.length ?? 0) > FILE_MAX_BYTES);
  }

  get #entries(): number {
    return this.#records.length + this.#quarantined.length + this.#vanished.length;
  }

  add(item: Item, bytes: Buffer | null, hasBlobs: boolean): void {
    for (const { code, example } of item.notes) this.#note(code, example);
    this.#transferred += bytes?.length ?? 0;
    const { path, content } = item.file;
    if (item.kind === 'fault') {
      const kept = Buffer.from((bytes ?? Buffer.alloc(0)).subarray(0, QUARANTINE_MAX_BYTES));
      this.#bytes += kept.length;
      this.#quarantined.push({ id: item.id, path, reason: item.reason, bytes: kept });
    } else if (item.kind === 'record') {
      const { deleted } = item.facts;
      const element = deleted || bytes === null ? null : elementBytes(bytes, item.facts);
      this.#bytes += element?.length ?? 0;
      const blob = hasBlobs ? content : null;
      this.#records.push({ id: item.id, datestamp: null, deleted, setSpecs: [], bytes: element, path, blob });
    }
  }

  addGone({ id, path }: { id: string; path: string }): void {
    this.#records.push({ id, datestamp: null, deleted: true, setSpecs: [], bytes: null, path, blob: null });
  }

  addVanished(path: string): void {
    this.#vanished.push(path);
  }

  finish(cursor: SourcePart['cursor']): SourcePart {
    return {
      records: this.#records,
      quarantined: this.#quarantined,
      deviations: [...this.#deviations.values()],
      transferred: this.#transferred,
      cursor,
      ...(this.#vanished.length > 0 ? { vanished: this.#vanished } : {}),
    };
  }

  #note(code: FileDeviation, example: string): void {
    const before = this.#deviations.get(code);
    this.#deviations.set(code, {
      code,
      count: (before?.count ?? 0) + 1,
      example: before?.example ?? example,
    });
  }
}
