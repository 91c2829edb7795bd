/** A thread that checks files. Started by pool.ts only. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadSchema, SchemaFolderError } from '../xml/schema.ts';
import type { CheckContext } from './check.ts';
import { treatFile } from './file.ts';
import type { PoolData, Reply, Request } from './pool.ts';
import { rulesOf } from './rules.ts';

async function contextOf({ xsdDir, profile, now }: PoolData): Promise<CheckContext> {
  return { schema: await loadSchema(xsdDir), rules: profile === 'xsd' ? [] : rulesOf(profile), now };
}

async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('pool-worker.ts is to be run as a worker thread, by pool.ts.');
  const reply = (answer: Reply) => port.postMessage(answer);
  try {
    const context = await contextOf(workerData as PoolData);
    port.on('message', ({ task, sources }: Request) => {
      reply({ results: sources.map((source) => treatFile(source, task, context)) });
    });
  } catch (error) {
    if (!(error instanceof SchemaFolderError)) throw error;
    reply({ failure: error.message });
  }
}

await serve();
