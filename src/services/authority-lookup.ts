/**
 * Is an authority that is new here in use elsewhere? Asked of searchable registries (RegTAP) and of the Registry of
 * Registries before a merge (Registry Interfaces 1.1 §3, §3.1; requirements.md RI-15, RI-16).
 */
import { withoutSlashAtEnd } from '../resource/address.ts';
import { attribute, children, type Element, text, walk } from '../resource/element.ts';
import { OAI, RI } from '../resource/namespaces.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { httpGet, NoAnswer } from './http-get.ts';

export interface LookupServices {
  /** Base URLs of TAP services with the RegTAP tables. */
  regtap: string[];
  /** OAI-PMH base URL of the Registry of Registries; null: not asked. */
  rofr: string | null;
  /** For one question, redirects included. */
  timeoutMs: number;
}

/** Two full registries that harvest independently of each other, and the RofR. */
export const DEFAULT_SERVICES: LookupServices = {
  regtap: ['http://dc.g-vo.org/tap', 'https://registry.euro-vo.org/regtap/tap'],
  rofr: 'http://rofr.ivoa.net/oai',
  timeoutMs: 20_000,
};

/** Where an authority was seen. */
interface Sighting {
  rule: 'RI-15' | 'RI-16';
  service: string;
  /** ivoid of the registry that has it, in lower case; null if the service does not say. */
  by: string | null;
}

interface Answer {
  service: string;
  sightings: Sighting[];
  /** Why there was no answer. */
  failure: string | null;
}

export interface AuthorityQuestion {
  authority: string;
  file: string;
  line: number;
  column: number;
}

const ANSWER_MAX_BYTES = 1024 * 1024;
/** A merge request that brings more is an import; each is asked of every service. */
const MOST_AUTHORITIES = 50;

/**
 * Findings about authorities that are new at this registry (`own`: its ivoid): an error for one that somebody else has,
 * a warning where a service did not answer. Never throws for what services do.
 */
export async function authorityFindings(
  questions: AuthorityQuestion[],
  own: string | null,
  services: LookupServices,
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const question of questions.slice(0, MOST_AUTHORITIES)) {
    const answers = await Promise.all([
      ...services.regtap.map((url) =>
        answered(url, (get) => askRegtap(url, question.authority, get), services),
      ),
      ...(services.rofr === null ? [] : [services.rofr]).map((url) =>
        answered(url, (get) => askRofr(url, question.authority, own, get), services),
      ),
    ]);
    found.push(...judge(question, own, answers));
  }
  const left = questions.slice(MOST_AUTHORITIES);
  return [...found, ...left.map((q) => unasked(q, `${MOST_AUTHORITIES} others were asked about already`))];
}

/** An ours is an ours everywhere: a service that does not say whose record it has is explained by one that does. */
function judge(question: AuthorityQuestion, own: string | null, answers: Answer[]): Finding[] {
  const sightings = answers.flatMap((answer) => answer.sightings);
  const ours = sightings.some(({ by }) => by !== null && by === own?.toLowerCase());
  const foreign = sightings.filter(({ by }) => (by === null ? !ours : by !== own?.toLowerCase()));
  const failures = answers.flatMap(({ service, failure }) =>
    failure === null ? [] : [`${service}: ${failure}`],
  );
  const seen = new Map(foreign.map((sighting) => [`${sighting.rule} ${sighting.by}`, sighting]));
  const errors = [...seen.values()].map((sighting) => elsewhere(question, sighting));
  return failures.length === 0 ? errors : [...errors, unasked(question, failures.join('; '))];
}

function elsewhere(question: AuthorityQuestion, { rule, service, by }: Sighting): Finding {
  const { authority, ...place } = question;
  const who = by === null ? 'another registry' : `the registry ${by}`;
  const what =
    rule === 'RI-16'
      ? `is managed by ${who}`
      : `is in use: ${who} has the record ivo://${authority.toLowerCase()}`;
  const message =
    `The authority ${authority} ${what} (${service}). Only one registry may publish under an authority. Choose another name; ` +
    'or, if it moves here, add {"authority": …, "to": this registry, "direction": "in", …} under "transfers" in registry.json.';
  const citation = rule === 'RI-15' ? 'Registry Interfaces 1.1 §3.1' : 'Registry Interfaces 1.1 §3';
  return finding({ rule, ...place, found: authority, message, citation });
}

function unasked({ authority, ...place }: AuthorityQuestion, why: string): Finding {
  const message =
    `Whether the authority ${authority} is in use elsewhere was not found out from every service (${why}). ` +
    'Look for it in a searchable registry before the merge, or run the check again.';
  const citation = 'Registry Interfaces 1.1 §3.1';
  return finding({ rule: 'RI-15', severity: 'warning', ...place, found: authority, message, citation });
}

type Get = (url: URL) => Promise<Element>;

