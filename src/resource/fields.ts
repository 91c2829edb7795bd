/**
 * What voreg knows of a record of either world without reading its XML again: taken once at ingest, the same shape for
 * VOResource and SPASE, so that matching, comparing and the anomaly report see one kind of thing.
 * Values are as the record has them, with white space collapsed; normalising for a comparison is reconcile's work.
 * Personal data: names and ORCIDs of creators and contacts are here, e-mail addresses and telephone numbers are not.
 */

/** Which information model a record is written in. */
export type Model = 'vor' | 'spase';

/** One way to reach the resource: an interface of a capability, or a SPASE AccessURL. */
export interface Access {
  url: string;
  /** standardID of the capability; for SPASE its `Style` (`HAPI`, `EPNTAP`…). */
  standard: string | null;
  /** Local name of the interface's xsi:type; null for SPASE. */
  interfaceType: string | null;
  /** SPASE ProductKey, e.g. a HAPI dataset id or a table name. */
  productKey: string | null;
  name: string | null;
}

export interface Person {
  name: string;
  /** `spase://…/Person/…` or an ivoid; null where there is none. */
  id: string | null;
  /** VOResource: creator, contributor, contact, publisher. SPASE: the Role, e.g. PrincipalInvestigator. */
  role: string;
  /** `0000-0001-2345-6789` */
  orcid: string | null;
}

/** A thing with a name, an identifier, or both: an instrument, an observatory, a publisher. */
export interface Named {
  name: string | null;
  id: string | null;
}

/** A link the record itself states. */
export interface Relation {
  /** relationshipType, SPASE AssociationType, or the element's name (`InputResourceID`, `MemberID`). */
  type: string;
  id: string | null;
  title: string | null;
}

export interface Fields {
  model: Model;
  /** ivoid or ResourceID, trimmed, in the letter case of the record. */
  id: string;
  /** Local name of xsi:type, or of the SPASE resource element: `CatalogResource`, `NumericalData`. */
  type: string;
  /** `version` of the root (VOResource), `Version` (SPASE); null if missing. */
  version: string | null;
  /** active, inactive, deleted; SPASE's Status since 2.7.1; null if not said. */
  status: string | null;
  title: string;
  /** shortName; AlternateName. */
  alternateNames: string[];
  description: string;
  /**
   * `YYYY-MM-DDThh:mm:ssZ`; as written if it is no date. SPASE: `updated` is ReleaseDate, never proof of a change;
   * `created` the oldest of RevisionHistory.
   */
  created: string | null;
  updated: string | null;
  /** Bare and in lower case, `10.48322/abcd`, from wherever the record states its own DOI. */
  dois: string[];
  /** DOIs found elsewhere (InformationURL, referenceURL, source): about the resource, or about a paper. */
  otherDois: string[];
  /** altIdentifier values verbatim (VOResource). */
  altIdentifiers: string[];
  /** SPASE PriorID. */
  priorIds: string[];
  /** referenceURL; InformationURL/URL. */
  referenceUrls: string[];
  access: Access[];
  persons: Person[];
  publisher: Named | null;
  instruments: Named[];
  facilities: Named[];
  /** SPASE RepositoryID. */
  repositories: string[];
  /** Intervals of time covered, ISO 8601 UTC; an open or moving end is null. */
  temporal: { start: string | null; stop: string | null }[];
  /** ISO 8601 duration, e.g. PT4S; null in VOResource. */
  cadence: string | null;
  /** Column names; ParameterKey and Name. At most 500. */
  parameters: string[];
  /** Subjects and keywords. */
  subjects: string[];
  /** MeasurementType, PhenomenonType; productTypeServed. */
  measurements: string[];
  /** ObservedRegion; empty in VOResource. */
  regions: string[];
  /** waveband; SpectralRange. */
  wavebands: string[];
  /** contentLevel/type; SPASE ProcessingLevel. */
  levels: string[];
  rights: string[];
  relations: Relation[];
  /** Qualified names (schema.table) of a tableset. At most 500. */
  tables: string[];
  /** granule_gid values of an EPN-TAP table (harvest/epn-tap.ts); absent in all other records. */
  granules?: string[];
  /** managedAuthority of a vg:Registry; the authority a vg:Authority names; empty otherwise. */
  authorities: string[];
  /** standardIDs of all capabilities, also of those without an interface. */
  standards: string[];
  /** Names of fields that hold less than the record does (more than 500 entries, longer texts); absent if all is here. */
  cut?: string[];
}
