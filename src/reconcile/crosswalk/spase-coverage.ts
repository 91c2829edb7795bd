/** What the data of a SPASE record cover, and what they were taken with → facility, instrument, coverage. */
import { type Element, text } from '../../resource/element.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { normaliseDate } from '../normalise.ts';
import { named } from './spase-people.ts';
import {
  each,
  namedRecord,
  nameFromId,
  resourceOf,
  type SpaseSource,
  textAt,
  textsAt,
} from './spase-source.ts';
import { table } from './table.ts';
import { anyUri, floatInterval, type Interval, joules, merged, mjd, movingEnd } from './values.ts';

/** facility and instrument elements: the ids resolved, an instrument's observatory by two steps. */
export function observers(source: SpaseSource): Tag[] {
  const { header, resource, resolve, losses } = source;
  const instruments = new Map<string, string>();
  const facilities = new Map<string, string>();
  const addFacility = (id: string) => {
    if (!facilities.has(id)) facilities.set(id, namedRecord(id, source, 'facility').name);
  };
  const observed = each(header, 'Association').flatMap((association) =>
    textAt(association, 'AssociationType') === 'ObservedBy' ? textsAt(association, 'AssociationID') : [],
  );
  const named_ = [...textsAt(resource, 'InstrumentID'), ...textsAt(resource, 'ModeledInstrumentID')];
  for (const id of [...named_, ...observed]) {
    if (instruments.has(id) || facilities.has(id)) continue;
    const found = resolve(id);
    const record = found === null ? null : resourceOf(found);
    if (record?.local === 'Observatory' || (record === null && /\/Observatory\//.test(id))) {
      addFacility(id);
      continue;
    }
    instruments.set(id, namedRecord(id, source, 'instrument').name);
    for (const type of textsAt(record, 'InstrumentType'))
      losses.lost('instrument', 'the type of an instrument', type);
    for (const span of each(record, 'OperatingSpan'))
      losses.lost('opspan', 'the time of operation', textAt(span, 'StartDate'));
    for (const observatory of textsAt(record, 'ObservatoryID')) addFacility(observatory);
  }
  return [
    ...[...facilities].map(([id, name]) => named('facility', name || nameFromId(id), anyUri(id))),
    ...[...instruments].map(([id, name]) => named('instrument', name || nameFromId(id), anyUri(id))),
  ];
}

/** The coverage element; none where nothing is known. */
export function coverage(source: SpaseSource): Tag[] {
  const { resource, losses } = source;
  for (const area of each(resource, 'SpatialCoverage')) {
    losses.lost('spatial', 'coordinates that are not on the sky', text(area.children[0]) || null);
  }
  const inside = [...temporal(source), ...energies(source)];
  return inside.length === 0 ? [] : [tag('coverage', {}, ...inside)];
}

function temporal(source: SpaseSource): Tag[] {
  const { resource, losses } = source;
  for (const local of ['Cadence', 'CadenceMin', 'CadenceMax', 'Exposure', 'ExposureMin', 'ExposureMax']) {
    const value = textAt(resource, 'TemporalDescription', local);
    if (value !== null) losses.lost('cadence', local, value);
  }
  const display = textAt(resource, 'DisplayCadence');
  if (display !== null) losses.lost('cadence', 'DisplayCadence', display);
  const spans = [...each(resource, 'TemporalDescription', 'TimeSpan'), ...each(resource, 'TimeSpan')];
  return spans.flatMap((span) => {
    for (const note of textsAt(span, 'Note')) losses.lost('temporal', 'the note of a time span', note);
    const interval = timeSpan(span, source);
    return interval === null ? [] : [tag('temporal', {}, interval.join(' '))];
  });
}

/** In MJD; a moving end is taken as of today. SPASE 1.2 has EndDate and RelativeEndDate. */
function timeSpan(span: Element, { losses, now }: SpaseSource): Interval | null {
  const written = {
    start: textAt(span, 'StartDate'),
    stop: textAt(span, 'StopDate') ?? textAt(span, 'EndDate'),
  };
  const relative = textAt(span, 'RelativeStopDate') ?? textAt(span, 'RelativeEndDate');
  const start = normaliseDate(written.start ?? '');
  const stop = relative === null ? normaliseDate(written.stop ?? '') : movingEnd(relative, now);
  const shown = `${written.start ?? ''}/${relative ?? written.stop ?? ''}`;
  if (start === null || stop === null) {
    losses.lost('temporal', 'a time span without two readable ends', shown);
    return null;
  }
  if (start > stop) {
    losses.lost('temporal', 'a time span that ends before it begins', shown);
    return null;
  }
  if (relative !== null)
    losses.lost('temporal', `that its end moves on: here it is that of ${now.slice(0, 10)}`, relative);
  return [mjd(start), mjd(stop)];
}

interface SpectralRanges {
  rows: Record<
    string,
    { waveband: string[]; relation: string; joule: Interval | null; emitsSpectral: boolean }
  >;
}

/** WaveTypes without photons: their frequencies are not those of a messenger. */
const NO_PHOTONS = new Set(['Electrostatic', 'Hydrodynamic', 'MHD']);
const RANGES = ['WavelengthRange', 'FrequencyRange', 'EnergyRange'];

/** spectral from the numbers of the parameters, else from words whose definition says enough; waveband from words. */
function energies({ resource, losses }: SpaseSource): Tag[] {
  const { rows } = table<SpectralRanges>('spectral-range');
  const waves = each(resource, 'Parameter', 'Wave');
  const ranges = waves.flatMap((wave) => RANGES.flatMap((kind) => each(wave, kind)));
  const words = new Set([
    ...textsAt(resource, 'SpectralRange'),
    ...ranges.flatMap((range) => textsAt(range, 'SpectralRange')),
  ]);
  const numbers: Interval[] = [];
  for (const range of ranges) {
    const [low, high, unit] = ['Low', 'High', 'Units'].map((local) => textAt(range, local) ?? '');
    const shown = `${low} ${high} ${unit}`;
    const isPhoton = !NO_PHOTONS.has(textAt(range.parent, 'WaveType') ?? '');
    const interval = isPhoton ? joules(range.local, low ?? '', high ?? '', unit ?? '') : null;
    if (interval !== null) numbers.push(interval);
    else
      losses.lost(
        'spectral',
        isPhoton ? `a ${range.local} that cannot be read` : 'waves that are no photons',
        shown,
      );
    if (each(range, 'Bin').length > 0)
      losses.lost('spectral', `the bins of a ${range.local}`, `${each(range, 'Bin').length} bins`);
  }
  for (const range of each(resource, 'Parameter', 'Particle', 'EnergyRange')) {
    losses.lost(
      'spectral',
      'the energies of particles',
      `${textAt(range, 'Low')} ${textAt(range, 'High')} ${textAt(range, 'Units')}`,
    );
  }
  const wavebands = new Set<string>();
  const defined: Interval[] = [];
  for (const word of words) {
    const row = Object.hasOwn(rows, word) ? rows[word] : undefined;
    for (const band of row?.waveband ?? []) wavebands.add(band);
    if (row?.emitsSpectral === true && row.joule !== null) defined.push([...row.joule]);
    if (row === undefined) losses.lost('waveband', 'a SpectralRange that is not known', word);
    else if (row.relation !== 'exactMatch')
      losses.lost('waveband', `what SpectralRange says beyond ${row.waveband.join(', ')}`, word);
  }
  return [
    ...merged(numbers.length > 0 ? numbers : defined).map((interval) =>
      tag('spectral', {}, floatInterval(interval)),
    ),
    ...[...wavebands].map((band) => tag('waveband', {}, band)),
  ];
}
