/** The direction of imports (CONTRIBUTING.md): a layer may use those named here, and packages only where they belong. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;

/** Folder → folders it may import from. The files directly in src/ wire everything and may import all. */
const MAY_USE: Record<string, string[]> = {
  resource: [],
  xml: ['resource'],
  // The sky: HEALPix cells and MOCs.
  coverage: ['resource'],
  validate: ['words', 'resource', 'xml', 'coverage'],
  git: ['resource'],
  store: ['resource'],
  net: [],
  html: [],
  words: [],
  pages: ['html', 'resource', 'words', 'formats', 'coverage'],
  publish: ['words', 'resource', 'xml', 'validate', 'git', 'store', 'formats'],
  search: ['words', 'resource', 'xml', 'validate', 'coverage', 'store'],
  oai: ['resource', 'xml', 'store'],
  http: ['html', 'resource', 'xml', 'store', 'oai', 'pages', 'formats', 'search'],
  new: ['resource', 'xml', 'validate', 'net'],
  // Commands wire, as the files in src/ do.
  commands: [
    ...['', 'resource', 'xml', 'validate', 'git', 'store', 'publish'],
    ...['new', 'docs', 'schemas', 'services', 'upkeep', 'net', 'html', 'words'],
    ...['harvest', 'check', 'anomalies', 'reconcile', 'formats'],
  ],
  schemas: ['resource', 'xml'],
  harvest: ['words', 'resource', 'xml', 'validate', 'git', 'store', 'net'],
  check: ['words', 'resource', 'xml', 'validate', 'net', 'harvest'],
  anomalies: ['words', 'html', 'resource', 'xml', 'validate', 'store', 'harvest'],
  reconcile: ['words', 'html', 'resource', 'xml', 'validate', 'git', 'store', 'harvest', 'net'],
  // Of new the lists of columns that a standard wants, which are data.
  services: ['words', 'resource', 'xml', 'validate', 'net', 'harvest', 'store', 'new', 'formats'],
  // Of reconcile the crosswalk alone, which is pure: a SPASE export is the draft of `voreg convert`, filled or refused.
  formats: ['words', 'resource', 'xml', 'validate', 'reconcile'],
  upkeep: ['validate', 'net'],
  docs: ['validate', 'reconcile'],
};

/** Package → the only folder that imports it. */
const BELONGS_TO: Record<string, string> = {
  saxes: 'xml',
  'libxml2-wasm': 'xml',
  xmlbuilder2: 'xml',
  pg: 'store',
  '@electric-sql/pglite': 'store',
  'simple-git': 'git',
  koa: 'http',
  '@koa/router': 'http',
  'prom-client': 'http',
  nodemailer: 'services',
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const code = readFileSync(join(SRC, file), 'utf8');
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

describe('imports', () => {
  it.each(files)('%s imports downwards only', (file) => {
    const folder = folderOf(file);
    const upwards = importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => folderOf(relative(SRC, normalize(join(SRC, dirname(file), name)))))
      .filter((target) => folder !== '' && target !== folder && !(MAY_USE[folder] ?? []).includes(target));
    expect(upwards).toEqual([]);
  });

  it.each(Object.entries(BELONGS_TO))('%s is imported in %s only', (name, folder) => {
    const importers = files.filter((file) =>
      importsOf(file).some((i) => i === name || i.startsWith(`${name}/`)),
    );
    expect(importers.length).toBeGreaterThan(0);
    expect([...new Set(importers.map(folderOf))]).toEqual([folder]);
  });

  it('prom-client is imported in one file only', () => {
    expect(files.filter((file) => importsOf(file).includes('prom-client'))).toEqual(['http/metrics.ts']);
  });
});
