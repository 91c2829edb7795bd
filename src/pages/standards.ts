/** The standards that interfaces follow: what each is in words, and how it is used from a terminal, Python and TOPCAT. */
import type { Language } from './language.ts';

export interface StandardWords {
  /** What people call it. */
  name: string;
  /** What it lets one do, after the name. */
  what: Record<Language, string>;
  /** Its document; null where there is no page for it. */
  page: string | null;
  use: 'tap' | 'cone' | 'sia1' | 'sia2' | 'ssa' | 'slap' | 'hips' | 'oai' | 'vosi' | 'plain';
}

const IVOA = 'https://www.ivoa.net/documents';

type Row = [pattern: RegExp, StandardWords];

/** By standardID in lower case (IDN-04); the first that fits counts. `#aux` is the same service, reached from the data. */
const STANDARDS: Row[] = [
  [
    /^ivo:\/\/ivoa\.net\/std\/tap(#aux)?$/,
    {
      name: 'TAP',
      what: {
        en: 'queries on tables in ADQL, a form of SQL',
        fr: 'requêtes sur des tables en ADQL, une forme de SQL',
      },
      page: `${IVOA}/TAP/`,
      use: 'tap',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/conesearch(#aux|#query-1\.\d+)?$/,
    {
      name: 'Simple Cone Search',
      what: {
        en: 'what a catalogue has around a position',
        fr: 'ce qu’un catalogue contient autour d’une position',
      },
      page: `${IVOA}/ConeSearch/`,
      use: 'cone',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/sia#query(-aux)?-2\.0$/,
    {
      name: 'SIA 2',
      what: { en: 'search for images and data cubes', fr: 'recherche d’images et de cubes de données' },
      page: `${IVOA}/SIA/`,
      use: 'sia2',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/sia(#aux|#query-1\.\d+)?$/,
    {
      name: 'SIA',
      what: { en: 'search for images around a position', fr: 'recherche d’images autour d’une position' },
      page: `${IVOA}/SIA/`,
      use: 'sia1',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/ssa(#aux|#query-1\.\d+)?$/,
    {
      name: 'SSA',
      what: { en: 'search for spectra around a position', fr: 'recherche de spectres autour d’une position' },
      page: `${IVOA}/SSA/`,
      use: 'ssa',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/slap(#aux|#query-.*)?$/,
    {
      name: 'SLAP',
      what: { en: 'search for spectral lines', fr: 'recherche de raies spectrales' },
      page: `${IVOA}/SLAP/`,
      use: 'slap',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/hips(#hips-1\.\d+)?$/,
    {
      name: 'HiPS',
      what: { en: 'a survey in tiles, to pan and zoom', fr: 'un relevé en tuiles, à parcourir et agrandir' },
      page: `${IVOA}/HiPS/`,
      use: 'hips',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/hips#hipslist/,
    {
      name: 'HiPS list',
      what: { en: 'all surveys of a HiPS server', fr: 'tous les relevés d’un serveur HiPS' },
      page: `${IVOA}/HiPS/`,
      use: 'plain',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/datalink/,
    {
      name: 'DataLink',
      what: {
        en: 'what belongs to a data set: files, previews, services',
        fr: 'ce qui accompagne un jeu de données : fichiers, aperçus, services',
      },
      page: `${IVOA}/DataLink/`,
      use: 'plain',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/soda#(sync|async)/,
    {
      name: 'SODA',
      what: { en: 'cutouts of images, cubes and spectra', fr: 'découpe d’images, de cubes et de spectres' },
      page: `${IVOA}/SODA/`,
      use: 'plain',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/uws/,
    {
      name: 'UWS',
      what: { en: 'jobs that run on the server', fr: 'tâches exécutées sur le serveur' },
      page: `${IVOA}/UWS/`,
      use: 'plain',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/registry/,
    {
      name: 'OAI-PMH',
      what: { en: 'harvesting of resource records', fr: 'moissonnage de notices de ressources' },
      page: `${IVOA}/RegistryInterface/`,
      use: 'oai',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/vosi#capabilities/,
    {
      name: 'VOSI capabilities',
      what: { en: 'what the service says it can do', fr: 'ce que le service déclare savoir faire' },
      page: `${IVOA}/VOSI/`,
      use: 'vosi',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/vosi#availability/,
    {
      name: 'VOSI availability',
      what: { en: 'whether the service is up', fr: 'si le service fonctionne' },
      page: `${IVOA}/VOSI/`,
      use: 'vosi',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/vosi#tables/,
    {
      name: 'VOSI tables',
      what: { en: 'the tables of the service', fr: 'les tables du service' },
      page: `${IVOA}/VOSI/`,
      use: 'vosi',
    },
  ],
  [
    /^ivo:\/\/ivoa\.net\/std\/dali#examples/,
    {
      name: 'DALI examples',
      what: { en: 'examples of queries', fr: 'exemples de requêtes' },
      page: `${IVOA}/DALI/`,
      use: 'vosi',
    },
  ],
  [
    /^ivo:\/\/vamdc\/std\/vamdc-tap/,
    {
      name: 'VAMDC-TAP',
      what: { en: 'atomic and molecular data in XSAMS', fr: 'données atomiques et moléculaires en XSAMS' },
      page: null,
      use: 'plain',
    },
  ],
];

/** What is known of a standardID in any letter case; null for a standard that is not in the table. */
export function standardOf(standardId: string): StandardWords | null {
  const id = standardId.trim().toLowerCase();
  return STANDARDS.find(([pattern]) => pattern.test(id))?.[1] ?? null;
}
