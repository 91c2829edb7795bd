import { expect, it } from 'vitest';
import { whenDue } from '../src/when-due.ts';

const { signal } = new AbortController();

/** What happens with these answers to "how long ago?"; turns are free at once. */
async function told(...answers: (number | null)[]): Promise<string[]> {
  const said: string[] = [];
  const db = {
    exclusively: async <T>(name: string, work: () => Promise<T>, given?: AbortSignal): Promise<T> => {
      said.push(`turn ${name}`);
      expect(given).toBe(signal);
      return work();
    },
  };
  const since = async () => {
    if (answers.length === 0) throw new Error('asked too often');
    return answers.shift() ?? null;
  };
  await whenDue(db, { name: 'round', everySeconds: 60, since, signal }, async () => void said.push('work'));
  expect(answers).toEqual([]);
  return said;
}

it('does in its turn what is due, or was never done', async () => {
  expect(await told(60, 61)).toEqual(['turn round', 'work']);
  expect(await told(null, null)).toEqual(['turn round', 'work']);
});

it('takes no turn for what is not due', async () => {
  expect(await told(59)).toEqual([]);
});

it('does not do what another has done while it waited for its turn', async () => {
  expect(await told(60, 1)).toEqual(['turn round']);
});
