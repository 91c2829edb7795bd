/** Where a page is shown, and addresses as seen from there: relative, as a proxy may put the service under a path of its own. */
import type { Language } from './language.ts';

export { recordPath } from '../resource/ivoid.ts';

export interface View {
  language: Language;
  /** Whether the address says the language (`?lang=`): links then carry it on. */
  isChosen: boolean;
  /** From this page to the root of the service: `./`, `../../`… */
  root: string;
  /** The query of this page without `lang`, as it came. */
  query: string;
  /** repositoryName of the registry; a general word while nothing is known. */
  registry: string;
}

/** `path` counts from the root of the service, without a slash before it: `to(view, 'search', { q: 'tap' })`. */
export function to(view: View, path: string, query: Record<string, string> = {}): string {
  const all = new URLSearchParams(query);
  if (view.isChosen) all.set('lang', view.language);
  const text = String(all);
  return `${view.root}${path}${text === '' ? '' : `?${text}`}`;
}

/** This page with other parameters in its query; null takes one away. The others, and a chosen language, stay. */
export function here(view: View, changed: Record<string, string | null>): string {
  const query = new URLSearchParams(view.query);
  if (view.isChosen) query.set('lang', view.language);
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return `?${query}`;
}
