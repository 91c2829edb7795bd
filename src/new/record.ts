/** Puts a record together: what every kind has, and the parts of its own. */
import { RI, VR, XSI } from '../resource/namespaces.ts';
import { standardsTable } from '../validate/standards.ts';
import { laidOut, writtenAttribute } from '../xml/layout.ts';
import { type Tag, tag } from '../xml/write.ts';
import { named, texts } from './parts.ts';
import type { Values } from './values.ts';

/** What distinguishes a kind of record. */
export interface Body {
  /** Of the vocabulary content_type. */
  contentTypes: string[];
  /** Of the vocabulary date_role. */
  dateRole: string;
  /** Version of what is described, if that is usual. */
  version?: string;
  relationships?: Tag[];
  /** After content, in the order of the schema. */
  parts: Tag[];
}

/** The record as text, in UTF-8. `xsiType` with its canonical prefix: `vs:CatalogService`. */
export function writeSkeleton(xsiType: string, values: Values, body: Body): string {
  const content = [...commonParts(values, body, xsiType !== 'vr:Organisation'), ...body.parts];
  const start = rootStart(xsiType, values.created, content);
  const lines = content.map((part) => laidOut(part, 1));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${start}>\n${lines.join('')}</ri:Resource>\n`;
}

function commonParts(values: Values, body: Body, hasCreator: boolean): Tag[] {
  const { contact } = values;
  const curation = tag(
    'curation',
    {},
    named('publisher', values.publisher),
    ...(hasCreator ? values.creators.map((name) => tag('creator', {}, tag('name', {}, name))) : []),
    tag('date', { role: body.dateRole }, values.date),
    ...(body.version === undefined ? [] : [tag('version', {}, body.version)]),
    tag(
      'contact',
      {},
      ...texts({ name: contact.name, address: contact.address ?? [], email: contact.email }),
    ),
  );
  const content = tag(
    'content',
    {},
    ...texts({
      subject: values.subjects,
      description: values.description,
      referenceURL: values.referenceURL,
    }),
    ...texts({ type: body.contentTypes, contentLevel: 'Research' }),
    ...(body.relationships ?? []),
  );
  return [
    ...texts({ title: values.title, shortName: values.shortName, identifier: values.ivoid }),
    curation,
    content,
  ];
}

/** The start tag without its `>`, namespaces in lines of their own: those that are used. */
function rootStart(xsiType: string, created: string, content: Tag[]): string {
  const prefixes = new Set([xsiType, ...content.flatMap(typesIn)].map((type) => type.replace(/:.*/, '')));
  const { namespaces } = standardsTable();
  const used = Object.entries(namespaces).filter(([prefix]) => prefixes.has(prefix));
  const declared = [['ri', RI] as const, ...used, ['xsi', XSI] as const];
  const located = [RI, VR, ...used.map(([, uri]) => uri).filter((uri) => uri !== VR)];
  const locations = located.map((uri) => `${uri} ${uri}`).join('\n        ');
  return [
    `<ri:Resource xsi:type="${xsiType}" created="${created}" status="active" version="1.2"`,
    ...declared.map(([prefix, uri]) => writtenAttribute(`xmlns:${prefix}`, uri)),
    `xsi:schemaLocation="${locations}"`,
  ].join('\n    ');
}

function typesIn({ attributes, content }: Tag): string[] {
  const inside = content.flatMap((part) =>
    typeof part === 'object' && !(part instanceof Uint8Array) ? typesIn(part) : [],
  );
  return [...(attributes['xsi:type'] === undefined ? [] : [attributes['xsi:type']]), ...inside];
}
