/** `stilts taplint` (STILTS, Mark Taylor), where it is installed: what it calls errors in a TAP service. */
import { execFile } from 'node:child_process';
import type { Outcome } from '../../store/monitor.ts';
import { outcomeOf, problem } from './problems.ts';

const MOST_MS = 10 * 60_000;
const MOST_BYTES = 4 * 1024 * 1024;
const SHOWN = 10;
/** Metadata, capabilities, availability and one kind of query: a whole run takes an hour on a large service. */
const STAGES = 'TMV TMS TMC CPV CAP AVV QGE QPO';

/**
 * Asks STILTS about a TAP service; its errors make it degraded. STILTS has its own connections, which the limits of
 * src/net do not reach: this is for a person who asks for it.
 * @throws only the signal's reason
 */
export async function taplint(url: string, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const ran = await run(['taplint', `tapurl=${url}`, `stages=${STAGES}`, 'report=E', 'maxrepeat=3'], signal);
  signal.throwIfAborted();
  if (ran === 'missing')
    return outcomeOf([problem('taplint-away', 'There is no command stilts on this machine.')], null);
  const errors = ran.text.split(/\r?\n/).filter((line) => /^\s*E-[A-Z0-9]{2,4}-\w+/.test(line));
  const seconds = (performance.now() - started) / 1000;
  if (errors.length > 0) return outcomeOf([problem('taplint', saidOf(errors))], seconds);
  if (ran.fault !== null) return outcomeOf([problem('paused', `stilts taplint ${ran.fault}.`)], null);
  return outcomeOf([], seconds);
}

/** Repeated ones (`E-QGE-XXXXx`, with an x for the count) come with fewer than they are. */
function saidOf(errors: string[]): string {
  const more = errors.length - SHOWN;
  const some = errors.slice(0, SHOWN).map((line) => line.trim().slice(0, 200));
  return `taplint: ${some.join(' | ')}${more > 0 ? ` and ${more} more` : ''}`;
}

type Ran = { text: string; fault: string | null } | 'missing';

function run(words: string[], signal: AbortSignal): Promise<Ran> {
  return new Promise((done) => {
    const options = { timeout: MOST_MS, maxBuffer: MOST_BYTES, killSignal: 'SIGKILL', signal } as const;
    execFile('stilts', words, options, (error, stdout) => {
      if (error === null) return done({ text: stdout, fault: null });
      if (error.code === 'ENOENT') return done('missing');
      const why = error.killed === true ? `took more than ${MOST_MS / 60_000} minutes` : 'failed';
      done({ text: stdout, fault: why });
    });
  });
}
