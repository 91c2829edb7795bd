/** `voreg new` in a records repository, and what `voreg validate` then says of the whole set. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { type NewOptions, newRecord } from '../../src/commands/new.ts';
import { addNewCommand } from '../../src/commands/new-command.ts';
import { validate } from '../../src/commands/validate.ts';
import { readConfig } from '../../src/config.ts';
import { KINDS } from '../../src/new/types.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { answering, fakeService, fixture, vacantAddress } from './fake-service.ts';
import { filled } from './fill.ts';

const MODEL = new URL('../../records/padc.example/', import.meta.url).pathname;
const CHOSEN = ['authority.xml', 'registry.xml', 'org/padc.xml', 'org/cds.xml', 'tap/planeto.xml'];

interface Repository {
  folder: string;
  make(options: Partial<NewOptions>): ReturnType<typeof newRecord>;
  read(path: string): Promise<string>;
  /** Errors and warnings of the whole set, as `file rule`. */
  findings(profile?: 'rec' | 'rofr'): Promise<string[]>;
}

async function repository(files: string[] = CHOSEN): Promise<Repository> {
  const folder = await temporaryFolder();
  execFileSync('git', ['init', '-q', folder]);
  await mkdir(join(folder, 'records'));
  for (const file of files) {
    await mkdir(dirname(join(folder, 'records/padc.example', file)), { recursive: true });
    await cp(join(MODEL, file), join(folder, 'records/padc.example', file));
  }
  const config = readConfig({ RECORDS_REPO: folder });
  const usual: NewOptions = {
    kind: 'service',
    answers: {},
    fromVosi: null,
    output: null,
    terminal: null,
    now: '2026-11-20T10:00:00Z',
  };
  return {
    folder,
    make: (options) => newRecord(config, { ...usual, ...options }),
    read: (path) => readFile(join(folder, 'records', path), 'utf8'),
    async findings(profile = 'rec') {
      const { report } = await validate(config, { paths: [], since: null, profile, fix: false });
      const serious = report.findings.filter((f) => f.severity !== 'info');
      return serious.map((f) => `${f.file} ${f.rule} ${f.message}`);
    },
  };
}

/** TAP records of other tests that planeto's relationships name are not here. */
function ofNew(findings: string[], path: string): string[] {
  return findings.filter((f) => f.startsWith(`records/${path} `));
}

