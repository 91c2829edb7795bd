import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPrivate } from '../../src/net/private-address.ts';
import { authorityFindings, type LookupServices } from '../../src/services/authority-lookup.ts';
import { httpGet, NoAnswer } from '../../src/services/http-get.ts';
import { gate } from '../helpers/gate.ts';

const OWN = 'ivo://padc.example/registry';
const ASKED = { authority: 'New.Example', file: 'records/registry.xml', line: 24, column: 5 };

type Handler = (url: URL, answer: ServerResponse, request: IncomingMessage) => void;

/** A server on this machine for one test; returns its root. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, answer) =>
    handler(new URL(request.url ?? '', 'http://x'), answer, request),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function votable(rows: string[][], status = 'OK', content = ''): string {
  const cells = rows.map((row) => `<TR>${row.map((cell) => `<TD>${cell}</TD>`).join('')}</TR>`).join('');
  return (
    '<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">' +
    `<INFO name="QUERY_STATUS" value="${status}">${content}</INFO>` +
    `<TABLE><DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>`
  );
}

interface Registry {
  /** Rows of rr.resource: ivoid and harvested_from; of rr.res_detail: ivoid and managedAuthority. */
  resource?: string[][];
  detail?: string[][];
}

/** A RegTAP service; keeps the queries it was asked. */
async function regtap({ resource = [], detail = [] }: Registry, queries: string[] = []): Promise<string> {
  return serve((url, answer) => {
    const query = url.searchParams.get('QUERY') ?? '';
    queries.push(query);
    if (url.pathname !== '/sync' || url.searchParams.get('LANG') !== 'ADQL') answer.writeHead(404);
    answer.end(votable(query.includes('rr.resource') ? resource : detail));
  });
}

const OAI = 'http://www.openarchives.org/OAI/2.0/';
const RI = 'http://www.ivoa.net/xml/RegistryInterface/v1.0';

/** An RofR with these records: ivoid → content of ri:Resource. */
async function rofr(records: Record<string, string>): Promise<string> {
  return serve((url, answer) => {
    const found = records[url.searchParams.get('identifier') ?? ''];
    const body =
      found === undefined
        ? '<error code="idDoesNotExist">none</error>'
        : `<GetRecord><record><header/><metadata><ri:Resource xmlns:ri="${RI}" xmlns="">${found}</ri:Resource></metadata></record></GetRecord>`;
    answer.end(`<OAI-PMH xmlns="${OAI}">${body}</OAI-PMH>`);
  });
}

function services(parts: Partial<LookupServices>): LookupServices {
  return { regtap: [], rofr: null, timeoutMs: 5_000, ...parts };
}

async function told(parts: Partial<LookupServices>, own: string | null = OWN): Promise<[string, string][]> {
  const findings = await authorityFindings([ASKED], own, services(parts));
  for (const { file, line } of findings) expect([file, line]).toEqual(['records/registry.xml', 24]);
  return findings.map(({ rule, severity }) => [rule, severity]);
}

