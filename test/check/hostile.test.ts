/** Servers of the field, and of the devil: the examination sees each deviation, ends, and stays within its limits. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCode } from '../../src/check/report/summary.ts';
import { textReport } from '../../src/check/report/text.ts';
import { NoRegistry } from '../../src/check/run.ts';
import { Visit } from '../../src/check/visit.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { type Asked, type FakeRegistry, fakeRecords, fakeRegistry } from '../helpers/fake-registry.ts';
import { SWITCHES } from '../helpers/fake-registry-switches.ts';
import { seenBy, visit } from './visit.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** 25 records on three pages, one of them deleted. */
async function someRegistry(): Promise<FakeRegistry> {
  const registry = await fakeRegistry({ records: fakeRecords(25), pageSize: 10 });
  registry.remove('ivo://fake.example/r7');
  return registry;
}

const isList = ({ args }: Asked) => /^List(Records|Identifiers)$/.test(args.verb ?? '');
const text = (body: string | Buffer, headers: Record<string, string> = {}) =>
  ({ do: 'answer', body, headers }) as const;

describe('deviations', () => {
  const ONLY = [
    'answers',
    'lists',
    'paging',
    'dates/form',
    'deletions',
    'sets',
    'records',
    'arguments/unknown-set',
  ];
  /** What a registry may do. */
  const ALLOWED = ['no-list-size'];
  const DEVIATIONS = Object.keys(SWITCHES).filter((name) => !ALLOWED.includes(name));
  let usual: string[] = [];

  it.each(['none', ...DEVIATIONS])('%s', async (name) => {
    const registry = await someRegistry();
    if (name !== 'none') registry.switches.add(name as keyof typeof SWITCHES);
    const limits = { requests: 400, records: 500 };
    // An answer that is no OAI-PMH at all is refused at the door.
    const outcome = await visit(registry.url, { schema, only: ONLY, limits }).then(
      seenBy,
      (error: unknown) => {
        if (!(error instanceof NoRegistry)) throw error;
        return ['no registry'];
      },
    );
    if (name === 'none') usual = outcome;
    else expect(outcome.filter((id) => !usual.includes(id))).not.toEqual([]);
  });
});

