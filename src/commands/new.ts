/** `voreg new`: gathers what is known of a record, and writes its skeleton. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { askForRest, type Terminal } from '../new/ask.ts';
import { FIELDS, isNeeded, type Reading, readAnswer } from '../new/fields.ts';
import { findRecord, recordPath, repositoryDefaults } from '../new/repository.ts';
import { skeleton } from '../new/skeleton.ts';
import { KINDS, type RecordKind } from '../new/types.ts';
import { completed } from '../new/values.ts';
import { FETCH_LIMITS, type FetchLimits, VosiFault } from '../new/vosi/fetch.ts';
import { askService, type ServiceMetadata } from '../new/vosi/service.ts';
import { applyRule } from '../validate/rule.ts';
import { PLACEHOLDER_RULES } from '../validate/rules/placeholder.ts';
import { parseXml } from '../xml/tree.ts';
import { UsageError } from './usage.ts';
import { placeOf } from './validate-files.ts';

export interface NewOptions {
  kind: string;
  /** By the flag's name in camel case; several for those that may be repeated. */
  answers: Record<string, string[]>;
  fromVosi: string | null;
  /** A file, `-` for standard output, null: where the ivoid says. */
  output: string | null;
  /** Who answers questions; null: nobody, what is missing is marked. */
  terminal: Terminal | null;
  /** UTC seconds. */
  now: string;
  limits?: FetchLimits;
}

export interface NewRecord {
  xml: string;
  /** As the curator would type it; null: it goes to standard output. */
  file: string | null;
  /** Marked places in their order, with what they ask for. */
  marks: { line: number; message: string }[];
  /** Sentences about what was left out of a service's description. */
  notes: string[];
}

/** Kinds whose capabilities a service can tell, and the standardID it must have. */
const FROM_VOSI: Record<string, string | null> = { tap: 'ivo://ivoa.net/std/TAP', 'catalog-service': null };

/** Makes the record and writes it unless it goes to standard output. Throws UsageError, Interrupted, and GitError. */
export async function newRecord(config: Config, options: NewOptions): Promise<NewRecord> {
  const kind = kindOf(options.kind);
  if (options.fromVosi !== null && !Object.hasOwn(FROM_VOSI, options.kind)) {
    throw new UsageError(
      `--from-vosi is for ${Object.keys(FROM_VOSI).join(' and ')}, not for ${options.kind}.`,
    );
  }
  const { records } = await placeOf(config);
  const reading: Reading = {
    kind,
    defaults: await repositoryDefaults(records),
    given: {},
    find: (ivoid) => findRecord(records, ivoid),
  };
  await readFlags(options, reading);
  const service = await serviceOf(options);
  if (service !== null) reading.given.accessURL ??= options.fromVosi ?? '';
  if (options.terminal !== null) await askForRest(reading, options.terminal);
  const file = await fileFor(options, reading, records);
  const values = completed(reading.given, reading.defaults, options.now, kind);
  const { xml, notes } = skeleton(kind, values, service);
  if (file !== null) await writeNew(file, xml);
  return {
    xml,
    notes,
    marks: marksIn(xml),
    file: file === null ? null : relative(process.cwd(), file) || file,
  };
}

function kindOf(name: string): RecordKind {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) {
    throw new UsageError(`There is no type "${name}". Types are ${Object.keys(KINDS).join(', ')}.`);
  }
  return kind;
}

async function readFlags({ answers, kind }: NewOptions, reading: Reading): Promise<void> {
  for (const field of FIELDS) {
    for (const answer of answers[field.flag] ?? []) {
      const option = field.option.replace(/ .*/, '');
      if (!isNeeded(field, reading.kind))
        throw new UsageError(`A record of type ${kind} has no place for ${option}.`);
      const fault = await readAnswer(field, answer, reading);
      if (fault !== null) throw new UsageError(`${option}: ${fault}`);
    }
  }
}

async function serviceOf({ fromVosi, kind, limits }: NewOptions): Promise<ServiceMetadata | null> {
  if (fromVosi === null) return null;
  try {
    return await askService(fromVosi, FROM_VOSI[kind] ?? null, limits ?? FETCH_LIMITS);
  } catch (error) {
    if (error instanceof VosiFault) throw new UsageError(error.message);
    throw error;
  }
}

async function fileFor({ output }: NewOptions, { given }: Reading, records: string): Promise<string | null> {
  if (given.ivoid !== undefined) {
    const other = await findRecord(records, given.ivoid);
    if (other !== null) {
      const path = join(records, other.path);
      throw new UsageError(
        `${given.ivoid} is the identifier of ${path} already. Choose another one, or edit that record.`,
      );
    }
  }
  if (output === '-') return null;
  if (output !== null) return resolve(output);
  const path = given.ivoid === undefined ? null : recordPath(given.ivoid);
  if (path === null) {
    throw new UsageError(
      'The file is named after the identifier. Give --ivoid ivo://authority/key, or --output FILE (- for the terminal) to fill it in later.',
    );
  }
  return join(records, path);
}

async function writeNew(file: string, xml: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, xml, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new UsageError(`${file} is there already, and is left as it is. Name another file with --output.`);
  });
}

function marksIn(xml: string): NewRecord['marks'] {
  const subject = { file: '', root: parseXml(xml).root, text: xml, ivoid: null, now: '' };
  const findings = PLACEHOLDER_RULES.flatMap((rule) => applyRule(rule, subject));
  return findings.map(({ finding }) => ({ line: finding.line, message: finding.message }));
}
