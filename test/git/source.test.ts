import { describe, expect, it } from 'vitest';
import { GitError } from '../../src/git/error.ts';
import { parseRecordsDir, parseSource, requireObjectId } from '../../src/git/source.ts';

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof GitError && error.kind === 'refused') return error.message;
    throw error;
  }
  throw new Error('not refused');
}

describe('RECORDS_REPO', () => {
  it.each([
    ['ext::sh -c "touch /tmp/owned"', 'transport helper'],
    ['fd::7', 'transport helper'],
    ['--upload-pack=touch /tmp/owned', 'begins with “-”'],
    ['-oProxyCommand=x:path', 'begins with “-”'],
    ['ftp://host.example/x', '“ftp:”'],
    ['ext://host.example/x', '“ext:”'],
    ['ssh://-oProxyCommand=x/path', '-'],
    ['git@-oProxyCommand=x:path', 'no usable host'],
    ['https://host.example/x.git?private_token=abcd', 'must not contain “?”'],
    ['https://host.example/a b', 'no valid https URL'],
    ['https://user:pa/ss@host.example/x', 'no valid https URL'],
    ['https:///x', 'https'],
    ['path\nwith a line break', 'control character'],
    ['', 'empty'],
  ])('refuses %j before Git runs', (source, words) => {
    expect(refusal(() => parseSource(source, null))).toContain(words);
  });

  it('never repeats a password', () => {
    for (const source of ['https://user:hunter2/x@host.example/', 'https://host.example/x?token=hunter2'])
      expect(refusal(() => parseSource(source, null))).not.toContain('hunter2');
    expect(parseSource('https://user:hunter2@host.example/x', null).name).toBe('https://host.example/x');
  });

  it.each([
    ['/srv/records', true, '/srv/records', 'HEAD'],
    ['/srv/records/', true, '/srv/records', 'HEAD'],
    ['https://host.example/x.git', false, 'https://host.example/x.git', 'main'],
    ['http://127.0.0.1:8000/x.git', false, 'http://127.0.0.1:8000/x.git', 'main'],
    ['ssh://git@host.example:2222/x.git', false, 'ssh://host.example:2222/x.git', 'main'],
    ['git@host.example:group/x.git', false, 'git@host.example:group/x.git', 'main'],
    ['file:///srv/records', false, 'file:///srv/records', 'main'],
  ])('takes %s', (source, isLocal, name, ref) => {
    expect(parseSource(source, null)).toMatchObject({ isLocal, name, ref });
  });

  it('takes a relative path from the current folder', () => {
    expect(parseSource('.', null).location).toBe(process.cwd());
    expect(parseSource('./a:b', null)).toMatchObject({ isLocal: true, location: `${process.cwd()}/a:b` });
  });

  it('names the copy alike for every password', () => {
    const key = (source: string) => parseSource(source, null).key;
    expect(key('https://a:one1@host.example/x')).toBe(key('https://a:two2@host.example/x'));
    expect(key('https://host.example/x')).not.toBe(key('https://host.example/y'));
    expect(key('/srv/records')).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('RECORDS_REF', () => {
  it.each([
    '-x',
    '--output=x',
    '',
    'a b',
    'a\0b',
    'main:records',
    ':/text',
    'a..b',
    'ma*n',
    'x'.repeat(251),
  ])('refuses %j for a path', (ref) => {
    expect(refusal(() => parseSource('/srv/records', ref))).toContain('RECORDS_REF');
  });

  it.each([
    'main~1',
    'main^{tree}',
    'main@{1}',
    '/main',
    'main/',
    'main.lock',
  ])('refuses %j for a URL', (ref) => {
    expect(refusal(() => parseSource('https://host.example/x', ref))).toContain('RECORDS_REF');
    expect(parseSource('/srv/records', 'HEAD~2').ref).toBe('HEAD~2');
  });
});

describe('RECORDS_DIR', () => {
  it.each([
    ['records', 'records'],
    ['./records//stars/', 'records/stars'],
    ['.', null],
    ['', null],
    ['a*b', 'a*b'],
    ['-x', '-x'],
  ])('%j is %j', (dir, path) => {
    expect(parseRecordsDir(dir)).toBe(path);
  });

  it.each(['/records', '../records', 'records/../..', 'a\0b'])('refuses %j', (dir) => {
    expect(refusal(() => parseRecordsDir(dir))).toContain('inside the repository');
  });
});

it('only full object ids reach Git as revisions', () => {
  for (const id of ['HEAD', '--all', 'abc', 'A'.repeat(40), `${'a'.repeat(40)}\n`, ''])
    expect(refusal(() => requireObjectId(id))).toContain('object id');
  expect(requireObjectId('a'.repeat(40))).toHaveLength(40);
  expect(requireObjectId('a'.repeat(64))).toHaveLength(64);
});
