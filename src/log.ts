/** One logger: JSON lines for machines, plain lines when a person looks at a terminal. Always on standard error. */
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Makes the program's logger. `level` is a pino level; JSON lines if a service is not watched on a terminal. */
export function openLog(
  level: string,
  form: 'json' | 'plain' = process.stderr.isTTY ? 'plain' : 'json',
): Logger {
  const base = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (form === 'plain')
    return pino(base, { write: (line: string) => void process.stderr.write(plain(line)) });
  // Asynchronous: a synchronous write for each request halved the rate of small answers.
  return pino(base, pino.destination({ fd: 2, sync: false, minLength: 4096, periodicFlush: 1000 }));
}

const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'warning: ',
  50: 'error: ',
  60: 'fatal: ',
};

function plain(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as {
    level: number;
    time: string;
    msg?: string;
    err?: { message: string; stack?: string };
    [key: string]: unknown;
  };
  const details = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const cause = err === undefined ? '' : ` ${err.stack ?? err.message}`;
  return `${time.slice(11, 19)} ${LEVELS[level] ?? ''}${msg ?? ''}${details.join('')}${cause}\n`;
}
