/** `voreg vocabularies update` against a server of our own. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, describe as suite } from 'vitest';
import { describe as described } from '../../src/commands/vocabularies-command.ts';
import {
  formatVocabulary,
  SERVED,
  type UpdateOptions,
  updateVocabulary,
} from '../../src/upkeep/vocabularies.ts';
import type { Vocabulary } from '../../src/validate/vocabulary.ts';

const PINNED = new URL('../../src/validate/vocabularies/', import.meta.url).pathname;
const pinned = (name: string) => readFileSync(join(PINNED, `${name}.json`), 'utf8');
const DATE_ROLE = JSON.parse(pinned('date_role')) as Vocabulary;

type Answer = (response: ServerResponse) => void;

/** A copy of our files, and a server in the place of ivoa.net. */
async function setUp(
  answer: Answer,
): Promise<{ options: UpdateOptions; asked: { url: string; accept: string }[]; read(): string }> {
  const dir = mkdtempSync(join(tmpdir(), 'voreg-vocabularies-'));
  cpSync(PINNED, dir, { recursive: true });
  const asked: { url: string; accept: string }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', accept: request.headers.accept ?? '' });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });
  const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rdf/`;
  return {
    asked,
    options: { dir, from, acceptGone: false, timeoutMs: 500, today: '2026-11-20' },
    read: () => readFileSync(join(dir, 'date_role.json'), 'utf8'),
  };
}

/** The vocabulary as ivoa.net would say it, with changes. */
function desise(
  change: (terms: Record<string, Record<string, unknown>>) => unknown = () => undefined,
  uri = DATE_ROLE.vocabulary,
): string {
  const terms: Record<string, Record<string, unknown>> = {};
  for (const [name, { label, deprecated, preliminary, useInstead, wider }] of Object.entries(
    DATE_ROLE.terms,
  )) {
    terms[name] = {
      label,
      description: 'A description.',
      ...(deprecated ? { deprecated: '' } : {}),
      ...(preliminary ? { preliminary: '' } : {}),
      ...(useInstead ? { useInstead: useInstead[0] } : {}),
      wider: wider ?? [],
      narrower: [],
    };
  }
  change(terms);
  return JSON.stringify({ uri, flavour: 'RDF Property', terms });
}

const json =
  (body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/x-desise+json', ...headers }).end(body);

suite('updateVocabulary', () => {
  it('asks for the form for programs, and leaves a file alone that is up to date', async () => {
    const { options, asked, read } = await setUp(json(desise()));
    const change = await updateVocabulary('date_role', options);
    expect(asked).toEqual([{ url: '/rdf/voresource/date_role', accept: 'application/x-desise+json' }]);
    expect(change).toMatchObject({ refused: null, added: [], deprecated: [], gone: [], changed: [] });
    expect(read()).toBe(pinned('date_role'));
    expect(described(change)).toBe('date_role: up to date (2024-03-22)');
  });

  it('writes terms that are new, deprecated, changed, or preliminary and gone', async () => {
    const body = desise((terms) => {
      terms.Reviewed = { label: ' Last\n reviewed', preliminary: '', wider: ['Inspected'] };
      terms.Valid = { label: 'Valid', deprecated: '', useInstead: ['Available'] };
      terms.Issued = { label: 'Issued on' };
      delete terms.ExportRequested;
    });
    const { options, read } = await setUp(json(body, { 'last-modified': 'Tue, 10 Nov 2026 23:00:00 GMT' }));
    const change = await updateVocabulary('date_role', options);
    expect(described(change)).toBe(
      'date_role: 2024-03-22 → 2026-11-10\n  added: Reviewed\n  deprecated: Valid → Available\n  gone: ExportRequested\n  changed: Issued',
    );
    const text = read();
    expect(text).toContain('  "date": "2026-11-10",\n  "licence": "CC0",\n');
    expect(text).toContain(
      '\n    "Valid": { "label": "Valid", "deprecated": true, "useInstead": ["Available"] },\n',
    );
    expect(text).toContain(
      '\n    "Reviewed": { "label": "Last reviewed", "preliminary": true, "wider": ["Inspected"] }\n',
    );
    expect(text).not.toContain('ExportRequested');
    const removed = pinned('date_role')
      .split('\n')
      .filter((line) => !text.includes(line));
    expect(removed).toHaveLength(4);
  });

  it('dates it with today where the server says no date', async () => {
    const { options } = await setUp(json(desise((terms) => Object.assign(terms, { New: { label: 'New' } }))));
    expect(await updateVocabulary('date_role', options)).toMatchObject({
      after: '2026-11-20',
      added: ['New'],
    });
  });

  it('refuses an answer that lacks settled terms, unless told to', async () => {
    const { options, read } = await setUp(json(desise((terms) => void delete terms.Created)));
    const change = await updateVocabulary('date_role', options);
    expect(change.refused).toContain('The answer lacks Created.');
    expect(read()).toBe(pinned('date_role'));
    expect(await updateVocabulary('date_role', { ...options, acceptGone: true })).toMatchObject({
      refused: null,
      gone: ['Created'],
    });
    expect(read()).not.toContain('"Created": {');
  });

  it.each<[string, Answer, string]>([
    ['HTML', json('<html>'), 'did not answer with a vocabulary'],
    ['another form', json('{"uri": "x", "terms": []}'), '(terms: '],
    ['a term without a label', json(desise((terms) => Object.assign(terms, { X: {} }))), '(terms.X.label: '],
    ['another vocabulary', json(desise(undefined, 'http://www.ivoa.net/rdf/uat')), 'another vocabulary'],
    ['no terms', json(JSON.stringify({ uri: DATE_ROLE.vocabulary, terms: {} })), 'The answer lacks'],
    ['404', (response) => void response.writeHead(404).end(), 'answered 404 Not Found'],
    ['nothing at all', () => undefined, 'no answer in 0.5 s'],
    ['a broken connection', (response) => void response.destroy(), 'cannot be reached'],
    ['too much', (response) => void response.end(Buffer.alloc(21 * 1024 * 1024, 0x20)), 'more than'],
  ])('refuses %s, and says why', async (_, answer, reason) => {
    const { options, read } = await setUp(answer);
    const change = await updateVocabulary('date_role', {
      ...options,
      timeoutMs: _ === 'too much' ? 20_000 : 500,
    });
    expect(change.refused).toContain(reason);
    expect(described(change)).toMatch(/^date_role: not updated\. /);
    expect(read()).toBe(pinned('date_role'));
  });

  it('without a network it says so', async () => {
    const { options } = await setUp(() => undefined);
    const change = await updateVocabulary('uat', {
      ...options,
      from: 'http://nowhere.invalid/rdf/',
      timeoutMs: 10_000,
    });
    expect(change.refused).toContain('http://nowhere.invalid/rdf/uat cannot be reached');
    expect(change.refused).toContain('Is there a network here?');
  });
});

it.each(SERVED)('%s is kept as the command would write it', (name) => {
  expect(formatVocabulary(JSON.parse(pinned(name)) as Vocabulary)).toBe(pinned(name));
});
