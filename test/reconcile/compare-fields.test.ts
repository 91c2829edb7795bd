/** The comparison of two records, field by field: the same in both models, tolerances, severities, digests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMPARATORS,
  COMPARISON,
  comparisonView,
  differences,
  fieldDigests,
  VALUE_IDS,
} from '../../src/reconcile/compare-fields.ts';
import { compareValues, WAY_NAMES } from '../../src/reconcile/compare-ways.ts';
import { fieldRows } from '../../src/reconcile/crosswalk/losses.ts';
import type { Comparison } from '../../src/reconcile/pair-status.ts';
import type { Fields } from '../../src/resource/fields.ts';
import { spaseFields } from '../../src/resource/spase-fields.ts';
import { vorFields } from '../../src/resource/vor-fields.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { type SpaseParts, spase, toVor } from './crosswalk/records.ts';
import { fieldsOf } from './records.ts';

function fields(model: Fields['model'], parts: Partial<Fields> = {}): Fields {
  const isVor = model === 'vor';
  return fieldsOf({
    model,
    id: isVor ? 'ivo://padc.example/x' : 'spase://CNES/NumericalData/X',
    type: isVor ? 'CatalogResource' : 'NumericalData',
    version: null,
    ...parts,
  });
}
const spaseOf = (parts: Partial<Fields>) => fields('spase', parts);
const vorOf = (parts: Partial<Fields>) => fields('vor', parts);
const url = (address: string) => ({
  url: address,
  standard: null,
  interfaceType: null,
  productKey: null,
  name: null,
});
const person = (name: string, role: string, orcid: string | null = null) => ({ name, id: null, role, orcid });

describe('the table', () => {
  it('says of each field that is compared how, and of each way that there is one', () => {
    const compared = Object.entries(fieldRows()).filter(([, { compare }]) => compare !== null);
    expect(compared.map(([id]) => id).sort()).toEqual([...VALUE_IDS].sort());
    for (const [, { compare }] of compared) expect(WAY_NAMES).toContain(compare?.how);
    expect(COMPARATORS).toHaveLength(compared.length);
    expect(() => compareValues('by smell', 1, ['a'], ['b'])).toThrow(RangeError);
  });
});

interface Case {
  field: string;
  here: Partial<Fields>;
  /** Says the same. */
  same: Partial<Fields>;
  /** Says something else. */
  differs: Partial<Fields>;
}

