/** What turns wavelengths and frequencies into the energies that coverage is in (VODataService 1.2 §3.3). CODATA 2018, exact. */

/** J·s */
export const PLANCK = 6.62607015e-34;
/** m/s */
export const LIGHT = 299_792_458;
/** J */
export const ELECTRONVOLT = 1.602176634e-19;
