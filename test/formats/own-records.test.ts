/** Every record of this project in every format, held against the published schemas where a folder has them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe as suite } from 'vitest';
import { describe } from '../../src/formats/described.ts';
import { FORMATS, type FormatId } from '../../src/formats/formats.ts';
import { loadSpaseSchema } from '../../src/reconcile/spase-schema.ts';
import { decodeXml } from '../../src/xml/decode.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { ABOUT } from './cases.ts';
import {
  dataciteFaults,
  dataciteResource,
  dataciteSchema,
  datasetFaults,
  dcatFaults,
  triples,
} from './checks.ts';

const records = ['records', 'examples'].flatMap((folder) => {
  const path = new URL(`../../${folder}`, import.meta.url).pathname;
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => describe(parseXml(decodeXml(readFileSync(join(path, file)))).root));
});

/** The texts of those records that can be said in the format. */
function texts(id: FormatId): { ivoid: string; kind: string; text: string }[] {
  const render = FORMATS.find((format) => format.id === id)?.render;
  return records.flatMap((one) => {
    const rendered = render?.(one, ABOUT);
    return rendered === undefined || 'refused' in rendered ? [] : [{ ...one, ...rendered }];
  });
}

suite('our own records', () => {
  it('DataCite: all that are about something made', () => {
    const all = texts('datacite-xml');
    expect(all.length).toBeGreaterThan(70);
    for (const { ivoid, text } of all) expect(dataciteFaults(dataciteResource(text)), ivoid).toEqual([]);
  });

  it('DCAT-AP: all data, services and the registry', () => {
    const all = texts('dcat');
    expect(all.length).toBe(records.filter(({ kind }) => /dataset|service|registry/.test(kind)).length);
    for (const { ivoid, text } of all) expect(dcatFaults(triples(text)), ivoid).toEqual([]);
  });

  it('JSON-LD: all, and the datasets as Google asks', () => {
    const all = texts('jsonld');
    expect(all.length).toBe(records.length);
    for (const { ivoid, kind, text } of all) {
      if (kind === 'dataset') expect(datasetFaults(JSON.parse(text)), ivoid).toEqual([]);
    }
  });

  it('SPASE: all that it has a word for and that say where they are reached', () => {
    const all = texts('spase');
    expect(all.length).toBeGreaterThan(75);
    expect(all.filter(({ kind }) => /authority|document|standard/.test(kind))).toEqual([]);
  });
});

const { DATACITE_XSD_DIR, SPASE_XSD_DIR } = process.env;

suite.runIf(DATACITE_XSD_DIR)('against the published schema of DataCite 4.6', () => {
  it('all are valid', () => {
    const schema = dataciteSchema(DATACITE_XSD_DIR ?? '');
    for (const { ivoid, text } of texts('datacite-xml')) expect(schema.validate(text), ivoid).toEqual([]);
    expect(schema.validate('<resource xmlns="http://datacite.org/schema/kernel-4"/>').length).toBeGreaterThan(
      0,
    );
    schema.dispose();
  });
});

suite.runIf(SPASE_XSD_DIR)('against the published schema of SPASE 2.7.1', () => {
  it('all are valid', async () => {
    const schema = await loadSpaseSchema(SPASE_XSD_DIR ?? '', '2.7.1');
    for (const { ivoid, text } of texts('spase')) expect(schema?.validate(text), ivoid).toEqual([]);
    schema?.dispose();
  });
});
