/** The environment variables: what each may be, and what `voreg --help` and docs/operating.md say of it. */
import { z } from 'zod';
import { DATACITE_VARIABLES } from './config-datacite.ts';
import { MAIL_VARIABLES } from './config-mail.ts';
import { refuseEmpty, refuseOpenKey, secretFile } from './config-secret-file.ts';
import { parseNetwork } from './http/address.ts';

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `is not between ${least} and ${most}`);

const webAddress = z
  .string()
  .regex(/^https?:\/\/[^?#\s]+$/, 'is not an http or https address without "?" or "#"');

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
  VALIDATE_PAGE: {
    schema: z.enum(['on', 'off'], { error: 'is neither on nor off' }),
    default: 'on',
    meaning: 'the page /validate, on which anybody has a record checked',
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
  MONITOR_SECONDS: {
    schema: number(0, 31_536_000).refine((n) => n === 0 || n >= 300, 'is not 0, and less than 300'),
    default: '0',
    meaning: 'how often the services are called that are published here; 0: never',
  },
  MONITOR_PRIVATE_HOSTS: {
    schema: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter((host) => host !== ''))
      .refine(
        (hosts) => hosts.every((host) => /^[A-Za-z0-9._:-]+$/.test(host)),
        'is not a list of hosts such as tap.example.org, 10.0.0.7',
      ),
    default: null,
    meaning: 'hosts in private networks that monitoring may call, with commas; unset: none',
  },
  ...MAIL_VARIABLES,
  ...DATACITE_VARIABLES,
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
