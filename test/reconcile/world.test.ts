import { describe, expect, it } from 'vitest';
import type { Link } from '../../src/reconcile/links/link.ts';
import { openWorld } from '../../src/reconcile/world.ts';
import { knownOf, ownRecord, sourceState, spaseRecord } from './records.ts';

const A = 'spase://SMWG/NumericalData/A';
const HERE = 'ivo://padc.example/a';
const link = (subject: string, object: string): Link =>
  ({ subject, object, predicate: 'skos:exactMatch', isRejected: false }) as Link;
const world = (
  known = knownOf([spaseRecord(A)], [ownRecord(HERE)]),
  links: Link[] = [],
  quarantined: string[] = [],
) => openWorld(known, links, new Set(quarantined));

describe('one end of a link', () => {
  it('is there, in any letter case of an ivoid', () => {
    expect(world().side('ivo://PADC.example/A')).toMatchObject({ kind: 'present' });
  });

  it('is gone for certain only from complete harvests', () => {
    const gone = 'spase://SMWG/NumericalData/B';
    expect(world().side(gone)).toMatchObject({ kind: 'gone', isCertain: true });
    for (const more of [{ complete: false }, { lastFull: null }]) {
      expect(world(knownOf([], [], { sources: [sourceState(more)] })).side(gone)).toMatchObject({
        kind: 'gone',
        isCertain: false,
      });
    }
    expect(world(knownOf([], [], { sources: [] })).side(gone)).toMatchObject({ isCertain: false });
  });

  it('ours is gone when it is not in Git, whatever the harvests', () => {
    expect(world(knownOf([], [ownRecord(HERE)], { sources: [] })).side('ivo://padc.example/b')).toMatchObject(
      { isCertain: true },
    );
  });

  it('has moved where a live record names it as its PriorID, or lies under Deprecated', () => {
    const heir = spaseRecord('spase://NASA/NumericalData/A', { priorIds: [A] });
    expect(world(knownOf([heir])).side(A)).toMatchObject({ kind: 'gone', movedTo: heir.fields.id });
    const old = spaseRecord(A, {}, 'Deprecated/SMWG/NumericalData/A.xml');
    expect(world(knownOf([old, heir])).side(A)).toMatchObject({
      kind: 'gone',
      isCertain: true,
      movedTo: heir.fields.id,
    });
  });

  it('cannot be read in quarantine, or in a version without a schema', () => {
    expect(world(knownOf([]), [], [A.toLowerCase()]).side(A)).toMatchObject({ kind: 'unreadable' });
    for (const [version, kind] of [
      ['2.7.1', 'present'],
      ['2.7.2', 'unreadable'],
      ['3.0.0', 'unreadable'],
      ['2.10', 'unreadable'],
      ['1.2.0', 'present'],
    ] as const) {
      expect(world(knownOf([spaseRecord(A, { version })])).side(A)).toMatchObject({ kind });
    }
  });
});

describe('what contradicts a link', () => {
  it('a path that another id would belong to; not the missing authority of its own repository', () => {
    expect(world(knownOf([spaseRecord(A, {}, 'NumericalData/A.xml')])).conflicts(A)).toEqual([]);
    expect(world(knownOf([spaseRecord(A, {}, 'NumericalData/Other.xml')])).conflicts(A)).toHaveLength(1);
  });

  it('an ivoid that another registry says is its own; not a copy in a full registry', () => {
    const copy = { ...ownRecord(HERE), source: 'gavo' };
    expect(world(knownOf([], [ownRecord(HERE)], { others: [copy] })).conflicts(HERE)).toEqual([]);
    const claim = { ...copy, setSpecs: ['ivo_managed'] };
    expect(world(knownOf([], [ownRecord(HERE)], { others: [claim] })).conflicts(HERE)).toEqual([
      `${HERE} comes from here and gavo.`,
    ]);
  });

  it('two identities of one record, and one DOI on two of ours', () => {
    const links = [link(HERE, A), link('ivo://padc.example/b', A)];
    expect(world(undefined, links).claims(link(HERE, A))).toEqual([
      `ivo://padc.example/b is linked to ${A} as well.`,
    ]);
    const dois = ['10.1/x'];
    const own = [ownRecord(HERE, { dois }), ownRecord('ivo://padc.example/b', { dois })];
    expect(world(knownOf([spaseRecord(A)], own)).claims(link(HERE, A))).toEqual([
      'ivo://padc.example/b has the same DOI 10.1/x.',
    ]);
  });
});

it('an identifier that names the other record reopens a rejection', () => {
  const named = (own: Parameters<typeof ownRecord>[1], spase: Parameters<typeof spaseRecord>[1]) =>
    world(knownOf([spaseRecord(A, spase)], [ownRecord(HERE, own)])).namedBy({ subject: HERE, object: A });
  expect(named({}, {})).toBeNull();
  expect(named({ altIdentifiers: [A] }, {})).toContain('altIdentifier');
  expect(named({}, { referenceUrls: [`https://dc.g-vo.org/I/${HERE}`] })).toContain('dc.g-vo.org');
  const tap = { url: 'https://tap.example/tap', interfaceType: null, name: null };
  const served = named(
    { tables: ['a.epn_core'], access: [{ ...tap, standard: 'ivo://ivoa.net/std/TAP', productKey: null }] },
    { access: [{ ...tap, url: 'http://tap.example/tap/', standard: 'EPNTAP', productKey: 'a.epn_core' }] },
  );
  expect(served).toContain('EPNTAP');
});
