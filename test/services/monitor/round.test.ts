/** Services as they are, good and bad: what is asked of each by its standard, and what is made of the answer. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { epnColumns } from '../../../src/new/epn-columns.ts';
import { tasksOf } from '../../../src/services/monitor/endpoints.ts';
import { askAll, type RoundLimits, type RoundOptions } from '../../../src/services/monitor/round.ts';
import { parseXml } from '../../../src/xml/tree.ts';
import { fakeClock } from '../../helpers/clock.ts';
import {
  capability,
  type FakeAnswer,
  type FakeCapability,
  type FakeServices,
  FIELDS,
  fakeServices,
  serviceRecord,
  VOTABLE,
  vosiCapabilities,
  votable,
} from '../../helpers/fake-services.ts';
import { temporaryFolder } from '../../helpers/folder.ts';

const IVOID = 'ivo://padc.example/service';
const HERE = new Set(['127.0.0.1']);

function tasks(parts: string) {
  return tasksOf(parseXml(serviceRecord(parts)).root, IVOID);
}

async function round(parts: string, more: Partial<RoundOptions> = {}, limits: Partial<RoundLimits> = {}) {
  const quick = {
    exchange: { connectMs: 300, idleMs: 300, totalMs: 300 },
    delayMs: 0,
    clock: fakeClock(Date.now()),
  };
  return askAll(tasks(parts), {
    ...{ userAgent: 'voreg-test', from: null, privateHosts: HERE, taplint: false },
    ...{ signal: new AbortController().signal, limits: { ...quick, ...limits }, ...more },
  });
}

/** One capability at `/x` that is answered so. */
async function asked(one: Omit<FakeCapability, 'url'>, answer: FakeAnswer, limits?: Partial<RoundLimits>) {
  const services = await fakeServices();
  for (const path of ['/x', '/x/sync', '/x/properties']) services.answers[path] = answer;
  const [result] = await round(capability({ ...one, url: `${services.root}/x` }), {}, limits);
  return { result, services, codes: result?.problems.map(({ code }) => code) };
}

const TAP_ROW = votable(['name="table_name"']);
const EXAMPLE = '<testQuery>RA=1&amp;DEC=2&amp;SR=0.1</testQuery>';
const AVAILABLE = (text: string): FakeAnswer => ({
  body: `<v:availability xmlns:v="http://www.ivoa.net/xml/VOSIAvailability/v1.0">${text}</v:availability>`,
});
const IDENTIFY = { body: '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><Identify/></OAI-PMH>' };
const PAGE = { type: 'text/html', body: '<!DOCTYPE html>\n<html><title>Oops</title></html>' };

