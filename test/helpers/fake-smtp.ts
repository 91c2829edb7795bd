/** A mail server on this machine over real TCP (RFC 5321, as much as is needed), and the ways in which it can refuse. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Header lines, folded ones made one. */
  headers: string[];
  /** Decoded. */
  body: string;
}

export interface FakeSmtp {
  /** smtp://127.0.0.1:port */
  url: string;
  mails: ReceivedMail[];
  /** What AUTH PLAIN brought, decoded. */
  logins: string[];
  /** Answers to a command instead of the right one, e.g. `{ RCPT: '550 no such user' }`. */
  refuse: Record<string, string>;
}

export async function fakeSmtp(): Promise<FakeSmtp> {
  const smtp: FakeSmtp = { url: '', mails: [], logins: [], refuse: {} };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket, smtp);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  smtp.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return smtp;
}

function talk(socket: Socket, smtp: FakeSmtp): void {
  let pending = '';
  let data: string[] | null = null;
  let from = '';
  let to: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): string => {
    const verb = line.slice(0, 4).toUpperCase();
    const refused = smtp.refuse[verb];
    if (refused !== undefined) return refused;
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'EHLO':
        return '250-fake\r\n250-AUTH PLAIN\r\n250 8BITMIME';
      case 'AUTH':
        smtp.logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString());
        return '235 welcome';
      case 'MAIL':
        from = address;
        to = [];
        return '250 ok';
      case 'RCPT':
        to.push(address);
        return '250 ok';
      case 'DATA':
        data = [];
        return '354 go on';
      case 'QUIT':
        return '221 bye';
      default:
        return '250 ok';
    }
  };
  say('220 fake');
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\r\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (data === null) {
        say(command(line));
      } else if (line === '.') {
        smtp.mails.push(readMail(from, to, data));
        data = null;
        say('250 taken');
      } else {
        data.push(line.startsWith('.') ? line.slice(1) : line);
      }
    }
  });
}

function readMail(from: string, to: string[], lines: string[]): ReceivedMail {
  const end = lines.indexOf('');
  const headers = lines
    .slice(0, end)
    .join('\r\n')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const body = lines
    .slice(end + 1)
    .map((line) => `${line}\n`)
    .join('');
  const encoding = headers.find((line) => /^content-transfer-encoding:/i.test(line)) ?? '';
  if (/base64/i.test(encoding)) return { from, to, headers, body: Buffer.from(body, 'base64').toString() };
  if (!/quoted-printable/i.test(encoding)) return { from, to, headers, body };
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { from, to, headers, body: Buffer.from(bytes, 'latin1').toString('utf8') };
}
