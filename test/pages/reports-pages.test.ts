import { describe, expect, it } from 'vitest';
import { type AnomaliesShown, anomaliesPage } from '../../src/pages/anomalies-page.ts';
import { framed, type Page } from '../../src/pages/frame.ts';
import { type ReconcileShown, reconcilePage } from '../../src/pages/reconcile-page.ts';
import { type SourceShown, sourcesPage } from '../../src/pages/sources-page.ts';
import { type StatusData, statusPage } from '../../src/pages/status-page.ts';
import { type CheckedPart, validatePage } from '../../src/pages/validate-page.ts';
import type { View } from '../../src/pages/view.ts';
import { expectGoodPage } from './valid-html.ts';

const VIEW: View = { language: 'en', isChosen: false, root: './', query: '', registry: 'R' };
const FRENCH: View = { ...VIEW, language: 'fr', isChosen: true };
const HOSTILE = `<script>alert("1")</script>'"&`.repeat(400);
const AT = '2026-11-20T10:00:00Z';

async function good(page: Page, view: View = VIEW): Promise<string> {
  const text = framed(view, page).text;
  await expectGoodPage(text);
  return text;
}

/** The same page in both languages, each good; the English one. */
async function inBoth(make: (view: View) => Page): Promise<string> {
  await good(make(FRENCH), FRENCH);
  return good(make(VIEW));
}

const WELL: StatusData = {
  ...{
    version: '1',
    generation: 4,
    ledger: 'l',
    commit: 'c0ffee',
    publishedAt: AT,
    knownAt: '2026-11-20T10:00:00.123Z',
  },
  ...{ database: 'up', counts: { live: 1234, deleted: 1 }, repository: { seenAt: AT, awaySince: null } },
  ...{ lastLook: { at: AT, error: null }, waitsForAcceptShrink: null, lastRefusal: null, sources: [] },
  ...{ access: null, search: { indexed: 1235, behind: [] }, monitor: null, visible: [], triggers: [] },
};
const UNKNOWN: StatusData = {
  ...{ version: '1', generation: null, ledger: null, commit: null, publishedAt: null, knownAt: null },
  ...{ database: 'away', counts: null, repository: null, lastLook: null, waitsForAcceptShrink: null },
  ...{
    lastRefusal: null,
    sources: null,
    access: null,
    search: null,
    monitor: null,
    visible: null,
    triggers: null,
  },
};
const finding = (message: string) => ({
  file: 'records/a.xml',
  line: 7,
  rule: 'VOR-09',
  message,
  fix: '<b>',
});
const harvester = {
  ...{ name: HOSTILE, kind: 'harvester', requests: 1, records: 2, harvestsBegun: 2, harvestsCompleted: 1 },
  ...{ lastHarvest: null, lastList: 'broken off' },
};

