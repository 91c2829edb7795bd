import { describe, expect, it, test } from 'vitest';
import { type EpnTapOptions, epnTapSource } from '../../src/harvest/epn-tap.ts';
import { epnTables, tapQuery } from '../../src/harvest/tap.ts';
import { readTapTable } from '../../src/harvest/tap-table.ts';
import { vorFields } from '../../src/resource/vor-fields.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { type FakeTap, fakeTap, politeToAll } from '../helpers/fake-tap.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { listAll } from './listing.ts';

const row = (granule_gid: string, instrument_name: string | null, time_min: number | null) => ({
  ...{ granule_gid, instrument_host_name: 'Juno', instrument_name, target_name: 'Jupiter#Io' },
  ...{ time_min, time_max: time_min === null ? null : time_min + 1 },
});
const JD_1970 = 2_440_587.5;
const JUNO = [
  row('juno-wav-l3f', 'Waves', JD_1970),
  row('juno, "mag"', 'MAG', JD_1970 + 10),
  row('juno-wav-l3f', null, null),
];

async function sourceOf(tap: FakeTap, more: Partial<EpnTapOptions> = {}) {
  const dataDir = await temporaryFolder();
  return epnTapSource({ id: 'e', url: tap.url, polite: politeToAll(), dataDir, maxAgeMs: 0, ...more });
}

