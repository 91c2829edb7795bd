import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../helpers/database.ts';
import { gate } from '../helpers/gate.ts';

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

eachDatabase('a database', (open, kind) => {
  describe('values', () => {
    const cases: [sql: string, value: unknown][] = [
      ['true', true],
      ['false', false],
      ['null::text', null],
      ['(-32768)::int2', -32768],
      ['128::int4', 128],
      ['(-2147483648)::int4', -2147483648],
      ['9007199254740991::int8', Number.MAX_SAFE_INTEGER],
      ['(-9007199254740991)::int8', Number.MIN_SAFE_INTEGER],
      ['(-1)::int8', -1],
      ['4294967295::oid', 4294967295],
      ['count(*)', 1],
      ['0.1::float4', 0.1],
      ['1e300::float8', 1e300],
      [`'Infinity'::float8`, Number.POSITIVE_INFINITY],
      [`'é\u{1F52D}'::text`, 'é\u{1F52D}'],
      [`'abc'::varchar(3)`, 'abc'],
      [`'ab'::char(3)`, 'ab '],
      [`'schema'::name`, 'schema'],
      [`'\\x00ff80'::bytea`, Buffer.from([0, 255, 128])],
      [`''::bytea`, Buffer.alloc(0)],
      [`'2026-02-03T04:05:06Z'::timestamptz`, new Date('2026-02-03T04:05:06Z')],
      [`'2026-02-03T04:05:06.789999+02'::timestamptz`, new Date('2026-02-03T02:05:06.789Z')],
      [`'1969-07-20T20:17:40Z'::timestamptz`, new Date('1969-07-20T20:17:40Z')],
      [`'infinity'::timestamptz`, Number.POSITIVE_INFINITY],
      [`'-infinity'::timestamptz`, Number.NEGATIVE_INFINITY],
      [`'{"a": [1, null, "é"]}'::json`, { a: [1, null, 'é'] }],
      [`'{"a": [1, null, "é"]}'::jsonb`, { a: [1, null, 'é'] }],
      [`'null'::jsonb`, null],
      [`'6c867279-5725-4d4d-9f9d-2cf4efa241c3'::uuid`, '6c867279-5725-4d4d-9f9d-2cf4efa241c3'],
      [`'{}'::text[]`, []],
      [`array['', null, 'NULL', 'a"b\\c,{}', 'é']`, ['', null, 'NULL', 'a"b\\c,{}', 'é']],
      ['array[1, null, 3]::int8[]', [1, null, 3]],
      ['array[true, false]', [true, false]],
      [`array['\\xff'::bytea, null]`, [Buffer.from([255]), null]],
      [`array['epoch'::timestamptz]`, [new Date(0)]],
      [`array['[1]'::jsonb]`, [[1]]],
      ['pg_sleep(0)', null],
      [`current_setting('timezone')`, 'UTC'],
      [`to_char('2026-07-01T23:30:00-02'::timestamptz, 'YYYY-MM-DD HH24:MI')`, '2026-07-02 01:30'],
    ];
    it('come as the same on every database, each time', async () => {
      const { database } = await open();
      for (const [sql, value] of cases) {
        // Three times: the first is not prepared, the second prepares, the third uses that.
        for (let time = 0; time < 3; time += 1) {
          expect(await database.query(`select ${sql} as value`), sql).toEqual([{ value }]);
        }
      }
    });

    it('of other types are refused with what to do', async () => {
      const { database } = await open();
      for (const sql of ['1.5', 'sum(1::int8)', 'current_date', 'localtimestamp', `'1 s'::interval`]) {
        await expect(database.query(`select ${sql} as value`), sql).rejects.toThrow(
          /Cast it in the statement/,
        );
      }
      await expect(database.query('select 9007199254740993::int8')).rejects.toThrow(
        '9007199254740993 does not fit',
      );
      expect(await database.query('select sum(1::int8)::int8 as value')).toEqual([{ value: 1 }]);
    });

    it('go in as parameters', async () => {
      const { database } = await open();
      const date = new Date('2026-03-29T00:59:59.123Z');
      const params = [
        null,
        true,
        -5,
        2 ** 40,
        'é"\\\'',
        everyByte,
        date,
        ['', null, 'a"b\\c,{}', 'NULL'],
        [1, 2],
        [everyByte, Buffer.alloc(0)],
        '[1,{"a":"é"}]',
      ];
      const types = [
        'text',
        'bool',
        'int4',
        'int8',
        'text',
        'bytea',
        'timestamptz',
        'text[]',
        'int8[]',
        'bytea[]',
        'jsonb',
      ];
      const columns = types.map((type, index) => `$${index + 1}::${type} as p${index}`);
      const expected = Object.fromEntries(params.map((value, index) => [`p${index}`, value]));
      expect(await database.query(`select ${columns.join(', ')}`, params)).toEqual([
        { ...expected, p10: [1, { a: 'é' }] },
      ]);
    });

    it('of bytes survive any content and any size', async () => {
      const { database } = await open();
      await database.script('create table bytes (id int primary key, body bytea)');
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 40 }),
          async (bodies) => {
            await database.query('delete from bytes');
            const wanted = bodies.map((body) => Buffer.from(body));
            await database.query('insert into bytes select * from unnest($1::int[], $2::bytea[])', [
              wanted.map((_, id) => id),
              wanted,
            ]);
            const rows = await database.query<{ body: Buffer }>('select body from bytes order by id');
            expect(rows.map(({ body }) => body)).toEqual(wanted);
          },
        ),
        { numRuns: 30 },
      );
      // Larger than a chunk of the socket (64 kB) and than several, between rows that are small.
      for (const size of [65_530, 65_536, 1_000_000, 8_000_000]) {
        const large = Buffer.alloc(size, everyByte);
        const [row] = await database.query<{ head: Buffer; large: Buffer; tail: number }>(
          `select '\\x01'::bytea as head, $1::bytea as large, 7 as tail`,
          [large],
        );
        expect(row?.large.equals(large)).toBe(true);
        expect([row?.head, row?.tail]).toEqual([Buffer.from([1]), 7]);
      }
    });

    it('that were read stay as they were while more is read', async () => {
      const { database } = await open();
      const page = (fill: number) =>
        database.query<{ body: Buffer }>(
          `select decode(repeat(to_hex($1::int), 9000), 'hex') as body from generate_series(1, 100)`,
          [fill],
        );
      const first = await page(0xaa);
      await page(0xbb);
      await page(0xcc);
      expect(first).toHaveLength(100);
      expect(first.every(({ body }) => body.length === 9000 && body.every((byte) => byte === 0xaa))).toBe(
        true,
      );
    });

    it('given in a slice of a larger Buffer leave the rest alone', async () => {
      const { database } = await open();
      const large = Buffer.alloc(100_000, 1);
      const slice = large.subarray(500, 510);
      expect(await database.query('select $1::bytea as b', [slice])).toEqual([{ b: slice }]);
      expect(large.length).toBe(100_000);
    });
  });

  it('tells how busy its connections are', async () => {
    const { database } = await open();
    await database.query('select 1');
    const idle = database.connections();
    expect(idle).toMatchObject({ inUse: 0, waiting: 0 });
    expect(idle.open).toBeGreaterThan(0);
    expect(idle.most).toBeGreaterThanOrEqual(idle.open);
    await database.transaction(async (tx) => {
      await tx.query('select 1');
      expect(database.connections()).toMatchObject({ inUse: 1, waiting: 0 });
      expect(database.connections().open).toBeGreaterThan(0);
    });
    expect(database.connections()).toMatchObject({ inUse: 0, waiting: 0 });
  });

  it('gives many statements their own answers, also at once', async () => {
    const { database } = await open();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => database.query('select $1::int4 as n', [n])),
    );
    expect(answers).toEqual(Array.from({ length: 60 }, (_, n) => [{ n }]));
  });

  it('keeps the SQLSTATE, the constraint and the sentence of an error', async () => {
    const { database } = await open();
    await database.script('create table one (id int constraint only_one unique); insert into one values (1)');
    await expect(database.query('insert into one values (1)')).rejects.toMatchObject({
      code: '23505',
      constraint: 'only_one',
      message: expect.stringContaining('duplicate key'),
    });
    await expect(database.query('selec')).rejects.toMatchObject({ code: '42601' });
    expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
  });

  it('runs a script whole or not at all, and is usable after a bad one', async () => {
    const { database } = await open();
    await database.script('create table a (x int); insert into a values (1); insert into a values (2)');
    await expect(
      database.script('insert into a values (3); create table b (x int); insert into nowhere values (1)'),
    ).rejects.toMatchObject({ code: '42P01' });
    expect(
      await database.query('select sum(x)::int8 as sum, to_regclass($1) is null as none from a', ['b']),
    ).toEqual([{ sum: 3, none: true }]);
    await expect(database.script('begin; insert into nowhere values (1)')).rejects.toMatchObject({
      code: '42P01',
    });
    await database.query('insert into a values (4)');
    expect(await database.query('select count(*) as n from a')).toEqual([{ n: 3 }]);
  });

  it('lets a statement change its columns after a migration', async () => {
    const { database } = await open();
    await database.script('create table t (a int); insert into t values (1)');
    for (let time = 0; time < 3; time += 1)
      expect(await database.query('select * from t')).toEqual([{ a: 1 }]);
    await database.script('alter table t add b int');
    // PostgreSQL refuses a prepared statement whose result has changed: once per connection at most.
    const outcomes: unknown[] = [];
    for (let time = 0; time < 12; time += 1) {
      outcomes.push(await database.query('select * from t').catch((error: { code: string }) => error.code));
    }
    expect(outcomes.at(-1)).toEqual([{ a: 1, b: null }]);
  });

  describe('a transaction', () => {
    it('is seen when it has ended, not before', async () => {
      const { database, another } = await open();
      await database.script('create table t (x int)');
      const result = await database.transaction(async (tx) => {
        await tx.query('insert into t values (1)');
        if (kind === 'postgres') expect(await another().query('select * from t')).toEqual([]);
        return 'the result';
      });
      expect(result).toBe('the result');
      expect(await another().query('select * from t')).toEqual([{ x: 1 }]);
    });

    it('leaves no trace when its work throws', async () => {
      const { database } = await open();
      await database.script('create table t (x int)');
      const failing = database.transaction(async (tx) => {
        await tx.query('insert into t values (1)');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await database.query('select * from t')).toEqual([]);
    });

    it('fails as a whole when a statement failed, even if its work went on', async () => {
      const { database } = await open();
      await database.script('create table t (x int unique); insert into t values (1)');
      const swallowing = database.transaction(async (tx) => {
        await tx.query('insert into t values (2)');
        await tx.query('insert into t values (1)').catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ code: '23505' });
      expect(await database.query('select x from t')).toEqual([{ x: 1 }]);
    });

    it('poisons nobody else when it fails', async () => {
      const { database } = await open();
      await database.script('create table t (x int)');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, (_, n) =>
          n % 3 === 0
            ? database.query('insert into t values ($1)', [n])
            : database.transaction(async (tx) => {
                await tx.query('insert into t values ($1)', [n]);
                if (n % 3 === 2) await tx.query('select 1/0');
              }),
        ),
      );
      expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
        Array.from({ length: 12 }, (_, n) => n % 3 !== 2),
      );
      const rows = await database.query<{ x: number }>('select x from t order by x');
      expect(rows.map(({ x }) => x)).toEqual([0, 1, 3, 4, 6, 7, 9, 10]);
    });

    it('is not interleaved with single statements', async () => {
      const { database } = await open();
      await database.script('create table t (x int); insert into t values (0)');
      const started = gate();
      const asked = gate();
      const transaction = database.transaction(async (tx) => {
        await tx.query('update t set x = x + 1');
        started.open();
        await asked.opened;
        await tx.query('update t set x = x * 10');
      });
      await started.opened;
      const single = database.query('update t set x = x + 5');
      asked.open();
      await Promise.all([transaction, single]);
      expect(await database.query('select x from t')).toEqual([{ x: 15 }]);
    });

    it('runs statements that were not waited for, in order, before it ends', async () => {
      const { database } = await open();
      await database.script('create table t (x int)');
      await database.transaction(async (tx) => {
        for (const x of [1, 2, 3]) void tx.query('insert into t values ($1)', [x]);
      });
      expect(await database.query('select x from t')).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
    });

    it('refuses the database inside, and its handle afterwards', async () => {
      const { database } = await open();
      let kept: Parameters<Parameters<typeof database.transaction>[0]>[0] | undefined;
      const inside = database.transaction(async (tx) => {
        kept = tx;
        await database.query('select 1');
      });
      await expect(inside).rejects.toThrow('only its own handle');
      await expect(kept?.query('select 1')).rejects.toThrow('transaction is over');
      expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
    });
  });

  describe('exclusively', () => {
    it('lets one at a time have a name, from every connection, and the next after a failure', async () => {
      const { database, another } = await open();
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        inside += 1;
        most = Math.max(most, inside);
        await database.query('select 1');
        inside -= 1;
      };
      const other = kind === 'postgres' ? another() : database;
      await Promise.all([
        ...Array.from({ length: 4 }, () => database.exclusively('publish', work)),
        ...Array.from({ length: 4 }, () => other.exclusively('publish', work)),
        expect(database.exclusively('publish', () => Promise.reject(new Error('failed')))).rejects.toThrow(
          'failed',
        ),
      ]);
      expect(most).toBe(1);
      expect(await other.exclusively('publish', async () => 'still possible')).toBe('still possible');
    });

    it('lets who waits give up, and not who has begun', async () => {
      const { database } = await open();
      const stopping = new AbortController();
      const { signal } = stopping;
      const done = await database.exclusively(
        'monitor',
        async () => {
          const wait = expect(database.exclusively('monitor', async () => 1, signal)).rejects.toThrow('stop');
          stopping.abort(new Error('stop'));
          await wait;
          return 'all of it';
        },
        signal,
      );
      expect(done).toBe('all of it');
      expect(await database.exclusively('monitor', async () => 'free again')).toBe('free again');
    });

    it('does not keep other names waiting', async () => {
      const { database } = await open();
      const result = await database.exclusively('a', () => database.exclusively('b', async () => 'both'));
      expect(result).toBe('both');
    });
  });

  describe('the clock of the tests', () => {
    it('is what now() says, and stands still within a transaction', async () => {
      const { database, another, clock } = await open({ clock: new Date('2026-01-01T00:00:00Z') });
      const now = async (db: Pick<typeof database, 'query'>) =>
        (await db.query<{ now: Date }>('select now()'))[0]?.now;
      expect(await now(database)).toEqual(new Date('2026-01-01T00:00:00Z'));
      await clock.set(new Date('2025-12-31T23:59:59.5Z'));
      expect(await now(another())).toEqual(new Date('2025-12-31T23:59:59.5Z'));
      await database.script('create table t (at timestamptz default now())');
      await database.transaction(async (tx) => {
        const before = await now(tx);
        if (kind === 'postgres') await clock.set(new Date('2030-01-01T00:00:00Z'));
        expect(await now(tx)).toEqual(before);
        await tx.query('insert into t default values');
      });
      expect(await database.query('select at from t')).toEqual([{ at: new Date('2025-12-31T23:59:59.5Z') }]);
    });
  });
});
