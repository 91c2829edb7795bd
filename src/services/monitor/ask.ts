/** Asks one interface what its standard has for that, and judges what comes. */
import { isTableName, type TapService, tapQuery } from '../../harvest/tap.ts';
import { TapFault } from '../../harvest/tap-table.ts';
import { ExchangeFault } from '../../net/fault.ts';
import { withoutSlashAtEnd } from '../../resource/address.ts';
import type { Outcome, Problem } from '../../store/monitor.ts';
import { decodeAnyway } from '../../xml/decode.ts';
import { type Answer, type Caller, call, faultOf, statusFault, stopwatch } from './call.ts';
import type { Task, What } from './endpoints.ts';
import { type Described, lacking, type Mandatory } from './fields.ts';
import { outcomeOf, problem } from './problems.ts';
import { availabilityProblems, capabilitiesProblems, tablesProblems } from './vosi.ts';
import { isPage, someOf, votableProblems } from './votable.ts';

type Judge = (answer: Answer, task: Task) => Problem[];

const table =
  (status: boolean): Judge =>
  (answer, { mandatory, isExample }) =>
    votableProblems(answer, { mandatory, status, rows: isExample });

/** Answers that came with a good status. */
const JUDGES: Partial<Record<What, Judge>> = {
  tap: (answer) => votableProblems(answer, { mandatory: null, status: true, rows: true }),
  cone: table(false),
  sia1: table(true),
  sia2: table(true),
  ssa: table(true),
  slap: table(true),
  'vosi-availability': availabilityProblems,
  'vosi-tables': tablesProblems,
  'vosi-capabilities': (answer, { root }) => (root === null ? [] : capabilitiesProblems(answer, root)),
  oai: identifyProblems,
  hips: propertiesProblems,
};

/** @throws only the signal's reason */
export async function askTask(caller: Caller, task: Task): Promise<Outcome> {
  switch (task.what) {
    case 'tap':
      return askTap(caller, task);
    case 'tap-columns':
      return askColumns(caller, task);
    case 'web':
    case 'service':
      return askWhetherThere(caller, task);
    case 'hips':
      return askAt(caller, task, `${baseOf(task.ask)}/properties`);
    default:
      return askAt(caller, task, task.ask);
  }
}

async function askAt(caller: Caller, task: Task, url: string): Promise<Outcome> {
  const called = await call(caller, { url });
  if ('fault' in called) return outcomeOf([called.fault], null);
  return judged(caller, task, called.answer);
}

/** An error document says more than its status (DALI 1.1 §4.2). */
function judged(caller: Caller, task: Task, answer: Answer): Outcome {
  const judge = JUDGES[task.what] ?? (() => []);
  const status = statusFault(answer);
  const found = judge(answer, task);
  const said = found.filter(({ code }) => code === 'query-error');
  const problems = status === null ? found : [status, ...said];
  return outcomeOf([...problems, ...slowness(caller, answer)], answer.seconds);
}

function slowness({ slowSeconds }: Caller, { seconds }: Answer): Problem[] {
  if (seconds < slowSeconds) return [];
  return [problem('slow', `It took ${seconds.toFixed(1)} s to answer.`)];
}

const ONE_ROW = 'SELECT TOP 1 table_name FROM tap_schema.tables';

/** One row of what every TAP service has (TAP 1.1 §2.7.3, §4.2), in whatever serialization it likes. */
async function askTap(caller: Caller, task: Task): Promise<Outcome> {
  const form = new URLSearchParams({ REQUEST: 'doQuery', LANG: 'ADQL', QUERY: ONE_ROW, MAXREC: '1' });
  const called = await call(caller, { url: `${baseOf(task.ask)}/sync`, form: form.toString() });
  return 'fault' in called ? outcomeOf([called.fault], null) : judged(caller, task, called.answer);
}

const MOST_COLUMNS = 1_000;

