/** A record is read from the tree of its entry in the answer: the same must come of it as of the bytes that are kept. */
import { expect, it } from 'vitest';
import { readRecord } from '../../src/harvest/ingest.ts';
import { type OaiEvent, readOai } from '../../src/xml/oai-stream.ts';
import { parseXml } from '../../src/xml/tree.ts';

const OAI = 'http://www.openarchives.org/OAI/2.0/';
const RI = 'http://www.ivoa.net/xml/RegistryInterface/v1.0';
const VS = 'http://www.ivoa.net/xml/VODataService/v1.1';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const CONTENT = '<title> A &amp; <!-- b --> <![CDATA[<c>]]>\r\n</title><identifier>ivo://x/a</identifier>';
const TYPED = 'xsi:type="vs:CatalogService" created="2020-01-01T00:00:00Z" updated="2021-01-01T00:00:00Z"';

const ANSWERS: Record<string, { onRoot?: string; record: string }> = {
  'that declares all': {
    record: `<ri:Resource xmlns:ri="${RI}" xmlns:xsi="${XSI}" xmlns:vs="${VS}" xmlns="" ${TYPED}>${CONTENT}</ri:Resource>`,
  },
  'with the declarations of its ancestors': {
    onRoot: `xmlns:ri="${RI}" xmlns:xsi="${XSI}" xmlns:vs="${VS}" xmlns:odd="a&quot;b &amp; c"`,
    record: `<ri:Resource ${TYPED}>${CONTENT}<capability standardID="ivo://ivoa.net/std/TAP"><interface xsi:type="vs:ParamHTTP"/></capability></ri:Resource>`,
  },
  'that contradicts its ancestors': {
    onRoot: `xmlns:ri="urn:other" xmlns:xsi="${XSI}" xmlns:vs="urn:other"`,
    record: `<ri:Resource xmlns:ri="${RI}" xmlns:vs="${VS}" ${TYPED}>${CONTENT}</ri:Resource>`,
  },
  'with prefixes that nobody declared': {
    record: `<ri:Resource ${TYPED}>${CONTENT}<capability><interface xsi:type="vr:WebBrowser"/></capability></ri:Resource>`,
  },
  'in the namespace of OAI-PMH': { record: `<Resource status="active">${CONTENT}</Resource>` },
  'of something else': { record: '<VOTABLE/>' },
};

it.each(Object.entries(ANSWERS))('a record %s', async (_, { onRoot = '', record }) => {
  const header = '<header><identifier>ivo://x/a</identifier><datestamp>2026-01-01</datestamp></header>';
  const answer = `<OAI-PMH xmlns="${OAI}" ${onRoot}><ListRecords><record>${header}<metadata>\n ${record}\n</metadata></record></ListRecords></OAI-PMH>`;
  const payload = (await eventsOf(answer)).flatMap((event) =>
    event.kind === 'record' && event.payload !== null ? [event.payload] : [],
  )[0];
  if (payload === undefined) throw new Error('The answer has no record.');
  const fromBytes = parseXml(payload.bytes.toString()).root;
  expect(readRecord(payload.root, 'vor')).toEqual(readRecord(fromBytes, 'vor'));
  expect(payload.root.declared).toEqual(fromBytes.declared);
});

async function eventsOf(answer: string): Promise<OaiEvent[]> {
  async function* chunks() {
    yield Buffer.from(answer);
  }
  const events: OaiEvent[] = [];
  for await (const some of readOai(chunks(), { charset: null, maxEntry: 1_000_000 })) events.push(...some);
  return events;
}
