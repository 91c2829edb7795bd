/** The thread that checks texts of anybody. Started by apart.ts only. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadSchema, SchemaFolderError } from '../xml/schema.ts';
import type { ApartReply, ApartReport, ApartRequest } from './apart.ts';
import { checkFile } from './check.ts';
import { rulesOf } from './rules.ts';
import { Collected, reportOf } from './validate.ts';

/** Of a small file full of faults there may be 100,000. */
const MOST_FINDINGS = 1000;

/** As `voreg validate` does with a file that belongs to no set. */
const ALONE = {
  ...{ others: [], disappeared: [], findings: [], isWhole: false },
  ...{ registryFile: null, registryFilePath: 'registry.json' },
};

async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('apart-worker.ts is to be run as a worker thread, by apart.ts.');
  const reply = (answer: ApartReply) => port.postMessage(answer);
  try {
    const schema = await loadSchema((workerData as { xsdDir: string }).xsdDir);
    reply({ ready: true });
    port.on('message', ({ bytes, file, profile, now }: ApartRequest) => {
      const collected = new Collected();
      const checked = checkFile(bytes, file, { schema, rules: rulesOf(profile), now });
      collected.add({ ...checked, fixed: [], unfixed: null });
      const { summary, findings } = reportOf(profile, collected, ALONE);
      const shown = findings.slice(0, MOST_FINDINGS);
      const report: ApartReport = { profile, summary, findings: shown, left: findings.length - shown.length };
      reply({ report });
    });
  } catch (error) {
    if (!(error instanceof SchemaFolderError)) throw error;
    reply({ failure: error.message });
  }
}

await serve();
