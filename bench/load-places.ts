/** What load.ts asks: replicas on one database, as the operator starts them, and nginx before them (ci/deploy). */
import { writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAIN } from './compiled.ts';
import type { Place } from './database.ts';
import { BENCH_DIR } from './place.ts';
import { type Running, start, untilReady } from './service.ts';

const NGINX_CONF = fileURLToPath(new URL('../ci/deploy/nginx.conf', import.meta.url));

/** Started one after the other: the first publishes. Returns when all are ready. */
export async function startReplicas(
  count: number,
  { databaseUrl, dataDir }: Place,
  repository: string,
): Promise<Running[]> {
  const replicas: Running[] = [];
  for (let number = 1; number <= count; number += 1) {
    const environment = (port: number): Record<string, string> => ({
      PORT: String(port),
      BASE_URL: 'https://bench.example/oai',
      RECORDS_REPO: repository,
      RECORDS_REF: 'main',
      DATA_DIR: join(dataDir, `replica-${number}`),
      DATABASE_URL: databaseUrl ?? '',
      POLL_SECONDS: '1',
      // Harvesters say who they are; as nginx does, with its own address after that.
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const log = join(BENCH_DIR, `load-${number}.log`);
    const replica = await start(process.execPath, () => [MAIN, 'serve'], environment, log);
    replicas.push(replica);
    await untilReady(`${rootOf(replica)}/health/ready`, 600);
  }
  return replicas;
}

export function rootOf({ port }: Running): string {
  return `http://127.0.0.1:${port}`;
}

/** ci/deploy/nginx.conf, but for names and ports. Throws if there is no nginx. */
export async function startNginx(replicas: Running[]): Promise<Running> {
  const folder = join(BENCH_DIR, 'load-nginx');
  await mkdir(folder, { recursive: true });
  const published = await readFile(NGINX_CONF, 'utf8');
  const file = join(folder, 'nginx.conf');
  const write = (port: number): string[] => {
    let conf = published
      .replace(
        'pid /tmp/nginx.pid;',
        `pid ${folder}/nginx.pid;\n${process.getuid?.() === 0 ? 'user root;' : ''}`,
      )
      .replace('listen 8080;', `listen 127.0.0.1:${port};`)
      .replace(
        'access_log off;',
        `access_log off; ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}`,
      );
    for (const [i, replica] of replicas.entries())
      conf = conf.replace(`server voreg${i + 1}:8080`, `server 127.0.0.1:${replica.port}`);
    writeFileSync(file, conf);
    return ['-p', folder, '-c', file, '-e', `${folder}/nginx.log`, '-g', 'daemon off;'];
  };
  const nginx = await start('nginx', write, () => ({}), join(folder, 'nginx.log'));
  await untilReady(`${rootOf(nginx)}/health/ready`, 20);
  return nginx;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
