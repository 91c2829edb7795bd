/** The page after the one that was asked for is made ahead, for a harvester who is alone (P10). */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Answers } from '../../src/oai/answers.ts';
import { parseRequest } from '../../src/oai/request.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { FakePublished } from '../helpers/fake-published.ts';

let published: FakePublished;
let answers: Answers;
const FIRST = parseRequest('verb=ListRecords&metadataPrefix=ivo_vor');

beforeEach(() => {
  published = new FakePublished();
  for (let i = 100; i < 150; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  answers = new Answers(published, DEFAULT_SETTINGS);
});

describe('pages made ahead', () => {
  it('the next one is at hand when it is asked for, and so on to the end', async () => {
    const moment = await answers.moment();
    let { next } = await answers.make(moment, FIRST, 'identity');
    let pages = 1;
    while (next !== null) {
      const request = parseRequest(next);
      const kept = await vi.waitUntil(() => answers.kept(moment, request, 'identity'));
      next = kept.next;
      pages += 1;
    }
    expect(pages).toBeGreaterThan(3);
  });

  it('is the same page that would have been made when asked for', async () => {
    const moment = await answers.moment();
    const { next } = await answers.make(moment, FIRST, 'identity');
    const request = parseRequest(next ?? '');
    const ahead = await vi.waitUntil(() => answers.kept(moment, request, 'identity'));
    const others = new Answers(published, DEFAULT_SETTINGS);
    const asked = await others.make(await others.moment(), request, 'identity');
    expect(ahead.rest).toEqual(asked.rest);
    expect(ahead.etag).toBe(asked.etag);
  });

  it('in the encoding of the harvester', async () => {
    const moment = await answers.moment();
    const { next } = await answers.make(moment, FIRST, 'gzip');
    const request = parseRequest(next ?? '');
    await vi.waitUntil(() => answers.kept(moment, request, 'gzip'));
    expect(answers.kept(moment, request, 'identity')).toBeUndefined();
  });

  it('one that fails troubles nobody, and is made when it is asked for', async () => {
    const moment = await answers.moment();
    const page = vi.spyOn(published, 'page');
    page.mockImplementationOnce((query) => FakePublished.prototype.page.call(published, query));
    page.mockImplementationOnce(() => Promise.reject(new Error('ahead')));
    const { next } = await answers.make(moment, FIRST, 'identity');
    await vi.waitUntil(() => page.mock.calls.length === 2);
    const answer = await answers.make(moment, parseRequest(next ?? ''), 'identity').catch(() => null);
    const again = answer ?? (await answers.make(moment, parseRequest(next ?? ''), 'identity'));
    expect(again.rest.identity?.toString()).toContain('<ListRecords>');
  });
});

describe('who waits', () => {
  const pages = () => published.reads.filter((what) => what === 'page').length;
  /** As many harvests as may be made at once, held until the function is called. */
  async function busy(): Promise<() => void> {
    let open = () => {};
    published.gate = new Promise((resolve) => {
      open = resolve;
    });
    const moment = await answers.moment();
    const held = [1, 2, 3, 4].map((day) =>
      answers.make(moment, parseRequest(`${LIST}&until=2027-01-0${day}`), 'identity'),
    );
    await vi.waitUntil(() => pages() === held.length);
    return () => open();
  }
  const LIST = 'verb=ListIdentifiers&metadataPrefix=ivo_vor';

  it('one who leaves does not take the page from another who waits for the same', async () => {
    const open = await busy();
    const moment = await answers.moment();
    const leaving = new AbortController();
    const one = answers.make(moment, FIRST, 'identity', { client: 'a', gone: leaving.signal });
    const other = answers.make(moment, FIRST, 'identity', { client: 'b', gone: null });
    leaving.abort();
    open();
    expect((await other).rest.identity?.toString()).toContain('<ListRecords>');
    expect(await one).toEqual(await other);
  });

  it('what nobody waits for any more is not made; who asks in the same moment still gets it', async () => {
    const open = await busy();
    const moment = await answers.moment();
    const leaving = new AbortController();
    const one = answers.make(moment, FIRST, 'identity', { client: 'a', gone: leaving.signal });
    const gone = expect(one).rejects.toThrow('has gone');
    leaving.abort();
    const late = answers.make(moment, FIRST, 'identity', { client: 'b', gone: null });
    await gone;
    expect(pages()).toBe(4);
    open();
    expect((await late).rest.identity?.toString()).toContain('<ListRecords>');
    // The page and, made ahead, the one after it.
    await vi.waitUntil(() => pages() === 6);
  });
});

describe('what there is nothing of', () => {
  const NOTHING = parseRequest('verb=ListRecords&metadataPrefix=ivo_vor&from=2026-11-19');

  it('is known until something is published', async () => {
    const moment = await answers.moment();
    await expect(answers.make(moment, NOTHING, 'gzip')).rejects.toThrow('noRecordsMatch');
    expect(answers.knownEmpty(await answers.moment(), NOTHING)).toMatchObject([{ code: 'noRecordsMatch' }]);
    published.put('ivo://padc.example/new', '2026-11-20T10:00:01Z');
    published.generation += 1;
    const later = await answers.moment();
    expect(answers.knownEmpty(later, NOTHING)).toBeUndefined();
    const { rest } = await answers.make(later, NOTHING, 'identity');
    expect(rest.identity?.toString()).toContain('ivo://padc.example/new');
  });

  it('is forgotten with the ledger', async () => {
    published.generation = 5;
    const moment = await answers.moment();
    await expect(answers.make(moment, NOTHING, 'identity')).rejects.toThrow('noRecordsMatch');
    published.generation = 4;
    await answers.moment();
    published.generation = 5;
    expect(answers.knownEmpty(await answers.moment(), NOTHING)).toBeUndefined();
  });

  it('no other refusal is kept: anybody can make up names', async () => {
    const unknown = parseRequest('verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/none');
    const moment = await answers.moment();
    await expect(answers.make(moment, unknown, 'identity')).rejects.toThrow('idDoesNotExist');
    expect(answers.knownEmpty(moment, unknown)).toBeUndefined();
  });
});