describe('authorityFindings', () => {
  it('is content with an authority that nobody has', async () => {
    const queries: string[] = [];
    expect(await told({ regtap: [await regtap({}, queries)], rofr: await rofr({}) })).toEqual([]);
    expect(queries).toEqual([
      "SELECT ivoid, harvested_from FROM rr.resource WHERE res_type='vg:authority' AND ivoid='ivo://new.example'",
      "SELECT ivoid, detail_value FROM rr.res_detail WHERE detail_xpath='/managedAuthority' AND LOWER(detail_value)='new.example'",
    ]);
  });

  it.each<[string, Registry, [string, string][]]>([
    [
      'another registry has its record',
      { resource: [['ivo://new.example', 'ivo://else/registry']] },
      [['RI-15', 'error']],
    ],
    ['some registry has its record', { resource: [['ivo://new.example', '']] }, [['RI-15', 'error']]],
    [
      'another registry manages it',
      { detail: [['ivo://else/registry', 'new.example']] },
      [['RI-16', 'error']],
    ],
    [
      'this registry has its record',
      { resource: [['ivo://new.example', 'ivo://PADC.example/registry']] },
      [],
    ],
    [
      'some registry has its record and this one manages it',
      { resource: [['ivo://new.example', '']], detail: [[OWN, 'new.example']] },
      [],
    ],
    [
      'this registry and another manage it',
      {
        detail: [
          [OWN, 'new.example'],
          ['ivo://else/registry', 'new.example'],
        ],
      },
      [['RI-16', 'error']],
    ],
  ])('%s', async (_, registry, expected) => {
    expect(await told({ regtap: [await regtap(registry)] })).toEqual(expected);
  });

  it('tells once what several services know', async () => {
    const held = { resource: [['ivo://new.example', 'ivo://else/registry']] };
    const findings = await authorityFindings(
      [ASKED],
      OWN,
      services({ regtap: [await regtap(held), await regtap(held)] }),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('the registry ivo://else/registry has the record ivo://new.example'),
    ]);
  });

  it('quotes what goes into a query', async () => {
    const queries: string[] = [];
    const url = await regtap({}, queries);
    await authorityFindings([{ ...ASKED, authority: "o'neil.example" }], OWN, services({ regtap: [url] }));
    expect(queries[0]).toContain("ivoid='ivo://o''neil.example'");
  });

  it('believes the Registry of Registries, also when it has our own record of it', async () => {
    const record = { 'ivo://new.example': '<identifier>ivo://new.example</identifier>' };
    expect(await told({ rofr: await rofr(record) })).toEqual([['RI-15', 'error']]);
    const ours = { ...record, [OWN]: '<managedAuthority>new.example</managedAuthority>' };
    expect(await told({ rofr: await rofr(ours) })).toEqual([]);
    const other = { ...record, [OWN]: '<managedAuthority>padc.example</managedAuthority>' };
    expect(await told({ rofr: await rofr(other) })).toEqual([['RI-15', 'error']]);
  });

  it.each<[string, Handler, RegExp]>([
    ['an HTTP error', (_, answer) => answer.writeHead(503).end(), /HTTP 503/],
    ['no XML', (_, answer) => answer.end('<html><br></html>'), /no XML/],
    ['a TAP error', (_, answer) => answer.end(votable([], 'ERROR', 'no such table')), /no such table/],
    ['XML of another kind', (_, answer) => answer.end('<a/>'), /no QUERY_STATUS/],
    ['an endless answer', endless, /more than 1048576 bytes/],
    [
      'a redirect into a private network',
      (_, answer) => answer.writeHead(302, { location: 'http://169.254.169.254/x' }).end(),
      /private network/,
    ],
    [
      'redirects without end',
      (_, answer) => answer.writeHead(302, { location: '/again' }).end(),
      /redirects more than 3 times/,
    ],
    [
      'a redirect to a file',
      (_, answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      /no http or https/,
    ],
    ['a connection that breaks', (_, answer) => answer.destroy(), /cannot be reached \(ECONNRESET\)/],
  ])('warns that %s is no answer', async (_, handler, why) => {
    const findings = await authorityFindings([ASKED], OWN, services({ regtap: [await serve(handler)] }));
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['RI-15', 'warning']]);
    expect(findings[0]?.message).toMatch(why);
  });

  it('warns when there is no network, and still tells what others know', async () => {
    const gone = await serve(() => undefined);
    const port = Number(new URL(gone).port);
    const dead = `http://127.0.0.1:${port === 1 ? 2 : 1}`;
    expect(await told({ regtap: [dead], rofr: dead })).toEqual([['RI-15', 'warning']]);
    const held = await regtap({ detail: [['ivo://else/registry', 'new.example']] });
    expect(await told({ regtap: [dead, held] })).toEqual([
      ['RI-16', 'error'],
      ['RI-15', 'warning'],
    ]);
  });

  it('does not wait for ever', async () => {
    const asked = gate();
    const url = await serve(() => asked.open());
    const findings = authorityFindings([ASKED], OWN, services({ regtap: [url], timeoutMs: 200 }));
    await asked.opened;
    expect((await findings)[0]?.message).toContain('no whole answer within 0.2 s');
  });

  it('does not ask about more than fifty', async () => {
    const many = Array.from({ length: 52 }, (_, i) => ({ ...ASKED, authority: `a${i}.example` }));
    const findings = await authorityFindings(many, OWN, services({}));
    expect(findings.map(({ found }) => found)).toEqual(['a50.example', 'a51.example']);
  });
});

function endless(_: URL, answer: ServerResponse): void {
  const write = () => {
    while (answer.write(Buffer.alloc(64 * 1024, 0x20))) if (answer.destroyed) return;
  };
  answer.on('drain', write);
  write();
}

describe('httpGet', () => {
  const options = { timeoutMs: 5_000, maxBytes: 1000, userAgent: 'voreg' };

  it('follows a redirect on the host that was named', async () => {
    const url = await serve((at, answer) => {
      if (at.pathname === '/here') answer.end('found');
      else answer.writeHead(301, { location: '/here' }).end();
    });
    expect((await httpGet(url, options)).toString()).toBe('found');
  });

  it('does not follow a name that leads into a private network', async () => {
    const url = await serve((_, answer) => answer.writeHead(302, { location: 'http://localhost:1/' }).end());
    await expect(httpGet(url, options)).rejects.toThrow(
      new NoAnswer('it redirects to localhost, which is in a private network'),
    );
  });

  it.each([
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['192.168.1.1', true],
    ['127.0.0.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['0.0.0.0', true],
    ['::1', true],
    ['::', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['::ffff:10.0.0.1', true],
    ['::ffff:a00:1', true],
    ['64:ff9b::a00:1', true],
    ['145.238.186.1', false],
    ['172.32.0.1', false],
    ['2001:660::1', false],
  ])('%s is private: %s', (address, expected) => {
    expect(isPrivate(address)).toBe(expected);
  });
});
