import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportRequest, importRecords } from '../../src/commands/import.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type ImportReport, importExitCode } from '../../src/harvest/import-report.ts';
import { ListSource, organisation } from '../harvest/list-source.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { model } from './registry-checkout.ts';

const NOW = '2026-11-20T12:00:00Z';
const A = 'ivo://padc.example/org/a';
const B = 'ivo://padc.example/org/b';
const element = (path: string) =>
  model(path)
    .replace(/^<\?xml[^>]*\?>\s*/, '')
    .trimEnd();

/** A new checkout and what is imported into it. */
class Import {
  readonly source = new ListSource();
  readonly path = gitRepo().path;
  readonly config: Config = readConfig({ RECORDS_REPO: this.path, DATA_DIR: temporaryFolder() });

  run(parts: Partial<ImportRequest> = {}): Promise<ImportReport> {
    return importRecords(this.config, {
      ...{
        source: 'http://registry.example/oai',
        open: async () => this.source,
        authorities: [],
        force: false,
      },
      ...{ signal: new AbortController().signal, now: NOW },
      ...parts,
    });
  }

  /** Below records/. */
  files(): string[] {
    const all = readdirSync(join(this.path, 'records'), { recursive: true, withFileTypes: true });
    return all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length + 9))
      .sort();
  }

  read(path: string): string {
    return readFileSync(join(this.path, 'records', path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.path, 'records', path, '..'), { recursive: true });
    writeFileSync(join(this.path, 'records', path), text);
  }
}

const counts = ({ summary: s }: ImportReport) => [
  s.written,
  s.changed,
  s.unchanged,
  s.edited,
  s.removed,
  s.retired,
];

