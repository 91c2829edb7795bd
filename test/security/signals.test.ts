/** Signals end the program cleanly, wherever it is; and two of it do not use one DATA_DIR. */
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { builtProgram, repoWith, serving, textAt } from './built.ts';
import { freePort } from './process.ts';
import { rawConnection } from './raw.ts';

// Starting takes a second, and on a machine that is very busy half a minute.
vi.setConfig({ testTimeout: 240_000 });

const { run, outcome } = builtProgram();

describe('signals', () => {
  it('SIGTERM in a publication ends it; the next start publishes all', async () => {
    const env = {
      PORT: String(await freePort()),
      DATA_DIR: temporaryFolder(),
      RECORDS_REPO: repoWith(400).path,
    };
    const first = run(['serve'], env);
    const root = `http://127.0.0.1:${env.PORT}`;
    // It listens before its first publication, and is ready after it.
    await expect
      .poll(async () => (await fetch(`${root}/health/ready`).catch(() => null))?.status, {
        timeout: 100_000,
        interval: 5,
      })
      .toBe(503);
    first.child.kill('SIGTERM');
    expect(await first.ended, first.said()).toBe(0);
    expect(first.said()).not.toContain('is serving');
    const second = run(['serve'], { ...env, PORT: '0' });
    const again = await serving(second);
    expect(JSON.parse(await textAt(`${again}/status`))).toMatchObject({
      counts: { live: 402, deleted: 0 },
      lastRefusal: null,
    });
  });

  it('SIGTERM lets an answer be read to its end; a second one ends at once', async () => {
    // Larger than what the system keeps on its way.
    const repo = repoWith(10, 'y'.repeat(2_500_000));
    const env = { PORT: '0', DATA_DIR: temporaryFolder(), RECORDS_REPO: repo.path };
    for (const isRead of [true, false]) {
      const program = run(['serve'], env);
      const root = await serving(program);
      const reader = rawConnection(root);
      const path = '/oai/?verb=ListRecords&metadataPrefix=ivo_vor';
      reader.socket.once('data', () => reader.socket.pause());
      reader.socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await expect.poll(() => reader.text(), { timeout: 100_000 }).toMatch(/^HTTP\/1\.1 200 /);
      program.child.kill('SIGTERM');
      if (isRead) {
        await expect(fetch(root).then(() => fetch(root))).rejects.toThrow();
        reader.socket.resume();
        await reader.ended;
        expect(reader.text()).toMatch(/<\/OAI-PMH>\s*$/);
        expect(await program.ended).toBe(0);
      } else {
        const started = performance.now();
        // A signal that comes twice at once is one.
        const impatient = setInterval(() => program.child.kill('SIGTERM'), 100);
        expect(await program.ended).toBe(130);
        clearInterval(impatient);
        expect(performance.now() - started).toBeLessThan(9_000);
        reader.socket.destroy();
      }
    }
  });

  it('a DATA_DIR that another process uses', async () => {
    const env = { PORT: '0', DATA_DIR: temporaryFolder(), RECORDS_REPO: repoWith(1).path };
    const first = run(['serve'], env);
    const root = await serving(first);
    const [code, said] = await outcome(['serve'], env);
    expect([code, said]).toEqual([2, expect.stringContaining(env.DATA_DIR)]);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(await textAt(`${root}/oai?verb=Identify`)).toContain('<Identify>');
  });
});
