/** How a record's page tells whether its interfaces live. */
import { expect, it } from 'vitest';
import { type InterfaceState, serviceState } from '../../src/pages/service-state.ts';

function state(more: Partial<InterfaceState> = {}): InterfaceState {
  return {
    ...{ url: 'https://padc.example/tap', what: 'tap', about: '', state: 'up', problems: [] },
    ...{ since: '2026-11-01T08:30:00Z', askedAt: '2026-11-20T10:00:00Z', lastError: null, days: 30 },
    ...{ uptime: 99.96, medianSeconds: 1.234, ...more },
  };
}

const text = (history: InterfaceState[], language: 'en' | 'fr' = 'en') => {
  const section = serviceState(history, language);
  return section === '' ? '' : section.text;
};

it('says nothing where nothing was ever asked', () => {
  expect(text([])).toBe('');
  expect(text([state({ state: null, askedAt: null, since: null })])).toBe('');
});

it('tells state, beginning, share of answers, usual time, in both languages', () => {
  const english = text([state()]);
  for (const words of [
    'Is it up?',
    'last on 2026-11-20 10:00',
    '>up<',
    '2026-11-01 08:30',
    '99.9 %',
    '1.23 s',
  ])
    expect(english).toContain(words);
  const french = text([state({ state: 'down' })], 'fr');
  for (const words of ['Le service répond-il ?', 'en panne', '99,9 %', '1,23 s', 'tag bad'])
    expect(french).toContain(words);
});

it('tells what is wrong, and what was wrong last', () => {
  const lastError = { says: 'It answers with HTTP 500.', at: '2026-11-10T10:00:00Z' };
  const problems = [{ level: 'degraded', says: 'It lacks a column.' }];
  const mended = text([state({ state: 'degraded', problems, lastError })]);
  expect(mended).toContain('It lacks a column.');
  expect(mended).toContain('Last down on 2026-11-10 10:00:');
  // What is wrong now is not told twice.
  expect(text([state({ state: 'down', lastError })])).not.toContain('Last down');
});

it('stays small and harmless, whatever a service says', () => {
  const problems = Array.from({ length: 50 }, () => ({
    level: 'down',
    says: `<script>${'x'.repeat(9_999)}`,
  }));
  const many = Array.from({ length: 60 }, (_, n) =>
    state({ problems, url: `javascript:alert(${n})//${'y'.repeat(9_999)}`, about: 'z'.repeat(999) }),
  );
  const section = text(many);
  expect(section.length).toBeLessThan(20_000);
  expect(section).not.toContain('<script');
  expect(section).not.toContain('href="javascript');
  expect(section).toContain('48 more interfaces were called.');
});
