import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Noted, OAI_DEVIATIONS } from '../../src/harvest/deviations.ts';
import { type Asked, fakeRecords, fakeRegistry, fakeResource } from '../helpers/fake-registry.ts';
import { list } from './oai-list.ts';

/** A list of one hand-made record. */
async function listOf(record: string, request: Parameters<typeof list>[1] = {}) {
  const registry = await fakeRegistry();
  registry.intercept = ({ args }) =>
    args.verb === 'ListRecords'
      ? { do: 'answer', body: answer(`<ListRecords>${record}</ListRecords>`) }
      : null;
  return await list(registry, request);
}

function answer(content: string): string {
  return (
    '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' +
    '<responseDate>2026-11-20T12:00:00Z</responseDate>' +
    `<request verb="ListRecords" metadataPrefix="ivo_vor" set="ivo_managed">http://x</request>${content}</OAI-PMH>`
  );
}

function record(id: string, { datestamp = '2026-11-01T00:00:00Z', inside = fakeResource(id) } = {}): string {
  const identifier = id === '' ? '' : `<identifier>${id}</identifier>`;
  return `<record><header>${identifier}<datestamp>${datestamp}</datestamp></header><metadata>${inside}</metadata></record>`;
}

const A = 'ivo://fake.example/a';

describe('deviations that need more than a switch', () => {
  it('no-identifier: the one in the record is taken', async () => {
    const { codes, ids } = await listOf(record('', { inside: fakeResource(A) }));
    expect([codes, ids]).toEqual([['no-identifier'], [A]]);
  });

  it('a record without any identifier, or without content, is set aside', async () => {
    const { parts, ids, end } = await listOf(record('', { inside: '<a/>' }) + record(A, { inside: '' }));
    expect([ids, end.complete]).toEqual([[], true]);
    expect(parts.flatMap((part) => part.quarantined).map(({ id, reason }) => [id, reason])).toEqual([
      [null, 'It has no identifier.'],
      [A, 'It has no metadata, and is not said to be deleted.'],
    ]);
  });

  it('surplus-metadata: the first element is taken', async () => {
    const { codes, parts } = await listOf(record(A, { inside: `${fakeResource(A)}<b/>` }));
    expect(codes).toEqual(['surplus-metadata']);
    expect(parts[0]?.records[0]?.bytes?.toString()).toBe(fakeResource(A));
  });

  it('datestamp-form: days where Identify says seconds', async () => {
    const { codes, parts } = await listOf(record(A, { datestamp: '2026-11-01' }));
    expect([codes, parts[0]?.records[0]?.datestamp]).toEqual([['datestamp-form'], '2026-11-01T00:00:00Z']);
  });

  it('from-ignored', async () => {
    const { codes } = await listOf(record(A), { since: '2026-11-20T00:00:00Z' });
    expect(codes).toEqual(['from-ignored', 'request-echo']);
  });

  it('identifier-case: two records that differ in letter case only', async () => {
    const { codes } = await listOf(
      record(A) + record(A.toUpperCase(), { datestamp: '2026-11-02T00:00:00Z' }),
    );
    expect(codes).toEqual(['identifier-case']);
  });

  it('control-character', async () => {
    const { codes, ids } = await listOf(`${record(A)}<resumptionToken note="\u0003"/>`);
    expect([codes, ids]).toEqual([['control-character', 'needless-token'], [A]]);
  });

  it('content-encoding: announced but not applied', async () => {
    const registry = await fakeRegistry();
    const headers = { 'content-encoding': 'gzip' };
    registry.intercept = ({ args }) =>
      args.verb === 'ListRecords'
        ? { do: 'answer', headers, body: answer(`<ListRecords>${record(A)}</ListRecords>`) }
        : null;
    const { codes, ids } = await list(registry);
    expect([codes, ids]).toEqual([['content-encoding'], [A]]);
  });

  it('redirected', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(3) });
    const front = await fakeRegistry();
    front.intercept = ({ args }: Asked) => {
      const location = `${registry.url}?${new URLSearchParams(args)}`;
      return { do: 'answer', status: 301, headers: { location } };
    };
    const { codes, ids, end } = await list(front);
    expect([codes, ids.length, end.complete]).toEqual([['redirected'], 3, true]);
  });

  it.each([
    ['YYYY-MM-DDThh:mm:ss', '2026-11-19T23:00:00Z'],
    ['yyyy-mm-dd', '2026-11-19'],
    ['', '2026-11-19T23:00:00Z'],
  ])('granularity-form: %s', async (granularity, from) => {
    const registry = await fakeRegistry({ records: fakeRecords(3) });
    const identify = `<Identify><repositoryName>x</repositoryName><granularity>${granularity}</granularity></Identify>`;
    registry.intercept = ({ args }) =>
      args.verb === 'Identify' ? { do: 'answer', body: answer(identify) } : null;
    const { codes } = await list(registry, { since: '2026-11-20T00:00:00Z' });
    expect(codes).toContain('granularity-form');
    expect(registry.requests.find(({ args }) => args.verb === 'ListRecords')?.args.from).toBe(from);
  });

  it('granularity-lies: seconds are announced but only days understood', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(3), granularity: 'day' });
    const identify = '<Identify><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>';
    registry.intercept = ({ args }) =>
      args.verb === 'Identify' ? { do: 'answer', body: answer(identify) } : null;
    const { codes, ids, end } = await list(registry, { since: '2026-11-01T12:00:00Z' });
    expect(codes).toEqual(['datestamp-form', 'granularity-lies', 'request-echo']);
    expect([ids.length, end.complete]).toEqual([3, true]);
  });

  it('no-identify: the list is made all the same', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(3) });
    const error = answer('<error code="badVerb"/>');
    registry.intercept = ({ args }) =>
      args.verb === 'Identify'
        ? { do: 'answer', body: gzipSync(error), headers: { 'content-encoding': 'gzip' } }
        : null;
    const { codes, ids, end } = await list(registry);
    expect([codes, ids.length, end.complete]).toEqual([['no-identify'], 3, true]);
  });
});

describe('the list of deviations', () => {
  const tests = ['../harvest', '../xml'].flatMap((folder) => {
    const path = new URL(folder, import.meta.url).pathname;
    return readdirSync(path)
      .filter((file) => /^(oai-|deviations).*\.test\.ts$/.test(file))
      .map((file) => readFileSync(`${path}/${file}`, 'utf8'));
  });

  it.each(Object.entries(OAI_DEVIATIONS))('%s has a rule, a sentence and a test', (code, {
    rule,
    sentence,
  }) => {
    expect(rule).toMatch(/^(OAI|RI|HV|IDN)-\d\d$/);
    expect(sentence).toMatch(/\.$/);
    expect(tests.some((text) => text.includes(`'${code}'`))).toBe(true);
  });

  it('counts, keeps one example, and hides addresses', () => {
    const noted = new Noted();
    noted.add('duplicate', `of jane.doe@obs.example\n${'x'.repeat(500)}`);
    noted.add('duplicate', 'other');
    const [first, ...more] = noted.take();
    expect([first?.code, first?.count, first?.example.length, more]).toEqual(['duplicate', 2, 200, []]);
    expect(first?.example).toMatch(/^of …@… x+$/);
    expect(noted.take()).toEqual([]);
  });
});
