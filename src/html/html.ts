/** HTML that cannot be broken by what it shows: a template whose values are escaped. For pages and for report files. */

/** HTML text that is safe to send as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | Html[];

/** Escapes every value that is not Html itself; for text and double-quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.map((text, i) => text + written(values[i] ?? '')).join(''));
}

function written(value: Value): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(({ text }) => text).join('');
  // HTML has no way to write control characters; white space is none here.
  const text = String(value).replace(/(?!\s)\p{Cc}/gu, '\uFFFD');
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
