/** What tables of results must have, by standard. */
import { epnColumns } from '../../new/epn-columns.ts';
import { OBSCORE_COLUMNS } from '../../new/obscore-columns.ts';

/** A field is there if one of its marks is. */
interface Field {
  /** For people. */
  name: string;
  /** By which of its properties it is found. */
  by: 'ucd' | 'utype' | 'name';
  /** In lower case; a utype without its prefix. */
  is: string;
  /** A UCD of now for one of then, which clients of then do not know. */
  instead?: string;
}

export interface Mandatory {
  /** Whose demand it is, for the sentence. */
  citation: string;
  fields: Field[];
  /** Two columns with one mark are a fault: "exactly one FIELD". */
  isOnce?: true;
}

const byUcd = (is: string, instead?: string): Field => ({
  ...{ name: is, by: 'ucd', is: is.toLowerCase() },
  ...(instead === undefined ? {} : { instead }),
});
const byUtype = (is: string): Field => ({ name: is, by: 'utype', is: is.toLowerCase() });
const byName = ({ name }: { name: string }): Field => ({ name, by: 'name', is: name.toLowerCase() });

const POSITION = [
  byUcd('POS_EQ_RA_MAIN', 'pos.eq.ra;meta.main'),
  byUcd('POS_EQ_DEC_MAIN', 'pos.eq.dec;meta.main'),
];

/**
 * What the standards demand, not what they recommend. Read in the texts themselves, but for SIA 1.0 (from what CADC's
 * validator and astroquery hold for required) and SLAP 1.0 (from the schema of SimpleDALRegExt).
 */
export const MANDATORY: Record<string, Mandatory> = {
  cone: {
    citation: 'Simple Cone Search 1.03 §2.2',
    fields: [byUcd('ID_MAIN', 'meta.id;meta.main'), ...POSITION],
    isOnce: true,
  },
  sia1: {
    citation: 'Simple Image Access 1.0 §4.2',
    fields: [
      ...['Title', 'Naxes', 'Naxis', 'Scale', 'Format', 'AccessReference'].map((one) =>
        byUcd(`VOX:Image_${one}`),
      ),
      ...POSITION,
    ],
    isOnce: true,
  },
  sia2: {
    citation: 'Simple Image Access 2.0 §3.1 (ObsCore 1.1, table 1)',
    fields: OBSCORE_COLUMNS.map(byName),
  },
  ssa: {
    citation: 'Simple Spectral Access 1.1 §4.2.5',
    // Not Char.*: since 1.1 a service of theoretical spectra has no coverage, and §4.2.5.10 only recommends it.
    fields: [
      ...['Access.Reference', 'Access.Format', 'Dataset.DataModel', 'Dataset.Length', 'DataID.Title'],
      'Curation.Publisher',
    ].map(byUtype),
  },
  slap: {
    citation: 'Simple Line Access 1.0 §6 (SimpleDALRegExt 1.2, ComplianceLevel)',
    fields: [byUtype('Line.title'), byUtype('Line.wavelength.value')],
  },
  epn: { citation: 'EPN-TAP 2.0 §3', fields: epnColumns('none').map(byName) },
  obscore: { citation: 'ObsCore 1.1, table 1', fields: OBSCORE_COLUMNS.map(byName) },
};

/** A column as a service describes it. */
export interface Described {
  name: string;
  ucd: string;
  utype: string;
}

/** Names of what is not there, and of what is only there under the UCD that came later. */
export function lacking(
  { fields }: Mandatory,
  there: Described[],
): { missing: string[]; renamed: { name: string; ucd: string }[] } {
  const have = {
    ucd: new Set(there.map(({ ucd }) => ucd.toLowerCase())),
    utype: new Set(there.map(({ utype }) => utype.toLowerCase().replace(/^[^:]*:/, ''))),
    name: new Set(there.map(({ name }) => name.toLowerCase())),
  };
  const absent = fields.filter(({ by, is }) => !have[by].has(is));
  const isRenamed = ({ instead }: Field) => instead !== undefined && have.ucd.has(instead);
  return {
    missing: absent.filter((field) => !isRenamed(field)).map(({ name }) => name),
    renamed: absent.filter(isRenamed).map(({ name, instead = '' }) => ({ name, ucd: instead })),
  };
}

/** Marks that several columns have where there may be one each; PARAMs do not count. */
export function repeated({ fields, isOnce }: Mandatory, columns: Described[]): string[] {
  if (isOnce !== true) return [];
  const marks = columns.map(({ ucd }) => ucd.toLowerCase());
  return fields.filter(({ is }) => marks.indexOf(is) !== marks.lastIndexOf(is)).map(({ name }) => name);
}