describe('a service with EPN-TAP tables', () => {
  it('is listed as one record for each table, with what is in it', async () => {
    const tap = await fakeTap({ 'juno_waves.epn_core': JUNO, 'empty.epn_core': [], 'other.myepn_core': [] });
    const { records, quarantined, end } = await listAll(await sourceOf(tap));
    // An empty table has none of the columns in this service.
    expect(records.map((one) => one.id)).toEqual([
      `${tap.url}#empty.epn_core`,
      `${tap.url}#juno_waves.epn_core`,
    ]);
    expect(quarantined).toEqual([]);
    expect(end).toEqual({ complete: true, reason: null, reached: null, announced: 2 });
    const fields = vorFields(parseXml(records[1]?.bytes?.toString() ?? '').root);
    expect(fields).toMatchObject({
      id: `${tap.url}#juno_waves.epn_core`,
      type: 'CatalogResource',
      title: 'juno_waves.epn_core',
      granules: ['juno, "mag"', 'juno-wav-l3f'],
      facilities: [{ name: 'Juno', id: null }],
      instruments: [
        { name: 'MAG', id: null },
        { name: 'Waves', id: null },
      ],
      subjects: ['Io', 'Jupiter'],
      temporal: [{ start: '1970-01-01T00:00:00Z', stop: '1970-01-12T00:00:00Z' }],
      tables: ['juno_waves.epn_core'],
      access: [{ url: tap.url, standard: 'ivo://ivoa.net/std/TAP#aux' }],
    });
    expect(vorFields(parseXml(records[0]?.bytes?.toString() ?? '').root)?.temporal).toEqual([]);
  });

  it('only the tables that are named', async () => {
    const tap = await fakeTap({ 'a.epn_core': JUNO, 'b.epn_core': JUNO });
    const { records } = await listAll(await sourceOf(tap, { url: `${tap.url}/#b.epn_core` }));
    expect(records.map((one) => one.id)).toEqual([`${tap.url}#b.epn_core`]);
  });

  it.each(['binary2', null] as const)('CSV, where VOTables are %s', async (votable) => {
    const tap = await fakeTap({ 'a.epn_core': JUNO });
    tap.votable = votable;
    const { records } = await listAll(await sourceOf(tap));
    expect(vorFields(parseXml(records[0]?.bytes?.toString() ?? '').root)?.granules).toEqual([
      'juno, "mag"',
      'juno-wav-l3f',
    ]);
  });

  it('neither: said in a sentence', async () => {
    const tap = await fakeTap({ 'a.epn_core': JUNO });
    Object.assign(tap, { votable: 'binary2', csv: false });
    const { end } = await listAll(await sourceOf(tap));
    expect(end).toMatchObject({
      complete: false,
      reason: 'The VOTable is in BINARY2; only TABLEDATA is read here.',
    });
  });

  it('a table that is not there is quarantined, one without a column is taken without it', async () => {
    const { instrument_name: _, ...bare } = row('g', null, null);
    const tap = await fakeTap({ 'bare.epn_core': [bare] });
    const url = `${tap.url}#no.epn_core,bare.epn_core,x; DROP TABLE y`;
    const { records, quarantined, deviations } = await listAll(await sourceOf(tap, { url }));
    expect(records.map((one) => one.id)).toEqual([`${tap.url}#bare.epn_core`]);
    expect(quarantined.map(({ id, reason }) => [id?.split('#')[1], reason])).toEqual([
      ['no.epn_core', 'The service says: no table no.epn_core'],
      ['x; DROP TABLE y', '"x; DROP TABLE y" is no name of a table, schema.epn_core.'],
    ]);
    expect(deviations).toEqual({ 'epn-column': 1 });
    expect(tap.asked.join()).not.toContain('DROP');
  });

  it('at most 2,000 values of a column, and it is said that there are more', async () => {
    const tap = await fakeTap({
      'a.epn_core': Array.from({ length: 2_500 }, (_, i) => row(`g${i}`, 'x', null)),
    });
    const { records, deviations } = await listAll(await sourceOf(tap));
    expect(vorFields(parseXml(records[0]?.bytes?.toString() ?? '').root)?.granules).toHaveLength(2_000);
    expect(deviations).toEqual({ 'epn-many': 1 });
  });

  it('is not asked again before its time', async () => {
    const tap = await fakeTap({ 'a.epn_core': JUNO });
    const source = await sourceOf(tap, { maxAgeMs: 3_600_000, url: `${tap.url}#a.epn_core` });
    const first = await listAll(source);
    expect(tap.asked).toHaveLength(5);
    expect((await listAll(source)).records).toEqual(first.records);
    expect(tap.asked).toHaveLength(5);
  });

  it('a service that is broken or away leaves the list incomplete', async () => {
    const tap = await fakeTap({ 'a.epn_core': JUNO });
    tap.broken = { status: 200, body: '<html><body>Welcome</body></html>' };
    expect((await listAll(await sourceOf(tap))).end.reason).toBe('The answer is no VOTable but a html.');
    tap.broken = { status: 500, body: 'oops' };
    expect((await listAll(await sourceOf(tap))).end.reason).toBe('The service answers with HTTP 500.');
    const away = await listAll(await sourceOf(tap, { url: 'http://127.0.0.1:1/tap' }));
    expect(away.end).toMatchObject({ complete: false, reason: expect.stringContaining('ECONNREFUSED') });
    const abort = AbortSignal.abort(new Error('enough'));
    await expect(listAll(await sourceOf(tap), null, null, abort)).rejects.toThrow('enough');
  });

  it('names its tables', async () => {
    const tap = await fakeTap({ 'b.epn_core': [], 'a.EPN_CORE': [], 'x y.epn_core': [], 'c.epn_corex': [] });
    const service = { url: tap.url, polite: politeToAll(), signal: new AbortController().signal };
    expect(await epnTables(service)).toEqual(['a.EPN_CORE', 'b.epn_core']);
    await expect(tapQuery(service, 'SELECT 1', 1)).rejects.toThrow('The service says: no table');
  });
});

test.each([
  ['a,b\r\n1,"x ""y"", z"\r\n', { columns: ['a', 'b'], rows: [['1', 'x "y", z']], overflow: false }],
  ['A\n1\n\n', { columns: ['a'], rows: [['1'], ['']], overflow: false }],
  ['a,b\n1,', { columns: ['a', 'b'], rows: [['1', '']], overflow: false }],
  ['a,b\n1', 'Row 1 of the answer has 1 values for 2 columns.'],
  ['a\n"x', 'The answer is no CSV at character 3 (line 2).'],
  ['Sorry, no.', 'The answer is neither a VOTable nor a table in CSV.'],
  ['<VOTABLE><RESOURCE/></VOTABLE>', 'The VOTable has no table.'],
  ['<VOTABLE>', /^The answer is not well-formed XML/],
  [`a\n${'1\n'.repeat(20_001)}`, /more than 20000 rows/],
])('the table %j', (written, expected) => {
  const read = () => readTapTable(Buffer.from(written));
  if (typeof expected === 'string' || expected instanceof RegExp) expect(read).toThrow(expected);
  else expect(read()).toEqual(expected);
});
