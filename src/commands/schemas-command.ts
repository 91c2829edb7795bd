/** `voreg schemas compare DIR`: our statement of the schemas against published ones. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Config, PROGRAM_DIR, readConfig } from '../config.ts';
import { type Comparison, compareSchemas } from '../schemas/compare.ts';
import { facetValues } from '../schemas/facets.ts';
import { loadPublished, type PublishedSchemas } from '../schemas/published.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { loadSchema } from '../xml/schema.ts';
import { serveRecord, withUpdated } from '../xml/served.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { UsageError } from './usage.ts';

interface Options {
  mutants: string;
  seed: string;
  output?: string;
}

const CREATED = '2020-01-01T00:00:00Z';

/** Adds the command; `done` gets 0 if there is no difference outside STC, else 1. */
export function addSchemasCommand(program: Command, done: (code: number) => void): void {
  program
    .command('schemas')
    .description('upkeep of the XML schemas')
    .command('compare')
    .description(
      'compare verdicts of our schemas with those of published ones, on records and on spoilt copies of them',
    )
    .argument('<dir>', 'folder of published .xsd files')
    .argument('[record...]', 'files or folders of records; nothing: records/ and examples/ of this program')
    .option('--mutants <number>', 'how many spoilt copies', '20000')
    .option('--seed <number>', 'of the spoiling, to repeat a run', '1')
    .option('--output <file>', 'all differences with their documents, as JSON')
    .action(async (dir: string, paths: string[], options: Options) => {
      done(await compare(readConfig(process.env), dir, paths, options));
    });
}

async function compare(config: Config, dir: string, paths: string[], options: Options): Promise<number> {
  const mutants = wholeNumber('--mutants', options.mutants);
  const ours = await loadSchema(config.xsdDir);
  const published = await loadPublished(dir, ours.catalog, (file) =>
    readFile(join(config.xsdDir, file), 'utf8'),
  );
  const chosen = paths.length > 0 ? paths : [join(PROGRAM_DIR, 'records'), join(PROGRAM_DIR, 'examples')];
  const documents = (await Promise.all(chosen.map(documentsAt))).flat();
  if (documents.length === 0) throw new UsageError(`There is no record in ${chosen.join(', ')}.`);
  const values = facetValues([
    ...(await Promise.all(ours.catalog.map(({ file }) => readFile(join(config.xsdDir, file), 'utf8')))),
    ...published.texts,
  ]);
  const showProgress = process.stderr.isTTY === true;
  const result = await compareSchemas(
    ours,
    published.schema,
    documents,
    values,
    mutants,
    wholeNumber('--seed', options.seed),
    (n) => {
      if (showProgress) process.stderr.write(`\r${n} of ${mutants} spoilt copies`);
    },
  );
  if (showProgress) process.stderr.write('\r\u001b[K');
  if (options.output !== undefined) await writeFile(options.output, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(describe(published, result));
  return result.differences.some((d) => !d.hasStc) ? 1 : 0;
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`${name} ${value} is not a whole number.`);
  return Number(value);
}

/** Records below a path, as they would be served; what is no XML or no record with an update to fill in is taken as it is. */
async function documentsAt(path: string): Promise<{ file: string; text: string }[]> {
  const names = path.endsWith('.xml')
    ? [path]
    : (await readdir(path, { recursive: true })).sort().map((name) => join(path, name));
  const found = await Promise.all(names.filter((name) => name.endsWith('.xml')).map(documentAt));
  return found.filter((document) => document !== null);
}

async function documentAt(file: string): Promise<{ file: string; text: string } | null> {
  try {
    const document = parseXml(decodeXml(await readFile(file)));
    if (document.root.local !== 'Resource') return { file, text: document.text };
    const { bytes, updatedAt } = serveRecord(document, CREATED);
    return { file, text: withUpdated(bytes, updatedAt, CREATED).toString('utf8') };
  } catch (error) {
    if (error instanceof XmlFault || error instanceof EncodingFault) return null;
    throw error;
  }
}

const SHOWN = 20;

function describe({ chosen, lacking }: PublishedSchemas, result: Comparison): string {
  const outside = result.differences.filter((d) => !d.hasStc);
  const inStc = result.differences.length - outside.length;
  const lines = [
    ...chosen.map(
      ({ namespace, file, version }) => `${namespace}  ${file}${version === '' ? '' : `  (${version})`}`,
    ),
    ...lacking.map((namespace) => `${namespace}  not in the folder, not compared`),
    '',
    `${result.documents} documents, ${result.boundaries} copies with a value at the edge and ${result.mutants} spoilt copies, of which the published schemas accept ${result.accepted}:`,
    `${outside.length} different verdicts outside STC, ${inStc} where STC occurs.`,
    ...outside
      .slice(0, SHOWN)
      .flatMap((d) => [
        '',
        `${d.file}: ${d.operation || 'as it is'}`,
        `  ours:      ${d.ours ?? 'valid'}`,
        `  published: ${d.published ?? 'valid'}`,
      ]),
    ...(outside.length > SHOWN ? [`… and ${outside.length - SHOWN} more: see --output.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
