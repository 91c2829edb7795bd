/** Files that belong to the site as a whole: style sheet, icon, what search engines may ask for. */
import type { Answers } from '../oai/answers.ts';
import { FAVICON, STYLE, STYLE_VERSION } from '../pages/frame.ts';
import type { Handler } from './endpoint.ts';
import { publicRoot } from './html.ts';
import { lookedAt } from './known.ts';
import { reply, replyText } from './reply.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';

/** `/style.css`. For ever only under its own version: while replicas are upgraded, another may be asked for. */
export const styleEndpoint: Handler = (ctx) => {
  const isThis = ctx.query.v === STYLE_VERSION;
  reply(ctx, 200, 'text/css; charset=utf-8', STYLE, isThis ? { 'Cache-Control': FOR_EVER } : {});
};

/** `/favicon.svg`, also for browsers that ask for /favicon.ico whatever the page says. */
export const faviconEndpoint: Handler = (ctx) => {
  reply(ctx, 200, 'image/svg+xml', FAVICON, {
    'Cache-Control': 'public, max-age=86400',
    'Content-Security-Policy': "default-src 'none'",
  });
};

/** Not for search engines: what costs work and says nothing that a record's page does not. */
const NOT_FOR_ROBOTS = [
  '/oai',
  '/search',
  '/resolve',
  '/I/',
  '/validate',
  '/metrics',
  '/health/',
  '/hooks/',
  '/records/*?*part=',
];

/** `/robots.txt` (RFC 9309). Only a service at the root of its host is asked for it; paths are as the world sees them. */
export function robotsEndpoint(answers: Answers): Handler {
  return async (ctx) => {
    const { moment } = await lookedAt(answers);
    const root = moment === null ? '' : publicRoot(moment, answers.settings);
    const prefix = root === '' ? '' : new URL(root).pathname.replace(/\/$/, '');
    const rules = NOT_FOR_ROBOTS.map((path) => `Disallow: ${prefix}${path}\n`).join('');
    const sitemap = root === '' ? '' : `\nSitemap: ${root}/sitemap.xml\n`;
    replyText(ctx, 200, `User-agent: *\n${rules}${sitemap}`);
  };
}
