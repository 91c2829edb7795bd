import { expect, it } from 'vitest';
import { ELECTRONVOLT, LIGHT, PLANCK } from '../../src/resource/photon.ts';

it('has the hydrogen line at 21.1 cm, and 1 eV at 1239.84 nm', () => {
  expect(LIGHT / 1_420_405_751.768).toBeCloseTo(0.211061, 6);
  expect(((PLANCK * LIGHT) / ELECTRONVOLT) * 1e9).toBeCloseTo(1239.84198, 5);
});
