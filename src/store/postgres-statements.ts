/** Which statements stay prepared on a connection, and under which name. */
import { createHash } from 'node:crypto';

/** A slot for pg's prepared statements is not free of charge on the server: at most so many per connection. */
const PREPARED_AT_MOST = 100;

/** A parameter that no statement of a fixed text has. */
const TOO_MANY = '$21';

/** Statements get a name, and so stay prepared, when they come a second time: those built for one use never do. */
export class StatementNames {
  readonly #uses = new Map<string, { count: number; name: string | undefined }>();
  #named = 0;

  nameOf(sql: string): string | undefined {
    // Those with a parameter for each row have another text for each number of rows: they would take all slots for good.
    if (sql.includes(TOO_MANY)) return undefined;
    const use = this.#uses.get(sql);
    if (use === undefined) {
      if (this.#uses.size >= PREPARED_AT_MOST * 10) this.#forgetSingleUses();
      this.#uses.set(sql, { count: 1, name: undefined });
      return undefined;
    }
    use.count += 1;
    if (use.name === undefined && this.#named < PREPARED_AT_MOST) {
      this.#named += 1;
      // By content, not by number: behind a pooler another process may use the same server connection.
      use.name = `voreg_${createHash('sha256').update(sql).digest('base64url')}`;
    }
    return use.name;
  }

  #forgetSingleUses(): void {
    for (const [sql, use] of this.#uses) if (use.name === undefined) this.#uses.delete(sql);
  }
}
