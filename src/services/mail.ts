/** One mail in plain text, and as a page beside it where there is one. The only importer of nodemailer. Not for: what is written (mail-words.ts), or how often. */
import { isIP } from 'node:net';
import { cut } from '../words/say.ts';
import { isMailAddress, type MailSettings } from './mail-settings.ts';

interface Mail {
  to: string[];
  subject: string;
  /** Lines, separated by line feeds. */
  text: string;
  /** The same as a page that loads nothing, for readers that show one. */
  html?: string;
}

/** The mail did not go; the message says why, without a password. */
export class MailFailed extends Error {
  override name = 'MailFailed';
}

const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;
const MOST_SUBJECT = 150;
const MOST_TEXT = 60_000;
/** A page cannot be cut without breaking it: longer than that it stays away. */
const MOST_HTML = 400_000;

/** Sends it. @throws MailFailed */
export async function sendMail({ server, from }: MailSettings, mail: Mail): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, user, password } = server;
  if (![from, ...mail.to].every(isMailAddress)) throw new MailFailed('An address of the mail is none.');
  const transport = createTransport({
    ...{ host, port, secure, connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS },
    ...{ socketTimeout: SILENCE_MS, disableFileAccess: true, disableUrlAccess: true },
    // A password never goes over the network in clear: somebody in between could hide STARTTLS.
    requireTLS: !secure && password !== null && !isThisMachine(host),
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
  });
  const nameless = (address: string) => ({ name: '', address });
  try {
    await transport.sendMail({
      ...{ from: nameless(from), to: mail.to.map(nameless) },
      ...{ subject: oneLine(mail.subject), text: bounded(mail.text) },
      ...(mail.html === undefined || mail.html.length > MOST_HTML ? {} : { html: mail.html }),
      // RFC 3834 §5: nobody's holiday answers, please.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new MailFailed(failure(error, server));
  } finally {
    transport.close();
  }
}

/** What a curator wrote ends up here: it stays within its header. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return cut(line, MOST_SUBJECT);
}

/** Line ends as they are; other control characters could steer the terminal of a reader. */
function bounded(text: string): string {
  const clean = text.replace(/[^\P{Cc}\n]/gu, ' ');
  return clean.length <= MOST_TEXT ? clean : `${clean.slice(0, MOST_TEXT)}\n… (cut)\n`;
}

function failure(error: Error, server: MailSettings['server']): string {
  const { host, port, password } = server;
  const said = password === null ? error.message : error.message.replaceAll(password, '…');
  return `The mail server ${host}:${port} did not take the mail: ${said.replace(/\s+/g, ' ').slice(0, 300)}`;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