describe('a service that is as it should be', () => {
  it.each<[string, Omit<FakeCapability, 'url'>, FakeAnswer, string]>([
    ['TAP', { standard: 'TAP' }, TAP_ROW, 'POST /x/sync REQUEST=doQuery&LANG=ADQL&QUERY=SELECT+TOP+1+'],
    ['TAP, cut', { standard: 'TAP' }, votable(['name="t"'], { status: 'OVERFLOW' }), 'POST /x/sync'],
    [
      'a cone search',
      { standard: 'ConeSearch' },
      votable(FIELDS.cone, { status: '' }),
      'GET /x?RA=83.633&DEC=',
    ],
    [
      'a cone search with an example',
      { standard: 'ConeSearch', face: EXAMPLE },
      votable(FIELDS.cone),
      'GET /x?RA=1&DEC=2&SR=0.1',
    ],
    [
      'a cone search with a test query in parts',
      {
        standard: 'ConeSearch',
        inside: '<testQuery><ra>10</ra><dec>-5.5</dec><sr>0.2</sr><verb>1</verb></testQuery>',
      },
      votable(FIELDS.cone),
      'GET /x?RA=10&DEC=-5.5&SR=0.2&VERB=1',
    ],
    [
      'SIA',
      {
        standard: 'SIA',
        inside:
          '<testQuery><pos><long>10</long><lat>20</lat></pos><size><long>0.5</long><lat>0.4</lat></size></testQuery>',
      },
      votable(FIELDS.sia1),
      'GET /x?POS=10,20&SIZE=0.5,0.4',
    ],
    [
      'SIA 2',
      { standard: 'SIA#query-2.0' },
      votable(FIELDS.sia2),
      'GET /x?POS=CIRCLE+83.633+22.014+0.01&MAXREC=1',
    ],
    [
      'SSA',
      { standard: 'SSA', inside: '<testQuery><queryDataCmd>POS=1,2&amp;SIZE=3</queryDataCmd></testQuery>' },
      votable(FIELDS.ssa),
      'GET /x?REQUEST=queryData&POS=1,2&SIZE=3',
    ],
    ['SLAP', { standard: 'SLAP' }, votable(FIELDS.slap), 'GET /x?REQUEST=queryData&WAVELENGTH=6.5e-7/6.6e-7'],
    ['OAI-PMH', { standard: 'Registry', type: 'vg:OAIHTTP' }, IDENTIFY, 'GET /x?verb=Identify'],
    [
      'VOSI availability',
      { standard: 'VOSI#availability' },
      AVAILABLE('<available>true</available>'),
      'GET /x',
    ],
    ['VOSI tables', { standard: 'VOSI#tables-1.1' }, { body: '<?xml version="1.0"?><v:tableset>' }, 'GET /x'],
    [
      'HiPS',
      { standard: 'HiPS#hips-1.0' },
      { type: 'text/plain', body: 'hips_order = 3\n' },
      'GET /x/properties',
    ],
    ['DataLink, which wants an ID', { standard: 'DataLink#links-1.1' }, { status: 400 }, 'HEAD /x'],
    ['SOAP, which takes no GET', { standard: '', type: 'vr:WebService' }, { status: 500 }, 'HEAD /x'],
    [
      'one that needs a login',
      { standard: 'TAP', face: '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>' },
      { status: 401 },
      'HEAD /x',
    ],
    ['a page', { standard: '', type: 'vr:WebBrowser' }, PAGE, 'HEAD /x'],
    ['any other with an example', { standard: '', face: '<testQuery>a=b</testQuery>' }, PAGE, 'GET /x?a=b'],
  ])('%s', async (_name, one, answer, request) => {
    const { result, services } = await asked(one, answer);
    expect(result?.problems).toEqual([]);
    expect(result).toMatchObject({ state: 'up', ivoid: IVOID, title: 'A service' });
    expect(services.asked[0]?.slice(0, request.length)).toBe(request);
  });
});

