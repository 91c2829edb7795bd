/** A record in the formats that not every record can be said in. Loaded with the first record that is published in them. */
import { type About, isRefused } from '../formats/about.ts';
import { type Described, describe } from '../formats/described.ts';
import { OAI_FORMATS, type OaiFormat } from '../formats/formats.ts';
import { attribute, type Element } from '../resource/element.ts';
import { recordPath } from '../resource/ivoid.ts';
import { breathe } from '../store/breathe.ts';
import type { AboutRegistry, Basis } from '../store/ledger.ts';
import type { PreparedRecord } from '../validate/record.ts';
import { UPDATED_PLACEHOLDER } from '../xml/served.ts';
import { digestOf, type Rendering } from './renderings.ts';

/**
 * The record in those of the further formats that are among the renderings and can say it. `created` (UTC seconds) as
 * prepareRecord took it. Three milliseconds for a usual record of ours, twice what reading and validating it takes; so it breathes in between.
 */
export async function renderFurther(
  record: PreparedRecord,
  created: string,
  renderings: Basis['renderings'],
  about: AboutRegistry,
): Promise<Rendering[]> {
  const formats = OAI_FORMATS.filter(({ prefix }) => renderings[prefix] !== undefined);
  const { base, ivoid, name } = about;
  const described = describe(withCreated(record.document.root, created));
  const all: Rendering[] = [];
  for (const format of formats) {
    const write = (updated: string) =>
      written(record.ivoid, format, described, {
        ...{ updated, base, registry: { ivoid, name } },
        page: `${base}/${recordPath(record.ivoid)}`,
      });
    const bytes = write(UPDATED_PLACEHOLDER);
    if (bytes !== null) {
      const updatedAt = placeOfUpdated(bytes, write);
      all.push({ prefix: format.prefix, bytes, digest: digestOf(bytes), updatedAt, xmlnsAt: null });
    }
    await breathe();
  }
  return all;
}

function written(ivoid: string, format: OaiFormat, described: Described, about: About): Buffer | null {
  const made = rendered(ivoid, format, described, about);
  // Inside of an answer there is no place for a declaration.
  return isRefused(made) ? null : Buffer.from(made.text.replace(/^<\?xml[^>]*\?>\s*/, '').trimEnd(), 'utf8');
}

/** An error of a crosswalk stops publication: which record, and which format, must be in the log. */
function rendered(
  ivoid: string,
  format: OaiFormat,
  described: Described,
  about: About,
): ReturnType<OaiFormat['render']> {
  try {
    return format.render(described, about);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${ivoid} could not be written in ${format.prefix}: ${why}`, { cause });
  }
}

/** The record as it is served has the attribute, whether the curator wrote it or not. */
function withCreated(root: Element, created: string): Element {
  if (attribute(root, 'created') !== null) return root;
  const added = { name: 'created', uri: '', local: 'created', value: created };
  return { ...root, attributes: [...root.attributes, added] };
}

/**
 * Where the datestamp goes, which is only known when the record is published; null if the format does not say it. If
 * the record itself says what stands in for it, the place is where another one makes a difference.
 */
function placeOfUpdated(bytes: Buffer, write: (updated: string) => Buffer | null): number | null {
  const first = bytes.indexOf(UPDATED_PLACEHOLDER);
  if (first < 0 || bytes.indexOf(UPDATED_PLACEHOLDER, first + 1) < 0) return first < 0 ? null : first;
  const other = write(UPDATED_PLACEHOLDER.replace('0', '1'));
  const place = bytes.findIndex((byte, i) => byte !== other?.[i]);
  return place < 0 ? null : place;
}
