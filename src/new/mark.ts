/** What a skeleton has where a value is missing. `voreg validate` reports each until it is filled in (rule NEW-01). */
import { isMarked, MARKED_SEGMENT, MARKED_TEXT } from '../validate/rules/placeholder.ts';

export { isMarked };

/** For text. `hint` says what belongs there: `a title of a few words`. */
export function markText(hint: string): string {
  return `${MARKED_TEXT} ${hint}`;
}

/** For addresses, so that the schema accepts it. */
export function markAddress(hint: string): string {
  return `https://${MARKED_SEGMENT}/${hyphenated(hint)}`;
}

/** For the ivoid of a record under an authority; null: the authority is missing, too. */
export function markIvoid(authority: string | null, hint: string): string {
  const known = authority === null ? '' : `${authority}/`;
  return `ivo://${known}${MARKED_SEGMENT}/${hyphenated(hint)}`;
}

function hyphenated(hint: string): string {
  return hint.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
