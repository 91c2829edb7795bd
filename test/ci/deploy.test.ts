/** What ci/deploy/ says must be true of the program: its variables, metrics and addresses; and nginx.conf is run, where nginx is. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VARIABLES } from '../../src/config-variables.ts';
import { isIn, networksOf } from '../../src/http/address.ts';
import { DEFAULT_CLIENTS } from '../../src/http/clients.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { type Service, startService } from '../helpers/service.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const OPERATING = read('docs/operating.md');
/** Set in ci/Containerfile or by Node. */
const NOT_OURS = ['NODE_ENV'];

type Tree = { [key: string]: Tree } & Tree[] & string;
const compose = load(read('ci/deploy/compose.yml')) as Tree;
const kubernetes = read('ci/deploy/kubernetes.yaml')
  .split(/^---$/m)
  .map((text) => load(text) as Tree);
const alerts = (load(read('ci/deploy/prometheus-alerts.yml')) as Tree).groups?.[0]?.rules as
  | { alert: string; expr: string; annotations: { summary: string } }[]
  | undefined;
const dashboard = JSON.parse(read('ci/deploy/grafana-dashboard.json')) as {
  panels: { id: number; gridPos: { x: number; y: number }; targets: { expr: string }[] }[];
};

function kind(name: string): Tree {
  const found = kubernetes.find((one) => (one.kind as string | undefined) === name);
  if (found === undefined) throw new Error(`kubernetes.yaml has no ${name}.`);
  return found;
}

/** Every metric that a service has, and its labels with their values as far as it shows them. */
let metrics: Set<string>;
beforeAll(async () => {
  const service = await startService(new FakePublished(), {}, {});
  await (await fetch(`${service.root}/oai?verb=Identify`)).text();
  await (await fetch(`${service.root}/metrics`)).text();
  const text = await (await fetch(`${service.root}/metrics`)).text();
  await service.close();
  metrics = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name = '']) => name));
});

const namesIn = (expression: string) =>
  (expression.match(/\b(voreg|process)_\w+/g) ?? []).map((name) => name.replace(/_(bucket|sum|count)$/, ''));

describe('variables', () => {
  it('of compose.yml and kubernetes.yaml are ours', () => {
    const environment = compose['x-voreg']?.environment as unknown as Record<string, string>;
    const container = kind('StatefulSet').spec?.template?.spec?.containers?.[0];
    const named = [
      ...Object.keys(environment),
      ...Object.keys(kind('ConfigMap').data ?? {}),
      ...(container?.env ?? []).map(({ name }) => name as unknown as string),
    ];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in VARIABLES) && !NOT_OURS.includes(name))).toEqual([]);
  });

  it('are all in docs/operating.md, with their defaults', () => {
    const missing = Object.keys(VARIABLES).filter((name) => !OPERATING.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});

describe('compose.yml', () => {
  it('has three replicas that nginx knows, each with a DATA_DIR and an address of its own', () => {
    const services = compose.services as unknown as Record<string, Tree>;
    const replicas = Object.entries(services).filter(([name]) => /^voreg\d$/.test(name));
    expect(replicas).toHaveLength(3);
    const servers = Array.from(read('ci/deploy/nginx.conf').matchAll(/server (voreg\d):8080/g), ([, n]) => n);
    expect(servers).toEqual(replicas.map(([name]) => name));
    expect(new Set(replicas.map(([, one]) => String(one.volumes?.[0]))).size).toBe(3);
    expect(compose['x-voreg']?.environment?.TRUSTED_PROXIES).toBe(
      services.nginx?.networks?.inside?.ipv4_address,
    );
    const subnet = String(compose.networks?.inside?.ipam?.config?.[0]?.subnet);
    for (const [, one] of replicas) {
      const address = String(one.networks?.inside?.ipv4_address);
      expect(isIn(networksOf([subnet]), address)).toBe(true);
      expect([one.read_only, one.cap_drop]).toEqual([true, ['ALL']]);
    }
  });
});

describe('kubernetes.yaml', () => {
  it('asks addresses that are there, and runs as an ordinary user with a read-only root', () => {
    const spec = kind('StatefulSet').spec?.template?.spec;
    const container = spec?.containers?.[0];
    const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) =>
      String(container?.[name]?.httpGet?.path),
    );
    expect(probes).toEqual(['/health/live', '/health/live', '/health/ready']);
    expect(spec?.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
  });

  it('keeps the DATA_DIR of a replica when its pod is replaced', () => {
    const spec = kind('StatefulSet').spec;
    const kept = (spec?.volumeClaimTemplates as unknown as Tree[]).map(({ metadata }) => metadata?.name);
    const mounts = spec?.template?.spec?.containers?.[0]?.volumeMounts as unknown as Tree[];
    expect(mounts.find(({ mountPath }) => String(mountPath) === '/data')?.name).toBe(kept[0]);
  });

  it('does not show /metrics to the world', () => {
    const paths = kind('Ingress').spec?.rules?.[0]?.http?.paths as unknown as { path: string }[];
    expect(paths.map(({ path }) => path)).toContain('/oai');
    expect(paths.some(({ path }) => path.startsWith('/metrics'))).toBe(false);
  });
});

