/** Tables of results as services of the VO send them, out of a parsed VOTable (VOTable 1.3 §4–5, DALI 1.1 §4.4). */
import { attribute, type Element, text } from './element.ts';
import { each } from './field-values.ts';

const MOST_SAID = 300;

/** Where results are: the RESOURCE of that type, else the first, else the root; null if the root is no VOTABLE. */
export function resultsOf(root: Element): Element | null {
  if (root.local !== 'VOTABLE') return null;
  const resources = each(root, 'RESOURCE');
  return resources.find((one) => attribute(one, 'type') === 'results') ?? resources[0] ?? root;
}

/** What is said of the query: OK, ERROR, and, behind the table, OVERFLOW; in capitals. */
export function statusesOf(results: Element): string[] {
  return statusInfos(results).map((info) => saidBy(info));
}

/** What the service says where it says that the query failed, cut at 300 characters; null if it did not. */
export function queryError(results: Element): string | null {
  const failed = statusInfos(results).find((info) => saidBy(info) === 'ERROR');
  return failed === undefined ? null : text(failed).slice(0, MOST_SAID) || 'error';
}

/** The cells of a TABLE in its TABLEDATA form, '' for null; none for a table in any other form. */
export function cellsOf(table: Element): string[][] {
  const rows = each(table, 'DATA', 'TABLEDATA', 'TR');
  return rows.map((row) => each(row, 'TD').map((cell) => cell.text.trim()));
}

function statusInfos(results: Element): Element[] {
  return each(results, 'INFO').filter((info) => attribute(info, 'name')?.toUpperCase() === 'QUERY_STATUS');
}

function saidBy(info: Element): string {
  return attribute(info, 'value')?.toUpperCase() ?? '';
}
