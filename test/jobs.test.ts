import { once } from 'node:events';
import { expect, it } from 'vitest';
import { handOver, JobFailed, listenForJobs } from '../src/jobs.ts';
import { closeAll } from '../src/serve.ts';
import { temporaryFolder } from './helpers/folder.ts';

it('answers a job with its result or its error, and hangs up where the result cannot be written', async () => {
  const folder = await temporaryFolder();
  const results: (() => unknown)[] = [
    () => ({ fine: true }),
    () => {
      throw new Error('No such source.');
    },
    // JSON has no bigint.
    () => ({ generation: 1n }),
    () => ({ fine: 'again' }),
  ];
  const server = await listenForJobs(folder, async () => results.shift()?.());
  const ask = () => handOver(folder, { job: 'sources' });
  try {
    expect(await ask()).toEqual({ result: { fine: true } });
    await expect(ask()).rejects.toThrow(new JobFailed('No such source.'));
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await ask()).toEqual({ result: { fine: 'again' } });
  } finally {
    server.close();
    await once(server, 'close');
  }
});

it('closes everything when a service stops, and tells of the first that could not be closed', async () => {
  const closed: number[] = [];
  const close = (number: number, message: string | null) => async () => {
    closed.push(number);
    if (message !== null) throw new Error(message);
  };
  const all = [close(1, null), close(2, 'The first.'), close(3, 'The second.'), close(4, null)];
  await expect(closeAll(all)).rejects.toThrow('The first.');
  expect(closed).toEqual([1, 2, 3, 4]);
});
