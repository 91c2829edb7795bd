/** Each metadata format has datestamps and tombstones of its own (issue 7; OAI-PMH 2.0 §2.5.1, P1, P5, P6). */
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { OAI_FORMATS } from '../../src/formats/formats.ts';
import type { MetadataPrefix } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import type { MemoryRepository } from '../promises/memory-repository.ts';
import { REGISTRY_FILE_PATH, REGISTRY_PATH, registryRecord, tinyRecord } from '../promises/records.ts';
import { changes, memoryRegistry, NOON, type Registry, registryOn } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const ORGANISATION = 'ivo://padc.example/b';
const OWN = 'ivo://padc.example/registry';
const NONE = { created: [], updated: [], deleted: [], withdrawn: [] };
const A_FILE = 'records/a.xml';

type It = Registry<MemoryRepository>;

/** ivoid → seconds after noon, `-` before those of tombstones; and the bytes. */
async function stamps(it: It, prefix: MetadataPrefix): Promise<Record<string, string>> {
  const seconds = (datestamp: string) => (Date.parse(datestamp) - NOON) / 1000;
  const records = [...(await it.records(prefix)).values()];
  return Object.fromEntries(
    records.map((r) => [r.ivoid, `${r.deleted ? '-' : ''}${seconds(r.datestamp)}`] as const).sort(),
  );
}

function offer({ repository }: It, formats: string[] | undefined): void {
  repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, formats })).commit();
}

