import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { passwordIn } from '../src/config-datacite.ts';
import { temporaryFolder } from './helpers/git-repo.ts';

const BOTH = { DATACITE_URL: 'https://api.test.datacite.org/', DATACITE_PREFIX: '10.5072' };

function password(content: string): string {
  const file = join(temporaryFolder(), 'password');
  writeFileSync(file, content);
  return file;
}

it('nothing, what shows requests, and what sends them', () => {
  expect(readConfig({}).datacite).toBeNull();
  expect(readConfig(BOTH).datacite).toEqual({
    url: 'https://api.test.datacite.org',
    prefix: '10.5072',
    account: null,
  });
  const passwordFile = password('p w\n');
  const full = readConfig({ ...BOTH, DATACITE_USER: 'A.B', DATACITE_PASSWORD_FILE: passwordFile });
  expect(full.datacite?.account).toEqual({ user: 'A.B', passwordFile });
  expect(passwordIn(passwordFile)).toBe('p w');
});

it.each([
  [{ DATACITE_URL: 'https://api.datacite.org' }, 'need both of DATACITE_URL and DATACITE_PREFIX'],
  [{ ...BOTH, DATACITE_USER: 'A.B' }, 'Give both of DATACITE_USER and DATACITE_PASSWORD_FILE'],
  [{ ...BOTH, DATACITE_URL: 'http://api.datacite.org' }, 'is not https'],
  [{ ...BOTH, DATACITE_PREFIX: '10.5072/x' }, 'is not a DOI prefix'],
  [{ ...BOTH, DATACITE_USER: 'A:B', DATACITE_PASSWORD_FILE: 'nowhere' }, 'does not exist'],
])('refuses %j', (environment, says) => {
  expect(() => readConfig(environment as Record<string, string>)).toThrow(says);
});

it('refuses an empty password, without the path of another', () => {
  expect(() => readConfig({ ...BOTH, DATACITE_USER: 'A.B', DATACITE_PASSWORD_FILE: password('\n') })).toThrow(
    'does not hold a password',
  );
});