/** Whether TAP_SCHEMA has the columns of a table that a standard wants. */
async function askColumns({ polite, signal }: Caller, task: Task): Promise<Outcome> {
  const { about, mandatory } = task;
  if (!isTableName(about) || mandatory === null)
    return outcomeOf([problem('unknown-table', `${about.slice(0, 100)} is no name that ADQL takes.`)], null);
  const { timed, seconds } = stopwatch(polite);
  const service: TapService = { url: baseOf(task.ask), polite: timed, signal };
  const query = `SELECT column_name, ucd FROM tap_schema.columns WHERE table_name = '${about}'`;
  try {
    const { columns, rows } = await tapQuery(service, query, MOST_COLUMNS);
    const [name, ucd] = [columns.indexOf('column_name'), columns.indexOf('ucd')];
    const there = rows.map((row) => ({
      name: (row[name] ?? '').replaceAll('"', ''),
      ucd: row[ucd] ?? '',
      utype: '',
    }));
    return outcomeOf(columnProblems(about, mandatory, there), seconds());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExchangeFault) return outcomeOf([faultOf(error)], null);
    if (error instanceof TapFault) return outcomeOf([problem('columns-unknown', error.message)], null);
    throw error;
  }
}

function columnProblems(about: string, mandatory: Mandatory, there: Described[]): Problem[] {
  if (there.length === 0) return [problem('unknown-table', `TAP_SCHEMA has no columns of a table ${about}.`)];
  const { missing } = lacking(mandatory, there);
  if (missing.length === 0) return [];
  const says = `${about} lacks ${someOf(missing)}, which ${mandatory.citation} wants.`;
  return [problem('missing-columns', says)];
}

/** What servers answer where there is nothing, or nobody behind them. */
const NOBODY = new Set([404, 410, 502, 503, 504]);

/**
 * Whether anybody is there. A page must be there for everyone; a service may refuse a call without parameters or login,
 * and those of SOAP answer a GET with 405 or 500.
 */
async function askWhetherThere(caller: Caller, task: Task): Promise<Outcome> {
  const isThere = (status: number) => (task.what === 'web' ? status < 400 : !NOBODY.has(status));
  const brief = { ...caller, mostBytes: BRIEF_BYTES };
  const head = await call(brief, { url: task.ask, method: 'HEAD' });
  // Many take HEAD for a mistake.
  const isEnough = 'answer' in head && head.answer.status < 400;
  const called = isEnough ? head : await call(brief, { url: task.ask });
  if ('fault' in called) {
    const isLogin = task.what === 'service' && called.fault.code === 'refused';
    return outcomeOf(isLogin ? [] : [called.fault], null);
  }
  const { answer } = called;
  const fault = isThere(answer.status) ? [] : [problem('http', `It answers with HTTP ${answer.status}.`)];
  return outcomeOf([...fault, ...slowness(caller, answer)], answer.seconds);
}

const BRIEF_BYTES = 16 * 1024;

/** Identify (OAI-PMH 2.0 §4.2). */
function identifyProblems({ bytes }: Answer): Problem[] {
  const written = decodeAnyway(bytes).text;
  if (isPage(written)) return [problem('html', 'It answers with a page for people, not with OAI-PMH.')];
  if (/<(?:[\w.-]+:)?Identify[\s>/]/.test(written)) return [];
  const said = /<error\s[^>]{0,200}code="(\w{1,40})"/.exec(written)?.[1];
  return [
    problem(
      'not-oai',
      said === undefined ? 'The answer is no Identify of OAI-PMH.' : `It answers with the error ${said}.`,
    ),
  ];
}

/** HiPS 1.0 §4.4.1. */
function propertiesProblems({ bytes }: Answer): Problem[] {
  if (/^[ \t]{0,8}(hips|obs|creator)_\w{1,40}[ \t]{0,99}=/m.test(bytes.toString('utf8'))) return [];
  return [problem('not-hips', 'There is no file of HiPS properties below the address.')];
}

function baseOf(url: string): string {
  return withoutSlashAtEnd(url);
}
