/** `/validate`: the forms, and what the rules say of a record, beneath the lines it is about. */
import { type Html, html } from '../html/html.ts';
import type { ShownFinding } from './findings-page.ts';
import type { Page } from './frame.ts';
import { inNumbers } from './language.ts';
import { callout, isWebAddress, languageField, line, shortened } from './parts.ts';
import { markedLines } from './validate-lines.ts';
import { VALIDATE_WORDS as WORDS } from './validate-words.ts';
import type { View } from './view.ts';

export interface LineFinding extends ShownFinding {
  /** From 1. */
  column: number;
}

/** One text that was checked. */
export interface CheckedPart {
  /** A file's name, or an address. */
  name: string;
  text: string;
  summary: { records: number; errors: number; warnings: number; infos: number };
  findings: LineFinding[];
  /** Findings that are not among them. */
  left: number;
}

export interface ValidateData {
  form: { url: string; what: 'record' | 'registry'; profile: 'rec' | 'rofr' };
  /** Why nothing was checked, in English; null: something was, or nothing was asked for. */
  refused: string | null;
  parts: CheckedPart[];
  /** The public address of this service without a slash at its end; null while it is not known. */
  address: string | null;
  /** Base URL of the registry that was looked at; null: it was a record. */
  registry: string | null;
}

const LINES_BYTES = 36_000;

export function validatePage(view: View, data: ValidateData): Page {
  const words = WORDS[view.language];
  const { parts, registry, refused } = data;
  const isAsked = parts.length > 0;
  const results = parts.map((part) => partOf(view, part, LINES_BYTES / parts.length));
  return {
    title: words.title,
    place: 'validate',
    head: isAsked ? html`<meta name="robots" content="noindex">\n` : html``,
    body: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
${refused === null ? '' : callout('bad', html`<p>${words.refused} <span lang="en" dir="auto">${shortened(refused, 600)}</span></p>`)}
${registry === null ? '' : callout('note', html`<p>${words.registry}</p>${line(`npx voreg check ${quoted(registry)}`)}`)}
${results}
${isAsked ? html`<h2>${words.again}</h2>` : ''}
${formsOf(view, data.form)}
${data.address === null ? '' : programsOf(view, data.address)}`,
  };
}

function programsOf(view: View, address: string): Html {
  const words = WORDS[view.language];
  const headers = "-H 'Content-Type: application/xml' -H 'Accept: application/json'";
  return html`<h2>${words.programs}</h2>
<p>${words.curl}</p>
${line(`curl --data-binary @record.xml ${headers} ${quoted(`${address}/validate`)}`)}`;
}

/** For who has VALIDATE_PAGE=off. */
export function validateOffPage(view: View): Page {
  const words = WORDS[view.language];
  return {
    title: words.offTitle,
    place: 'validate',
    body: html`<h1>${words.offTitle}</h1>\n<p>${words.off}</p>\n${line('npx voreg validate record.xml')}`,
  };
}

/** For a shell. */
function quoted(address: string): string {
  return `'${address.replaceAll("'", '%27')}'`;
}

function partOf(view: View, part: CheckedPart, bytes: number): Html {
  const words = WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const { name, summary, findings } = part;
  const { marked, left } = markedLines(view.language, part, bytes);
  const unseen = left + part.left;
  const tone = summary.errors > 0 ? 'bad' : findings.length > 0 ? 'warn' : 'note';
  const said =
    findings.length === 0
      ? words.clean
      : `${words.counts(n(summary.errors), n(summary.warnings), n(summary.infos))} ${words.english}`;
  return html`<section>
<h2>${words.result} <small class="muted"><bdi>${shortened(name, 200)}</bdi></small></h2>
${callout(tone, html`<p>${said} ${words.records(n(summary.records))}</p>`)}
${findings.length === 0 ? '' : html`${marked}<p class="muted">${words.left}</p>`}
${unseen > 0 ? html`<p>${words.cut(unseen)}</p>${line(isWebAddress(name) ? `curl -L ${quoted(name)} | npx voreg validate -` : 'npx voreg validate FILE')}` : ''}
</section>
`;
}

function formsOf(view: View, { url, what, profile }: ValidateData['form']): Html {
  const words = WORDS[view.language];
  const open = html`<form method="post" action="${view.root}validate${view.isChosen ? `?lang=${view.language}` : ''}" enctype="multipart/form-data">
${languageField(view)}`;
  const rules = choice(words.profile, 'profile', words.profiles, profile);
  return html`<h2>${words.paste}</h2>
${open}<label class="wide">${words.text} <textarea name="text" rows="10" required spellcheck="false" autocomplete="off"></textarea></label>
${rules}<button>${words.button}</button>
</form>
<h2>${words.upload}</h2>
${open}<label class="wide">${words.file} <input type="file" name="file" required accept=".xml,.vor,application/xml,text/xml"></label>
${rules}<button>${words.button}</button>
</form>
<h2>${words.address}</h2>
${open}<label class="wide">${words.url} <input type="url" name="url" required maxlength="2000" value="${url}"></label>
${choice(words.what, 'what', words.whats, what)}${rules}<button>${words.button}</button>
</form>`;
}

function choice(label: string, name: string, choices: Record<string, string>, chosen: string): Html {
  const options = Object.entries(choices).map(
    ([value, said]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${said}</option>`,
  );
  return html`<label>${label} <select name="${name}">${options}</select></label>\n`;
}
