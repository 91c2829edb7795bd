/** What happened, to find the cause of a loss: a line of JSON each, and what must not be. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export class Journal {
  /** Promises that were broken; a run with any has failed. */
  readonly wrongs: string[] = [];
  pages = 0;
  harvests = 0;
  commits = 0;
  /** 503, and connections that died with their replica. */
  refusals = 0;
  longestMs = 0;
  readonly #file: string;
  #lines: string[] = [];

  constructor(folder: string) {
    this.#file = join(folder, 'trace.jsonl');
  }

  note(what: string, more: Record<string, unknown> = {}): void {
    this.#lines.push(JSON.stringify({ at: new Date().toISOString(), what, ...more }));
    if (this.#lines.length > 500) this.write();
  }

  wrong(sentence: string): void {
    this.wrongs.push(sentence);
    this.note('WRONG', { sentence });
  }

  write(): void {
    if (this.#lines.length > 0) appendFileSync(this.#file, `${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}
