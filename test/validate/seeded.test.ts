/**
 * Seeded faults: each requirement broken in a model record, as someone would who knows requirements.md only. What counts
 * is that the right rule speaks at the right line; other rules may speak of the same fault too.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckContext, checkFile } from '../../src/validate/check.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { NOT_RULES } from '../../src/validate/not-rules.ts';
import { ruleDocs, rulesOf } from '../../src/validate/rules.ts';
import { Collected, reportOf } from '../../src/validate/validate.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { CONTENT_SEEDS } from './seeds/content.ts';
import { IDENTITY_SEEDS } from './seeds/identity.ts';
import { modelText, type Seed, seeded } from './seeds/seed.ts';
import { SERVICE_SEEDS } from './seeds/service.ts';
import { SET_MODELS, SET_SEEDS } from './seeds/sets.ts';
import { TABLE_SEEDS } from './seeds/tables.ts';
import { TAP_SEEDS } from './seeds/tap.ts';

const NOW = '2026-11-20T12:00:00Z';
const SEEDS: Seed[] = [...IDENTITY_SEEDS, ...CONTENT_SEEDS, ...SERVICE_SEEDS, ...TABLE_SEEDS, ...TAP_SEEDS];

/** Rules about a single record, or about records of one set, that requirements.md has ids for. */
const REQUIREMENT = /^(IDN|VOR|CUR|CON|SVC|VDS|TAP|STD|DOC)-|^RI-(1\d|2[467]|42|55)$/;
/** About what was there before: across.test.ts. */
const BEFORE = 'IDN-08';

let schema: LoadedSchema;
let context: CheckContext;
beforeAll(async () => {
  schema = await loadSchema('xsd');
  context = { schema, rules: rulesOf('rec'), now: NOW };
});
afterAll(() => schema.dispose());

/** What validate says of a folder of records. */
function findingsOf(files: Map<string, string>): Finding[] {
  const collected = new Collected();
  for (const [file, text] of files) {
    const { findings, summaries } = checkFile(Buffer.from(text, 'utf8'), file, context);
    collected.add({ file, findings, summaries, corrections: [], fixed: [], unfixed: null });
  }
  return reportOf('rec', collected, {
    others: [],
    disappeared: [],
    findings: [],
    isWhole: true,
    registryFile: null,
    registryFilePath: 'records/registry.json',
  }).findings;
}

/** Null if the rule speaks at that line, else what was said instead. */
function missOf(rule: string, file: string, line: number, findings: Finding[], seed: unknown): string | null {
  const said = findings.filter((finding) => finding.file === file);
  if (said.some((finding) => finding.rule === rule && finding.line === line)) return null;
  const instead = said.map((finding) => `${finding.rule}:${finding.line} ${finding.message}`).join('; ');
  return `${JSON.stringify(seed)} expected ${rule}:${line}, not ${instead}`;
}

function missOfSeed(seed: Seed): string | null {
  const [rule, model, ...changes] = seed;
  const { text, line } = seeded(model, changes);
  if (line === null) throw new Error(`${JSON.stringify(seed)} has no mark`);
  return missOf(rule, model, line, checkFile(Buffer.from(text, 'utf8'), model, context).findings, seed);
}

describe('a fault in a record is reported by its rule, at its line', () => {
  it.each([...new Set(SEEDS.map(([rule]) => rule))])('%s', (rule) => {
    const misses = SEEDS.filter((seed) => seed[0] === rule).map(missOfSeed);
    expect(misses.filter((miss) => miss !== null)).toEqual([]);
  });
});

describe('a fault across records is reported by its rule, in its file and at its line', () => {
  it.each(SET_SEEDS.map((seed, index) => ({ ...seed, index })))('$rule ($index)', ({ rule, files }) => {
    const set = new Map(SET_MODELS.map((model) => [model, modelText(model)]));
    let expected: { file: string; line: number } | null = null;
    for (const [file, changes] of Object.entries(files)) {
      if (changes === null) {
        set.delete(file);
        continue;
      }
      const made = Array.isArray(changes) ? seeded(file, changes) : seeded(changes.copy, changes.changes);
      set.set(file, made.text);
      if (made.line !== null) expected = { file, line: made.line };
    }
    if (expected === null) throw new Error(`${rule} has no mark`);
    expect(missOf(rule, expected.file, expected.line, findingsOf(set), files)).toBeNull();
  });
});

it('the header of an OAI-PMH answer that names another record is reported', () => {
  const record = modelText('org/padc').replace(/^<\?xml.*\n/, '');
  const answer = (identifier: string) =>
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record>\n<header>\n<identifier>${identifier}</identifier>\n<datestamp>2026-11-20T00:00:00Z</datestamp></header>\n<metadata>${record}</metadata></record></GetRecord></OAI-PMH>`;
  const said = (identifier: string) =>
    checkFile(Buffer.from(answer(identifier), 'utf8'), 'a.xml', context)
      .findings.filter(({ rule }) => rule === 'RI-10')
      .map(({ line }) => line);
  expect(said('oai:padc.example:org/padc')).toEqual([3]);
  expect(said('ivo://padc.example/org/PADC')).toEqual([3]);
  expect(said('ivo://padc.example/org/padc')).toEqual([]);
});

it('every rule with a requirement has a seed', () => {
  const have = new Set([...SEEDS.map(([rule]) => rule), ...SET_SEEDS.map(({ rule }) => rule), BEFORE]);
  const left = ruleDocs().filter(({ id }) => REQUIREMENT.test(id) && !have.has(id));
  expect(left.map(({ id }) => id)).toEqual([]);
  expect(NOT_RULES.filter(({ id }) => have.has(id))).toEqual([]);
});
