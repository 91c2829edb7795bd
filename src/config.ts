/**
 * The environment, read once (design §5). Wrong values stop the start, all at once, one sentence each.
 * `VARIABLES` is also what `voreg --help` and docs/operating.md show.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { mailSettings, mailVariables } from './config-mail.ts';
import { type Credentials, isSsh, takesToken } from './git/credentials.ts';
import { parseNetwork } from './http/address.ts';
import type { MailSettings } from './services/mail-settings.ts';

/** Folder of the program: where package.json, records/ and xsd/ are, from src/ as from dist/. */
export const PROGRAM_DIR = fileURLToPath(new URL('..', import.meta.url));

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `is not between ${least} and ${most}`);

const webAddress = z
  .string()
  .regex(/^https?:\/\/[^?#\s]+$/, 'is not an http or https address without "?" or "#"');

/** A file that is there and can be read, with nothing else against it; its absolute path. */
function secretFile(fault: (path: string) => string | null) {
  return z
    .string()
    .transform((path) => resolve(path))
    .superRefine((path, context) => {
      const message = unreadable(path) ?? fault(path);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
}

function unreadable(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return 'is not a file';
    accessSync(path, constants.R_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === 'ENOENT' ? 'does not exist' : `cannot be read by this user (${code})`;
  }
}

function refuseEmpty(path: string): string | null {
  const words = readFileSync(path, 'utf8').trim().split(/\s+/);
  return words.length === 1 && words[0] !== '' ? null : 'does not hold one word, the token';
}

/** As ssh sees it: a key of one's own that others may read is not used at all. */
function refuseOpenKey(path: string): string | null {
  // ssh puts other things in their place (ssh_config(5), TOKENS).
  if (/[%$\p{Cc}]/u.test(path)) return 'has a character in its path that ssh does not take literally: % or $';
  const { mode, uid } = statSync(path);
  const isOpen = (mode & 0o007) !== 0 || ((mode & 0o077) !== 0 && uid === process.getuid?.());
  return isOpen ? `can be read by others, and ssh refuses such a key: chmod 600 ${path}` : null;
}

/** Environment variables in the order of the documentation. */
export const VARIABLES = {
  PORT: { schema: number(0, 65_535), default: '8080', meaning: 'port to listen on' },
  HOST: { schema: z.string().min(1), default: '127.0.0.1', meaning: 'address to listen on' },
  BASE_URL: {
    schema: webAddress,
    default: null,
    meaning:
      "public OAI-PMH base URL; unset: the accessURL of the registry's record, or http://HOST:PORT/oai if HOST is loopback",
  },
  RECORDS_REPO: {
    schema: z.string().min(1),
    default: null,
    meaning: 'path or URL of the Git repository with the records; unset: this checkout',
  },
  RECORDS_REF: {
    schema: z.string().min(1),
    default: null,
    meaning: 'what is published; unset: HEAD (main for a URL)',
  },
  RECORDS_DIR: {
    schema: z
      .string()
      .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0]*$/, 'is not a relative path inside the repository'),
    default: 'records',
    meaning: 'folder of the records in the repository',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'does not begin with postgres://')
      .refine((value) => !/%(?![0-9a-f]{2})/i.test(value), 'has a % that is no escape: write it as %25'),
    default: null,
    meaning: 'PostgreSQL for several replicas; unset: an embedded database in DATA_DIR',
  },
  DATABASE_WAIT_SECONDS: {
    schema: number(0, 86_400),
    default: '60',
    meaning: 'how long a start waits for the PostgreSQL of DATABASE_URL; 0: not at all',
  },
  DATA_DIR: { schema: z.string().min(1), default: './var', meaning: 'clone, embedded database, socket' },
  POLL_SECONDS: {
    schema: number(0, 86_400),
    default: null,
    meaning: 'how often the ref is looked at; unset: 60 (5 for a local path); 0: never',
  },
  WEBHOOK_SECRET: {
    schema: z.string().min(16, 'has fewer than 16 characters'),
    default: null,
    meaning: 'secret of push webhooks (POST /hooks/gitlab, /hooks/github, /hooks/gitea); unset: they are off',
  },
  GIT_TOKEN_FILE: {
    schema: secretFile(refuseEmpty),
    default: null,
    meaning: 'file with the token for an https RECORDS_REPO (token, or user:token)',
  },
  GIT_KEY_FILE: {
    schema: secretFile(refuseOpenKey),
    default: null,
    meaning: 'file with the private key for an ssh RECORDS_REPO',
  },
  CACHE_MB: { schema: number(0, 65_536), default: '128', meaning: 'answers kept in memory' },
  TRUSTED_PROXIES: {
    schema: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter((network) => network !== ''))
      .refine(
        (networks) => networks.every((network) => parseNetwork(network) !== null),
        'is not a list of addresses or networks such as 10.0.0.0/8, 2001:db8::/32',
      ),
    default: null,
    meaning: 'addresses or networks of your proxies, with commas: their X-Forwarded-For is believed',
  },
  CLIENT_REQUESTS: {
    schema: number(0, 100_000),
    default: '32',
    meaning: 'answers that are made for one client at the same time; more get 503; 0: any number',
  },
  LOG_ADDRESSES: {
    schema: z.enum(['short', 'full', 'none'], { error: 'is not one of short, full, none' }),
    default: 'short',
    meaning: "clients' addresses in the log: short is IPv4 /24 and IPv6 /48",
  },
  ACCESS_STATISTICS: {
    schema: z.enum(['on', 'off'], { error: 'is neither on nor off' }),
    default: 'on',
    meaning: 'sums of who harvests what, for voreg stats and /status',
  },
  MAX_SHRINK_PERCENT: {
    schema: number(0, 100),
    default: '20',
    meaning: 'largest share of the records that one publication may take away without --accept-shrink',
  },
  HARVEST_SECONDS: {
    schema: number(0, 31_536_000).refine((n) => n === 0 || n >= 300, 'is not 0, and less than 300'),
    default: '0',
    meaning: 'how often the sources in registry.json are harvested by the service; 0: never',
  },
  VISIBLE_SECONDS: {
    schema: number(0, 31_536_000).refine((n) => n === 0 || n >= 3600, 'is not 0, and less than 3600'),
    default: '0',
    meaning: 'how often searchable registries in registry.json are asked what they show of us; 0: never',
  },
  ...mailVariables(secretFile),
  XSD_DIR: {
    schema: z.string().min(1),
    default: null,
    meaning: "folder of the XML schemas; unset: the program's own",
  },
  GITLAB_TOKEN: {
    schema: z.string().min(1),
    default: null,
    meaning: 'GitLab access token (scope api) for merge requests that voreg proposes; never logged',
  },
  SPASE_XSD_DIR: {
    schema: z.string().min(1),
    default: null,
    meaning:
      'folder of the published SPASE schemas (spase-2.7.1.xsd…); unset: patches are not held against them',
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is not one of fatal, error, warn, info, debug, trace, silent',
    }),
    default: 'info',
    meaning: 'how much is logged',
  },
} satisfies Record<string, { schema: z.ZodType; default: string | null; meaning: string }>;

