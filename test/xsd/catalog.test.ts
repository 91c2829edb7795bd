import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Element } from '../../src/resource/element.ts';
import { attribute } from '../../src/resource/element.ts';
import type { CatalogEntry } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';

const XS = 'http://www.w3.org/2001/XMLSchema';
const catalog: CatalogEntry[] = JSON.parse(await readFile('xsd/catalog.json', 'utf8'));

describe('xsd/catalog.json', () => {
  it('lists every schema file once, and each namespace and prefix once', async () => {
    const files = (await readdir('xsd')).filter((name) => name.endsWith('.xsd'));
    expect(catalog.map((c) => c.file).sort()).toEqual(files.sort());
    expect(new Set(catalog.map((c) => c.namespace)).size).toBe(catalog.length);
    expect(new Set(catalog.map((c) => c.prefix)).size).toBe(catalog.length);
  });
});

describe.each(catalog)('$file', ({ file, namespace }) => {
  async function root(): Promise<Element> {
    return parseXml(await readFile(join('xsd', file), 'utf8')).root;
  }

  it('states the namespace of its catalog entry', async () => {
    expect(attribute(await root(), 'targetNamespace')).toBe(namespace);
  });

  it('imports files of the catalog under their namespaces', async () => {
    const imports = (await root()).children.filter((child) => child.local === 'import');
    for (const child of imports) {
      const entry = catalog.find((c) => c.namespace === attribute(child, 'namespace'));
      expect(attribute(child, 'schemaLocation')).toBe(entry?.file);
    }
  });

  it('says about itself and about each type in a sentence what it is', async () => {
    const schema = await root();
    const types = schema.children.filter((child) => child.uri === XS && /Type$/.test(child.local));
    for (const component of [schema, ...types]) {
      const words = component.children[0]?.children[0]?.text ?? '';
      expect(words, attribute(component, 'name') ?? file).toMatch(/^[A-Z].*\.$/);
    }
  });
});