describe('a service that is not', () => {
  const cone = { standard: 'ConeSearch' };
  const tap = { standard: 'TAP' };
  it.each<[string, Omit<FakeCapability, 'url'>, FakeAnswer, string, string]>([
    ['is not there', cone, { status: 404 }, 'down', 'http'],
    ['fails, again and again', tap, { status: 500 }, 'down', 'http'],
    ['refuses everybody', cone, { status: 403 }, 'down', 'refused'],
    ['never answers', cone, { hangs: true }, 'down', 'timeout'],
    ['shows a page for people', cone, PAGE, 'down', 'html'],
    ['says that it failed', tap, votable([], { status: 'ERROR' }), 'down', 'query-error'],
    [
      'says that it failed, as a cone search does',
      cone,
      { type: VOTABLE, body: '<VOTABLE><INFO ID="Error" name="Error" value="no such thing"/></VOTABLE>' },
      'down',
      'query-error',
    ],
    ['breaks off in its XML', cone, { type: VOTABLE, body: '<VOTABLE><RESOURCE>' }, 'down', 'not-xml'],
    ['sends something else', cone, { body: '<capabilities/>' }, 'down', 'not-votable'],
    ['sends no table', cone, { body: '<VOTABLE><RESOURCE/></VOTABLE>' }, 'down', 'no-table'],
    ['redirects for ever', cone, { location: '/x' }, 'down', 'redirect'],
    [
      'sends a VOTable as a page',
      cone,
      { ...votable(FIELDS.cone), type: 'text/html' },
      'degraded',
      'wrong-type',
    ],
    ['lacks a column', cone, votable(FIELDS.cone.slice(1)), 'degraded', 'missing-fields'],
    ['lacks a utype', { standard: 'SSA' }, votable(FIELDS.ssa.slice(1)), 'degraded', 'missing-fields'],
    [
      'lacks an ObsCore column',
      { standard: 'SIA#query-2.0' },
      votable(FIELDS.sia2.slice(1)),
      'degraded',
      'missing-fields',
    ],
    ['does not say how it went', tap, votable(['name="t"'], { status: '' }), 'degraded', 'no-status'],
    [
      'finds nothing with its example',
      { ...cone, face: EXAMPLE },
      votable(FIELDS.cone, { rows: 0 }),
      'degraded',
      'empty',
    ],
    [
      'has columns marked as clients of today know them',
      cone,
      votable(
        ['meta.id;meta.main', 'pos.eq.ra;meta.main', 'pos.eq.dec;meta.main'].map((ucd) => `ucd="${ucd}"`),
      ),
      'up',
      'old-ucd',
    ],
    [
      'says that it is not available',
      { standard: 'VOSI#availability' },
      AVAILABLE('<available>false</available><note>moving</note><backAt>2027-01-01T00:00:00Z</backAt>'),
      'down',
      'unavailable',
    ],
    [
      'says nothing of its availability',
      { standard: 'VOSI#availability' },
      AVAILABLE(''),
      'down',
      'not-vosi',
    ],
    ['has no tables', { standard: 'VOSI#tables' }, { body: '<capabilities/>' }, 'down', 'not-vosi'],
    ['is no OAI-PMH', { standard: 'Registry' }, { body: '<rss/>' }, 'down', 'not-oai'],
    ['is no HiPS', { standard: 'HiPS' }, { body: 'hello' }, 'down', 'not-hips'],
    ['is a page that has gone', { standard: '', type: 'vr:WebBrowser' }, { status: 410 }, 'down', 'http'],
    ['has nobody behind its proxy', { standard: 'SODA#sync-1.0' }, { status: 502 }, 'down', 'http'],
  ])('%s', async (_name, one, answer, state, code) => {
    const { result, codes } = await asked(one, answer);
    expect(codes?.[0]).toBe(code);
    expect(result).toMatchObject({ state });
  });

  it('tells what it said, whatever its status is', async () => {
    const said = votable([], { status: 'ERROR' });
    const { result } = await asked({ standard: 'TAP' }, { ...said, status: 400 });
    expect(result?.problems.map(({ says }) => says)).toEqual([
      'It answers with HTTP 400.',
      'The service says: said',
    ]);
  });

  it('is slow: it works, and is not as it should be', async () => {
    const { result, codes } = await asked({ standard: 'TAP' }, TAP_ROW, { slowSeconds: 0 });
    expect(codes).toEqual(['slow']);
    expect(result).toMatchObject({ state: 'degraded' });
    expect(result?.seconds).toBeGreaterThan(0);
  });

  it('sends far too much: the beginning is judged, and the rest not taken', async () => {
    const huge = votable(FIELDS.cone, { rows: 20_000 });
    const { result, codes } = await asked({ standard: 'ConeSearch' }, huge, { mostBytes: 10_000 });
    expect(codes).toEqual(['large']);
    expect(result).toMatchObject({ state: 'up' });
    const wrong = votable(FIELDS.cone.slice(1), { rows: 20_000 });
    expect((await asked({ standard: 'ConeSearch' }, wrong, { mostBytes: 10_000 })).codes).toEqual([
      'missing-fields',
      'large',
    ]);
    const page = { type: VOTABLE, body: 'x'.repeat(30_000) };
    expect((await asked({ standard: 'ConeSearch' }, page, { mostBytes: 10_000 })).codes).toEqual(['not-xml']);
  });

  it('cannot be connected to', async () => {
    const [result] = await round(capability({ standard: 'TAP', url: 'http://127.0.0.1:1/tap' }));
    expect(result).toMatchObject({ state: 'down', problems: [{ code: 'unreachable' }] });
  });
});

