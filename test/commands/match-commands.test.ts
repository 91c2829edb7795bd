/** `voreg eval match` and `voreg explain` on a folder of a few records. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli.ts';

const PRODUCTS = [
  ['FGX/PT4S', 'Meridian 1 Triaxial Fluxgate Magnetometer (FGX), 4 s Data', 'PT4S'],
  ['FGX/PT1H', 'Meridian 1 Triaxial Fluxgate Magnetometer (FGX), Hourly Data', 'PT1H'],
  ['WAV/PT60S', 'Meridian 1 Radio and Plasma Wave Receiver (WAV), 1 min Data', 'PT60S'],
  ['PLS/PT60S', 'Meridian 1 Plasma Ion Spectrometer (PLS) Moments, 1 min Data', 'PT60S'],
] as const;

function spaseXml(id: string, title: string, cadence: string): string {
  const path = id.split('/').slice(4, 6).join('/');
  return `<?xml version="1.0"?>
<Spase xmlns="http://www.spase-group.org/data/schema"><Version>2.3.0</Version><NumericalData>
<ResourceID>${id}</ResourceID>
<ResourceHeader><ResourceName>${title}</ResourceName><ReleaseDate>2020-01-01T00:00:00Z</ReleaseDate>
<Description>${title} of the Meridian mission, as delivered by the team.</Description></ResourceHeader>
<AccessInformation><RepositoryID>spase://SMWG/Repository/Example</RepositoryID>
<AccessURL><URL>https://data.example.org/${path}/${cadence}/</URL></AccessURL><Format>CDF</Format></AccessInformation>
<InstrumentID>spase://SMWG/Instrument/${path}</InstrumentID><MeasurementType>MagneticField</MeasurementType>
<TemporalDescription><TimeSpan><StartDate>2001-02-03T00:00:00Z</StartDate><StopDate>2009-01-01T00:00:00Z</StopDate></TimeSpan>
<Cadence>${cadence}</Cadence></TemporalDescription></NumericalData></Spase>`;
}

let dir = '';
const file = (name: string) => join(dir, name);
const live = (product: string) => `NASA/NumericalData/Meridian1/${product}`;
const old = (product: string) => `VMO/NumericalData/Meridian1/${product}`;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'voreg-match-'));
  const rows = ['subject_id\tobject_id\tsubject_path\tobject_path'];
  for (const [product, title, cadence] of PRODUCTS) {
    await write(`records/${live(product)}.xml`, spaseXml(`spase://${live(product)}`, title, cadence));
    await write(
      `records/Deprecated/${old(product)}.xml`,
      spaseXml(`spase://${old(product)}`, title, cadence),
    );
    rows.push(
      [
        `spase://${live(product)}`,
        `spase://${old(product)}`,
        `${live(product)}.xml`,
        `Deprecated/${old(product)}.xml`,
      ].join('\t'),
    );
  }
  await write('records/notes/broken.xml', '<Spase');
  await write('records/notes/page.xml', '<html/>');
  await write('truth.tsv', `${rows.join('\n')}\n`);
});

afterAll(() => rm(dir, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(file(name)), { recursive: true });
  await writeFile(file(name), text);
}

/** Runs the command with its report as JSON. */
async function report(...args: string[]) {
  const out = file('report.json');
  const code = await run(['node', 'voreg', ...args, '--format', 'json', '--output', out]);
  return { code, report: JSON.parse(await readFile(out, 'utf8')) };
}

