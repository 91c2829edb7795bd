/**
 * The metadata formats of OAI-PMH, in one table: whatever counts, lists or stores formats takes their names from here.
 * Not for: how a record is said in one of them (publish/renderings.ts, formats/).
 */

/** `version` is of the crosswalk: raising it compares every record again, and re-stamps those whose bytes differ (OAI-26). */
export const METADATA_FORMATS = [
  {
    prefix: 'ivo_vor',
    version: 1,
    schema: 'http://www.ivoa.net/xml/VOResource/v1.0',
    namespace: 'http://www.ivoa.net/xml/VOResource/v1.0',
  },
  {
    prefix: 'oai_dc',
    version: 1,
    schema: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    namespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
  },
  {
    prefix: 'oai_datacite',
    version: 1,
    schema: 'http://schema.datacite.org/oai/oai-1.1/oai.xsd',
    namespace: 'http://schema.datacite.org/oai/oai-1.1/',
  },
  {
    prefix: 'dcat',
    version: 2,
    // DCAT has no XML Schema; this is what DNB and others name for RDF/XML.
    schema: 'http://www.w3.org/2000/07/rdf.xsd',
    namespace: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  },
  {
    prefix: 'spase',
    version: 1,
    schema: 'http://www.spase-group.org/data/schema/spase-2.7.1.xsd',
    namespace: 'http://www.spase-group.org/data/schema',
  },
] as const;

export type MetadataFormat = (typeof METADATA_FORMATS)[number];
export type MetadataPrefix = MetadataFormat['prefix'];

export const METADATA_PREFIXES: readonly MetadataPrefix[] = METADATA_FORMATS.map(({ prefix }) => prefix);

/** Those that not every record can be said in, and that registry.json may leave out. The other two are for all (RI-02). */
export const FURTHER_PREFIXES = ['oai_datacite', 'dcat', 'spase'] as const satisfies MetadataPrefix[];
export type FurtherPrefix = (typeof FURTHER_PREFIXES)[number];

/** One of ours, written exactly so; null for any other text. */
export function prefixNamed(text: string | undefined): MetadataPrefix | null {
  return METADATA_PREFIXES.find((prefix) => prefix === text) ?? null;
}

/** Of a list of prefixes in any order, ours, in the order of the table. */
export function prefixesAmong(names: Iterable<string>): MetadataPrefix[] {
  const among = new Set(names);
  return METADATA_PREFIXES.filter((prefix) => among.has(prefix));
}

export function formatOfPrefix<Prefix extends MetadataPrefix>(
  prefix: Prefix,
): MetadataFormat & { prefix: Prefix } {
  const format = METADATA_FORMATS.find(
    (one): one is MetadataFormat & { prefix: Prefix } => one.prefix === prefix,
  );
  if (format === undefined) throw new Error(`The table has no ${prefix}.`);
  return format;
}
