/** `voreg validate` looks at the files of links too. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ValidateOptions, validate } from '../../src/commands/validate.ts';
import { readConfig } from '../../src/config.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { tinyRecord } from '../promises/records.ts';

const HEAD = `#curie_map:
#  ivo: ivo://
#  spase: spase://
#mapping_set_id: https://padc.example/links
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tobject_id\tmapping_justification
`;
const line = (subject: string, object: string) =>
  `ivo:padc.example/${subject}\tskos:relatedMatch\tspase:SMWG/${object}\tsemapv:ManualMappingCuration\n`;

async function folderWith(links: string): Promise<{ folder: string; file: string }> {
  const folder = temporaryFolder();
  await mkdir(join(folder, 'records/links'), { recursive: true });
  await writeFile(join(folder, 'records/a.xml'), tinyRecord({ ivoid: 'ivo://padc.example/a' }));
  const file = join(folder, 'records/links/padc.example.sssom.tsv');
  await writeFile(file, links);
  return { folder, file };
}

async function findings(folder: string, more: Partial<ValidateOptions> = {}) {
  const config = { ...readConfig({}), recordsRepo: folder };
  const options: ValidateOptions = { paths: [], since: null, profile: 'rec', fix: false, ...more };
  const { report } = await validate(config, options);
  return {
    report,
    links: report.findings
      .filter(({ rule }) => rule.startsWith('LNK-'))
      .map(({ rule, file, line: at }) => `${file}:${at} ${rule}`),
  };
}

describe('files of links', () => {
  it('are checked with the records, and held against their ivoids', async () => {
    const { folder } = await folderWith(HEAD + line('a', 'A') + line('b', 'B'));
    expect((await findings(folder)).links).toEqual(['records/links/padc.example.sssom.tsv:8 LNK-08']);
  });

  it('are checked alone when they are named; then nothing is known of the records', async () => {
    const { folder, file } = await folderWith(HEAD + line('b', 'B') + line('b', 'B'));
    const { report, links } = await findings(folder, { paths: [file] });
    expect(links).toEqual(['records/links/padc.example.sssom.tsv:8 LNK-06']);
    expect(report.summary.records).toBe(0);
  });

  it('are put in order by --fix', async () => {
    const { folder, file } = await folderWith(HEAD + line('a', 'B') + line('a', 'A'));
    expect((await findings(folder)).links).toEqual(['records/links/padc.example.sssom.tsv:7 LNK-09']);
    const { report, links } = await findings(folder, { fix: true });
    expect(links).toEqual([]);
    expect(report.fixed).toMatchObject([{ rule: 'LNK-09' }]);
    expect(await readFile(file, 'utf8')).toBe(HEAD + line('a', 'A') + line('a', 'B'));
  });
});
