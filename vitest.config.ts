import { configDefaults, defineConfig } from 'vitest/config';

const NO_BROWSER = process.env.TEST_CHROMIUM ? [] : ['test/browser/**'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...NO_BROWSER],
    globalSetup: ['test/helpers/announce.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two workers: PGlite and libxml2 each hold about 200 MB, and the smallest machine we build on has two cores.
    maxWorkers: 2,
  },
});
