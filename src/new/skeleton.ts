/** A skeleton of a record: the template of its kind, with what a service says of itself in place of what is unknown. */
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import type { Tag } from '../xml/write.ts';
import { writeSkeleton } from './record.ts';
import type { RecordKind } from './types.ts';
import type { Values } from './values.ts';
import type { ServiceMetadata } from './vosi/service.ts';

export interface Skeleton {
  xml: string;
  /** Sentences about what the record does not have of the service. */
  notes: string[];
}

/** `service`: null unless a service was asked. */
export function skeleton(kind: RecordKind, values: Values, service: ServiceMetadata | null): Skeleton {
  const body = kind.body(values);
  if (service === null) return { xml: writeSkeleton(kind.xsiType, values, body), notes: [] };
  const write = (withColumns: boolean) => {
    const parts = fromService(body.parts, service, service.tableset(withColumns));
    return writeSkeleton(kind.xsiType, values, { ...body, parts });
  };
  const whole = write(true);
  if (Buffer.byteLength(whole) <= RECORD_MAX_BYTES) return { xml: whole, notes: service.notes };
  const note = `Left out: all columns, with which the record would have more than ${RECORD_MAX_BYTES} bytes.`;
  return { xml: write(false), notes: [...service.notes, note] };
}

function fromService(parts: Tag[], service: ServiceMetadata, tableset: Tag | null): Tag[] {
  const before = parts.findIndex((part) => part.name === 'capability');
  const after = parts.filter(
    (part, i) => i > before && part.name !== 'capability' && part.name !== 'tableset',
  );
  const tables = tableset ?? parts.find((part) => part.name === 'tableset');
  return [
    ...parts.slice(0, before),
    ...service.capabilities,
    ...after,
    ...(tables === undefined ? [] : [tables]),
  ];
}
