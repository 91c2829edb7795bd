/**
 * `records/registry.json`: what the registry's own VOResource record cannot say (design §5): sets, transfers of
 * authorities, retired ivoids, the sources that the harvester watches, and the searchable registries that are asked
 * whether they show what is published here.
 */
import { z } from 'zod';
import { parseIvoid } from './ivoid.ts';
import { FURTHER_PREFIXES } from './metadata-formats.ts';
import {
  firstRepeated,
  lineAt,
  linesOf,
  MOST_FAULTS,
  repeatedKey,
  short,
  unsayable,
} from './registry-file-faults.ts';

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

const webAddress = z.string().regex(/^https?:\/\/[^\s/?#]+/, 'is not an http or https address');

/** What every kind of source may have. */
const anySource = {
  /** What it is called: in `voreg harvest ID`, in reports, in links. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'has characters that a name may not have'),
  model: z.enum(['vor', 'spase']).optional(),
  /** How long versions are kept that the source has replaced. */
  expireDays: z.int().min(1).max(36_500).optional(),
  /** A full harvest when the last one is so long ago (RI-64). */
  fullDays: z.int().min(1).max(36_500).optional(),
};

/** Kind by kind, so that a key which would have no effect is an error. */
const source = z.discriminatedUnion('kind', [
  z.strictObject({
    ...anySource,
    kind: z.literal('oai'),
    url: webAddress,
    set: z.string().min(1).optional(),
    /** Also addresses of this machine and of private networks. */
    allowPrivate: z.boolean().optional(),
    /** It lists other registries (a Registry of Registries): those are harvested too. */
    discover: z.boolean().optional(),
  }),
  z.strictObject({
    ...anySource,
    kind: z.literal('git'),
    url: z.string().min(1),
    ref: z.string().min(1).optional(),
    /** Only files below this folder. */
    under: z.string().min(1).optional(),
  }),
  z.strictObject({
    ...anySource,
    kind: z.literal('epn-tap'),
    url: webAddress,
    allowPrivate: z.boolean().optional(),
  }),
  z.strictObject({ ...anySource, kind: z.literal('folder'), url: z.string().min(1) }),
]);

/** Nothing that anybody may read holds a password, and what comes after the host is ours to append to. */
const tapAddress = z
  .string()
  .regex(
    /^https?:\/\/[^\s/?#@{}]+(?:\/[^\s?#@]*)?$/,
    'is not an http or https address without "?", "#" or "@"',
  );

/** An address in which `{ivoid}` and `{baseURL}` stand for our registry's; never in the host's name. */
const triggerAddress = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@{}]+(?:[/?][^\s#]*)?$/, 'is not an http or https address without "#" or "@"')
  .refine(
    (value) => !/[{}]/.test(value.replaceAll(/\{(?:ivoid|baseURL)\}/g, '')),
    'has braces around something else than ivoid and baseURL',
  );

/** A searchable registry (RegTAP): asked what it shows of us, and told when something has changed. */
const searchable = z
  .strictObject({
    id: anySource.id,
    /** Base URL of its TAP service. */
    tap: tapAddress,
    /** Where it is told to harvest us now. */
    trigger: triggerAddress.optional(),
    /** How; by POST, what follows the `?` is sent as a form. GET if not given. */
    method: z.enum(['GET', 'POST']).optional(),
    /** Also addresses of this machine and of private networks. */
    allowPrivate: z.boolean().optional(),
  })
  .refine(({ method, trigger }) => method === undefined || trigger !== undefined, {
    path: ['method'],
    message: 'has no effect without a trigger',
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
  sources: z.array(source).default([]),
  /** SPASE authorities whose owners have agreed that their records are published as ours (reconcile proposes them). */
  consents: z
    .array(
      z.strictObject({
        /** Naming authority, e.g. CNES. */
        spase: z.string().regex(/^[A-Za-z0-9_-]+$/, 'is not a SPASE naming authority'),
        /** Under which of our authorities they are published. */
        authority: z.string().min(3),
        /** Where the owner has said so. */
        consent: webAddress,
      }),
    )
    .default([]),
  searchable: z.array(searchable).default([]),
  /** What OAI-PMH offers beside ivo_vor and oai_dc; everything there is if not given. */
  formats: z.array(z.enum(FURTHER_PREFIXES)).optional(),
});

export type RegistryFile = z.infer<typeof registryFileSchema>;
/** A source as registry.json has it. */
export type SourceEntry = RegistryFile['sources'][number];
export type Searchable = RegistryFile['searchable'][number];
export type Consent = RegistryFile['consents'][number];
export type CustomSet = RegistryFile['sets'][number];

export const EMPTY_REGISTRY_FILE: RegistryFile = {
  version: 1,
  sets: [],
  transfers: [],
  retired: [],
  sources: [],
  consents: [],
  searchable: [],
};

/** What is wrong with registry.json, for a person; `line` from 1, of the value meant where it can be found. */
export interface RegistryFileFault {
  rule: 'CONFIG' | 'RI-42';
  line: number;
  message: string;
}

/** Reads the text of registry.json. Returns the content, or one sentence for each thing that is wrong. */
export function parseRegistryFile(json: string): { file: RegistryFile } | { faults: RegistryFileFault[] } {
  const fault = (line: number, message: string, rule: RegistryFileFault['rule'] = 'CONFIG') => ({
    ...{ rule, line },
    message: short(message),
  });
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /position (\d+)/.exec(error.message)?.[1];
    const line = position === undefined ? 1 : lineAt(json, Number(position));
    return { faults: [fault(line, `This is not JSON: ${error.message}.`)] };
  }
  const twice = repeatedKey(json);
  if (twice !== null) return { faults: [fault(twice.line, twice.message)] };
  const lineOf = linesOf(json);
  const result = registryFileSchema.safeParse(data);
  if (!result.success) {
    const { issues } = result.error;
    const faults = issues.slice(0, MOST_FAULTS).map(({ path, message }) => {
      const rule = message === RESERVED ? 'RI-42' : 'CONFIG';
      return fault(lineOf(valueAt(data, path)), `${path.join('.') || 'registry.json'}: ${message}.`, rule);
    });
    const left = issues.length - faults.length;
    return { faults: left === 0 ? faults : [...faults, fault(1, `There are ${left} more faults.`)] };
  }
  const spoilt = unsayable(result.data);
  if (spoilt !== null)
    return {
      faults: [
        fault(
          lineOf(spoilt),
          `${JSON.stringify(spoilt)} has a character that XML and databases cannot hold.`,
        ),
      ],
    };
  const names = [
    { what: 'sets: the setSpec', of: result.data.sets.map((s) => s.setSpec) },
    { what: 'sources: the id', of: result.data.sources.map((s) => s.id) },
    { what: 'searchable: the id', of: result.data.searchable.map((s) => s.id) },
  ];
  const doubled = names.flatMap(({ what, of }) => {
    const name = firstRepeated(of.map((one) => one.toLowerCase()));
    return name === null ? [] : [fault(lineOf(name), `${what} ${name} occurs twice.`)];
  });
  return doubled.length === 0 ? { file: result.data } : { faults: doubled };
}

function valueAt(data: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    data,
  );
}
