/** The metadata block of a links file: YAML behind `#` at its beginning (SSSOM/TSV, "Metadata block"). */
import { CORE_SCHEMA, dump, FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { BUILT_IN } from './curie.ts';
import type { LinkFault, LinkSet } from './link.ts';
import { EXTENSIONS, MAPPING_SLOTS, SET_SLOTS } from './slots.ts';

export interface Metadata {
  slots: Record<string, unknown>;
  curieMap: Record<string, string>;
  /** Columns that the file defines itself. */
  extensions: string[];
  faults: LinkFault[];
  /** Where the table begins: offset in the text, and its line. */
  end: number;
  endLine: number;
}

/** A prefix, a slot or a column has one. */
const MOST_LINES = 2000;

/** Reads the block at the beginning of `text`. All scalars are strings. Never throws. */
export function readMetadata(text: string): Metadata {
  const lines: string[] = [];
  let end = 0;
  while (text[end] === '#' && lines.length <= MOST_LINES) {
    const newline = text.indexOf('\n', end);
    const stop = newline === -1 ? text.length : newline;
    lines.push(text.slice(end + 1, stop).replace(/\r$/, ''));
    end = newline === -1 ? text.length : newline + 1;
  }
  const faults: LinkFault[] = [];
  const say = (rule: string, line: number, message: string, column = 1, found: string | null = null) => {
    faults.push({ rule, severity: 'error', line, column, found, message });
  };
  // `# key: value` is allowed if all lines have the same blanks.
  const indent = lines.reduce((least, line) => Math.min(least, /^ */.exec(line)?.[0].length ?? 0), 80);
  const yaml = lines.map((line) => line.slice(indent));
  const isLong = lines.length > MOST_LINES;
  if (isLong) {
    say('LNK-01', MOST_LINES, `The metadata block has more than ${MOST_LINES} lines: the file is not read.`);
    end = text.length;
  }
  const slots = isLong ? {} : yamlOf(yaml, say, indent);
  const lineOf = (key: string) => Math.max(1, yaml.findIndex((line) => line.startsWith(`${key}:`)) + 1);
  const curieMap = curiesOf(slots.curie_map, say, lineOf('curie_map'));
  const extensions = extensionsOf(slots.extension_definitions, say, lineOf('extension_definitions'));
  for (const key of ['mapping_set_id', 'license'] as const) {
    const value = slots[key];
    if (typeof value !== 'string' || value.trim() === '') {
      say('LNK-02', 1, `The metadata block has no ${key}. Add a line "#${key}: …" before the table.`);
    } else if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(value)) {
      say('LNK-02', lineOf(key), `${key} must be an absolute URI, not "${value}".`, 1, value);
    }
  }
  for (const key of Object.keys(slots)) {
    if (key === 'curie_map' || SET_SLOTS.includes(key) || extensions.includes(key)) continue;
    say(
      'LNK-02',
      lineOf(key),
      `"${key}" is no slot of a mapping set in SSSOM 1.1. Remove it, or mend its spelling.`,
      1,
      key,
    );
  }
  return { slots, curieMap, extensions, faults, end, endLine: lines.length + 1 };
}

type Say = (rule: string, line: number, message: string, column?: number, found?: string | null) => void;

const FORBIDDEN =
  'Directives, anchors, aliases and tags of YAML may not be used in the metadata of a links file.';

/** One that is inside of brackets: ten lines of aliases are more text than any memory holds ("billion laughs"). */
function hasAlias(value: unknown, seen: Set<unknown>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  return Object.values(value).some((inner) => hasAlias(inner, seen));
}

function yamlOf(yaml: string[], say: Say, indent: number): Record<string, unknown> {
  if (yaml.length === 0) {
    say(
      'LNK-01',
      1,
      'The file does not begin with its metadata: lines with # before the table (curie_map, mapping_set_id, license).',
    );
    return {};
  }
  const forbidden = yaml.findIndex((line) => /^(%|---|\.\.\.)|^\s*(- |[^"'\s]+: )\s*[&*!]/.test(line));
  if (forbidden !== -1) {
    say('LNK-01', forbidden + 1, FORBIDDEN);
    return {};
  }
  try {
    const value = load(yaml.join('\n'), { schema: FAILSAFE_SCHEMA });
    if (hasAlias(value, new Set())) {
      say('LNK-01', 1, FORBIDDEN);
      return {};
    }
    if (isMap(value)) return value;
    say('LNK-01', 1, 'The metadata block is not a list of "key: value" lines.');
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    say('LNK-01', line + 1, `The metadata block is not YAML here: ${error.reason}.`, column + 2 + indent);
  }
  return {};
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function curiesOf(value: unknown, say: Say, line: number): Record<string, string> {
  if (!isMap(value)) {
    say(
      'LNK-02',
      line,
      'The metadata block has no curie_map, which says what the prefixes of the identifiers stand for.',
    );
    return {};
  }
  const curies: Record<string, string> = {};
  for (const [prefix, iri] of Object.entries(value)) {
    if (typeof iri !== 'string' || !/^[a-z][a-z0-9+.-]*:\S*$/i.test(iri)) {
      say('LNK-02', line, `curie_map: the prefix "${prefix}" does not stand for a URI.`, 1, prefix);
    } else if (Object.hasOwn(BUILT_IN, prefix) && BUILT_IN[prefix] !== iri) {
      say(
        'LNK-02',
        line,
        `curie_map: "${prefix}" always stands for ${BUILT_IN[prefix]}. Remove the line, or take another prefix.`,
        1,
        prefix,
      );
    } else {
      curies[prefix] = iri;
    }
  }
  return curies;
}

function extensionsOf(value: unknown, say: Say, line: number): string[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((definition) => {
    const name = isMap(definition) ? definition.slot_name : undefined;
    if (typeof name !== 'string' || !/^[A-Za-z_][\w.-]*$/.test(name) || MAPPING_SLOTS.includes(name)) {
      say(
        'LNK-02',
        line,
        'extension_definitions: each entry needs a slot_name of its own that SSSOM does not have.',
      );
      return [];
    }
    return [name];
  });
}

/** The block in canonical form, each line with its `#` and line end. Only prefixes in `used` are declared. */
export function writeMetadata(set: LinkSet, used: Set<string>, columns: string[]): string {
  const curies = Object.entries(set.curieMap)
    .filter(([prefix]) => used.has(prefix) && !Object.hasOwn(BUILT_IN, prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const extensions = EXTENSIONS.filter(({ slot_name }) => columns.includes(slot_name));
  const others = Array.isArray(set.others.extension_definitions) ? set.others.extension_definitions : [];
  const foreign = others.filter(
    (definition) =>
      isMap(definition) && !EXTENSIONS.some(({ slot_name }) => slot_name === definition.slot_name),
  );
  const slots: Record<string, unknown> = {
    ...set.others,
    mapping_set_id: set.mappingSetId,
    license: set.license,
  };
  slots.extension_definitions = [...extensions, ...foreign].sort((a, b) =>
    String(a.property) < String(b.property) ? -1 : 1,
  );
  const ordered = SET_SLOTS.filter((key) => !isEmpty(slots[key])).map((key) => [key, slots[key]]);
  const yaml = dump(Object.fromEntries([['curie_map', Object.fromEntries(curies)], ...ordered]), {
    schema: CORE_SCHEMA,
    lineWidth: -1,
    noRefs: true,
    quotingType: '"',
  });
  return yaml.replace(/^/gm, '#').replace(/#$/, '');
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
