/** `voreg ledger` and `voreg touch` as an operator runs them: with a service beside them on the embedded database, and without. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { gitRepo } from '../helpers/git-repo.ts';
import { compiledProgram } from '../helpers/program.ts';
import { tinyRecord, writeRegistry } from '../promises/records.ts';

const program = compiledProgram();

const A = 'ivo://padc.example/a';

/** A repository with one record and what every registry has; an empty DATA_DIR. */
async function place(): Promise<{ cwd: string; env: Record<string, string> }> {
  const repo = gitRepo();
  writeRegistry(repo);
  repo.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
  const cwd = await temporaryFolder();
  const env = { RECORDS_REPO: repo.path, DATA_DIR: join(cwd, 'var'), PORT: '0', POLL_SECONDS: '0' };
  return { cwd, env };
}

/** Shell in which `voreg` is the program, and a service runs, with its socket open and its first publication over. */
const BESIDE_A_SERVICE = `
  voreg() { "$node" "$main" "$@"; }
  node="$0" main="$1"
  voreg serve > serve.log 2>&1 & pid=$!
  trap 'kill $pid; wait $pid' EXIT
  for i in $(seq 600); do grep -q 'Look here' serve.log && break; sleep 0.1; done
`;

describe('voreg ledger and touch', { timeout: 180_000 }, () => {
  it('work beside the service that runs on the embedded database', async () => {
    const { cwd, env } = await place();
    const ran = await program.shell(
      `${BESIDE_A_SERVICE}
       voreg touch ${A} && voreg touch ivo://padc.example/b; echo "exit $?"
       voreg touch --all --yes --format json
       voreg ledger export moved.jsonl.gz && voreg ledger export > moved.jsonl
       voreg ledger export moved.jsonl; echo "exit $?"
       voreg ledger import moved.jsonl; echo "exit $?"
       ls var`,
      { cwd, env },
    );
    const { stdout, stderr } = ran;
    expect(stdout, stderr).toMatch(
      /^Touched 1 record: generation 2, datestamp \S+Z\.\n {2}ivo:\/\/padc\.example\/a$/m,
    );
    expect(stdout).toContain(
      'No record ivo://padc.example/b was ever published here. Did you mean ivo://padc.example/a or ivo://padc.example?\nexit 1',
    );
    expect(stdout).toMatch(/"kind": "touched",\s+"generation": 3,/);
    expect(stdout).toMatch(
      /^Exported generation 3: 3 ivoids, \d+ records in all formats together, to \S+moved\.jsonl\.gz\nexit 2\nexit 2$/m,
    );
    expect(stderr).toMatch(/^voreg: \S+moved\.jsonl is there already/m);
    expect(stderr).toMatch(/^voreg: The ledger of this database is not empty: generation 3/m);
    // What standard output got went by way of DATA_DIR.
    expect(stdout).not.toMatch(/^ledger-/m);
    const lines = (await readFile(join(cwd, 'moved.jsonl'), 'utf8')).split('\n');
    expect(lines).toHaveLength(1 + 3 + 3 + 9 + 1 + 1 + 1);
    expect(lines[0]).toBe('{"voreg":"ledger","version":1}');
  });

  it('says what is wrong with the arguments, and exits with 2', async () => {
    const { cwd, env } = await place();
    for (const [args, wanted] of [
      [['touch', '--all'], 'voreg touch --all --yes'],
      [['touch', '--all', '--yes', A], 'give names, or --all'],
      [['ledger', 'import', 'nowhere.jsonl'], 'no such file'],
      [['ledger', 'export', 'new.jsonl'], 'there is nothing to export'],
    ] as const) {
      const ran = await program.voreg([...args], { cwd, env });
      expect(ran.stderr, args.join(' ')).toContain(wanted);
      expect(ran.code).toBe(2);
    }
  });

  const url = process.env.TEST_DATABASE_URL;
  // test/helpers/announce.ts says that suites on PostgreSQL are left out.
  it.runIf(url !== undefined)('move a registry to PostgreSQL', async () => {
    const { cwd, env } = await place();
    const admin = openPostgres({ databaseUrl: url ?? '', connections: 1 });
    const name = `voreg_moved_${process.pid}_${Date.now()}`;
    await admin.script(`create database ${name}`);
    try {
      const there = new URL((url ?? '').replace('postgres@/', 'postgres@localhost/'));
      there.pathname = `/${name}`;
      const ran = await program.shell(
        `voreg() { "$node" "$main" "$@"; }
         node="$0" main="$1"
         voreg publish && voreg ledger export moved.jsonl.gz && voreg show ${A} > before
         export DATABASE_URL=${there.href.replace('postgres@localhost/', 'postgres@/')}
         voreg ledger import moved.jsonl.gz && voreg publish && voreg show ${A} > after && cmp before after && echo same`,
        { cwd, env },
      );
      expect(ran.stdout, ran.stderr).toMatch(/^Imported generation 1: 3 ivoids, .*\nsame$/m);
      expect(ran.stderr).toContain('is published already (generation 1).');
    } finally {
      await admin.script(`drop database if exists ${name} with (force)`);
      await admin.close();
    }
  });
});
