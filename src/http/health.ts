/** For process supervisors and load balancers. */
import type { Answers } from '../oai/answers.ts';
import type { Handler } from './endpoint.ts';
import { lookedAt } from './known.ts';
import { replyJson } from './reply.ts';
import { asked, type LastLook, lookOf } from './status.ts';

/** The process runs and its event loop turns; nothing more. */
export const liveEndpoint: Handler = (ctx) => replyJson(ctx, 200, { live: true });

/**
 * 200 if every request can be answered: something is published and the database is there. A refused commit does not
 * make it 503 (the last good generation is served, P3), but it is told.
 */
export function readyEndpoint(answers: Answers, lastLook: () => LastLook | null): Handler {
  return async (ctx) => {
    const { moment, database, note } = await lookedAt(answers);
    const { lastRefusal } = await asked(answers);
    const ready = moment !== null && database === 'up';
    replyJson(ctx, ready ? 200 : 503, {
      ready,
      note,
      database,
      generation: moment?.generation ?? null,
      commit: moment?.commit ?? null,
      lastLook: lookOf(lastLook()),
      lastRefusal,
    });
  };
}
