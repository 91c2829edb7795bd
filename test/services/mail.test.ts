/** One mail, over real TCP to a mail server on this machine. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { sendMail } from '../../src/services/mail.ts';
import { isMailAddress, type MailSettings, parseSmtpUrl } from '../../src/services/mail-settings.ts';
import { fakeSmtp } from '../helpers/fake-smtp.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';

const PASSWORD = 'pass%word';

function settings(url: string): MailSettings {
  const server = parseSmtpUrl(url);
  if (server === null) throw new Error(url);
  return {
    server,
    from: 'voreg@padc.example',
    to: ['curator@padc.example'],
    contacts: false,
    weather: false,
  };
}

const MAIL = { to: ['curator@padc.example'], subject: 'Études', text: 'Line 1: été\n.\nLine 3\n' };

describe('a mail', () => {
  it('arrives as it was written, in plain text, and says that a program wrote it', async () => {
    const smtp = await fakeSmtp();
    await sendMail(settings(smtp.url), MAIL);
    expect(smtp.mails).toMatchObject([
      { from: 'voreg@padc.example', to: ['curator@padc.example'], body: 'Line 1: été\n.\nLine 3\n' },
    ]);
    const headers = smtp.mails[0]?.headers ?? [];
    expect(headers).toContain('Auto-Submitted: auto-generated');
    expect(headers).toContain('Subject: =?UTF-8?Q?=C3=89tudes?=');
    expect(headers.find((line) => line.startsWith('Content-Type:'))).toBe(
      'Content-Type: text/plain; charset=utf-8',
    );
    expect(smtp.logins).toEqual([]);
  });

  it.each([
    'x\r\nBcc: all@padc.example',
    'x\nBcc: all@padc.example',
    'x\rBcc: all@padc.example',
    'x\u2028Bcc: all@padc.example',
    'x\u0000\r\n\r\nBcc: all@padc.example',
    `${'long '.repeat(100)}\r\nBcc: all@padc.example`,
  ])('no subject makes a header or a recipient: %j', async (subject) => {
    const smtp = await fakeSmtp();
    await sendMail(settings(smtp.url), { ...MAIL, subject });
    const [mail] = smtp.mails;
    expect(mail?.to).toEqual(['curator@padc.example']);
    expect(mail?.headers.filter((line) => /^(bcc|cc):/i.test(line))).toEqual([]);
    expect(mail?.headers.filter((line) => /^subject:/i.test(line))).toHaveLength(1);
    expect(mail?.body).toBe(MAIL.text);
  });

  it('with an address that is none does not go', async () => {
    const smtp = await fakeSmtp();
    const to = ['a@padc.example>\r\nRCPT TO:<all@padc.example'];
    await expect(sendMail(settings(smtp.url), { ...MAIL, to })).rejects.toThrow(
      'An address of the mail is none.',
    );
    expect(smtp.mails).toEqual([]);
  });

  it('logs in, and never with a password in clear over a network', async () => {
    const smtp = await fakeSmtp();
    const withPassword = smtp.url.replace('//', '//user:pass%25word@');
    await sendMail(settings(withPassword), MAIL);
    expect(smtp.logins).toEqual([`\0user\0${PASSWORD}`]);
    // The same server by a name that is not known to be this machine offers no TLS.
    const far = settings(withPassword);
    far.server.host = '127.0.0.1.';
    await expect(sendMail(far, MAIL)).rejects.toThrow(/did not take the mail/);
    expect(smtp.logins).toHaveLength(1);
  });

  it('that is refused says why, and not the password', async () => {
    const smtp = await fakeSmtp();
    smtp.refuse.RCPT = `550 no such user; your password is ${PASSWORD}`;
    const sent = sendMail(settings(smtp.url.replace('//', '//user:pass%25word@')), MAIL);
    const message = await sent.then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message).toMatch(/^The mail server 127\.0\.0\.1:\d+ did not take the mail: .*550 no such user/);
    expect(message).not.toContain(PASSWORD);
  });

  it('without a server says so', async () => {
    await expect(sendMail(settings('smtp://127.0.0.1:1'), MAIL)).rejects.toThrow(
      /did not take the mail: .*ECONNREFUSED/,
    );
  });
});

it.each([
  [
    'smtp://mail.padc.example',
    { host: 'mail.padc.example', port: 587, secure: false, user: null, password: null },
  ],
  ['smtps://u:p%40%3A@mail.padc.example', { port: 465, secure: true, user: 'u', password: 'p@:' }],
  ['smtp://[::1]:25/', { host: '::1', port: 25 }],
  [' smtp://localhost:25\n', { host: 'localhost', port: 25 }],
])('SMTP_URL=%s', (url, expected) => {
  expect(parseSmtpUrl(url)).toMatchObject(expected);
});

it.each([
  '',
  'mail.padc.example',
  'http://mail.padc.example',
  'smtp://',
  'smtp://host/path',
  'smtp://host?pool=true',
  'smtp://user@host',
  'smtp://u:p%zz@host',
  'smtp://a b',
])('SMTP_URL=%j is none', (url) => {
  expect(parseSmtpUrl(url)).toBeNull();
});

it.each([
  ['a.b+c@padc.example', true],
  ['a@localhost', true],
  ['a', false],
  ['a@', false],
  ['a@b@c', false],
  ['a@b,c@d', false],
  ['"a"@b.example', false],
  ['A <a@b.example>', false],
  ['a@b.example\n', false],
  ['a@b.example\r\nBcc: c@d.example', false],
  ['ä@b.example', false],
  [`${'a'.repeat(65)}@b.example`, false],
  [`a@${'b.'.repeat(150)}example`, false],
])('whether %j is an address: %s', (address, expected) => {
  expect(isMailAddress(address)).toBe(expected);
});

describe('the environment', () => {
  const all = {
    SMTP_URL: 'smtp://u:secret@mail.padc.example',
    MAIL_FROM: 'v@padc.example',
    MAIL_TO: 'a@x.org, b@x.org',
  };

  it('makes settings of all it needs, also with the server in a file', () => {
    const made = { from: 'v@padc.example', to: ['a@x.org', 'b@x.org'], contacts: true };
    expect(readConfig({ ...all, MAIL_CONTACTS: 'on' }).mail).toMatchObject(made);
    expect(readConfig({ ...all, MAIL_WEATHER: 'on', MONITOR_SECONDS: '600' }).mail).toMatchObject({
      weather: true,
    });
    const file = join(temporaryFolder(), 'smtp');
    writeFileSync(file, `${all.SMTP_URL}\n`);
    const { SMTP_URL: _, ...rest } = all;
    expect(readConfig({ ...rest, SMTP_URL_FILE: file }).mail?.server.password).toBe('secret');
    expect(readConfig({}).mail).toBeNull();
  });

  it.each([
    [{ ...all, MAIL_TO: '' }, /^Mails need all of SMTP_URL/],
    [{ MAIL_CONTACTS: 'on' }, /^Mails need all of SMTP_URL/],
    [{ ...all, SMTP_URL: 'smtp://u:secret@' }, /^SMTP_URL=… is not smtp:/],
    [{ ...all, MAIL_FROM: 'V <v@padc.example>' }, /^MAIL_FROM="V <v@padc.example>" is not one plain address/],
    [{ ...all, MAIL_TO: 'a@x.org;b@x.org' }, /^MAIL_TO=.* is not a list/],
    [{ ...all, MAIL_CONTACTS: 'yes' }, /^MAIL_CONTACTS="yes" is not one of on, off/],
    [{ ...all, MAIL_WEATHER: 'on' }, /^MAIL_WEATHER=on .* set MONITOR_SECONDS too\.$/],
    [{ MAIL_WEATHER: 'on', MONITOR_SECONDS: '600' }, /^Mails need all of SMTP_URL/],
    [{ ...all, SMTP_URL_FILE: '/etc/hostname' }, /SMTP_URL_FILE=.* does not hold one smtp:/],
    [{ VISIBLE_SECONDS: '60' }, /^VISIBLE_SECONDS="60" is not 0, and less than 3600/],
  ])('%j is refused', (environment, message) => {
    expect(() => readConfig(environment)).toThrow(message);
    expect(() => readConfig(environment)).not.toThrow(/secret/);
  });

  it('wants one way to name the server', () => {
    const file = join(temporaryFolder(), 'smtp');
    writeFileSync(file, all.SMTP_URL);
    chmodSync(file, 0o600);
    expect(() => readConfig({ ...all, SMTP_URL_FILE: file })).toThrow(
      'Give SMTP_URL or SMTP_URL_FILE, not both.',
    );
  });
});