export interface Config {
  port: number;
  host: string;
  baseURL: string | null;
  recordsRepo: string;
  recordsRef: string | null;
  recordsDir: string;
  databaseUrl: string | null;
  databaseWaitSeconds: number;
  dataDir: string;
  pollSeconds: number | null;
  webhookSecret: string | null;
  /** Files with the secrets for RECORDS_REPO. */
  gitCredentials: Credentials;
  cacheBytes: number;
  clients: { trustedProxies: string[]; clientRequests: number; logAddresses: 'short' | 'full' | 'none' };
  accessStatistics: boolean;
  maxShrinkPercent: number;
  /** 0: never. */
  harvestSeconds: number;
  /** 0: never. */
  visibleSeconds: number;
  /** null: no mails. */
  mail: MailSettings | null;
  xsdDir: string;
  /** A secret. */
  gitlabToken: string | null;
  spaseXsdDir: string | null;
  logLevel: string;
}

const SECRET = new Set(['DATABASE_URL', 'SMTP_URL', 'WEBHOOK_SECRET']);

/** The environment has values that cannot be used; the message has a line for each. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads the configuration from an environment. An empty value counts as unset. Throws ConfigError. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const faults: string[] = [];
  const read = <T>(name: keyof typeof VARIABLES, schema: z.ZodType<T>): T | null => {
    const value = environment[name] || VARIABLES[name].default;
    if (value === null) return null;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    faults.push(`${name}=${shown(name, value)} ${result.error.issues[0]?.message ?? 'is wrong'}.`);
    return null;
  };
  const before = faults.length;
  const mail = mailSettings({
    server: read('SMTP_URL', VARIABLES.SMTP_URL.schema),
    file: read('SMTP_URL_FILE', VARIABLES.SMTP_URL_FILE.schema),
    from: read('MAIL_FROM', VARIABLES.MAIL_FROM.schema),
    to: read('MAIL_TO', VARIABLES.MAIL_TO.schema),
    contacts: read('MAIL_CONTACTS', VARIABLES.MAIL_CONTACTS.schema) === 'on',
  });
  // What is at fault counts as unset: that one is said already.
  if (typeof mail === 'string' && faults.length === before) faults.push(mail);
  const config: Config = {
    port: read('PORT', VARIABLES.PORT.schema) ?? 0,
    host: read('HOST', VARIABLES.HOST.schema) ?? '',
    baseURL: read('BASE_URL', VARIABLES.BASE_URL.schema),
    recordsRepo: read('RECORDS_REPO', VARIABLES.RECORDS_REPO.schema) ?? PROGRAM_DIR,
    recordsRef: read('RECORDS_REF', VARIABLES.RECORDS_REF.schema),
    recordsDir: (read('RECORDS_DIR', VARIABLES.RECORDS_DIR.schema) ?? '')
      .replace(/(?<!\/)\/+$/, '')
      .replace(/^\.$/, ''),
    databaseUrl: read('DATABASE_URL', VARIABLES.DATABASE_URL.schema),
    databaseWaitSeconds: read('DATABASE_WAIT_SECONDS', VARIABLES.DATABASE_WAIT_SECONDS.schema) ?? 0,
    dataDir: read('DATA_DIR', VARIABLES.DATA_DIR.schema) ?? '',
    webhookSecret: read('WEBHOOK_SECRET', VARIABLES.WEBHOOK_SECRET.schema),
    gitCredentials: {
      tokenFile: read('GIT_TOKEN_FILE', VARIABLES.GIT_TOKEN_FILE.schema),
      keyFile: read('GIT_KEY_FILE', VARIABLES.GIT_KEY_FILE.schema),
    },
    pollSeconds: read('POLL_SECONDS', VARIABLES.POLL_SECONDS.schema),
    cacheBytes: (read('CACHE_MB', VARIABLES.CACHE_MB.schema) ?? 0) * 1024 * 1024,
    clients: {
      trustedProxies: read('TRUSTED_PROXIES', VARIABLES.TRUSTED_PROXIES.schema) ?? [],
      clientRequests: read('CLIENT_REQUESTS', VARIABLES.CLIENT_REQUESTS.schema) ?? 0,
      logAddresses: read('LOG_ADDRESSES', VARIABLES.LOG_ADDRESSES.schema) ?? 'short',
    },
    accessStatistics: read('ACCESS_STATISTICS', VARIABLES.ACCESS_STATISTICS.schema) === 'on',
    maxShrinkPercent: read('MAX_SHRINK_PERCENT', VARIABLES.MAX_SHRINK_PERCENT.schema) ?? 0,
    harvestSeconds: read('HARVEST_SECONDS', VARIABLES.HARVEST_SECONDS.schema) ?? 0,
    visibleSeconds: read('VISIBLE_SECONDS', VARIABLES.VISIBLE_SECONDS.schema) ?? 0,
    mail: typeof mail === 'string' ? null : mail,
    xsdDir: read('XSD_DIR', VARIABLES.XSD_DIR.schema) ?? `${PROGRAM_DIR}xsd`,
    gitlabToken: read('GITLAB_TOKEN', VARIABLES.GITLAB_TOKEN.schema),
    spaseXsdDir: read('SPASE_XSD_DIR', VARIABLES.SPASE_XSD_DIR.schema),
    logLevel: read('LOG_LEVEL', VARIABLES.LOG_LEVEL.schema) ?? 'info',
  };
  faults.push(...credentialFaults(config));
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  return config;
}

/** A secret that would never be sent is a misunderstanding. */
function credentialFaults({ recordsRepo, gitCredentials: { tokenFile, keyFile } }: Config): string[] {
  const faults: string[] = [];
  if (tokenFile !== null && !takesToken(recordsRepo))
    faults.push('GIT_TOKEN_FILE is for a RECORDS_REPO that begins with https:// and names no user.');
  if (keyFile !== null && !isSsh(recordsRepo))
    faults.push('GIT_KEY_FILE is for a RECORDS_REPO of ssh: ssh://host/path or user@host:path.');
  return faults;
}

/** What may hold a password is not repeated. */
function shown(name: string, value: string): string {
  return SECRET.has(name) ? '…' : `"${value}"`;
}

/** The part of `voreg --help` about the environment. */
export function describeVariables(): string {
  const lines = Object.entries(VARIABLES).map(([name, v]) => {
    const fallback = v.default === null ? '' : ` (${v.default})`;
    return `  ${name.padEnd(22)} ${v.meaning}${fallback}`;
  });
  return ['Environment:', ...lines].join('\n');
}
