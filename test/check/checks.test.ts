/** Each check: silent about a right registry, and not about one that is wrong in just that. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ask, NoAnswer } from '../../src/check/ask.ts';
import { allChecks, CHECKS, type Examination, examine } from '../../src/check/run.ts';
import { UNSEEN } from '../../src/check/unseen.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { DAYS } from './registry.ts';
import { type Spoil, type SpoiledRegistry, spoiledRegistry } from './spoiling-proxy.ts';
import { REFUSALS, SPOILS } from './spoils.ts';
import { inShort, visit } from './visit.ts';

let schema: LoadedSchema;
let registry: SpoiledRegistry;
beforeAll(async () => {
  schema = await loadSchema('xsd');
  registry = await spoiledRegistry(schema, DAYS);
});
afterAll(async () => {
  await registry.close();
  schema.dispose();
});

async function examined(spoil: Spoil | null, only: string[]): Promise<Examination> {
  registry.spoil = spoil;
  return visit(registry.url, { schema, only });
}

/** Not testable with a registry at a port: it has a test of its own. */
const OTHERWISE = ['http/other-scheme'];

describe('a right registry', () => {
  it('breaks nothing, is warned of nothing, and all is tested that can be', async () => {
    const { verdicts, incomplete } = await examined(null, []);
    expect(incomplete).toBeNull();
    const serious = verdicts.map((verdict) => ({
      ...verdict,
      findings: verdict.findings.filter(({ level }) => level !== 'info'),
    }));
    expect(serious.flatMap(inShort)).toEqual([]);
    const idle = verdicts.filter(
      ({ outcome, id }) => outcome === 'not testable' && !id.startsWith('unseen/'),
    );
    expect(idle.map(({ id }) => id).sort()).toEqual([
      'answers/retry-after',
      'dates/too-fine',
      'deletions/none-announced',
      'http/other-scheme',
      'paging/expiry',
      'sets/deepest',
    ]);
  });
});

describe('a registry that is wrong', () => {
  const seeing = allChecks().filter(
    ({ id }) => !UNSEEN.some((one) => one.id === id) && !OTHERWISE.includes(id),
  );

  it.each(seeing.map(({ id }) => id))('is seen by %s', async (id) => {
    const make = SPOILS[id] ?? REFUSALS;
    // What is looked at in every answer needs some answers.
    const company = ['identify/answers', 'arguments/no-verb', 'sets/answers', 'lists/answers'];
    const only = id.startsWith('answers/') ? [id, ...company] : [id];
    const { verdicts } = await examined(make(), only);
    const verdict = verdicts.find((one) => one.id === id);
    expect(verdict, 'the check ran').toBeDefined();
    expect({ outcome: verdict?.outcome, reason: verdict?.reason }).toMatchObject({ outcome: 'found' });
  });

  it('has a change for every check that is not a refusal, and none for what is no check', () => {
    const ids = seeing.map(({ id }) => id);
    expect(Object.keys(SPOILS).filter((id) => !ids.includes(id))).toEqual([]);
    const plain = ids.filter((id) => SPOILS[id] === undefined);
    expect(plain.filter((id) => !/^(arguments|dates)\//.test(id))).toEqual([]);
  });
});

describe('http/other-scheme', () => {
  const identify = (name: string) =>
    `<OAI-PMH><Identify><repositoryName>${name}</repositoryName></Identify></OAI-PMH>`;
  it.each([
    ['the same registry', 'A', 'pass'],
    ['another one', 'B', 'found'],
    ['nothing', null, 'not testable'],
  ])('finds %s behind https', async (_, name, outcome) => {
    const ask: Ask = async ({ url }) => {
      const isOther = url?.startsWith('https:') === true;
      if (isOther && name === null) throw new NoAnswer('nobody listens');
      const body = Buffer.from(identify(isOther ? (name ?? '') : 'A'));
      return { status: 200, headers: {}, url: url ?? '', body, encoding: null };
    };
    const limits = { requests: 10, records: 10, deadline: Date.now() + 60_000 };
    const only = ['http/other-scheme', 'answers/arrives'];
    const { verdicts } = await examine({ base: 'http://registry.example/oai', ask, limits, schema, only });
    expect(verdicts.map((verdict) => [verdict.id, verdict.outcome])).toEqual([
      ['answers/arrives', 'pass'],
      ['http/other-scheme', outcome],
    ]);
  });
});

describe('the checks', () => {
  it('have ids of their own and cite what they ask', () => {
    const ids = allChecks().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { asks, citation, rule } of allChecks()) {
      expect(asks).toMatch(/[.)]$/);
      expect(citation).not.toBe('');
      expect(rule).toMatch(/^(RI|OAI|IDN|VOR|HV)-\d\d$/);
    }
    expect(CHECKS.length).toBeGreaterThan(90);
  });

  it('look at every row about registries in the requirements, or say why it cannot be seen', () => {
    const said = allChecks()
      .map(({ rule, citation }) => `${rule} ${citation}`)
      .join('\n');
    expect(ROWS.filter((row) => !said.includes(row))).toEqual([]);
  });
});

/** Registry Interfaces and OAI-PMH, as the rule ids of this project number them (docs/curating.md). */
const ROWS = [
  ...rows('RI', [1, 9], [10, 19], [20, 27], [30, 35], [40, 45], [50, 55], [60, 65]),
  ...rows('OAI', [1, 9], [10, 18], [20, 29], [30, 34], [40, 45], [50, 53], [60, 72], [80, 88]),
];

function rows(prefix: string, ...ranges: [first: number, last: number][]): string[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => `${prefix}-${String(first + i).padStart(2, '0')}`),
  );
}
