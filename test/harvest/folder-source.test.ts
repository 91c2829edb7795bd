import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderSource } from '../../src/harvest/folder-source.ts';
import type { Model } from '../../src/resource/fields.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { listAll, spaseRecord } from './listing.ts';

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const sourceOf = (path: string, model: Model = 'vor') => folderSource({ id: 'f', model, path });

const resource = (id: string) =>
  `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"><identifier>${id}</identifier></ri:Resource>`;
const entry = (id: string, body = resource(id)) =>
  `<record><header><identifier>${id}</identifier><datestamp>2026-01-02</datestamp><setSpec>ivo_managed</setSpec></header><metadata>${body}</metadata></record>`;

function answer(body: string, { token = '', asked = '' } = {}): string {
  const request =
    asked === ''
      ? '<request>http://x.example/oai</request>'
      : `<request verb="ListRecords" resumptionToken="${asked}">http://x.example/oai</request>`;
  const end = token === 'none' ? '' : `<resumptionToken completeListSize="3">${token}</resumptionToken>`;
  return `<?xml version="1.0"?><!-- saved --><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-03T00:00:00Z</responseDate>${request}<ListRecords>${body}${end}</ListRecords></OAI-PMH>`;
}

describe('a folder of records', () => {
  it('in all its folders, without following links', async () => {
    const folder = await folderOf({
      'a/A.xml': resource('ivo://x.example/a'),
      'B.XML': resource('ivo://x.example/b'),
      'a/bad.xml': '<ri:Resource/>',
      'sitemap.xml': '<urlset/>',
      '.git/C.xml': resource('ivo://x.example/c'),
      'notes.txt': 'x',
    });
    symlinkSync('/etc', join(folder, 'link'));
    const { records, quarantined, deviations, end } = await listAll(sourceOf(folder));
    expect(records.map(({ id, path, blob }) => [id, path, blob])).toEqual([
      ['ivo://x.example/b', 'B.XML', null],
      ['ivo://x.example/a', 'a/A.xml', null],
    ]);
    expect(records[1]?.bytes?.toString()).toBe(resource('ivo://x.example/a'));
    expect(quarantined.map((one) => one.path)).toEqual(['a/bad.xml']);
    expect(deviations).toEqual({ 'file-other': 1 });
    expect(end).toEqual({ complete: true, reason: null, reached: null, announced: 2 });
  });

  it('one file; SPASE', async () => {
    const folder = await folderOf({ 'one.xml': spaseRecord('spase://X/One') });
    const { records } = await listAll(sourceOf(join(folder, 'one.xml'), 'spase'));
    expect(records.map((one) => one.id)).toEqual(['spase://X/One']);
  });

  it('that is not there', async () => {
    const { end } = await listAll(sourceOf(join(await temporaryFolder(), 'nothing')));
    expect(end).toMatchObject({ complete: false, reason: expect.stringContaining('ENOENT') });
  });
});

describe('saved answers of a registry', () => {
  it('one, with a deleted record, a broken one, and one in another format', async () => {
    const deleted =
      '<record><header status="deleted"><identifier>ivo://x.example/gone</identifier><datestamp>2026-01-02T03:04:05Z</datestamp></header></record>';
    const body =
      entry('ivo://x.example/a') +
      deleted +
      entry('ivo://x.example/b', '<Resource><b></Resource>') +
      entry('ivo://x.example/c', '<dc/>');
    const folder = await folderOf({ 'answer.xml': answer(body, { token: 'none' }) });
    const { records, quarantined, end } = await listAll(sourceOf(join(folder, 'answer.xml')));
    expect(
      records.map(({ id, datestamp, deleted: gone, setSpecs }) => [id, datestamp, gone, setSpecs]),
    ).toEqual([
      ['ivo://x.example/a', '2026-01-02T00:00:00Z', false, ['ivo_managed']],
      ['ivo://x.example/gone', '2026-01-02T03:04:05Z', true, []],
    ]);
    expect(records[0]?.bytes?.toString()).toContain('<identifier>ivo://x.example/a</identifier>');
    expect(quarantined.map(({ id }) => id)).toEqual(['ivo://x.example/b', 'ivo://x.example/c']);
    expect(quarantined[1]?.reason).toBe('It has the metadata of a dc, not of a Resource.');
    expect(end).toMatchObject({ complete: true, reason: null });
  });

  const pages = {
    '1.xml': answer(entry('ivo://x.example/a'), { token: 't1' }),
    '2.xml': answer(entry('ivo://x.example/b'), { token: 't2', asked: 't1' }),
    '3.xml': answer(entry('ivo://x.example/c'), { asked: 't2' }),
  };

  it('the pages of a list are whole together', async () => {
    const { records, end } = await listAll(sourceOf(await folderOf(pages)));
    expect(records).toHaveLength(3);
    expect(end).toEqual({ complete: true, reason: null, reached: null, announced: 3 });
  });

  it.each([
    [
      'a page in the middle',
      { '1.xml': pages['1.xml'], '3.xml': pages['3.xml'] },
      'The page after 1.xml is missing.',
    ],
    [
      'the last page',
      { '1.xml': pages['1.xml'], '2.xml': pages['2.xml'] },
      'The page after 2.xml is missing.',
    ],
    ['all but the first', { '1.xml': pages['1.xml'] }, 'The last page is missing.'],
    [
      'the end of a page',
      { '1.xml': answer(entry('ivo://x.example/a')).slice(0, -30) },
      /^1\.xml: The answer/,
    ],
    [
      'everything but an error',
      {
        '1.xml':
          '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badVerb">what?</error></OAI-PMH>',
      },
      '1.xml is an error, badVerb: what?',
    ],
  ])('without %s they prove nothing', async (_, files, reason) => {
    const { end } = await listAll(sourceOf(await folderOf(files)));
    expect(end).toMatchObject({ complete: false, reason: expect.stringMatching(reason) });
  });
});
