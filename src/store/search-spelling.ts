/** Words that are in the index: those that begin like a given one, and how many records have them. */
import type { Database } from './database.ts';

/** Words with one first letter and about one length; the letter `s` of 30,000 records has 1,500 of them. */
const ALIKE_MAX = 5000;
/** Nobody needs to know more exactly how frequent a word is. */
const COUNTED_MAX = 1000;

/**
 * Words that begin with one of the letters and are at most `most` letters longer or shorter than `length`, at most 5,000
 * for each letter. `letters`: as in search/words.ts, without accents.
 */
export async function wordsAlike(
  db: Database,
  { letters, length, most }: { letters: string[]; length: number; most: number },
): Promise<string[]> {
  const rows = await db.query<{ word: string }>(
    `select w.word from unnest($1::text[]) as f(letter) cross join lateral (
       select word from search_word where word >= f.letter and word < f.letter || chr(1114111)
         and length(word) between $2::int and $3::int limit ${ALIKE_MAX}
     ) w`,
    [letters, length - most, length + most],
  );
  return rows.map(({ word }) => word);
}

/** How many entries have each of the words, counted up to 1,000. Each word: letters and digits only. */
export async function countWords(db: Database, words: string[]): Promise<Map<string, number>> {
  const rows = await db.transaction(async (tx) => {
    // As for a search: the planner would read the words of all records instead of asking the index.
    await tx.query(`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`);
    return tx.query<{ word: string; n: number }>(
      `select w.word, c.n from unnest($1::text[]) as w(word) cross join lateral (
         select count(*) as n from (
           select from search_text t where t.words @@ quote_literal(w.word)::tsquery limit ${COUNTED_MAX}
         ) found
       ) c`,
      [words],
    );
  });
  return new Map(rows.map(({ word, n }) => [word, n]));
}