const expressions = () => [
  ...(alerts ?? []).map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

describe('metrics', () => {
  it('of alarms and panels are there', () => {
    expect(expressions().length).toBeGreaterThan(50);
    for (const name of expressions().flatMap(namesIn)) expect(metrics).toContain(name);
  });

  it('are all on the dashboard, in panels of their own places', () => {
    const shown = new Set(
      dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr))),
    );
    expect([...metrics].filter((name) => !shown.has(name))).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('have the values that alarms and panels choose by', () => {
    const chosen = expressions().flatMap((expression) =>
      Array.from(
        expression.matchAll(/\b(state|outcome|quantile|place)=~?"([\w.|]+)"/g),
        ([, , values = '']) => values.split('|'),
      ).flat(),
    );
    expect(chosen.length).toBeGreaterThan(8);
    // Of states and the like, what docs/operating.md says of the metrics; quantiles as the program gives them.
    const described = OPERATING.split('\n')
      .filter((line) => line.startsWith('| `voreg_'))
      .join(' ');
    for (const value of chosen.filter((one) => !/^\d/.test(one))) expect(described).toContain(value);
    for (const value of chosen.filter((one) => /^\d/.test(one)))
      expect(['0.5', '0.99', '1']).toContain(value);
  });

  it('are all in docs/operating.md, and nothing else is', () => {
    const described = new Set(
      Array.from(OPERATING.matchAll(/`((?:voreg|process)_\w+)/g), ([, name = '']) => name),
    );
    expect([...metrics].filter((name) => !described.has(name))).toEqual([]);
    expect([...described].filter((name) => !metrics.has(name))).toEqual([]);
  });

  it('every alarm is in docs/operating.md, with what to do', () => {
    const described = Array.from(
      OPERATING.matchAll(/^\| `(Voreg\w+)` \| [^|]+ \| [^|]+ \|$/gm),
      ([, n]) => n,
    );
    expect(described.toSorted()).toEqual((alerts ?? []).map(({ alert }) => alert).toSorted());
  });
});

describe('docs/security.md', () => {
  const rows = Array.from(read('docs/security.md').matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)).slice(
    1,
  );
  const tests = new Map<string, string>(
    readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => [`test/${file}`, read(`test/${file}`)] as const),
  );

  it.each(rows.map(([, threat = '', , test = '']) => [threat, test] as const))('%s', (_threat, named) => {
    const found = Array.from(named.matchAll(/`(test\/[^`]+\.ts)`(?: “([^”]+)”)?/g));
    expect(found.length).toBeGreaterThan(0);
    for (const [, file = '', title] of found) {
      expect(tests.has(file), file).toBe(true);
      if (title !== undefined) expect(tests.get(file)).toContain(title);
    }
  });
});

const hasNginx = spawnSync('nginx', ['-v']).error === undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe.skipIf(!hasNginx)('nginx.conf', () => {
  const services: Service[] = [];
  let nginx: ReturnType<typeof spawn>;
  let root = '';

  beforeAll(async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    root = `http://127.0.0.1:${port}`;
    const clients = { ...DEFAULT_CLIENTS, trustedProxies: ['127.0.0.1'] };
    let text = read('ci/deploy/nginx.conf')
      .replace('listen 8080;', `listen 127.0.0.1:${port};`)
      .replace('/tmp/nginx.pid', join(folder, 'pid'))
      .replace(
        'server_tokens off;',
        ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
          .map((name) => `${name}_temp_path ${folder};`)
          .join(' '),
      );
    for (const name of ['voreg1', 'voreg2', 'voreg3']) {
      const service = await startService(new FakePublished(), {}, { clients });
      services.push(service);
      text = text.replace(`${name}:8080`, `127.0.0.1:${new URL(service.root).port}`);
    }
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, process.getuid?.() === 0 ? `user root;\n${text}` : text);
    nginx = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;']);
    let said = '';
    nginx.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    await vi.waitFor(async () => expect((await fetch(`${root}/health/live`)).status, said).toBe(200), {
      timeout: 10_000,
      interval: 50,
    });
  });
  afterAll(async () => {
    const ended = new Promise((done) => nginx.once('close', done));
    nginx.kill('SIGTERM');
    for (const service of services) await service.close();
    await ended;
  });

  const lines = () => services.flatMap(({ log }) => log);

  it('passes requests on to all replicas, with the client’s address and an id', async () => {
    for (let i = 0; i < 12; i += 1) {
      const answer = await fetch(`${root}/oai?verb=Identify`, {
        headers: { 'X-Forwarded-For': '198.51.100.7', Connection: 'close' },
      });
      expect(await answer.text()).toContain('<baseURL>https://registry.padc.example/oai</baseURL>');
      const id = answer.headers.get('x-request-id');
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      await vi.waitFor(() => expect(lines().some((line) => line.id === id)).toBe(true));
      // This test stands where a trusted proxy does: it is believed about whom it asks for.
      expect(lines().find((line) => line.id === id)).toMatchObject({ address: '198.51.100.0' });
    }
    expect(services.every(({ log }) => log.some(({ path }) => path === '/oai'))).toBe(true);
  });

  it('keeps /metrics inside, and lets a large webhook in', async () => {
    expect((await fetch(`${root}/metrics`)).status).toBe(404);
    expect(lines().some(({ path }) => path === '/metrics')).toBe(false);
    const body = 'x'.repeat(2_000_000);
    // Webhooks are off here: that it says so means that it was asked.
    const hook = await fetch(`${root}/hooks/gitlab`, { method: 'POST', body });
    expect([hook.status, await hook.text()]).toEqual([404, expect.stringContaining('WEBHOOK_SECRET')]);
    expect((await fetch(`${root}/oai`, { method: 'POST', body })).status).toBe(413);
  });

  it('a replica that is gone is not missed', async () => {
    await services[0]?.close();
    for (let i = 0; i < 9; i += 1)
      expect((await fetch(`${root}/oai?verb=ListSets`, { headers: { Connection: 'close' } })).status).toBe(
        200,
      );
  });
});
