/** Deleted records (OAI-PMH 2.0 §2.5.1, Registry Interfaces 1.1 §2.5). */
import { authorityOf } from '../resource/ivoid.ts';
import { type Check, check, NotTestable } from './check.ts';
import { compareLists } from './differ.ts';
import { walk } from './list.ts';
import { getRecord } from './lists.ts';
import { seen } from './reply.ts';
import { spread } from './sample.ts';
import { NoList } from './visit.ts';

const DELETED = 'OAI-PMH 2.0 §2.5.1';
const SAMPLES = 3;

export const DELETIONS: Check[] = [
  check({
    id: 'deletions/none-announced',
    rule: 'OAI-30',
    citation: DELETED,
    level: 'fail',
    asks: 'A registry that announces deletedRecord "no" shows no deleted records.',
    needs: ['identify', 'identifiers'],
    run({ identify, identifiers }, _visit, found) {
      if (identify.one('deletedRecord') !== 'no') throw new NotTestable('the registry keeps deleted records');
      for (const { id, deleted } of identifiers.headers) {
        if (deleted) found.add({ request: identifiers.asked, expected: 'no deleted records', seen: id });
      }
    },
  }),
  check({
    id: 'deletions/get-record',
    rule: 'OAI-32',
    citation: `${DELETED}; OAI-33: in every format`,
    level: 'fail',
    asks: 'GetRecord of a deleted record answers with its deleted header, without metadata, in both formats.',
    needs: ['gone'],
    async run({ gone }, visit, found) {
      for (const { id } of spread(gone, found, 'deleted records', SAMPLES)) {
        for (const prefix of ['ivo_vor', 'oai_dc']) {
          const page = await getRecord(visit, id, prefix, found);
          const record = page?.records[0];
          if (page === null || record === undefined) continue;
          if (record.header.deleted && !record.hasMetadata && !record.hasAbout) continue;
          const seen = record.header.deleted
            ? 'a deleted header and metadata'
            : 'a record that is not deleted';
          found.add({
            request: page.reply.asked,
            expected: 'a header with status="deleted" and nothing else',
            seen,
          });
        }
      }
    },
  }),
  check({
    id: 'deletions/header-only',
    rule: 'OAI-32',
    citation: `${DELETED}; §3.5: whole entries only (OAI-81)`,
    level: 'fail',
    asks: 'In ListRecords a deleted record is its header and nothing else; any other has metadata.',
    needs: ['records'],
    run({ records }, _visit, found) {
      for (const { header, asked, hasMetadata, hasAbout } of records.book.records) {
        if (header.deleted && (hasMetadata || hasAbout)) {
          found.add({
            request: asked,
            expected: 'a header only',
            seen: `${header.id} with metadata or about`,
          });
        } else if (!header.deleted && !hasMetadata) {
          found.add({ request: asked, expected: 'metadata', seen: `${header.id} without, and not deleted` });
        }
      }
    },
  }),
  check({
    id: 'deletions/both-formats',
    rule: 'OAI-33',
    citation: DELETED,
    level: 'fail',
    asks: 'What is deleted in ivo_vor is deleted in oai_dc.',
    needs: ['identifiers', 'dublinCore'],
    run: ({ identifiers, dublinCore }, visit, found) =>
      compareLists([identifiers, dublinCore], ['ivo_vor', 'oai_dc'], ['deleted'], visit, found),
  }),
  check({
    id: 'deletions/sets-kept',
    rule: 'OAI-32',
    citation: `${DELETED}: lists of a set show deletions in it`,
    level: 'fail',
    asks: 'Deleted records under the registry’s authorities are in ivo_managed.',
    needs: ['gone', 'managed', 'registry'],
    run({ gone, managed, registry }, _visit, found) {
      const ours = new Set(registry.says.managedAuthorities.map((name) => name.toLowerCase()));
      for (const header of gone.filter((one) => ours.has(authorityOf(one.id)))) {
        const there = managed.byKey.get(header.id.toLowerCase());
        if (there?.deleted === true) continue;
        const expected = 'deleted headers too: harvesters of ivo_managed must see them';
        found.add({ request: managed.asked, expected, seen: `it lacks ${header.id}` });
      }
    },
  }),
  check({
    id: 'deletions/in-time',
    rule: 'OAI-32',
    citation: DELETED,
    level: 'fail',
    asks: 'An incremental harvest over the time of a deletion shows it.',
    needs: ['gone'],
    async run({ gone }, visit, found) {
      for (const { id, datestamp } of spread(gone, found, 'deleted records', SAMPLES)) {
        const bounds = { from: datestamp, until: datestamp };
        const query = { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor', ...bounds };
        try {
          const there = (await walk(visit, query)).byKey.get(id.toLowerCase());
          if (there?.deleted === true) continue;
          const request = `GET ?${new URLSearchParams(query)}`;
          const seen = there === undefined ? `it lacks ${id}` : `${id} is not deleted there`;
          found.add({ request, expected: `the deleted header of ${id}`, seen });
        } catch (error) {
          if (!(error instanceof NoList)) throw error;
          found.add({
            request: error.reply.asked,
            expected: `the deleted header of ${id}`,
            seen: seen(error.reply),
          });
        }
      }
    },
  }),
  check({
    id: 'deletions/formats',
    rule: 'OAI-66',
    citation: 'OAI-PMH 2.0 §4.4, §3.6',
    level: 'fail',
    asks: 'ListMetadataFormats of a deleted record lists formats or says noMetadataFormats.',
    needs: ['gone'],
    async run({ gone }, visit, found) {
      const reply = await visit.oai({ verb: 'ListMetadataFormats', identifier: gone[0]?.id ?? '' });
      const isFine =
        reply.content?.local === 'ListMetadataFormats' || reply.errors.includes('noMetadataFormats');
      if (!isFine)
        found.add({ request: reply.asked, expected: 'formats, or noMetadataFormats', seen: seen(reply) });
    },
  }),
  check({
    id: 'deletions/status-inside',
    rule: 'RI-33',
    citation: `VOResource 1.2 §3.1; ${DELETED}; RofR test OAI2.5.1`,
    level: 'fail',
    asks: 'No record inside of metadata has status="deleted": its header says so instead.',
    needs: ['records'],
    run({ records }, _visit, found) {
      for (const { header, asked, root } of records.book.records) {
        if (root?.status !== 'deleted') continue;
        found.add({
          request: asked,
          expected: '<header status="deleted"> and no metadata',
          seen: `status="deleted" in ${header.id}`,
        });
      }
    },
  }),
];
