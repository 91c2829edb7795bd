/** Records laid out as curators write them: prose in lines, comments, and texts whose lines mean something. */
import { describe, expect, it } from 'vitest';
import { laidOut } from '../../src/xml/layout.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { comment, tag, writeParts } from '../../src/xml/write.ts';

const TABLE = 'Columns:\n\n\n  * one   1\n  * two   2\n';

describe('prose', () => {
  it('is filled anew, paragraph by paragraph', () => {
    expect(laidOut(tag('description', {}, TABLE), 1)).toBe(
      '  <description>\n    Columns:\n\n    * one 1 * two 2\n  </description>\n',
    );
  });

  it('keeps its lines where they are a table', () => {
    expect(laidOut(tag('Description', {}, TABLE), 0, 'kept')).toBe(
      '<Description>\n  Columns:\n\n  * one   1\n  * two   2\n</Description>\n',
    );
  });

  it('breaks a line that is too long all the same', () => {
    const lines = laidOut(tag('description', {}, `${'word '.repeat(60)}\nlast`), 0, 'kept').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines).toContain('  last');
  });
});

describe('comments', () => {
  it.each(['a -- b', '--->', 'ends with -', '---', ''])('%j is well-formed', (said) => {
    const element = tag('a', {}, comment(said), tag('b', {}, 'c'));
    for (const written of [laidOut(element), writeParts(element).join('')]) {
      expect(parseXml(written).root.children.map(({ local }) => local)).toEqual(['b']);
    }
  });

  it('stand in a line of their own', () => {
    expect(laidOut(tag('a', {}, comment('here'), tag('b', {}, 'c')))).toBe(
      '<a>\n  <!-- here -->\n  <b>c</b>\n</a>\n',
    );
  });
});
