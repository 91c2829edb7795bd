/**
 * The environment, read once (design §5). Wrong values stop the start, all at once, one sentence each.
 */
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { type DataciteSettings, dataciteSettings } from './config-datacite.ts';
import { mailSettings } from './config-mail.ts';
import { VARIABLES } from './config-variables.ts';
import { type Credentials, isSsh, takesToken } from './git/credentials.ts';
import type { MailSettings } from './services/mail-settings.ts';

/** Folder of the program: where package.json, records/ and xsd/ are, from src/ as from dist/. */
export const PROGRAM_DIR = fileURLToPath(new URL('..', import.meta.url));

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
  validatePage: boolean;
  maxShrinkPercent: number;
  /** 0: never. */
  harvestSeconds: number;
  /** 0: never. */
  visibleSeconds: number;
  /** 0: never. */
  monitorSeconds: number;
  monitorPrivateHosts: string[];
  /** null: no mails. */
  mail: MailSettings | null;
  /** null: no DOIs. */
  datacite: DataciteSettings | null;
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
    weather: read('MAIL_WEATHER', VARIABLES.MAIL_WEATHER.schema) === 'on',
  });
  // What is at fault counts as unset: that one is said already.
  if (typeof mail === 'string' && faults.length === before) faults.push(mail);
  const beforeDois = faults.length;
  const datacite = dataciteSettings({
    url: read('DATACITE_URL', VARIABLES.DATACITE_URL.schema),
    prefix: read('DATACITE_PREFIX', VARIABLES.DATACITE_PREFIX.schema),
    user: read('DATACITE_USER', VARIABLES.DATACITE_USER.schema),
    passwordFile: read('DATACITE_PASSWORD_FILE', VARIABLES.DATACITE_PASSWORD_FILE.schema),
  });
  if (typeof datacite === 'string' && faults.length === beforeDois) faults.push(datacite);
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
    validatePage: read('VALIDATE_PAGE', VARIABLES.VALIDATE_PAGE.schema) === 'on',
    maxShrinkPercent: read('MAX_SHRINK_PERCENT', VARIABLES.MAX_SHRINK_PERCENT.schema) ?? 0,
    harvestSeconds: read('HARVEST_SECONDS', VARIABLES.HARVEST_SECONDS.schema) ?? 0,
    visibleSeconds: read('VISIBLE_SECONDS', VARIABLES.VISIBLE_SECONDS.schema) ?? 0,
    monitorSeconds: read('MONITOR_SECONDS', VARIABLES.MONITOR_SECONDS.schema) ?? 0,
    monitorPrivateHosts: read('MONITOR_PRIVATE_HOSTS', VARIABLES.MONITOR_PRIVATE_HOSTS.schema) ?? [],
    mail: typeof mail === 'string' ? null : mail,
    datacite: typeof datacite === 'string' ? null : datacite,
    xsdDir: read('XSD_DIR', VARIABLES.XSD_DIR.schema) ?? `${PROGRAM_DIR}xsd`,
    gitlabToken: read('GITLAB_TOKEN', VARIABLES.GITLAB_TOKEN.schema),
    spaseXsdDir: read('SPASE_XSD_DIR', VARIABLES.SPASE_XSD_DIR.schema),
    logLevel: read('LOG_LEVEL', VARIABLES.LOG_LEVEL.schema) ?? 'info',
  };
  faults.push(...credentialFaults(config));
  if (config.mail?.weather === true && config.monitorSeconds === 0)
    faults.push('MAIL_WEATHER=on reports what monitoring has seen: set MONITOR_SECONDS too.');
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