const orcid = '0000-0001-7915-5571';
/** `here` in VOResource, the others in SPASE. */
const CASES: Case[] = [
  {
    field: 'id',
    here: { altIdentifiers: ['spase://cnes/NumericalData/X', 'doi:10.1/x'] },
    same: {},
    differs: { id: 'spase://CNES/NumericalData/Y' },
  },
  {
    field: 'prior',
    here: { altIdentifiers: ['spase://VSPO/Old'] },
    same: { priorIds: ['spase://VSPO/Old'] },
    differs: { priorIds: ['spase://VSPO/Other'] },
  },
  {
    field: 'ivoid_back',
    here: {},
    same: { referenceUrls: ['https://dc.g-vo.org/I/ivo://PADC.example/x'] },
    differs: { relations: [{ type: 'Other', id: 'ivo://padc.example/y', title: null }] },
  },
  {
    field: 'doi',
    here: { dois: ['10.1234/a', '10.1234/b'] },
    same: { dois: ['10.1234/a'] },
    differs: { dois: ['10.1234/c'] },
  },
  {
    field: 'title',
    here: { title: 'Juno: Waves,  survey data' },
    same: { title: 'juno waves survey data' },
    differs: { title: 'Juno waves burst data' },
  },
  {
    field: 'altname',
    here: { alternateNames: ['APIS'] },
    same: { alternateNames: ['Auroral imaging', 'apis'] },
    differs: { alternateNames: ['MASER'] },
  },
  {
    field: 'desc',
    here: { description: 'Radio waves of Jupiter seen by Juno' },
    same: { description: 'Radio waves of\n Jupiter, as seen by Juno' },
    differs: { description: 'A magnetometer on the ground' },
  },
  {
    field: 'status',
    here: { status: 'inactive' },
    same: { status: 'Deprecated' },
    differs: { status: null },
  },
  { field: 'type', here: {}, same: { type: 'DisplayData' }, differs: { type: 'Repository' } },
  {
    field: 'landing',
    here: { referenceUrls: ['https://hpde.io/CNES/NumericalData/X.html'] },
    same: {},
    differs: { id: 'spase://CNES/NumericalData/Y' },
  },
  {
    field: 'infourl',
    here: { referenceUrls: ['https://apis.obspm.fr/'] },
    same: { referenceUrls: ['http://apis.obspm.fr?x=1', 'https://b.example'] },
    differs: { referenceUrls: ['https://b.example'] },
  },
  {
    field: 'publisher',
    here: { publisher: { name: 'Paris Astronomical Data Centre', id: null } },
    same: { publisher: { name: 'CDPP; PADC', id: null } },
    differs: { publisher: { name: 'SPDF', id: null } },
  },
  {
    field: 'authors',
    here: { persons: [person('Lamy, L.', 'creator'), person('X', 'contact')] },
    same: {
      persons: [person('Laurent Lamy', 'PrincipalInvestigator'), person('Jane Doe', 'GeneralContact')],
    },
    differs: { persons: [person('Laurent Lamy', 'Author'), person('P. Zarka', 'Author')] },
  },
  {
    field: 'contact',
    here: { persons: [person('Lamy, L.', 'contact')] },
    same: { persons: [person('Laurent Lamy', 'GeneralContact')] },
    differs: { persons: [person('P. Zarka', 'TechnicalContact')] },
  },
  {
    field: 'orcid',
    here: { persons: [person('Cecconi, B.', 'creator', orcid)] },
    same: {
      persons: [
        person('Baptiste Cecconi', 'DataProducer', orcid),
        person('L. Lamy', 'Author', '0000-0002-1825-0097'),
      ],
    },
    differs: { persons: [person('Baptiste Cecconi', 'Author', '0000-0002-1825-0097')] },
  },
  {
    field: 'keyword',
    here: { subjects: ['solar-wind'] },
    same: { subjects: ['Solar wind', 'x'] },
    differs: { subjects: ['Aurora'] },
  },
  {
    field: 'subject',
    here: { subjects: ['magnetosheath', 'jupiter'] },
    same: { regions: ['Earth.Magnetosheath'] },
    differs: { measurements: ['Dust'] },
  },
  {
    field: 'waveband',
    here: { wavebands: ['Radio', 'UV'] },
    same: { wavebands: ['RadioFrequency'] },
    differs: { wavebands: ['SoftXRays'] },
  },
  {
    field: 'facility',
    here: { facilities: [{ name: 'Juno', id: null }] },
    same: { facilities: [{ name: null, id: 'spase://SMWG/Observatory/Juno' }] },
    differs: { facilities: [{ name: null, id: 'spase://SMWG/Observatory/Cassini' }] },
  },
  {
    field: 'instrument',
    here: { instruments: [{ name: 'Waves', id: 'spase://smwg/Instrument/Juno/Waves' }] },
    same: { instruments: [{ name: 'Plasma wave receiver', id: 'spase://SMWG/Instrument/Juno/Waves' }] },
    differs: { instruments: [{ name: null, id: 'spase://SMWG/Instrument/Juno/MAG' }] },
  },
  {
    field: 'temporal',
    here: { temporal: [{ start: '2000-01-01T00:00:00Z', stop: '2010-01-01T00:00:00Z' }] },
    same: { temporal: [{ start: '2000-01-01', stop: null }] },
    differs: { temporal: [{ start: '2000-01-01T00:00:00', stop: '2012-01-01T00:00:00Z' }] },
  },
  {
    field: 'access',
    here: { access: [url('https://amda.cdpp.eu/hapi')] },
    same: { access: [url('http://b.example/'), url('http://amda.irap.omp.eu/hapi/')] },
    differs: { access: [url('http://b.example/')] },
  },
  {
    field: 'serviceurl',
    here: { type: 'Service', access: [url('https://amda.cdpp.eu/')] },
    same: { type: 'Service', access: [url('http://amda.irap.omp.eu')] },
    differs: { type: 'Repository', access: [url('http://b.example/')] },
  },
  {
    field: 'rights',
    here: { rights: ['https://creativecommons.org/licenses/by/4.0/', 'CC BY'] },
    same: { rights: ['https://spdx.org/licenses/CC-BY-4.0.html', 'Open'] },
    differs: { rights: ['https://spdx.org/licenses/CC0-1.0'] },
  },
  {
    field: 'assoc',
    here: { relations: [{ type: 'IsPartOf', id: 'spase://A/X/Y', title: null }] },
    same: { relations: [{ type: 'PartOf', id: 'spase://A/X/Y', title: null }] },
    differs: { relations: [{ type: 'PartOf', id: 'spase://A/X/Z', title: null }] },
  },
  {
    field: 'input',
    here: { relations: [{ type: 'IsDerivedFrom', id: 'spase://A/X/Y', title: null }] },
    same: { relations: [{ type: 'InputResourceID', id: 'spase://A/X/Y', title: null }] },
    differs: { relations: [{ type: 'DerivedFrom', id: 'spase://A/X/Z', title: null }] },
  },
  {
    field: 'member',
    here: { relations: [{ type: 'HasPart', id: 'spase://A/X/Y', title: null }] },
    same: { relations: [{ type: 'MemberID', id: 'spase://A/X/Y', title: 'Y' }] },
    differs: { relations: [{ type: 'MemberID', id: 'spase://A/X/Z', title: null }] },
  },
  {
    field: 'params',
    here: { parameters: ['Bx', 'By'] },
    same: { parameters: ['bx'] },
    differs: { parameters: ['density'] },
  },
];

