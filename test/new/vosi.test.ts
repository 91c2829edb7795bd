/** What a record takes over from a service's VOSI documents, and what a service may answer instead. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { skeleton } from '../../src/new/skeleton.ts';
import { KINDS, type RecordKind } from '../../src/new/types.ts';
import { completed } from '../../src/new/values.ts';
import { fetchXml, VosiFault } from '../../src/new/vosi/fetch.ts';
import { askService } from '../../src/new/vosi/service.ts';
import { attribute, child, children, descend, type Element, text } from '../../src/resource/element.ts';
import { checkFile } from '../../src/validate/check.ts';
import { rulesOf } from '../../src/validate/rules.ts';
import { loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { answering, fakeService, fixture, vacantAddress } from './fake-service.ts';
import { filled } from './fill.ts';

const NOW = '2026-11-20T10:00:00Z';
const TAP = 'ivo://ivoa.net/std/TAP';
const schema = await loadSchema(new URL('../../xsd', import.meta.url).pathname);
const nobody = { authority: null, publisher: null, contact: null };
const service = answering({
  '/tap/capabilities': fixture('tap-capabilities.xml'),
  '/tap/tables?detail=max': fixture('tap-tables.xml'),
});

async function tapRecord(): Promise<{ root: Element; xml: string; notes: string[] }> {
  const kind = KINDS.tap as RecordKind;
  const metadata = await askService(`${await fakeService(service)}/tap`, TAP);
  const { xml, notes } = skeleton(kind, completed({}, nobody, NOW, kind), metadata);
  return { root: parseXml(xml).root, xml, notes };
}

function tapCapability(root: Element): Element {
  const [first] = children(root, 'capability');
  if (first === undefined) throw new Error('The record has no capability.');
  return first;
}

describe('--from-vosi for a TAP service', () => {
  it('makes a record that is clean once the places are filled in, in both profiles', async () => {
    const { xml } = await tapRecord();
    for (const profile of ['rec', 'rofr'] as const) {
      const context = { schema, rules: rulesOf(profile), now: NOW };
      const before = checkFile(Buffer.from(xml), 'tap.xml', context).findings;
      expect(before.filter((f) => f.severity !== 'info').map((f) => f.rule)).toContain('NEW-01');
      expect(before.filter((f) => f.severity !== 'info' && f.rule !== 'NEW-01')).toEqual([]);
      const after = checkFile(Buffer.from(filled(xml)), 'tap.xml', context).findings;
      expect(after.filter((f) => f.severity !== 'info')).toEqual([]);
    }
  });

  it('copies the capabilities that a record may have, that of TAP first', async () => {
    const { root, notes } = await tapRecord();
    expect(children(root, 'capability').map((c) => attribute(c, 'standardID'))).toEqual([
      TAP,
      'ivo://ivoa.net/std/VOSI#capabilities',
      'ivo://ivoa.net/std/VOSI#tables-1.1',
      'ivo://service.example/std/mine#query-1.0',
    ]);
    expect(notes.join('\n')).toMatch(/VOSI#logs-0.1, whose standard is not registered/);
    expect(notes.join('\n')).toMatch(/std\/empty, which has no vs:ParamHTTP or vr:WebBrowser/);
  });

  it('keeps what TAPRegExt 1.0 has, and drops grades, modes and foreign elements', async () => {
    const { root, xml, notes } = await tapRecord();
    const tap = tapCapability(root);
    expect(tap.children.map((c) => c.local)).toEqual([
      ...['interface', 'interface', 'interface', 'dataModel', 'language', 'outputFormat', 'uploadMethod'],
      ...['executionDuration', 'outputLimit'],
    ]);
    expect(xml).not.toMatch(/forMode|validationLevel|own:|DALIInterface|uws:|tapreg:/);
    expect(descend(tap, 'executionDuration', 'hard').map(text)).toEqual(['60']);
    expect(descend(tap, 'language', 'languageFeatures', 'feature', 'form').map(text)).toEqual([
      'near(a DOUBLE, b DOUBLE) -> INTEGER',
    ]);
    expect(notes).toContain('Left out: the interface https://service.example/tap of type tr:DALIInterface.');
    expect(notes).toContain('Left out: a second executionDuration; the Registry of Registries takes one.');
  });

  it('has one access URL with its use in each interface, and one interface for each security method', async () => {
    const { root } = await tapRecord();
    const faces = children(tapCapability(root), 'interface');
    expect(
      faces.map((face) => ({
        urls: children(face, 'accessURL').map((url) => `${attribute(url, 'use')} ${text(url)}`),
        methods: children(face, 'securityMethod').map((method) => attribute(method, 'standardID')),
      })),
    ).toEqual([
      { urls: ['base https://service.example/tap'], methods: [] },
      { urls: ['base https://service.example/tap/auth'], methods: ['ivo://ivoa.net/sso#BasicAA'] },
      { urls: ['base https://service.example/tap/auth'], methods: ['ivo://ivoa.net/sso#cookie'] },
    ]);
  });

  it('marks an interface as that of the standard where the service marks none', async () => {
    const unmarked = fixture('tap-capabilities.xml').replaceAll(' role="std"', '');
    const base = await fakeService(
      answering({ '/tap/capabilities': unmarked, '/tap/tables?detail=max': fixture('tap-tables.xml') }),
    );
    const { capabilities } = await askService(`${base}/tap`, TAP);
    const faces = capabilities[0]?.content.flatMap((part) =>
      typeof part === 'object' && 'name' in part && part.name === 'interface' ? [part.attributes.role] : [],
    );
    expect(faces).toEqual(['std', undefined, undefined]);
  });

  it('gives parameters the simple types that the Registry of Registries takes', async () => {
    const { root } = await tapRecord();
    const types = descend(root, 'capability', 'interface', 'param', 'dataType');
    expect(
      types.map((t) => [text(t), attribute(t, 'type', 'http://www.w3.org/2001/XMLSchema-instance')]),
    ).toEqual([['string', 'vs:SimpleDataType']]);
  });

  it('copies tables, columns and the foreign keys that lead somewhere', async () => {
    const { root, notes } = await tapRecord();
    const schemas = descend(root, 'tableset', 'schema');
    expect(schemas.map((s) => text(child(s, 'name')))).toEqual(['quiet']);
    expect(text(child(schemas[0] ?? root, 'description'))).toBe(
      'Stars that hardly change, and their spectra.',
    );
    const tables = descend(root, 'tableset', 'schema', 'table');
    expect(tables.map((t) => text(child(t, 'name')))).toEqual(['quiet.stars', 'quiet.spectra']);
    expect(text(child(tables[0] ?? root, 'nrows'))).toBe('4711');
    expect(tables.flatMap((t) => descend(t, 'foreignKey', 'targetTable').map(text))).toEqual(['quiet.stars']);
    expect(notes).toContain('Left out: the tables of TAP_SCHEMA, which are about the service.');
    expect(notes).toContain('Left out: a table quiet.spectra, there already.');
  });

  it('describes each column as VODataService 1.2 asks', async () => {
    const { root } = await tapRecord();
    const columns = descend(root, 'tableset', 'schema', 'table').flatMap((t) => children(t, 'column'));
    expect(
      columns.map((c) => {
        const type = child(c, 'dataType') ?? c;
        const shape = attribute(type, 'arraysize') ?? '';
        const parts = [`${text(type)}${shape}`, attribute(type, 'extendedType') ?? ''];
        return [text(child(c, 'name')), text(child(c, 'unit')), text(child(c, 'ucd')), ...parts];
      }),
    ).toEqual([
      ['star_id', '', 'meta.id;meta.main', 'int', ''],
      ['"size"', 'arcsec', 'phys.angSize', 'double', ''],
      ['label', '', 'meta.id', 'char*', ''],
      ['place', '', 'pos.eq', 'char*', 'adql:POINT'],
      ['code', '', 'src.class', 'char3', ''],
      ['star_id', '', 'meta.id', 'int', ''],
    ]);
    expect(columns.map((c) => attribute(c, 'std'))).toEqual([null, 'true', null, null, null, null]);
    expect(columns.flatMap((c) => children(c, 'flag').map(text))).toEqual(['primary', 'indexed']);
    expect(text(child(columns[0] ?? root, 'description'))).toBe('Number of the star; A < B.');
  });

  it('leaves out the columns where the record would be too large', async () => {
    const column = '<column><name>c</name><description>words</description></column>';
    const tables = fixture('tap-tables.xml').replace(/<column>/, `${column.repeat(60_000)}<column>`);
    const base = await fakeService(
      answering({
        '/tap/capabilities': fixture('tap-capabilities.xml'),
        '/tap/tables?detail=max': tables,
      }),
    );
    const kind = KINDS.tap as RecordKind;
    const made = skeleton(kind, completed({}, nobody, NOW, kind), await askService(`${base}/tap/`, TAP));
    expect(made.notes.at(-1)).toBe(
      'Left out: all columns, with which the record would have more than 4194304 bytes.',
    );
    expect(descend(parseXml(made.xml).root, 'tableset', 'schema', 'table', 'name')).toHaveLength(2);
    expect(made.xml).not.toContain('<column>');
  });
});

describe('services that cannot be copied', () => {
  const capabilities = (inside: string) =>
    `<c:capabilities xmlns:c="http://www.ivoa.net/xml/VOSICapabilities/v1.0">${inside}</c:capabilities>`;

  it.each([
    ['no capability at all', capabilities(''), 'lists no capability that a record may have'],
    ['another document', '<html><body/></html>', 'answers with a html element, not with VOSI capabilities'],
    ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${capabilities('')}`, 'A DOCTYPE is not accepted'],
    ['no XML', 'Service temporarily unavailable', 'is not XML that can be read (line 1)'],
  ])('says so: %s', async (_case, answer, message) => {
    const base = await fakeService(answering({ '/tap/capabilities': answer }));
    const asked = askService(`${base}/tap`, TAP);
    await expect(asked).rejects.toThrow(message);
    await expect(asked).rejects.toBeInstanceOf(VosiFault);
  });

  it('says so: no TAP', async () => {
    const other = fixture('tap-capabilities.xml').replaceAll(`"${TAP}"`, '"ivo://ivoa.net/std/TAP#aux"');
    const base = await fakeService(answering({ '/tap/capabilities': other }));
    await expect(askService(`${base}/tap/capabilities`, TAP)).rejects.toThrow(
      /does not list .*std\/TAP\. For another/,
    );
  });

  it('goes on without a tables endpoint', async () => {
    const face =
      '<interface xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="vs:ParamHTTP"><accessURL>https://service.example/x</accessURL></interface>';
    const answer = capabilities(`<capability>${face}</capability>`);
    const base = await fakeService(answering({ '/capabilities': answer }));
    const metadata = await askService(base, null);
    expect(metadata.tableset(true)).toBe(null);
    expect(metadata.notes).toEqual(['The service has no VOSI tables endpoint: write the tables by hand.']);
  });
});

describe('fetching', () => {
  it.each([
    'ftp://service.example/tap',
    'file:///etc/hosts',
    'service.example/tap',
    '',
  ])('refuses the address "%s"', async (address) => {
    await expect(fetchXml(address)).rejects.toThrow(`"${address}" is not an http or https address.`);
  });

  it('refuses a password in the address', async () => {
    await expect(fetchXml('https://me:secret@service.example/tap')).rejects.toThrow(
      /^The address of service.example carries a password/,
    );
  });

  it('names the status of a refusal', async () => {
    const base = await fakeService(answering({}));
    await expect(fetchXml(`${base}/x`)).rejects.toThrow(`${base}/x answers with HTTP status 404.`);
  });

  it('says that nobody is there', async () => {
    const address = `${await vacantAddress()}/tap`;
    await expect(fetchXml(address)).rejects.toThrow(`${address} cannot be reached: connect ECONNREFUSED`);
  });

  it('follows five redirects, relative ones too, and no sixth', async () => {
    const base = await fakeService((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end('<there/>');
    });
    expect((await fetchXml(`${base}/5`)).name).toBe('there');
    await expect(fetchXml(`${base}/6`)).rejects.toThrow(`${base}/6 redirects more than 5 times.`);
  });

  it('does not follow a redirect to a file', async () => {
    const base = await fakeService((_request, response) => {
      response.writeHead(302, { location: 'file:///etc/hosts' }).end();
    });
    await expect(fetchXml(base)).rejects.toThrow(
      /"file:\/\/\/etc\/hosts", to which .* redirects, is not an http/,
    );
  });

  it('stops at the size limit, counted after decompression', async () => {
    const packed = gzipSync(`<a>${' '.repeat(1_000_000)}</a>`);
    const base = await fakeService((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    expect(packed.length).toBeLessThan(10_000);
    const limits = { milliseconds: 30_000, bytes: 100_000 };
    await expect(fetchXml(base, limits)).rejects.toThrow(`${base}/ has more than 100000 bytes.`);
    expect((await fetchXml(base)).name).toBe('a');
  });

  it.each([
    ['before the answer', ''],
    ['in the middle of it', '<a>'],
  ])('stops when the service falls silent %s', async (_when, start) => {
    const base = await fakeService((_request, response) => {
      if (start !== '') response.write(start);
    });
    await expect(fetchXml(base, { milliseconds: 200, bytes: 1000 })).rejects.toThrow(
      `${base}/ did not answer in full within 0.2 s.`,
    );
  });
});
