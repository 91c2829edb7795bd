/**
 * Publication: one commit of the records repository becomes one generation of the ledger, whole or not at all
 * (design P1, P3–P6). Not for: when to publish (http/serve polls), or how generations are read (store/published.ts).
 */

import { GitError, isGitError } from './git/error.ts';
import type { Repository } from './git/repository.ts';
import { type Acceptance, type StagedCommit, stageCandidate } from './publish/candidate.ts';
import { isCutOff } from './publish/cut.ts';
import { type History, readHistory } from './publish/history.ts';
import { basisOf, basisOver, sameBasis } from './publish/renderings.ts';
import { DEFAULT_PERCENT } from './publish/shrink.ts';
import type { Changes } from './publish/staging.ts';
import { inTurn } from './publish/turn.ts';
import { EMPTY_REGISTRY_FILE } from './resource/registry-file.ts';
import type { Database } from './store/database.ts';
import { type Flipped, flip } from './store/flip.ts';
import { type Ledger, noteRefusal, type Refusal, readLedger } from './store/ledger.ts';
import { type Finding, finding } from './validate/finding.ts';
import type { Schema } from './xml/schema.ts';

/**
 * How many findings of a refused commit the ledger keeps: every publication, status and metrics request reads them, and
 * a wrong merge has one for each of 30,000 records. A commit held back for its shrinking has that finding only.
 */
const MOST_FINDINGS = 1000;

export interface PublishJob {
  db: Database;
  repository: Repository;
  schema: Schema;
  /** RECORDS_DIR: folder of the records in the repository. */
  recordsDir: string;
  accept?: Acceptance;
  /** MAX_SHRINK_PERCENT; 20 if not given. */
  maxShrinkPercent?: number;
  /** Look again at a commit that was refused before: rules or the program may have changed. */
  again?: boolean;
  onProgress?: (done: number, total: number) => void;
  /** Ends the waiting for another publisher, with its reason; a publication that has begun is finished. */
  signal?: AbortSignal;
}

export type Outcome =
  | { kind: 'unchanged'; commit: string; generation: number }
  | { kind: 'refused'; commit: string; findings: Finding[] }
  | ({
      kind: 'published';
      commit: string;
      /** Findings of the newest commit, if it was refused and an older one was published. */
      refused: { commit: string; findings: Finding[] } | null;
      /** Everything got a new datestamp, as the database had lost something that was answered (open-published.ts). */
      restamped: boolean;
    } & Flipped &
      Changes);

/**
 * Publishes what the ref points at now. Throws GitError if the repository cannot be read, DatabaseAway if the
 * database cannot; in both cases the generation that was up stays up.
 */
export async function publish(job: PublishJob): Promise<Outcome> {
  return inTurn(job.db, () => publishOnce(job), job.signal);
}

async function publishOnce(job: PublishJob): Promise<Outcome> {
  const { db, repository } = job;
  const ledger = await readLedger(db);
  // Also what another replica published: after a restore this one may have to account for what was cut off (P6).
  const reachable = ledger.commit !== null && (await repository.bring(ledger.commit)) ? ledger.commit : null;
  const head = await repository.fetch();
  if (reachable !== null) await repository.keep(reachable);
  // Of what is published; a candidate with another list of formats, or another name, notices by itself.
  const own = basisOf(job.recordsDir, ledger.registry, ledger.registryFile ?? EMPTY_REGISTRY_FILE);
  const basis = basisOver(ledger.basis, own);
  const isSame = sameBasis(ledger.basis, basis);
  if (head === ledger.commit && !ledger.restamp && isSame) {
    // The ref went back from a refused commit to the published one.
    if (ledger.refusal !== null) await db.query('update ledger set refusal = null');
    return { kind: 'unchanged', commit: head, generation: ledger.generation };
  }
  if (ledger.refusal !== null && ledger.refusal.commit === head && job.again !== true) {
    return { kind: 'refused', commit: head, findings: ledger.refusal.findings as Finding[] };
  }
  await checkHistory(repository, ledger);

  const base = isSame && !ledger.restamp ? reachable : null;
  const walkFrom = ledger.restamp ? null : reachable;
  try {
    return await publishNewest(job, { ledger, head, base, walkFrom });
  } catch (error) {
    // Remembered, so that it is not read again with each look.
    if (!isGitError(error, 'too-large')) throw error;
    return refuse(job, head, [finding({ rule: 'GIT', file: job.recordsDir || '.', message: error.message })]);
  }
}

/** Without the ledger's memory, tombstones come from history: it must be whole (design P6). */
async function checkHistory(repository: Repository, ledger: Ledger): Promise<void> {
  if (ledger.generation > 0 && !ledger.restamp) return;
  if (!(await repository.isShallow())) return;
  throw new GitError(
    'refused',
    'The records repository is a shallow clone: deleted records could not be told from records that never were. ' +
      'Fetch the whole history (git fetch --unshallow) and try again.',
  );
}