describe('an examination ends', () => {
  it('with a list that never does', async () => {
    const registry = await someRegistry();
    let n = 0;
    registry.intercept = (asked) => {
      if (!isList(asked)) return null;
      n += 1;
      const { verb = '' } = asked.args;
      const id = `<identifier>ivo://fake.example/endless${n}</identifier>`;
      const header = `<header>${id}<datestamp>2026-01-01T00:00:00Z</datestamp></header>`;
      const entry = verb === 'ListRecords' ? `<record>${header}<metadata/></record>` : header;
      const list = `<${verb}>${entry}<resumptionToken>t${n}</resumptionToken></${verb}>`;
      return text(
        `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">${list}</OAI-PMH>`,
      );
    };
    const examination = await visit(registry.url, {
      schema,
      only: ['lists', 'paging'],
      limits: { records: 50 },
    });
    expect(examination.incomplete).toMatch(/limit of 50 records/);
    expect(registry.requests.length).toBeLessThan(400);
  });

  it('with the limit of requests, and says what it left out', async () => {
    const registry = await someRegistry();
    const examination = await visit(registry.url, { schema, limits: { requests: 30 } });
    expect(registry.requests.length).toBe(30);
    expect(examination.requests).toBe(30);
    expect(examination.incomplete).toMatch(/limit of 30 requests/);
    const left = examination.verdicts.filter(({ reason }) => reason?.includes('limit of 30 requests'));
    expect(left.length).toBeGreaterThan(50);
  });

  it('with exit code 3 if nothing is wrong so far', async () => {
    const registry = await someRegistry();
    const examination = await visit(registry.url, { schema, only: ['paging'], limits: { requests: 4 } });
    expect(exitCode(examination, true)).toBe(3);
  });

  it('with a time limit', async () => {
    const answer = { status: 200, headers: {}, url: '', body: Buffer.from('<a/>'), encoding: null };
    const limits = { requests: 10, records: 10, deadline: Date.now() + 60_000 };
    const asking = new Visit('http://registry.example/oai', async () => answer, limits, []);
    await asking.oai('verb=Identify');
    limits.deadline = 0;
    await expect(asking.oai('verb=Identify')).rejects.toThrow(/time was over/);
    expect(asking.requests).toBe(1);
  });

  it('with a server that stops answering', async () => {
    const registry = await someRegistry();
    registry.intercept = ({ number }) => (number > 5 ? { do: 'hang' } : null);
    const examination = await visit(registry.url, { schema, answerMs: 100 });
    expect(examination.incomplete).toMatch(/no answer to 3 requests/);
    expect(seenBy(examination)).toContain('answers/arrives');
    expect(registry.requests.length).toBeLessThan(10);
  });

  it('with connections that break', async () => {
    const registry = await someRegistry();
    registry.intercept = (asked) => (isList(asked) ? { do: 'cut', after: 300 } : null);
    expect(seenBy(await visit(registry.url, { schema, only: ['answers', 'lists'] }))).toContain(
      'answers/arrives',
    );
  });

  it.each<[string, () => string | Buffer, Record<string, string>]>([
    ['an answer of 40 MB', () => Buffer.alloc(40 * 1024 * 1024, 0x20), {}],
    ['40 MB packed', () => gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20)), { 'content-encoding': 'gzip' }],
  ])('with %s', async (_, body, headers) => {
    const registry = await someRegistry();
    const sent = body();
    registry.intercept = (asked) => (isList(asked) ? text(sent, headers) : null);
    const examination = await visit(registry.url, { schema, only: ['lists/answers', 'lists/no-duplicates'] });
    expect(examination.incomplete).toMatch(/not read/);
  });

  it.each([
    [
      'a DOCTYPE with entities',
      `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(1000)}">]><a>${'&x;'.repeat(1000)}</a>`,
    ],
    ['100,000 levels', '<a>'.repeat(100_000)],
    ['bytes of no encoding', Buffer.from('fffefdfcfb', 'hex')],
  ])('with %s', async (_, body) => {
    const registry = await someRegistry();
    registry.intercept = (asked) => (asked.args.verb === 'ListSets' ? text(body) : null);
    const examination = await visit(registry.url, { schema, only: ['answers', 'sets/answers'] });
    expect(seenBy(examination)).toEqual(expect.arrayContaining(['answers/well-formed', 'sets/answers']));
  });
});

describe('what cannot be examined', () => {
  it('is said at once: nobody listens', async () => {
    const registry = await someRegistry();
    registry.close();
    await expect(visit(registry.url, { schema })).rejects.toThrow(/gave no answer/);
  });

  it('is said at once: a web page', async () => {
    const registry = await someRegistry();
    registry.intercept = () => text('<html><body/></html>', { 'content-type': 'text/html' });
    await expect(visit(registry.url, { schema })).rejects.toThrow(/is no OAI-PMH endpoint/);
    expect(registry.requests.length).toBe(1);
  });

  it('is said at once: we are not wanted', async () => {
    const registry = await someRegistry();
    registry.intercept = () => ({ do: 'answer', status: 403 });
    await expect(visit(registry.url, { schema })).rejects.toThrow(/403/);
  });
});

describe('a report', () => {
  it('shows no e-mail address and no control character, whatever the registry says', async () => {
    const registry = await someRegistry();
    registry.intercept = (asked) => {
      if (asked.args.verb !== 'ListSets') return null;
      const spec = 'somebody.private@fake.example\u0085\u001b[31m';
      return text(
        `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH><ListSets><set><setSpec>${spec.replace('\u001b', '')}</setSpec><setName/></set></ListSets></OAI-PMH>`,
      );
    };
    const examination = await visit(registry.url, { schema, only: ['sets/form', 'sets/managed'] });
    const report = [...textReport(examination, false)].join('');
    expect(report).toMatch(/setSpec|unreserved/);
    expect(report).not.toMatch(/private@/);
    expect(report).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