describe('capabilities', () => {
  const compare = async (record: string, service: string, services: FakeServices) => {
    services.answers['/caps'] = vosiCapabilities(service);
    const own = capability({ standard: 'VOSI#capabilities', url: `${services.root}/caps` });
    const results = await round(record + own);
    return results.find(({ what }) => what === 'vosi-capabilities');
  };
  const at = (standard: string, url = 'https://padc.example/x') => capability({ standard, url });

  it('that are those of the record, whatever scheme and slash they are written with', async () => {
    const services = await fakeServices();
    const own = capability({ standard: 'VOSI#capabilities', url: `${services.root}/caps` });
    const service = at('tap', 'http://padc.example/x/') + own + at('DALI#examples');
    expect(await compare(at('TAP'), service, services)).toMatchObject({ state: 'up', problems: [] });
  });

  it.each([
    ['lack one of the record', at('TAP') + at('ConeSearch'), at('TAP'), 'capabilities-missing', 'conesearch'],
    ['have one more', at('TAP'), at('TAP') + at('SIA'), 'capabilities-extra', 'ivo://ivoa.net/std/sia'],
    [
      'are elsewhere',
      at('TAP'),
      at('TAP', 'https://padc.example/y'),
      'capabilities-address',
      'padc.example/y',
    ],
  ])('that %s', async (_case, record, service, code, says) => {
    const services = await fakeServices();
    const vosi = capability({ standard: 'VOSI#capabilities', url: `${services.root}/caps` });
    const result = await compare(record, service + vosi, services);
    expect(result).toMatchObject({ state: 'degraded', problems: [{ code }] });
    expect(result?.problems[0]?.says).toContain(says);
  });

  it('of a service elsewhere, through which the data are reached too, are not the record’s', async () => {
    const services = await fakeServices();
    const vosi = capability({ standard: 'VOSI#capabilities', url: `${services.root}/caps` });
    expect((await compare(at('TAP#aux'), at('SIA') + vosi, services))?.problems).toEqual([]);
  });
});

describe('tables of a standard', () => {
  const table = (name: string, utype = '') =>
    `<tableset><schema><name>planets</name><table><name>${name}</name>${utype === '' ? '' : `<utype>${utype}</utype>`}</table></schema></tableset>`;
  const columns = (names: string[]): FakeAnswer => ({
    type: 'text/csv',
    body: `column_name,ucd\r\n${names.map((name) => `${name},meta\r\n`).join('')}`,
  });
  const ask = async (tableset: string, names: string[]) => {
    const services = await fakeServices();
    const isColumns = (form: string) => form.includes('tap_schema.columns');
    services.answers['/tap/sync'] = (_url, form) => (isColumns(form) ? columns(names) : TAP_ROW);
    const results = await round(capability({ standard: 'TAP#aux', url: `${services.root}/tap` }) + tableset);
    return { services, results, result: results.find(({ what }) => what === 'tap-columns') };
  };
  const EPN = epnColumns('none').map(({ name }) => name.toUpperCase());

  it('EPN-TAP: all columns, in any letter case', async () => {
    const { result, services } = await ask(table('planets.epn_core'), EPN);
    expect(result).toMatchObject({ state: 'up', about: 'planets.epn_core', problems: [] });
    expect(services.asked.at(-1)).toContain('planets.epn_core');
  });

  it.each([
    [
      'EPN-TAP',
      table('planets.epn_core'),
      EPN.slice(2),
      'missing-columns',
      'lacks granule_uid, granule_gid, which EPN',
    ],
    [
      'ObsCore',
      table('obs', 'ivo://ivoa.net/std/obscore#table-1.1'),
      EPN,
      'missing-columns',
      'planets.obs lacks',
    ],
    [
      'one that TAP_SCHEMA does not know',
      table('planets.epn_core'),
      [],
      'unknown-table',
      'no columns of a table',
    ],
    ['one with a name that is no name', table("x.epn_core' OR 1=1"), EPN, null, ''],
  ])('%s', async (_case, tableset, names, code, says) => {
    const { result, results, services } = await ask(tableset, names);
    if (code === null) {
      expect(services.asked.join()).not.toContain('OR');
      expect(results).toHaveLength(1);
      return;
    }
    expect(result).toMatchObject({ state: 'degraded', problems: [{ code }] });
    expect(result?.problems[0]?.says).toContain(says);
  });
});

