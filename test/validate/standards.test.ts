import { describe, expect, it } from 'vitest';
import {
  isAuxiliary,
  similarStandardID,
  standardOf,
  standardsTable,
  standing,
  typeName,
} from '../../src/validate/standards.ts';
import { parseXml } from '../../src/xml/tree.ts';

describe('standards', () => {
  it('finds a row in any case, and for later minor versions', () => {
    expect(standardOf('ivo://IVOA.net/std/conesearch')?.capabilityType).toEqual(['cs:ConeSearch']);
    expect(standardOf('ivo://ivoa.net/std/SODA#sync-1.7')?.standard).toBe('SODA 1.0');
    expect(standardOf('ivo://ivoa.net/std/SODA#sync-2.0')).toBeNull();
    expect(standardOf('ivo://vamdc/std/VAMDC-TAP')).toBeNull();
  });

  it('asks auxiliary capabilities to be plain, with the interface of their service', () => {
    expect(standardOf('ivo://ivoa.net/std/SSA#aux')).toMatchObject({
      capabilityType: ['vr:Capability'],
      capabilityTypeLevel: 'recommended',
      accessUse: 'base',
      resourceTypes: null,
    });
    expect(
      standardsTable()
        .standards.flatMap((s) => s.auxiliaryID ?? [])
        .every(isAuxiliary),
    ).toBe(true);
    expect(
      standardsTable()
        .standards.filter((s) => isAuxiliary(s.standardID))
        .map((s) => s.standardID),
    ).toEqual(['ivo://ivoa.net/std/TAP#aux']);
  });

  it.each([
    ['ivo://ivoa.net/std/TAP', 'known'],
    ['ivo://ivoa.net/std/UCD', 'known'],
    ['ivo://ivoa.net/std/VOSI#tables-1.0', 'known'],
    ['ivo://ivoa.net/std/VOSI#nothing', 'unregistered'],
    ['ivo://ivoa.net/std/nothing', 'unregistered'],
    ['ivo://vamdc/std/VAMDC-TAP', 'foreign'],
    ['http://example.org', 'foreign'],
  ])('%s is %s', (id, kind) => expect(standing(id)).toBe(kind));

  it('guesses what was meant', () => {
    expect(similarStandardID('ivo://ivoa.net/std/ConSearch')).toBe('ivo://ivoa.net/std/ConeSearch');
    expect(similarStandardID('ivo://ivoa.net/std/nothing')).toBeNull();
    expect(similarStandardID('x'.repeat(100_000))).toBeNull();
  });

  it('names types by namespace, whatever prefix and version were used', () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    const of = (type: string, uri: string) =>
      typeName(parseXml(`<c ${xsi} xmlns:p="${uri}" xsi:type="${type}"/>`).root, 'none');
    expect(of('p:SimpleSpectralAccess', 'http://www.ivoa.net/xml/SSA/v1.0')).toBe(
      'ssap:SimpleSpectralAccess',
    );
    expect(of('p:Thing', 'http://a.org/things/v1')).toBe('p:Thing');
    expect(of('q:Thing', 'http://a.org')).toBe('q:Thing');
    expect(typeName(parseXml('<c/>').root, 'none')).toBe('none');
  });
});
