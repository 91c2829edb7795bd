/** What the PostgreSQL driver says and does when the server is not there, or goes. */
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, DatabaseAway, DatabaseRefused, type Queryable } from '../../src/store/database.ts';
import { openPostgres, type PostgresOptions } from '../../src/store/postgres.ts';
import { gate } from '../helpers/gate.ts';
import { errorMessage, message } from './postgres-protocol.ts';

const testUrl = process.env.TEST_DATABASE_URL;

function open(options: PostgresOptions): Database {
  const database = openPostgres(options);
  onTestFinished(() => database.close());
  return database;
}

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** Between us and the server of TEST_DATABASE_URL: a network that can fall silent or break. */
async function network(url: string): Promise<{ url: string; silence(): void; cut(): void }> {
  const { host, port, user, password, database } = new pg.Client({ connectionString: url });
  const pairs: [Socket, Socket][] = [];
  const proxy = await listen((near) => {
    const far = host.startsWith('/')
      ? createConnection(`${host}/.s.PGSQL.${port}`)
      : createConnection(port, host);
    far.on('error', () => undefined);
    near.pipe(far).pipe(near);
    pairs.push([near, far]);
    onTestFinished(() => {
      far.destroy();
    });
  });
  const login = `${user ?? ''}${password ? `:${encodeURIComponent(password)}` : ''}`;
  return {
    url: `postgres://${login}@127.0.0.1:${proxy.port}/${database ?? ''}`,
    silence: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
      }
    },
    cut: () => {
      for (const [near, far] of pairs) {
        near.resetAndDestroy();
        far.destroy();
      }
    },
  };
}

describe('without a server', () => {
  it('is away when nobody listens, and says where, but not the password', async () => {
    const { server, port } = await listen(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const database = open({ databaseUrl: `postgres://me:secret@127.0.0.1:${port}/registry` });
    for (const attempt of [
      () => database.query('select 1'),
      () => database.script('select 1'),
      () => database.transaction(async () => undefined),
      () => database.exclusively('x', async () => undefined),
    ]) {
      const error: unknown = await attempt().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatabaseAway);
      const { message, cause } = error as Error;
      expect(message).toContain(`127.0.0.1:${port}, database "registry"`);
      expect(message).toContain('ECONNREFUSED');
      expect(message).not.toContain('secret');
      expect(cause).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('is away when the host has no address', async () => {
    const database = open({ databaseUrl: 'postgres://me@database.invalid/registry' });
    await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
  });

  it('is away when there is no such socket', async () => {
    const database = open({ databaseUrl: 'postgres://me@/registry?host=/nonexistent' });
    await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
  });

  it('is away when the server is silent', async () => {
    const { port } = await listen(() => undefined);
    const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry`, connectTimeout: 150 });
    await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
    await expect(database.exclusively('x', async () => undefined)).rejects.toThrow(DatabaseAway);
  });

  it('is away when it hangs up at once, or speaks something else', async () => {
    const rude = await listen((socket) => socket.end());
    const web = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    for (const { port } of [rude, web]) {
      const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry`, connectTimeout: 500 });
      await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
    }
  });

  it('is away when TLS is asked for and not given', async () => {
    const { port } = await listen((socket) => socket.once('data', () => socket.write('N')));
    const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry?sslmode=verify-full` });
    await expect(database.query('select 1')).rejects.toThrow(/does not support SSL/);
    await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
  });

  it('is away while the server is starting up or full', async () => {
    for (const code of ['57P03', '53300']) {
      const { port } = await listen((socket) =>
        socket.once('data', () => socket.end(errorMessage(code, 'not now'))),
      );
      const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry` });
      await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
      await expect(database.query('select 1')).rejects.toThrow(/not now/);
    }
  });

  it('says what to correct when the server refuses, as waiting would not help', async () => {
    for (const [code, said, remedy] of [
      ['28P01', 'password authentication failed', 'Correct user and password in DATABASE_URL.'],
      ['28000', 'no pg_hba.conf entry', 'pg_hba.conf'],
      ['3D000', 'database "registry" does not exist', 'Create it (createdb)'],
      ['42501', 'permission denied for database', 'GRANT CONNECT'],
    ] as const) {
      const { port } = await listen((socket) =>
        socket.once('data', () => socket.end(errorMessage(code, said))),
      );
      const database = open({ databaseUrl: `postgres://me:secret@127.0.0.1:${port}/registry` });
      const error: unknown = await database.query('select 1').catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatabaseRefused);
      const { message } = error as Error;
      expect(error).toMatchObject({ code });
      expect(message).toContain(`127.0.0.1:${port}, database "registry" refuses: ${said}`);
      expect(message).toContain(remedy);
      expect(message).not.toContain('secret');
    }
  });

  it('says so when the server wants a password and there is none', async () => {
    const { port } = await listen((socket) =>
      // AuthenticationSASL with one mechanism, then AuthenticationSASLContinue.
      socket.once('data', () => {
        socket.write(authentication(10, 'SCRAM-SHA-256\0\0'));
        socket.once('data', () => socket.write(authentication(11, 'r=x,s=eA==,i=4096')));
      }),
    );
    const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry` });
    await expect(database.query('select 1')).rejects.toThrow(DatabaseRefused);
  });

  it('meets one attempt to connect at each step of the back-off, however many ask', async () => {
    let attempts = 0;
    const { port } = await listen((socket) => {
      attempts += 1;
      socket.end(errorMessage('57P03', 'the database system is starting up'));
    });
    const database = open({ databaseUrl: `postgres://me@127.0.0.1:${port}/registry` });
    const stop = database.listen('x', () => undefined);
    const start = performance.now();
    let asked = 0;
    while (performance.now() - start < 1000) {
      const answers = await Promise.allSettled([
        ...Array.from({ length: 40 }, () => database.query('select 1')),
        database.exclusively('x', async () => undefined),
      ]);
      for (const answer of answers)
        expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'DatabaseAway' } });
      asked += answers.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stop();
    expect(asked).toBeGreaterThan(200);
    // 4.1 on average within a second, and 8 at most, in 3,000 simulated runs: chance does not make 25 of it.
    expect(attempts).toBeLessThan(25);
  });
});

