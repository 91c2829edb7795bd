/** Services of the virtual observatory on this machine, each at a path of its own, and records that name them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OBSCORE_COLUMNS } from '../../src/new/obscore-columns.ts';
import { serve } from '../net/server.ts';

export const VOTABLE = 'application/x-votable+xml';

export interface FakeAnswer {
  status?: number;
  type?: string;
  body?: string;
  location?: string;
  /** It takes the request, and never says anything. */
  hangs?: boolean;
}

export interface FakeServices {
  root: string;
  /** Path → what is answered there; a function for what depends on the request. */
  answers: Record<string, FakeAnswer | ((url: URL, form: string) => FakeAnswer | Promise<FakeAnswer>)>;
  /** Method and address of each request so far, and what was sent. */
  asked: string[];
}

export async function fakeServices(): Promise<FakeServices> {
  const services: FakeServices = { root: '', answers: {}, asked: [] };
  services.root = await serve(async (request, reply) => {
    const form = await bodyOf(request);
    services.asked.push(`${request.method} ${request.url}${form === '' ? '' : ` ${form}`}`);
    const url = new URL(request.url ?? '/', 'http://here');
    const answer = services.answers[url.pathname];
    send(reply, typeof answer === 'function' ? await answer(url, form) : (answer ?? { status: 404 }));
  });
  return services;
}

function send(reply: ServerResponse, answer: FakeAnswer): void {
  const { status = 200, type = 'text/xml', body = '', location, hangs = false } = answer;
  if (hangs) return;
  reply.writeHead(location === undefined ? status : 302, {
    'content-type': type,
    ...(location === undefined ? {} : { location }),
  });
  reply.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A table of results with one row; `fields` are attributes of FIELDs. */
export function votable(fields: string[], { status = 'OK', rows = 1, after = '' } = {}): FakeAnswer {
  const cells = `<TR>${fields.map(() => '<TD>1</TD>').join('')}</TR>`.repeat(rows);
  const info = status === '' ? '' : `<INFO name="QUERY_STATUS" value="${status}">said</INFO>`;
  const head = fields.map((field) => `<FIELD datatype="char" ${field}/>`).join('');
  return {
    type: VOTABLE,
    body: `<?xml version="1.0"?>
<VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">${info}<TABLE>${head}<DATA><TABLEDATA>${cells}</TABLEDATA></DATA></TABLE>${after}</RESOURCE></VOTABLE>`,
  };
}

const ucds = (...all: string[]) => all.map((ucd, at) => `name="c${at}" ucd="${ucd}"`);
const utypes = (...all: string[]) => all.map((utype, at) => `name="c${at}" utype="${utype}"`);
const POSITION = ['POS_EQ_RA_MAIN', 'POS_EQ_DEC_MAIN'];

/** What each kind of search answers if all is well. */
export const FIELDS = {
  cone: ucds('ID_MAIN', ...POSITION),
  sia1: ucds(
    ...['Title', 'Naxes', 'Naxis', 'Scale', 'Format', 'AccessReference'].map((one) => `VOX:Image_${one}`),
    ...POSITION,
  ),
  sia2: OBSCORE_COLUMNS.map(({ name }) => `name="${name}"`),
  ssa: utypes(
    ...['Access.Reference', 'Access.Format', 'Dataset.DataModel', 'Dataset.Length', 'DataID.Title'].map(
      (one) => `ssa:${one}`,
    ),
    'ssa:Curation.Publisher',
    ...['Spatial', 'Spectral', 'Time'].flatMap((axis) =>
      ['Location.Value', 'Bounds.Extent'].map((one) => `ssa:Char.${axis}Axis.Coverage.${one}`),
    ),
  ),
  slap: utypes('ssldm:Line.title', 'ssldm:Line.wavelength.value'),
};

export interface FakeCapability {
  /** After `ivo://ivoa.net/std/`, or a whole one; '' for none. */
  standard: string;
  url: string;
  /** xsi:type of the interface. */
  type?: string;
  /** Inside the interface, after the accessURL, and inside the capability. */
  face?: string;
  inside?: string;
}

export function capability({ standard, url, type = 'vs:ParamHTTP', face = '', inside = '' }: FakeCapability) {
  const id = standard.startsWith('ivo:') ? standard : `ivo://ivoa.net/std/${standard}`;
  return `<capability${standard === '' ? '' : ` standardID="${id}"`}><interface xsi:type="${type}" role="std"><accessURL use="base">${url}</accessURL>${face}</interface>${inside}</capability>`;
}

const NAMESPACES = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"`;

/** A vs:CatalogService; `parts` are its capabilities, and a tableset behind them. */
export function serviceRecord(parts: string, ivoid = 'ivo://padc.example/service'): string {
  return `<ri:Resource xsi:type="vs:CatalogService" status="active" created="2026-01-01T00:00:00Z" updated="2026-01-01T00:00:00Z" ${NAMESPACES}>
<title>A service</title><identifier>${ivoid}</identifier>
<curation><publisher>PADC</publisher><contact><name>A person</name></contact></curation>
<content><subject>spectroscopy</subject><description>Written for a test.</description><referenceURL>https://padc.example/</referenceURL></content>
${parts}</ri:Resource>
`;
}

export function vosiCapabilities(parts: string): FakeAnswer {
  return {
    body: `<vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" ${NAMESPACES}>${parts}</vosi:capabilities>`,
  };
}
