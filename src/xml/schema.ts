/**
 * Validation against the XML schemas of a folder (xsd/, or one that the operator names), by libxml2.
 * A schema set is compiled once, from memory alone: nothing is read from disk or network afterwards, whatever a
 * document's xsi:schemaLocation says.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ErrorDetail,
  ParseOption,
  XmlBufferInputProvider,
  XmlDocument,
  XmlError,
  XmlLibError,
  XmlParseError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { type Prefixes, plainFault } from './schema-message.ts';
import { doctypeAt, placesOf } from './schema-places.ts';

/** One schema file of a folder, as its catalog.json lists it. */
export interface CatalogEntry {
  namespace: string;
  file: string;
  title: string;
  version: string;
  /** Where the published schema of this namespace is found. */
  published: string;
  /** The prefix under which messages name the namespace. */
  prefix?: string;
}

/** The schema folder cannot be used; the message names the file and what is wrong with it. */
export class SchemaFolderError extends Error {
  override name = 'SchemaFolderError';
}

/** Why a document was refused: `xml` if it is not well-formed (or has a DOCTYPE), `xsd` if it breaks the schema. */
export interface SchemaFault {
  kind: 'xml' | 'xsd';
  /** Where the start tag of the element meant begins (its parent's if it is missing); both from 1, UTF-16 units. */
  line: number;
  column: number;
  /** One sentence: what was found, what was expected. */
  message: string;
  /** XPath of the element or attribute meant, with prefixes as the document writes them; '' if there is none. */
  element: string;
  /** The refused value, where it is about a value. */
  value?: string;
}

/** A schema set that is ready for use. */
export interface Schema {
  /** All faults of a decoded XML document, in the order of their places; none if it is valid. */
  validate(xml: string): SchemaFault[];
}

export interface LoadedSchema extends Schema {
  /** What the folder's catalog lists. */
  readonly catalog: readonly CatalogEntry[];
  /** Gives the compiled set back to libxml2; validate must not be called afterwards. */
  dispose(): void;
}

const CATALOG = 'catalog.json';
const DRIVER = 'all-namespaces.xsd';

/**
 * Text is already decoded, so the declared encoding is ignored. No entity, catalog or network is ever consulted.
 * Lines are counted by schema-places.ts, libxml2's stop at 65,535 and name the end of a start tag; BIG_LINES is for
 * ill-formed documents, whose faults have no element to look up.
 */
const OPTIONS =
  ParseOption.XML_PARSE_IGNORE_ENC |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

/**
 * Reads the folder's catalog.json and the files it lists, and compiles them into one set. Throws one Error that names
 * the folder and, for each fault, file and line.
 */
export async function loadSchema(dir: string): Promise<LoadedSchema> {
  const catalog = parseCatalog(await readText(dir, CATALOG), join(dir, CATALOG));
  const texts = new Map<string, string>();
  for (const { file } of catalog) texts.set(file, await readText(dir, file));
  return compileSchema(dir, catalog, texts);
}

/**
 * Compiles schema files that are at hand: `texts` has the text of each file of the catalog, by its name. Throws as
 * loadSchema does; `dir` is what messages call the set.
 */
export function compileSchema(
  dir: string,
  catalog: CatalogEntry[],
  texts: Map<string, string>,
): LoadedSchema {
  const files = Object.fromEntries([...texts].map(([file, text]) => [file, Buffer.from(text, 'utf8')]));
  const validator = compile(dir, catalog, files);
  const prefixes: Prefixes = new Map(
    catalog.flatMap((c) => (c.prefix === undefined ? [] : [[c.namespace, c.prefix]])),
  );
  return {
    catalog,
    validate: (xml) => validate(validator, prefixes, xml),
    dispose: () => validator.dispose(),
  };
}

