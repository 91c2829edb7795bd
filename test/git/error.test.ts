import { describe, expect, it } from 'vitest';
import { explain, redact } from '../../src/git/error.ts';
import { parseSource } from '../../src/git/source.ts';

const source = parseSource('https://robot:p%40ss-word@host.example/x.git', null);

describe('what Git says', () => {
  it.each([
    ["fatal: detected dubious ownership in repository at '/srv/x/.git'", 'foreign-owner'],
    ['fatal: write error: No space left on device', 'no-space'],
    [
      "fatal: Unable to create '/d/x.git/shallow.lock': File exists.\n\nAnother git process seems to be running",
      'locked',
    ],
    ["error: cannot lock ref 'refs/voreg/head': is at 1 but expected 2", 'locked'],
    ["fatal: repository 'https://host.example/x.git/' not found", 'missing-repository'],
    [
      "fatal: '/x' does not appear to be a git repository\nfatal: Could not read from remote repository.",
      'missing-repository',
    ],
    ['git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'denied'],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'denied'],
    ["fatal: could not read Username for 'https://host.example': terminal prompts disabled", 'denied'],
    ["fatal: couldn't find remote ref refs/heads/x", 'missing-ref'],
    ["fatal: unable to access 'https://host.example/': Could not resolve host: host.example", 'unreachable'],
    ['fatal: the remote end hung up unexpectedly\nfatal: early EOF', 'unreachable'],
    ['fatal: something else', 'failed'],
    ['', 'failed'],
  ])('%j is %s', (words, kind) => {
    const error = explain(words, source);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain('https://host.example/x.git');
  });

  it('is given without the progress, and not at any length', () => {
    const progress = 'remote: Counting objects:  20% (1/5)\rremote: Counting objects: 100% (5/5), done.\r';
    expect(explain(`${progress}\nfatal: it broke`, source).message).toMatch(/Git says: fatal: it broke$/);
    expect(explain('x'.repeat(100_000), source).message.length).toBeLessThan(1_000);
  });
});

describe('redact', () => {
  it.each([
    'https://robot:p%40ss-word@host.example/x.git',
    "unable to access 'https://robot:p%40ss-word@host.example/x.git/info/refs'",
    "could not read Password for 'https://robot@host.example'",
    'user robot, password p@ss-word',
    'see http://other:p%40ss-word@elsewhere.example/',
  ])('takes the secrets out of %j', (text) => {
    expect(redact(text, source)).not.toMatch(/robot|ss-word/);
  });

  it('leaves the rest', () => {
    expect(redact("fatal: unable to access 'https://robot:p%40ss-word@host.example/x.git/'", source)).toBe(
      "fatal: unable to access 'https://host.example/x.git/'",
    );
    expect(redact('git@host.example: Permission denied', source)).toBe('git@host.example: Permission denied');
  });
});
