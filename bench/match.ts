/**
 * Matching at the size of the whole field: SPASE's 8,600 data records and 30,000 of the IVOA, every one of the IVOA's
 * looking for its counterpart. The records are made up here, as alike and as different as real series are: real ones
 * may be read instead.
 *
 *   npx tsx bench/match.ts [N_IVOA] [N_SPASE] [DIR of SPASE records]
 */
import { CorpusBuilder } from '../src/reconcile/match/corpus.ts';
import { Rankings } from '../src/reconcile/match/rank.ts';
import { recordsIn } from '../src/reconcile/match/read.ts';
import { Scorer } from '../src/reconcile/match/scorer.ts';
import { verdictOn } from '../src/reconcile/match/zones.ts';
import type { Fields } from '../src/resource/fields.ts';
import { runCompiled } from './compiled.ts';
import { machine, say, sayTarget, spread, stopwatch } from './report.ts';

/** The Python prototype: 2.1 million pairs in 56 s (matching.md §3). */
const PROTOTYPE = 38_000;
const ROUNDS = 3;

const CRAFT = [
  'Meridian',
  'Boreal',
  'Zenith',
  'Solstice',
  'Aphelion',
  'Corona',
  'Heliopause',
  'Umbra',
  'Polaris',
  'Twilight',
];
const SENSORS = [
  'Fluxgate Magnetometer',
  'Plasma Ion Spectrometer',
  'Energetic Particle Detector',
  'Wave Receiver',
  'Ultraviolet Imager',
  'Langmuir Probe',
  'Neutral Mass Spectrometer',
  'Coronagraph',
];
const CADENCES = ['4 s', '16 s', '1 min', '5 min', 'Hourly', 'Daily'];
const LEVELS = ['Level 1', 'Level 2', 'Level 3', 'Key Parameters', 'Browse'];
const WORDS =
  'field density velocity temperature proton electron alpha spectrum flux moments survey burst calibrated coordinates instrument spacecraft magnetosphere heliosphere particles energy angle distribution averaged samples derived archive processing'.split(
    ' ',
  );

await runCompiled(import.meta.url, async ([ivoa = '30000', spase = '8600', dir = '']) => {
  const there = dir === '' ? madeUp(Number(spase), 'spase') : await read(dir, Number(spase));
  const here = dir === '' ? madeUp(Number(ivoa), 'vor') : likeIvoa(there, Number(ivoa));
  say(`Matching ${here.length} IVOA records with ${there.length} of SPASE. ${machine()}`);
  const times: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { scored, matching, confident, seconds } = match(here, there);
    times.push(seconds);
    rates.push(scored / matching / PROTOTYPE);
    say(
      `${times.at(-1)?.toFixed(1)} s, ${scored} pairs in ${matching.toFixed(1)} s: ${Math.round(scored / matching)} pairs/s, ${confident} confident`,
    );
  }
  sayTarget({
    what: 'pairs/s against the prototype',
    wanted: '≥',
    limit: 10,
    unit: '×',
    measured: spread(rates),
  });
  sayTarget({ what: 'all matched', wanted: '≤', limit: 60, unit: 's', measured: spread(times) });
  const memory = process.resourceUsage().maxRSS / 1024;
  sayTarget({ what: 'memory', wanted: '≤', limit: 600, unit: 'MB', measured: spread([memory]) });
});

function match(here: Iterable<Fields>, there: Iterable<Fields>) {
  const whole = stopwatch();
  const builder = new CorpusBuilder();
  const asking = Int32Array.from(here, (fields) => builder.add(fields));
  const side = Int32Array.from(there, (fields) => builder.add(fields));
  const corpus = builder.build();
  const ranking = stopwatch();
  const rankings = new Rankings(corpus, new Scorer(corpus), asking, side);
  // Others compute on the same cores: what this process computed is what a pair costs.
  const matching = ranking().cpu;
  const confident = asking.filter(
    (record) => verdictOn(corpus, rankings, record).zone === 'confident',
  ).length;
  return { scored: rankings.scored, matching, confident, seconds: whole().cpu };
}

async function read(dir: string, most: number): Promise<Fields[]> {
  const found: Fields[] = [];
  for await (const { path, fields } of recordsIn(dir, (path) =>
    /(?:Numerical|Display)Data|Catalog/.test(path),
  )) {
    if (!path.startsWith('Deprecated/') && found.length < most) found.push(fields);
  }
  return found;
}

/** What an IVOA record would show of real SPASE records, each told in other words by leaving every fifth word out. */
function likeIvoa(records: Fields[], count: number): Fields[] {
  return Array.from({ length: count }, (_, i) => {
    const fields = records[i % records.length] as Fields;
    const thinned = (text: string) =>
      text
        .split(' ')
        .filter((_, word) => (word + i) % 5 !== 0)
        .join(' ');
    return {
      ...fields,
      ...{
        model: 'vor',
        id: `ivo://bench.example/${i}`,
        type: 'CatalogResource',
        cadence: null,
        parameters: [],
      },
      ...{ title: thinned(fields.title), description: thinned(fields.description), regions: [], levels: [] },
    } satisfies Fields;
  });
}

/** The same numbers give the same records; those of the two models are in the same series. */
function madeUp(count: number, model: Fields['model']): Fields[] {
  return Array.from({ length: count }, (_, i) => {
    const craft = `${CRAFT[i % 10]} ${1 + (Math.floor(i / 10) % 9)}`;
    const sensor = SENSORS[Math.floor(i / 90) % 8] ?? '';
    const cadence = CADENCES[Math.floor(i / 720) % 6] ?? '';
    const level = LEVELS[Math.floor(i / 4320) % 5] ?? '';
    const title = `${craft} ${sensor} ${level} ${cadence} Data`;
    const word = (n: number) => WORDS[(i * 7 + n * n) % WORDS.length];
    const isSpase = model === 'spase';
    const name = craft.replace(' ', '');
    return {
      ...{
        model,
        id: `${model}:${i}`,
        type: isSpase ? 'NumericalData' : 'CatalogResource',
        version: null,
        status: null,
      },
      ...{
        title,
        alternateNames: [],
        description: `${title}. ${Array.from({ length: 80 }, (_, n) => word(n)).join(' ')}`,
      },
      ...{ created: null, updated: null, dois: [], otherDois: [], altIdentifiers: [], priorIds: [] },
      ...{
        referenceUrls: [`https://${name}.example.org/`],
        rights: [],
        relations: [],
        tables: [],
        standards: [],
      },
      access: [
        {
          url: `https://data.example.org/${name}/${sensor.slice(0, 4)}/${i}`,
          standard: null,
          interfaceType: null,
          productKey: isSpase ? `${name}_${i}` : null,
          name: null,
        },
      ],
      persons: [{ name: `A. Person${i % 300}`, id: null, role: 'PrincipalInvestigator', orcid: null }],
      ...{ publisher: null, repositories: [], authorities: [], facilities: [{ name: craft, id: null }] },
      instruments: [{ name: `${craft} ${sensor}`, id: null }],
      temporal: [{ start: `${1970 + (i % 50)}-01-01T00:00:00Z`, stop: null }],
      ...{
        cadence: isSpase ? 'PT60S' : null,
        parameters: isSpase ? ['Epoch', `B_${i % 50}`, 'quality'] : [],
      },
      ...{ subjects: ['heliophysics'], measurements: [], regions: [], wavebands: [], levels: [] },
    };
  });
}
