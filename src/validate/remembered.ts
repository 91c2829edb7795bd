/** Answers for strings that come again and again: a table set of 10,000 columns has some hundred UCDs and units. */

/** Entries kept; then it begins anew. */
const KEPT = 2000;
/** Longer strings are not kept: they are rare, and somebody's attempt. */
const LONGEST = 200;

/** The same function of a string, which answers a string it has seen without working it out again. */
export function remembered<T>(of: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = of(text);
    if (text.length > LONGEST) return answer;
    if (answers.size >= KEPT) answers.clear();
    // A copy: a string cut out of a record keeps the whole record in memory.
    answers.set(Buffer.from(text, 'utf16le').toString('utf16le'), answer);
    return answer;
  };
}
