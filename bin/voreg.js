#!/usr/bin/env node
// The compiled program. In a checkout: npm run build, or npm run voreg -- … to run the source.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('voreg is not compiled yet: run npm run build first, or npm start.\n');
  process.exitCode = 2;
}