async function readText(dir: string, file: string): Promise<string> {
  try {
    return await readFile(join(dir, file), 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'it does not exist'
        : String(error);
    throw new SchemaFolderError(
      `The schema folder ${dir} cannot be used: ${file} cannot be read (${reason}).`,
    );
  }
}

function parseCatalog(text: string, path: string): CatalogEntry[] {
  const entries = jsonOrNull(text);
  const wellShaped = Array.isArray(entries) && entries.length > 0 && entries.every(isEntry);
  if (!wellShaped) {
    throw new SchemaFolderError(
      `${path}: expected a JSON list of {"namespace", "file", "title", "version", "published"}, all strings.`,
    );
  }
  return entries;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is CatalogEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry: Partial<Record<keyof CatalogEntry, unknown>> = value;
  const keys = ['namespace', 'file', 'title', 'version', 'published'] as const;
  return (
    keys.every((key) => typeof entry[key] === 'string') &&
    ['undefined', 'string'].includes(typeof entry.prefix)
  );
}

/** Compiling is synchronous from registering the provider to removing it, so that sets never see each other's files. */
function compile(dir: string, catalog: CatalogEntry[], files: Record<string, Uint8Array>): XsdValidator {
  const missing: string[] = [];
  xmlRegisterInputProvider(memoryOnly(files, missing));
  let driver: XmlDocument | null = null;
  try {
    driver = XmlDocument.fromString(driverOf(catalog), { url: DRIVER });
    const validator = XsdValidator.fromDoc(driver);
    if (missing.length === 0) return validator;
    validator.dispose();
    throw uncompiled(
      dir,
      missing.map((name) => `${name} is imported but not in ${CATALOG}`),
    );
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    throw uncompiled(dir, [
      ...missing.map((name) => `${name} is imported but not in ${CATALOG}`),
      ...error.details.map(place),
    ]);
  } finally {
    driver?.dispose();
    xmlCleanupInputProvider();
  }
}

function uncompiled(dir: string, reasons: string[]): SchemaFolderError {
  return new SchemaFolderError(
    `The schemas in ${dir} do not compile: ${reasons.join('; ') || 'no reason was given'}.`,
  );
}

function place({ file, line, message }: ErrorDetail): string {
  return `${file ?? DRIVER}:${line} ${message.trim().replace(/\.$/, '')}`;
}

/** Serves the listed files under their names; claims every other name too, so that no default loader is tried. */
function memoryOnly(files: Record<string, Uint8Array>, missing: string[]): XmlBufferInputProvider {
  const provider = new XmlBufferInputProvider(files);
  const open = provider.open.bind(provider);
  provider.match = () => true;
  provider.open = (name) => {
    if (Object.hasOwn(files, name)) return open(name);
    missing.push(name);
    return undefined;
  };
  return provider;
}

function driverOf(catalog: CatalogEntry[]): string {
  const imports = catalog.map(({ namespace, file }) => {
    return `<xs:import namespace="${escaped(namespace)}" schemaLocation="${escaped(file)}"/>`;
  });
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n${imports.join('\n')}\n</xs:schema>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function validate(validator: XsdValidator, prefixes: Prefixes, xml: string): SchemaFault[] {
  const refused = doctypeFault(xml);
  if (refused !== null) return [refused];
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(xml, { option: OPTIONS });
    if (document.dtd !== null) return [fault('xml', 'A DOCTYPE is not accepted. Remove it.')];
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlParseError) return [wellFormednessFault(error, xml)];
    if (error instanceof XmlLibError) return schemaFaults(xml, error.details, prefixes);
    if (error instanceof XmlError)
      return [fault('xml', `The document could not be validated: ${error.message}.`)];
    throw error;
  } finally {
    document?.dispose();
  }
}

function doctypeFault(xml: string): SchemaFault | null {
  const at = doctypeAt(xml);
  if (at === null) return null;
  const message = 'A DOCTYPE is not accepted: records need none, and entities could read files. Remove it.';
  return { kind: 'xml', ...at, message, element: '' };
}

function wellFormednessFault(error: XmlParseError, xml: string): SchemaFault {
  const detail = error.details.find((d) => d.level > 1);
  if (detail === undefined)
    return fault('xml', xml === '' ? 'The document is empty.' : 'This is not well-formed XML.');
  const reason = detail.message.trim().replace(/(?:, (?:use|try) XML_PARSE_HUGE.*)?\.?$/, '');
  return {
    ...fault('xml', `This is not well-formed XML: ${reason}.`),
    line: detail.line,
    column: Math.max(detail.col, 1),
  };
}

function fault(kind: SchemaFault['kind'], message: string): SchemaFault {
  return { kind, line: 1, column: 1, message, element: '' };
}

function schemaFaults(xml: string, details: ErrorDetail[], prefixes: Prefixes): SchemaFault[] {
  const errors = details.filter((detail) => detail.level > 1);
  const places = placesOf(xml, new Set(errors.flatMap((detail) => detail.xpath ?? [])));
  const faults = errors.map((detail) => {
    const { message, value } = plainFault(detail.message, prefixes);
    const at = places.get(detail.xpath ?? '') ?? {
      line: Math.max(detail.line, 1),
      column: 1,
      path: detail.xpath ?? '',
    };
    const found: SchemaFault = { kind: 'xsd', line: at.line, column: at.column, message, element: at.path };
    return value === undefined ? found : { ...found, value };
  });
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}
