/** Formats, the lists against each other, and single records against the lists (OAI-PMH 2.0 §4). */
import { OAI_DC, OAI_DC_XSD } from '../resource/namespaces.ts';
import { type Check, check, NotTestable } from './check.ts';
import { compareLists } from './differ.ts';
import type { Found } from './found.ts';
import type { Page } from './page.ts';
import { digestOf, schemaLocationOf } from './record-book.ts';
import { named, seen, textOf } from './reply.ts';
import { spread } from './sample.ts';
import { NoList, type Visit } from './visit.ts';

const RI22 = 'Registry Interfaces 1.1 §2.2';
const FORMATS_REQUEST = 'GET ?verb=ListMetadataFormats';

export const LISTS: Check[] = [
  check({
    id: 'lists/answers',
    rule: 'RI-01',
    citation: 'Registry Interfaces 1.1 §2; OAI-PMH 2.0 §4',
    level: 'fail',
    asks: 'ListIdentifiers and ListRecords answer with lists, in ivo_vor and in oai_dc.',
    needs: [],
    async run(_facts, visit, found) {
      for (const metadataPrefix of ['ivo_vor', 'oai_dc']) {
        for (const verb of ['ListIdentifiers', 'ListRecords']) {
          const reply = await visit.oai({ verb, metadataPrefix });
          if (reply.content?.local !== verb)
            found.add({ request: reply.asked, expected: verb, seen: seen(reply) });
        }
      }
    },
  }),
  check({
    id: 'lists/formats',
    rule: 'RI-02',
    citation: `${RI22}; RofR test RI3.1.2c; OAI-PMH 2.0 §3.4 (OAI-50)`,
    level: 'fail',
    asks: 'ListMetadataFormats lists ivo_vor and oai_dc.',
    needs: ['formats'],
    run({ formats: { formats } }, _visit, found) {
      const prefixes = formats.map(({ prefix }) => prefix);
      for (const wanted of ['ivo_vor', 'oai_dc']) {
        const seen = prefixes.join(', ') || 'no formats';
        if (!prefixes.includes(wanted)) found.add({ request: FORMATS_REQUEST, expected: wanted, seen });
      }
    },
  }),
  check({
    id: 'lists/dublin-core',
    rule: 'OAI-50',
    citation: 'OAI-PMH 2.0 §3.4, §2.5',
    level: 'fail',
    asks: 'oai_dc is announced with its own schema and namespace.',
    needs: ['formats'],
    run({ formats: { formats } }, _visit, found) {
      for (const { prefix, schema, namespace } of formats) {
        if (prefix !== 'oai_dc' || (schema === OAI_DC_XSD && namespace === OAI_DC)) continue;
        found.add({
          request: FORMATS_REQUEST,
          expected: `${OAI_DC_XSD} ${OAI_DC}`,
          seen: `${schema} ${namespace}`,
        });
      }
    },
  }),
  check({
    id: 'lists/prefixes',
    rule: 'OAI-51',
    citation: 'OAI-PMH 2.0 §3.4',
    level: 'fail',
    asks: 'Metadata prefixes are of unreserved characters, each listed once.',
    needs: ['formats'],
    run({ formats: { formats } }, _visit, found) {
      const known = new Set<string>();
      for (const { prefix } of formats) {
        if (!/^[A-Za-z0-9\-_.!~*'()]+$/.test(prefix) || known.has(prefix)) {
          found.add({
            request: FORMATS_REQUEST,
            expected: 'a prefix of unreserved characters, once',
            seen: prefix,
          });
        }
        known.add(prefix);
      }
    },
  }),
  check({
    id: 'lists/formats-work',
    rule: 'RI-03',
    citation: RI22,
    level: 'fail',
    asks: 'Every format that is announced can be asked for.',
    needs: ['formats'],
    async run({ formats: { formats } }, visit, found) {
      for (const { prefix } of formats.slice(0, 10)) {
        const reply = await visit.oai({ verb: 'ListIdentifiers', metadataPrefix: prefix });
        const isFine = reply.content?.local === 'ListIdentifiers' || reply.errors.join() === 'noRecordsMatch';
        if (!isFine) found.add({ request: reply.asked, expected: 'a list', seen: seen(reply) });
      }
    },
  }),
  check({
    id: 'lists/formats-of-record',
    rule: 'OAI-53',
    citation: 'OAI-PMH 2.0 §4.4',
    level: 'fail',
    asks: 'ListMetadataFormats with an identifier lists formats of the registry, oai_dc and ivo_vor among them.',
    needs: ['formats', 'sample'],
    async run({ formats, sample }, visit, found) {
      const reply = await visit.oai({ verb: 'ListMetadataFormats', identifier: sample.id });
      const known = new Set(formats.formats.map(({ prefix }) => prefix));
      const said = (reply.content === null ? [] : named(reply.content, 'metadataFormat')).map(
        (format) => textOf(format, 'metadataPrefix') ?? '',
      );
      const holds =
        said.every((prefix) => known.has(prefix)) && said.includes('ivo_vor') && said.includes('oai_dc');
      if (!holds) {
        found.add({
          request: reply.asked,
          expected: [...known].join(', '),
          seen: said.join(', ') || seen(reply),
        });
      }
    },
  }),
  check({
    id: 'lists/schema-location',
    rule: 'RI-09',
    citation: 'OAI-PMH 2.0 §3.4; Registry Interfaces 1.1 §2.2',
    level: 'warn',
    asks: 'The root of each record has an xsi:schemaLocation, with the schema that the format announces.',
    needs: ['formats', 'records'],
    run({ formats: { formats }, records }, _visit, found) {
      const schema = formats.find(({ prefix }) => prefix === 'ivo_vor')?.schema ?? '';
      for (const { root, asked, header } of records.book.records) {
        if (root === null) continue;
        const locations = (root.schemaLocation ?? '').trim().split(/\s+/);
        if (locations.filter((_, i) => i % 2 === 1).includes(schema)) continue;
        const seen = `${root.schemaLocation === null ? 'no xsi:schemaLocation' : root.schemaLocation} on ${header.id}`;
        found.add({ request: asked, expected: `a pair with the location ${schema}`, seen });
      }
    },
  }),
  check({
    id: 'lists/identifiers-and-records',
    rule: 'OAI-80',
    citation: 'OAI-PMH 2.0 §4.3: ListIdentifiers is ListRecords without the records',
    level: 'fail',
    asks: 'ListIdentifiers and ListRecords have the same headers.',
    needs: ['identifiers', 'records'],
    run: ({ identifiers, records }, visit, found) =>
      compareLists(
        [records, identifiers],
        ['ListRecords', 'ListIdentifiers'],
        ['datestamp', 'deleted', 'sets'],
        visit,
        found,
      ),
  }),
  check({
    id: 'lists/both-formats',
    rule: 'OAI-50',
    citation: 'OAI-PMH 2.0 §2.5: oai_dc for every item; Registry Interfaces 1.1 §2.2 (RI-02)',
    level: 'fail',
    asks: 'oai_dc has the same records as ivo_vor.',
    needs: ['identifiers', 'dublinCore'],
    run: ({ identifiers, dublinCore }, visit, found) =>
      compareLists([identifiers, dublinCore], ['ivo_vor', 'oai_dc'], ['sets'], visit, found),
  }),
  check({
    id: 'lists/no-duplicates',
    rule: 'IDN-04',
    citation: 'OAI-PMH 2.0 §2.4: unique identifiers; IVOA Identifiers 2.0 §2.1: letter case does not count',
    level: 'fail',
    asks: 'No record is in a list twice.',
    needs: ['identifiers', 'records'],
    run({ identifiers, records }, _visit, found) {
      for (const { asked, repeated } of [identifiers, records]) {
        for (const id of repeated)
          found.add({ request: asked, expected: 'each record once', seen: `${id} again` });
      }
    },
  }),
  check({
    id: 'lists/get-header',
    rule: 'OAI-24',
    citation: 'OAI-PMH 2.0 §2.5, §4.1',
    level: 'fail',
    asks: 'GetRecord has the same header as the lists: identifier, datestamp, deletion, sets.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      for (const header of spread(identifiers.headers, found, 'records')) {
        const page = await getRecord(visit, header.id, 'ivo_vor', found);
        const here = page?.records[0]?.header;
        if (page === null || here === undefined) continue;
        const [expected, seen] = [JSON.stringify(header), JSON.stringify(here)];
        if (expected !== seen) found.add({ request: page.reply.asked, expected, seen });
      }
    },
  }),
  check({
    id: 'lists/get-record',
    rule: 'OAI-26',
    citation: 'OAI-PMH 2.0 §2.5, §4.1',
    level: 'fail',
    asks: 'GetRecord gives the same record as ListRecords.',
    needs: ['records'],
    async run({ records }, visit, found) {
      for (const { header, root } of spread(
        records.book.records.filter(({ root }) => root !== null),
        found,
        'records',
      )) {
        const page = await getRecord(visit, header.id, 'ivo_vor', found);
        const element = page?.records[0]?.metadata[0];
        if (page === null || page.records[0]?.header.datestamp !== header.datestamp) continue;
        if (element === undefined || digestOf(element) !== root?.digest) {
          found.add({
            request: page.reply.asked,
            expected: `the record of ${header.id} as in ListRecords`,
            seen: element === undefined ? 'no record' : 'another record',
          });
        }
      }
    },
  }),
  check({
    id: 'lists/get-dublin-core',
    rule: 'OAI-52',
    citation: 'OAI-PMH 2.0 §2.4; requirements.md OAI-52',
    level: 'warn',
    asks: 'The Dublin Core of a record has a dc:identifier that leads to the resource.',
    needs: ['sample'],
    async run({ sample }, visit, found) {
      const page = await getRecord(visit, sample.id, 'oai_dc', found);
      const element = page?.records[0]?.metadata[0];
      if (page === null || element === undefined) return;
      const ids = named(element, 'identifier').map(({ text }) => text.trim());
      if (!ids.some((id) => /^(ivo|https?|doi):/i.test(id))) {
        const expected = 'a dc:identifier with the ivoid, a URL or a DOI';
        found.add({ request: page.reply.asked, expected, seen: ids.join(', ') || 'no dc:identifier' });
      }
      const location = (schemaLocationOf(element) ?? '').split(/\s+/);
      if (!location.includes(OAI_DC_XSD)) {
        const seen = location.join(' ') || 'no xsi:schemaLocation';
        found.add({
          request: page.reply.asked,
          expected: OAI_DC_XSD,
          seen,
          rule: 'RI-09',
          citation: 'OAI-PMH 2.0 §3.4',
        });
      }
    },
  }),
  check({
    id: 'lists/letter-case',
    rule: 'IDN-04',
    citation: 'IVOA Identifiers 2.0 §2.1',
    level: 'warn',
    asks: 'GetRecord finds a record by its ivoid in other letter case.',
    needs: ['sample'],
    async run({ sample }, visit, found) {
      const other = sample.id.replace(/^(ivo:\/\/)(.*)$/, (_, scheme, rest) => `${scheme}${swapCase(rest)}`);
      if (other === sample.id) throw new NotTestable('the identifier of the sample is no ivoid with letters');
      const reply = await visit.oai({ verb: 'GetRecord', metadataPrefix: 'ivo_vor', identifier: other });
      if (reply.content?.local !== 'GetRecord') {
        found.add({ request: reply.asked, expected: `the record ${sample.id}`, seen: seen(reply) });
      }
    },
  }),
];

export async function getRecord(
  visit: Visit,
  identifier: string,
  metadataPrefix: string,
  found: Found,
): Promise<Page | null> {
  try {
    const page = await visit.page({ verb: 'GetRecord', metadataPrefix, identifier });
    if (page.records.length > 0) return page;
    found.add({ request: page.reply.asked, expected: 'the record', seen: 'an empty GetRecord' });
  } catch (error) {
    if (!(error instanceof NoList)) throw error;
    found.add({ request: error.reply.asked, expected: 'the record', seen: seen(error.reply) });
  }
  return null;
}

function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}
