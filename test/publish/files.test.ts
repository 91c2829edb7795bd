/** Which files of a commit are looked into before all are read one by one. */
import { afterEach, expect, test, vi } from 'vitest';
import { registryAmong } from '../../src/publish/files.ts';
import * as record from '../../src/validate/record.ts';
import { registryRecord, tinyRecord } from '../promises/records.ts';

vi.mock('../../src/validate/record.ts', { spy: true });
afterEach(() => void vi.clearAllMocks());

const REGISTRY = registryRecord();
/** As every record has it in its namespaces. */
const RECORD = tinyRecord({ ivoid: 'ivo://padc.example/a' });
const OWN = 'ivo://padc.example/registry';

function among(contents: Buffer[]): Promise<{ ivoid: string } | null> {
  const files = contents.map((_, i) => ({ path: `records/${i}.xml`, blob: String(i) }));
  return registryAmong(
    {
      async *blobs(ids) {
        for (const blob of ids) {
          const content = contents[Number(blob)] ?? Buffer.alloc(0);
          yield { blob, size: content.length, tooLarge: false as const, content };
        }
      },
    },
    files,
  );
}

test('a record that only names the RegistryInterface is not parsed', async () => {
  expect(RECORD).toContain('RegistryInterface');
  expect(await among([Buffer.from(RECORD), Buffer.from(REGISTRY)])).toMatchObject({ ivoid: OWN });
  expect(record.readRecord).toHaveBeenCalledTimes(1);
});

const OTHERWISE: [string, Buffer][] = [
  ['in apostrophes', Buffer.from(REGISTRY.replace('"vg:Registry"', "'vg:Registry'"))],
  ['with white space after it', Buffer.from(REGISTRY.replace('"vg:Registry"', '" vg:Registry\n "'))],
  ['with a letter as a number', Buffer.from(REGISTRY.replace('"vg:Registry"', '"vg:Registr&#121;"'))],
  ['in UTF-16', Buffer.from(`\u{FEFF}${REGISTRY.replace(/<\?xml[^>]*\?>/, '')}`, 'utf16le')],
];

test.each(OTHERWISE)('the registry is found with its type written %s', async (_case, content) => {
  expect(await among([Buffer.from(RECORD), content])).toMatchObject({ ivoid: OWN });
});
