import { describe, expect, it } from 'vitest';
import { doubleEntries, relatedEntries } from '../../src/reconcile/related.ts';
import { fieldsOf, knownOf, ownRecord, spaseRecord } from './records.ts';

const TAP = 'http://cdpp-epntap.irap.omp.eu/tap';
const amda = ownRecord('ivo://padc.example/amdadb', {
  tables: ['amdadb.epn_core'],
  access: [
    {
      url: TAP,
      standard: 'ivo://ivoa.net/std/TAP#aux',
      interfaceType: 'ParamHTTP',
      productKey: null,
      name: null,
    },
  ],
});
const product = (name: string) =>
  spaseRecord(`spase://CNES/NumericalData/${name}`, {
    access: [
      {
        url: 'https://amda.irap.omp.eu/hapi',
        standard: 'HAPI',
        interfaceType: null,
        productKey: name,
        name: null,
      },
    ],
  });
/** As a source of kind epn-tap gives it. */
const table = (granules: string[]) => ({
  ...ownRecord(`${TAP}#amdadb.epn_core`),
  fields: fieldsOf({ model: 'vor', id: `${TAP}#amdadb.epn_core`, granules }),
});

describe('relations', () => {
  const products = ['juno-wav-l3f', 'ace-epam-de', 'clu1-sta', 'wnd-mfi', 'other'].map(product);
  const known = knownOf(products, [amda], {
    tables: [table(['juno-wav-l3f', 'ace-epam-de', 'clu1-sta', 'wnd-mfi'])],
  });

  it('the rows of a table name its products: a few one by one, the rest by a count', () => {
    const { entries, bulk } = relatedEntries(known, [amda], new Set());
    expect(entries.map(({ predicate, there }) => `${predicate} ${there?.id.slice(27)}`)).toEqual([
      'dcterms:hasPart ace-epam-de',
      'dcterms:hasPart clu1-sta',
      'dcterms:hasPart juno-wav-l3f',
    ]);
    expect(bulk).toMatchObject([
      { owner: 'CNES', count: 1, examples: [{ id: 'spase://CNES/NumericalData/wnd-mfi' }] },
    ]);
    expect(entries.every(({ proposal }) => proposal === 'review')).toBe(true);
  });

  it('what was decided is not proposed again', () => {
    const decided = new Set(products.map(({ fields }) => `${amda.fields.id}\t${fields.id.toLowerCase()}`));
    expect(relatedEntries(known, [amda], decided)).toEqual({ entries: [], bulk: [] });
  });

  it('records under Deprecated are no counterparts', () => {
    const old = spaseRecord(
      'spase://CNES/NumericalData/other',
      products[4]?.fields,
      'Deprecated/CNES/other.xml',
    );
    const { entries } = relatedEntries(
      knownOf([old], [amda], { tables: [table(['other'])] }),
      [amda],
      new Set(),
    );
    expect(entries).toEqual([]);
  });
});

it('another spelling of one of our ivoids in another registry is told; a copy is not', () => {
  const other = (id: string) => ({ ...ownRecord(id), source: 'gavo' });
  const told = (id: string) =>
    doubleEntries(knownOf([], [amda], { others: [other(id)] })).map(({ status, there }) => [
      status,
      there?.id,
    ]);
  expect(told('ivo://padc.example/AMDADB')).toEqual([['duplicate-claim', 'ivo://padc.example/AMDADB']]);
  expect(told('ivo://padc.example/amdadb')).toEqual([]);
});
