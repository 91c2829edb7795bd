import { describe, expect, it } from 'vitest';
import { candidatesFrom, infrastructureOf, kinOf } from '../../src/reconcile/kin.ts';
import { fieldsOf, knownOf, spaseRecord } from './records.ts';

const person = (id: string, name: string, orcid: string | null) =>
  spaseRecord(id, { type: 'Person', persons: [{ name, id, role: 'Person', orcid }] });

const infrastructure = infrastructureOf(
  knownOf([
    spaseRecord('spase://SMWG/Observatory/HST', {
      type: 'Observatory',
      title: 'Hubble Space Telescope',
      alternateNames: ['HST'],
    }),
    spaseRecord('spase://SMWG/Instrument/A/MAG', { type: 'Instrument', title: 'Magnetometer' }),
    spaseRecord('spase://SMWG/Instrument/B/MAG', { type: 'Instrument', title: 'Magnetometer' }),
    spaseRecord('spase://SMWG/Repository/PADC', {
      type: 'Repository',
      title: 'Paris Astronomical Data Centre',
    }),
    person('spase://SMWG/Person/Baptiste.Cecconi', 'Cecconi, Baptiste', '0000-0001-7915-5571'),
    person('spase://SMWG/Person/Laurent.Lamy', 'Lamy, Laurent', null),
  ]),
);

describe('what both sides name', () => {
  it('facilities by name or other name, persons by ORCID before name, publishers by name', () => {
    const sentences = kinOf(
      fieldsOf({
        facilities: [{ name: 'HST', id: null }],
        persons: [
          { name: 'Another spelling, B.', id: null, role: 'creator', orcid: '0000-0001-7915-5571' },
          { name: 'L. Lamy', id: null, role: 'creator', orcid: null },
        ],
        publisher: { name: 'Paris Astronomical Data Centre', id: null },
      }),
      infrastructure,
    );
    expect(sentences).toEqual([
      'The facility “HST” is spase://SMWG/Observatory/HST (by name).',
      'The person “Another spelling, B.” is spase://SMWG/Person/Baptiste.Cecconi (by ORCID).',
      'The person “L. Lamy” is spase://SMWG/Person/Laurent.Lamy (by name).',
      'The publisher “Paris Astronomical Data Centre” is spase://SMWG/Repository/PADC (by name).',
    ]);
  });

  it('a name that two records have names neither', () => {
    expect(kinOf(fieldsOf({ instruments: [{ name: 'Magnetometer', id: null }] }), infrastructure)).toEqual(
      [],
    );
    expect(candidatesFrom(infrastructure)('Instrument', 'Magnetometer')).toEqual([]);
  });

  it('a draft is told the id of a person', () => {
    expect(candidatesFrom(infrastructure)('Person', 'Lamy, L.')).toEqual([
      'spase://SMWG/Person/Laurent.Lamy',
    ]);
  });
});
