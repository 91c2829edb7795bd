/** Whether replicas say the same (P7). */
import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchBody } from './client.ts';
import { rootOf } from './load-places.ts';
import type { Running } from './service.ts';

/** Waits until all replicas serve the same commit, and no other for two looks at the repository. */
export async function settled(replicas: Running[]): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  for (let [before, times] = ['', 0]; times < 3; ) {
    await sleep(1500);
    const bodies = await Promise.all(
      replicas.map((one) => fetchBody(`${rootOf(one)}/status?format=json`, agent)),
    );
    const commits = bodies.map((body) => (JSON.parse(body.toString()) as { commit: string }).commit);
    const now = new Set(commits).size === 1 ? (commits[0] ?? '') : '';
    times = now !== '' && now === before ? times + 1 : 0;
    before = now;
  }
  agent.destroy();
}

/** Whether full harvests of each replica, and of all in turn, have the same bytes but for the responseDate. */
export async function samePages(replicas: Running[]): Promise<{ pages: number; isSame: boolean }> {
  const inTurn = replicas.map((_, first) => [...replicas.slice(first), ...replicas.slice(0, first)]);
  const lists = await Promise.all([...replicas.map((one) => [one]), ...inTurn].map(pagesOf));
  return { pages: lists[0]?.length ?? 0, isSame: new Set(lists.map((pages) => pages.join())).size === 1 };
}

/** A digest for each page of a full harvest that asks the replicas in turn. */
async function pagesOf(replicas: Running[]): Promise<string[]> {
  const agent = new Agent({ keepAlive: true });
  const digests: string[] = [];
  for (let query: string | null = 'metadataPrefix=ivo_vor'; query !== null; ) {
    const replica = replicas[digests.length % replicas.length];
    if (replica === undefined) break;
    const body = await fetchBody(`${rootOf(replica)}/oai?verb=ListRecords&${query}`, agent);
    const text = body.toString('utf8').replace(/<responseDate>[^<]*/, '');
    digests.push(createHash('sha256').update(text).digest('base64url'));
    const token = /<resumptionToken[^>]*>([^<]+)</.exec(text.slice(-2000))?.[1];
    query = token === undefined ? null : `resumptionToken=${token}`;
  }
  agent.destroy();
  return digests;
}
