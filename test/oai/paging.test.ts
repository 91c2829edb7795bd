import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { ask, type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;
const others: Service[] = [];

beforeEach(async () => {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published);
});
afterEach(async () => {
  for (const each of [service, ...others.splice(0)]) await each.close();
});

const FIRST = 'verb=ListIdentifiers&metadataPrefix=ivo_vor';
const next = (token: string | null) => `verb=ListIdentifiers&resumptionToken=${token}`;

describe('OAI-62: tokens that are not this list’s', () => {
  it.each([
    ['altered', (token: string) => `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`],
    ['truncated', (token: string) => token.slice(0, -1)],
    ['percent-encoded twice', (token: string) => `${token}%2541`],
  ])('%s ⇒ badResumptionToken that says what to do', async (_, change) => {
    const { token } = await ask(service.root, FIRST);
    const answer = await ask(service.root, next(change(token ?? '')));
    expect(answer.errors).toEqual(['badResumptionToken']);
    expect(answer.xml).toContain('begin the list again');
    expect(answer.request.resumptionToken).toBeDefined();
  });

  it('of another verb ⇒ badResumptionToken that names the verb', async () => {
    const { token } = await ask(service.root, FIRST);
    const answer = await ask(service.root, `verb=ListRecords&resumptionToken=${token}`);
    expect(answer.errors).toEqual(['badResumptionToken']);
    expect(answer.xml).toContain('This token continues ListIdentifiers, not ListRecords.');
  });
});

describe('P2: paging while the list changes', () => {
  it('OAI-82: the latest and the previous token are answered again, and alike', async () => {
    const one = await ask(service.root, FIRST);
    const two = await ask(service.root, next(one.token));
    const three = await ask(service.root, next(two.token));
    expect((await ask(service.root, next(one.token))).xml).toBe(two.xml);
    expect((await ask(service.root, next(two.token))).xml).toBe(three.xml);
  });

  it('OAI-83: a record that changes meanwhile comes at the end of the list instead of being passed over', async () => {
    const one = await ask(service.root, FIRST);
    published.put('ivo://padc.example/r33', '2026-11-20T10:00:00Z');
    published.generation = 2;
    const seen = [...one.identifiers];
    for (let { token } = one; token; ) {
      const answer = await ask(service.root, next(token));
      seen.push(...answer.identifiers);
      token = answer.token;
    }
    expect(seen).toHaveLength(25);
    expect(seen.at(-1)).toBe('ivo://padc.example/r33');
  });

  it('a continuation that finds nothing ⇒ badResumptionToken, as an empty list would be invalid', async () => {
    published.maxRecords = 23;
    const { token } = await ask(service.root, `${FIRST}&until=2026-11-03`);
    published.put('ivo://padc.example/r32', '2026-11-20T10:00:00Z');
    published.put('ivo://padc.example/r33', '2026-11-20T10:00:00Z');
    published.generation = 2;
    const answer = await ask(service.root, next(token));
    expect(answer.errors).toEqual(['badResumptionToken']);
    expect(answer.xml).toContain('Begin the list again');
  });

  it('never leaves one record alone on the last page', async () => {
    published.maxRecords = 24;
    const one = await ask(service.root, FIRST);
    const two = await ask(service.root, next(one.token));
    expect([one.identifiers.length, two.identifiers.length, two.token]).toEqual([23, 2, '']);
  });

  it('any replica goes on with a token, also after a restart', async () => {
    const { token } = await ask(service.root, FIRST);
    const other = await startService(published);
    others.push(other);
    expect((await ask(other.root, next(token))).xml).toBe((await ask(service.root, next(token))).xml);
  });

  it('a replica that knows an older generation than the token’s looks at the database, and goes on', async () => {
    const { token } = await ask(service.root, FIRST);
    published.stale = true;
    published.generation = 2;
    published.responseDate = '2026-11-20T10:00:05Z';
    const fresh = new FakePublished();
    for (let i = 10; i < 34; i += 1) fresh.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
    fresh.generation = 2;
    const ahead = await startService(fresh);
    others.push(ahead);
    const newer = await ask(ahead.root, FIRST);
    const answer = await ask(service.root, next(newer.token));
    expect(answer.identifiers).toHaveLength(10);
    expect(answer.xml, 'the responseDate is of the look').toContain('2026-11-20T10:00:05Z');
    expect(token).not.toBe(newer.token);
  });

  it('one that is still older after looking answers 503 with an integer Retry-After (OAI-07)', async () => {
    published.generation = 7;
    const { token } = await ask(service.root, FIRST);
    const behind = new FakePublished();
    const replica = await startService(behind);
    others.push(replica);
    const response = await fetch(`${replica.root}/oai?${next(token)}`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.text()).toContain('Ask again');
  });

  it('a token of a format that the newer state switched on waits too: it is no bad token (P2)', async () => {
    published.generation = 7;
    published.formats = ['ivo_vor', 'oai_dc', 'dcat'];
    for (let i = 10; i < 34; i += 1)
      published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z', { dcat: '<rdf:RDF xmlns:rdf="x"/>' });
    const { token } = await ask(service.root, 'verb=ListIdentifiers&metadataPrefix=dcat');
    expect(token).toMatch(/./);
    const replica = await startService(new FakePublished());
    others.push(replica);
    const response = await fetch(`${replica.root}/oai?${next(token)}`);
    expect(response.status).toBe(503);
  });

  it('P6: after the ledger was rebuilt, a token goes on by position', async () => {
    published.generation = 9;
    const one = await ask(service.root, FIRST);
    published.ledger = 'ledger-2';
    published.generation = 1;
    const two = await ask(service.root, next(one.token));
    expect(two.identifiers).toHaveLength(10);
    expect(two.identifiers.some((id) => one.identifiers.includes(id))).toBe(false);
    expect((await ask(service.root, next(two.token))).token).toBe('');
  });

  it('OAI-85: the list size is counted once and only corrected where the list outgrows it', async () => {
    const one = await ask(service.root, FIRST);
    for (let i = 40; i < 60; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-20T10:00:00Z');
    published.generation = 2;
    const sizes: number[] = [];
    for (let { token } = one; token; ) {
      const answer = await ask(service.root, next(token));
      sizes.push(Number(/completeListSize="(\d+)"/.exec(answer.xml)?.[1]));
      token = answer.token;
    }
    expect(sizes).toEqual([25, 31, 41, 45]);
    expect(published.reads.filter((what) => what === 'listSize')).toHaveLength(1);
  });
});
