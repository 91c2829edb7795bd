/** The small questions of OAI-PMH 2.0 (§4): who it is, its sets and formats, one record. */
import { child, text } from '../resource/element.ts';
import { decodeXml } from '../xml/decode.ts';
import type { OaiFormat, OaiIdentify } from '../xml/oai-envelope.ts';
import type { OaiEvent } from '../xml/oai-stream.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { type OaiSession, OaiUnanswered } from './oai-session.ts';
import type { Identified } from './source.ts';

/** Of one list of sets or headers. */
const MAX_PAGES = 1000;

/** @throws OaiUnanswered, or the signal's reason */
export async function identify(session: OaiSession): Promise<OaiIdentify> {
  const { answer } = await session.answer({ verb: 'Identify' });
  if (answer.identify !== null) return answer.identify;
  throw new OaiUnanswered(`Identify is answered by an error: ${errorText(answer)}.`, 'refused', false);
}

/** What the harvester keeps of it: no addresses. */
export function identified(answer: OaiIdentify): Identified {
  return {
    repositoryName: answer.repositoryName,
    baseURL: answer.baseURL,
    adminEmails: answer.adminEmails.length,
    registryId: answer.descriptions.map(resourceId).find((id) => id !== null) ?? null,
  };
}

/** The identifier of a description that is a VOResource record; null for any other. */
function resourceId(description: Buffer): string | null {
  try {
    const { root } = parseXml(decodeXml(description));
    return root.local === 'Resource' ? text(child(root, 'identifier')) || null : null;
  } catch (error) {
    if (error instanceof XmlFault) return null;
    throw error;
  }
}

/** setSpecs; empty where there is no set hierarchy. @throws OaiUnanswered, or the signal's reason */
export async function listSets(session: OaiSession): Promise<string[]> {
  const events = await listed(session, { verb: 'ListSets' });
  return events.flatMap((event) => (event.kind === 'set' ? [event.setSpec] : []));
}

/** @throws OaiUnanswered, or the signal's reason */
export async function listMetadataFormats(session: OaiSession): Promise<OaiFormat[]> {
  const { answer } = await session.answer({ verb: 'ListMetadataFormats' });
  if (answer.errorCode === null || answer.errorCode === 'noMetadataFormats') return answer.formats;
  throw new OaiUnanswered(`ListMetadataFormats: ${errorText(answer)}.`, 'refused', false);
}

/** The headers of a list, all in memory. @throws OaiUnanswered, or the signal's reason */
export async function listIdentifiers(
  session: OaiSession,
  args: { metadataPrefix: string; set?: string; from?: string; until?: string },
): Promise<Extract<OaiEvent, { kind: 'header' }>['header'][]> {
  const events = await listed(session, { verb: 'ListIdentifiers', ...args });
  return events.flatMap((event) => (event.kind === 'header' ? [event.header] : []));
}

/** The record as it is sent; null where it does not exist. @throws OaiUnanswered, or the signal's reason */
export async function getRecord(
  session: OaiSession,
  identifier: string,
  metadataPrefix: string,
): Promise<Extract<OaiEvent, { kind: 'record' | 'broken' }> | null> {
  const { answer, events } = await session.answer({ verb: 'GetRecord', identifier, metadataPrefix });
  const found = events.find((event) => event.kind === 'record' || event.kind === 'broken');
  if (found !== undefined) return found;
  if (answer.errorCode === 'idDoesNotExist') return null;
  throw new OaiUnanswered(`GetRecord of ${identifier}: ${errorText(answer)}.`, 'refused', false);
}

async function listed(session: OaiSession, first: Record<string, string>): Promise<OaiEvent[]> {
  const all: OaiEvent[] = [];
  const tokens = new Set<string>();
  let args = first;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { answer, events } = await session.answer(args);
    all.push(...events);
    if (answer.errorCode === 'noSetHierarchy' || answer.errorCode === 'noRecordsMatch') return all;
    if (answer.errors.length > 0 && answer.verb === null) {
      throw new OaiUnanswered(`${first.verb}: ${errorText(answer)}.`, 'refused', false);
    }
    const token = answer.token?.value ?? '';
    if (token === '') return all;
    if (tokens.has(token)) break;
    tokens.add(token);
    args = { verb: first.verb ?? '', resumptionToken: token };
  }
  throw new OaiUnanswered(
    `${first.verb} does not end: its tokens lead to pages already seen.`,
    'refused',
    false,
  );
}

/** An error as a person reads it. */
export function errorText({ errors }: { errors: { code: string; text: string }[] }): string {
  const said = errors.map(({ code, text: words }) =>
    words === '' ? code : `${code} (${words.slice(0, 200)})`,
  );
  return said.join(', ') || 'nothing';
}
