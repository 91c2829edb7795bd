import { describe, expect, it } from 'vitest';
import { parseIvoid } from '../../../src/resource/ivoid.ts';
import { IDENTITY_RULES, ivoidTrouble } from '../../../src/validate/rules/identity.ts';
import { type Case, type FineCase, findingsOf, REGISTRY, SERVICE, tryRules } from './cases.ts';

const identifier = (
  rule: string,
  written: string,
  says: string,
  severity: Case['severity'] = 'error',
): Case => ({
  rule,
  model: SERVICE,
  wrong: [['ivo://padc.example/obsfacility', written]],
  at: '<identifier',
  says,
  severity,
});

const publisher = (rule: string, written: string, says: string, severity: Case['severity']): Case => ({
  rule,
  model: SERVICE,
  wrong: [['ivo-id="ivo://padc.example/org/padc"', `ivo-id="${written}"`]],
  at: '<publisher',
  says,
  ...(severity === undefined ? {} : { severity }),
});

const authority = (rule: string, written: string, says: string, severity: Case['severity']): Case => ({
  rule,
  model: REGISTRY,
  wrong: [['>padc.example<', `>${written}<`]],
  at: '<managedAuthority',
  says,
  ...(severity === undefined ? {} : { severity }),
});

const cases: Case[] = [
  identifier('IDN-01', 'https://padc.example/obsfacility', 'An IVOA identifier is written ivo://'),
  identifier('IDN-01', 'ivo://pa/obsfacility', 'needs at least 3 characters'),
  identifier('IDN-01', 'ivo://-padc.example/obsfacility', 'must begin with a letter'),
  identifier('IDN-01', 'ivo://padc.example/obsfäcility', 'must not contain "ä"'),
  identifier('IDN-01', 'ivo://padc.example/a$b', 'must not contain "$"'),
  identifier('IDN-01', `ivo://padc.example/${'x'.repeat(300)}`, 'at most 255'),
  {
    ...identifier('IDN-01', 'IVO://padc.example/obsfacility', 'Write the scheme in lower case'),
    fixed: [],
  },
  publisher('IDN-01', 'ivo://padc.example/örg', 'must not contain "ö"', 'warning'),
  publisher('IDN-01', 'padc', 'An IVOA identifier is written', 'error'),
  authority('IDN-01', 'ivo://padc.example', 'without ivo://', 'error'),
  authority('IDN-01', 'padc.example/registry', 'without a key', 'error'),
  authority('IDN-01', 'pädc', 'must not contain "ä"', 'error'),
  identifier('IDN-02', 'ivo://padc.example//obsfacility', 'between two slashes'),
  identifier('IDN-02', 'ivo://padc.example/./obsfacility', 'A segment "."'),
  identifier('IDN-02', 'ivo://padc.example/a/../obsfacility', 'A segment ".."'),
  identifier('IDN-02', 'ivo://padc.example/obsfacility/', 'slash at its end'),
  publisher('IDN-02', 'ivo://padc.example/./padc', 'A segment "."', 'warning'),
  publisher('IDN-02', 'ivo://padc.example/padc/', 'slash at its end', 'error'),
  identifier('IDN-03', 'ivo://padc.example/obs%20facility', 'percent-escapes'),
  publisher('IDN-03', 'ivo://padc.example/org%2Fpadc', 'percent-escapes', 'error'),
  authority('IDN-03', 'padc%2Eexample', 'percent-escapes', 'error'),
  identifier('IDN-05', 'ivo://padc.example/ObsFacility', 'write "ivo://padc.example/obsfacility"', 'info'),
  publisher(
    'IDN-07',
    'ivo://padc.example/org/padc#vo',
    'Write the identifier of the record: "ivo://padc.example/org/padc"',
    'error',
  ),
  publisher('IDN-07', 'ivo://padc.example/org/padc?x', 'has a query or fragment', 'error'),
  {
    rule: 'IDN-07',
    model: SERVICE,
    wrong: [['ivo://padc.example/std/platequery#', 'ivo://padc.example/std//platequery#']],
    at: '<capability',
    says: 'is not well-formed. There must be something between two slashes',
  },
  identifier('IDN-09', 'ivo://ivoa.net/obsfacility', 'belongs to the IVOA', 'warning'),
  identifier('IDN-09', 'ivo://192.168.1.1/obsfacility', 'does not look like a domain', 'info'),
  identifier('IDN-09', "ivo://it's.mine/obsfacility", 'does not look like a domain', 'info'),
  authority('IDN-09', 'ivoa.net', 'belongs to the IVOA', 'warning'),
  identifier('IDN-10', 'ivo://padc.example/obsfacility?2026/img.fits', 'names something inside a resource'),
  identifier('IDN-10', 'ivo://padc.example/obsfacility#one', 'names something inside a resource'),
];

const fine: FineCase[] = [
  // Keys of standards, not records (TAPRegExt).
  {
    rule: 'IDN-07',
    model: SERVICE,
    fine: [
      [
        '</description>\n    <interface',
        '</description>\n    <dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1"/>\n    <interface',
      ],
    ],
  },
  { rule: 'IDN-09', model: SERVICE, fine: [['ivo://padc.example/obsfacility', 'ivo://vopdc/obsfacility']] },
];

tryRules(IDENTITY_RULES, cases, fine);

describe('ivoidTrouble', () => {
  it.each([
    'ivo://padc.example',
    'ivo://padc.example/a/b',
    'IVO://padc.example/a',
    'ivo://pa/a',
    'ivo://padc.example/./a',
    'ivo://padc.example/a/..',
    'ivo://padc.example//a',
    'ivo://padc.example/',
    'ivo://padc.example/ü',
    'ivo://padc.example/a b',
    'ivo://padc.example/a%20b',
    'ivo://padc.example/a?b',
    'ivo://',
    '',
    'ivo://padc.example/(a)!~*+=_-.',
  ])('agrees with parseIvoid about %s, except for a scheme in capitals', (ivoid) => {
    const taken = parseIvoid(ivoid) !== null;
    expect(ivoidTrouble(ivoid) === null).toBe(taken && !ivoid.startsWith('IVO'));
  });

  it('takes no time over a long ivo-id that fails at its end', () => {
    const long = `ivo://padc.example/${'+~='.repeat(50_000)}%`;
    const start = performance.now();
    const found = findingsOf(IDENTITY_RULES, 'IDN-03', SERVICE.replace('ivo://padc.example/org/padc', long));
    expect(found).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
