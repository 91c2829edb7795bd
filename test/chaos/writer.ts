/** A curator at work: random commits, each pushed at once. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GitRepo } from '../helpers/git-writer.ts';
import { Curator, type CuratorStep, type Edit } from '../promises/curator.ts';
import { MirroredRepository } from '../promises/mirrored-repository.ts';
import { type Chance, pause } from './chance.ts';
import type { Journal } from './journal.ts';

/** At first: so many that a harvest takes some pages, so few that each changes again and again. */
const RECORDS = 40;
/** How often a record is one that never was before. */
const NEW = 0.15;

export class Writer {
  /** The bare repository, as replicas reach it. */
  readonly path: string;
  readonly #own: string;
  readonly #repository: MirroredRepository;
  readonly #curator: Curator;
  readonly #journal: Journal;
  #records = RECORDS;
  #isWriting = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(folder: string, journal: Journal) {
    this.#own = join(folder, 'curator.git');
    this.path = join(folder, 'remote.git');
    this.#journal = journal;
    mkdirSync(this.#own);
    this.hide(false);
    const git = new GitRepo(this.#own, { bare: true });
    this.#repository = new MirroredRepository(git);
    this.#curator = new Curator(this.#repository);
    // From here on HEAD is the curator's own; what is pushed is the branch.
    git.checkout(this.head);
    const edits = Array.from({ length: RECORDS }, (_, record) => put(record, record, 0));
    this.#curator.take({ do: 'commit', edits: [{ edit: 'page size', records: 7 }, ...edits], daysAgo: 0 });
    this.#push('begin');
  }

  get head(): string {
    return this.#repository.git.resolve('HEAD');
  }

  start(chance: Chance): void {
    this.#isWriting = true;
    this.#loop = this.#writeOnAndOn(chance);
  }

  async stop(): Promise<void> {
    this.#isWriting = false;
    await this.#loop;
  }

  /** One random change, now. */
  change(chance: Chance): void {
    if (chance.happens(NEW)) this.#records += 1;
    const step = stepOf(chance, this.#records);
    this.#curator.take(step);
    this.#push(step.do, { step });
  }

  /** Back to an earlier commit, with no trace of what came after it. */
  forcePush(chance: Chance): void {
    const step = { do: 'force-push', to: chance.between(1, 6) } as const;
    this.#curator.take(step);
    this.#push(step.do, { step });
  }

  /** A commit that can be published. */
  repair(): void {
    this.#curator.repair();
    this.#push('repair');
  }

  retire(ivoids: string[]): void {
    this.#curator.retire(ivoids);
    this.#push('retire', { ivoids });
  }

  /** What Git says now: the title of every live record, by ivoid in lower case. */
  truth(): Map<string, string> {
    const memory = this.#repository.memory;
    const texts = memory
      .list()
      .filter((path) => path.endsWith('.xml'))
      .map((path) => memory.read(path))
      .filter((text) => !text.includes('status="deleted"'));
    const of = (text: string, element: string) =>
      new RegExp(`<${element}>([^<]*)<`).exec(text)?.[1]?.trim() ?? '';
    return new Map(texts.map((text) => [of(text, 'identifier').toLowerCase(), of(text, 'title')]));
  }

  /** As if the remote were gone. */
  hide(isHidden: boolean): void {
    if (isHidden) rmSync(this.path);
    else symlinkSync(this.#own, this.path);
  }

  async #writeOnAndOn(chance: Chance): Promise<void> {
    while (this.#isWriting) {
      // Else one mistake would keep everything after it from being published.
      if (chance.happens(0.3)) this.repair();
      else this.change(chance);
      await pause(chance.happens(0.2) ? 0 : chance.between(200, 1500));
    }
  }

  #push(what: string, more: Record<string, unknown> = {}): void {
    this.#repository.git.branch('main', 'HEAD');
    this.#journal.commits += 1;
    this.#journal.note('push', { change: what, commit: this.head, ...more });
  }
}

function put(record: number, text: number, status: number): Edit {
  return { edit: 'put', record, text, folder: record % 2, upper: false, status };
}

function stepOf(chance: Chance, records: number): CuratorStep {
  const daysAgo = chance.between(0, 400);
  const edits = Array.from({ length: chance.between(1, 4) }, () => editOf(chance, records));
  const kind = chance.share();
  if (kind < 0.8) return { do: 'commit', edits, daysAgo };
  if (kind < 0.9) return { do: 'merge', from: chance.between(0, 5), edits, daysAgo };
  return { do: 'revert', to: chance.between(1, 5) };
}

function editOf(chance: Chance, records: number): Edit {
  // The newest as often as all others together: it is what a restored database knows nothing of.
  const record = chance.happens(0.5) ? records - 1 : chance.between(0, records - 2);
  const kind = chance.share();
  if (kind < 0.55) {
    const [text, status] = [chance.between(0, 1e6), chance.between(0, 4)];
    return { edit: 'put', record, text, folder: chance.between(0, 1), upper: chance.happens(0.3), status };
  }
  if (kind < 0.8) return { edit: 'remove', record };
  if (kind < 0.86) return { edit: 'change ivoid', record, to: chance.between(0, records - 1) };
  if (kind < 0.92) return { edit: 'reformat', record };
  if (kind < 0.94) return { edit: 'break', record };
  if (kind < 0.97) return { edit: 'sets', text: chance.between(0, 2) };
  return { edit: 'page size', records: chance.between(3, 12) };
}
