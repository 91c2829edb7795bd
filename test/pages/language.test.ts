import { describe, expect, it } from 'vitest';
import { plural } from '../../src/pages/language.ts';

describe('how many', () => {
  it.each([
    ['en', 0, '0 columns'],
    ['en', 1, '1 column'],
    ['en', 1234, '1,234 columns'],
    ['fr', 0, '0 column'],
    ['fr', 1, '1 column'],
    ['fr', 2, '2 columns'],
  ] as const)('%s %i', (language, n, said) => {
    expect(plural(language, n, '# column', '# columns')).toBe(said);
  });
});
