import { expect, it } from 'vitest';
import { doublesAmong } from '../../../src/reconcile/match/within.ts';
import { at, during, person, vor } from './records.ts';

const TAP = 'ivo://ivoa.net/std/TAP';
const table = {
  title: 'Catalogue of lightning on the outer planets',
  tables: ['lightning.epn_core'],
  access: [at('http://tap.example.org/tap')],
};

it('a table and the TAP service that lists it', () => {
  const found = doublesAmong([
    vor(
      'example.org/tap',
      {
        title: 'TAP service of Example',
        tables: ['other.t', 'Lightning.epn_core'],
        access: [at('https://tap.example.org/tap/')],
        standards: [TAP],
      },
      'CatalogService',
    ),
    vor('example.org/lightning', { ...table, standards: [`${TAP}#aux`] }),
  ]);
  expect(found).toMatchObject([
    { ids: ['ivo://example.org/lightning', 'ivo://example.org/tap'], kind: 'in-service' },
  ]);
});

it('tables of one name on two services are two', () => {
  const found = doublesAmong([
    vor(
      'a.org/tap',
      { tables: ['lightning.epn_core'], access: [at('https://other.example.org/tap')], standards: [TAP] },
      'CatalogService',
    ),
    vor('example.org/lightning', { ...table, standards: [`${TAP}#aux`] }),
  ]);
  expect(found).toEqual([]);
});

it('one ivoid in two spellings, or twice', () => {
  const kinds = doublesAmong([vor('a.org/X'), vor('A.org/x'), vor('a.org/y'), vor('a.org/y')]).map(
    ({ kind }) => kind,
  );
  expect(kinds.sort()).toEqual(['case', 'same-id']);
});

it('a record that moved to another authority is told once', () => {
  const said = {
    ...{
      title: 'Decametric bursts of Jupiter seen with the Long Array 1978 to 1990',
      dois: ['10.1234/bursts'],
    },
    ...{ description: 'Start, end and polarisation of each of 4,321 bursts, found by eye on film.' },
    ...{ persons: [person('Amina Diallo', 'creator')], temporal: during('1978-01-01', '1990-12-31') },
    ...{
      referenceUrls: ['https://array.example.org/bursts'],
      access: [at('https://array.example.org/bursts.vot')],
    },
  };
  const found = doublesAmong([
    vor('old.example/bursts', said),
    vor('new.example/jupiter/bursts', said),
    vor('new.example/saturn', { title: 'Electrostatic discharges of Saturn seen with the Long Array' }),
  ]);
  expect(found).toMatchObject([
    { ids: ['ivo://new.example/jupiter/bursts', 'ivo://old.example/bursts'], kind: 'alike' },
  ]);
});

it('nothing among nothing', () => {
  expect(doublesAmong([])).toEqual([]);
});
