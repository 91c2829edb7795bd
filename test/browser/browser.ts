/** A real browser, and what a person without a mouse, without scripts or with bad eyes asks of a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** TEST_CHROMIUM: the path of a Chromium, or 1 for Debian's. */
export function startBrowser(): Promise<Browser> {
  const path = process.env.TEST_CHROMIUM;
  return chromium.launch({
    executablePath: path === undefined || path === '1' ? DEBIAN : path,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

// What runs in the page is text: the types of a browser would count for the whole project.

const RUN_AXE = `axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
}).then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) })))`;

/** WCAG 2.2 AA, whatever axe can tell of it: each violation in a line, with the first elements that have it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; help: string; at: string[] }[]>(RUN_AXE);
  return found.map(({ id, help, at }) => `${id}: ${help}: ${at.slice(0, 3).join(' | ').slice(0, 500)}`);
}

/** Pixels by which the page is wider than its window: more than 0 makes a person scroll sideways (WCAG 1.4.10). */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

export interface Focus {
  /** `a.skip`, `input`… with its text; `body` when the keyboard has left the page. */
  element: string;
  /** Drawn around it, and inside the window. */
  isSeen: boolean;
}

const FOCUS = `(() => {
  const at = document.activeElement ?? document.body;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const { top, bottom, left, right } = at.getBoundingClientRect();
  const isInside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
  const words = at === document.body ? '' : at.textContent.trim().slice(0, 40);
  return {
    element: (at.localName + (at.className === '' ? '' : '.' + at.className) + ' ' + words).trim(),
    isSeen: isInside && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  };
})()`;

/** Where the keyboard is. */
export function focus(page: Page): Promise<Focus> {
  return page.evaluate<Focus>(FOCUS);
}