describe('a round', () => {
  it('asks nobody in a private network but whom the operator has named, and follows no redirect there', async () => {
    const services = await fakeServices();
    services.answers['/x'] = votable(FIELDS.cone);
    const [, port] = /:(\d+)$/.exec(services.root) ?? [];
    const urls = [`${services.root}/x`, `http://localhost:${port}/x`, `http://[::ffff:127.0.0.1]:${port}/x`];
    const parts = urls.map((url) => capability({ standard: 'ConeSearch', url })).join('');
    const refused = await round(parts, { privateHosts: new Set() });
    expect(refused.map(({ state }) => state)).toEqual([null, null, null]);
    expect(refused.every(({ problems }) => problems[0]?.code === 'private')).toBe(true);
    expect(services.asked).toEqual([]);
    services.answers['/away'] = { location: `http://localhost:${port}/x` };
    const [led] = await round(capability({ standard: 'ConeSearch', url: `${services.root}/away` }));
    expect(led).toMatchObject({ state: null, problems: [{ code: 'private', level: 'unasked' }] });
    expect(services.asked).toHaveLength(1);
  });

  it('asks once what several records ask', async () => {
    const services = await fakeServices();
    services.answers['/tap/sync'] = TAP_ROW;
    const { root } = parseXml(
      serviceRecord(capability({ standard: 'TAP#aux', url: `${services.root}/tap` })),
    );
    const all = ['a', 'b', 'c'].flatMap((key) => tasksOf(root, `ivo://padc.example/${key}`));
    const results = await askAll(all, {
      ...{ userAgent: 'voreg-test', from: null, privateHosts: HERE, taplint: false },
      signal: new AbortController().signal,
    });
    expect(results.map(({ ivoid, state }) => `${ivoid} ${state}`)).toEqual(
      ['a', 'b', 'c'].map((key) => `ivo://padc.example/${key} up`),
    );
    expect(services.asked).toHaveLength(1);
  });

  it('asks one thing at a time of a host, with a pause between', async () => {
    const services = await fakeServices();
    let active = 0;
    let most = 0;
    const answer = async () => {
      active += 1;
      most = Math.max(most, active);
      await setImmediate();
      active -= 1;
      return votable(FIELDS.cone);
    };
    const parts = [1, 2, 3].map((n) => {
      services.answers[`/x${n}`] = answer;
      return capability({ standard: 'ConeSearch', url: `${services.root}/x${n}` });
    });
    const clock = fakeClock(Date.now());
    const results = await round(parts.join(''), {}, { clock, delayMs: 700 });
    expect(results.map(({ state }) => state)).toEqual(['up', 'up', 'up']);
    expect(most).toBe(1);
    expect(clock.slept).toEqual([700, 700]);
  });

  it('has an end: what it did not come to says so', async () => {
    const services = await fakeServices();
    services.answers['/x'] = votable(FIELDS.cone);
    const [result] = await round(
      capability({ standard: 'ConeSearch', url: `${services.root}/x` }),
      {},
      { roundMs: 0 },
    );
    expect(result).toMatchObject({ state: null, seconds: null, problems: [{ code: 'budget' }] });
  });

  it('believes in no outage of everybody: then it is our own network', async () => {
    const parts = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].map((host) =>
      capability({ standard: 'ConeSearch', url: `http://${host}:1/x` }),
    );
    const privateHosts = new Set(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    const all = await round(parts.join(''), { privateHosts });
    expect(all.map(({ state, problems }) => [state, problems[0]?.code])).toEqual([
      [null, 'offline'],
      [null, 'offline'],
      [null, 'offline'],
    ]);
    // One that answers, even badly, is proof of a network.
    const services = await fakeServices();
    const bad = capability({ standard: 'ConeSearch', url: `${services.root}/x` });
    expect((await round(parts.join('') + bad, { privateHosts })).map(({ state }) => state)).toEqual([
      ...['down', 'down', 'down', 'down'],
    ]);
  });

  it('does not ask for the tables of a TAP service that is down', async () => {
    const services = await fakeServices();
    services.answers['/tap/sync'] = { status: 500 };
    const tables =
      '<tableset><schema><name>a</name><table><name>a.epn_core</name></table></schema></tableset>';
    const [tap, columns] = await round(capability({ standard: 'TAP', url: `${services.root}/tap` }) + tables);
    expect([tap?.state, columns?.what, columns?.state]).toEqual(['down', 'tap-columns', null]);
    expect(services.asked).toHaveLength(2);
  });

  it('leaves a host alone that failed three times', async () => {
    const services = await fakeServices();
    const parts = [1, 2, 3, 4, 5].map((n) => {
      services.answers[`/x${n}`] = { status: 500 };
      return capability({ standard: 'ConeSearch', url: `${services.root}/x${n}` });
    });
    const results = await round(parts.join(''));
    expect(results.map(({ state }) => state)).toEqual(['down', 'down', 'down', null, null]);
    expect(results[3]?.problems[0]?.code).toBe('paused');
  });

  it('ends when it is told to', async () => {
    const services = await fakeServices();
    services.answers['/x'] = { hangs: true };
    const stop = new AbortController();
    const ended = round(capability({ standard: 'ConeSearch', url: `${services.root}/x` }), {
      signal: stop.signal,
    });
    stop.abort(new Error('stopped'));
    await expect(ended).rejects.toThrow('stopped');
  });

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'not an address',
    'http://user:secret@padc.example/',
  ])('does not ask %s', async (url) => {
    const [result] = await round(capability({ standard: 'ConeSearch', url }));
    expect(result).toMatchObject({ state: 'down', problems: [{ code: 'address' }] });
    expect(JSON.stringify(result?.problems)).not.toContain('secret');
  });
});