describe('an import', () => {
  it('writes each record exactly as it was listed, and nothing at all the second time', async () => {
    const work = new Import();
    work.source.put(organisation(A)).put(organisation('ivo://padc.example/Org/B', 'Été', ' version="1.1"'));
    const first = await work.run();
    expect(counts(first)).toEqual([2, 0, 0, 0, 0, 0]);
    expect(first.own).toBe('the set ivo_managed');
    expect(work.files()).toEqual(['padc.example/org/a.xml', 'padc.example/org/b.xml']);
    expect(work.read('padc.example/org/a.xml')).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n${organisation(A)}\n`,
    );
    const second = await work.run();
    expect(counts(second)).toEqual([0, 0, 2, 0, 0, 0]);
  });

  it('takes a change at the source for just that file, and `updated` for none', async () => {
    const work = new Import();
    work.source.put(organisation(A)).put(organisation(B));
    await work.run();
    work.source.put(organisation(A, 'New title')).put(organisation(B).replace('2020-01-01', '2026-01-01'));
    const report = await work.run();
    expect(counts(report)).toEqual([0, 1, 1, 0, 0, 0]);
    expect(report.changed).toEqual([{ ivoid: A, path: 'padc.example/org/a.xml' }]);
    expect(work.read('padc.example/org/a.xml')).toContain('New title');
    expect(work.read('padc.example/org/b.xml')).toContain('updated="2020-01-01');
  });

  it('keeps what was changed here, and asks where both sides changed', async () => {
    const work = new Import();
    work.source.put(organisation(A));
    await work.run();
    work.write('padc.example/org/a.xml', organisation(A, 'Ours'));
    expect(counts(await work.run())).toEqual([0, 0, 0, 1, 0, 0]);
    expect(work.read('padc.example/org/a.xml')).toContain('Ours');

    work.source.put(organisation(A, 'Theirs'));
    const report = await work.run();
    expect(report.refused).toMatchObject([
      {
        ivoid: A,
        path: 'padc.example/org/a.xml',
        reason: expect.stringMatching(/changed here and at the source.*--force/),
      },
    ]);
    expect(importExitCode(report)).toBe(1);
    expect(work.read('padc.example/org/a.xml')).toContain('Ours');
    expect(counts(await work.run({ force: true }))).toEqual([0, 1, 0, 0, 0, 0]);
    expect(work.read('padc.example/org/a.xml')).toContain('Theirs');
  });

  it('does not overwrite a file that it knows nothing of', async () => {
    const work = new Import();
    work.write('padc.example/somewhere.xml', organisation(A, 'Ours'));
    work.write('padc.example/org/b.xml', organisation('ivo://padc.example/else'));
    work.source.put(organisation(A)).put(organisation(B));
    const { refused } = await work.run();
    expect(refused).toMatchObject([
      {
        ivoid: A,
        path: 'padc.example/somewhere.xml',
        reason: expect.stringMatching(/not written by an import/),
      },
      {
        ivoid: B,
        reason: expect.stringMatching(/padc.example\/org\/b.xml already, and it is not this record/),
      },
    ]);
    expect(work.read('padc.example/somewhere.xml')).toContain('Ours');
  });

  it('finds a record where a curator has moved it', async () => {
    const work = new Import();
    work.write('padc.example/moved.xml', organisation(A));
    work.source.put(organisation(A));
    expect(counts(await work.run())).toEqual([0, 0, 1, 0, 0, 0]);
    work.source.put(organisation(A, 'New'));
    expect((await work.run()).changed).toEqual([{ ivoid: A, path: 'padc.example/moved.xml' }]);
  });

  it('retires what is deleted at the source, and removes its file only if nobody has changed it', async () => {
    const work = new Import();
    work.source.put(organisation(A)).put(organisation(B)).delete('ivo://padc.example/Old');
    work.write('registry.json', '{\n  "version": 1,\n  "retired": []\n}\n');
    await work.run();
    work.write('padc.example/org/b.xml', organisation(B, 'Ours'));
    work.source.delete(A, { datestamp: '2026-11-15T08:00:00Z' }).delete(B);
    const report = await work.run();
    expect(counts(report)).toEqual([0, 0, 0, 0, 1, 1]);
    expect(report.refused).toMatchObject([{ ivoid: B, reason: expect.stringMatching(/git rm.*--force/) }]);
    expect(work.files()).toEqual(['padc.example/org/b.xml', 'registry.json']);
    expect(JSON.parse(work.read('registry.json'))).toEqual({
      version: 1,
      retired: [
        {
          ivoid: 'ivo://padc.example/Old',
          on: '2026-11-01',
          reason: 'deleted at http://registry.example/oai',
        },
        { ivoid: A, on: '2026-11-15', reason: 'deleted at http://registry.example/oai' },
      ].sort((a, b) => (a.ivoid.toLowerCase() < b.ivoid.toLowerCase() ? -1 : 1)),
    });
    const before = work.read('registry.json');
    await work.run();
    expect(work.read('registry.json')).toBe(before);
    work.source.put(organisation(A));
    expect((await work.run()).refused).toMatchObject([
      { reason: expect.stringMatching(/lists it under "retired"/) },
      {},
    ]);
  });

  it('retires nothing by a list that did not end properly, and says so', async () => {
    const work = new Import();
    work.source.put(organisation(A)).delete(B);
    work.source.end = { complete: false, reason: 'The last token led nowhere.', reached: null, announced: 9 };
    const report = await work.run();
    expect(counts(report)).toEqual([1, 0, 0, 0, 0, 0]);
    expect(existsSync(join(work.path, 'records/registry.json'))).toBe(false);
    expect(importExitCode(report)).toBe(3);
  });

  it('concludes nothing from absence, but tells it', async () => {
    const work = new Import();
    work.source.put(organisation(A)).put(organisation(B));
    await work.run();
    work.source.forget(B);
    const report = await work.run();
    expect(report.absent).toEqual([{ ivoid: B, path: 'padc.example/org/b.xml' }]);
    expect(counts(report)).toEqual([0, 0, 1, 0, 0, 0]);
  });

  it('leaves the records of others out, unless they are asked for', async () => {
    const work = new Import();
    const foreign = organisation('ivo://else.example/x');
    work.source
      .put(organisation(A))
      .put(foreign, { setSpecs: [] })
      .delete('ivo://else.example/y', { setSpecs: ['local'] });
    const report = await work.run();
    expect(report.skipped).toEqual([
      { authority: 'else.example', count: 2, example: 'ivo://else.example/x' },
    ]);
    expect(report.retired).toEqual([]);
    const asked = await work.run({ authorities: ['Else.example'] });
    expect(asked.written.map(({ ivoid }) => ivoid)).toEqual(['ivo://else.example/x']);
    expect(asked.retired).toEqual(['ivo://else.example/y']);
  });

  it('refuses to guess whose records they are', async () => {
    const work = new Import();
    work.source
      .put(organisation(A), { setSpecs: [] })
      .put(organisation('ivo://else.example/x'), { setSpecs: [] });
    await expect(work.run()).rejects.toThrow(/padc.example \(1\), else.example \(1\).*--authority/);
    expect(existsSync(join(work.path, 'records'))).toBe(false);
    work.source.put(element('registry.xml'), { setSpecs: [] });
    expect((await work.run()).own).toBe('the managedAuthority of ivo://padc.example/registry');
  });

  it('takes the registry record to begin with, and keeps the one that is there', async () => {
    const work = new Import();
    work.source.put(element('registry.xml')).put(element('authority.xml')).put(organisation(A));
    const first = await work.run();
    expect(first.registry).toEqual({ ivoid: 'ivo://padc.example/registry', taken: true, kept: null });
    expect(first.authorities).toEqual([]);

    const ours = work.read('padc.example/registry.xml').replaceAll('padc.example', 'ours.example');
    work.write('padc.example/registry.xml', ours);
    const second = await work.run();
    expect(second.registry).toMatchObject({ taken: false, kept: 'padc.example/registry.xml' });
    expect(work.read('padc.example/registry.xml')).toBe(ours);
    expect(second.authorities).toEqual([
      'Add <managedAuthority>padc.example</managedAuthority> to padc.example/registry.xml: its records were taken.',
    ]);
  });

  it('goes by what Identify says where a list has several registry records', async () => {
    const work = new Import();
    const other = element('registry.xml').replaceAll('padc.example', 'else.example');
    work.source.put(other, { setSpecs: [] }).put(element('registry.xml'), { setSpecs: [] });
    await expect(work.run()).rejects.toThrow(/--authority/);
    work.source.registryId = 'ivo://PADC.example/registry';
    const report = await work.run();
    expect(report.registry).toMatchObject({ ivoid: 'ivo://padc.example/registry', taken: true });
    expect(report.skipped).toMatchObject([{ authority: 'else.example', count: 1 }]);
  });

  it('says which authorities lack a record, and which sets are lost', async () => {
    const work = new Import();
    work.source.put(organisation(A), { setSpecs: ['ivo_managed', 'local', 'authority.x'] });
    const report = await work.run();
    expect(report.authorities).toEqual([
      expect.stringMatching(/no registry record/),
      'There is no vg:Authority record ivo://padc.example: write it.',
    ]);
    expect(report.sets).toEqual([{ setSpec: 'local', count: 1 }]);
    expect(importExitCode(report)).toBe(1);
  });

  it('refuses what has no usable identity, and says of the rest what does not validate, and where', async () => {
    const work = new Import();
    const bad = organisation(A)
      .replace('status="active" ', '')
      .replace('<subject>virtual-observatories</subject>\n', '');
    work.source
      .put(bad)
      .put(organisation('ivo://padc.example/a%20b'))
      .put('<notARecord/>', { id: 'ivo://padc.example/c' })
      .put(organisation('ivo://padc.example/gone').replace('"active"', '"deleted"'));
    work.source.quarantined = [
      { id: 'ivo://padc.example/q', path: null, reason: 'Cut in the middle.', bytes: Buffer.alloc(0) },
    ];
    const report = await work.run();
    expect(report.refused.map(({ ivoid }) => ivoid).sort()).toEqual([
      'ivo://padc.example/a%20b',
      'ivo://padc.example/c',
      'ivo://padc.example/gone',
      'ivo://padc.example/q',
    ]);
    expect(report.summary.errors).toBeGreaterThan(0);
    expect(report.findings[0]).toMatchObject({ file: 'records/padc.example/org/a.xml' });
    expect(report.findings.find(({ severity }) => severity === 'error')?.line).toBeGreaterThan(1);
    expect(work.files()).toEqual(['padc.example/org/a.xml']);
  });

  it('writes nothing through a link that leads out of the folder', async () => {
    const work = new Import();
    const outside = temporaryFolder();
    mkdirSync(join(work.path, 'records'));
    symlinkSync(outside, join(work.path, 'records/padc.example'));
    work.source.put(organisation(A));
    await expect(work.run()).rejects.toThrow(/a link that leads out/);
    expect(readdirSync(outside, { recursive: true }).filter((name) => String(name).endsWith('.xml'))).toEqual(
      [],
    );
  });

  it('does not touch a checkout whose registry.json is broken, nor when it is stopped', async () => {
    const work = new Import();
    work.write('registry.json', '{"version": 2}');
    work.source.put(organisation(A));
    await expect(work.run()).rejects.toThrow(/registry.json cannot be used: line 1/);
    expect(work.files()).toEqual(['registry.json']);
    work.write('registry.json', '{"version": 1}');
    const reason = new Error('stopped');
    await expect(work.run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(work.files()).toEqual(['registry.json']);
  });

  it('takes no SPASE', async () => {
    const work = new Import();
    work.source.model = 'spase';
    await expect(work.run()).rejects.toThrow(/VOResource records only/);
  });
});