describe('voreg new', () => {
  it.each(
    Object.keys(KINDS).filter((name) => name !== 'authority' && name !== 'registry'),
  )('%s: only the marked places are reported, and nothing once they are filled in', async (kind) => {
    const { make, read, findings, folder } = await repository();
    const made = await make({ kind, answers: { ivoid: ['quiet/epn_core'] } });
    const path = 'padc.example/quiet/epn_core.xml';
    expect(await read(path)).toBe(made.xml);
    const found = ofNew(await findings(), path);
    expect(found).toHaveLength(made.marks.length);
    expect(found.filter((f) => !f.includes(' NEW-01 '))).toEqual([]);

    const own = {
      dataSource: kind === 'slap' ? 'theoretical' : 'survey',
      ...(made.xml.includes('#aux') ? { accessURL: 'http://voparis-tap-planeto.obspm.fr/tap' } : {}),
    };
    await writeFile(join(folder, 'records', path), filled(made.xml, own));
    expect(ofNew(await findings(), path)).toEqual([]);
    if (kind !== 'slap') expect(ofNew(await findings('rofr'), path)).toEqual([]);
  }, 20_000);

  it('registry and authority: a set of their own', async () => {
    const { make, folder, findings } = await repository([]);
    const fill = async (kind: string, ivoid: string, own: Record<string, string>) => {
      const { xml, file } = await make({ kind, answers: { ivoid: [ivoid] } });
      await writeFile(file ?? '', filled(xml, { 'ivo-id': 'ivo://new.example/org', ...own }));
      return file;
    };
    await fill('registry', 'ivo://new.example/registry', { accessURL: 'https://new.example/oai' });
    expect(await fill('authority', 'new.example', { title: 'Authority new.example' })).toMatch(
      /records\/new\.example\/authority\.xml$/,
    );
    await fill('organisation', 'ivo://new.example/org', { title: 'The organisation' });
    await writeFile(join(folder, 'records/registry.json'), '{"version": 1}');
    expect(await findings()).toEqual([]);
    expect(await findings('rofr')).toEqual([]);
  }, 20_000);

  it('takes publisher, contact and authority from the registry record', async () => {
    const { make } = await repository();
    const { xml, marks } = await make({ answers: { ivoid: ['portal'] } });
    expect(xml).toContain('<identifier>ivo://padc.example/portal</identifier>');
    expect(xml).toContain(
      '<publisher ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</publisher>',
    );
    expect(xml).toContain('<email>vo.paris@obspm.fr</email>');
    expect(marks.map((m) => m.line)).toEqual(
      xml.split('\n').flatMap((line, i) => (/FILL.IN/.test(line) ? [i + 1] : [])),
    );
  });

  it('fills in everything that flags say', async () => {
    const { make, findings } = await repository();
    const { marks, xml } = await make({
      kind: 'epn-tap',
      answers: {
        ivoid: ['ivo://padc.example/quiet/epn_core'],
        title: ['Quiet & calm stars'],
        shortName: ['Quiet'],
        publisher: ['ivo://padc.example/ORG/cds'],
        creator: ['Neiner, C.', 'de Batz, B.'],
        date: ['2026-01-02'],
        subject: ['Be stars', 'spectroscopy'],
        description: ['Stars that hardly change.'],
        referenceUrl: ['https://padc.example/quiet/'],
        servedBy: ['ivo://padc.example/tap/planeto'],
        rights: ['Free for research.'],
        frame: ['celestial'],
      },
    });
    expect(marks.map((m) => m.message)).toEqual([
      '<waveband> is still to be filled in: Radio, Millimeter, Infrared, Optical, UV, EUV, X-ray or Gamma-ray; or remove coverage.',
      '<description> is still to be filled in: what a row of the table is, such as one image of a planet.',
    ]);
    expect(xml).toContain('ivo-id="ivo://padc.example/org/cds"');
    expect(xml).toContain('<accessURL use="base">http://voparis-tap-planeto.obspm.fr/tap</accessURL>');
    expect(xml).toContain('<name>quiet.epn_core</name>');
    expect(ofNew(await findings(), 'padc.example/quiet/epn_core.xml')).toHaveLength(2);
  });

  it('asks on a terminal for what the flags do not say', async () => {
    const { make, read } = await repository();
    const input = new PassThrough();
    const output = new PassThrough();
    input.end('doc/guide\nA guide to quiet stars\n');
    await make({ kind: 'document', terminal: { input, output }, answers: { shortName: ['Guide'] } });
    const xml = await read('padc.example/doc/guide.xml');
    expect(xml).toContain('<title>A guide to quiet stars</title>\n  <shortName>Guide</shortName>');
    expect(String(output.read())).toContain('Title?');
  });

  it('copies a running service, and says what it left out', async () => {
    const base = await fakeService(
      answering({
        '/tap/capabilities': fixture('tap-capabilities.xml'),
        '/tap/tables?detail=max': fixture('tap-tables.xml'),
      }),
    );
    const { make, findings, folder } = await repository();
    for (const kind of ['tap', 'catalog-service']) {
      const made = await make({ kind, answers: { ivoid: [`new/${kind}`] }, fromVosi: `${base}/tap` });
      expect(made.notes.join('\n')).toContain('Left out: the tables of TAP_SCHEMA');
      expect(made.xml).toContain('<name>quiet.stars</name>');
      expect(made.xml).not.toContain('access-URL');
      const path = `padc.example/new/${kind}.xml`;
      await writeFile(join(folder, 'records', path), filled(made.xml, { title: `A ${kind} of quiet stars` }));
      expect(ofNew(await findings(), path)).toEqual([]);
      expect(ofNew(await findings('rofr'), path)).toEqual([]);
    }
  }, 20_000);

  it('never overwrites a file, and never makes a second record of an ivoid', async () => {
    const { make, folder } = await repository();
    const taken = make({ answers: { ivoid: ['ivo://padc.example/ORG/cds'] } });
    await expect(taken).rejects.toThrow(/is the identifier of .*org\/cds\.xml already/);
    const file = join(folder, 'notes.xml');
    await writeFile(file, 'mine');
    await expect(make({ output: file })).rejects.toThrow(/notes\.xml is there already, and is left as it is/);
    expect(await readFile(file, 'utf8')).toBe('mine');
    await rm(file);
    expect((await make({ output: file })).xml).toBe(await readFile(file, 'utf8'));
  });

  it.each<[string, Partial<NewOptions>, string]>([
    ['an unknown type', { kind: 'tapp' }, 'There is no type "tapp". Types are organisation,'],
    ['a type named like a property of objects', { kind: 'constructor' }, 'There is no type "constructor"'],
    ['no ivoid and no file', {}, 'The file is named after the identifier.'],
    ['a flag that the type has no place for', { answers: { frame: ['body'] } }, 'has no place for --frame.'],
    [
      'a wrong value',
      { answers: { referenceUrl: ['obspm.fr'] } },
      '--reference-url: "obspm.fr" is not an address.',
    ],
    [
      'an authority with a key',
      { kind: 'authority', answers: { ivoid: ['ivo://a.b/c'] } },
      'An authority has no key',
    ],
    ['VOSI for a cone search', { kind: 'cone', fromVosi: 'https://a.example' }, '--from-vosi is for tap and'],
  ])('refuses %s with a sentence', async (_case, options, message) => {
    const { make } = await repository();
    const made = make(options);
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('--from-vosi', () => {
  it('refuses with a sentence where nobody answers', async () => {
    const { make } = await repository();
    const made = make({ kind: 'tap', fromVosi: await vacantAddress() });
    await expect(made).rejects.toThrow(/capabilities cannot be reached/);
    await expect(made).rejects.toMatchObject({ name: 'UsageError' });
  });
});

describe('the command line', () => {
  let help = '';
  beforeAll(() => {
    const program = new Command().exitOverride();
    addNewCommand(program, () => undefined);
    const [command] = program.commands;
    command?.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command?.outputHelp();
  });

  it('lists every type and every flag', () => {
    for (const kind of Object.keys(KINDS)) expect(help).toContain(`  ${kind} `);
    for (const flag of [
      '--ivoid',
      '--title',
      '--short-name',
      '--publisher',
      '--access-url',
      '--reference-url',
      '--subject',
    ]) {
      expect(help).toContain(flag);
    }
  });
});
