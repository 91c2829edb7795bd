/** vitest's globalSetup: says once which suites are not run for lack of something on this machine. */
export default function announce(): void {
  if (!process.env.TEST_DATABASE_URL) {
    process.stdout.write(
      'TEST_DATABASE_URL is not set: the database suites run on PGlite only (see ci/postgres.sh).\n',
    );
  }
  if (!process.env.TEST_CHROMIUM) {
    process.stdout.write(
      'TEST_CHROMIUM is not set: pages are not looked at in a browser (its path, or 1 for /usr/bin/chromium).\n',
    );
  }
  if (!process.env.SPASE_XSD_DIR) {
    process.stdout.write(
      'SPASE_XSD_DIR is not set: drafts and patches of SPASE records are not held against its schemas.\n',
    );
  }
  if (!process.env.DATACITE_XSD_DIR) {
    process.stdout.write(
      'DATACITE_XSD_DIR is not set: DataCite exports are held against our own list of its rules only.\n',
    );
  }
}
