/** `voreg import` and `voreg anomalies` as programs: what they print, where they write, and how they exit. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { organisation } from '../harvest/list-source.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { compiledProgram } from '../helpers/program.ts';

const program = compiledProgram();
const A = 'ivo://padc.example/org/a';

/** A folder of records, and a new checkout to take them over. */
function place(...records: string[]): { folder: string; cwd: string; env: Record<string, string> } {
  const folder = join(temporaryFolder(), 'their records');
  mkdirSync(folder);
  for (const [i, record] of records.entries()) writeFileSync(join(folder, `${i}.xml`), record);
  return { folder, cwd: gitRepo().path, env: { DATA_DIR: temporaryFolder() } };
}

describe('voreg import', () => {
  it('takes a folder over into the checkout one stands in, and reports as text and JSON', async () => {
    const { folder, cwd, env } = place(organisation(A), organisation('ivo://padc.example/org/b'));
    const args = ['import', folder, '--format', 'text', '--format', 'json', '--output', 'report.json'];
    const run = await program.voreg(args, { cwd, env });
    expect(run.stdout).toMatch(
      /^From their records, its own records by its one authority:\n2 written, 0 changed/,
    );
    // There is no registry record yet.
    expect([run.code, run.stderr]).toEqual([1, '']);
    expect(readFileSync(join(cwd, 'records/padc.example/org/a.xml'), 'utf8')).toContain(A);
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({
      version: 1,
      complete: true,
      summary: { written: 2, errors: 0 },
    });
    const again = await program.voreg(['import', folder], { cwd, env });
    expect(again.stdout).toMatch(/\n0 written, 0 changed, 2 unchanged/);
  });

  it('exits with 2 for what it cannot do, and says what to do instead', async () => {
    const { folder, cwd, env } = place(organisation(A), organisation('ivo://else.example/x'));
    const outside = temporaryFolder();
    const runs = [
      { args: [join(folder, 'missing.xml')], cwd, says: /no file or folder/ },
      { args: ['ftp://registry.example/'], cwd, says: /no http or https address/ },
      { args: [folder], cwd, says: /--authority/ },
      { args: [folder], cwd: outside, says: /git init.*RECORDS_REPO/ },
      { args: [folder, '--every', '1'], cwd, says: /--every/ },
      { args: [folder, '--format', 'pdf'], cwd, says: /text, json/ },
    ];
    for (const { args, cwd: from, says } of runs) {
      const run = await program.voreg(['import', ...args], { cwd: from, env });
      expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(says)]);
    }
    expect(existsSync(join(cwd, 'records'))).toBe(false);
  });

  it('exits with 3, and retires nothing, when the list is not whole', async () => {
    const { folder, cwd, env } = place();
    const header = (id: string, status = '') =>
      `<header${status}><identifier>${id}</identifier><datestamp>2026-11-01T00:00:00Z</datestamp></header>`;
    const answer = `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-02T00:00:00Z</responseDate>
<request verb="ListRecords">http://registry.example/oai</request><ListRecords>
<record>${header(A)}<metadata>${organisation(A, 'An organisation', ' xmlns=""')}</metadata></record>
<record>${header('ivo://padc.example/old', ' status="deleted"')}</record>
<resumptionToken>next</resumptionToken></ListRecords></OAI-PMH>`;
    writeFileSync(join(folder, 'page1.xml'), answer);
    const run = await program.voreg(['import', join(folder, 'page1.xml')], { cwd, env });
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(
      /\n1 written.*\nINCOMPLETE: The last page is missing. Nothing was retired or removed/,
    );
    expect(existsSync(join(cwd, 'records/registry.json'))).toBe(false);
  });

  it('--follow makes a branch, goes on, and ends with 130 when it is stopped', async () => {
    const { folder, cwd, env } = place(organisation(A));
    const script =
      'git -c user.name=x -c user.email=x@y commit -q --allow-empty -m begin; "$0" "$1" import "$FOLDER" --follow --every 10 >out 2>err & ' +
      'until grep -q "On the branch" out; do kill -0 $! || exit 9; done; kill -INT $!; wait $!';
    const run = await program.shell(script, { cwd, env: { ...env, FOLDER: folder } });
    expect([run.code, readFileSync(join(cwd, 'err'), 'utf8')]).toEqual([130, '']);
    expect(existsSync(join(cwd, 'records'))).toBe(false);
    const shown = await program.shell(
      'git show --stat --format=%s "$(git for-each-ref --format="%(refname)" refs/heads/voreg)"',
      { cwd },
    );
    expect(shown.stdout).toMatch(/^Import from their records: 1 new\n\n records\/padc.example\/org\/a.xml/);
  });
});

describe('voreg anomalies', () => {
  it('says that there are none in an empty database, as text, JSON and a page', async () => {
    const cwd = temporaryFolder();
    const args = ['anomalies', '--format', 'text', '--format', 'html', '--output', 'page.html'];
    const run = await program.voreg([...args, '--format', 'json', '--output', 'report.json'], { cwd });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/^0 records of 0 sources.*\n\nNo anomalies\./);
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))).toMatchObject({ anomalies: [] });
  });

  it('refuses a number of examples that is none', async () => {
    const run = await program.voreg(['anomalies', '--examples', '0'], { cwd: temporaryFolder() });
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/1 to 1000/)]);
  });
});
