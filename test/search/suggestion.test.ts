/** "Did you mean …": which words are proposed for which, and what is left alone. */
import { expect, it } from 'vitest';
import { EDITION } from '../../src/search/document.ts';
import { updateSearchIndex } from '../../src/search/indexer.ts';
import { readSearchRequest } from '../../src/search/request.ts';
import { suggestionFor } from '../../src/search/suggestion.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openSearching } from '../../src/store/search.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { harvested, type Others } from './harvests.ts';

const entry = (n: number, title: string, more: Partial<Others> = {}): Others => ({
  ...{ ivoid: `ivo://o.example/r${n}`, title, type: n % 2 === 0 ? 'CatalogService' : 'DataResource' },
  ...more,
});
/** One title has a typo, as titles have. */
const OTHERS: Others[] = [
  ...Array.from({ length: 12 }, (_, i) => entry(i, `Photometry of Étoiles ${i}`, { subjects: ['galaxies'] })),
  ...Array.from({ length: 3 }, (_, i) => entry(20 + i, 'Spectra of comets')),
  entry(30, 'Photometery'),
  entry(31, 'Radio', { description: 'Only here: bolometer.' }),
];

async function index(db: Database): Promise<void> {
  const onFault = (message: string) => expect.fail(message);
  await updateSearchIndex({ db, signal: new AbortController().signal, onFault });
}

async function indexed(open: OpenTestDatabase) {
  const { database: db } = await open();
  await migrate(db);
  await harvested(db, 'elsewhere', OTHERS);
  await index(db);
  let statements = 0;
  const counting: Database = {
    ...db,
    transaction: (work, rows) =>
      db.transaction(
        (tx) =>
          work({
            query: (sql, params) => {
              statements += 1;
              return tx.query(sql, params);
            },
          }),
        rows,
      ),
  };
  const searching = openSearching(counting, EDITION);
  const search = (query: string) => searching.search(readSearchRequest(query).query);
  const meant = async (query: string): Promise<[string, number] | null> => {
    const { q, query: read } = readSearchRequest(query);
    const found = await suggestionFor(searching, q, read, await searching.search(read));
    return found && [found.q, found.total];
  };
  return { db, search, meant, statements: () => statements };
}

eachDatabase('a suggestion', (open) => {
  it('is the word of the index that is next to what was written', async () => {
    const { meant } = await indexed(open);
    expect(await meant('q=photomerty')).toEqual(['photometry', 12]);
    expect(await meant('q=Photomtry+etolies')).toEqual(['photometry etoiles', 12]);
    // Two letters changed places at the beginning; one is doubled; one is missing.
    expect(await meant('q=hpotometry')).toEqual(['photometry', 12]);
    expect(await meant('q=sppectra')).toEqual(['spectra', 3]);
    expect(await meant('q=galxies')).toEqual(['galaxies', 12]);
    expect(await meant('q=étoilles')).toEqual(['etoiles', 12]);
    // A typo that a record has, too.
    expect(await meant('q=photometery')).toEqual(['photometry', 12]);
  });

  it('keeps phrases, exclusions and filters', async () => {
    const { meant } = await indexed(open);
    expect(await meant('q=%22spetcra+of+comets%22')).toEqual(['"spectra of comets"', 3]);
    expect(await meant('q=spetcra+-photomerty')).toEqual(['spectra -photomerty', 3]);
    expect(await meant('q=spetcra&type=CatalogService')).toEqual(['spectra', 2]);
    // It would find nothing with this filter.
    expect(await meant('q=spetcra&type=Registry')).toBeNull();
  });

  it('is not made where enough is found, where words are known, and for what is no word', async () => {
    const { meant, statements } = await indexed(open);
    expect(await meant('q=spectra')).toBeNull();
    expect(await meant('q=photomet')).toBeNull();
    // A word of a description is known, and as good as any.
    expect(await meant('q=bolometer')).toBeNull();
    expect(await meant('q=photometry+comets')).toBeNull();
    expect(await meant('q=xyzzyxyzzy')).toBeNull();
    expect(await meant('q=m32')).toBeNull();
    expect(await meant('type=Registry')).toBeNull();
    const before = statements();
    expect(await meant(`q=${Array.from('abcdefghijkl', (c) => `${c}zzyxw`).join('+')}`)).toBeNull();
    // The search has two; the words it looks at are few.
    expect(statements() - before).toBeLessThanOrEqual(4);
  });

  it('does not propose a word whose records have left', async () => {
    const { db, meant } = await indexed(open);
    const comets = OTHERS.filter(({ title }) => title?.endsWith('comets'));
    await harvested(
      db,
      'elsewhere',
      comets.map((one) => ({ ...one, deleted: true, datestamp: '2026-11-20T03:00:00Z' })),
    );
    await index(db);
    expect(await meant('q=spetcra')).toBeNull();
  });
});

eachDatabase('what a search counted', (open) => {
  it('is counted once for all pages and orders, and again when the index has changed', async () => {
    const { db, search, statements } = await indexed(open);
    const first = await search('q=photometry');
    expect(first.total).toBe(12);
    const before = statements();
    const second = await search('q=photometry&size=5&page=2&sort=date');
    expect([second.total, second.facets, second.hits.length]).toEqual([12, first.facets, 5]);
    expect(statements() - before).toBe(2);
    expect((await search('q=photometry&type=DataResource')).total).toBe(6);
    await harvested(db, 'elsewhere', [entry(40, 'Photometry too', { datestamp: '2026-11-20T03:00:00Z' })]);
    await index(db);
    expect((await search('q=photometry')).total).toBe(13);
    expect((await search('')).total).toBe(OTHERS.length + 1);
  });
});
