/** The environment's part about DOIs: variables, and what they make together. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { secretFile } from './config-secret-file.ts';
import { withoutSlashAtEnd } from './resource/address.ts';

const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

const isEmpty = (path: string) => (passwordIn(path) === '' ? 'does not hold a password' : null);

/** As in config-variables.ts. */
export const DATACITE_VARIABLES = {
  DATACITE_URL: {
    schema: z
      .string()
      .regex(/^https?:\/\/[^?#\s@]+$/, 'is not an address such as https://api.datacite.org')
      .refine(
        (url) => url.startsWith('https:') || loopback.test(url),
        'is not https: the password would be seen',
      )
      .transform(withoutSlashAtEnd),
    default: null,
    meaning: 'DataCite REST API for DOIs: https://api.datacite.org, or https://api.test.datacite.org to try',
  },
  DATACITE_PREFIX: {
    schema: z.string().regex(/^10\.\d{4,9}$/, 'is not a DOI prefix such as 10.5072'),
    default: null,
    meaning: 'prefix of the DOIs that are reserved and kept up to date',
  },
  DATACITE_USER: {
    schema: z.string().regex(/^[^:\s]+$/, 'is not the name of a repository account'),
    default: null,
    meaning: 'repository account at DataCite',
  },
  DATACITE_PASSWORD_FILE: {
    schema: secretFile(isEmpty),
    default: null,
    meaning: 'file with its password; never logged',
  },
} as const;

export interface DataciteSettings {
  url: string;
  prefix: string;
  /** null: requests can be shown, not sent. */
  account: { user: string; passwordFile: string } | null;
}

interface DataciteValues {
  url: string | null;
  prefix: string | null;
  user: string | null;
  passwordFile: string | null;
}

/** All of it, null for nothing, or a sentence: half of it is a misunderstanding. */
export function dataciteSettings({
  url,
  prefix,
  user,
  passwordFile,
}: DataciteValues): DataciteSettings | null | string {
  if (url === null && prefix === null && user === null && passwordFile === null) return null;
  if (url === null || prefix === null) return 'DOIs need both of DATACITE_URL and DATACITE_PREFIX.';
  if ((user === null) !== (passwordFile === null))
    return 'Give both of DATACITE_USER and DATACITE_PASSWORD_FILE, or neither.';
  return { url, prefix, account: user === null || passwordFile === null ? null : { user, passwordFile } };
}

/** The first line of the file. */
export function passwordIn(path: string): string {
  return readFileSync(path, 'utf8').split(/\r?\n/)[0] ?? '';
}
