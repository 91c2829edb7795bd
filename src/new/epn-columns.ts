/** The mandatory columns of EPN-TAP 2.0 (§3), with their UCDs and units. */
import type { Column } from './parts.ts';
import type { Frame } from './values.ts';

export const EPN_UTYPE = 'ivo://ivoa.net/std/epntap#table-2.0';

const BEFORE_SPACE: Column[] = [
  {
    name: 'granule_uid',
    description: 'Identifier of this row, unique in the table; use it to come back to one granule.',
    ucd: 'meta.id',
    type: 'text',
    flags: ['indexed', 'primary'],
  },
  {
    name: 'granule_gid',
    description:
      'Name of the group of granules of the same kind, such as all calibrated spectra or all previews.',
    ucd: 'meta.id',
    type: 'text',
  },
  {
    name: 'obs_id',
    description: 'Label shared by all granules that were made from one observation or one run.',
    ucd: 'meta.id;obs',
    type: 'text',
  },
  {
    name: 'dataproduct_type',
    description:
      'How the product is organised, as EPNcore codes joined by # (im image, sp spectrum, ds dynamic spectrum, ...).',
    ucd: 'meta.code.class',
    type: 'text',
  },
  {
    name: 'target_name',
    description: 'Name of the observed body as the IAU writes it; several names are joined by #.',
    ucd: 'meta.id;src',
    type: 'text',
    flags: ['indexed', 'nullable'],
  },
  {
    name: 'target_class',
    description:
      'Kind of target from the EPNcore list, for example planet, comet, star or interplanetary_medium.',
    ucd: 'src.class',
    type: 'text',
  },
  {
    name: 'time_min',
    description: 'Begin of the observation as a Julian date in UTC, measured where the observer is.',
    unit: 'd',
    ucd: 'time.start;obs',
    type: 'double',
    flags: ['indexed', 'nullable'],
  },
  {
    name: 'time_max',
    description: 'End of the observation as a Julian date in UTC, measured where the observer is.',
    unit: 'd',
    ucd: 'time.end;obs',
    type: 'double',
    flags: ['indexed', 'nullable'],
  },
  {
    name: 'time_sampling_step_min',
    description: 'Smallest time between two successive samples of the granule.',
    unit: 's',
    ucd: 'time.resolution;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'time_sampling_step_max',
    description: 'Largest time between two successive samples of the granule.',
    unit: 's',
    ucd: 'time.resolution;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'time_exp_min',
    description: 'Smallest integration time of a sample.',
    unit: 's',
    ucd: 'time.duration;obs.exposure;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'time_exp_max',
    description: 'Largest integration time of a sample.',
    unit: 's',
    ucd: 'time.duration;obs.exposure;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_range_min',
    description: 'Smallest frequency that the granule covers.',
    unit: 'Hz',
    ucd: 'em.freq;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_range_max',
    description: 'Largest frequency that the granule covers.',
    unit: 'Hz',
    ucd: 'em.freq;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_sampling_step_min',
    description: 'Smallest frequency step between neighbouring channels.',
    unit: 'Hz',
    ucd: 'em.freq;spect.binSize;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_sampling_step_max',
    description: 'Largest frequency step between neighbouring channels.',
    unit: 'Hz',
    ucd: 'em.freq;spect.binSize;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_resolution_min',
    description: 'Smallest resolving power of the data, a pure number.',
    ucd: 'spect.resolution;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'spectral_resolution_max',
    description: 'Largest resolving power of the data, a pure number.',
    ucd: 'spect.resolution;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
];

const AFTER_SPACE: Column[] = [
  {
    name: 's_region',
    description:
      'Footprint of the granule as a DALI polygon or circle, where the frame is celestial or body.',
    ucd: 'pos.outline;obs.field',
    type: 'text',
    flags: ['nullable'],
  },
  {
    name: 'spatial_frame_type',
    description:
      'Kind of frame that c1 to c3 refer to: celestial, body, cartesian, spherical, cylindrical or none.',
    ucd: 'meta.code.class;pos.frame',
    type: 'text',
  },
  {
    name: 'incidence_min',
    description: 'Smallest angle between the Sun and the local vertical.',
    unit: 'deg',
    ucd: 'pos.incidenceAng;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'incidence_max',
    description: 'Largest angle between the Sun and the local vertical.',
    unit: 'deg',
    ucd: 'pos.incidenceAng;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'emergence_min',
    description: 'Smallest angle between the observer and the local vertical.',
    unit: 'deg',
    ucd: 'pos.emergenceAng;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'emergence_max',
    description: 'Largest angle between the observer and the local vertical.',
    unit: 'deg',
    ucd: 'pos.emergenceAng;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'phase_min',
    description: 'Smallest angle between the Sun and the observer as seen from the target.',
    unit: 'deg',
    ucd: 'pos.phaseAng;stat.min',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'phase_max',
    description: 'Largest angle between the Sun and the observer as seen from the target.',
    unit: 'deg',
    ucd: 'pos.phaseAng;stat.max',
    type: 'double',
    flags: ['nullable'],
  },
  {
    name: 'instrument_host_name',
    description: 'Spacecraft or observatory that carries the instrument; several names are joined by #.',
    ucd: 'meta.id;instr.obsty',
    type: 'text',
    flags: ['nullable'],
  },
  {
    name: 'instrument_name',
    description: 'Instrument or receiver; several names are joined by #.',
    ucd: 'meta.id;instr',
    type: 'text',
    flags: ['nullable'],
  },
  {
    name: 'measurement_type',
    description: 'UCD of the quantity that was measured or computed; several UCDs are joined by #.',
    ucd: 'meta.ucd',
    type: 'text',
    flags: ['nullable'],
  },
  {
    name: 'processing_level',
    description: 'Calibration level on the simplified CODMAC scale: 1 raw to 5 derived, 6 ancillary.',
    ucd: 'meta.calibLevel',
    type: 'int',
    flags: ['nullable'],
  },
  {
    name: 'creation_date',
    description: 'When the row was first entered, as an ISO 8601 timestamp in UTC.',
    ucd: 'time.creation',
    type: 'text',
    extendedType: 'timestamp',
  },
  {
    name: 'modification_date',
    description: 'When the row was last changed, as an ISO 8601 timestamp in UTC.',
    ucd: 'time.processing',
    type: 'text',
    extendedType: 'timestamp',
  },
  {
    name: 'release_date',
    description: 'From when on the data are public, as an ISO 8601 timestamp in UTC.',
    ucd: 'time.release',
    type: 'text',
    extendedType: 'timestamp',
  },
  {
    name: 'service_title',
    description: 'Short title of the resource, the same as the name of the schema.',
    ucd: 'meta.title',
    type: 'text',
  },
];

interface Coordinate {
  /** What it is, for its description. */
  is: string;
  ucd: string;
  unit?: string;
}

/** c1, c2, c3 by spatial_frame_type: EPN-TAP 2.0, table of the UCDs of the spatial columns. */
const COORDINATES: Record<Frame, [Coordinate, Coordinate, Coordinate]> = {
  celestial: [
    { is: 'Right ascension', ucd: 'pos.eq.ra', unit: 'deg' },
    { is: 'Declination', ucd: 'pos.eq.dec', unit: 'deg' },
    { is: 'Distance from the Sun', ucd: 'pos.distance', unit: 'AU' },
  ],
  body: [
    { is: 'Longitude on the body, eastward', ucd: 'pos.bodyrc.lon', unit: 'deg' },
    { is: 'Planetocentric latitude on the body', ucd: 'pos.bodyrc.lat', unit: 'deg' },
    { is: 'Altitude above the reference level', ucd: 'pos.bodyrc.alt', unit: 'km' },
  ],
  cartesian: [
    { is: 'Coordinate x', ucd: 'pos.cartesian.x', unit: 'km' },
    { is: 'Coordinate y', ucd: 'pos.cartesian.y', unit: 'km' },
    { is: 'Coordinate z', ucd: 'pos.cartesian.z', unit: 'km' },
  ],
  spherical: [
    { is: 'Radius', ucd: 'pos.spherical.r', unit: 'm' },
    { is: 'Angle from the pole', ucd: 'pos.spherical.colat', unit: 'deg' },
    { is: 'Azimuth', ucd: 'pos.spherical.azi', unit: 'deg' },
  ],
  cylindrical: [
    { is: 'Distance from the axis', ucd: 'pos.cylindrical.r', unit: 'km' },
    { is: 'Azimuth', ucd: 'pos.cylindrical.azi', unit: 'deg' },
    { is: 'Height', ucd: 'pos.cylindrical.z', unit: 'km' },
  ],
  none: [
    { is: 'First coordinate (not used in this table)', ucd: 'pos' },
    { is: 'Second coordinate (not used in this table)', ucd: 'pos' },
    { is: 'Third coordinate (not used in this table)', ucd: 'pos' },
  ],
};

/** All mandatory columns, the coordinates as in that frame. */
export function epnColumns(frame: Frame): Column[] {
  const coordinates = COORDINATES[frame];
  return [
    ...BEFORE_SPACE,
    ...coordinates.flatMap((coordinate, i) => limitsOf(coordinate, i + 1)),
    ...coordinates.flatMap((coordinate, i) => resolutionsOf(coordinate, i + 1)),
    ...AFTER_SPACE,
  ];
}

function limitsOf({ is, ucd, unit }: Coordinate, number: number): Column[] {
  return LIMITS.map(([name, words]) => ({
    name: `c${number}${name}`,
    description: `${is}, ${words} limit.`,
    ...(unit === undefined ? {} : { unit }),
    ucd: `${ucd};stat.${name}`,
    type: 'double',
    flags: ['nullable'],
  }));
}

/** Note 2 of the table: in the unit of the coordinate, its UCD that of a length or an angle. */
function resolutionsOf({ is, unit }: Coordinate, number: number): Column[] {
  return RESOLUTIONS.map(([name, words]) => ({
    name: `c${number}_resol_${name}`,
    description: `${is}, ${words} resolution.`,
    ...(unit === undefined ? {} : { unit }),
    ucd: `${unit === 'deg' ? 'pos.angResolution' : 'pos.resolution'};stat.${name}`,
    type: 'double',
    flags: ['nullable'],
  }));
}

const LIMITS = [
  ['min', 'lower'],
  ['max', 'upper'],
] as const;
const RESOLUTIONS = [
  ['min', 'finest'],
  ['max', 'coarsest'],
] as const;
