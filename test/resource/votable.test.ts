import { describe, expect, it } from 'vitest';
import { each } from '../../src/resource/field-values.ts';
import { cellsOf, queryError, resultsOf, statusesOf } from '../../src/resource/votable.ts';
import { parseXml } from '../../src/xml/tree.ts';

const votable = (inside: string) =>
  parseXml(`<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3">${inside}</VOTABLE>`).root;
const results = (inside: string) => {
  const found = resultsOf(votable(`<RESOURCE type="results">${inside}</RESOURCE>`));
  if (found === null) throw new Error('no results');
  return found;
};

describe('results', () => {
  it('are in the resource of that type, the first one, or the root', () => {
    const id = (root: Parameters<typeof resultsOf>[0]) =>
      resultsOf(root)?.attributes.map(({ value }) => value);
    expect(id(votable('<RESOURCE type="meta"/><RESOURCE type="results"/>'))).toEqual(['results']);
    expect(id(votable('<RESOURCE ID="a"/><RESOURCE ID="b"/>'))).toEqual(['a']);
    expect(resultsOf(votable('<INFO/>'))?.local).toBe('VOTABLE');
    expect(resultsOf(parseXml('<html/>').root)).toBeNull();
  });

  it('tell how the query went, in any letter case', () => {
    const cut = results(
      '<INFO name="QUERY_STATUS" value="ok"/><INFO name="x" value="ERROR"/><INFO name="query_status" value="OVERFLOW"/>',
    );
    expect(statusesOf(cut)).toEqual(['OK', 'OVERFLOW']);
    expect(queryError(cut)).toBeNull();
    expect(queryError(results('<INFO name="QUERY_STATUS" value="Error">No  such table</INFO>'))).toBe(
      'No such table',
    );
    expect(queryError(results('<INFO name="QUERY_STATUS" value="ERROR"/>'))).toBe('error');
    expect(
      queryError(results(`<INFO name="QUERY_STATUS" value="ERROR">${'x'.repeat(400)}</INFO>`)),
    ).toHaveLength(300);
  });

  it('have cells, which may be empty', () => {
    const table = (inside: string) => {
      const [found] = each(results(`<TABLE>${inside}</TABLE>`), 'TABLE');
      if (found === undefined) throw new Error('no table');
      return found;
    };
    const rows = '<TR><TD> a </TD><TD/></TR><TR><TD>b</TD><TD>c</TD></TR>';
    expect(cellsOf(table(`<DATA><TABLEDATA>${rows}</TABLEDATA></DATA>`))).toEqual([
      ['a', ''],
      ['b', 'c'],
    ]);
    expect(cellsOf(table(''))).toEqual([]);
    expect(cellsOf(table('<DATA><BINARY2><STREAM>AAAA</STREAM></BINARY2></DATA>'))).toEqual([]);
  });
});
