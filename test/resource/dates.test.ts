import { expect, test } from 'vitest';
import { dateOfMjd, mjdOf, utcOfMjd, utcSeconds } from '../../src/resource/dates.ts';
import { doiOf, doiWithin } from '../../src/resource/doi.ts';

test.each([
  ['2026-07-21T12:05:37Z', '2026-07-21T12:05:37Z'],
  ['2026-07-21T12:05:37', '2026-07-21T12:05:37Z'],
  ['2026-07-21T12:05:37.12345Z', '2026-07-21T12:05:37Z'],
  [' 2014-07-11T00:00:00Z\t', '2014-07-11T00:00:00Z'],
  ['2014-07-11', '2014-07-11T00:00:00Z'],
  ['2014', '2014-01-01T00:00:00Z'],
  ['1994-11-13T00:30:00+01:00', '1994-11-12T23:30:00Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
  ['2016-12-31T24:00:00', '2017-01-01T00:00:00Z'],
  ['0099-01-01', '0099-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59-01:00', null],
  ['2020-02-31', null],
  ['2020-13-01', null],
  ['2020-01-01T25:00:00', null],
  ['-P2M', null],
  ['', null],
])('date %j', (written, read) => expect(utcSeconds(written)).toBe(read));

test.each([
  ['40587', '1970-01-01T00:00:00Z'],
  ['57388.5', '2016-01-01T12:00:00Z'],
  ['0', '1858-11-17T00:00:00Z'],
  ['+Inf', null],
  ['NaN', null],
  ['', null],
  ['1e9', null],
])('MJD %j', (written, read) => expect(utcOfMjd(written)).toBe(read));

test.each([
  ['https://doi.org/10.48322/ABCD', '10.48322/abcd'],
  ['http://dx.doi.org/10.1234/a%2Fb', '10.1234/a/b'],
  ['doi:10.1234/x', '10.1234/x'],
  ['10.1234/x.', '10.1234/x'],
  ['TBD', null],
  ['https://example.org/10.1234', null],
])('DOI %j', (written, read) => expect(doiOf(written)).toBe(read));

test.each([
  ['https://agupubs.example/doi/full/10.1029/2018SW002038?x=1', '10.1029/2018sw002038'],
  ['see doi:10.1234/x', '10.1234/x'],
  ['https://example.org/data', null],
])('DOI within %j', (written, read) => expect(doiWithin(written)).toBe(read));

test('turns moments into MJD and back', () => {
  expect(mjdOf(new Date('2000-01-01T12:00:00Z'))).toBe(51544.5);
  expect(dateOfMjd(51544.5).toISOString()).toBe('2000-01-01T12:00:00.000Z');
  expect(utcOfMjd(String(mjdOf(new Date(0))))).toBe('1970-01-01T00:00:00Z');
});
