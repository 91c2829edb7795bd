/** `/sources`, `/anomalies`, `/reconcile`: what the commands of those names say, as pages for operators and curators. */
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import type { Asker } from '../oai/gate.ts';
import { type AnomaliesData, anomaliesPage } from '../pages/anomalies-page.ts';
import type { Page } from '../pages/frame.ts';
import { type ReconcileData, reconcilePage } from '../pages/reconcile-page.ts';
import { type SourceShown, sourcesPage } from '../pages/sources-page.ts';
import type { View } from '../pages/view.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { replyPage, viewOf } from './html.ts';
import { lookedAt } from './known.ts';

/** Where the reports come from. All may throw DatabaseAway. */
export interface Reports {
  /** In the order of their ids. */
  sources(): Promise<SourceShown[]>;
  /** The last report, at once or after a moment; a new one may be begun by it. */
  anomalies(): Promise<AnomaliesData>;
  /** `scope`: `all`, or the name of a table of known pairs. */
  reconciled(scope: string): Promise<ReconcileData>;
}

export function sourcesEndpoint(answers: Answers, clients: Clients, reports: Reports): Handler {
  return endpointOf(answers, clients, async (view, ctx) => {
    const page = Number(ctx.query.page ?? '1');
    if (!Number.isInteger(page) || page < 1 || page > 1000)
      throw new HttpProblem(400, 'page is a number from 1 on.');
    return sourcesPage(view, await reports.sources(), page);
  });
}

export function anomaliesEndpoint(answers: Answers, clients: Clients, reports: Reports): Handler {
  // Not in turn: it may wait for a report that is being made, and four who wait would stop all other answers.
  const atOnce: Turn = (work) => work();
  return endpointOf(answers, clients, async (view) => anomaliesPage(view, await reports.anomalies()), atOnce);
}

export function reconcileEndpoint(answers: Answers, clients: Clients, reports: Reports): Handler {
  return endpointOf(answers, clients, async (view, ctx) => {
    const { scope = 'all' } = ctx.query;
    if (typeof scope !== 'string' || !SCOPE.test(scope))
      throw new HttpProblem(400, 'scope is one name, as in voreg reconcile --scope.');
    return reconcilePage(view, await reports.reconciled(scope));
  });
}

const SCOPE = /^[\w-]{1,40}$/;

type Turn = (work: () => Promise<Page>, asker: Asker) => Promise<Page>;

function endpointOf(
  answers: Answers,
  clients: Clients,
  make: (view: View, ctx: Context) => Promise<Page>,
  turn: Turn = (work, asker) => answers.inTurn(work, asker),
): Handler {
  return async (ctx) => {
    const asker = clients.admit(ctx);
    const { moment } = await lookedAt(answers);
    const view = viewOf(ctx, moment?.registry.repositoryName ?? null);
    replyPage(ctx, 200, view, await turn(() => make(view, ctx), asker));
  };
}
