/** The program itself, in surroundings that are wrong: it says so in a sentence and ends with 2. */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { builtProgram, repoWith } from './built.ts';

// Starting takes a second, and on a machine that is very busy half a minute.
vi.setConfig({ testTimeout: 240_000 });

const { outcome } = builtProgram();

describe('surroundings that are wrong', () => {
  it('all values of the environment are judged at once, and what may be a secret is not repeated', async () => {
    const [code, said] = await outcome(['serve'], {
      ...{
        PORT: '80a',
        POLL_SECONDS: '-1',
        BASE_URL: 'x',
        LOG_LEVEL: 'loud',
        TRUSTED_PROXIES: '1.2.3',
        CACHE_MB: '1e3',
      },
      ...{
        DATABASE_URL: 'mysql://u:hunter2secret@h/x',
        WEBHOOK_SECRET: 'hunter2',
        GIT_TOKEN_FILE: '/none',
        SMTP_URL: 'hunter2secret',
      },
    });
    expect(code).toBe(2);
    expect(said.trim().split('\n')).toHaveLength(10);
    for (const name of [
      'PORT',
      'POLL_SECONDS',
      'BASE_URL',
      'LOG_LEVEL',
      'TRUSTED_PROXIES',
      'CACHE_MB',
      'DATABASE_URL',
      'GIT_TOKEN_FILE',
    ])
      expect(said).toContain(`${name}=`);
    expect(said).not.toContain('hunter2');
  });

  it('a port in use: which, and what to do', async () => {
    const taken: Server = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const [code, said] = await outcome(['serve'], { PORT: String(port), RECORDS_REPO: repoWith(0).path });
    expect([code, said]).toEqual([
      2,
      expect.stringContaining(
        `127.0.0.1:${port}. Another program listens there already: stop it, or set PORT.`,
      ),
    ]);
    expect(said).not.toContain('    at ');
  });

  it('a DATA_DIR that is a file, or below one, or not to be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    // Nobody makes a folder there, root neither, whom modes do not stop.
    for (const DATA_DIR of [file, join(file, 'below'), '/sys/kernel/voreg']) {
      const [code, said] = await outcome(['serve'], { PORT: '0', DATA_DIR, RECORDS_REPO: repoWith(0).path });
      expect([code, said]).toEqual([2, expect.stringMatching(/^voreg: \S.*DATA_DIR/)]);
      expect(said.trim().split('\n')).toHaveLength(1);
    }
  });
});