describe('the status page', () => {
  it('says that all is well, and what is served', async () => {
    const text = await inBoth((view) => statusPage(view, WELL));
    expect(text).toContain('All is well');
    expect(text).toContain('1,234 live, 1 deleted');
    expect(text).not.toContain('What there is to do');
    expect(text).toContain('href="?format=json"');
  });

  it('is there while nothing is known', async () => {
    const text = await inBoth((view) => statusPage(view, UNKNOWN));
    expect(text).toContain('The database does not answer.');
  });

  it.each<[string, Partial<StatusData>, string[]]>([
    ['nothing published', { generation: null }, ['Nothing has been published yet.']],
    [
      'a refused commit',
      { lastRefusal: { commit: 'abcdef0123456789', at: AT, findings: [finding('Say more.')] } },
      [
        'Commit abcdef012345 was refused',
        'git checkout abcdef0123456789 &#38;&#38; npx voreg validate',
        '<code>records/a.xml</code>, line 7',
        'Say more.',
        'Write instead: <code>&#60;b&#62;</code>',
      ],
    ],
    [
      'one that takes away too much',
      { waitsForAcceptShrink: 'abc', lastRefusal: { commit: 'abc', at: AT, findings: [finding('x')] } },
      ['npx voreg publish --accept-shrink abc'],
    ],
    [
      'a repository that is away',
      { repository: { seenAt: null, awaySince: AT }, lastLook: { at: AT, error: 'fatal: <no> token' } },
      [`cannot be read since ${AT}`, 'fatal: &#60;no&#62; token'],
    ],
    ['a look that failed', { lastLook: { at: AT, error: 'disk full' } }, ['went wrong:', 'disk full']],
    [
      'a source with an alarm, and one that is not complete',
      {
        sources: [
          {
            id: 'rofr',
            lastFull: AT,
            lastIncremental: null,
            records: 1,
            complete: false,
            alarm: 'Half is gone.',
            reason: null,
          },
          {
            id: 'b',
            lastFull: null,
            lastIncremental: null,
            records: 0,
            complete: false,
            alarm: null,
            reason: 'x',
          },
        ],
      },
      [
        'npx voreg harvest rofr --accept-drop',
        'Half is gone.',
        'The last harvest of one source was not complete:',
        'waits for a person',
      ],
    ],
    [
      'searchable registries',
      {
        visible: [
          {
            service: 'regtap',
            askedAt: AT,
            error: null,
            active: 9,
            visible: 8,
            stale: 1,
            missing: 1,
            resurrected: 0,
            foreign: 0,
          },
          { service: 'esa', askedAt: AT, error: 'no answer in time' },
          { service: 'esac', askedAt: AT, error: null, active: 9, visible: 8, missing: 1 },
        ],
        triggers: [{ service: 'regtap', generation: 3, calledAt: AT, error: 'HTTP 500' }],
      },
      [
        'regtap shows 2 of our records not as they are.',
        'esac shows one of our records not as it is.',
        'npx voreg visible',
        'no answer in time',
        'HTTP 500',
      ],
    ],
    [
      'a search that is behind',
      { search: { indexed: 1, behind: ['own', 'rofr'] } },
      ['not caught up with own, rofr'],
    ],
  ])('says what to do about %s', async (_case, trouble, sentences) => {
    const text = await inBoth((view) => statusPage(view, { ...WELL, ...trouble }));
    expect(text).not.toContain('All is well');
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  it('5,000 findings, sources, harvesters, all hostile: under 50 KB, told how many are left out', async () => {
    const many = <T>(one: T) => Array<T>(5000).fill(one);
    const text = await good(
      statusPage(VIEW, {
        ...WELL,
        lastLook: { at: AT, error: HOSTILE },
        lastRefusal: { commit: HOSTILE, at: AT, findings: many(finding(HOSTILE)) },
        sources: many({
          id: HOSTILE,
          lastFull: AT,
          lastIncremental: AT,
          records: 1,
          complete: false,
          alarm: HOSTILE,
          reason: null,
        }),
        access: {
          days: 30,
          requests: 1,
          records: 1,
          harvestsBegun: 1,
          harvestsCompleted: 1,
          harvesters: many(harvester),
        },
        visible: many({ service: HOSTILE, askedAt: AT, error: HOSTILE }),
        triggers: many({ service: HOSTILE, generation: 1, calledAt: AT, error: HOSTILE }),
      }),
    );
    expect(text).toMatch(
      /4,9\d\d more findings are not shown: the JSON has the first 1,000, and voreg publish shows all/,
    );
  });
});

const SOURCE: SourceShown = {
  ...{
    id: 'rofr',
    kind: 'oai',
    url: 'https://rofr.example/oai',
    records: 1234,
    deleted: 5,
    quarantined: 2,
    drift: 3,
  },
  ...{
    complete: true,
    lastFull: AT,
    lastIncremental: null,
    due: { next: null, full: true },
    alarm: null,
    reason: null,
  },
  deviations: [{ says: 'There is a <DOCTYPE>.', count: 3, example: 'x&y' }],
};

describe('the page of sources', () => {
  it('how each stands, and what it does otherwise', async () => {
    const never: SourceShown = {
      ...SOURCE,
      id: 'new',
      url: null,
      complete: false,
      lastFull: null,
      records: 0,
      due: null,
      reason: 'It was never harvested.',
      deviations: [],
    };
    const text = await inBoth((view) => sourcesPage(view, [SOURCE, never], 1));
    for (const said of [
      '1,234 live, 5 deleted',
      'at once',
      'There is a &#60;DOCTYPE&#62;.',
      'never harvested',
      'by hand only',
      'href="./search?origin=rofr"',
    ])
      expect(text).toContain(said);
  });

  it('none: what to do', async () => {
    expect(await inBoth((view) => sourcesPage(view, [], 1))).toContain('npx voreg harvest --source');
  });

  it('hundreds, in pages; hostile ones', async () => {
    const all = Array.from({ length: 60 }, (_, i) => ({ ...SOURCE, id: `s${i}` }));
    const text = await good(sourcesPage(VIEW, all, 2));
    expect(text).toContain('href="?page=3"');
    expect(text).toContain('<bdi>s25</bdi>');
    const bad = { ...SOURCE, id: HOSTILE, url: 'javascript:alert(1)', alarm: HOSTILE, reason: HOSTILE };
    const deviations = Array(100).fill({ says: HOSTILE, count: 1, example: HOSTILE });
    const cut = await good(
      sourcesPage(VIEW, Array<SourceShown>(25).fill({ ...bad, deviations: deviations.slice(0, 3) }), 1),
    );
    expect(cut).toContain('more sources are not shown');
  });
});

const ANOMALIES: AnomaliesShown = {
  at: AT,
  summary: { sources: 2, records: 1500, errors: 1, warnings: 0, infos: 0 },
  sources: [{ id: 'b', reason: 'It broke off.' }],
  ...{ incomplete: ['b'], unvalidated: 12 },
  anomalies: [
    {
      ...{
        code: 'double',
        severity: 'error',
        title: 'Duplicates',
        means: 'M.',
        todo: 'T.',
        citation: 'RI',
        count: 9,
      },
      examples: [{ says: 'a <b>' }],
    },
  ],
};

describe('the page of anomalies', () => {
  it('what was found, what it stands on', async () => {
    const text = await inBoth((view) =>
      anomaliesPage(view, { report: ANOMALIES, isOld: false, isMaking: false }),
    );
    for (const said of [
      'As known at 2026-11-20 10:00:00 UTC',
      '1,500 records of 2 sources',
      'It broke off.',
      'a &#60;b&#62;',
      'and 8 more',
      '12 records were not validated yet',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('being made');
  });

  it.each([
    [null, false, true, 'The report is being made just now'],
    [null, false, false, 'making one failed a moment ago'],
    [ANOMALIES, true, true, 'a new report is being made'],
    [ANOMALIES, true, false, 'A new report is made when'],
  ])('which state it is of: %#', async (report, isOld, isMaking, said) => {
    expect(await inBoth((view) => anomaliesPage(view, { report, isOld, isMaking }))).toContain(said);
  });

  it('forty kinds with hostile cases', async () => {
    const [kind] = ANOMALIES.anomalies;
    if (kind === undefined) throw new Error('there is one');
    const anomalies = Array.from({ length: 40 }, (_, i) => ({
      ...kind,
      code: `k${i}`,
      examples: Array(9).fill({ says: HOSTILE }),
    }));
    const report = { ...ANOMALIES, anomalies, incomplete: Array(500).fill(HOSTILE) };
    const text = await good(anomaliesPage(VIEW, { report, isOld: false, isMaking: false }));
    expect(text).toMatch(/\d+ kinds are not shown in full/);
    for (const [, id] of text.matchAll(/<a href="#(k\d+)">/g)) expect(text).toContain(`<h3 id="${id}">`);
  });
});

const RECONCILED: ReconcileShown = {
  ...{
    scope: 'all',
    at: AT,
    here: { records: 79, links: 3, commit: 'c0ffee' },
    held: null,
    caveats: ['Careful.'],
  },
  sources: [{ id: 'smwg', records: 9000, asOf: AT, isComplete: false }],
  statuses: [{ id: 'candidate', meaning: 'M.', action: 'A.', asks: true, count: 20 }],
  entries: [
    {
      ...{ status: 'candidate', predicate: 'skos:exactMatch', reason: 'Alike.', score: 0.91 },
      here: { id: 'ivo://padc.example/a', title: 'A', page: null },
      there: { id: 'spase://X/Y', title: 'Y', page: 'javascript:alert(1)' },
    },
  ],
  bulk: [{ status: 'missing-here', owner: 'NASA', about: 'instruments', count: 800, example: 'spase://X/Z' }],
  sightings: [{ finding: 'stale', meaning: 'Older.', count: 2, examples: ['ivo://a (rofr)'] }],
};

describe('the page of reconciling', () => {
  it('says how to make a result while there is none', async () => {
    const text = await inBoth((view) => reconcilePage(view, { report: null, scopes: [] }));
    expect(text).toContain('There is no result yet.');
    expect(text).toContain('npx voreg reconcile --format html');
  });

  it('the last result, and what asks for a person', async () => {
    const text = await inBoth((view) => reconcilePage(view, { report: RECONCILED, scopes: ['all', 'apis'] }));
    for (const said of [
      'href="./records/padc.example/a"',
      'alike: 0.91',
      '19 more are in the report',
      'NASA',
      'href="?scope=apis"',
      'not complete',
    ])
      expect(text).toContain(said);
    expect(await good(reconcilePage(FRENCH, { report: RECONCILED, scopes: ['all'] }), FRENCH)).toContain(
      'assez semblables',
    );
  });

  it('a held run, thousands of hostile entries', async () => {
    const [entry] = RECONCILED.entries;
    const side = { id: `ivo://${HOSTILE}`, title: HOSTILE, page: HOSTILE };
    if (entry === undefined) throw new Error('there is one');
    const report: ReconcileShown = {
      ...{ ...RECONCILED, held: HOSTILE, caveats: Array(1000).fill(HOSTILE) },
      entries: Array(1000).fill({ ...entry, reason: HOSTILE, here: side, there: side, predicate: HOSTILE }),
      bulk: Array(1000).fill({ ...RECONCILED.bulk[0], owner: HOSTILE, about: HOSTILE }),
      sources: Array(1000).fill({ ...RECONCILED.sources[0], id: HOSTILE }),
    };
    const text = await good(reconcilePage(VIEW, { report, scopes: ['all'] }));
    expect(text).toContain('npx voreg reconcile --accept-changes');
  });
});

describe('the page of validation', () => {
  const form = { url: '', what: 'record' as const, profile: 'rec' as const };
  const base = { form, refused: null, registry: null, address: 'https://r.example' };
  const found = {
    ...{
      rule: 'X-1',
      severity: 'error' as const,
      column: 1,
      path: null,
      message: HOSTILE,
      fix: HOSTILE,
      citation: HOSTILE,
    },
  };
  const part = (text: string, lines: number[], left = 0): CheckedPart => ({
    ...{ name: 'a.xml', text, left, summary: { records: 1, errors: lines.length, warnings: 0, infos: 0 } },
    findings: lines.map((line) => ({ ...found, line })),
  });

  it('the neighbourhood of each finding, numbered', async () => {
    const text = Array.from({ length: 100 }, (_, i) => `line <${i + 1}>`).join('\r\n');
    const page = await inBoth((view) =>
      validatePage(view, { ...base, parts: [part(text, [1, 4, 50, 900])] }),
    );
    const numbers = Array.from(page.matchAll(/<li value="(\d+)"/g), ([, n]) => Number(n));
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 48, 49, 50, 51, 52, 98, 99, 100]);
    expect(page.match(/<ol class="source">/g)).toHaveLength(3);
    expect(page).toContain('line &#60;50&#62;');
  });

  it('thousands of findings, on a thousand lines and on one', async () => {
    for (const lines of [Array.from({ length: 3000 }, (_, i) => i + 1), Array<number>(3000).fill(1)]) {
      const page = await good(validatePage(VIEW, { ...base, parts: [part('x\n'.repeat(3000), lines, 7)] }));
      const shown = page.match(/<code>X-1<\/code>/g)?.length ?? 0;
      expect(shown).toBeGreaterThan(5);
      expect(page).toContain(`${(3007 - shown).toLocaleString('en')} more findings are not shown here`);
    }
  });

  it('a line of a megabyte is shown around the column', async () => {
    const one = part(`${'a'.repeat(500_000)}𝔸HERE${'b'.repeat(500_000)}`, [1]);
    const findings = one.findings.map((finding) => ({ ...finding, column: 500_003 }));
    const page = await good(validatePage(VIEW, { ...base, parts: [{ ...one, findings }] }));
    expect(page).toMatch(/<code>…a+𝔸HEREb+…<\/code>/);
  });
});
