/** `voreg convert` as it is shipped: files, standard input, folders, formats, exit codes. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledProgram } from '../helpers/program.ts';
import { INSTRUMENT, OBSERVATORY, PERSON, REPOSITORY, spase, vor } from '../reconcile/crosswalk/records.ts';

const program = compiledProgram();
let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'voreg-convert-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function put(path: string, text: string | Buffer): Promise<void> {
  await mkdir(dirname(join(cwd, path)), { recursive: true });
  await writeFile(join(cwd, path), text);
}

async function hpde(): Promise<void> {
  await put(
    'hpde/CNES/NumericalData/Case/X.xml',
    spase({
      body: '<InstrumentID>spase://SMWG/Instrument/S/MAG</InstrumentID><MeasurementType>MagneticField</MeasurementType>',
    }),
  );
  await put('hpde/SMWG/Person/Jane.Doe.xml', PERSON);
  await put('hpde/SMWG/Repository/X.xml', REPOSITORY);
  await put('hpde/SMWG/Instrument/S/MAG.xml', INSTRUMENT);
  await put('hpde/SMWG/Observatory/S.xml', OBSERVATORY);
}

describe('one record', () => {
  it('goes to standard output, what is lost to standard error', async () => {
    await hpde();
    const { code, stdout, stderr } = await program.voreg(
      ['convert', 'hpde/CNES/NumericalData/Case/X.xml', '--to', 'vor', '--authority', 'padc.obspm'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('<identifier>ivo://padc.obspm/spase/CNES/NumericalData/Case/X</identifier>');
    // Found in the folder that the record itself lies in.
    expect(stdout).toContain('>Spacecraft S</facility>');
    expect(stderr).toContain('instrument lost: the type of an instrument (Magnetometer)');
    expect(stderr).not.toContain('jane@example.org');
  });

  it('is read from standard input, and said in JSON', async () => {
    const { code, stdout } = await program.voreg(['convert', '-', '--to', 'spase', '--format', 'json'], {
      cwd,
      input: vor(),
    });
    expect(code).toBe(0);
    const said = JSON.parse(stdout) as {
      version: number;
      is: string;
      marks: { line: number }[];
      losses: object[];
      xml: string;
    };
    expect(said).toMatchObject({ version: 1, is: 'NumericalData', to: 'spase' });
    expect(said.xml.split('\n')[(said.marks[0]?.line ?? 0) - 1]).toContain('VOREG-FILL');
  });

  it('goes into files, in both formats', async () => {
    await put('in.xml', vor());
    const { code, stdout } = await program.voreg(
      [
        'convert',
        'in.xml',
        '--to',
        'spase',
        '--as',
        'Catalog',
        '--output',
        'out/draft.xml',
        '--format',
        'json',
        '--output',
        'out/draft.json',
      ],
      { cwd },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const xml = await readFile(join(cwd, 'out/draft.xml'), 'utf8');
    expect(xml).toContain('<PhenomenonType>VOREG-FILL</PhenomenonType>');
    expect(JSON.parse(await readFile(join(cwd, 'out/draft.json'), 'utf8'))).toMatchObject({
      is: 'Catalog',
      xml,
    });
  });

  it('gets its candidates from a folder of SPASE records', async () => {
    await hpde();
    const { stdout } = await program.voreg(['convert', '-', '--to', 'spase', '--records', 'hpde'], {
      cwd,
      input: vor(),
    });
    expect(stdout).toContain('the Person record of Doe, Jane. Candidates: spase://SMWG/Person/Jane.Doe');
  });

  it.each([
    ['a Person', PERSON, 'vor', /A Person is no record of its own/],
    ['a record of the model itself', vor(), 'vor', /holds no SPASE resource/],
    ['broken XML', '<Spase>', 'vor', /line 1/],
    ['nothing', '', 'spase', /no XML element/],
    ['an authority', vor({ type: 'vg:Authority' }), 'spase', /SPASE does not describe/],
  ])('is refused: %s', async (_, input, to, says) => {
    const { code, stdout, stderr } = await program.voreg(['convert', '-', '--to', to], { cwd, input });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
  });

  it.each([
    [['convert', 'none.xml', '--to', 'vor'], /There is no none\.xml/],
    [['convert', '-', '--to', 'html'], /--to html/],
    [['convert', '-'], /--to/],
    [['convert', '-', '--to', 'spase', '--as', 'Granule'], /--as Granule/],
    [['convert', '-', '--to', 'vor', '--authority', 'a b'], /--authority a b/],
    [['convert', '-', '--to', 'vor', '--format', 'html'], /no format "html"/],
    [['convert', '.', '--to', 'vor'], /--output FOLDER/],
  ])('is not tried: %j', async (args, says) => {
    const { code, stderr } = await program.voreg(args, { cwd, input: vor() });
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });
});

describe('a folder', () => {
  it('becomes a folder of records, each at its ivoid', async () => {
    await hpde();
    await put('hpde/.git/x.xml', 'no record');
    const { code, stdout } = await program.voreg(['convert', 'hpde', '--to', 'vor', '--output', 'out'], {
      cwd,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('2 records written below out, 3 passed over');
    const xml = await readFile(join(cwd, 'out/spase.example/spase/CNES/NumericalData/Case/X.xml'), 'utf8');
    expect(xml).toContain('>Spacecraft S</facility>');
    expect(existsSync(join(cwd, 'out/spase.example/spase/SMWG/Repository/X.xml'))).toBe(true);
    // A second run over its own output's parent does not take that in.
    const again = await program.voreg(
      ['convert', '.', '--to', 'vor', '--output', 'out', '--format', 'json'],
      { cwd },
    );
    expect(JSON.parse(again.stdout)).toMatchObject({ version: 1, converted: 2, passedOver: 3, refused: [] });
  });

  it('says which files it could not read, and converts the others', async () => {
    await hpde();
    await put('hpde/CNES/broken.xml', '<Spase>');
    const { code, stdout } = await program.voreg(['convert', 'hpde', '--to', 'vor', '--output', 'out'], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/2 records written/);
    expect(stdout).toMatch(/not converted: hpde\/CNES\/broken\.xml: line 1/);
  });

  it('of VOResource becomes drafts at the same places', async () => {
    await put('records/a/b.xml', vor());
    const { code, stdout } = await program.voreg(
      ['convert', 'records', '--to', 'spase', '--output', 'drafts'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/places to fill in; grep -r VOREG-FILL drafts/);
    expect(await readFile(join(cwd, 'drafts/a/b.xml'), 'utf8')).toContain('<NumericalData>');
  });
});
