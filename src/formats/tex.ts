/** Text in the characters that TeX reads as text, whatever it held. */

const SPECIAL: Record<string, string> = {
  '\\': '\\textbackslash{}',
  // BibTeX counts braces even after a backslash: one without its fellow would end the field, or begin an entry.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '"': "''",
};

/** On one line, without control characters and directional overrides; letters of all scripts stay (UTF-8). */
export function texText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu, '')
    .replace(/[\\{}$&%#_~^<>"]/g, (c) => SPECIAL[c] ?? '')
    .trim();
}
