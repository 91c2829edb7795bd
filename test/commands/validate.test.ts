/** `voreg validate` as a curator and a pipeline run it: the compiled program on real work trees. */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/validate/finding.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { compiledProgram, type Run } from '../helpers/program.ts';
import { APIS, Checkout, LIRA, model } from './registry-checkout.ts';

const { voreg, shell } = compiledProgram();

interface Judged extends Run {
  findings: Finding[];
  /** `file:line rule severity` of errors and warnings. */
  serious: string[];
  /** Files that they are about. */
  files: string[];
}

async function judge(checkout: { path: string }, args: string[], input?: string | Buffer): Promise<Judged> {
  const options = input === undefined ? { cwd: checkout.path } : { cwd: checkout.path, input };
  const run = await voreg(['validate', '--format', 'json', ...args], options);
  expect(run.stderr).toBe('');
  const { findings } = JSON.parse(run.stdout) as { findings: Finding[] };
  const serious = findings.filter((f) => f.severity !== 'info');
  return {
    ...run,
    findings,
    serious: serious.map((f) => `${f.file}:${f.line} ${f.rule} ${f.severity}`),
    files: [...new Set(serious.map((f) => f.file))],
  };
}

const withoutTitle = (text: string) => text.replace(/ *<title>.*<\/title>\n/, '');

describe('what is checked', () => {
  it('without a path every record of the checkout that one stands in, from any folder of it', async () => {
    const checkout = new Checkout();
    const run = await judge({ path: join(checkout.path, 'records/padc.example/org') }, []);
    expect(run.serious).toEqual([]);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: 1,
      profile: 'rec',
      summary: { files: 6, records: 6, errors: 0, warnings: 0 },
    });
  });

  it('files and folders, named from the top of the work tree', async () => {
    const checkout = new Checkout().edit(APIS, withoutTitle);
    const run = await judge({ path: join(checkout.path, 'records') }, [
      'padc.example/org',
      'padc.example/apis/epn_core.xml',
    ]);
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout).summary).toMatchObject({ files: 3, errors: 1 });
    expect(run.findings.find((f) => f.severity === 'error')).toMatchObject({ file: APIS, line: 2 });
  });

  it('standard input', async () => {
    const run = await judge(new Checkout(), ['-'], withoutTitle(model('apis/epn_core.xml')));
    expect(run.code).toBe(1);
    expect(run.serious).toEqual(['-:2 XSD error']);
  });

  it('more than 4 MB of standard input are too many', async () => {
    const run = await judge(new Checkout(), ['-'], Buffer.alloc(6_000_000, ' '));
    expect(run.serious).toEqual(['-:1 GIT error']);
  });

  it('a folder that is no repository, with RECORDS_REPO', async () => {
    const folder = await temporaryFolder();
    const checkout = new Checkout();
    const env = { RECORDS_REPO: checkout.path };
    expect((await voreg(['validate', '--format', 'json'], { cwd: folder, env })).code).toBe(0);
  });

  it('links are not followed, and other files than .xml are left alone', async () => {
    const checkout = new Checkout().write('records/notes.txt', 'x');
    symlinkSync('/etc/passwd', join(checkout.path, 'records/link.xml'));
    const run = await judge(checkout, []);
    expect(run.serious).toEqual(['records/link.xml:1 GIT error']);
  });
});

