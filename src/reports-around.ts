/** What the pages /sources, /anomalies and /reconcile show. Nothing here is made more often than its sources change. */
import type { AnomalyReport } from './anomalies/anomalies.ts';
import type { Reports } from './http/reports.ts';
import type { Logger } from './log.ts';
import type { AnomaliesShown } from './pages/anomalies-page.ts';
import type { ReconcileShown } from './pages/reconcile-page.ts';
import type { SourceShown } from './pages/sources-page.ts';
import type { ReconcileSummary } from './reconcile/report/summary.ts';
import { harvestState, keepReport, readReport, reconciledScopes } from './store/reports.ts';
import { cut } from './words/say.ts';
import type { Workplace } from './workplace.ts';

/** Sources change with harvests, which take minutes; the page is open to all. */
const SOURCES_MS = 30_000;
/** 30,000 records take some ten seconds of one processor, and anybody may ask. */
const REST_MS = 300_000;
/** A small registry's report is there before anybody would load the page again. */
const PATIENCE_MS = 2_000;
const EXAMPLES = 6;
const MOST_SAID = 400;

/** `now` is a monotonic clock in milliseconds. */
export function openReports(
  workplace: Workplace,
  log: Logger,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Reports {
  const { db } = workplace;
  let sources: { at: number; all: SourceShown[] } | null = null;
  let making: Promise<void> | null = null;
  let lastBegun = Number.NEGATIVE_INFINITY;

  const begin = (basis: string): void => {
    lastBegun = now();
    making = makeAnomalies(workplace, basis)
      .catch((error: unknown) => {
        // A service that stops takes the database away under it; the next one makes it again.
        if (!signal.aborted) log.error({ err: error }, 'The anomaly report was not made.');
      })
      .finally(() => {
        making = null;
      });
  };

  return {
    async sources() {
      if (sources !== null && now() - sources.at < SOURCES_MS) return sources.all;
      const all = await shownSources(workplace);
      sources = { at: now(), all };
      return all;
    },
    async anomalies() {
      const basis = await harvestState(db);
      let kept = await readReport(db, 'anomalies');
      const isCurrent = () => {
        const report = kept?.content as AnomaliesShown | undefined;
        // Harvested records are validated later, of which no run tells.
        return report !== undefined && kept?.basis === basis && report.unvalidated === 0;
      };
      if (!isCurrent() && making === null && now() - lastBegun >= REST_MS) begin(basis);
      if (making !== null) {
        await Promise.race([making, after(PATIENCE_MS)]);
        kept = await readReport(db, 'anomalies');
      }
      const report = (kept?.content ?? null) as AnomaliesShown | null;
      return { report, isOld: report !== null && kept?.basis !== basis, isMaking: making !== null };
    },
    async reconciled(scope) {
      const kept = await readReport(db, `reconcile:${scope}`);
      const summary = (kept?.content ?? null) as ReconcileSummary | null;
      const report: ReconcileShown | null = summary;
      return { report, scopes: await reconciledScopes(db) };
    },
  };
}

/** One process at a time: another replica may have made it meanwhile. */
async function makeAnomalies({ db, published }: Workplace, basis: string): Promise<void> {
  await db.exclusively('anomalies', async () => {
    const kept = await readReport(db, 'anomalies');
    const content = kept?.content as AnomaliesShown | undefined;
    if (kept?.basis === basis && content?.unvalidated === 0) return;
    const { anomaliesIn } = await import('./anomalies/run.ts');
    const report = await anomaliesIn(db, published, EXAMPLES);
    await keepReport(db, 'anomalies', basis, bounded(report));
  });
}

/** Sentences of records of others may be of any length. */
function bounded(report: AnomalyReport): AnomaliesShown {
  const { at, summary, incomplete, unvalidated } = report;
  return {
    ...{ at, summary, incomplete, unvalidated },
    sources: report.sources.map(({ id, reason }) => ({
      id,
      reason: reason === null ? null : cut(reason, MOST_SAID),
    })),
    anomalies: report.anomalies.map(({ examples, ...kind }) => ({
      ...kind,
      examples: examples.map(({ says }) => ({ says: cut(says, MOST_SAID) })),
    })),
  };
}

async function shownSources(workplace: Workplace): Promise<SourceShown[]> {
  const { publishedSources, reportOf } = await import('./harvesting.ts');
  const { DEVIATIONS } = await import('./anomalies/kinds-sources.ts');
  const entries = await publishedSources(workplace.db);
  const hidden = new Set(
    entries.filter((entry) => 'allowPrivate' in entry && entry.allowPrivate === true).map(({ id }) => id),
  );
  return (await reportOf(workplace, entries)).map(({ url, alarm, reason, deviations, ...rest }) => ({
    ...rest,
    url: hidden.has(rest.id) ? null : publicAddress(url),
    alarm: alarm === null ? null : withoutUser(alarm),
    reason: reason === null ? null : withoutUser(reason),
    deviations: deviations.map(({ code, count, example }) => ({
      ...{ says: DEVIATIONS[code]?.sentence ?? code, count, example: withoutUser(example) },
    })),
  }));
}

/** Of an address of the web, what no secret is in; null for any other (folders, hosts without a domain). */
export function publicAddress(url: string): string | null {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { protocol, host, hostname, pathname } = new URL(url);
  const isName = /\.[a-z][a-z0-9-]*$/i.test(hostname) && !/\.(local|localhost|internal|lan)$/i.test(hostname);
  return isName ? `${protocol}//${host}${pathname}` : null;
}

/** A message of Git's or of the network may repeat an address with its password. */
function withoutUser(text: string): string {
  return text.replace(/:\/\/[^\s/]*@/g, '://');
}

function after(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms).unref();
  });
}
