/** The records that come with voreg: each valid as it would be served, where its ivoid says, and none pointing nowhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attribute, descend, text, walk, xsiType } from '../../src/resource/element.ts';
import { parseRegistryFile } from '../../src/resource/registry-file.ts';
import { type PreparedRecord, prepareRecord, readRecord } from '../../src/validate/record.ts';
import { uatLabel } from '../../src/validate/vocabulary.ts';
import { loadSchema } from '../../src/xml/schema.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const schema = await loadSchema(join(ROOT, 'xsd'));

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => join(folder, file))
    .sort();
}

function prepare(file: string): PreparedRecord {
  const read = readRecord(readFileSync(join(ROOT, file)), file);
  if ('findings' in read) throw new Error(JSON.stringify(read.findings, null, 1));
  const prepared = prepareRecord(read.record, file, '2026-01-01T00:00:00Z', schema);
  if ('findings' in prepared) throw new Error(JSON.stringify(prepared.findings, null, 1));
  return prepared.record;
}

const published = filesIn('records');
const examples = filesIn('examples');

describe('records/', () => {
  const records = new Map(published.map((file) => [file, prepare(file)]));
  const byKey = new Map([...records.values()].map((record) => [record.key, record]));

  it('has at least 45 records, one ivoid each', () => {
    expect(published.length).toBeGreaterThanOrEqual(45);
    expect(byKey.size).toBe(published.length);
  });

  it.each(published)('%s lies where its ivoid says', (file) => {
    const record = records.get(file);
    const name = record?.resourceKey || 'authority';
    expect(file).toBe(`records/${record?.authority}/${name}.xml`);
  });

  it.each(published)('%s refers to records that are here', (file) => {
    const root = records.get(file)?.document.root;
    const references =
      root === undefined ? [] : [...walk(root)].map((element) => attribute(element, 'ivo-id') ?? '');
    const dangling = references.filter(
      (ivoid) => ivoid.startsWith('ivo://padc.example') && !byKey.has(ivoid.split('#')[0] ?? ''),
    );
    expect(dangling).toEqual([]);
  });

  it.each(published)('%s has UAT concepts as subjects (CON-01)', (file) => {
    const root = records.get(file)?.document.root;
    const subjects = root === undefined ? [] : descend(root, 'content', 'subject').map(text);
    expect(subjects.length).toBeGreaterThan(0);
    expect(subjects.filter((subject) => uatLabel(subject) === null)).toEqual([]);
  });

  it('shows every type that a new record may use, and none that is discouraged', () => {
    const used = new Set<string>();
    for (const { document } of records.values()) {
      for (const element of walk(document.root)) used.add(xsiType(element)?.local ?? '');
    }
    const wanted = [
      ...[
        'Registry',
        'Authority',
        'Organisation',
        'Service',
        'DataResource',
        'DataService',
        'CatalogResource',
      ],
      ...[
        'CatalogService',
        'Document',
        'Standard',
        'ServiceStandard',
        'Harvest',
        'OAIHTTP',
        'TableAccess',
        'ConeSearch',
      ],
      ...[
        'SimpleImageAccess',
        'SimpleSpectralAccess',
        'WebBrowser',
        'ParamHTTP',
        'VOTableType',
        'SimpleDataType',
        'Edition',
      ],
    ];
    expect(wanted.filter((type) => !used.has(type))).toEqual([]);
    const discouraged = ['Search', 'OAISOAP', 'WebService', 'DataCollection', 'StandardSTC', 'TAPType'];
    expect(discouraged.filter((type) => used.has(type))).toEqual([]);
  });

  it('has a registry.json that can be read', () => {
    expect(parseRegistryFile(readFileSync(join(ROOT, 'records/registry.json'), 'utf8'))).toHaveProperty(
      'file',
    );
  });
});

describe('examples/', () => {
  it.each(examples)('%s is valid', (file) => {
    expect(prepare(file).authority).toBe('padc.example');
  });
});
