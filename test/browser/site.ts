/** The service as `voreg serve` starts it, on this repository's records, with a deleted one and links beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Service, serve } from '../../src/serve.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';

const RECORDS = new URL('../../records/', import.meta.url).pathname;
const CONE = 'records/padc.example/bess/cone.xml';

const LINKS = `#curie_map:
#  ivo: ivo://
#  spase: spase://
#mapping_set_id: https://padc.example/links/padc.example
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification
ivo:padc.example/apis/epn_core\tskos:exactMatch\tNot\tspase:SMWG/Repository/PADC/Other\tNot this one\tsemapv:ManualMappingCuration
ivo:padc.example/apis/epn_core\tskos:relatedMatch\t\tspase:SMWG/Repository/PADC/APIS\tAuroral Planetary Imaging and Spectroscopy\tsemapv:ManualMappingCuration
`;

/** Started and searchable. */
export async function startSite(): Promise<Service> {
  const repo = gitRepo();
  for (const file of readdirSync(RECORDS, { recursive: true, encoding: 'utf8' }))
    if (/\.(xml|json)$/.test(file)) repo.write(`records/${file}`, readFileSync(join(RECORDS, file)));
  const cone = readFileSync(join(RECORDS, '..', CONE), 'utf8');
  repo.write(
    'records/padc.example/bess/old.xml',
    cone
      .replace('ivo://padc.example/bess/cone<', 'ivo://padc.example/bess/old<')
      .replace(/<title>[^<]*/, '<title>Be stars, the old service'),
  );
  repo.commit('Records of a demonstration registry');
  repo.write('records/links/padc.example.sssom.tsv', LINKS);
  repo.write(CONE, cone.replace(/<title>/, '<title>New: '));
  repo.remove('records/padc.example/bess/old.xml');
  repo.commit('The old service is gone; links with SPASE');
  const config = readConfig({
    PORT: '0',
    RECORDS_REPO: repo.path,
    DATA_DIR: temporaryFolder(),
    POLL_SECONDS: '0',
  });
  const service = await serve(config, pino({ level: 'silent' }), 'test');
  await vi.waitFor(
    async () => {
      const found = await fetch(`${service.url}/search?q=tap`, { headers: { accept: 'text/html' } });
      if (!(await found.text()).includes('/tap/')) throw new Error('The search index is not made yet.');
    },
    { timeout: 60_000, interval: 100 },
  );
  return service;
}
