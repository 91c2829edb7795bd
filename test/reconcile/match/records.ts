/** Records for matching, written in a few words. */
import type { Fields, Model } from '../../../src/resource/fields.ts';

const EMPTY: Omit<Fields, 'model' | 'id' | 'type'> = {
  ...{
    version: null,
    status: null,
    title: '',
    alternateNames: [],
    description: '',
    created: null,
    updated: null,
  },
  ...{
    dois: [],
    otherDois: [],
    altIdentifiers: [],
    priorIds: [],
    referenceUrls: [],
    access: [],
    persons: [],
  },
  ...{ publisher: null, instruments: [], facilities: [], repositories: [], temporal: [], cadence: null },
  ...{ parameters: [], subjects: [], measurements: [], regions: [], wavebands: [], levels: [], rights: [] },
  ...{ relations: [], tables: [], authorities: [], standards: [] },
};

/** A record that says nothing but what is given. */
export function record(model: Model, type: string, id: string, said: Partial<Fields> = {}): Fields {
  return { ...EMPTY, model, type, id, ...said };
}

export const spase = (path: string, said: Partial<Fields> = {}) =>
  record('spase', path.split('/')[1] ?? '', `spase://${path}`, said);

export const vor = (id: string, said: Partial<Fields> = {}, type = 'CatalogResource') =>
  record('vor', type, `ivo://${id}`, said);

export const at = (url: string, productKey: string | null = null): Fields['access'][number] => ({
  url,
  standard: null,
  interfaceType: null,
  productKey,
  name: null,
});

export const person = (name: string, role = 'contact'): Fields['persons'][number] => ({
  name,
  role,
  id: null,
  orcid: null,
});

export const instrument = (path: string): Fields['instruments'][number] => ({
  name: null,
  id: `spase://SMWG/Instrument/${path}`,
});

export const during = (start: string, stop: string | null = null): Fields['temporal'] => [{ start, stop }];

/** A series of products: one for each of the spacecraft, instruments and cadences of an invented mission. */
export function series(authority: string): Fields[] {
  const found: Fields[] = [];
  for (const craft of ['1', '2', '3']) {
    for (const [short, long] of INSTRUMENTS) {
      for (const [cadence, word] of CADENCES) {
        found.push(
          spase(`${authority}/NumericalData/Meridian${craft}/${short}/${cadence}`, {
            title: `Meridian ${craft} ${long} (${short}), ${word} Data`,
            description: `${word} values of the ${long} on the Meridian ${craft} spacecraft, derived at the home institute from raw counts.`,
            instruments: [instrument(`Meridian${craft}/${short}`)],
            access: [at(`https://data.example.org/meridian${craft}/${short.toLowerCase()}/${cadence}/`)],
            cadence,
            temporal: during(`200${craft}-01-01T00:00:00Z`, `201${craft}-01-01T00:00:00Z`),
            parameters: [`${short}_flux`, `${short}_quality`, 'Epoch'],
            measurements: ['EnergeticParticles'],
          }),
        );
      }
    }
  }
  return found;
}

const INSTRUMENTS = [
  ['FGX', 'Triaxial Fluxgate Magnetometer'],
  ['PLS', 'Plasma Ion Spectrometer'],
  ['EPD', 'Energetic Particle Detector'],
  ['WAV', 'Radio and Plasma Wave Receiver'],
] as const;
const CADENCES = [
  ['PT4S', '4 Second'],
  ['PT60S', '1 Minute'],
  ['PT1H', 'Hourly'],
] as const;
