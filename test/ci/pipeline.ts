/**
 * A GitLab pipeline as its files say: read, checked strictly, with `include: local` and `extends` resolved the way GitLab
 * does (docs.gitlab.com/ci/yaml: maps merge by key, the including and the extending file win). Only what our files use:
 * a keyword that is not listed here is an error, misspelt or new.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';

const variables = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.strictObject({ value: z.string(), description: z.string() })]),
);
const when = z.enum(['on_success', 'on_failure', 'always', 'never', 'manual']);
const rules = z.array(
  z.strictObject({ if: z.string().optional(), when: when.optional(), variables: variables.optional() }),
);
const script = z.array(z.string());

const job = z.strictObject({
  extends: z.string().optional(),
  stage: z.string().optional(),
  image: z
    .union([z.string(), z.strictObject({ name: z.string(), entrypoint: z.array(z.string()) })])
    .optional(),
  services: z.array(z.string()).optional(),
  variables: variables.optional(),
  before_script: script.optional(),
  script: script.optional(),
  rules: rules.optional(),
  parallel: z.strictObject({ matrix: z.array(z.record(z.string(), z.array(z.string()))) }).optional(),
  interruptible: z.boolean().optional(),
  resource_group: z.string().optional(),
  timeout: z
    .string()
    .regex(/^\d+ (minutes|hours)$/)
    .optional(),
  allow_failure: z.strictObject({ exit_codes: z.number() }).optional(),
  artifacts: z
    .strictObject({
      when: z.enum(['on_success', 'on_failure', 'always']).optional(),
      expire_in: z
        .string()
        .regex(/^\d+ (days?|weeks?)$/)
        .optional(),
      // GitLab allows no other characters here, and says so only when the job has run.
      expose_as: z
        .string()
        .regex(/^[\w\- ]{1,100}$/)
        .optional(),
      paths: z.array(z.string()).optional(),
      reports: z
        .strictObject({ junit: z.string().optional(), codequality: z.string().optional() })
        .optional(),
    })
    .optional(),
});
export type Job = z.infer<typeof job>;

const file = z
  .object({
    include: z.array(z.strictObject({ local: z.string().regex(/^\//) })).optional(),
    stages: z.array(z.string()).optional(),
    workflow: z.strictObject({ rules }).optional(),
    variables: variables.optional(),
  })
  .catchall(job);

export interface Pipeline {
  stages: string[];
  variables: Record<string, unknown>;
  /** By name; hidden ones are resolved away. */
  jobs: Map<string, Job>;
}

const GLOBAL = new Set(['include', 'stages', 'workflow', 'variables']);

/** Reads `path` (from the root of the project) with all that it includes. Throws for anything that GitLab would refuse. */
export function readPipeline(root: string, path: string): Pipeline {
  const merged = readMerged(root, path);
  const stages = (merged.stages as string[] | undefined) ?? ['build', 'test', 'deploy'];
  const jobs = new Map<string, Job>();
  for (const name of Object.keys(merged).filter((key) => !GLOBAL.has(key) && !key.startsWith('.'))) {
    const resolved = job.omit({ extends: true }).parse(extended(merged, name));
    if (resolved.script === undefined) throw new Error(`${name} has no script`);
    if (!stages.includes(resolved.stage ?? 'test'))
      throw new Error(`${name} is in the stage ${resolved.stage}, which is none`);
    jobs.set(name, resolved);
  }
  return { stages, variables: (merged.variables as Record<string, unknown> | undefined) ?? {}, jobs };
}

type Tree = Record<string, unknown>;

function readMerged(root: string, path: string): Tree {
  const at = join(root, path);
  if (!existsSync(at)) throw new Error(`${path} is included but not there`);
  const content = file.parse(load(readFileSync(at, 'utf8'))) as Tree & { include?: { local: string }[] };
  const included = (content.include ?? []).map(({ local }) => readMerged(root, local));
  return [...included, content].reduce(merge, {});
}

function extended(all: Tree, name: string): Tree {
  const { extends: parent, ...own } = (all[name] ?? {}) as Tree & { extends?: string };
  if (parent === undefined) return own;
  if (all[parent] === undefined) throw new Error(`${name} extends ${parent}, which is not there`);
  return merge(extended(all, parent), own);
}

function merge(under: Tree, over: Tree): Tree {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isTree(below) && isTree(value) ? merge(below, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Paths of all files that a job promises when it ends well. */
export function artifactsOf({ artifacts }: Job): string[] {
  if (artifacts?.when === 'on_failure') return [];
  const { junit, codequality } = artifacts?.reports ?? {};
  return [...(artifacts?.paths ?? []), junit, codequality].filter((path) => path !== undefined);
}
