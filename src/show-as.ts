/** `voreg show --as FORMAT`: a published record as its page gives it by `?format=`. */
import { isRefused } from './formats/about.ts';
import { describe } from './formats/described.ts';
import { FORMATS } from './formats/formats.ts';
import { OTHER_NAMES } from './http/record-formats.ts';
import { recordPath } from './pages/view.ts';
import { rootOf } from './resource/registry.ts';
import type { Published } from './store/published.ts';
import { asDocument } from './xml/served.ts';
import { parseXml } from './xml/tree.ts';

/** The text; or a sentence that tells why there is none, and whether it is the command that asks for what is not there. */
export type ShownAs = { text: string } | { none: string; isWrong: boolean };

/**
 * The record in the format named, in any letter case of its ivoid. `baseURL` is BASE_URL, null for what the registry's
 * own record says. Throws DatabaseAway and NothingPublished.
 */
export async function showAs(
  published: Published,
  baseURL: string | null,
  { ivoid, format: name }: { ivoid: string; format: string },
): Promise<ShownAs> {
  const format = FORMATS.find(({ id }) => id === (OTHER_NAMES.get(name) ?? name));
  if (format === undefined) {
    const all = [...FORMATS.map(({ id }) => id), ...OTHER_NAMES.keys()].join(', ');
    return { none: `There is no format ${name}: write one of ${all}.`, isWrong: true };
  }
  const [{ registry }, { record }] = [await published.moment(), await published.record('ivo_vor', ivoid)];
  if (record === null) return { none: `No record ${ivoid} was ever published here.`, isWrong: true };
  if (record.body === null)
    return { none: `${record.ivoid} was deleted at ${record.datestamp}.`, isWrong: false };
  const document = asDocument(record.body, record.xmlnsAt).toString('utf8');
  if (format.render === null) return { text: document };
  const base = rootOf(baseURL ?? registry.baseURL);
  const made = format.render(describe(parseXml(document).root), {
    updated: record.datestamp,
    page: `${base}/${recordPath(record.ivoid)}`,
    base,
    registry: { ivoid: registry.ivoid, name: registry.repositoryName },
  });
  if (isRefused(made))
    return { none: `${record.ivoid} cannot be had as ${format.label}: ${made.refused}`, isWrong: true };
  return { text: made.text.replace(/\n$/, '') };
}
