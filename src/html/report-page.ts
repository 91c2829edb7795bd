/**
 * The frame of a report that is one HTML file: it loads nothing, also when opened from a mail, and runs nothing but the
 * script it was given. Not for: the pages of the service (pages/frame.ts), which share a style sheet.
 */
import { Html, html } from './html.ts';

export interface ReportPage {
  title: string;
  /** CSS of this report, after what all reports share. */
  style: Html;
  /** What stands in `<body>`. */
  body: Html;
  /** The page must be whole without it: mail programs run none. */
  script?: Html;
}

/** What all reports share; `--line`, `--soft` and `--bad` are colours for light and dark. */
const SHARED =
  new Html(`:root{color-scheme:light dark;--line:#8884;--soft:#8881;--bad:light-dark(#a4262c,#f2a0a5)}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem 1.25rem 4rem}
h2{font-size:1.15rem;margin:2rem 0 .25rem}.scroll{overflow-x:auto}table{border-collapse:collapse}
`);

/** The whole document. */
export function reportPage({ title, style, body, script }: ReportPage): string {
  const scripts = script === undefined ? '' : "; script-src 'unsafe-inline'";
  const policy = new Html(`default-src 'none'; style-src 'unsafe-inline'${scripts}`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${SHARED}${style}</style>
</head>
<body>
${body}
${script === undefined ? '' : html`<script>${script}</script>\n`}</body>
</html>
`.text;
}