describe('voreg eval match', () => {
  it.each(['all', 'vor', 'bare'])('measures what is seen with --fields %s', async (fields) => {
    const { code, report: found } = await report(
      ...['eval', 'match', '--truth', file('truth.tsv'), '--source', file('records'), '--fields', fields],
    );
    expect(code).toBe(0);
    expect(found).toMatchObject({ version: 1, fields, subjects: 4, objects: 4 });
    expect(found.measures).toMatchObject({
      pairs: 4,
      objects: 4,
      missing: 0,
      completeness: 1,
      best: { f1: 1 },
    });
    expect(found.measures.hard.share).toBe(0);
  });

  it('finds weights that still tell the series apart, and the same ones again', async () => {
    const args = ['eval', 'match', '--truth', file('truth.tsv'), '--source', file('records'), '--fit'];
    const { report: found } = await report(...args, '--write', file('weights.json'));
    expect(found.map(({ fields }: { fields: string }) => fields)).toEqual(['all', 'vor']);
    const first = await readFile(file('weights.json'), 'utf8');
    await report(...args, '--write', file('weights.json'));
    expect(await readFile(file('weights.json'), 'utf8')).toBe(first);
    expect(JSON.parse(first).gains.title).toHaveLength(6);
  });

  it('a pair that is not in the sources counts as missed, and the exit code says so', async () => {
    const more = `${await readFile(file('truth.tsv'), 'utf8')}spase://NASA/NumericalData/Gone\tspase://VMO/NumericalData/Gone\n`;
    await writeFile(file('more.tsv'), more);
    const { code, report: found } = await report(
      ...['eval', 'match', '--truth', file('more.tsv'), '--source', file('records')],
    );
    expect(code).toBe(1);
    expect(found.measures).toMatchObject({
      pairs: 5,
      missing: 1,
      completeness: 0.8,
      best: { precision: 1, recall: 0.8 },
    });
  });

  it.each([
    ['no head', 'a\tb\n', /Line 1 must name the columns/],
    ['an empty cell', 'subject_id\tobject_id\nspase://A/B\t\n', /Line 2 has no subject_id or no object_id/],
  ])('%s is refused in one sentence', async (_, text, message) => {
    await writeFile(file('bad.tsv'), text);
    await expect(
      run(['node', 'voreg', 'eval', 'match', '--truth', file('bad.tsv'), '--source', file('records')]),
    ).rejects.toThrow(message);
  });

  it.each([
    [['--truth', 'nowhere.tsv', '--source', '.'], /There is no file nowhere.tsv/],
    [['--truth', 'nowhere.tsv', '--source', '.', '--fields', 'some'], /There are no --fields some/],
  ])('%j is refused', async (args, message) => {
    await expect(run(['node', 'voreg', 'eval', 'match', ...args])).rejects.toThrow(message);
  });
});

describe('voreg explain', () => {
  const explain = (a: string, b: string) => report('explain', a, b, '--source', file('records'));

  it('adds up: start and parts are the evidence', async () => {
    const { code, report: found } = await explain(
      `spase://${old('FGX/PT4S')}`,
      `spase://${live('FGX/PT4S')}`,
    );
    const parts = found.parts.map(({ evidence }: { evidence: number }) => evidence);
    expect(parts.reduce((sum: number, one: number) => sum + one, found.start)).toBeCloseTo(found.evidence, 9);
    expect(found).toMatchObject({ isBest: true, relation: 'identical', contradictions: [] });
    expect(found.zone).toBe('confident');
    expect(found.runnerUp.id).toContain('Meridian1');
    expect(code).toBe(0);
  });

  it('a sibling contradicts, and the better one is named', async () => {
    const { report: found } = await explain(`spase://${old('FGX/PT4S')}`, `spase://${live('FGX/PT1H')}`);
    expect(found).toMatchObject({ isBest: false });
    expect(found.zone).not.toBe('confident');
    expect(found.contradictions.map(({ code }: { code: string }) => code)).toContain('cadence');
    expect(found.runnerUp.id).toBe(`spase://${live('FGX/PT4S')}`);
    expect(found.margin).toBeLessThan(0);
  });

  it('a record that nobody knows is told by its name', async () => {
    await expect(explain('ivo://nowhere/x', `spase://${live('FGX/PT4S')}`)).rejects.toThrow(
      /No record ivo:\/\/nowhere\/x is known/,
    );
  });
});
