/** Small charts as inline SVG and table bars: readable without colour, and on paper. */
import { Html, html } from '../../html/html.ts';
import type { Reconciliation } from '../result.ts';
import { statusKind } from '../statuses.ts';

export interface Bar {
  id: string;
  label: string;
  count: number;
  title: string;
  /** A person should look. */
  asks: boolean;
}

/** Horizontal bars on a square-root scale: 3 beside 8,000 is still to be seen. */
export function bars(rows: Bar[]): Html {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return html`<table class="bars">${rows.map(
    ({ id, label, count, title, asks }) =>
      html`<tr title="${title}"><th><a href="#${id}">${label}</a></th><td class="n">${count}</td><td>${bar(count, most, asks)}</td></tr>`,
  )}</table>`;
}

function bar(count: number, most: number, asks: boolean): Html {
  const width = Math.max(2, Math.round(160 * Math.sqrt(count / most)));
  return new Html(
    `<svg width="164" height="12" aria-hidden="true"><rect class="${asks ? 'asks' : 'fine'}" x="0" y="1" width="${width}" height="10" rx="2"/></svg>`,
  );
}

/** How many pairs of each owner there are, and how many of them ask for a person. */
export function ownerChart({ entries, bulk }: Reconciliation): Html {
  const owners = new Map<string, { all: number; asking: number }>();
  const add = (owner: string, count: number, asks: boolean) => {
    const sum = owners.get(owner) ?? { all: 0, asking: 0 };
    owners.set(owner, { all: sum.all + count, asking: sum.asking + (asks ? count : 0) });
  };
  for (const { status, here, there } of entries) {
    add((there ?? here)?.owner ?? 'unknown', 1, statusKind(status).asks);
  }
  for (const { status, owner, count } of bulk) add(owner, count, statusKind(status).asks);
  const rows = [...owners].sort(([, a], [, b]) => b.all - a.all);
  const shown = rows.slice(0, 15);
  const most = Math.max(1, ...rows.map(([, { all }]) => all));
  const rest =
    rows.length > shown.length
      ? html`<p class="muted">and ${rows.length - shown.length} more owners</p>`
      : '';
  return html`<table class="bars">${shown.map(
    ([owner, { all, asking }]) =>
      html`<tr title="${asking} of ${all} ask for a person"><th>${owner}</th><td class="n">${asking}/${all}</td><td>${bar(all, most, asking > 0)}</td></tr>`,
  )}</table>${rest}`;
}