eachDatabase('formats', (open) => {
  const withTwo = async (formats?: string[]) => {
    const it = await memoryRegistry(open, schema);
    it.repository.write(A_FILE, tinyRecord({ ivoid: A }));
    it.repository.write('records/b.xml', tinyRecord({ ivoid: ORGANISATION, type: 'Organisation' }));
    offer(it, formats);
    await it.publish();
    await it.at(10);
    return it;
  };

  test('a record is in the formats that can say it, with its datestamp inside', async () => {
    const it = await withTwo();
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '0', [OWN]: '0' });
    expect(await stamps(it, 'dcat')).toEqual({ [OWN]: '0' });
    const body = await it.body(A, 'oai_datacite');
    expect(body).toMatch(/^<oai_datacite xmlns=/);
    expect(body).toContain('dateInformation="registry record">2026-11-20T12:00:00Z</date>');
    expect(body).toContain('>https://registry.padc.example/records/padc.example/a</identifier>');
    const { formats } = await it.published.formatsOf(A.toUpperCase());
    expect(formats.filter(({ deleted }) => !deleted).map(({ prefix }) => prefix)).toEqual([
      ...['ivo_vor', 'oai_dc', 'oai_datacite'],
    ]);
    expect((await it.published.formatsOf('ivo://padc.example/never')).formats).toEqual([]);
  });

  test('an upgrade from a program with two formats leaves those two alone', async () => {
    const it = await withTwo([]);
    // What that program wrote, and its registry.json.
    await it.db.query(`update ledger set basis = basis - 'about', registry_file = registry_file - 'formats'`);
    const before = [await it.records('ivo_vor'), await it.records('oai_dc')];
    expect((await it.published.look()).formats).toEqual(['ivo_vor', 'oai_dc']);
    offer(it, undefined);
    const outcome = await it.publish();
    expect(changes(outcome)).toEqual(NONE);
    expect(outcome).toMatchObject({ kind: 'published', generation: 2, saidAnew: [A, ORGANISATION, OWN] });
    expect([await it.records('ivo_vor'), await it.records('oai_dc')]).toEqual(before);
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '10', [OWN]: '10' });
    expect((await it.published.look()).formats).toHaveLength(5);
    expect(await it.publish()).toMatchObject({ kind: 'unchanged' });
  });

  test('another version of one crosswalk re-stamps, in its format, the records whose bytes it changes', async () => {
    const it = await withTwo();
    const versionBefore = (changed: string) =>
      it.db.query(
        `with older as (update record set digest = 'of older bytes' where prefix = 'oai_datacite' and ivoid = $1)
         update ledger set basis = jsonb_set(basis, '{renderings,oai_datacite}', '0')`,
        [changed],
      );
    await versionBefore('ivo://none');
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 1, saidAnew: [] });
    await versionBefore(A);
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 2, saidAnew: [A] });
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '10', [OWN]: '0' });
    expect(new Set(Object.values(await stamps(it, 'ivo_vor')))).toEqual(new Set(['0']));
    expect(new Set(Object.values(await stamps(it, 'dcat')))).toEqual(new Set(['0']));
    expect(await it.body(A, 'oai_datacite')).toContain('2026-11-20T12:00:10Z');
  });

  test('what a format can no longer say is a tombstone in it, in the sets it was in, and comes back', async () => {
    const it = await withTwo();
    const before = (await it.records('oai_datacite')).get(A);
    it.repository.write(A_FILE, tinyRecord({ ivoid: A, type: 'Organisation' })).commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, updated: [A] });
    const tombstone = { deleted: true, body: null, datestamp: '2026-11-20T12:00:10Z' };
    const gone = (await it.records('oai_datacite')).get(A);
    expect(gone).toMatchObject({ ...tombstone, setSpecs: before?.setSpecs });
    expect(gone?.setSpecs).toContain('type.Resource');
    expect((await it.records('ivo_vor')).get(A)).toMatchObject({ deleted: false });
    // For ever the same, whatever else is published.
    await it.at(20);
    it.repository.write(A_FILE, tinyRecord({ ivoid: A, type: 'Organisation', title: 'Other' })).commit();
    await it.publish();
    expect((await it.records('oai_datacite')).get(A)).toEqual(gone);
    it.repository.write(A_FILE, tinyRecord({ ivoid: A })).commit();
    await it.publish();
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '20', [OWN]: '0' });
  });

  test('a deletion leaves tombstones in the formats in which the record ever was', async () => {
    const it = await withTwo();
    it.repository.remove(A_FILE).remove('records/b.xml').commit();
    await it.publish();
    expect(await stamps(it, 'ivo_vor')).toMatchObject({ [A]: '-10', [ORGANISATION]: '-10' });
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '-10', [OWN]: '0' });
  });

  test('what an older program, that knew two formats only, deleted is deleted in the others by the next publication', async () => {
    const it = await withTwo();
    it.repository.remove(A_FILE).commit();
    await it.publish();
    // That program left it as it was.
    await it.db.query(
      `with left_alive as (update record set deleted = false, digest = 'alive' where prefix = 'oai_datacite' and ivoid = $1)
       update ledger set basis = jsonb_set(basis - 'about', '{renderings}', '{"ivo_vor": 1, "oai_dc": 1}')`,
      [A],
    );
    await it.at(20);
    const outcome = await it.publish();
    expect(outcome).toMatchObject({ kind: 'published', generation: 3, deleted: [] });
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '-20', [OWN]: '0' });
    expect(await stamps(it, 'ivo_vor')).toMatchObject({ [A]: '-10' });
    expect(await it.publish()).toMatchObject({ kind: 'unchanged' });
  });

  test('a format that is switched off and on again is all new', async () => {
    const it = await withTwo();
    offer(it, ['dcat']);
    const off = await it.publish();
    expect(changes(off)).toEqual(NONE);
    expect((await it.published.look()).formats).toEqual(['ivo_vor', 'oai_dc', 'dcat']);
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '-10', [OWN]: '-10' });
    expect(await stamps(it, 'dcat')).toEqual({ [OWN]: '0' });
    await it.at(20);
    offer(it, ['oai_datacite', 'dcat']);
    await it.publish();
    expect(await stamps(it, 'oai_datacite')).toEqual({ [A]: '20', [OWN]: '20' });
    expect(await stamps(it, 'dcat')).toEqual({ [OWN]: '0' });
  });

  test('a format that nothing can be said in is a new generation all the same: ListMetadataFormats says another thing', async () => {
    const it = await withTwo(['oai_datacite', 'dcat']);
    offer(it, ['oai_datacite', 'dcat', 'spase']);
    expect(await it.publish()).toMatchObject({ generation: 2, ...NONE });
    expect((await it.published.look()).formats).toHaveLength(5);
  });

  test('another address of the registry changes what names it, in untouched files too', async () => {
    const it = await withTwo();
    const moved = registryRecord().replace(
      'https://registry.padc.example/oai',
      'https://padc.example/vo/oai',
    );
    it.repository.write(REGISTRY_PATH, moved).commit();
    const outcome = await it.publish();
    expect(changes(outcome)).toEqual({ ...NONE, updated: [OWN] });
    expect(outcome).toMatchObject({ saidAnew: [A, ORGANISATION] });
    expect((await it.records('ivo_vor')).get(A)?.datestamp).toBe('2026-11-20T12:00:00Z');
    expect(await it.body(A, 'oai_datacite')).toContain('>https://padc.example/vo/records/padc.example/a<');
  });

  test('what stands in for the datestamp, written by a curator, stays', async () => {
    const it = await withTwo();
    const description = 'Not a date: 0000-00-00T00:00:00Z.';
    it.repository
      .write(A_FILE, tinyRecord({ ivoid: A, title: '0000-00-00T00:00:00Z', description }))
      .commit();
    await it.publish();
    const body = await it.body(A, 'oai_datacite');
    expect(body).toContain(description);
    expect(body).toContain('>0000-00-00T00:00:00Z</title>');
    expect(body).toContain('dateInformation="registry record">2026-11-20T12:00:10Z</date>');
  });

  test('a crosswalk that throws says of which record, and in which format', async () => {
    const it = await withTwo();
    const [format] = OAI_FORMATS.filter(({ prefix }) => prefix === 'oai_datacite');
    if (format === undefined) throw new Error('no such format');
    const cause = new TypeError('a fault of the program');
    const render = vi.spyOn(format, 'render').mockImplementation(() => {
      throw cause;
    });
    onTestFinished(() => render.mockRestore());
    it.repository.write(A_FILE, tinyRecord({ ivoid: A, title: 'Other' })).commit();
    await expect(it.publish()).rejects.toMatchObject({
      message: `${A} could not be written in oai_datacite: a fault of the program`,
      cause,
    });
  });

  test('formatting alone changes no format', async () => {
    const it = await withTwo();
    const text = it.repository.read(A_FILE);
    it.repository
      .write(A_FILE, text.replace('<title>', '\n   <title>').replace('</title>', '</title>\n\n'))
      .commit();
    expect(await it.publish()).toMatchObject({ generation: 1, ...NONE, saidAnew: [] });
  });

  test('a rebuild tells of what an older version may have been said in', async () => {
    const it = await withTwo();
    it.repository.write(A_FILE, tinyRecord({ ivoid: A, type: 'Organisation' })).commit();
    const rebuilt = await registryOn(open, schema, it.repository);
    await rebuilt.publish();
    // The organisation has always been one.
    expect(await stamps(rebuilt, 'oai_datacite')).toEqual({ [A]: '-0', [OWN]: '0' });
    expect(await stamps(rebuilt, 'ivo_vor')).toMatchObject({ [A]: '0', [ORGANISATION]: '0' });
  });

  test('after a loss, everything that may have been said is told of', async () => {
    const it = await withTwo();
    await it.db.query('update ledger set restamp = true, revision = gen_random_uuid()');
    await it.publish();
    expect(await stamps(it, 'oai_datacite')).toMatchObject({ [A]: '10', [ORGANISATION]: '-10', [OWN]: '10' });
  });
});
