import { describe, expect, it } from 'vitest';
import { primaryWord, ucdFault } from '../../src/validate/ucd.ts';

describe('UCD', () => {
  it.each([
    'pos.eq.ra;meta.main',
    'POS.EQ.RA;META.MAIN',
    'ivoa:pos.eq.ra',
    'meta.code;phys.polarization',
    'phot.mag;em.opt.V',
    'phot.color;em.opt.B;em.opt.R',
    'stat.error;pos.eq.ra',
    'pos.pm;pos.eq.ra',
    'stat.error;pos.pm;pos.eq.ra',
    'VOX:Image_AccessReference',
    'time.duration;obs.exposure;stat.max',
  ])('%s is right', (ucd) => expect(ucdFault(ucd)).toBeNull());

  it.each([
    ['pos.eq.rightascension', 'unknown', null],
    ['constructor', 'unknown', null],
    ['phot.mag;em.opt.H', 'unknown', null],
    ['em.opt.V;phot.mag', 'place', null],
    ['pos.eq.ra;meta.id', 'place', null],
    ['POS_EQ_RA_MAIN', 'ucd1', null],
    ['ERROR', 'ucd1', null],
    ['phot.mag; em.opt.V', 'syntax', 'phot.mag;em.opt.V'],
    ['phot.mag,em.opt.V', 'syntax', 'phot.mag;em.opt.V'],
    ['phot mag', 'syntax', null],
    ['pos.eq.ra;', 'syntax', 'pos.eq.ra'],
    [';', 'syntax', null],
    ['time.expo', 'deprecated', 'time.duration;obs.exposure'],
    ['stat.error;time.expo.start', 'deprecated', 'stat.error;time.start;obs.exposure'],
  ])('%s is %s', (ucd, kind, instead) => expect(ucdFault(ucd)).toMatchObject({ kind, instead }));

  it('says what the value is by its first word', () => {
    expect(primaryWord('ivoa:Pos.EQ.ra;meta.main')).toBe('pos.eq.ra');
    expect(primaryWord('')).toBe('');
  });

  it('does not take long over long strings', () => {
    const before = performance.now();
    for (const part of ['A_', 'a;', ';', ' ', ' ;', 'a.'])
      expect(ucdFault(part.repeat(50_000))).not.toBeNull();
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
