/**
 * The published schemas of SPASE, where the operator has them: a folder with spase-2.7.1.xsd (or spase-2_7_1.xsd) for
 * each version, named by SPASE_XSD_DIR. They are never part of this project.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileSchema, type LoadedSchema } from '../xml/schema.ts';
import { SPASE_NAMESPACE } from './crosswalk/vor-to-spase.ts';

/**
 * The schema of a version such as `2.4.1`; null if the folder has none (2.7.2 was never published).
 * @throws SchemaFolderError if the file is no schema
 */
export async function loadSpaseSchema(dir: string, version: string): Promise<LoadedSchema | null> {
  if (!/^\d+(?:\.\d+)+$/.test(version)) return null;
  for (const file of [`spase-${version}.xsd`, `spase-${version.replaceAll('.', '_')}.xsd`]) {
    try {
      const text = await readFile(join(dir, file), 'utf8');
      const about = { namespace: SPASE_NAMESPACE, file, title: 'SPASE', version, published: SPASE_NAMESPACE };
      return compileSchema(dir, [about], new Map([[file, text]]));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return null;
}
