/**
 * `records/registry.json`: what the registry's own VOResource record cannot say (design §5): sets, transfers of
 * authorities, retired ivoids, and the sources that the harvester watches.
 */
import { z } from 'zod';
import { parseIvoid } from './ivoid.ts';

const ivoid = z.string().refine((value) => parseIvoid(value) !== null, 'not an ivoid');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'not a date like 2026-11-20');

const RESERVED = 'begins with a reserved prefix (ivo_, authority. or type.)';

const set = z.strictObject({
  // OAI-40 and RI-42: unreserved characters, not ours to begin with ivo_, and not the ones derived from records.
  setSpec: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9\-_.!~*'()]+$/, 'has characters that a setSpec may not have')
    .refine((value) => !/^(ivo_|authority\.|type\.)/i.test(value), RESERVED),
  setName: z.string().min(1),
  description: z.string().optional(),
  match: z.strictObject({
    /** Globs over the ivoid; `*` stands for any characters. */
    ivoid: z.array(z.string()).default([]),
    /** Local names of xsi:type. */
    type: z.array(z.string()).default([]),
    subject: z.array(z.string()).default([]),
  }),
});

export const registryFileSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  sets: z.array(set).default([]),
  transfers: z
    .array(
      z.strictObject({
        authority: z.string().min(3),
        to: ivoid,
        direction: z.enum(['in', 'out']),
        on: day,
        reason: z.string().min(1),
      }),
    )
    .default([]),
  retired: z.array(z.strictObject({ ivoid, on: day, reason: z.string().min(1) })).default([]),
  sources: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        kind: z.enum(['oai', 'git', 'epn-tap', 'folder']),
        url: z.string().min(1),
        set: z.string().optional(),
        ref: z.string().optional(),
      }),
    )
    .default([]),
});

export type RegistryFile = z.infer<typeof registryFileSchema>;
export type CustomSet = RegistryFile['sets'][number];

export const EMPTY_REGISTRY_FILE: RegistryFile = {
  version: 1,
  sets: [],
  transfers: [],
  retired: [],
  sources: [],
};

/** What is wrong with registry.json, for a person; `line` from 1, of the value meant where it can be found. */
export interface RegistryFileFault {
  rule: 'CONFIG' | 'RI-42';
  line: number;
  message: string;
}

/** Reads the text of registry.json. Returns the content, or one sentence for each thing that is wrong. */
export function parseRegistryFile(json: string): { file: RegistryFile } | { faults: RegistryFileFault[] } {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { faults: [notJson(json, error.message)] };
  }
  const result = registryFileSchema.safeParse(data);
  if (!result.success) {
    return {
      faults: result.error.issues.map((issue) => ({
        rule: issue.message === RESERVED ? 'RI-42' : 'CONFIG',
        line: lineOf(json, valueAt(data, issue.path)),
        message: `${issue.path.join('.') || 'registry.json'}: ${issue.message}.`,
      })),
    };
  }
  const doubled = firstRepeated(result.data.sets.map((s) => s.setSpec.toLowerCase()));
  if (doubled === null) return { file: result.data };
  const message = `sets: the setSpec ${doubled} occurs twice.`;
  return { faults: [{ rule: 'CONFIG', line: lineOf(json, doubled), message }] };
}

function notJson(json: string, reason: string): RegistryFileFault {
  const position = /position (\d+)/.exec(reason)?.[1];
  const line = position === undefined ? 1 : json.slice(0, Number(position)).split('\n').length;
  return { rule: 'CONFIG', line, message: `This is not JSON: ${reason}.` };
}

function valueAt(data: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}

/** The first line that holds a value as JSON writes it; 1 for what is not a plain value, or missing. */
function lineOf(json: string, value: unknown): number {
  if (typeof value !== 'string' && typeof value !== 'number') return 1;
  const written = JSON.stringify(value).toLowerCase();
  return json.split('\n').findIndex((line) => line.toLowerCase().includes(written)) + 1 || 1;
}

function firstRepeated(values: string[]): string | null {
  return values.find((value, index) => values.indexOf(value) !== index) ?? null;
}
