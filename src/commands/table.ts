/** Columns of text for a terminal. */

/** Rows of equal length, the first of them headings; numbers to the right. Ends with a line feed. */
export function textTable(rows: (string | number)[][]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  const isNumeric = head.map((_, column) => rows.slice(1).every((row) => typeof row[column] === 'number'));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
