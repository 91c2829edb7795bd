import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken, shortLedger, type Token } from '../../src/oai/token.ts';

const REGISTRY = 'ivo://padc.example/registry';
const UNRESERVED = [...'ABCXYZabcxyz0189-_.!~*()'];
const second = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...UNRESERVED), minLength: 1, maxLength });
const count = fc.integer({ min: 0, max: 1_000_000_000 });
const token: fc.Arbitrary<Token> = fc.record({
  verb: fc.constantFrom('ListIdentifiers', 'ListRecords'),
  prefix: fc.constantFrom('ivo_vor', 'oai_dc'),
  from: fc.option(second),
  until: fc.option(second),
  set: fc.option(text(300)),
  ledger: fc.uuid().map(shortLedger),
  generation: count,
  after: fc.record({ datestamp: second, key: text(249).map((key) => `ivo://${key}`) }),
  cursor: count,
  listSize: count,
});

describe('P2: resumptionToken', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(token, (t) => {
        expect(decodeToken(encodeToken(t, REGISTRY), REGISTRY)).toEqual(t);
      }),
    );
  });

  it('OAI-88: has unreserved characters only, and less than 1 kB for ivoids of 255 and sets of 300 characters', () => {
    fc.assert(
      fc.property(token, (t) => {
        expect(encodeToken(t, REGISTRY)).toMatch(/^[A-Za-z0-9_-]{1,1023}$/);
      }),
    );
    const bound = '2026-11-20T10:00:00Z';
    const longest: Token = {
      verb: 'ListRecords',
      prefix: 'ivo_vor',
      from: bound,
      until: bound,
      set: 's'.repeat(300),
      ledger: shortLedger('any'),
      generation: 999_999_999,
      after: { datestamp: bound, key: `ivo://${'k'.repeat(249)}` },
      cursor: 999_999_999,
      listSize: 999_999_999,
    };
    expect(encodeToken(longest, REGISTRY).length).toBeLessThan(1024);
  });

  it('is the same whenever and wherever it is made: no time, no secret', () => {
    fc.assert(
      fc.property(token, (t) => {
        expect(encodeToken(t, REGISTRY)).toBe(encodeToken({ ...t }, REGISTRY));
      }),
    );
  });

  it('OAI-62: is refused with any one character altered, dropped, doubled or exchanged', () => {
    const change = fc.record({
      at: fc.nat(),
      to: fc.constantFrom(...'ABCXYZabcxyz0189-_+/= %"<\u0000é'),
      how: fc.constantFrom('alter', 'drop', 'double', 'swap', 'cut', 'append'),
    });
    fc.assert(
      fc.property(token, change, (t, { at, to, how }) => {
        const whole = encodeToken(t, REGISTRY);
        const i = at % whole.length;
        const changed = {
          alter: whole.slice(0, i) + to + whole.slice(i + 1),
          drop: whole.slice(0, i) + whole.slice(i + 1),
          double: whole.slice(0, i) + whole.charAt(i) + whole.slice(i),
          swap: whole.slice(0, i) + whole.charAt(i + 1) + whole.charAt(i) + whole.slice(i + 2),
          cut: whole.slice(0, i),
          append: whole + to,
        }[how];
        fc.pre(changed !== whole);
        expect(decodeToken(changed, REGISTRY)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('is bound to the registry, whose ivoid compares without regard to case (IDN-04)', () => {
    fc.assert(
      fc.property(token, (t) => {
        const made = encodeToken(t, REGISTRY);
        expect(decodeToken(made, 'ivo://other.example/registry')).toBeNull();
        expect(decodeToken(made, REGISTRY.toUpperCase())).toEqual(t);
      }),
    );
  });

  it('is refused where its fields are not what a list could have, though the checksum fits', () => {
    const good: Token = {
      verb: 'ListRecords',
      prefix: 'ivo_vor',
      from: null,
      until: null,
      set: null,
      ledger: shortLedger('l'),
      generation: 1,
      after: { datestamp: '2026-11-20T10:00:00Z', key: 'ivo://a.b/c' },
      cursor: 10,
      listSize: 20,
    };
    const bad: Partial<Token>[] = [
      { from: 'yesterday' },
      { until: '2024-02-30T00:00:00Z' },
      { from: '2024-02-03' },
      { set: 'a b' },
      { generation: -1 },
      { cursor: 1.5 },
      { listSize: Number.NaN },
      { after: { datestamp: '', key: 'ivo://a.b/c' } },
      { after: { datestamp: '2026-11-20T10:00:00Z', key: 'a\u0000b' } },
      { after: { datestamp: '2026-11-20T10:00:00Z', key: 'a\nb' } },
      { after: { datestamp: '2026-11-20T10:00:00Z', key: '' } },
    ];
    expect(decodeToken(encodeToken(good, REGISTRY), REGISTRY)).toEqual(good);
    for (const fault of bad) {
      expect(
        decodeToken(encodeToken({ ...good, ...fault }, REGISTRY), REGISTRY),
        JSON.stringify(fault),
      ).toBeNull();
    }
  });

  it('is refused without being read when it is nonsense of any size', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), (s) => {
        expect(decodeToken(s, REGISTRY)).toBeNull();
      }),
    );
  });
});
