import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const NO_BROWSER = process.env.TEST_CHROMIUM ? [] : ['test/browser/**'];

/** They take a minute or more each. Left to themselves they come last, being short to read, and one worker waits for them. */
const LONGEST = [
  'test/promises/nothing-lost',
  'test/promises/dry-run',
  'test/promises/paging',
  'test/publish/killed',
  'test/commands/harvest',
  'test/promises/deletions',
  'test/security/signals',
  'test/commands/ledger',
  'test/promises/real',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((name) => moduleId.includes(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...NO_BROWSER],
    globalSetup: ['test/helpers/announce.ts'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two workers: PGlite and libxml2 each hold about 200 MB, and the smallest machine we build on has two cores.
    maxWorkers: 2,
  },
});
