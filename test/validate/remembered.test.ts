import { describe, expect, it } from 'vitest';
import { remembered } from '../../src/validate/remembered.ts';

describe('remembered answers', () => {
  it('are worked out once, also when they are null', () => {
    const asked: string[] = [];
    const of = remembered((text) => {
      asked.push(text);
      return text === 'a' ? null : text.length;
    });
    expect([of('a'), of('a'), of('bb'), of('bb')]).toEqual([null, null, 2, 2]);
    expect(asked).toEqual(['a', 'bb']);
  });

  it('are given up in time, so that memory is bounded, and are still right', () => {
    let count = 0;
    const of = remembered((text) => {
      count += 1;
      return text.length;
    });
    for (let i = 0; i < 5000; i += 1) expect(of(`${i}`)).toBe(`${i}`.length);
    expect(of('0')).toBe(1);
    expect(count).toBe(5001);
    of('x'.repeat(1000));
    of('x'.repeat(1000));
    expect(count).toBe(5003);
  });
});
