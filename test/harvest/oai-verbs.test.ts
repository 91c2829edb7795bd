import { describe, expect, it, onTestFinished } from 'vitest';
import { oaiOptions, openRegistry } from '../../src/harvest/oai-client.ts';
import {
  getRecord,
  identify,
  listIdentifiers,
  listMetadataFormats,
  listSets,
} from '../../src/harvest/oai-verbs.ts';
import { type FakeOptions, fakeRecords, fakeRegistry, fakeResource } from '../helpers/fake-registry.ts';

async function asked(options: FakeOptions = {}) {
  const registry = await fakeRegistry({ records: fakeRecords(25), pageSize: 10, ...options });
  const { hosts, ...rest } = oaiOptions({ url: registry.url, userAgent: 'voreg/test', allowPrivate: true });
  const opened = openRegistry({ ...rest, hosts });
  onTestFinished(opened.close);
  return { registry, session: opened.session(new AbortController().signal) };
}

const R7 = 'ivo://fake.example/r7';

describe('questions to a registry', () => {
  it('Identify', async () => {
    const { session, registry } = await asked();
    expect(await identify(session)).toMatchObject({
      ...{ repositoryName: 'Fake & Sons', baseURL: registry.url, protocolVersion: '2.0' },
      ...{ granularity: 'YYYY-MM-DDThh:mm:ssZ', earliestDatestamp: '2026-11-01T00:00:00Z' },
    });
  });

  it('ListSets, also where there are none', async () => {
    expect(await listSets((await asked({ sets: ['ivo_managed', 'x'] })).session)).toEqual([
      'ivo_managed',
      'x',
    ]);
    expect(await listSets((await asked({ sets: null })).session)).toEqual([]);
  });

  it('ListMetadataFormats', async () => {
    const formats = await listMetadataFormats((await asked()).session);
    expect(formats.map((format) => format.metadataPrefix)).toEqual(['ivo_vor', 'oai_dc']);
  });

  it('ListIdentifiers over several pages', async () => {
    const { session, registry } = await asked();
    registry.remove(R7);
    const headers = await listIdentifiers(session, { metadataPrefix: 'ivo_vor', set: 'ivo_managed' });
    expect(headers).toHaveLength(25);
    expect(headers.filter((header) => header.deleted).map((header) => header.identifier)).toEqual([R7]);
  });

  it('ListIdentifiers that goes in circles', async () => {
    const { session } = await asked({ switches: ['token-again'] });
    await expect(listIdentifiers(session, { metadataPrefix: 'ivo_vor' })).rejects.toThrow(/does not end/);
  });

  it('GetRecord: there, deleted, broken, not there, refused', async () => {
    const { session, registry } = await asked();
    const found = await getRecord(session, R7, 'ivo_vor');
    expect(found?.kind === 'record' && found.payload?.bytes.toString()).toBe(fakeResource(R7));
    registry.remove(R7);
    expect(await getRecord(session, R7, 'ivo_vor')).toMatchObject({
      payload: null,
      header: { deleted: true },
    });
    registry.put(R7, '<a>&</a>');
    expect(await getRecord(session, R7, 'ivo_vor')).toMatchObject({ kind: 'broken', identifier: R7 });
    expect(await getRecord(session, 'ivo://no/such', 'ivo_vor')).toBeNull();
    registry.intercept = () => ({ do: 'answer', status: 404, body: 'x' });
    await expect(getRecord(session, R7, 'ivo_vor')).rejects.toThrow(/HTTP 404/);
  });

  it('an address that has a query already keeps it', async () => {
    const { registry } = await asked();
    const opened = openRegistry(
      oaiOptions({ url: `${registry.url}?repository=x`, userAgent: 'voreg/test', allowPrivate: true }),
    );
    onTestFinished(opened.close);
    await identify(opened.session(new AbortController().signal));
    expect(registry.requests.at(-1)?.args).toEqual({ repository: 'x', verb: 'Identify' });
  });
});
