/** What can be wrong with a service, by code, and what its operator or curator can do about it. */
import type { Outcome, Problem } from '../../store/monitor.ts';

/** Code → level, and what to do; '' where the sentence says it. */
const PROBLEMS = {
  unreachable: ['down', 'Look whether the machine and its web server run, and whether the address is right.'],
  timeout: ['down', 'Look at the load of the service and of its database.'],
  cut: ['down', 'Look into the log of the service: its answer breaks off.'],
  redirect: ['down', 'Correct the redirect, or the accessURL in the record.'],
  encoding: ['down', 'Look at the compression in the web server or proxy.'],
  'too-large': ['down', 'Give the service a limit of rows, or the record a smaller test query.'],
  address: ['down', 'Correct the accessURL in the record.'],
  http: ['down', 'Look into the log of the service; if it has moved, correct the accessURL in the record.'],
  refused: ['down', 'Ask its operator to let everybody in, or say in the record that it needs a login.'],
  html: ['down', 'Look at the address in a browser: a page for people stands where a program answers.'],
  'not-xml': ['down', 'Look into the log of the service: what it sends cannot be read by any client.'],
  'not-votable': ['down', 'Correct the accessURL in the record, or the service.'],
  'query-error': ['down', 'Try the query by hand; correct the service, or the test query in the record.'],
  'no-table': ['down', 'Look into the log of the service.'],
  unavailable: ['down', 'The service says so itself: ask its operator until when.'],
  'not-vosi': ['down', 'Correct the accessURL in the record, or the service.'],
  'not-oai': ['down', 'Correct the accessURL in the record, or the service.'],
  'not-hips': ['down', 'Correct the accessURL in the record: a file `properties` belongs below it.'],
  slow: ['degraded', 'Look at the load of the service and of its database.'],
  'wrong-type': ['degraded', 'Set the Content-Type: clients decide by it what they are given.'],
  'no-status': ['degraded', 'Add the INFO: without it a client cannot tell an answer from an error.'],
  'missing-fields': ['degraded', 'Add the columns: clients find what they need by these marks.'],
  'repeated-fields': ['degraded', 'Leave the mark on one column: clients take the first they find, or none.'],
  empty: ['degraded', 'Choose a test query that finds something, or look where the data have gone.'],
  'capabilities-missing': ['degraded', 'Correct the record, or the VOSI capabilities of the service.'],
  'capabilities-extra': ['degraded', 'Add it to the record, so that it is found: voreg new can read it.'],
  'capabilities-address': ['degraded', 'Make the record and the VOSI capabilities say the same.'],
  'missing-columns': ['degraded', 'Add the columns to the table, empty where there is nothing to say.'],
  'unknown-table': ['degraded', 'Correct the name in the record, or import the table’s metadata again.'],
  'columns-unknown': ['degraded', 'Look into the log of the service: its TAP_SCHEMA does not answer.'],
  taplint: ['degraded', 'Run stilts taplint by hand for the whole report.'],
  ucds: ['note', 'Correct the UCDs of the columns.'],
  'old-ucd': ['note', 'Nothing, if your clients find the columns: the standard in force wants the old UCDs.'],
  large: ['note', 'Choose a test query with a smaller answer.'],
  private: ['unasked', 'If it is yours, name its host in MONITOR_PRIVATE_HOSTS.'],
  budget: ['unasked', 'Ask again for it alone: voreg monitor IVOID.'],
  paused: ['unasked', 'It is asked again in the next round.'],
  offline: ['unasked', 'Look at the network, the name server and the firewall of this machine.'],
  'taplint-away': ['unasked', 'Install STILTS, so that the command stilts is in the PATH.'],
} satisfies Record<string, [Problem['level'], string]>;

export type Code = keyof typeof PROBLEMS;

export function problem(code: Code, says: string): Problem {
  return { code, level: PROBLEMS[code][0], says };
}

/** What to do about it; '' for a code of another version. */
export function adviceOn(code: string): string {
  return Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code as Code][1] : '';
}

/** What the problems make of a service. */
export function outcomeOf(problems: Problem[], seconds: number | null): Outcome {
  const has = (level: Problem['level']) => problems.some((one) => one.level === level);
  const state = has('down') ? 'down' : has('unasked') ? null : has('degraded') ? 'degraded' : 'up';
  // How fast an error comes says nothing.
  return { state, seconds: state === null || state === 'down' ? null : seconds, problems };
}
