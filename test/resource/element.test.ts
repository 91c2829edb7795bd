import { expect, test } from 'vitest';
import {
  attribute,
  child,
  children,
  descend,
  pathOf,
  resolvePrefix,
  text,
  walk,
  xsiType,
} from '../../src/resource/element.ts';
import { XSI } from '../../src/resource/namespaces.ts';
import { parseXml } from '../../src/xml/tree.ts';

const { root } = parseXml(`<r:a xmlns:r="urn:r" xmlns:xsi="${XSI}" xmlns="" x="1" r:x="2">
  <b><c> one
    two </c></b>
  <b xmlns="urn:b"><c>qualified</c></b>
  <b><c>three</c><c xsi:type=" v:T " xmlns:v="urn:v"/><c xsi:type="none:T"/><c xsi:type="T"/></b>
</r:a>`);
const typed = children(children(root, 'b')[1] ?? root, 'c');

test('children are those in no namespace (VOR-05)', () => {
  expect(children(root, 'b').map((b) => b.line)).toEqual([2, 5]);
  expect(child(root, 'missing')).toBeNull();
  expect(descend(root, 'b', 'c').map(text)).toEqual(['one two', 'three', '', '', '']);
  expect(text(null)).toBe('');
});

test('attributes are found by namespace', () => {
  expect([attribute(root, 'x'), attribute(root, 'x', 'urn:r'), attribute(root, 'y')]).toEqual([
    '1',
    '2',
    null,
  ]);
});

test('xsi:type is resolved where it stands', () => {
  expect(typed.map(xsiType)).toEqual([
    null,
    { uri: 'urn:v', local: 'T' },
    { uri: null, local: 'T' },
    { uri: '', local: 'T' },
  ]);
  expect(resolvePrefix(typed[1] ?? root, 'r')).toBe('urn:r');
});

test('a path counts among equals only', () => {
  expect(pathOf(root)).toBe('/r:a');
  expect(pathOf(typed[1] ?? root)).toBe('/r:a/b[3]/c[2]');
});

test('walking gives parents first', () => {
  expect([...walk(root)].map((e) => e.name).join(' ')).toBe('r:a b c b c b c c c c');
});
