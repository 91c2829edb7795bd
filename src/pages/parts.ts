/** Parts that many pages are made of. All take what they show as text and escape it. */
import { type Html, html } from '../html/html.ts';
import { cut as shortened } from '../words/say.ts';
import type { View } from './view.ts';

/** Names and values as a list of definitions; what has no value is left out. */
export function facts(rows: [name: string, value: string | Html | null][]): Html {
  const shown = rows.filter(([, value]) => value !== null && value !== '');
  return html`<dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value ?? ''}</dd>\n`)}</dl>`;
}

/** A table that scrolls by itself where it is too wide; `caption` is for who cannot see the heading above it. */
export function table(caption: string, heads: string[], rows: (string | number | Html)[][]): Html {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** `tone` is a colour only: the words must say it too. */
export function tag(words: string, tone: 'plain' | 'good' | 'warn' | 'bad' = 'plain'): Html {
  return html`<span class="tag ${tone}">${words}</span>`;
}

/** A sentence that stands out. */
export function callout(tone: 'note' | 'warn' | 'bad', body: string | Html): Html {
  return html`<div class="callout ${tone}">${body}</div>`;
}

/** A line to copy: one click selects all of it. */
export function line(text: string): Html {
  return html`<pre class="line" tabindex="0"><code>${text}</code></pre>`;
}

/** Only what is surely an address of the web becomes a link; everything else (`javascript:`) stays text. */
export function webLink(address: string, words: string = address): Html {
  return isWebAddress(address)
    ? html`<a href="${address}" rel="noopener nofollow"${words === address ? html` class="address"` : ''}><bdi>${words}</bdi></a>`
    : html`<bdi>${words}</bdi>`;
}

export function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^\s<>"\p{Cc}\p{Cf}]+$/iu.test(address) && URL.canParse(address);
}

/** The language of the page goes with a form, if it was chosen by the address. */
export function languageField(view: View): Html | '' {
  return view.isChosen ? html`<input type="hidden" name="lang" value="${view.language}">` : '';
}

/** What somebody else wrote, of any length and direction, cut at `most` characters. */
export function theirs(text: string, most = 300): Html {
  return html`<bdi>${shortened(text, most)}</bdi>`;
}

export { shortened };
