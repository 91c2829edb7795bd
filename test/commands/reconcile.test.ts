/** `voreg reconcile` from a real repository and a folder of SPASE records to a branch, a merge request and patches. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ReconcileOptions, runReconcile } from '../../src/commands/reconcile.ts';
import { exitCodeOf, RECONCILE_FORMATS } from '../../src/commands/reconcile-command.ts';
import { writePatches } from '../../src/commands/reconcile-patches.ts';
import { proposeReconciled } from '../../src/commands/reconcile-propose.ts';
import { validate } from '../../src/commands/validate.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { checkLinkFile } from '../../src/reconcile/links/check.ts';
import { fakeGitLab } from '../helpers/fake-gitlab.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';

const NOW = '2026-11-20T12:00:00Z';
const RECORDS = new URL('../../records/', import.meta.url);

interface SpaseRecord {
  type: string;
  id: string;
  title: string;
  url: string;
  more?: string;
}

const spase = ({ type, id, title, url, more = '' }: SpaseRecord) => `<?xml version="1.0" encoding="UTF-8"?>
<Spase xmlns="http://www.spase-group.org/data/schema">
  <Version>2.5.0</Version>
  <${type}>
    <ResourceID>${id}</ResourceID>
    <ResourceHeader>
      <ResourceName>${title}</ResourceName>
      <ReleaseDate>2025-01-01T00:00:00Z</ReleaseDate>
      <Description>Written for a test.</Description>
      <Contact><PersonID>spase://SMWG/Person/A.Person</PersonID><Role>GeneralContact</Role></Contact>
      <InformationURL>
        <URL>${url}</URL>
      </InformationURL>
    </ResourceHeader>
    <AccessInformation>
      <RepositoryID>spase://SMWG/Repository/PADC</RepositoryID>
      <AccessURL>
        <URL>${url}</URL>
      </AccessURL>
      <Format>FITS</Format>
    </AccessInformation>${more}
  </${type}>
</Spase>
`;

const APIS = {
  type: 'Repository',
  id: 'spase://SMWG/Repository/PADC/APIS',
  title: 'Auroral Planetary Imaging and Spectroscopy',
  url: 'https://apis.obspm.fr',
};
const SOLAR = {
  type: 'NumericalData',
  id: 'spase://GBO/NumericalData/BASS2000/SolarData',
  title: 'BASS2000 solar data',
  url: 'https://bass2000.obspm.fr',
};

let repo: string;
let hpde: string;
let config: Config;
const git = (...args: string[]) => execFileSync('git', args, { cwd: repo, encoding: 'utf8' }).trim();

async function put(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const file = (id: string) => `${id.slice('spase://'.length)}.xml`;

beforeEach(async () => {
  repo = temporaryFolder();
  hpde = temporaryFolder();
  execFileSync('git', ['init', '-q', '-b', 'main', repo]);
  git('config', 'user.name', 'A Curator');
  git('config', 'user.email', 'curator@padc.example');
  for (const name of ['apis', 'bass2000', 'nda']) {
    const text = await readFile(new URL(`padc.example/${name}/epn_core.xml`, RECORDS), 'utf8');
    await put(repo, `records/padc.example/${name}/epn_core.xml`, text);
  }
  git('add', '.');
  git('commit', '-q', '-m', 'records');
  for (const record of [APIS, SOLAR]) await put(hpde, file(record.id), spase(record));
  config = { ...readConfig({}), recordsRepo: repo, dataDir: temporaryFolder() };
});

const options = (more: Partial<ReconcileOptions> = {}): ReconcileOptions => ({
  scope: 'padc',
  spase: [hpde],
  acceptChanges: false,
  now: NOW,
  ...more,
});

const run = (more?: Partial<ReconcileOptions>) => runReconcile(config, options(more));
const pairs = async (status: string) =>
  (await run()).result.entries
    .filter((entry) => entry.status === status)
    .map(({ here, predicate, there }) => [here?.id.slice(19), predicate, there?.id.slice(8)].join(' '));

describe('the report', () => {
  it('says what is known of each row of the scope, and what the sources do not show', async () => {
    expect(await pairs('candidate')).toEqual([
      'apis/epn_core skos:relatedMatch SMWG/Repository/PADC/APIS',
      'bass2000/epn_core skos:closeMatch GBO/NumericalData/BASS2000/SolarData',
    ]);
    expect(await pairs('rejected')).toEqual(['apis/epn_core skos:exactMatch SMWG/Repository/PADC/APIS']);
    expect(await pairs('missing-there')).toContain(
      'nda/epn_core  GBO/NumericalData/ObsNancay/NDA/Routine/Jupiter/PT1S',
    );
    const { result } = await run();
    expect(result.caveats.join()).toContain('20 (Solar Orbiter Archive TAP service)');
    expect(exitCodeOf(result)).toBe(1);
  });

  it('a record that was planned is missing until it is there', async () => {
    const id = 'spase://GBO/NumericalData/ObsNancay/NDA/Routine/Jupiter/PT1S';
    await put(hpde, file(id), spase({ ...SOLAR, id, title: 'Nancay Decameter Array' }));
    expect(await pairs('missing-there')).not.toContain(`nda/epn_core  ${id.slice(8)}`);
  });

  it('is the same, byte for byte, when it is made again', async () => {
    const [first, second] = [(await run()).result, (await run()).result];
    for (const render of Object.values(RECONCILE_FORMATS)) expect(render(second)).toBe(render(first));
  });

  it('holds no address of a person', async () => {
    const { result } = await run();
    for (const render of Object.values(RECONCILE_FORMATS))
      expect(render(result).replace(/vo\.paris@obspm\.fr/g, '')).not.toMatch(/[\w.]+@obspm/);
  });
});

describe('--propose', () => {
  const propose = async (more?: Partial<ReconcileOptions>) =>
    proposeReconciled(config, await run(more), null, NOW);

  it('makes one commit for each kind of change, and touches nothing else', async () => {
    const told = await propose();
    expect(told[0]).toContain('On the branch voreg/reconcile-padc');
    expect(git('log', '--format=%s', 'main..voreg/reconcile-padc').split('\n')).toHaveLength(told.length - 1);
    expect(git('status', '--porcelain')).toBe('');
    const changed = git('diff', '--stat=200', 'main', 'voreg/reconcile-padc', '--name-only').split('\n');
    expect(changed).toEqual(['records/links/padc.example.sssom.tsv']);
    const links = git('show', 'voreg/reconcile-padc:records/links/padc.example.sssom.tsv');
    const bytes = Buffer.from(`${links}\n`);
    expect(checkLinkFile({ name: 'padc.example.sssom.tsv', bytes }, null).faults).toEqual([]);
    expect(links).toContain('skos:relatedMatch');
    expect(links).toContain('\tNot\t');
  });

  it('again is the same branch; once merged there is nothing left to propose', async () => {
    await propose();
    const before = git('rev-parse', 'voreg/reconcile-padc');
    await propose();
    expect(git('rev-parse', 'voreg/reconcile-padc')).toBe(before);
    git('merge', '-q', '--ff-only', 'voreg/reconcile-padc');
    expect(await propose()).toEqual(['There is nothing to propose.']);
    expect(await pairs('related')).toContain('apis/epn_core skos:relatedMatch SMWG/Repository/PADC/APIS');
    expect(await pairs('rejected')).toEqual(['apis/epn_core skos:exactMatch SMWG/Repository/PADC/APIS']);
  });

  it('what a curator said no to does not come back', async () => {
    await propose();
    git('merge', '-q', '--ff-only', 'voreg/reconcile-padc');
    const path = join(repo, 'records/links/padc.example.sssom.tsv');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const at = (lines.find((line) => line.startsWith('subject_id')) ?? '')
      .split('\t')
      .indexOf('predicate_modifier');
    const edited = lines.map((line) => {
      if (!line.includes('skos:closeMatch')) return line;
      const cells = line.split('\t');
      cells[at] = 'Not';
      return cells.join('\t');
    });
    await writeFile(path, edited.join('\n'));
    git('commit', '-q', '-a', '-m', 'no');
    expect(await pairs('candidate')).toEqual([]);
    expect(await pairs('rejected')).toContain(
      'bass2000/epn_core skos:closeMatch GBO/NumericalData/BASS2000/SolarData',
    );
  });

  it('opens one merge request, and brings it up to date', async () => {
    const gitlab = await fakeGitLab();
    const remote = temporaryFolder();
    execFileSync('git', ['clone', '-q', '--bare', repo, remote]);
    git('remote', 'add', 'origin', remote);
    config = { ...config, gitlabToken: gitlab.token };
    const page = `${gitlab.apiBase.replace('/api/v4', '')}/${gitlab.project}`;
    const told = await proposeReconciled(config, await run(), page, NOW);
    expect(told[0]).toMatch(/^Merge request opened: /);
    expect((await proposeReconciled(config, await run(), page, NOW))[0]).toMatch(
      /^Merge request unchanged: /,
    );
    expect(gitlab.mergeRequests).toHaveLength(1);
    expect(gitlab.mergeRequests[0]?.description).toContain(
      '- [x] `skos:relatedMatch: ivo://padc.example/apis/epn_core',
    );
    const [request] = gitlab.mergeRequests;
    if (request !== undefined) request.state = 'closed';
    expect((await proposeReconciled(config, await run(), page, NOW))[0]).toMatch(/^Not proposed again: /);
  });

  it('a checkout that is behind is not proposed from', async () => {
    const before = await run();
    await put(repo, 'records/README', 'x');
    git('add', '.');
    git('commit', '-q', '-m', 'more');
    expect((await proposeReconciled(config, before, null, NOW))[0]).toContain(
      'Bring the checkout up to date',
    );
  });
});

describe('--patches', () => {
  it('git am makes the change in the repository of the authority, and nothing else of the file changes', async () => {
    const folder = temporaryFolder();
    const told = await writePatches(await run(), folder, NOW, null);
    expect(told.join('\n')).toContain('GBO: 1 files in 1 patches');
    const authority = temporaryFolder();
    const at = (...args: string[]) => execFileSync('git', args, { cwd: authority, encoding: 'utf8' });
    at('init', '-q');
    at('config', 'user.name', 'A Keeper');
    at('config', 'user.email', 'keeper@gbo.example');
    const path = 'NumericalData/BASS2000/SolarData.xml';
    await put(authority, path, spase(SOLAR));
    at('add', '.');
    at('commit', '-q', '-m', 'records');
    const patches = (await readdir(join(folder, 'GBO'))).filter((name) => name.endsWith('.patch'));
    at('am', '-q', ...patches.map((name) => join(folder, 'GBO', name)));
    const after = await readFile(join(authority, path), 'utf8');
    expect(after).toContain('<Style>EPNTAP</Style>');
    expect(after).toContain('<ProductKey>bass2000.epn_core</ProductKey>');
    const removed = at('diff', 'HEAD~1', '--', path)
      .split('\n')
      .filter((line) => /^-(?!--)/.test(line));
    expect(removed).toEqual(['-      <ReleaseDate>2025-01-01T00:00:00Z</ReleaseDate>']);
    expect(await readFile(join(folder, 'GBO', 'LETTER.txt'), 'utf8')).toContain('git am');
    expect(await readdir(join(folder, 'drafts'))).toEqual(['padc-example-nda-epn-core.xml']);
  });
});

describe('records of others', () => {
  const consent = (spase: string) =>
    JSON.stringify({
      version: 1,
      consents: [{ spase, authority: 'padc.example', consent: 'https://gbo.example/consent' }],
    });
  const ADDED = 'records/padc.example/spase/GBO/NumericalData/BASS2000/SolarData.xml';

  async function proposedWith(spase: string) {
    await put(repo, 'records/registry.json', consent(spase));
    git('add', '.');
    git('commit', '-q', '-m', 'consent');
    const found = await run({ scope: null });
    const missing = found.result.entries.filter(({ status }) => status === 'missing-here');
    await proposeReconciled(config, found, null, NOW);
    const branches = git('branch', '--format=%(refname:short)').split('\n');
    const changed = branches.includes('voreg/reconcile-all')
      ? git('diff', '--name-only', 'main', 'voreg/reconcile-all').split('\n')
      : [];
    return { missing: missing.map(({ there }) => there?.id), changed };
  }

  it('become ours with the consent of their owner, valid and linked', async () => {
    const { missing, changed } = await proposedWith('GBO');
    expect(missing).toEqual([SOLAR.id]);
    expect(changed).toContain(ADDED);
    git('merge', '-q', '--ff-only', 'voreg/reconcile-all');
    const { report } = await validate(config, {
      paths: [join(repo, ADDED)],
      since: null,
      profile: 'rec',
      fix: false,
    });
    expect(report.findings.filter(({ rule }) => rule === 'XSD' || rule === 'XML')).toEqual([]);
    const again = await run({ scope: null });
    expect(again.result.entries.map(({ status }) => status)).not.toContain('missing-here');
    const pair = again.result.entries.find(({ there }) => there?.id === SOLAR.id);
    expect(pair).toMatchObject({
      here: { id: 'ivo://padc.example/spase/GBO/NumericalData/BASS2000/SolarData' },
      predicate: 'skos:exactMatch',
    });
  });

  it('stay theirs without it', async () => {
    const { missing, changed } = await proposedWith('CNES');
    expect(missing).toEqual([]);
    expect(changed.filter((path) => path.includes('/spase/'))).toEqual([]);
  });
});

describe('a run that changes much', () => {
  it('stops for a person, until it is accepted', async () => {
    for (let n = 0; n < 12; n += 1) {
      const id = `spase://CNES/NumericalData/CDPP-AMDA/T${n}`;
      await put(hpde, file(id), spase({ ...SOLAR, id, title: `Test ${n}` }));
    }
    const links = Array.from({ length: 12 }, (_, n) =>
      [
        'ivo:padc.example/apis/epn_core',
        'dcterms:hasPart',
        `spase:CNES/NumericalData/CDPP-AMDA/T${n}`,
        'semapv:ManualMappingCuration',
      ].join('\t'),
    );
    const header =
      '#curie_map:\n#  ivo: ivo://\n#  spase: spase://\n#mapping_set_id: https://padc.example/l\n#license: https://padc.example/cc0\n';
    const columns = 'subject_id\tpredicate_id\tobject_id\tmapping_justification';
    await put(repo, 'records/links/padc.example.sssom.tsv', `${header}${[columns, ...links].join('\n')}\n`);
    git('add', '.');
    git('commit', '-q', '-m', 'links');
    expect((await run()).result.held).toBeNull();
    for (let n = 0; n < 12; n += 1)
      execFileSync('rm', [join(hpde, `CNES/NumericalData/CDPP-AMDA/T${n}.xml`)]);
    const { result } = await run();
    expect(result.held).toContain('12 × related → orphaned');
    expect(exitCodeOf(result)).toBe(4);
    expect((await run({ acceptChanges: true })).result.held).toBeNull();
    expect((await run()).result.held).toBeNull();
  });
});

it('an unknown scope is a sentence', async () => {
  await expect(run({ scope: 'nowhere' })).rejects.toThrow('There is no scope "nowhere"');
});
