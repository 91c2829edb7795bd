/** The weather report of our services by mail, each week, if MAIL_WEATHER is on: the same as `voreg monitor --weather`. */
import { aboutTo, mailTo } from './after-publication-mail.ts';
import { weatherPage } from './commands/monitor-page.ts';
import { weatherMarkdown, weatherOf } from './commands/monitor-weather.ts';
import { summaryOf } from './commands/monitor-words.ts';
import type { Logger } from './log.ts';
import { monitorJob } from './monitoring.ts';
import type { MailSettings } from './services/mail-settings.ts';
import type { Database } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import { mailRests, weekByDatabase } from './store/mail.ts';
import { sinceLastRound } from './store/monitor.ts';

interface WeatherMail {
  db: Database;
  settings: MailSettings;
  log: Logger;
  signal: AbortSignal;
}

const WEEK_DAYS = 7;
/** Longer than the week that it is about: a replica whose look comes late must not take it for a new one. */
const REST_HOURS = 24 * 14;

/** Sends it unless it was sent this week, by whichever replica; nothing before the first round. Throws DatabaseAway. */
export async function mailWeatherWhenDue({ db, settings, log, signal }: WeatherMail): Promise<void> {
  const { to } = settings;
  const about = `weather ${await weekByDatabase(db)}`;
  if ((await mailRests(db, aboutTo(about, to))) || (await sinceLastRound(db)) === null) return;
  const ledger = await readLedger(db);
  if (ledger.registry === null) return;
  const job = { about: [], taplint: false, days: WEEK_DAYS, ask: false };
  const report = await monitorJob(db, job, { privateHosts: [], signal });
  const weather = weatherOf(report);
  const { up, degraded, down } = summaryOf(report.services);
  const notice = {
    ...{ about, subject: `Services: ${down} down, ${degraded} degraded, ${up} up` },
    ...{ text: weatherMarkdown(weather), html: weatherPage(weather) },
    often: 'It comes each week, as long as MAIL_WEATHER is on.',
  };
  await mailTo({ db, ledger, settings, log }, to, notice, REST_HOURS);
}
