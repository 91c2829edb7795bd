/**
 * A folder of schemas as others publish them: no catalog, several versions of a namespace side by side, imports by
 * addresses on the web. Made into one set that compiles without a network.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attribute, type Element } from '../resource/element.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { applyEdits, type Edit, replaceAttribute } from '../xml/edit.ts';
import { type CatalogEntry, compileSchema, type LoadedSchema, SchemaFolderError } from '../xml/schema.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';

const XS = 'http://www.w3.org/2001/XMLSchema';

interface SchemaFile {
  file: string;
  text: string;
  root: Element;
  namespace: string;
  version: string;
}

export interface PublishedSchemas {
  schema: LoadedSchema;
  /** What the set consists of. */
  texts: string[];
  /** Which file stands for each namespace that our catalog has too. */
  chosen: { namespace: string; file: string; version: string }[];
  /** Namespaces of our catalog that the folder does not state: taken from ours, so nothing can be said of them. */
  lacking: string[];
}

/**
 * Reads every .xsd below `dir`. Of several files for a namespace the one is taken whose version is ours, else the
 * last by name. What the folder lacks is filled in from `ours`. Throws SchemaFolderError.
 */
export async function loadPublished(
  dir: string,
  ours: readonly CatalogEntry[],
  ourText: (file: string) => Promise<string>,
): Promise<PublishedSchemas> {
  const files = await schemaFiles(dir);
  if (files.length === 0) throw new SchemaFolderError(`There is no .xsd file in ${dir}.`);
  const byNamespace = new Map<string, SchemaFile>();
  const wanted = new Map(ours.map((entry) => [entry.namespace, entry.version]));
  for (const file of files) {
    const other = byNamespace.get(file.namespace);
    if (other === undefined || !isBetter(other, file, wanted.get(file.namespace) ?? ''))
      byNamespace.set(file.namespace, file);
  }
  const lacking = ours.filter((entry) => !byNamespace.has(entry.namespace));
  const catalog: CatalogEntry[] = [];
  const texts = new Map<string, string>();
  for (const entry of lacking) {
    catalog.push(entry);
    texts.set(`ours-${entry.file}`, await ourText(entry.file));
  }
  const nameOf = (namespace: string) => {
    const published = byNamespace.get(namespace);
    if (published !== undefined) return published.file;
    const own = lacking.find((entry) => entry.namespace === namespace);
    return own === undefined ? null : `ours-${own.file}`;
  };
  for (const file of byNamespace.values())
    texts.set(file.file, withLocalImports(file.text, file.root, nameOf));
  for (const entry of lacking) {
    const name = `ours-${entry.file}`;
    const text = texts.get(name) ?? '';
    texts.set(name, withLocalImports(text, parseXml(text).root, nameOf));
  }
  const all = [
    ...[...byNamespace.values()].map(({ namespace, file, version }) => ({
      namespace,
      file,
      version,
      title: '',
      published: '',
    })),
    ...lacking.map((entry) => ({ ...entry, file: `ours-${entry.file}` })),
  ];
  return {
    schema: compileSchema(dir, all, texts),
    texts: [...texts.values()],
    chosen: [...byNamespace.values()]
      .filter((file) => wanted.has(file.namespace))
      .map(({ namespace, file, version }) => ({ namespace, file, version })),
    lacking: lacking.map((entry) => entry.namespace),
  };
}

async function schemaFiles(dir: string): Promise<SchemaFile[]> {
  const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.xsd')).sort();
  const found: SchemaFile[] = [];
  for (const name of names) {
    const file = await schemaFile(dir, name);
    if (file !== null) found.push(file);
  }
  return found;
}

/** Null for a file that is no schema with a namespace of its own. */
async function schemaFile(dir: string, file: string): Promise<SchemaFile | null> {
  try {
    const text = decodeXml(await readFile(join(dir, file))).replace(/<!DOCTYPE[^[>]*(\[[^\]]*\])?\s*>/, '');
    const { root } = parseXml(text);
    const namespace = attribute(root, 'targetNamespace');
    if (root.uri !== XS || namespace === null) return null;
    return { file, text, root, namespace, version: attribute(root, 'version') ?? '' };
  } catch (error) {
    if (error instanceof XmlFault || error instanceof EncodingFault) return null;
    throw error;
  }
}

/** Whether the file that was found first stays: it has our version and the other has not. */
function isBetter(first: SchemaFile, second: SchemaFile, version: string): boolean {
  const fits = (file: SchemaFile) =>
    version !== '' && (file.version.startsWith(version) || file.file.includes(version));
  return fits(first) && !fits(second);
}

/** Imports point to files of the set; an import of a namespace that nobody has keeps no address. */
function withLocalImports(text: string, root: Element, nameOf: (namespace: string) => string | null): string {
  const edits = root.children
    .filter((e) => e.uri === XS && e.local === 'import')
    .map((e) => importEdit(text, e, nameOf(attribute(e, 'namespace') ?? '')))
    .filter((edit) => edit !== null);
  return applyEdits(text, edits);
}

function importEdit(text: string, element: Element, file: string | null): Edit | null {
  if (file === null) return replaceAttribute(text, element, 'schemaLocation', 'not-there.xsd');
  const edit = replaceAttribute(text, element, 'schemaLocation', file);
  if (edit !== null) return edit;
  const at = element.start + 1 + element.name.length;
  return { from: at, to: at, text: ` schemaLocation="${file}"` };
}