describe('each field', () => {
  it.each(CASES)('$field', ({ field, here, same, differs }) => {
    const found = (there: Partial<Fields>) =>
      differences(vorOf(here), spaseOf(there)).map((one) => one.field);
    expect(found(same)).not.toContain(field);
    expect(found(differs)).toContain(field);
    const comparator = COMPARATORS.find(({ id }) => id === field);
    const value = comparator?.normalise(vorOf(here)) ?? [];
    expect(value.length).toBeGreaterThan(0);
    // What is not said is no divergence.
    expect(comparator?.compare(value, []).verdict).toBe('unsaid');
    expect(comparator?.compare(value, value)).toEqual({ verdict: 'same', similarity: 1 });
  });

  it('is compared above, but for cadence, which VOResource does not have', () => {
    expect([...CASES.map(({ field }) => field), 'cadence'].sort()).toEqual([...VALUE_IDS].sort());
    const cadence = (here: string, there: string) =>
      differences(spaseOf({ cadence: here }), spaseOf({ cadence: there })).map(({ field }) => field);
    expect(cadence('PT60S', 'PT1M')).toEqual([]);
    expect(cadence('PT60S', 'PT1S')).toEqual(['cadence']);
  });
});

describe('a comparison', () => {
  it('begins with what is gravest', () => {
    const here = vorOf({
      altIdentifiers: ['spase://A/X/Y'],
      title: 'one',
      description: 'something',
      subjects: ['jupiter'],
    });
    const there = spaseOf({ id: 'spase://A/X/Z', title: 'two', description: 'else', regions: ['Earth'] });
    expect(differences(here, there).map(({ severity }) => severity)).toEqual([
      'identity',
      'medium',
      'low',
      'low',
    ]);
    expect(differences(here, there)[1]).toEqual({
      field: 'title',
      severity: 'medium',
      here: 'one',
      there: 'two',
      similarity: 0,
    });
  });

  it('is what the statuses of pairs ask for', () => {
    const comparison: Comparison = COMPARISON;
    expect(comparison.differences(vorOf({}), spaseOf({}))).toEqual([]);
  });

  it('finds no more than is lost between a SPASE record and its own conversion', () => {
    const parts: SpaseParts = {
      names: '<AlternateName>Short</AlternateName><DOI>https://doi.org/10.48322/x</DOI>',
      publication:
        '<PublicationInfo><Authors>Doe, Jane; Roe, Richard</Authors><PublicationDate>2019-05-06T00:00:00Z</PublicationDate><PublishedBy>PADC</PublishedBy></PublicationInfo>',
      links:
        '<InformationURL><URL>https://doi.org/10.48322/x</URL></InformationURL><Association><AssociationID>spase://CNES/NumericalData/Case/Other</AssociationID><AssociationType>PartOf</AssociationType></Association><PriorID>spase://VSPO/NumericalData/Old</PriorID>',
      body: '<InstrumentID>spase://SMWG/Instrument/S/MAG</InstrumentID><MeasurementType>MagneticField</MeasurementType><TemporalDescription><TimeSpan><StartDate>2000-01-01T00:00:00Z</StartDate><StopDate>2001-01-01T06:00:00Z</StopDate></TimeSpan></TemporalDescription><SpectralRange>Optical</SpectralRange><ObservedRegion>Heliosphere.Inner</ObservedRegion><Keyword>Solar wind</Keyword>',
    };
    const there = spaseFields(parseXml(spase(parts)).root);
    const here = vorFields(parseXml(toVor(parts).xml).root);
    if (there === null || here === null) throw new Error('One of the records is none.');
    expect(differences(here, there).map(({ field }) => field)).toEqual([]);
  });
});

describe('digests', () => {
  it('have 16 digits, of what is said only', () => {
    const digests = fieldDigests(vorOf({ title: 'A title' }));
    expect(Object.keys(digests).sort()).toEqual(['ivoid_back', 'status', 'title', 'type']);
    for (const digest of Object.values(digests)) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it('are equal exactly where the normal forms are', () => {
    const text = fc.string({ maxLength: 12 });
    const some = fc.record({
      title: text,
      description: text,
      subjects: fc.array(text, { maxLength: 3 }),
      parameters: fc.array(text, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(some, some, fc.constantFrom('vor' as const, 'spase' as const), (one, other, model) => {
        const [a, b] = [fields(model, one), fields(model, other)];
        const [views, digests] = [
          [comparisonView(a), comparisonView(b)],
          [fieldDigests(a), fieldDigests(b)],
        ];
        for (const id of VALUE_IDS) {
          const isEqual = JSON.stringify(views[0]?.[id]) === JSON.stringify(views[1]?.[id]);
          expect(digests[0]?.[id] === digests[1]?.[id]).toBe(isEqual);
        }
      }),
    );
  });

  it('do not change with the order of a list, with white space, or with the dates of the record', () => {
    const one = spaseOf({
      title: 'A  title',
      regions: ['Earth', 'Jupiter'],
      updated: '2020-01-01T00:00:00Z',
    });
    const other = spaseOf({
      title: ' a title',
      regions: ['Jupiter', 'Earth'],
      updated: '2026-01-01T00:00:00Z',
    });
    expect(fieldDigests(one)).toEqual(fieldDigests(other));
  });
});
