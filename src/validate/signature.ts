/** Signatures of user-defined functions, as TAP records list them (TAP-05). Pure. */
import { isRegular } from './adql-name.ts';

/**
 * What is wrong with a function's signature, TAPRegExt 1.1 §2.4: `name(argument TYPE, …) -> TYPE`. Types may be anything,
 * with blanks and parentheses; functions without arguments are accepted, although the grammar has none.
 */
export function signatureFault(form: string): string | null {
  const open = form.indexOf('(');
  const arrow = form.lastIndexOf('->');
  if (open < 0) return 'has no arguments in parentheses';
  if (arrow < 0 || form.slice(arrow + 2).trim() === '') return 'does not say what the function returns';
  const name = form.slice(0, open).trim();
  if (!isRegular(name)) return `has "${name}" where the name of a function should be`;
  const list = form.slice(open, arrow).trim();
  if (!list.endsWith(')')) return 'has no ")" before "->"';
  const inner = list.slice(1, -1).trim();
  for (const argument of inner === '' ? [] : topLevelParts(inner)) {
    const [word = '', ...type] = argument.trim().split(/\s+/);
    if (!isRegular(word) || type.length === 0)
      return `has "${argument.trim()}" where the name and type of an argument should be`;
  }
  return null;
}

/** Splits at commas that are not in parentheses: NUMERIC(5,2) is one type. */
function topLevelParts(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < list.length; i += 1) {
    const c = list[i];
    if (c === '(') depth += 1;
    else if (c === ')') depth -= 1;
    else if (c === ',' && depth === 0) {
      parts.push(list.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, list.slice(from)];
}
