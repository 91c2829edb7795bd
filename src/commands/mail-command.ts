/** `voreg mail --test`: whether mails go out. */
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { sendMail } from '../services/mail.ts';
import { UsageError } from './usage.ts';

/** Adds the command; `done` gets the exit code. A mail that does not go is an error, with the reason. */
export function addMailCommand(program: Command, done: (code: number) => void): void {
  program
    .command('mail')
    .description('send a mail to MAIL_TO, to see that it arrives')
    .option('--test', 'say so, since a mail goes out', false)
    .action(async ({ test }: { test: boolean }) => {
      const { mail } = readConfig(process.env);
      if (!test) throw new UsageError('Write voreg mail --test: it sends a mail to everybody in MAIL_TO.');
      if (mail === null)
        throw new UsageError(
          'No mail is configured: set SMTP_URL (or SMTP_URL_FILE), MAIL_FROM and MAIL_TO.',
        );
      await sendMail(mail, {
        to: mail.to,
        subject: 'voreg: a test',
        text: 'This mail was asked for by `voreg mail --test`. Mails about refused commits and the like will come this way.\n',
      });
      const { host, port } = mail.server;
      process.stdout.write(`${host}:${port} took a mail from ${mail.from} to ${mail.to.join(', ')}.\n`);
      done(0);
    });
}