async function answered(
  service: string,
  ask: (get: Get) => Promise<Sighting[]>,
  { timeoutMs }: LookupServices,
): Promise<Answer> {
  const options = {
    timeoutMs,
    maxBytes: ANSWER_MAX_BYTES,
    userAgent: 'voreg (IVOA-test: authority look-up)',
  };
  const get: Get = async (url) => parseXml(decodeXml(await httpGet(url.href, options))).root;
  try {
    if (!URL.canParse(service)) throw new NoAnswer('this is no address');
    return { service, sightings: await ask(get), failure: null };
  } catch (error) {
    if (error instanceof NoAnswer) return { service, sightings: [], failure: error.message };
    if (error instanceof XmlFault || error instanceof EncodingFault) {
      return { service, sightings: [], failure: `its answer is no XML (${error.message})` };
    }
    throw error;
  }
}

/** RegTAP 1.1 §8: resource (with where it was harvested from), and res_detail for managedAuthority. */
async function askRegtap(service: string, authority: string, get: Get): Promise<Sighting[]> {
  const name = quoted(authority.toLowerCase());
  const records = await rowsOf(
    service,
    `SELECT ivoid, harvested_from FROM rr.resource WHERE res_type='vg:authority' AND ivoid='ivo://${name}'`,
    get,
  );
  const managers = await rowsOf(
    service,
    `SELECT ivoid, detail_value FROM rr.res_detail WHERE detail_xpath='/managedAuthority' AND LOWER(detail_value)='${name}'`,
    get,
  );
  return [
    ...records.map((row): Sighting => ({ rule: 'RI-15', service, by: row[1]?.toLowerCase() || null })),
    ...managers.map((row): Sighting => ({ rule: 'RI-16', service, by: row[0]?.toLowerCase() || null })),
  ];
}

/** TAP 1.1 §2: a synchronous query. TABLEDATA, because a VOTable in BINARY needs a reader of its own. */
async function rowsOf(service: string, query: string, get: Get): Promise<string[][]> {
  const url = new URL(`${withoutSlashAtEnd(service)}/sync`);
  const parameters = {
    REQUEST: 'doQuery',
    LANG: 'ADQL',
    RESPONSEFORMAT: 'application/x-votable+xml;serialization=TABLEDATA',
    MAXREC: '10',
    QUERY: query,
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  const elements = [...walk(await get(url))];
  const status = elements.find((e) => e.local === 'INFO' && attribute(e, 'name') === 'QUERY_STATUS');
  if (status === undefined || attribute(status, 'value') === 'ERROR') {
    throw new NoAnswer(`its answer is no result (${text(status).slice(0, 200) || 'no QUERY_STATUS'})`);
  }
  // Rows in another serialization: that there are some is all we can say.
  if (elements.some((e) => e.local === 'STREAM' && text(e) !== '')) return [[]];
  return elements
    .filter((e) => e.local === 'TR')
    .map((row) => row.children.filter((cell) => cell.local === 'TD').map(text));
}

/** The RofR holds the records of registries: the authority's own record, or our registry's, which may list it already. */
async function askRofr(
  service: string,
  authority: string,
  own: string | null,
  get: Get,
): Promise<Sighting[]> {
  const record = await getRecord(service, `ivo://${authority.toLowerCase()}`, get);
  if (record === null) return [];
  const registry = own === null ? null : await getRecord(service, own, get);
  const lists =
    registry === null ? [] : children(registry, 'managedAuthority').map((e) => text(e).toLowerCase());
  return [
    {
      rule: 'RI-15',
      service,
      by: lists.includes(authority.toLowerCase()) ? (own?.toLowerCase() ?? null) : null,
    },
  ];
}

/** OAI-PMH 2.0 §4.1; null if the RofR says that there is none, or that it was deleted. */
async function getRecord(service: string, identifier: string, get: Get): Promise<Element | null> {
  const url = new URL(service);
  for (const [key, value] of Object.entries({ verb: 'GetRecord', metadataPrefix: 'ivo_vor', identifier })) {
    url.searchParams.set(key, value);
  }
  const root = await get(url);
  const elements = root.uri === OAI ? [...walk(root)] : [];
  const error = elements.find((e) => e.uri === OAI && e.local === 'error');
  if (error !== undefined && attribute(error, 'code') === 'idDoesNotExist') return null;
  if (elements.some((e) => e.local === 'header' && attribute(e, 'status') === 'deleted')) return null;
  const record = elements.find((e) => e.uri === RI && e.local === 'Resource');
  if (record !== undefined) return record;
  throw new NoAnswer(
    `its answer is no record (${error === undefined ? root.name : text(error).slice(0, 200)})`,
  );
}

/** For an ADQL string. An authority has letters, digits and -_.!~*'()+= only. */
function quoted(value: string): string {
  return value.replaceAll("'", "''");
}
