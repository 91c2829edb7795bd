/** The frame that HTML pages share, and their security headers. No scripts. */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { Html, html } from '../html/html.ts';
import { reply } from './reply.ts';

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:light-dark(#0b5394,#8ab8ee);--bad:light-dark(#a4262c,#f2a0a5)}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem 1.25rem 4rem}
a{color:var(--link)}h1{font-size:1.4rem;margin:.5rem 0 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
nav [aria-current]{font-weight:600;text-decoration:none}
form{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end;background:var(--soft);padding:.9rem 1rem;border-radius:.5rem;margin:1rem 0}
label{display:grid;gap:.2rem;font-size:.85rem}label.wide{flex:1 1 22rem}
input,select,button{font:inherit;padding:.35rem .5rem;border:1px solid var(--line);border-radius:.35rem;background:Canvas;color:CanvasText}
button{background:var(--link);color:Canvas;border-color:transparent;padding-inline:1rem;cursor:pointer}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;font-size:.85rem}td{overflow-wrap:anywhere}.scroll td:first-child{min-width:16rem}td.date{white-space:nowrap;font-variant-numeric:tabular-nums}
pre{background:var(--soft);padding:.75rem 1rem;border-radius:.5rem;overflow:auto;font-size:.85rem;max-height:40rem}
.error{border-left:4px solid var(--bad);padding:.5rem 1rem;background:var(--soft);margin:1rem 0}.error b{color:var(--bad)}
.tag{font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;white-space:nowrap}
@media(max-width:40rem){tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}th,td{display:block;border:0;padding:.1rem 0}.scroll th{display:none}}
.more{display:flex;gap:1.5rem;align-items:baseline;margin:1rem 0}.muted{opacity:.75}
`;

// Nothing may be loaded or run: the one style sheet is named by its hash.
const HEADERS = {
  'Content-Security-Policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
};

/** A whole page with the security headers. */
export function replyHtml(ctx: Context, status: number, title: string, body: Html): void {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  reply(ctx, status, 'text/html; charset=utf-8', page.text, HEADERS);
}
