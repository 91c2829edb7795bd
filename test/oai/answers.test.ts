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