describe('STILTS', () => {
  const withStilts = async (script: string | null, tap: FakeAnswer = TAP_ROW) => {
    const services = await fakeServices();
    services.answers['/tap/sync'] = tap;
    const folder = await temporaryFolder();
    if (script !== null) {
      await writeFile(join(folder, 'stilts'), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, 'stilts'), 0o755);
    }
    vi.stubEnv('PATH', script === null ? folder : `${folder}:/usr/bin:/bin`);
    try {
      const [task] = tasks(capability({ standard: 'TAP', url: `${services.root}/tap` }));
      const both = task === undefined ? [] : [task, { ...task, what: 'taplint' as const }];
      const [, result] = await askAll(both, {
        ...{ userAgent: 'voreg-test', from: null, privateHosts: HERE, taplint: true },
        signal: new AbortController().signal,
      });
      return { result, root: services.root };
    } finally {
      vi.unstubAllEnvs();
    }
  };

  it('is given the address, and its errors are told', async () => {
    const { result, root } = await withStilts(
      `echo "This is STILTS taplint, $2"; echo "E-TMV-XSDV Invalid"; echo "W-CAP-X no"; exit 1`,
    );
    expect(result).toMatchObject({ state: 'degraded', problems: [{ code: 'taplint' }] });
    expect(result?.problems[0]?.says).toBe('taplint: E-TMV-XSDV Invalid');
    const told = await withStilts('echo "E-TMV-ADDR $2"');
    expect(told.result?.problems[0]?.says).toBe(`taplint: E-TMV-ADDR tapurl=${told.root}/tap`);
    expect(root).not.toBe('');
  });

  it.each<[string, string | null, FakeAnswer, string | null, string | null]>([
    ['finds nothing', 'echo "I-TMV-XX fine"', TAP_ROW, 'up', null],
    ['is not installed', null, TAP_ROW, null, 'taplint-away'],
    ['fails', 'exit 3', TAP_ROW, null, 'paused'],
    ['is not asked about what is down', 'echo "E-TMV-XX"', { status: 500 }, null, 'paused'],
  ])('%s', async (_case, script, tap, state, code) => {
    const { result } = await withStilts(script, tap);
    expect(result).toMatchObject({ state, problems: code === null ? [] : [{ code }] });
  });
});
