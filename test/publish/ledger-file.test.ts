/** What `voreg ledger import` says of a file that is not as it was written. */
import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { exportLedger } from '../../src/store/ledger-export.ts';
import { importLedger } from '../../src/store/ledger-import.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { tinyRecord } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

type Fields = Record<string, unknown>;
/** Changes the file's lines; `sign` puts a right digest and right counts into the last one. */
type Spoil = (lines: string[]) => { lines: string[]; sign: boolean };

const at = (lines: string[], kind: string, nth = 0) =>
  lines.flatMap((line, i) => (line.startsWith(`{"${kind}"`) ? [i] : []))[nth] ?? -1;
const replaced =
  (kind: string, change: (fields: Fields) => Fields, sign = true): Spoil =>
  (lines) => {
    const i = at(lines, kind);
    const parsed = JSON.parse(lines[i] ?? '') as Record<string, Fields>;
    const changed = [...lines];
    changed[i] = JSON.stringify({ [kind]: change(parsed[kind] ?? {}) });
    return { lines: changed, sign };
  };
const without =
  (kind: string, sign: boolean): Spoil =>
  (lines) => ({ lines: lines.filter((_, i) => i !== at(lines, kind)), sign });

/** Lines of the file: header, one generation, items a, authority, registry, their records in two formats, ledger, end. */
const SPOILS: [string, Spoil, RegExp][] = [
  [
    'another header',
    (l) => ({ lines: ['{"a":1}', ...l.slice(1)], sign: true }),
    /:1: this is no ledger export/,
  ],
  [
    'a newer version',
    (l) => ({ lines: ['{"voreg":"ledger","version":2,"new":1}', ...l.slice(1)], sign: true }),
    /:1: the file was written by a newer voreg \(version 2 /,
  ],
  [
    'cut after a line',
    (l) => ({ lines: l.slice(0, 5), sign: false }),
    /:5: the file ends before its last line/,
  ],
  [
    'cut within a line',
    (l) => ({ lines: [...l.slice(0, 5), l[5]?.slice(0, 40) ?? ''], sign: false }),
    /:6: this is not JSON/,
  ],
  ['nothing in it', () => ({ lines: [], sign: false }), / is empty\.$/],
  ['a line too few', without('item', false), /should have 3 items, and has 2/],
  ['no ledger', without('ledger', true), /the file has no "ledger" line/],
  [
    'a changed letter',
    replaced('item', (i) => ({ ...i, subjects: ['other'] }), false),
    /its SHA-256 is another/,
  ],
  ['an unknown key', replaced('item', (i) => ({ ...i, more: 1 })), /:3: item: Unrecognized key: "more"/],
  [
    'a line of another kind',
    (l) => ({ lines: [l[0] ?? '', '{"x":1}', ...l.slice(1)], sign: true }),
    /:2: a line has one of/,
  ],
  ['no date', replaced('item', (i) => ({ ...i, created: 'today' })), /:3: item\.created: is no date such as/],
  [
    'another key',
    replaced('item', (i) => ({ ...i, key: 'ivo://x.y' })),
    /:3: item: its key is not its ivoid/,
  ],
  [
    'a record twice',
    (l) => ({ lines: [...l.slice(0, 6), l[5] ?? '', ...l.slice(6)], sign: true }),
    /:7: this record is out of order, or there twice/,
  ],
  ['no item for a record', without('item', true), /The file has 2 records without their item line/],
  [
    'a body that is not base64',
    replaced('record', (r) => ({ ...r, body: 'ä' })),
    /:6: record.body is not base64/,
  ],
  ['a shorter body', replaced('record', (r) => ({ ...r, body: 'aaaa' })), /:6: record.body has 3 bytes/],
  [
    'a deleted record with a body',
    replaced('record', (r) => ({ ...r, deleted: true })),
    /:6: record: a record has a body/,
  ],
  [
    'updated elsewhere',
    replaced('record', (r) => ({ ...r, updatedAt: 3 })),
    /:6: record.body has no date at/,
  ],
  ['xmlns elsewhere', replaced('record', (r) => ({ ...r, xmlnsAt: 3 })), /:6: record.body has no xmlns/],
  [
    'a record from the future',
    replaced('record', (r) => ({ ...r, datestamp: '2027-01-01T00:00:00Z' })),
    /a record has the datestamp 2027-01-01T00:00:00Z, after ledger.lastDatestamp/,
  ],
  [
    'another generation',
    replaced('ledger', (x) => ({ ...x, generation: 2 })),
    /not the last generation of the file/,
  ],
  [
    'more after the end',
    (l) => ({ lines: [...l, l[2] ?? ''], sign: false }),
    /there is more after the last line/,
  ],
];

eachDatabase('an export that was spoilt', (open) => {
  const exported = async (): Promise<{ db: Database; folder: string; lines: string[] }> => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/a' })).commit();
    await it.publish();
    const folder = await temporaryFolder();
    await exportLedger(it.db, join(folder, 'good.jsonl'));
    const lines = (await readFile(join(folder, 'good.jsonl'), 'utf8')).trimEnd().split('\n');
    const { database: db } = await open();
    await migrate(db);
    return { db, folder, lines };
  };

  test('is refused with file, line and reason, and leaves nothing; the good one is taken', async () => {
    const { db, folder, lines } = await exported();
    for (const [title, spoil, wanted] of SPOILS) {
      const file = join(folder, 'spoilt.jsonl');
      const spoilt = spoil(lines);
      await writeFile(file, textOf(spoilt.sign ? signed(spoilt.lines) : spoilt.lines));
      const error = await importLedger(db, file).catch((reason: unknown) => reason);
      expect(error, title).toMatchObject({ name: 'LedgerFault', message: expect.stringMatching(wanted) });
    }
    const [left] = await db.query(
      'select (select count(*) from body) + (select count(*) from staged_record) + (select count(*) from staged_item) as left',
    );
    expect(left).toEqual({ left: 0 });
    await writeFile(join(folder, 'signed.jsonl'), textOf(signed(lines)));
    expect(await importLedger(db, join(folder, 'signed.jsonl'))).toMatchObject({ generation: 1 });
    const again = importLedger(db, join(folder, 'good.jsonl'));
    await expect(again).rejects.toThrow('The ledger of this database is not empty: generation 1');
  });

  test('compressed: cut short, damaged, or not compressed at all', async () => {
    const { db, folder, lines } = await exported();
    const whole = gzipSync(textOf(lines));
    const damaged = Buffer.from(whole);
    damaged.writeUInt8((damaged[100] ?? 0) ^ 0xff, 100);
    for (const bytes of [whole.subarray(0, 500), damaged, Buffer.from(textOf(lines))]) {
      await writeFile(join(folder, 'spoilt.jsonl.gz'), bytes);
      await expect(importLedger(db, join(folder, 'spoilt.jsonl.gz'))).rejects.toMatchObject({
        name: 'LedgerFault',
      });
    }
    await expect(importLedger(db, join(folder, 'nowhere.jsonl.gz'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test('is never written over a file, nor left when nothing is published', async () => {
    const { db, folder } = await exported();
    const good = join(folder, 'good.jsonl');
    const before = await readFile(good, 'utf8');
    await expect(exportLedger(db, good)).rejects.toThrow('is there already');
    expect(await readFile(good, 'utf8')).toBe(before);
    await expect(exportLedger(db, join(folder, 'new.jsonl'))).rejects.toThrow('there is nothing to export');
    await expect(stat(join(folder, 'new.jsonl'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('cannot be written into a folder that is not there, and the process goes on', async () => {
    const { db, folder } = await exported();
    // While a publication is under way, the export waits: the error comes before.
    await db.exclusively('publish', async () => {
      await expect(exportLedger(db, join(folder, 'nowhere', 'new.jsonl'))).rejects.toMatchObject({
        code: 'ENOENT',
      });
    });
  });
});

function textOf(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The same with a last line that fits. */
function signed(lines: string[]): string[] {
  const body = lines.slice(0, -1);
  const count = (kind: string) => body.filter((line) => line.startsWith(`{"${kind}"`)).length;
  const end = {
    ...(JSON.parse(lines.at(-1) ?? '') as { end: object }).end,
    ...{ generations: count('generation'), items: count('item'), records: count('record') },
    sha256: createHash('sha256').update(textOf(body)).digest('hex'),
  };
  return [...body, JSON.stringify({ end })];
}
