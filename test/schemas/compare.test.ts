/** `voreg schemas compare`: a difference that was planted is found, and a run can be repeated. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../src/schemas/compare.ts';
import { facetValues } from '../../src/schemas/facets.ts';
import { materialFrom, mutate, randomFrom } from '../../src/schemas/mutants.ts';
import { loadPublished } from '../../src/schemas/published.ts';
import { loadSchema, SchemaFolderError } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const FIXTURES = new URL('../xsd/fixtures', import.meta.url).pathname;
const documents = readdirSync(FIXTURES)
  .filter((name) => /^(vr-organisation|vs-data-collection|sia)/.test(name))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(FIXTURES, file), 'utf8') }));

/** Our own schemas as if others published them, with a change. */
async function publishedFolder(file: string, from: string, to: string): Promise<string> {
  const folder = await temporaryFolder();
  cpSync('xsd', folder, { recursive: true });
  const text = readFileSync(join(folder, file), 'utf8');
  if (from !== '' && !text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(join(folder, file), text.replace(from, to));
  return folder;
}

async function differences(folder: string, seed = 1) {
  const ours = await loadSchema('xsd');
  const published = await loadPublished(folder, ours.catalog, async (file) =>
    readFileSync(join('xsd', file), 'utf8'),
  );
  const values = facetValues(published.texts);
  const result = await compareSchemas(ours, published.schema, documents, values, 1500, seed, () => undefined);
  ours.dispose();
  published.schema.dispose();
  return { ...result, published };
}

describe('compareSchemas', () => {
  it('finds none between equal sets', async () => {
    const result = await differences(await publishedFolder('VOResource.xsd', '', ''));
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({ documents: documents.length, mutants: 1500 });
    // Mutants of which none is accepted, or all, would compare nothing.
    expect(result.boundaries).toBeGreaterThan(10_000);
    expect(result.accepted).toBeGreaterThan(100);
    expect(result.accepted).toBeLessThan(result.boundaries);
    expect(result.published.lacking).toEqual([]);
  });

  it.each([
    ['a facet', 'VOResource.xsd', '<xs:pattern value="ivo://', '<xs:pattern value=".*|ivo://'],
    [
      'an element that is optional there',
      'VOResource.xsd',
      '<xs:element name="title" ',
      '<xs:element name="title" minOccurs="0" ',
    ],
    [
      'an attribute that is optional there',
      'VOResource.xsd',
      'name="created" type="vr:UTCTimestamp" use="required"',
      'name="created" type="vr:UTCTimestamp"',
    ],
    [
      'an enumeration',
      'VOResource.xsd',
      '<xs:enumeration value="inactive"/>',
      '<xs:enumeration value="inactive"/><xs:enumeration value="x"/>',
    ],
  ])('finds %s', async (_, file, from, to) => {
    const { differences: found } = await differences(await publishedFolder(file, from, to));
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.every((d) => d.published === null && d.ours !== null && d.operation !== '' && d.xml !== ''),
    ).toBe(true);
  });

  it('says what the folder lacks, and takes it from ours', async () => {
    const folder = await publishedFolder('VOResource.xsd', '', '');
    rmSync(join(folder, 'SLAP.xsd'));
    const result = await differences(folder);
    expect(result.published.lacking).toEqual([expect.stringContaining('SLAP')]);
    expect(result.differences).toEqual([]);
  });

  it('refuses a folder without schemas', async () => {
    const folder = await temporaryFolder();
    await expect(loadPublished(folder, [], async () => '')).rejects.toThrow(SchemaFolderError);
  });
});

describe('mutants', () => {
  const texts = documents.map((d) => d.text);
  const made = (seed: number) => {
    const random = randomFrom(seed);
    const material = materialFrom(texts);
    return Array.from({ length: 200 }, (_, i) => mutate(texts[i % texts.length] ?? '', material, random));
  };

  it('are the same for the same seed, and others for another', () => {
    expect(made(7)).toEqual(made(7));
    expect(made(7)).not.toEqual(made(8));
  });

  it('are well-formed, changed, and of every kind', () => {
    const kinds = new Set<string>();
    for (const mutant of made(3)) {
      if (mutant === null) continue;
      expect(texts).not.toContain(mutant.xml);
      expect(parseXml(mutant.xml).root.local).not.toBe('');
      for (const kind of mutant.operation.split(', ')) kinds.add(kind);
    }
    expect(kinds.size).toBe(12);
  });
});