/** AuthenticationRequest of the PostgreSQL protocol. */
function authentication(kind: number, text: string): Buffer {
  const number = Buffer.alloc(4);
  number.writeInt32BE(kind);
  return message('R', Buffer.concat([number, Buffer.from(text)]));
}

if (testUrl) {
  describe('with a server that goes', () => {
    it('is away for what was running, and back for what comes next', async () => {
      const database = open({ databaseUrl: testUrl });
      await expect(database.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow(
        DatabaseAway,
      );
      const broken = database.transaction(async (tx) => {
        await tx.query('select 1');
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      });
      await expect(broken).rejects.toThrow(DatabaseAway);
      expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
    });

    it('survives that idle connections break', async () => {
      const database = open({ databaseUrl: testUrl });
      const admin = open({ databaseUrl: testUrl });
      const pids = await Promise.all(
        [1, 2, 3].map(
          async () =>
            (await database.query<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.05)'))[0],
        ),
      );
      await admin.query('select pg_terminate_backend(pid, 5000) from unnest($1::int4[]) as pid', [
        pids.map((row) => row?.pid),
      ]);
      // The news may need a moment to arrive; a statement sent before is away, as it should be.
      await vi.waitFor(async () => expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]));
    });

    it('is away when the network breaks in the middle of a statement', async () => {
      const line = await network(testUrl);
      const database = open({ databaseUrl: line.url });
      await database.query('select 1');
      const running = database.query('select pg_sleep(20)');
      const outcome = expect(running).rejects.toThrow(DatabaseAway);
      await sleeping(open({ databaseUrl: testUrl }));
      line.cut();
      await outcome;
      expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
    });

    it('is away when the network falls silent, and closes all the same', async () => {
      const line = await network(testUrl);
      const database = open({ databaseUrl: line.url, statementTimeout: 100, connectTimeout: 100 });
      await database.query('select 1');
      line.silence();
      await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
      await database.close();
    });

    it('is away when all connections are taken for too long', async () => {
      const database = open({ databaseUrl: testUrl, connections: 1, connectTimeout: 100 });
      const held = gate();
      const taken = gate();
      const transaction = database.transaction(async () => {
        taken.open();
        await held.opened;
      });
      await taken.opened;
      await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
      held.open();
      await transaction;
    });

    it('ends a statement that takes too long with its SQLSTATE', async () => {
      const database = open({ databaseUrl: testUrl, statementTimeout: 50 });
      await expect(database.query('select pg_sleep(10)')).rejects.toMatchObject({ code: '57014' });
      expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
    });

    it('lets a statement over many rows take the longer', async () => {
      const database = open({ databaseUrl: testUrl, statementTimeout: 1000 });
      const timeouts = await database.transaction(
        (tx) => tx.query(`select current_setting('statement_timeout') as here`),
        100_000,
      );
      expect(timeouts).toEqual([{ here: '101s' }]);
      const after = await database.query(`select current_setting('statement_timeout') as here`);
      expect(after).toEqual([{ here: '1s' }]);
    });

    it('waits as long itself for a statement over many rows', async () => {
      const times = { statementTimeout: 50, connectTimeout: 50 };
      const database = open({ databaseUrl: testUrl, ...times });
      const slow = (tx: Queryable) => tx.query(`select pg_sleep(0.3)::text as slept`);
      await expect(database.transaction(slow)).rejects.toMatchObject({ code: '57014' });
      expect(await database.transaction(slow, 1000)).toEqual([{ slept: '' }]);
    });

    it('is away on a standby that a fail-over has left us with', async () => {
      const database = open({ databaseUrl: testUrl });
      const writing = database.transaction(async (tx) => {
        await tx.query('set transaction read only');
        await tx.query('create table nowhere (x int)');
      });
      await expect(writing).rejects.toThrow(DatabaseAway);
    });

    it('gives the lock of exclusively back when its connection dies, and lets the work finish', async () => {
      const holder = open({ databaseUrl: testUrl, searchPath: 'dying' });
      const next = open({ databaseUrl: testUrl, searchPath: 'dying' });
      const admin = open({ databaseUrl: testUrl });
      const done = await holder.exclusively('publish', async () => {
        await admin.query(
          `select pg_terminate_backend(pid, 5000) from pg_locks
           where locktype = 'advisory' and granted and pid <> pg_backend_pid()
             and (classid::int8 << 32 | objid::int8) = hashtextextended(concat_ws(':', 'voreg', 'publish'), 0)`,
        );
        return next.exclusively('publish', async () => 'the next had its turn');
      });
      expect(done).toBe('the next had its turn');
    });

    it('is away when the network falls silent while it waits for a lock', async () => {
      const line = await network(testUrl);
      const holder = open({ databaseUrl: testUrl, searchPath: 'swallowed' });
      const times = { statementTimeout: 1000, connectTimeout: 1000 };
      const waiting = open({ databaseUrl: line.url, searchPath: 'swallowed', ...times });
      await holder.exclusively('publish', async () => {
        const wait = expect(waiting.exclusively('publish', async () => undefined)).rejects.toThrow(
          DatabaseAway,
        );
        await vi.waitFor(async () => expect(await waitingSince(holder)).not.toBeNull());
        line.silence();
        await wait;
      });
    });

    it('waits for a lock for longer than any statement may take', async () => {
      const holder = open({ databaseUrl: testUrl, searchPath: 'patient' });
      const waiting = open({ databaseUrl: testUrl, searchPath: 'patient', statementTimeout: 50 });
      let turn: Promise<string> | null = null;
      await holder.exclusively('publish', async () => {
        turn = waiting.exclusively('publish', async () => 'had its turn');
        await vi.waitFor(async () => expect(await waitingSince(holder)).not.toBeNull());
        const since = await waitingSince(holder);
        await vi.waitFor(async () => expect([since, null]).not.toContain(await waitingSince(holder)));
      });
      expect(await turn).toBe('had its turn');
    });

    it('waits for a lock no longer than its signal, and leaves no connection that waits', async () => {
      const holder = open({ databaseUrl: testUrl, searchPath: 'given_up' });
      const waiting = open({ databaseUrl: testUrl, searchPath: 'given_up' });
      const stopping = new AbortController();
      const turn = (name: string) => waiting.exclusively(name, async () => 'had its turn', stopping.signal);
      await holder.exclusively('monitor', async () => {
        const first = expect(turn('monitor')).rejects.toThrow('The service is stopping.');
        const second = expect(turn('monitor')).rejects.toThrow('The service is stopping.');
        await vi.waitFor(async () => expect(await waitingSince(holder)).not.toBeNull());
        stopping.abort(new Error('The service is stopping.'));
        await Promise.all([first, second]);
        await expect(turn('another')).rejects.toThrow('The service is stopping.');
      });
      expect(await waiting.exclusively('monitor', async () => 'had its turn')).toBe('had its turn');
    });

    it('closes while somebody waits for a lock', async () => {
      const holder = open({ databaseUrl: testUrl, searchPath: 'closing' });
      const waiting = openPostgres({ databaseUrl: testUrl, searchPath: 'closing' });
      await holder.exclusively('publish', async () => {
        const wait = expect(waiting.exclusively('publish', async () => undefined)).rejects.toThrow(
          DatabaseAway,
        );
        await vi.waitFor(async () => {
          const rows = await holder.query(`select from pg_locks where locktype = 'advisory' and not granted`);
          expect(rows).not.toEqual([]);
        });
        await waiting.close();
        await wait;
      });
    });

    it('hears notices, and says when it may have missed some', async () => {
      const line = await network(testUrl);
      const database = open({ databaseUrl: line.url });
      const admin = open({ databaseUrl: testUrl });
      const heard: (string | null)[] = [];
      const stop = database.listen('voreg_test', (payload) => heard.push(payload));
      await vi.waitFor(() => expect(heard).toEqual([null]));
      await admin.query(`select pg_notify('voreg_test', 'first')`);
      await vi.waitFor(() => expect(heard).toEqual([null, 'first']));
      line.cut();
      await vi.waitFor(() => expect(heard).toEqual([null, 'first', null]), { timeout: 10_000 });
      await admin.query(`select pg_notify('voreg_test', 'second')`);
      await vi.waitFor(() => expect(heard.at(-1)).toBe('second'));
      await stop();
      const listening = `select from pg_stat_activity where query like 'listen voreg_test%'`;
      await vi.waitFor(async () => expect(await admin.query(listening)).toEqual([]));
    });

    it('closes while it listens, and while it cannot', async () => {
      const line = await network(testUrl);
      for (const databaseUrl of [line.url, 'postgres://me@/registry?host=/nonexistent']) {
        const database = openPostgres({ databaseUrl });
        const end = database.listen('voreg_test', () => undefined);
        await database.query('select 1').catch(() => undefined);
        await database.close();
        await end();
      }
    });

    it('refuses a database that is not there', async () => {
      const { host, port, user, password } = new pg.Client({ connectionString: testUrl });
      const login = `${user}:${encodeURIComponent(password ?? '')}`;
      const database = open({
        databaseUrl: `postgres://${login}@/no_such_database?host=${encodeURIComponent(host)}&port=${port}`,
      });
      const asked = database.query('select 1');
      await expect(asked).rejects.toThrow(DatabaseRefused);
      await expect(asked).rejects.toThrow(/database "no_such_database" does not exist\. Create it/);
    });

    it('is away after it was closed', async () => {
      const database = openPostgres({ databaseUrl: testUrl });
      await database.query('select 1');
      await database.close();
      await database.close();
      await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
    });
  });
}

/** Waits until some session sleeps. */
async function sleeping(admin: Database): Promise<void> {
  await vi.waitFor(async () => {
    const rows = await admin.query(`select from pg_stat_activity where wait_event = 'PgSleep'`);
    expect(rows).not.toEqual([]);
  });
}

/** When the session that waits for a lock of `exclusively` began to, as far as it goes on; null if none does. */
async function waitingSince(admin: Database): Promise<number | null> {
  const [row] = await admin.query<{ since: Date }>(
    `select query_start as since from pg_stat_activity where wait_event = 'advisory' and datname = current_database()`,
  );
  return row?.since.getTime() ?? null;
}
