/** The environment's part about mails: variables, and what they make together. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { secretFile } from './config-secret-file.ts';
import { isMailAddress, type MailServer, type MailSettings, parseSmtpUrl } from './services/mail-settings.ts';

const SMTP_EXAMPLE =
  'smtp://host, smtp://user:password@host:port or smtps://… (with %40 for @ in a password)';
const MOST_CURATORS = 20;

const mailServer = z.string().transform((text, context) => {
  const server = parseSmtpUrl(text);
  if (server === null) context.addIssue({ code: 'custom', message: `is not ${SMTP_EXAMPLE}` });
  return server;
});

const addresses = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((address) => address !== ''))
  .refine(
    (all) => all.length > 0 && all.length <= MOST_CURATORS && all.every(isMailAddress),
    `is not a list of at most ${MOST_CURATORS} addresses such as a@example.org, b@example.org`,
  );

const holdsNone = (path: string) =>
  parseSmtpUrl(readFileSync(path, 'utf8')) === null ? `does not hold one ${SMTP_EXAMPLE}` : null;

/** As in config-variables.ts. */
export const MAIL_VARIABLES = {
  SMTP_URL: {
    schema: mailServer,
    default: null,
    meaning: 'mail server, smtp://user:password@host:587 or smtps://…; unset: no mails; never logged',
  },
  SMTP_URL_FILE: {
    schema: secretFile(holdsNone),
    default: null,
    meaning: 'file with what SMTP_URL would be',
  },
  MAIL_FROM: {
    schema: z.string().refine(isMailAddress, 'is not one plain address such as voreg@example.org'),
    default: null,
    meaning: 'address that mails come from',
  },
  MAIL_TO: {
    schema: addresses,
    default: null,
    meaning: 'curators, with commas: they hear of refused commits and of what is wrong',
  },
  MAIL_CONTACTS: {
    schema: z.enum(['on', 'off'], { error: 'is not one of on, off' }),
    default: 'off',
    meaning: "on: a published record's contact hears of findings in it",
  },
  MAIL_WEATHER: {
    schema: z.enum(['on', 'off'], { error: 'is not one of on, off' }),
    default: 'off',
    meaning: 'on: MAIL_TO gets a report of what monitoring has seen each week',
  },
} as const;

/** Values that were read one by one; null: unset, or at fault. */
interface MailValues {
  server: MailServer | null;
  /** SMTP_URL_FILE. */
  file: string | null;
  from: string | null;
  to: string[] | null;
  contacts: boolean;
  weather: boolean;
}

/** All of what a mail needs, null for nothing, or a sentence: half of it is a misunderstanding. */
export function mailSettings({
  server,
  file,
  from,
  to,
  contacts,
  weather,
}: MailValues): MailSettings | null | string {
  if (server !== null && file !== null) return 'Give SMTP_URL or SMTP_URL_FILE, not both.';
  const by = server ?? (file === null ? null : parseSmtpUrl(readFileSync(file, 'utf8')));
  if (by !== null && from !== null && to !== null) return { server: by, from, to, contacts, weather };
  const isNothing = by === null && from === null && to === null && !contacts && !weather;
  return isNothing ? null : 'Mails need all of SMTP_URL (or SMTP_URL_FILE), MAIL_FROM and MAIL_TO.';
}
