/** `voreg check` as people and pipelines run it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeRecords, fakeRegistry } from '../helpers/fake-registry.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { compiledProgram } from '../helpers/program.ts';

const { voreg } = compiledProgram();
const registry = () => fakeRegistry({ records: fakeRecords(25), pageSize: 10 });

describe('voreg check', () => {
  it('says what it found, in several formats at once, and exits with 1', async () => {
    const { url } = await registry();
    const cwd = temporaryFolder();
    const outputs = [
      '--format',
      'text',
      '--format',
      'json',
      '--output',
      'r.json',
      '--format',
      'junit',
      '--output',
      'r.xml',
    ];
    const { code, stdout, stderr } = await voreg(['check', url, '--delay', '0', ...outputs], { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^http:\S+: does not conform\. \d+ checks failed/);
    const json = JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8'));
    expect(json.summary.failed).toBeGreaterThan(0);
    expect(json.records).toBe(25);
    expect(await readFile(join(cwd, 'r.xml'), 'utf8')).toContain('<testcase name="paging/size"');
  });

  it('exits with 0 for what holds, with 3 if it was cut off', async () => {
    const { url } = await registry();
    const cwd = temporaryFolder();
    const args = ['check', url, '--delay', '0', '--only', 'paging/size,paging/cursor'];
    expect((await voreg(args, { cwd })).code).toBe(0);
    const cut = await voreg([...args, '--requests', '3'], { cwd });
    expect(cut.code).toBe(3);
    expect(cut.stdout).toContain('Not complete: the limit of 3 requests was reached (--requests).');
  });

  it.each([
    [['check'], 'Name the OAI-PMH base URL'],
    [['check', 'ftp://registry.example/oai'], 'is no http or https address'],
    [['check', 'http://registry.example/oai?verb=Identify'], 'give the base URL'],
    [['check', 'http://127.0.0.1:1/oai'], 'gave no answer'],
    [['check', 'http://127.0.0.1:1/oai', '--only', 'nothing'], 'There is no check or group "nothing"'],
    [['check', 'http://127.0.0.1:1/oai', '--requests', 'many'], '"many" is not a whole number'],
    [['check', 'http://127.0.0.1:1/oai', '--format', 'sarif'], 'There is no format "sarif"'],
  ])('exits with 2 for %j', async (args, sentence) => {
    const { code, stderr } = await voreg(args, { cwd: temporaryFolder() });
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });

  it('lists what it checks', async () => {
    const { code, stdout } = await voreg(['check', '--list'], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^paging\/last-token {2}OAI-80 {2}The last page/m);
    expect(stdout.split('\n').length).toBeGreaterThan(140);
  });
});
