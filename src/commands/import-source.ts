/** Opens what `voreg import` is told to take: an address, a saved answer, or a folder. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderSource } from '../harvest/folder-source.ts';
import { oaiSource } from '../harvest/oai-client.ts';
import type { Source } from '../harvest/source.ts';
import { UsageError } from './usage.ts';

/** Throws UsageError for what is none of these. */
export async function importSource(source: string, version: string): Promise<Source> {
  if (/^https?:\/\//i.test(source)) {
    if (!URL.canParse(source)) throw new UsageError(`${source} is no address.`);
    // An operator names the address: it may be of a registry on this machine. Its redirects may not.
    return oaiSource({
      ...{ id: 'import', url: source, allowPrivate: true },
      userAgent: `voreg/${version} (IVOA-copy; import)`,
    });
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) throw new UsageError(`${source} is no http or https address.`);
  const path = resolve(source);
  if (!existsSync(path)) throw new UsageError(`There is no file or folder ${path}.`);
  return folderSource({ id: 'import', model: 'vor', path });
}
