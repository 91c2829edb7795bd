import { describe, expect, it } from 'vitest';
import { cluesOf } from '../../../src/reconcile/match/clues.ts';
import { codes, durationOf, words } from '../../../src/reconcile/match/words.ts';
import { at, series, spase } from './records.ts';

describe('words of a title', () => {
  it.each([
    ['96 s', '~96'],
    ['96-sec', '~96'],
    ['96.0 SECONDS', '~96'],
    ['512 ms', '~0.512'],
    ['hourly', '~3600'],
    ['1-hr', '~3600'],
    ['one hour', '~3600'],
    ['at 5 m Resolution', '~300'],
  ])('%s is a duration', (text, duration) => {
    expect(words(text)).toContain(duration);
  });

  it('`10 m antenna` is no duration', () => {
    expect(durationOf(words('10 m antenna'))).toBeNull();
  });

  it('a title that names two durations names none', () => {
    expect(durationOf(words('5 min averages of 4 s data'))).toBeNull();
  });

  it.each([
    ['Voyager 2', 'Voyager2', 'voyager2'],
    ['Coords', 'Coordinates', 'coordinate'],
    ['Averaged', 'Averages', 'average'],
    ['LEFS 150', 'LEFS150', 'lef150'],
  ])('%s and %s have %s in common', (a, b, word) => {
    expect(words(a)).toContain(word);
    expect(words(b)).toContain(word);
  });

  it('sensors of one series stay apart', () => {
    expect(words('LEFS150')).not.toEqual(words('LEFS60'));
  });
});

it('product names are found in texts and addresses', () => {
  expect(codes('see pds://PPI/VG2-U-CRS-4-SUMM-D2-96SEC-V1.0 for more')).toContain(
    'vg2_u_crs_4_summ_d2_96sec_v1.0',
  );
  const { lists } = cluesOf(
    spase('A/NumericalData/x', { access: [at('https://x.example/eval2.cgi?dataset=PO_K0_CAM&index=sp')] }),
  );
  expect(lists.codes).toContain('po_k0_cam');
});

it('what a VOResource record has no element for is not seen in that view', () => {
  const [fields] = series('LIVE');
  if (fields === undefined) throw new Error('the series is empty');
  const clues = cluesOf({ ...fields, access: [at('https://x.example/a', 'KEY-1')] }, 'vor');
  expect(clues.cadence).toBeNull();
  expect(clues.lists.parameters).toEqual([]);
  expect(clues.lists.codes).toEqual([]);
  expect(clues.lists.urls).toEqual(['x.example/a']);
});

it('neither ids nor paths, PriorIDs or relations are clues', () => {
  const [fields] = series('LIVE');
  if (fields === undefined) throw new Error('the series is empty');
  const other = { ...fields, id: 'spase://X/Y/secretname', priorIds: ['spase://X/Y/secretname'] };
  const related = {
    ...other,
    relations: [{ type: 'PartOf', id: 'spase://X/Y/secretname', title: 'secretname' }],
  };
  expect(cluesOf({ ...related, altIdentifiers: ['ivo://x/secretname'] })).toEqual(cluesOf(fields));
});
