/** How mails go out: what SMTP_URL and the addresses may be. Pure, so that config.ts can ask at every start. */

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte (smtps); otherwise by STARTTLS, where the server offers it. */
  secure: boolean;
  user: string | null;
  /** A secret. */
  password: string | null;
}

export interface MailSettings {
  server: MailServer;
  /** Addresses without names. */
  from: string;
  /** The curators. */
  to: string[];
  /** Whether the contact of a record hears of findings in it. */
  contacts: boolean;
  /** Whether the curators get the weather report of our services each week. */
  weather: boolean;
}

/** RFC 5321 and HTML's e-mail input: one plain address in ASCII. No quotes, comments, lists or line ends get through. */
const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

export function isMailAddress(written: string): boolean {
  return written.length <= 254 && ADDRESS.test(written);
}

/** `smtp://[user:password@]host[:port]` or `smtps://…`; null for anything else. */
export function parseSmtpUrl(written: string): MailServer | null {
  const text = written.trim();
  if (!/^smtps?:\/\/[^\s?#]+$/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  const [user, password] = [unescaped(url.username), unescaped(url.password)];
  if (url.hostname === '' || !/^\/?$/.test(url.pathname) || user === null || password === null) return null;
  if ((user === '') !== (password === '')) return null;
  return {
    // An IPv6 address in brackets is written without them everywhere but in a URL.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    ...{ secure, user: user || null, password: password || null },
  };
}

function unescaped(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