/** Publishes the newest first-parent commit after `walkFrom` that passes (P6); refuses `head` if none does. */
async function publishNewest(
  job: PublishJob,
  at: { ledger: Ledger; head: string; base: string | null; walkFrom: string | null },
): Promise<Outcome> {
  const { ledger, head, base, walkFrom } = at;
  const history = await readHistory(
    job.repository,
    walkFrom,
    head,
    await blobsOf(job, base, head),
    job.schema,
  );
  const cutOff = await isCutOff(job, ledger, head);
  if (cutOff.length > 0) return refuse(job, head, cutOff);

  const refused = new Map<string, Finding[]>();
  let refusal: { commit: string; findings: Finding[] } | null = null;
  for (const commit of candidates(history, head)) {
    const result = await stageCandidate({ ...job, ...at, commit, history, refused, ...defaults(job) });
    if ('staged' in result) return finish(job, at, commit, result.staged, refusal);
    refusal ??= { commit, findings: result.findings };
    await rememberRefused(job, base, commit, result.findings, refused);
  }
  return refuse(job, head, refusal?.findings ?? []);
}

/** What the candidate reads anyway. A function of its own, so that 30,000 changes are not kept meanwhile. */
async function blobsOf(job: PublishJob, base: string | null, head: string): Promise<Set<string>> {
  const changes = await job.repository.changes(base, head);
  return new Set(changes.flatMap((change) => (change.newBlob === null ? [] : [change.newBlob])));
}

function defaults(job: PublishJob): {
  accept: Acceptance;
  maxShrinkPercent: number;
  onProgress: (done: number, total: number) => void;
} {
  return {
    accept: job.accept ?? { newIdentity: false, transfers: new Set(), shrink: null },
    maxShrinkPercent: job.maxShrinkPercent ?? DEFAULT_PERCENT,
    onProgress: job.onProgress ?? (() => undefined),
  };
}

/** head, then its first-parent ancestors in the range, newest first. */
function candidates(history: History, head: string): string[] {
  const older = history.commits.map((c) => c.commit).reverse();
  return [head, ...older.filter((commit) => commit !== head)];
}

/** Findings about the bytes of a file hold in older commits too. */
async function rememberRefused(
  job: PublishJob,
  base: string | null,
  commit: string,
  findings: Finding[],
  refused: Map<string, Finding[]>,
): Promise<void> {
  const byFile = new Map<string, Finding[]>();
  for (const f of findings.filter((f) => f.rule === 'XML' || f.rule === 'XSD')) {
    byFile.set(f.file, [...(byFile.get(f.file) ?? []), f]);
  }
  if (byFile.size === 0) return;
  for (const { path, newBlob } of await job.repository.changes(base, commit)) {
    const found = byFile.get(path);
    if (newBlob !== null && found !== undefined) refused.set(newBlob, found);
  }
}

async function finish(
  job: PublishJob,
  at: { ledger: Ledger; head: string },
  commit: string,
  staged: StagedCommit,
  refusal: { commit: string; findings: Finding[] } | null,
): Promise<Outcome> {
  const { publication, visible, registry, registryFile, basis } = staged;
  // Before, not after: a publisher that dies in between must not leave a published commit that nobody remembers, or a
  // rebuild after a force-push would not know what harvesters still hold (P6).
  await job.repository.keep(commit);
  const flipped = await flip(job.db, {
    publication,
    revision: at.ledger.revision,
    staged: staged.counts,
    visible,
    commit,
    registry,
    registryFile,
    basis,
    refusal: refusal === null ? null : asKept(refusal, at.ledger.now),
  });
  return {
    kind: 'published',
    commit,
    ...flipped,
    ...staged.changes,
    refused: refusal,
    restamped: at.ledger.restamp,
  };
}

async function refuse(job: PublishJob, commit: string, findings: Finding[]): Promise<Outcome> {
  const { now } = await readLedger(job.db);
  await noteRefusal(job.db, asKept({ commit, findings }, now));
  return { kind: 'refused', commit, findings };
}

/** What the ledger keeps of a refusal; `at` in UTC seconds. The last finding says how many are not kept. */
function asKept({ commit, findings }: { commit: string; findings: Finding[] }, at: string): Refusal {
  const left = findings.length - MOST_FINDINGS;
  if (left <= 0) return { commit, at, findings };
  const message = `There are ${left} more findings, which are not kept: voreg publish --format json shows them all.`;
  const more = finding({ rule: 'GIT', severity: 'info', file: '.', message });
  return { commit, at, findings: [...findings.slice(0, MOST_FINDINGS), more] };
}
