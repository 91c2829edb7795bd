import { expect, it } from 'vitest';
import { Html, html } from '../../src/html/html.ts';
import { reportPage } from '../../src/html/report-page.ts';

const style = new Html('b{color:red}');

it('is a whole document that loads nothing and runs nothing', () => {
  const page = reportPage({ title: 'A < B', style, body: html`<h1>Report</h1>` });
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toContain('<title>A &#60; B</title>');
  expect(page).toContain('\nb{color:red}</style>');
  expect(page).toMatch(/<body>\n<h1>Report<\/h1>\n<\/body>\n<\/html>\n$/);
  expect(page).not.toContain('script');
});

it('allows the script that it is given, and none from elsewhere', () => {
  const page = reportPage({ title: 'A', style, body: html`<p>a</p>`, script: new Html('go(1 < 2)') });
  expect(page).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`,
  );
  expect(page).toContain('<p>a</p>\n<script>go(1 < 2)</script>\n</body>');
});
