/** What the log says of a publication. */
import pino from 'pino';
import { expect, it } from 'vitest';
import { report } from '../src/poller.ts';
import type { Outcome } from '../src/publish.ts';

const PUBLISHED = {
  ...{ kind: 'published' as const, commit: 'c'.repeat(40), generation: 7, datestamp: '2026-11-20T12:00:00Z' },
  ...{ created: [], updated: ['ivo://padc.example/a'], deleted: [], withdrawn: [], saidAnew: [] },
  ...{ refused: null, restamped: false },
};

function logged(outcome: Outcome): { level: number; msg: string }[] {
  const lines: { level: number; msg: string }[] = [];
  report(outcome, pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) }));
  return lines;
}

const { warn } = pino.levels.values;

it('says why everything has a new datestamp', () => {
  const [first, ...others] = logged({ ...PUBLISHED, restamped: true });
  expect(first).toMatchObject({ level: warn, msg: expect.stringContaining('fail-over or a restore') });
  expect(others).toEqual(logged(PUBLISHED).map((line) => expect.objectContaining({ msg: line.msg })));
  expect(others.map(({ level }) => level)).not.toContain(warn);
});
