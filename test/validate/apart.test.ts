import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Apart, openApart, TooLong } from '../../src/validate/apart.ts';

const RECORD = readFileSync('records/padc.example/bess/cone.xml');
const request = (bytes: Uint8Array) => ({
  ...{ bytes, file: 'record.xml', now: '2026-11-20T10:00:00Z', profile: 'rec' as const },
});

let apart: Apart;
afterEach(() => apart.stop());

describe('a text checked in a thread of its own', () => {
  it('says the same of one after the other; of 1,200 findings the first, and how many there are', async () => {
    apart = openApart('xsd');
    const bad = RECORD.toString('utf8').replace('<identifier>', '<identifier> ');
    const title = /<subject>[^<]*<\/subject>/.exec(bad)?.[0] ?? '';
    const many = bad.replace(title, '<subject>no word of the UAT</subject>'.repeat(1200));
    const [clean, one, full] = await Promise.all([
      apart.check(request(RECORD)),
      apart.check(request(Buffer.from(bad))),
      apart.check(request(Buffer.from(many))),
    ]);
    expect(clean).toMatchObject({
      profile: 'rec',
      findings: [],
      left: 0,
      summary: { records: 1, errors: 0 },
    });
    expect(one.findings.map(({ rule, line }) => [rule, line])).toEqual([['RI-10', 14]]);
    expect(full.findings).toHaveLength(1000);
    expect(full.left).toBe(full.summary.errors + full.summary.warnings + full.summary.infos - 1000);
  });

  it('that takes too long is given up, and the next one is checked', async () => {
    apart = openApart('xsd', { limitMs: 1_000, idleMs: 60_000 });
    // libxml2 takes some 10 s over 2,500 faults of the schema: the time goes with their square.
    const slow = RECORD.toString('utf8').replace(
      '<subject>',
      `${'<subject xsi:nonsense="1">x</subject>'.repeat(20_000)}<subject>`,
    );
    const [first, second] = await Promise.allSettled([
      apart.check(request(Buffer.from(slow))),
      apart.check(request(RECORD)),
    ]);
    expect(first).toMatchObject({
      status: 'rejected',
      reason: new TooLong('It was not checked within 1 s.'),
    });
    expect(second).toMatchObject({ status: 'fulfilled', value: { findings: [] } });
  }, 20_000);

  it('without its schemas it says so', async () => {
    apart = openApart('/nowhere');
    await expect(apart.check(request(RECORD))).rejects.toThrow('/nowhere');
  });

  it('fails if the service stops under it', async () => {
    apart = openApart('xsd');
    const checked = expect(apart.check(request(RECORD))).rejects.toThrow('stopping');
    await Promise.resolve();
    await apart.stop();
    await checked;
  });
});
