import { describe, expect, it } from 'vitest';
import { doiAddress } from '../../src/resource/doi.ts';

describe('the address of a DOI', () => {
  it.each([
    ['10.48322/abcd', 'https://doi.org/10.48322/abcd'],
    [
      '10.1002/(sici)1096-8644(199601)99:1<1::aid>3.0.co;2-1',
      'https://doi.org/10.1002/(sici)1096-8644(199601)99:1%3C1::aid%3E3.0.co;2-1',
    ],
    ['10.1/a#b?c%d"e', 'https://doi.org/10.1/a%23b%3Fc%25d%22e'],
    ['10.1/é\ud800', 'https://doi.org/10.1/%C3%A9%EF%BF%BD'],
  ])('%s', (doi, address) => {
    expect(doiAddress(doi)).toBe(address);
    expect(new URL(address).href).toBe(address);
  });
});
