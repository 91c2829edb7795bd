/** Reports are written piece by piece: of 100,000 findings the text would take more memory than the findings. */

/** A JSON list of `items`, indented by two blanks at a nesting of `depth`; entries are made when they are written. */
export function* jsonList<T>(
  items: readonly T[],
  depth: number,
  entry: (item: T) => unknown,
): Generator<string> {
  const indent = '  '.repeat(depth);
  yield '[';
  let isFirst = true;
  for (const item of items) {
    const text = JSON.stringify(entry(item), null, 2).replaceAll('\n', `\n${indent}  `);
    yield `${isFirst ? '' : ','}\n${indent}  ${text}`;
    isFirst = false;
  }
  yield isFirst ? ']' : `\n${indent}]`;
}

const ENOUGH = 64 * 1024;

/** The same text in fewer pieces. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < ENOUGH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
