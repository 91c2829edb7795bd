/** What a record's page tells out of Git: counterparts from the links files, versions, and what a deleted record was called. */
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openRepository } from '../src/git/repository.ts';
import { recordHistory } from '../src/record-history.ts';
import { publishedLinks } from '../src/record-links.ts';
import type { Workplace } from '../src/workplace.ts';
import { gitRepo, temporaryFolder } from './helpers/git-repo.ts';

const METADATA = `#curie_map:
#  ivo: ivo://
#  spase: spase://
#mapping_set_id: https://padc.example/links/padc.example
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification
`;
const link = (predicate: string, object: string, modifier = '', label = '') =>
  `ivo:padc.example/A\t${predicate}\t${modifier}\t${object}\t${label}\tsemapv:ManualMappingCuration\n`;
const LINKS = 'records/links/padc.example.sssom.tsv';

const record = (key: string, title: string, more = '') =>
  `<r:Resource xmlns:r="http://www.ivoa.net/xml/RegistryInterface/v1.0"><title>${title}</title><identifier>\n ivo://padc.example/${key}</identifier>${more}</r:Resource>`;

/** A repository whose newest commit is published; `items` is what the ledger knows of where records are. */
async function place(items: Record<string, { path: string; blob: string }> = {}) {
  const repo = gitRepo();
  const here = { source: repo.path, ref: null, recordsDir: 'records', dataDir: temporaryFolder() };
  const repository = await openRepository(here);
  let trees = 0;
  let commit = '';
  const workplace = {
    config: readConfig({}),
    db: { query: async (_: string, [key]: [string]) => (items[key] === undefined ? [] : [items[key]]) },
    repository: {
      ...repository,
      tree: (of: string) => {
        trees += 1;
        return repository.tree(of);
      },
    },
    published: { moment: async () => ({ commit }) },
  } as unknown as Workplace;
  const publish = async (message: string) => {
    commit = repo.commit(message);
    await repository.fetch();
    return commit;
  };
  return {
    repo,
    workplace,
    publish,
    trees: () => trees,
    point: (at: string) => {
      commit = at;
    },
  };
}

it('counterparts are the accepted links, what is the same first; read again for another commit only', async () => {
  const { repo, workplace, publish, trees, point } = await place();
  const counterparts = publishedLinks(workplace);
  repo.write(
    LINKS,
    METADATA +
      link('dcterms:isPartOf', 'ivo:other/x') +
      link('skos:exactMatch', 'spase:X/Y', '', 'The same') +
      link('skos:relatedMatch', 'spase:X/No', 'Not'),
  );
  repo.write(
    'records/links/padc.example.candidates.sssom.tsv',
    METADATA + link('skos:closeMatch', 'spase:X/Q'),
  );
  const first = await publish('links');
  const known = [
    {
      id: 'spase://X/Y',
      title: 'The same',
      predicate: 'skos:exactMatch',
      url: 'https://spase-metadata.org/X/Y.html',
    },
    { id: 'ivo://other/x', title: null, predicate: 'dcterms:isPartOf', url: null },
  ];
  expect(await counterparts('ivo://PADC.example/a')).toEqual(known);
  expect(await counterparts('ivo://padc.example/b')).toEqual([]);
  expect(trees()).toBe(1);

  repo.remove(LINKS);
  await publish('no links');
  expect(await counterparts('ivo://padc.example/a')).toEqual([]);

  // Published by another replica, and not fetched here yet.
  point('1'.repeat(40));
  expect(await counterparts('ivo://padc.example/a')).toEqual([]);
  point(first);
  expect(await counterparts('ivo://padc.example/a')).toEqual(known);
});

it('a deleted record: what it was called last, and its versions; of what is not known, nothing', async () => {
  const { repo, workplace, publish } = await place();
  const history = recordHistory(workplace);
  repo.write('records/a.xml', record('A', 'One')).write('records/b.xml', record('B', 'Other'));
  await publish('both');
  repo.write(
    'records/a.xml',
    record('A', 'Two &amp; last', '<altIdentifier>doi:10.48322/A.B</altIdentifier>'),
  );
  await publish('better');
  expect(await history.past('ivo://padc.example/a')).toBeNull();
  repo.remove('records/a.xml');
  await publish('gone');
  expect(await history.past('ivo://padc.example/a')).toEqual({
    title: 'Two & last',
    dois: ['10.48322/a.b'],
  });
  const revisions = await history.revisions('ivo://padc.example/A');
  expect(revisions?.map(({ subject, kind }) => [subject, kind])).toEqual([
    ['gone', 'removed'],
    ['better', 'changed'],
    ['both', 'added'],
  ]);
  expect(await history.revisions('ivo://padc.example/b')).toBeNull();
});

it('a file that says it is deleted is where the ledger knows it to be', async () => {
  const items: Record<string, { path: string; blob: string }> = {};
  const { repo, workplace, publish } = await place(items);
  repo.write('records/a.xml', record('A', 'Last words'));
  const commit = await publish('a tombstone');
  const [entry] = await workplace.repository.tree(commit);
  items['ivo://padc.example/a'] = { path: 'records/a.xml', blob: entry?.blob ?? '' };
  const history = recordHistory(workplace);
  expect(await history.past('ivo://padc.example/A')).toEqual({ title: 'Last words', dois: [] });
  expect(await history.revisions('ivo://padc.example/A')).toHaveLength(1);
});
