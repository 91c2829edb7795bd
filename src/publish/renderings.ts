/** Versions of how a record is turned into each metadata format. Raising one re-stamps the records whose bytes it changes (OAI-26). */
import { createHash } from 'node:crypto';
import { OAI_DC_VERSION } from '../resource/oai-dc.ts';
import type { MetadataPrefix } from '../store/published.ts';
import type { PreparedRecord } from '../validate/record.ts';
import { writeOaiDc } from '../xml/oai-dc.ts';

export const RENDERINGS: Record<MetadataPrefix, number> = { ivo_vor: 1, oai_dc: OAI_DC_VERSION };

export interface Rendering {
  prefix: MetadataPrefix;
  bytes: Uint8Array;
  /** Equal for equal content of this format. */
  digest: string;
  updatedAt: number | null;
  xmlnsAt: number | null;
}

/** The record in every format. */
export function render(record: PreparedRecord): Rendering[] {
  const { bytes, updatedAt, xmlnsAt } = record.served;
  const dc = writeOaiDc(record.dublinCore);
  return [
    { prefix: 'ivo_vor', bytes, digest: `${RENDERINGS.ivo_vor}:${record.digest}`, updatedAt, xmlnsAt },
    {
      prefix: 'oai_dc',
      bytes: dc,
      digest: createHash('sha256').update(dc).digest('hex'),
      updatedAt: null,
      xmlnsAt: null,
    },
  ];
}
