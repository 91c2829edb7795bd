/** `/status`: which state this replica serves, for operators and their programs. */
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import { type RefusalFinding, statusPage } from '../pages/status-page.ts';
import type { AccessSummary } from '../store/access-summary.ts';
import { DatabaseAway } from '../store/database.ts';
import { type Moment, NothingPublished, type Published } from '../store/published.ts';
import type { Handler } from './endpoint.ts';
import { PAGE_HEADERS, replyPage, viewOf, wantsPage } from './html.ts';
import { type Known, lookedAt } from './known.ts';
import { type Outward, shownOutward } from './outward.ts';
import { replyJson } from './reply.ts';

/** The last look at the records repository: when (UTC seconds), and what went wrong, if anything did. */
export interface LastLook {
  at: string;
  error: string | null;
  /** When the repository was last read without an error; null: not since the start. */
  seenAt: string | null;
  /** When it first could not be read, if it cannot be; null: it can. */
  awaySince: string | null;
}

/** How many records /search finds, and where its index is behind what is published or harvested. */
export interface SearchState {
  indexed: number;
  behind: string[];
}

/** How a source stands that is harvested here, as `voreg sources` shows it in full. All dates are UTC seconds. */
export interface SourceStatus {
  id: string;
  kind: string;
  lastFull: string | null;
  lastIncremental: string | null;
  records: number;
  deleted: number;
  quarantined: number;
  complete: boolean;
  /** A drop in counts that waits for a person. */
  alarm: string | null;
  reason: string | null;
}

/**
 * JSON, or a page for who prefers that; 200 whatever the state is, with null for what is not known. `sources` may
 * throw DatabaseAway.
 */
export function statusEndpoint(
  answers: Answers,
  lastLook: () => LastLook | null,
  sources: () => Promise<SourceStatus[]>,
  access: () => Promise<AccessSummary | null> = async () => null,
  outward: () => Promise<Outward | null> = async () => null,
  search: () => Promise<SearchState | null> = async () => null,
): Handler {
  const stateOf = async (moment: Moment | null, known: Omit<Known, 'moment'>) => {
    const { counts, lastRefusal } = await asked(answers);
    const look = lastLook();
    return {
      version: answers.settings.version,
      note: known.note,
      generation: moment?.generation ?? null,
      ledger: moment?.ledger ?? null,
      commit: moment?.commit ?? null,
      publishedAt: moment?.publishedAt ?? null,
      knownAt: moment === null ? null : new Date(moment.knownAt).toISOString(),
      database: known.database,
      counts,
      repository: look === null ? null : { seenAt: look.seenAt, awaySince: look.awaySince },
      lastLook: lookOf(look),
      // Only a person can let such a commit through, so it is said apart from its findings.
      waitsForAcceptShrink: lastRefusal?.findings.some(SHRINK) === true ? lastRefusal.commit : null,
      lastRefusal,
      sources: (await orNull(sources()))?.map(shownSource) ?? null,
      access: await orNull(access()),
      search: await orNull(search()),
      ...shownOutward(await orNull(outward())),
    };
  };
  return async (ctx) => {
    const { moment, ...known } = await lookedAt(answers);
    const state = await stateOf(moment, known);
    // Whoever says nothing about it gets JSON, as before there was a page.
    ctx.set('Vary', PAGE_HEADERS.Vary);
    if (!asksForPage(ctx)) {
      replyJson(ctx, 200, state);
      return;
    }
    const view = viewOf(ctx, moment?.registry.repositoryName ?? null);
    const { lastRefusal } = state;
    const findings = lastRefusal?.findings.flatMap(refusalFinding) ?? [];
    const refusal = lastRefusal === null ? null : { ...lastRefusal, findings };
    replyPage(ctx, 200, view, statusPage(view, { ...state, lastRefusal: refusal }));
  };
}

/** `?format=json` and `?format=html` say it; otherwise the Accept header does. */
export function asksForPage(ctx: Context): boolean {
  const { format } = ctx.query;
  return format === 'html' || (format !== 'json' && wantsPage(ctx, 'application/json'));
}

/** A finding as publication wrote it, perhaps a former version of it; none if it is not one. */
function refusalFinding(finding: unknown): RefusalFinding[] {
  if (typeof finding !== 'object' || finding === null || !('message' in finding)) return [];
  const { file, line, rule, message, fix } = finding as Partial<Record<keyof RefusalFinding, unknown>>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return [
    {
      file: text(file),
      line: typeof line === 'number' ? line : 1,
      rule: text(rule),
      message: text(message),
      fix: typeof fix === 'string' ? fix : null,
    },
  ];
}

/** Without what is not for everyone: an address may hold a password. */
function shownSource(source: SourceStatus): SourceStatus {
  const { id, kind, lastFull, lastIncremental, records, deleted, quarantined, complete, alarm, reason } =
    source;
  return { id, kind, lastFull, lastIncremental, records, deleted, quarantined, complete, alarm, reason };
}

type Counts = Awaited<ReturnType<Published['counts']>>;
export type Refusal = Awaited<ReturnType<Published['lastRefusal']>>;

/** Whether a finding is the one about a registry that would shrink too much (publish/shrink.ts). */
export const SHRINK = (finding: unknown): boolean =>
  typeof finding === 'object' && finding !== null && 'rule' in finding && finding.rule === 'SHRINK';

/** What only the database can tell: null while it is away, and counts while nothing is published. */
export async function asked({
  published,
}: Answers): Promise<{ counts: Counts | null; lastRefusal: Refusal }> {
  const [counts, lastRefusal] = await Promise.all([
    orNull(published.counts()),
    orNull(published.lastRefusal()),
  ]);
  return { counts, lastRefusal };
}

export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DatabaseAway || error instanceof NothingPublished) return null;
    throw error;
  }
}

/** What is shown of the look itself. */
export function lookOf(look: LastLook | null): Pick<LastLook, 'at' | 'error'> | null {
  return look === null ? null : { at: look.at, error: look.error };
}
