/** What curators and contacts are told by mail: refused commits, and what has been wrong for a while (opt-in). */
import type { LastLook } from './http/status.ts';
import type { Logger } from './log.ts';
import { descend, text } from './resource/element.ts';
import { authorityOf, ivoidKey } from './resource/ivoid.ts';
import { MailFailed, sendMail } from './services/mail.ts';
import { isMailAddress, type MailSettings } from './services/mail-settings.ts';
import {
  type Notice,
  recordNotice,
  refusedNotice,
  repositoryNotice,
  sourceNotice,
  visibleNotice,
} from './services/mail-words.ts';
import type { Database } from './store/database.ts';
import { findItems, type Ledger } from './store/ledger.ts';
import { claimMail, postponeMail, sourceAlarms } from './store/mail.ts';
import type { Published } from './store/published.ts';
import { lastChecks } from './store/visible.ts';
import type { Finding } from './validate/finding.ts';
import { decodeXml } from './xml/decode.ts';
import { parseXml } from './xml/tree.ts';

interface MailRound {
  db: Database;
  published: Published;
  ledger: Ledger;
  lastLook: LastLook | null;
  settings: MailSettings;
  /** Whether what services show is asked for again and again: an old answer is no reason for a mail each day. */
  asksVisible: boolean;
  log: Logger;
}

/** A forge that is restarted is no news. */
const AWAY_MS = 3_600_000;
const MOST_A_DAY = 20;
const DAY_HOURS = 24;
const ONCE_A_DAY = 'There is at most one mail a day about the same thing.';
/** The same commit is refused as long as nobody corrects it: its contacts hear of it once. */
const ONCE_HOURS = 24 * 365;
/** Records of one commit whose contacts are written to: more is the curators' own work. */
const MOST_RECORDS = 10;

/** Sends what is due, one thing to one group of people at a time. Throws DatabaseAway. */
export async function mailRound(round: MailRound): Promise<void> {
  for (const notice of await curatorNotices(round)) await mailTo(round, round.settings.to, notice, DAY_HOURS);
  if (!round.settings.contacts) return;
  for (const { to, notice } of await contactNotices(round)) await mailTo(round, to, notice, ONCE_HOURS);
}

async function curatorNotices({ db, ledger, lastLook, asksVisible }: MailRound): Promise<Notice[]> {
  const notices: (Notice | null)[] = [];
  const { refusal } = ledger;
  if (refusal !== null) notices.push(refusedNotice(refusal.commit, refusal.findings as Finding[]));
  const since = lastLook?.awaySince ?? null;
  if (since !== null && Date.now() - Date.parse(since) > AWAY_MS)
    notices.push(repositoryNotice(since, lastLook?.error ?? ''));
  for (const { id, alarm } of await sourceAlarms(db)) notices.push(sourceNotice(id, alarm));
  if (asksVisible) notices.push(...(await lastChecks(db)).map(visibleNotice));
  return notices.filter((notice) => notice !== null);
}

/** For each record of ours with findings: its contact, as the version says that is published. */
async function contactNotices({
  db,
  published,
  ledger,
  settings,
}: MailRound): Promise<{ to: string[]; notice: Notice }[]> {
  const { refusal, registry } = ledger;
  if (refusal === null || registry === null) return [];
  const managed = new Set(registry.managedAuthorities.map((authority) => authority.toLowerCase()));
  const notices: { to: string[]; notice: Notice }[] = [];
  const found = await byRecord(db, refusal.findings as Finding[]);
  for (const [key, findings] of [...found].slice(0, MOST_RECORDS)) {
    // The ledger has only our own records; an authority that has moved away is not ours to write about.
    if (!managed.has(authorityOf(key))) continue;
    const { record } = await published.record('ivo_vor', key);
    if (record?.body == null) continue;
    const to = contactsOf(record.body).filter((address) => !settings.to.includes(address));
    if (to.length > 0) notices.push({ to, notice: recordNotice(record.ivoid, refusal.commit, findings) });
  }
  return notices;
}

/** Findings by the key of the record; those about a file of a record that cannot be read by what it was published as. */
async function byRecord(db: Database, findings: Finding[]): Promise<Map<string, Finding[]>> {
  const paths = [...new Set(findings.filter(({ ivoid }) => ivoid === null).map(({ file }) => file))];
  const items = new Map((await findItems(db, 'path', paths)).map(({ path, key }) => [path, key]));
  const found = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = one.ivoid === null ? items.get(one.file) : ivoidKey(one.ivoid);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), one]);
  }
  return found;
}

/** curation/contact/email of a record; what is no plain address is left out. */
function contactsOf(body: Buffer): string[] {
  const { root } = parseXml(decodeXml(body));
  const emails = descend(root, 'curation', 'contact', 'email').map((email) => text(email).trim());
  return [...new Set(emails)].filter(isMailAddress).slice(0, 5);
}

let fullSaid = Number.NEGATIVE_INFINITY;

/** Once a day, as it is for all that is not mailed that day. */
function sayFull(log: Logger): void {
  if (performance.now() - fullSaid < DAY_HOURS * 3_600_000) return;
  fullSaid = performance.now();
  log.warn(
    `There were ${MOST_A_DAY} mails in 24 hours: no more are sent for now. /status has what they would say.`,
  );
}

/** What a notice to these people is remembered as. */
export function aboutTo(about: string, to: string[]): string {
  return `${about} to ${to.join(' ')}`;
}

/** Sends it unless there was one about the same thing lately, or too many in all. Throws DatabaseAway. */
export async function mailTo(
  { db, ledger, settings, log }: Pick<MailRound, 'db' | 'ledger' | 'settings' | 'log'>,
  to: string[],
  notice: Notice,
  restHours: number,
): Promise<void> {
  const about = aboutTo(notice.about, to);
  const claim = await claimMail(db, about, { restHours, most: MOST_A_DAY });
  if (claim === 'full') sayFull(log);
  if (claim !== 'send') return;
  const { repositoryName, baseURL } = ledger.registry ?? { repositoryName: 'voreg', baseURL: '' };
  try {
    await sendMail(settings, {
      to,
      subject: `[${repositoryName}] ${notice.subject}`,
      text: `${notice.text}\n-- \n${repositoryName} ${baseURL}\n${notice.often ?? ONCE_A_DAY}\n`,
      ...(notice.html === undefined ? {} : { html: notice.html }),
    });
    log.info(`Mailed: ${notice.subject}.`);
  } catch (error) {
    if (!(error instanceof MailFailed)) throw error;
    await postponeMail(db, about);
    log.error(
      `Not mailed: ${notice.subject}. ${error.message} See SMTP_URL and MAIL_FROM, and try: voreg mail --test. The next try is in an hour.`,
    );
  }
}
