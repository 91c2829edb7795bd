/** Whether what a service sends is a table of results as its standard wants it (VOTable 1.3 §5, DALI 1.1 §4.4). */
import { attribute, type Element, text } from '../../resource/element.ts';
import { each } from '../../resource/field-values.ts';
import { queryError, resultsOf, statusesOf } from '../../resource/votable.ts';
import type { Problem } from '../../store/monitor.ts';
import { decodeAnyway } from '../../xml/decode.ts';
import { parseXml, XmlFault } from '../../xml/tree.ts';
import type { Answer } from './call.ts';
import { type Described, lacking, type Mandatory, repeated } from './fields.ts';
import { problem } from './problems.ts';

interface Wanted {
  mandatory: Mandatory | null;
  /** QUERY_STATUS is a must: for all but Simple Cone Search. */
  status: boolean;
  /** It must find something. */
  rows: boolean;
}

/** text/xml with parameters is Simple Cone Search's; application/xml is what some frameworks make of it. */
const TYPES = /^(application\/x-votable\+xml|text\/xml|application\/xml|text\/x-votable\+xml)\s*(;|$)/;
const NAMED = 8;
const SAID = 300;

/** What is wrong with it; nothing if all is well. */
export function votableProblems(answer: Answer, wanted: Wanted): Problem[] {
  const read = resultsIn(answer);
  if ('fault' in read) return [read.fault];
  const { results } = read;
  const said = errorIn(results);
  if (said !== null) return [problem('query-error', `The service says: ${said}`)];
  const [table] = each(results, 'TABLE');
  if (table === undefined) return [problem('no-table', 'The VOTable has no table.')];
  const problems: Problem[] = [];
  if (!TYPES.test(answer.type))
    problems.push(
      problem('wrong-type', `A VOTable is sent as ${answer.type.slice(0, 80) || 'nothing in particular'}.`),
    );
  if (wanted.status && statusesOf(results).length === 0 && !answer.isCut)
    problems.push(problem('no-status', 'The VOTable has no INFO named QUERY_STATUS.'));
  if (wanted.mandatory !== null) problems.push(...fieldProblems(results, table, wanted.mandatory));
  if (answer.isCut)
    problems.push(
      problem('large', `The answer has more than ${answer.bytes.length} bytes; the rest was not read.`),
    );
  else if (wanted.rows && isEmpty(table))
    problems.push(problem('empty', 'The query that should find something finds nothing.'));
  return problems;
}

function resultsIn(answer: Answer): { results: Element } | { fault: Problem } {
  const all = decodeAnyway(answer.bytes).text;
  // VOTable 1.0 began with one; it has nothing in it that is needed.
  const written = all.replace(/<!DOCTYPE\s{1,9}VOTABLE\b[^>[]{0,300}>/i, '');
  if (isPage(written))
    return { fault: problem('html', 'It answers with a page for people, not with a table.') };
  try {
    const { root } = parseXml(answer.isCut ? headOf(written) : written);
    const results = resultsOf(root);
    if (results !== null) return { results };
    return { fault: problem('not-votable', `The answer is no VOTable but a ${root.local.slice(0, 50)}.`) };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const message = answer.isCut
      ? `The answer has more than ${answer.bytes.length} bytes, and its beginning is no table.`
      : `The answer is not well-formed XML (line ${error.line}): ${error.message}`;
    return { fault: problem('not-xml', message) };
  }
}

/** A page of an error, of a login, of what was put in the place of a service. */
export function isPage(written: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b/i.test(
    written.slice(0, 4_000),
  );
}

/** What comes before the data, closed: fields are all that is needed of an answer that is too long. */
function headOf(written: string): string {
  const found = /<((?:[\w.-]+:)?)DATA[\s>]/.exec(written);
  if (found === null) return written;
  const [, prefix = ''] = found;
  const ends = ['TABLE', 'RESOURCE', 'VOTABLE'].map((name) => `</${prefix}${name}>`).join('');
  return `${written.slice(0, found.index)}${ends}`;
}

/** What it says where it says that it failed: QUERY_STATUS, or Error as in Simple Cone Search 1.03 §2.3. */
function errorIn(results: Element): string | null {
  const failed = queryError(results);
  if (failed !== null) return failed;
  const around = [results, ...(results.parent === null ? [] : [results.parent])];
  const old = around
    .flatMap((one) => [...each(one, 'INFO'), ...each(one, 'PARAM'), ...each(one, 'DEFINITIONS', 'PARAM')])
    .find((one) => /^error$/i.test(attribute(one, 'name') ?? attribute(one, 'ID') ?? ''));
  if (old === undefined) return null;
  return (attribute(old, 'value') || text(old) || 'error').slice(0, SAID);
}

function fieldProblems(results: Element, table: Element, mandatory: Mandatory): Problem[] {
  const columns = each(table, 'FIELD').map(describedIn);
  // What is the same in all rows may be said once, as a PARAM (SSA 1.1 §4.2).
  const constants = [...each(table, 'PARAM'), ...each(results, 'PARAM')].map(describedIn);
  const { missing, renamed } = lacking(mandatory, [...columns, ...constants]);
  const problems: Problem[] = [];
  if (missing.length > 0)
    problems.push(
      problem('missing-fields', `It lacks ${someOf(missing)}, which ${mandatory.citation} wants.`),
    );
  if (renamed.length > 0)
    problems.push(
      problem(
        'old-ucd',
        `${renamed.map(({ name, ucd }) => `${name} is there as ${ucd}`).join('; ')}. (${mandatory.citation})`,
      ),
    );
  const twice = repeated(mandatory, columns);
  if (twice.length > 0)
    problems.push(
      problem(
        'repeated-fields',
        `Several columns are ${someOf(twice)}, of which ${mandatory.citation} wants exactly one.`,
      ),
    );
  return problems;
}

function describedIn(element: Element): Described {
  const [name = '', ucd = '', utype = ''] = ['name', 'ucd', 'utype'].map(
    (one) => attribute(element, one)?.trim() ?? '',
  );
  return { name, ucd, utype };
}

/** `a, b and 3 more` */
export function someOf(names: string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A binary table that has anything in it counts as having rows. */
function isEmpty(table: Element): boolean {
  const [data] = each(table, 'DATA');
  if (data === undefined) return true;
  if (each(data, 'TABLEDATA').length > 0) return each(data, 'TABLEDATA', 'TR').length === 0;
  const streams = data.children.flatMap((one) => each(one, 'STREAM'));
  return streams.every((stream) => text(stream) === '' && attribute(stream, 'href') === null);
}