describe('--since', () => {
  it('checks what was added, changed and is untracked, and nothing else', async () => {
    const checkout = new Checkout();
    checkout.edit(LIRA, withoutTitle).commit();
    checkout
      .write(
        'records/padc.example/new.xml',
        withoutTitle(model('org/padc.xml')).replace('/org/padc<', '/new<'),
      )
      .edit(APIS, withoutTitle);
    checkout.repo.git('add', APIS);
    const run = await judge(checkout, ['--since', 'HEAD']);
    expect(JSON.parse(run.stdout).summary.files).toBe(2);
    expect(run.files).toEqual([APIS, 'records/padc.example/new.xml']);
    expect((await judge(checkout, ['--since', 'HEAD~1'])).files).toEqual([
      APIS,
      'records/padc.example/new.xml',
      LIRA,
    ]);
  });

  it('names an ivoid that disappears, and the record elsewhere whose reference breaks by it', async () => {
    const checkout = new Checkout().remove(LIRA);
    const run = await judge(checkout, ['--since', 'HEAD']);
    expect(run.serious).toEqual([`${APIS}:26 IDN-07 warning`, `${LIRA}:1 IDN-08 warning`]);
    expect(run.findings[0]?.message).toContain(
      'ivo://padc.example/org/lira is not the identifier of a record here any more',
    );
    expect(run.code).toBe(0);
  });

  it('a changed ivoid is a deletion, a renamed file is not', async () => {
    const changed = new Checkout().edit(LIRA, (text) =>
      text.replace('/org/lira</identifier>', '/org/lira2</identifier>'),
    );
    expect((await judge(changed, ['--since', 'HEAD'])).serious).toContain(`${LIRA}:1 IDN-08 warning`);
    const renamed = new Checkout().rename(LIRA, 'records/padc.example/org/renamed.xml');
    expect((await judge(renamed, ['--since', 'HEAD'])).serious).toEqual([]);
  });

  it('a record with an ivoid that another file has already', async () => {
    const checkout = new Checkout().write(
      'records/padc.example/copy.xml',
      model('org/lira.xml').replace('/org/lira<', '/org/LIRA<'),
    );
    const run = await judge(checkout, ['--since', 'HEAD']);
    expect(run.serious).toContain('records/padc.example/copy.xml:10 IDN-04 error');
  });

  it('with paths only what changed below them', async () => {
    const checkout = new Checkout().edit(APIS, withoutTitle).edit(LIRA, withoutTitle);
    const run = await judge(checkout, ['--since', 'HEAD', 'records/padc.example/org']);
    expect(run.files).toEqual([LIRA]);
  });

  it('a registry.json that cannot be used', async () => {
    const checkout = new Checkout().write('records/registry.json', '{"version": 1, "setz": []}');
    const run = await judge(checkout, ['--since', 'HEAD']);
    expect(run.serious).toEqual(['records/registry.json:1 CONFIG error']);
  });

  it('nothing changed: nothing to mend', async () => {
    const run = await voreg(['validate', '--since', 'HEAD'], { cwd: new Checkout().path });
    expect(run).toMatchObject({ code: 0, stdout: '0 records in 0 files: nothing to mend.\n' });
  });

  it.each([
    ['an unknown revision', ['--since', 'nowhere'], 'There is no commit "nowhere"'],
    ['an option for a revision', ['--since=--all'], 'is not a revision'],
    ['standard input too', ['--since', 'HEAD', '-'], 'exclude each other'],
  ])('%s is a sentence and exit code 2', async (_, args, sentence) => {
    const run = await voreg(['validate', ...args], { cwd: new Checkout().path });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('outside of a repository it says so', async () => {
    const folder = await temporaryFolder();
    const run = await voreg(['validate', '--since', 'HEAD'], { cwd: folder, env: { RECORDS_REPO: folder } });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('--since needs a Git repository');
  });
});

describe('usage', () => {
  it.each([
    [['nowhere.xml'], 'There is no file or folder'],
    [['--format', 'yaml'], 'There is no format "yaml": use text, json'],
    [['--output', 'x'], 'belongs to the --format before it'],
    [['--format', 'json', '--format', 'junit'], 'Only one --format can go to the terminal'],
    [['--profile', 'strict'], 'Allowed choices are rec, rofr'],
    [['--explain', 'NOPE-01'], 'There is no rule NOPE-01'],
  ])('%j ends with 2 and a sentence', async (args, sentence) => {
    const run = await voreg(['validate', ...args], { cwd: new Checkout().path });
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).not.toMatch(/^ {4}at /m);
  });

  it('an XSD_DIR that does not compile, or is not there', async () => {
    const folder = await temporaryFolder();
    const { path: cwd } = new Checkout();
    const missing = await voreg(['validate'], { cwd, env: { XSD_DIR: folder } });
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toContain('catalog.json cannot be read');
    const entry = { namespace: 'urn:x', file: 'x.xsd', title: '', version: '', published: '' };
    writeFileSync(join(folder, 'catalog.json'), JSON.stringify([entry]));
    writeFileSync(
      join(folder, 'x.xsd'),
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:oops/></xs:schema>',
    );
    const broken = await voreg(['validate'], { cwd, env: { XSD_DIR: folder } });
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    expect(broken.stderr).toContain('do not compile');
  });

  it('--explain says what a rule asks and why, in any letter case', async () => {
    const run = await voreg(['validate', '--explain', 'idn-07'], { cwd: new Checkout().path });
    expect(run.code).toBe(0);
    // The record's own check and the one across records: one entry.
    expect(run.stdout).toMatch(/^IDN-07 \(warning\)\n {2}An ivo-id is.* names a record of the set/);
    expect(run.stdout.match(/IDN-07 \(/g)).toHaveLength(1);
    expect((await voreg(['validate', '--explain', 'xsd'], { cwd: new Checkout().path })).stdout).toContain(
      'XML schemas',
    );
  });

  it('finds what voreg new has just written into the checkout that one stands in', async () => {
    const checkout = new Checkout();
    const args = ['new', 'service', '--ivoid', 'ivo://padc.example/apis/portal', '--title', 'A portal'];
    const made = await voreg(args, { cwd: join(checkout.path, 'records/padc.example') });
    expect(made.stderr).toContain('Wrote apis/portal.xml.');
    const run = await judge(checkout, ['records/padc.example/apis/portal.xml']);
    expect(run.code).toBe(1);
    expect(new Set(run.serious.map((line) => line.split(' ')[1]))).toEqual(new Set(['NEW-01']));
  });

  it('--profile rofr refuses what the Registry of Registries does', async () => {
    const checkout = new Checkout().edit(APIS, (text) =>
      text.replace(
        '<name>Lamy, L.</name>',
        '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Lamy, L.</name>',
      ),
    );
    expect((await judge(checkout, [APIS])).code).toBe(0);
    const run = await judge(checkout, ['--profile', 'rofr', APIS]);
    expect(run.serious).toContain(`${APIS}:15 ROFR-01 error`);
    expect(run.code).toBe(1);
  });
});

describe('reports', () => {
  it('text: place, sentence, the line with a caret, source and link; no colour into a pipe', async () => {
    const checkout = new Checkout().edit(APIS, (text) => text.replace('<type>Archive<', '<type>archive<'));
    const run = await voreg(['validate', APIS], { cwd: checkout.path });
    expect(run.stdout).not.toContain('\u001b');
    expect(run.stdout).toContain(`${APIS}:57:5  warning  CON-`);
    expect(run.stdout).toContain('  │     <type>archive</type>\n  │     ^\n');
    expect(run.stdout).toMatch(/ · docs\/curating\.md#con-\d+\n/);
    expect(run.stdout).toMatch(/1 record in 1 file: 0 errors, 1 warning, \d+ notes?\./);
  });

  it('several in one run, each to its file; the text to the terminal', async () => {
    const checkout = new Checkout().edit(APIS, withoutTitle);
    const pairs = ['json', 'junit', 'codequality', 'sarif'].flatMap((f) => [
      '--format',
      f,
      '--output',
      `out/${f}`,
    ]);
    const run = await voreg(['validate', '--format', 'text', ...pairs], { cwd: checkout.path });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('error');
    const read = (name: string) => readFileSync(join(checkout.path, 'out', name), 'utf8');
    expect(JSON.parse(read('json')).summary.errors).toBe(1);
    expect(read('junit')).toContain(`<testcase name="${APIS}"`);
    expect(JSON.parse(read('codequality'))[0].location.path).toBe(APIS);
    expect(JSON.parse(read('sarif')).version).toBe('2.1.0');
  });

  it('a reader that has seen enough is no error', async () => {
    const checkout = new Checkout();
    for (let i = 0; i < 300; i += 1) checkout.write(`records/bad/${i}.xml`, '<x>');
    const run = await shell('"$0" "$1" validate | head -1', { cwd: checkout.path });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('records/bad/0.xml:1:');
  });
});

describe('--fix', () => {
  const spoilt = (text: string) =>
    text
      .replace('<type>Archive<', '<type>archive<')
      .replace('role="Created"', 'role="creation"')
      .replace('<content>', '<!--\tkeep  me -->\n  <content   >');

  it.each([
    ['LF', (text: string) => Buffer.from(text)],
    ['CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])('changes only what it must: %s', async (_, encode) => {
    const checkout = new Checkout().write(APIS, encode(spoilt(model('apis/epn_core.xml'))));
    const run = await voreg(['validate', '--fix', APIS], { cwd: checkout.path });
    const wanted = spoilt(model('apis/epn_core.xml'))
      .replace('<type>archive<', '<type>Archive<')
      .replace('role="creation"', 'role="Created"');
    expect(checkout.bytes(APIS).equals(encode(wanted))).toBe(true);
    expect(run.stdout).toMatch(new RegExp(`^${APIS}:58 {2}fixed {2}CON-\\d+ {2}`, 'm'));
    expect(run.stdout).toContain('2 corrections written.');
    expect(run.code).toBe(0);
    const again = await voreg(['validate', '--fix', APIS], { cwd: checkout.path });
    expect(again.stdout).not.toContain('fixed');
  });

  it('leaves a file in UTF-16 alone, and says why', async () => {
    const text = spoilt(model('apis/epn_core.xml')).replace('UTF-8', 'UTF-16');
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const checkout = new Checkout().write(APIS, bytes);
    const run = await voreg(['validate', '--fix', APIS], { cwd: checkout.path });
    expect(checkout.bytes(APIS).equals(bytes)).toBe(true);
    expect(run.stdout).toContain(
      'not fixed  2 corrections were not written: --fix changes files in UTF-8 only',
    );
    expect(run.stdout).toContain(':58:5  warning');
  });

  it('works on many files at once, in threads', async () => {
    const checkout = new Checkout();
    for (let i = 0; i < 200; i += 1) {
      checkout.write(
        `records/many/${i}.xml`,
        spoilt(model('apis/epn_core.xml')).replace('/apis/epn_core<', `/many/${i}<`),
      );
    }
    const run = await judge(checkout, ['--fix', 'records/many']);
    const fixed = JSON.parse(run.stdout).fixed as { file: string; rule: string }[];
    expect(fixed.length).toBeGreaterThanOrEqual(200);
    expect([...new Set(fixed.map((f) => f.file))]).toHaveLength(200);
    for (let i = 0; i < 200; i += 1)
      expect(checkout.read(`records/many/${i}.xml`)).not.toContain('role="creation"');
  });
});
